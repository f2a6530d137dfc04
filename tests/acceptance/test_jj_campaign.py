"""Jeonju (domain guide §8.5): 826 elders asked in eight days, 600 of them start as cases.

Start to finish on the real engine: the list of targets and a day's papers come in as files, the
others' answers from phones; the selection is signed by a second person and opened by the worker.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest

from care.model.campaign import TargetState, Why
from care.model.discovery import BatchKind
from care.model.ids import CampaignId
from policies.forms import FORMS, take_forms
from store import campaign_selection, campaigns, queries
from store.campaign_selection import Outcome
from store.moments import KOREA
from store.openings import OpeningState
from store.scope import Scope
from tests.acceptance.campaign import (
    FIRST_DAY,
    JEONJU,
    NOW,
    OFFICES,
    PEOPLE,
    SURVEYORS,
    Town,
    town_on,
)
from tests.web.campaigns.conftest import Survey
from tests.web.flow import district
from web.campaigns import asking
from web.filters import short_day

PEOPLE_TO_ASK, PLACES, DAYS = 826, 600, 8
START = FIRST_DAY.astimezone(KOREA).date()
ASKED = {
    "points_integrated_care_lives_alone": "20",
    "points_integrated_care_long_term_care": "10",
    "points_health_body": "7",
    "points_daily_essentials": "5",
}
CODES = [one.removeprefix("points_") for one in ASKED]
BASICS = {
    "name": "가상 통합돌봄 전수조사",
    "first_day": START.isoformat(),
    "last_day": (START + timedelta(days=DAYS - 1)).isoformat(),
    "wanted": str(PEOPLE_TO_ASK),
    "places": str(PLACES),
    "least": "0",
    "tie_1": "OLDER",
    "tie_2": "MORE_SERIOUS",
}


@dataclass
class Told:
    """What was seen on the way."""

    town: Town
    campaign: str = ""
    imported: str = ""
    lists: list[str] = field(default_factory=list)
    papers: str = ""
    by_day: list[int] = field(default_factory=list)
    overview: str = ""
    line: str = ""
    refused: list[int] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with town_on(tmp_path_factory.mktemp("jeonju")) as town:
        found = Told(town)
        defined(found)
        surveyed(found)
        selected(found)
        yield found


def defined(told: Told) -> None:
    town = told.town
    made = town.post("coordinator", "/campaigns", "/campaigns/new", **BASICS, **ASKED)
    assert made.status_code == 303, made.text
    told.campaign = str(made.headers["location"]).rpartition("/")[2]
    rows = [["성명", "생년월일", "읍면동", "구역", "주소"]]
    rows += [elder(number) for number in range(PEOPLE_TO_ASK)]
    told.imported = town.brought(BatchKind.CAMPAIGN_TARGETS, told.campaign, rows)
    told.lists = town.lists
    for at, zone in enumerate(OFFICES):
        crew = SURVEYORS[2 * at : 2 * at + 2]
        path = f"/campaigns/{told.campaign}"
        shared = town.post("coordinator", f"{path}/assign", path, zone=zone, who=list(crew))
        assert shared.status_code == 303, shared.text


def elder(number: int) -> list[str]:
    signs = "가나다라마바사아자차카타파하"
    name = f"가상{signs[number % 14]}{signs[number // 14 % 14]}"
    born = date(1925, 1, 1) + timedelta(days=number * 17 % 9000)
    office = OFFICES[number % 4]
    return [name, born.isoformat(), office, office, f"가상로 {number + 1}"]


def answers(number: int) -> dict[str, int]:
    return {
        CODES[0]: int(number % 3 == 0),
        CODES[1]: int(number % 5 == 0),
        CODES[2]: number * 7 % 4,
        CODES[3]: number * 11 % 4,
    }


def surveyed(told: Told) -> None:
    """A tenth of each surveyor's list a day and more on the last; one day comes on paper."""
    town = told.town
    by_surveyor: dict[str, list[Any]] = {}
    for one in town.targets(told.campaign):
        by_surveyor.setdefault(str(one.target.surveyor), []).append(one)
    for at in range(DAYS):
        town.now = FIRST_DAY + timedelta(days=at)
        today = [
            (one.target.target_id, one.target.surveyor, answers(one.number))
            for crew in by_surveyor.values()
            for one in crew[at::DAYS]
        ]
        if at == 3:
            told.papers = on_paper(told, [who for who, _, _ in today])
        else:
            by_phone(told, *today[0])
            town.answered(told.campaign, today[1:], START + timedelta(days=at))
        told.by_day.append(len(today))
    told.overview = town.page("coordinator", f"/campaigns/{told.campaign}")


