"""Campaign pages: who may what, what a phone sends once, and a line everybody can follow."""

import re
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text, update

from policies.resolve import editions
from store import campaign_selection
from store.openings import OpeningState
from store.tables.campaigns import CampaignTargetLine
from tests.editions import first, in_force, published
from tests.web.campaigns.conftest import BASICS, GIMPO, Survey, plain
from tests.web.flow import Flow


def surveyed(survey: Survey) -> list[str]:
    """Six people of one surveyor: scores 25, 15, 15, 10, one refused, one not reached."""
    survey.people(6)
    survey.assigned("hub")
    ids = list(survey.ids())
    for target, (alone, health) in zip(ids, [(1, 3), (1, 1), (1, 1), (1, 0)], strict=False):
        assert survey.answer("hub", target, alone, health).status_code == 303
    for target, result in zip(ids[4:], ("REFUSED", "NOT_REACHED"), strict=True):
        intent = survey.flow.intent("hub", f"/survey/{target}")
        sent = {"result": result}
        tried = survey.flow.post("hub", f"/survey/{target}/tries", sent, intent)
        assert tried.status_code == 303
    return ids


def test_a_campaign_asks_what_was_chosen_of_the_form_and_its_own_questions(survey: Survey) -> None:
    page = survey.read("coordinator")
    assert "6명을 조사해 2명을 선정" in page
    assert "혼자 사시나요 10점" in page
    assert "나이가 많은 분 먼저" in page
    [asked] = survey.forms().values()
    assert [(one.code, one.points, one.most) for one in asked.questions] == [
        ("health_body", 5, 3),
        ("own_1", 10, 1),
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("last_day", "2026-01-01", "last_day"),
        ("places", "7", "places"),
        ("points_health_body", "101", "points_health_body"),
        ("own_1_ko", "", "own_1_ko"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    flow: Flow, field: str, value: str, said: str
) -> None:
    answer = Survey(flow).begin(**{field: value})
    assert answer.status_code == 422
    assert f'href="#{said}"' in answer.text
    assert BASICS["name"] in answer.text, "nothing typed is lost"


def test_without_a_question_there_is_no_campaign(flow: Flow) -> None:
    none = {"points_health_body": "", "own_1_ko": "", "own_1_en": "", "own_1_points": ""}
    answer = Survey(flow).begin(**none)
    assert answer.status_code == 422
    assert "물을 것이 없습니다" in answer.text


def test_a_district_without_campaigns_has_no_such_page(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.campaigns.found.surveys_of", lambda district: 0)
    for path in ("/campaigns", "/campaigns/new", "/survey"):
        assert flow.get("coordinator", path).status_code == 404


@pytest.mark.parametrize("who", ["hub", "lead", "manager", "head"])
def test_only_a_coordinator_runs_a_campaign(survey: Survey, who: str) -> None:
    assert survey.get(who).status_code == 200
    for path in ("/targets", "/form", "/letters"):
        assert survey.get(who, path).status_code == 403
    for path in ("/assign", "/propose", "/targets", "/form"):
        assert survey.press(who, path).status_code == 403


def test_a_person_is_added_by_hand_once(survey: Survey) -> None:
    person = {
        "name": "가상솔가온",
        "birth_date": "1941-02-03",
        "zone": "나 구역",
        "office": "handeul-eup",
    }
    assert survey.press("coordinator", "/targets", **person).status_code == 303
    again = survey.press("coordinator", "/targets", **person)
    assert again.status_code == 409
    assert "이미 이 조사의 대상입니다" in again.text
    listed = survey.read("coordinator", "/targets")
    assert "가○○○온" in listed
    assert "가상솔가온" not in listed.partition("한 사람 더하기")[0], "lists show masked names"
    assert survey.press("coordinator", "/targets", **(person | {"office": "x"})).status_code == 422


def test_a_zone_is_shared_evenly_and_taken_back(survey: Survey) -> None:
    survey.people(5)
    survey.assigned("hub", "manager")
    lists = {who: survey.flow.get(who, "/survey").text for who in ("hub", "manager", "lead")}
    shown = {who: len(re.findall(r'href="/survey/41570', page)) for who, page in lists.items()}
    assert shown == {"hub": 3, "manager": 2, "lead": 0}
    survey.assigned()
    assert 'href="/survey/41570' not in survey.flow.get("hub", "/survey").text


def test_somebody_elsewhere_cannot_be_named_a_surveyor(survey: Survey) -> None:
    survey.people(1)
    answer = survey.press("coordinator", "/assign", zone="가 구역", who="admin")
    assert answer.status_code == 422


def test_nobody_opens_the_target_of_another_surveyor(survey: Survey) -> None:
    survey.people(1)
    survey.assigned("hub")
    [target] = survey.ids()
    assert survey.flow.get("hub", f"/survey/{target}").status_code == 200
    for who in ("manager", "coordinator", "lead"):
        assert survey.flow.get(who, f"/survey/{target}").status_code == 404
        assert survey.answer(who, target, 1, 1, intent=survey.intent(who)).status_code == 404


def test_a_form_that_waited_for_the_network_counts_once(survey: Survey) -> None:
    survey.people(1)
    survey.assigned("hub")
    [target] = survey.ids()
    intent = survey.flow.intent("hub", f"/survey/{target}")
    for _ in range(3):
        assert survey.answer("hub", target, 1, 2, intent=intent).status_code == 303
    assert "대상 1명 가운데 1명을 마침" in survey.read("coordinator")
    assert survey.flow.get("hub", "/survey").text.count(target) == 0
    assert survey.flow.get("hub", "/survey?done=1").text.count(target) == 1


def test_a_draft_is_sealed_with_a_key_of_person_and_target_and_names_nobody(
    survey: Survey,
) -> None:
    survey.people(2)
    survey.assigned("hub")
    keys = []
    for target in survey.ids():
        page = survey.flow.get("hub", f"/survey/{target}")
        assert page.headers["Cache-Control"] == "no-store"
        found = re.search(r'data-draft="([0-9a-f]{32})" data-key="([^"]+)"', page.text)
        assert found is not None
        assert found[1] not in target
        keys.append(found.groups())
        assert survey.flow.get("hub", f"/survey/{target}").text.count(found[2]) == 1
    assert len({one for pair in keys for one in pair}) == 4


@pytest.mark.parametrize("wrong", ["4", "-1", "x", ""])
def test_an_answer_off_the_form_is_refused_and_the_others_stay(survey: Survey, wrong: str) -> None:
    survey.people(1)
    survey.assigned("hub")
    [target] = survey.ids()
    answer = survey.answer("hub", target, 1, 1, q_health_body=wrong, note="적던 글")
    assert answer.status_code == 422
    assert "적던 글" in answer.text
    assert re.search(r'name="q_own_1" value="1" checked', answer.text)


def test_answers_to_the_old_form_come_in_on_the_old_form(survey: Survey) -> None:
    survey.people(2)
    survey.assigned("hub")
    first, second = survey.ids()
    kept = {key: value for key, value in BASICS.items() if key.startswith(("points_", "own_"))}
    changed = kept | {"own_1_points": "90", "own_2_ko": "식사는 하시나요", "own_2_points": "1"}
    assert survey.press("coordinator", "/form", **changed).status_code == 303
    assert survey.answer("hub", first, 1, 1).status_code == 303, "a page opened before"
    new = {"version": "2", "q_own_2": "1"}
    assert survey.answer("hub", second, 1, 1, **new).status_code == 303
    scores = re.findall(r'data-label="점수">(\d+)<', survey.get("coordinator", "/targets").text)
    assert scores == ["15", "96"]


def test_the_line_is_explained_and_every_target_has_its_reason(survey: Survey) -> None:
    surveyed(survey)
    page = survey.read("head", "/selection")
    assert "조사한 4명 가운데 2명을 선정합니다" in page
    assert "15점이 2명이고 그 가운데 1명이 들어갑니다. 가른 규칙: 나이가 많은 분 먼저." in page
    for reason in ("조사를 원하지 않음 1", "만나지 못함 1", "점수가 선정선보다 낮음 1"):
        assert reason in page
    assert "가상" not in page.replace(BASICS["name"], ""), "a list of numbers, not of people"


def test_who_proposes_does_not_sign(survey: Survey) -> None:
    ids = surveyed(survey)
    assert survey.press("coordinator", "/propose").status_code == 303
    assert survey.press("coordinator", "/sign").status_code == 409
    assert survey.press("manager", "/sign").status_code == 403
    assert survey.answer("hub", ids[3], 1, 3, intent=survey.intent("hub")).status_code == 409
    assert "선정 명단 결재 기다림" in survey.read("head", "/selection")
    assert survey.press("head", "/sign").status_code == 303
    assert survey.press("head", "/sign").status_code == 303, "pressed twice it is signed once"
    assert survey.press("lead", "/send-back").status_code == 403
    assert survey.press("head", "/send-back").status_code == 409
    page = survey.read("head", "/selection")
    assert "민솔길 결재함" in page
    assert "선정된 2명 가운데 0명의 사례가 열림" in page


def test_a_list_that_is_sent_back_lets_the_survey_go_on(survey: Survey) -> None:
    ids = surveyed(survey)
    survey.press("coordinator", "/propose")
    assert survey.press("head", "/send-back").status_code == 303
    assert survey.answer("hub", ids[3], 1, 3).status_code == 303
    assert "조사하는 중" in survey.read("head", "/selection")


def test_a_campaign_without_people_proposes_nothing(survey: Survey) -> None:
    assert survey.press("coordinator", "/propose").status_code == 409


def test_the_sheet_has_every_target_and_no_name(survey: Survey) -> None:
    surveyed(survey)
    survey.press("coordinator", "/propose")
    book = CalamineWorkbook.from_filelike(BytesIO(survey.get("head", "/outcomes").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 7
    assert rows[1][:6] == [1, "가 구역", "조사함", 25, 1, "선정"]
    assert [row[6] for row in rows[-2:]] == ["조사를 원하지 않음", "만나지 못함"]
    csv = survey.get("head", "/outcomes?file=csv")
    assert "가상" not in csv.content.decode("utf-8-sig")


def test_letters_go_to_who_answered_once_the_list_is_signed(survey: Survey) -> None:
    surveyed(survey)
    assert survey.get("coordinator", "/letters").status_code == 409
    survey.press("coordinator", "/propose")
    survey.press("head", "/sign")
    page = survey.read("coordinator", "/letters")
    assert page.count("님께") == 4
    assert page.count("담당 공무원이 곧 연락드려") == 2
    assert page.count("까닭: ") == 2


def test_who_could_not_be_opened_says_so_in_words_and_leads_to_the_reason(survey: Survey) -> None:
    surveyed(survey)
    survey.press("coordinator", "/propose")
    survey.press("head", "/sign")
    told = {0: campaign_selection.HAS_CASE, 1: "OPENING_NO_POLICY"}

    async def refuse() -> None:
        async with survey.flow.cases.database.write() as session:
            for place, why in told.items():
                line = (CampaignTargetLine.rank == place + 1) & (
                    CampaignTargetLine.campaign_id == survey.campaign
                )
                values = {"opening": OpeningState.REFUSED.value, "refusal": why}
                await session.execute(update(CampaignTargetLine).where(line).values(**values))

    survey.flow._run(refuse)
    page = survey.get("coordinator", "/selection").text
    assert "진행 중인 사례에 더함" in page
    assert not any(code in page for code in told.values())
    for path in ("/selection?why=failed", ""):
        assert "열지 못" in survey.get("coordinator", path).text
    assert "열지 못함 1" in survey.flow.get("coordinator", "/campaigns").text
    assert "1명의 사례를 열지 못했습니다" in survey.flow.get("coordinator", "/inbox").text
    assert "사례를 열지 못했습니다" not in survey.flow.get("manager", "/inbox").text
    link = re.search(r'href="(/openings/[^"]+)">까닭 보기', page)
    assert link is not None
    assert survey.flow.get("coordinator", link[1]).status_code == 200
    rows = survey.get("head", "/outcomes?file=csv").content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[-1] for row in rows[1:3]] == ["진행 중인 사례에 더함", "열지 못함"]


def test_a_room_that_is_open_beside_it_counts_its_people(survey: Survey) -> None:
    """Not how many cases the district opened meanwhile."""
    switched_on = {"value": True, "source": "district"}
    changes = {"campaign.discovery": switched_on, "situationRoom.enabled": switched_on}
    edition = published(GIMPO, editions(GIMPO)[-1].number + 1, changes)
    surveyed(survey)
    survey.press("coordinator", "/propose")
    survey.press("head", "/sign")
    with in_force(first(GIMPO), edition):
        day = survey.flow.clock().date().isoformat()
        room = {"place": "시청 3층", "from_day": day, "until_day": day}
        assert survey.flow.post("coordinator", "/situation-room", room).status_code == 303
        page = plain(survey.flow.get("coordinator", "/situation-room").text)
    assert BASICS["name"] in page
    shown = re.search(r"조사한 가구 (\d+) 선정한 가구 (\d+) / (\d+)", page)
    assert shown is not None
    counted = (
        "SELECT (SELECT count(*) FROM campaign_targets WHERE state = 'SURVEYED'),"
        " (SELECT count(*) FROM campaign_targets WHERE opening IS NOT NULL),"
        " (SELECT sum(places) FROM campaigns)"
    )
    assert [tuple(map(int, shown.groups()))] == asked_of(survey.flow, counted)
    assert int(shown[1]) >= 4


def asked_of(flow: Flow, query: str) -> list[Any]:
    async def ask() -> list[Any]:
        async with flow.cases.database.read() as session:
            return [tuple(row) for row in (await session.execute(text(query))).all()]

    found: list[Any] = flow._run(ask)
    return found


def records(flow: Flow) -> list[Any]:
    return asked_of(flow, "SELECT task, subject FROM access_records WHERE outcome = 'allowed'")


def test_every_page_with_a_name_leaves_a_record_of_whom_it_showed(survey: Survey) -> None:
    survey.people(2)
    survey.assigned("hub")
    before = len(records(survey.flow))
    survey.flow.get("hub", "/survey")
    ids = set(survey.ids())
    kept = records(survey.flow)[before:]
    assert {subject for task, subject in kept if task == "SurveyTargets"} == ids
    survey.get("coordinator", "/targets")
    kept = records(survey.flow)[before:]
    assert {subject for task, subject in kept if task == "ManageCampaign"} >= ids
