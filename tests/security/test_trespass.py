"""Doors of the whole life of a case, tried by those they are not for: shut, noted, nothing moved.

Unlike in the crawl every attempt carries the key of a real form: only the guard is in the way.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from care.model.codes import Role
from care.model.ids import DistrictCode
from store import housing, transfers
from store.housing import UnitState, WaitStatus
from store.transfers import OfferStatus
from tests.security import crawl
from tests.security.governance import Governed
from tests.security.population import GIMPO, GWANGJIN, Household, Population, person_of

pytestmark = [pytest.mark.engine, pytest.mark.slow]
KEY = re.compile(r'name="intent" value="([^"]+)"')
TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


def key_of(population: Population, role: Role) -> str:
    """Of a form this role may have: a note, the naming of a substitute, a draft."""
    pages = (
        f"/cases/{population.home(GIMPO, 'plan').case_id}/note",
        "/account/substitutes",
        f"/policies/drafts/{population.governed[GIMPO].draft}",
    )
    with population.stack.http(population.token(GIMPO, role)) as browser:
        found = KEY.search("".join(browser.get(path).text for path in pages))
    assert found is not None
    return found[1]


def shut(
    population: Population, role: Role, path: str, fields: dict[str, Any] | None = None
) -> Any:
    """The answer to a GET, or with fields to a POST; it has to be a no that left its record."""
    sent = None if fields is None else {"intent": key_of(population, role)} | fields
    before = crawl.last_record(population.stack, GIMPO)
    with population.stack.http(population.token(GIMPO, role)) as browser:
        answer = (
            browser.get(path, headers=crawl.JSON)
            if sent is None
            else browser.post(path, data=sent, headers=crawl.JSON)
        )
    assert answer.status_code in (403, 404), (path, answer.status_code)
    assert answer.json()["code"] in ("NOT_PERMITTED", "NOT_FOUND"), path
    kept = crawl.records(population.stack, GIMPO, before)
    assert kept[-1].outcome == "refused", path
    assert {one.person for one in kept} == {person_of(GIMPO, role)}
    foreign = {home.case_id for (where, _), home in population.homes.items() if where == GWANGJIN}
    assert not foreign & {one.subject for one in kept}, "what was only typed is not kept"
    return answer


def status_of(population: Population, home: Household) -> OfferStatus | None:
    found = population.stack.read(lambda session: transfers.offer(session, home.transfer))
    return found.status if found else None


def untouched(population: Population, *homes: Household) -> list[int]:
    return [population.stack.do(one.cases.state(one.case_id)).revision for one in homes]


def test_the_packet_of_another_district_is_read_and_answered_by_nobody_else(
    population: Population,
) -> None:
    theirs, role = population.home(GWANGJIN, "plan"), Role.COORDINATOR
    path = f"/transfers/{theirs.transfer}"
    page = shut(population, role, path)
    assert not theirs.strangers.shown_in(page.text)
    shut(population, role, f"{path}/accept", {"office": "handeul-eup"})
    shut(population, role, f"{path}/reject", {"reason": "우리가 답합니다"})
    assert status_of(population, theirs) is OfferStatus.OFFERED


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.TEAM_LEAD, Role.SECTION_HEAD])
def test_an_offer_to_the_own_district_is_the_coordinators_alone(
    population: Population, role: Role
) -> None:
    ours = population.home(GIMPO, "plan")
    path = f"/transfers/{ours.transfer}"
    assert not ours.strangers.shown_in(shut(population, role, path).text)
    shut(population, role, f"{path}/accept", {"office": "handeul-eup"})
    shut(population, role, f"{path}/reject", {"reason": "우리가 답합니다"})
    assert status_of(population, ours) is OfferStatus.OFFERED


EPISODES = {
    "reopen": {"channel": "OUTREACH", "note": "다시 엽니다"},
    "split": {"client": "member", "note": "나눕니다"},
    "merge": {"into": "GP-2026-00001", "reason": "같은 집"},
    "transfer": {"note": "넘깁니다"},
    "closure/sign": {"note": "서명합니다"},
    "purges/new": {"note": "파기해 주세요"},
}


@pytest.mark.parametrize("district", [GIMPO, GWANGJIN], ids=["office", "district"])
def test_no_episode_begins_or_ends_in_an_office_or_district_of_others(
    population: Population, district: DistrictCode
) -> None:
    home = population.home(district, "elsewhere")
    before = untouched(population, home)
    for act, fields in EPISODES.items():
        path = f"/cases/{home.case_id}/{act}"
        assert not home.canaries.shown_in(shut(population, Role.TEAM_LEAD, path).text)
        shut(population, Role.TEAM_LEAD, path, fields)
    assert untouched(population, home) == before


@pytest.mark.parametrize(
    ("role", "district"),
    [(Role.COORDINATOR, GWANGJIN), (Role.TEAM_LEAD, GWANGJIN), (Role.TEAM_LEAD, GIMPO)],
)
def test_cases_out_of_reach_are_handed_to_nobody(
    population: Population, role: Role, district: DistrictCode
) -> None:
    homes = [population.home(district, "elsewhere")]
    before = untouched(population, *homes)
    owner = "none" if district == GIMPO else person_of(district, Role.CASE_MANAGER)
    sent = {
        "do": "reassign",
        "to": person_of(GIMPO, Role.CASE_MANAGER),
        "note": "넘깁니다",
        "case": [home.case_id for home in homes],
        "sure": "true",
    }
    shut(population, role, f"/workers/{owner}", sent)
    assert untouched(population, *homes) == before


def test_the_place_of_a_household_is_told_to_nobody_who_is_not_named(
    population: Population,
) -> None:
    home = population.home(GIMPO, "plan")
    sent = {"purpose": "SAFETY", "password": "아무 말이나"}
    shut(population, Role.SECTION_HEAD, f"/cases/{home.case_id}/location", sent)
    away = population.home(GWANGJIN, "plan")
    shut(population, Role.COORDINATOR, f"/cases/{away.case_id}/location", sent)
    shut(population, Role.COORDINATOR, f"/cases/{away.case_id}/location/place", {"place": "여기"})


def test_a_conference_takes_no_minutes_of_cases_it_has_no_part_in(
    population: Population,
) -> None:
    ours, away = population.home(GIMPO, "plan"), population.home(GWANGJIN, "plan")
    beside = population.home(GIMPO, "linked")
    minutes = {"minutes": "남의 이야기", "attendees": "3"}
    for conference, case in (
        (ours.conference, away.case_id),
        (away.conference, ours.case_id),
        (away.conference, away.case_id),
        (ours.conference, beside.case_id),
    ):
        path = f"/conferences/{conference}/items/{case}"
        assert not away.canaries.shown_in(shut(population, Role.COORDINATOR, path).text)
        shut(population, Role.COORDINATOR, path, minutes)
    for act, sent in (
        ("agenda", {"change": f"off:{away.case_id}"}),
        ("end", {"status": "CANCELLED"}),
        ("invitations", {"bodies": "clinic-41570"}),
    ):
        path = f"/conferences/{away.conference}/{act}"
        shut(population, Role.COORDINATOR, path, sent)
    taken_off = {"change": f"off:{away.case_id}"}
    shut(population, Role.COORDINATOR, f"/conferences/{ours.conference}/agenda", taken_off)


def queue(population: Population, district: DistrictCode) -> dict[str, WaitStatus]:
    waiting = population.stack.read(lambda session: housing.waiting_list(session, district))
    return {one.case_id: one.status for one in waiting}


@pytest.fixture
def declined(population: Population, monkeypatch: pytest.MonkeyPatch) -> Household:
    """Both districts have care-safe homes; somebody said no to one, so that it is free again."""
    monkeypatch.setattr("web.housing.routes.homes_of", lambda district: 30)
    now = datetime.now(UTC)

    async def decline(session: Any) -> None:
        for district in (GIMPO, GWANGJIN):
            offer = population.home(district, "new").home_offer
            await housing.answer_offer(session, district, offer, False, now)

    population.stack.write(decline)
    return population.home(GIMPO, "new")


def test_homes_go_to_nobody_of_another_district_and_their_offers_are_theirs(
    population: Population, declined: Household
) -> None:
    before = queue(population, GWANGJIN)
    assert set(before.values()) == {WaitStatus.WAITING, WaitStatus.OFFERED}
    for case_id in before:
        sent = {"unit": declined.unit, "case_id": case_id, "expires_on": TOMORROW}
        shut(population, Role.COORDINATOR, "/housing/offers", sent)
    path = f"/housing/offers/{population.home(GWANGJIN, 'plan').home_offer}/answer"
    for word in ("yes", "no"):
        shut(population, Role.COORDINATOR, path, {"accepted": word})
    assert queue(population, GWANGJIN) == before
    units = population.stack.read(lambda session: housing.units(session, GIMPO))
    assert [one.state for one in units if one.unit == declined.unit] == [UnitState.READY]


def test_the_casebook_of_another_district_is_closed(
    population: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.casebook.reading.stories_of", lambda district: 30)
    path = f"/casebook/{population.home(GWANGJIN, 'plan').case_id}"
    shut(population, Role.COORDINATOR, path)
    for act, sent in (
        ("draft", {"draft": "옛이야기"}),
        ("review", {}),
        ("publish", {}),
        ("drop", {}),
    ):
        shut(population, Role.COORDINATOR, f"{path}/{act}", sent)


DRAFTED = {
    "submit": {"effective_from": "2030-01-01", "adoption": "NOW"},
    "review": {},
    "return": {"reason": "우리가 돌려보냅니다"},
    "withdraw": {},
}


def test_drafts_studies_and_rollouts_of_another_district_are_none(
    population: Population,
) -> None:
    ours, theirs = population.governed[GIMPO], population.governed[GWANGJIN]
    before = everything_of(population, theirs)
    pages = (
        f"/policies/drafts/{theirs.draft}",
        f"/policies/drafts/{theirs.draft}/text",
        f"/policies/drafts/{theirs.draft}/documents/{theirs.paper}",
        f"/policies/drafts/{ours.draft}/documents/{theirs.paper}",
        f"/policies/previews/{theirs.preview}",
        f"/policies/previews/{theirs.preview}/cases?code={theirs.codes[theirs.preview]}",
        f"/policies/whatifs/{theirs.whatif}/file?code={theirs.codes[theirs.whatif]}",
        f"/policies/rollouts/{theirs.rollout}",
        f"/policies/rollouts/{theirs.rollout}/results",
    )
    for page in pages:
        assert theirs.tag not in shut(population, Role.POLICY_ADMIN, page).text
    for act, sent in DRAFTED.items():
        path = f"/policies/drafts/{theirs.draft}/{act}"
        shut(population, Role.POLICY_ADMIN, path, sent | {"revision": "4"})
    for path in (
        f"/policies/previews/{theirs.preview}/stop",
        f"/policies/whatifs/{theirs.whatif}/stop",
        f"/policies/rollouts/{theirs.rollout}/pause",
        f"/policies/rollouts/{theirs.rollout}/cancel",
    ):
        shut(population, Role.POLICY_ADMIN, path, {})
    assert everything_of(population, theirs) == before


def everything_of(population: Population, theirs: Governed) -> list[Any]:
    tables = ("policy_drafts", "policy_draft_steps", "policy_studies", "policy_rollouts")

    async def ask(session: Any) -> list[Any]:
        of_them = {"district": theirs.district}
        asked = [text(f"SELECT * FROM {one} WHERE district = :district") for one in tables]
        return [[tuple(row) for row in await session.execute(one, of_them)] for one in asked]

    return population.stack.read(ask)