def by_phone(told: Told, target: str, who: str, given: dict[str, int]) -> None:
    path = f"/survey/{target}"
    sent = {f"q_{code}": str(value) for code, value in given.items()}
    answer = told.town.post(who, path, path, version="1", **sent)
    assert answer.status_code == 303, answer.text


def on_paper(told: Told, ids: list[str]) -> str:
    numbers = sorted(
        one.number for one in told.town.targets(told.campaign) if one.target.target_id in ids
    )
    rows: list[list[object]] = [["번호", *CODES, "조사일"]]
    day = START + timedelta(days=3)
    rows += [[number, *answers(number).values(), day.isoformat()] for number in numbers]
    return told.town.brought(BatchKind.SURVEY_ANSWERS, told.campaign, rows)


def selected(told: Told) -> None:
    town, path = told.town, f"/campaigns/{told.campaign}"
    town.now = NOW
    shown = f"{path}/selection"
    assert town.post("coordinator", f"{path}/propose", shown).status_code == 303
    told.refused.append(town.post("coordinator", f"{path}/sign", shown).status_code)
    told.line = town.page("head", shown)
    assert town.post("head", f"{path}/sign", shown).status_code == 303

    async def there() -> bool:
        async with town.database.of(JEONJU).read() as session:
            found = await campaigns.started(session, JEONJU, CampaignId(told.campaign))
        return not found.get(OpeningState.WAITING)

    town.wait(there)

    async def ended(session: Any) -> list[Outcome]:
        found = await campaigns.campaign(session, JEONJU, told.campaign)
        assert found is not None
        return await campaign_selection.outcomes(session, found)

    told.outcomes = town.read(ended)


def test_jj_01_826_are_imported_shared_and_asked_in_eight_days(told: Told) -> None:
    assert str(PEOPLE_TO_ASK) in told.imported
    assert sum(told.by_day) == PEOPLE_TO_ASK
    assert len(told.by_day) == DAYS
    assert all(97 <= count <= 110 for count in told.by_day), "about 103 a day"
    assert "대상 826명 가운데 826명을 마침" in told.overview
    table = told.overview.partition("날마다, 조사원마다")[2]
    for at, count in enumerate(told.by_day):
        assert f"{short_day(START + timedelta(days=at))} {count} {count} " in table
    for who in SURVEYORS:
        assert f"가상 {who}" in table
    load = Counter(str(one.target.surveyor) for one in told.town.targets(told.campaign))
    assert set(load) == set(SURVEYORS)
    assert max(load.values()) - min(load.values()) <= 1


def test_jj_01_the_run_of_every_list_came_to_an_end_on_the_engine(told: Told) -> None:
    """The rows and their key are destroyed by then, and the run is still answered."""
    kinds = [told.town.status(one) for one in told.lists]
    assert kinds == ["COMPLETED", "COMPLETED"]


