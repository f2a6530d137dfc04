"""Recorded cases lived again under a change, on its pages."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.policy_study import StudyDesk
from activities.policy_whatif import WhatIfExaminer
from care.messages.studies import StudyAsked, StudyKind
from care.model.ids import StudyId
from policies.resolve import resolve
from tests.web.flow import Flow, open_case
from tests.web.policies.test_previews import GIMPO, shorter

WHATIFS = "/policies/whatifs"


def start(flow: Flow, about: str, who: str = "admin", **fields: str) -> Any:
    return flow.post(who, WHATIFS, {"about": about} | fields, flow.intent(who, WHATIFS))


def run(flow: Flow, address: str) -> None:
    """As the worker would."""
    keyring, database = flow.cases.keyring, flow.cases.database
    examiner = WhatIfExaminer(database, keyring, lambda code: resolve(code).case_policy)
    desk = StudyDesk(database, {StudyKind.WHATIF: examiner}, flow.clock)
    asked = StudyAsked(study_id=StudyId(address.rsplit("/", 1)[1]), district=GIMPO)
    flow._run(ActivityEnvironment().run, desk.study_policy, asked)


@pytest.fixture
def lived(flow: Flow) -> str:
    """The address of a what-if that is over: a case found five days ago and never met."""
    open_case(flow)
    about = shorter(flow)
    flow.clock.forward(days=5)
    made = start(flow, about)
    assert made.status_code == 303, made.text
    address = str(made.headers["location"])
    run(flow, address)
    return address


def test_it_waits_until_a_worker_takes_it_and_asks_again_by_itself(flow: Flow) -> None:
    address = str(start(flow, shorter(flow)).headers["location"])
    page = flow.get("admin", address).text
    assert "차례를 기다림" in page
    assert 'http-equiv="refresh"' in page
    assert f'hx-get="{address}"' in page


def test_the_numbers_lead_to_the_cases_behind_them(flow: Flow, lived: str) -> None:
    page = flow.get("admin", lived).text
    assert "마침" in page
    assert "http-equiv" not in page
    links = [unescape(one) for one in re.findall(r'href="([^"]+/cases\?[^"]+)"', page)]
    told = [one for one in links if "code=ESCALATION" in one]
    assert told, page
    listed = flow.get("admin", told[0]).text
    assert "GP-2026-0001" in listed
    assert "첫 접촉" in listed


def test_the_work_of_every_team_is_told_before_and_after(flow: Flow, lived: str) -> None:
    page = flow.get("admin", lived).text
    assert "일하는 곳마다 늘거나 줄어드는 일" in page
    assert "받는 알림" in page
    assert "읍면동별로 보기" in page


def test_a_list_is_a_file_for_a_spreadsheet_as_well(flow: Flow, lived: str) -> None:
    page = flow.get("admin", lived).text
    code = re.findall(r"code=(ESCALATION\.\w+)", page)[0]
    answer = flow.get("admin", f"{lived}/file?code={code}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "사례번호"
    assert rows[1][0] == "GP-2026-0001"


def test_the_same_numbers_are_drawn(flow: Flow, lived: str) -> None:
    for by, said in (("stage", "윗선 알림"), ("work", "이 정책이라면")):
        drawn = flow.get("admin", f"{lived}/chart?by={by}")
        assert drawn.headers["content-type"] == "image/svg+xml"
        assert said in drawn.text
        assert "<script" not in drawn.text


def test_a_what_if_changes_no_case(flow: Flow) -> None:
    open_case(flow)
    before = flow._run(flow.cases.state, flow.case_id)
    run(flow, str(start(flow, shorter(flow)).headers["location"]))
    assert flow._run(flow.cases.state, flow.case_id) == before


def test_a_period_without_cases_says_so(flow: Flow) -> None:
    open_case(flow)
    made = start(flow, shorter(flow), first="2020-01-01", last="2020-12-31")
    address = str(made.headers["location"])
    run(flow, address)
    page = flow.get("admin", address).text
    assert "살펴본 사례가 없습니다" in page
    assert "2020-01-01 – 2020-12-31" in page


def test_days_in_the_wrong_order_are_said_at_the_field(flow: Flow) -> None:
    answer = start(flow, shorter(flow), first="2026-02-01", last="2026-01-01")
    assert answer.status_code == 422
    assert 'id="last-error"' in answer.text
    assert start(flow, "draft-nobody-wrote").status_code == 422


def test_a_stopped_one_says_so_and_looks_at_nothing_more(flow: Flow) -> None:
    open_case(flow)
    address = str(start(flow, shorter(flow)).headers["location"])
    stopped = flow.post("admin", f"{address}/stop", {}, flow.intent("admin", address))
    assert stopped.status_code == 303
    run(flow, address)
    page = flow.get("admin", address).text
    assert "그만둠" in page
    assert "0건 가운데 0건" in page


def test_it_is_found_among_the_studies(flow: Flow, lived: str) -> None:
    assert lived in flow.get("admin", WHATIFS).text
    answer = flow.get("admin", f"/policies/studies/{lived.rsplit('/', 1)[1]}")
    assert answer.status_code in (200, 303)


@pytest.mark.parametrize("who", ["manager", "coordinator", "privacy", "operator"])
def test_only_who_changes_or_approves_policy_looks(flow: Flow, who: str) -> None:
    assert flow.get(who, WHATIFS).status_code == 403


def test_an_unknown_number_has_no_list(flow: Flow, lived: str) -> None:
    assert flow.get("admin", f"{lived}/cases?code=WEATHER").status_code == 404
    assert flow.get("admin", f"{lived}-x").status_code == 404
    preview = lived.replace("whatifs", "previews")
    assert flow.get("admin", preview).status_code == 404
