"""What a change would do to the cases open today, on its pages."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.testing import ActivityEnvironment

from activities.policy_preview import PreviewExaminer
from activities.policy_study import StudyDesk
from care.messages.studies import StudyAsked, StudyKind
from care.model.ids import DistrictCode, StudyId
from policies.resolve import resolve
from store.tables.access import AccessLine
from tests.web.flow import Flow, open_case
from tests.web.policies.life import begin, revision

GIMPO = DistrictCode("41570")
FIRST = "discovery.firstContact"


def shorter(flow: Flow) -> str:
    """A draft that wants the first contact in one business day."""
    draft = begin(flow, title="첫 접촉을 하루 안에")
    page = f"{draft}/values?key={FIRST}"
    said = {"key": FIRST, "n": "1", "unit": "bd", "source": "district"}
    given = said | {"first_day": "EXCLUDED", "rollover": "NEXT"}
    made = flow.post(
        "admin",
        f"{draft}/values",
        given | {"revision": revision(flow, draft)},
        flow.intent("admin", page),
    )
    assert made.status_code == 303, made.text
    return draft.rsplit("/", 1)[1]


def start(flow: Flow, about: str, who: str = "admin") -> Any:
    place = "/policies/previews"
    return flow.post(who, place, {"about": about}, flow.intent(who, place))


def run(flow: Flow, address: str) -> None:
    """As the worker would."""
    keyring, database = flow.cases.keyring, flow.cases.database
    examiner = PreviewExaminer(database, keyring, lambda code: resolve(code).case_policy)
    desk = StudyDesk(database, {StudyKind.PREVIEW: examiner}, flow.clock)
    asked = StudyAsked(study_id=StudyId(address.rsplit("/", 1)[1]), district=GIMPO)
    environment = ActivityEnvironment()
    flow._run(environment.run, desk.study_policy, asked)


@pytest.fixture
def previewed(flow: Flow) -> str:
    """The address of a preview that is over; one case was found two days ago and not met."""
    open_case(flow)
    about = shorter(flow)
    flow.clock.forward(days=2)
    made = start(flow, about)
    assert made.status_code == 303, made.text
    address = str(made.headers["location"])
    run(flow, address)
    return address


def test_a_preview_waits_until_a_worker_takes_it_and_asks_again_by_itself(flow: Flow) -> None:
    address = str(start(flow, shorter(flow)).headers["location"])
    page = flow.get("admin", address).text
    assert "차례를 기다림" in page
    assert 'http-equiv="refresh"' in page
    assert f'hx-get="{address}"' in page


def test_the_numbers_lead_to_the_cases_behind_them(flow: Flow, previewed: str) -> None:
    page = flow.get("admin", previewed).text
    assert "마침" in page
    assert "http-equiv" not in page
    links = [unescape(one) for one in re.findall(r'href="([^"]+/cases\?[^"]+)"', page)]
    late = [one for one in links if "code=OVERDUE" in one]
    assert late, page
    listed = flow.get("admin", late[0]).text
    assert "GP-2026-0001" in listed
    assert "첫 접촉" in listed
    assert "일찍" in listed


def test_a_list_is_a_file_for_a_spreadsheet_as_well(flow: Flow, previewed: str) -> None:
    answer = flow.get("admin", f"{previewed}/file?code=OVERDUE")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "사례번호"
    assert len(rows) == 2
    assert int(rows[1][-1]) < 0
    assert answer.headers["content-disposition"].endswith('-overdue.csv"')


def test_the_same_numbers_are_drawn(flow: Flow, previewed: str) -> None:
    drawn = flow.get("admin", f"{previewed}/chart?by=stage")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "기한이 지나게 됨" in drawn.text
    assert "<script" not in drawn.text


def test_a_preview_changes_no_case(flow: Flow) -> None:
    open_case(flow)
    before = flow._run(flow.cases.state, flow.case_id)
    run(flow, str(start(flow, shorter(flow)).headers["location"]))
    assert flow._run(flow.cases.state, flow.case_id) == before


def test_a_stopped_preview_says_so_and_looks_at_nothing_more(flow: Flow) -> None:
    open_case(flow)
    address = str(start(flow, shorter(flow)).headers["location"])
    stopped = flow.post("admin", f"{address}/stop", {}, flow.intent("admin", address))
    assert stopped.status_code == 303
    run(flow, address)
    page = flow.get("admin", address).text
    assert "그만둠" in page
    assert "0건 가운데 0건" in page


def test_what_cannot_be_tried_out_is_said_at_the_field(flow: Flow) -> None:
    shorter(flow)
    answer = start(flow, "draft-nobody-wrote")
    assert answer.status_code == 422
    assert 'id="about-error"' in answer.text
    assert start(flow, "999").status_code == 422


def test_a_study_is_found_whatever_its_kind(flow: Flow, previewed: str) -> None:
    study = previewed.rsplit("/", 1)[1]
    answer = flow.get("admin", f"/policies/studies/{study}")
    assert answer.status_code in (200, 303)


@pytest.mark.parametrize("who", ["manager", "coordinator", "privacy", "operator"])
def test_only_who_changes_or_approves_policy_looks(flow: Flow, who: str) -> None:
    assert flow.get(who, "/policies/previews").status_code == 403


def test_an_unknown_number_has_no_list(flow: Flow, previewed: str) -> None:
    assert flow.get("admin", f"{previewed}/cases?code=WEATHER").status_code == 404
    assert flow.get("admin", f"{previewed}-x").status_code == 404


def test_a_draft_leads_to_its_preview_with_itself_chosen(flow: Flow) -> None:
    about = shorter(flow)
    assert (
        f"/policies/previews?about={about}" in flow.get("admin", f"/policies/drafts/{about}").text
    )
    asked = flow.get("admin", f"/policies/previews?about={about}").text
    assert f'<option value="{about}" selected>' in asked


def test_a_list_leaves_a_record_of_the_cases_it_showed(flow: Flow, previewed: str) -> None:
    async def records() -> list[str]:
        async with flow.cases.database.read() as session:
            query = select(AccessLine.subject).where(AccessLine.task == "StudyPolicy")
            return [str(one) for one in await session.scalars(query)]

    flow.get("admin", f"{previewed}/cases?code=OVERDUE")
    assert str(flow.case_id) in flow._run(records)