def test_jj_02_600_of_826_start_as_cases_and_226_keep_their_reason(told: Told) -> None:
    assert "826명 가운데 600명을 선정합니다" in told.line
    assert "동점 규칙" in told.line or "가른 규칙" in told.line
    assert told.refused == [409], "who proposed the list does not sign it"
    chosen = [one for one in told.outcomes if one.why and one.why.is_selected]
    rest = [one for one in told.outcomes if one not in chosen]
    assert (len(chosen), len(rest)) == (PLACES, PEOPLE_TO_ASK - PLACES)
    assert {one.opening for one in chosen} == {OpeningState.OPENED}
    assert len({one.case_id for one in chosen}) == PLACES, "one case each"
    assert {one.why for one in rest} <= {Why.TIE_LEFT, Why.BELOW_CUT}
    assert all(one.score is not None and one.case_id is None for one in rest)
    assert min(one.score or 0 for one in chosen) >= max(one.score or 0 for one in rest)
    assert {one.state for one in told.outcomes} == {TargetState.SURVEYED}
    assert [one.rank for one in told.outcomes] == list(range(1, PEOPLE_TO_ASK + 1))


def test_jj_02_the_list_and_its_cases_are_there_to_be_read(told: Told) -> None:
    path = f"/campaigns/{told.campaign}"
    file = told.town.get("head", f"{path}/outcomes?file=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(file)))
    assert len(rows) == PEOPLE_TO_ASK + 1
    assert Counter(row[5] for row in rows[1:]) == {"선정": 600, "선정하지 않음": 226}
    assert all(row[6] for row in rows[1:])
    assert "선정된 600명 가운데 600명의 사례가 열림" in told.town.page("head", f"{path}/selection")
    first = next(one.case_id for one in told.outcomes if one.rank == 1)

    async def case(session: Any) -> Any:
        who = Scope(JEONJU, None, None, next(iter(PEOPLE)), frozenset(PEOPLE.values()))  # type: ignore[arg-type]
        return await queries.case_row(session, told.town.keyring, who, first)  # type: ignore[arg-type]

    row = told.town.read(case)
    assert row.client.startswith("가○○"), "the client of the list, masked as lists are"


def test_jj_03_a_new_form_version_leaves_old_answers_on_theirs(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The district's own form gets a version of its own; what was answered stays as it was."""
    monkeypatch.setattr("policies.forms._published", {})
    own = FORMS / "jeonju-care-2024.yaml"
    text = own.read_text(encoding="utf-8").replace("jeonju-care-2024", "jeonju-care-2027")
    added = "      - {code: meals_alone, ko: 혼자 식사함, en: Eats alone}\n"
    take_forms({"forms/jeonju-care-2027.yaml": text.rstrip("\n") + "\n" + added})
    with district(tmp_path_factory.mktemp("forms")) as flow:
        for place in ("web.campaigns.found", "web.navigation"):
            monkeypatch.setattr(f"{place}.surveys_of", lambda district: 1)
        monkeypatch.setattr(asking, "needs_form", lambda district: "jeonju-care-2024")
        survey = Survey(flow)
        old = {"points_integrated_care_lives_alone": "20"}
        assert survey.begin(**old, own_1_ko="", own_1_en="", own_1_points="").status_code == 303
        survey.people(2)
        survey.assigned("hub")
        first, second = survey.ids()
        sent = {"q_integrated_care_lives_alone": "1", "q_health_body": "2"}
        assert asked(survey, first, "1", sent) == 303
        monkeypatch.setattr(asking, "needs_form", lambda district: "jeonju-care-2027")
        new = old | {"points_integrated_care_meals_alone": "9", "points_health_body": "1"}
        assert survey.press("coordinator", "/form", **new).status_code == 303
        assert asked(survey, second, "2", sent | {"q_integrated_care_meals_alone": "1"}) == 303
        versions = survey.forms()
        assert [one.form for one in versions.values()] == ["jeonju-care-2024", "jeonju-care-2027"]
        page = survey.get("coordinator", "/targets").text
        assert re.findall(r'data-label="점수">(\d+)<', page) == ["30", "31"]
        assert "혼자 식사함" not in flow.get("hub", f"/survey/{first}").text, "its own questions"
        assert "혼자 식사함" in flow.get("hub", f"/survey/{second}").text


def asked(survey: Survey, target: str, version: str, sent: dict[str, str]) -> int:
    path = f"/survey/{target}"
    fields = sent | {"version": version}
    return int(survey.flow.post("hub", path, fields, survey.intent("hub")).status_code)
