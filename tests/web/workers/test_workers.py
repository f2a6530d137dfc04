"""Who carries how much; many cases handed over at once, each answering by itself."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from care.messages import commands as c
from care.model.codes import DiscoveryChannel, Relation
from care.model.household import Member
from care.model.ids import CaseId, CaseNumber, HouseholdId, OfficeCode
from tests.web.flow import MOTHER, Flow, open_case, receive

NOTE = "휴가로 넘깁니다"


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def shown(flow: Flow, who: str, path: str = "/workers") -> str:
    answer = flow.get(who, path)
    assert answer.status_code == 200, answer.text
    return plain(answer.text)


def several(flow: Flow, count: int = 3) -> list[CaseId]:
    """Cases of different households, all owned by 민들레."""
    made = []
    for number in range(1, count + 1):
        _open(flow, number)
        receive(flow)
        made.append(flow.case_id)
    return made


def _open(flow: Flow, number: int) -> None:
    if number == 1:
        open_case(flow)
        return
    flow.case_id = CaseId(f"41570-{'b' * 15}{'abcdefgh'[number]}")
    client = Member(member_id=MOTHER, relation=Relation.CLIENT, birth_year=1970, birth_month=4)
    flow.act(
        "hub",
        c.OpenCase(
            case_number=CaseNumber(f"GP-2026-{number:04d}"),
            office=OfficeCode("handeul-eup"),
            household_id=HouseholdId(f"home-{number}"),
            channel=DiscoveryChannel.SHELTER,
            members=(client,),
        ),
    )


def hand(flow: Flow, cases: list[CaseId], who: str = "coordinator", **fields: Any) -> Any:
    intent = fields.pop("intent", "")
    sent = {"do": "reassign", "to": "manager2", "note": NOTE, "case": list(cases)} | fields
    return flow.post(who, "/workers/manager", sent, intent)


def owner(flow: Flow, case_id: CaseId) -> str | None:
    flow.case_id = case_id
    return flow.state().owner


def test_each_worker_stands_with_what_they_carry(flow: Flow) -> None:
    several(flow, 2)
    told = shown(flow, "coordinator")
    assert "민들레" in told
    assert "온유리" in told
    assert told.index("민들레") < told.index("온유리")
    flow.clock.forward(days=60)
    assert "/stalled?owner=manager" in flow.get("coordinator", "/workers").text


def test_many_cases_are_handed_over_with_one_note(flow: Flow) -> None:
    cases = several(flow)
    answer = hand(flow, cases[:2])
    assert answer.status_code == 200
    assert "2건 가운데 2건을 넘겼습니다" in plain(answer.text)
    assert [owner(flow, one) for one in cases] == ["manager2", "manager2", "manager"]
    flow.case_id = cases[0]
    assert NOTE in shown(flow, "manager2", f"/cases/{cases[0]}")


def test_the_same_form_sent_twice_hands_over_once(flow: Flow) -> None:
    cases = several(flow, 2)
    intent = flow.intent("coordinator", "/workers/manager")
    first = hand(flow, cases, intent=intent)
    revisions = [flow.state().revision for flow.case_id in cases]
    second = hand(flow, cases, intent=intent)
    assert "2건 가운데 2건을 넘겼습니다" in plain(first.text)
    assert "2건 가운데 2건을 넘겼습니다" in plain(second.text)
    assert [flow.state().revision for flow.case_id in cases] == revisions


def test_a_refused_case_does_not_stop_the_others(flow: Flow) -> None:
    cases = several(flow, 2)
    told = plain(hand(flow, [*cases, CaseId("41570-zzzzzzzzzzzzzzzz")]).text)
    assert "3건 가운데 2건을 넘겼습니다" in told
    assert "볼 수 있는 사례가 아닙니다" in told


def test_a_case_that_changed_hands_meanwhile_is_left_alone(flow: Flow) -> None:
    cases = several(flow, 2)
    hand(flow, cases[:1])
    told = plain(hand(flow, cases, to="coordinator").text)
    assert "고칠 곳이" in told
    hand(flow, [cases[0]])
    assert owner(flow, cases[0]) == "manager2"


def test_cover_for_a_leave_keeps_the_owner(flow: Flow) -> None:
    cases = several(flow, 2)
    until = (flow.clock() + timedelta(days=10)).date().isoformat()
    answer = hand(flow, cases, do="cover", until=until)
    assert "2건 가운데 2건을 넘겼습니다" in plain(answer.text)
    flow.case_id = cases[0]
    state = flow.state()
    assert (state.owner, state.cover.person if state.cover else None) == ("manager", "manager2")
    told = shown(flow, "coordinator")
    assert "2 · 0" in told
    assert "0 · 2" in told


def test_what_is_missing_is_said_and_nothing_is_lost(flow: Flow) -> None:
    [case] = several(flow, 1)
    changes: tuple[dict[str, Any], ...] = (
        {"note": ""},
        {"to": ""},
        {"case": []},
        {"do": "cover"},
        {"to": "manager"},
    )
    for fields in changes:
        answer = hand(flow, [case], **fields)
        assert answer.status_code == 422, fields
        assert "고칠 곳이" in answer.text
    assert owner(flow, case) == "manager"


def test_going_over_the_warning_has_to_be_meant(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = several(flow, 2)
    monkeypatch.setattr("web.workers.crew.warn_from", lambda district: 1)
    answer = hand(flow, cases)
    assert answer.status_code == 422
    assert "경고 기준 25건을 넘습니다" in plain(answer.text)
    assert owner(flow, cases[0]) == "manager"
    assert hand(flow, cases, sure="true").status_code == 200
    assert owner(flow, cases[0]) == "manager2"


def test_only_leads_hand_over(flow: Flow) -> None:
    cases = several(flow, 1)
    assert 'name="case"' not in flow.get("manager", "/workers/manager").text
    answer = hand(flow, cases, "manager", intent="x")
    assert answer.status_code == 403
    assert owner(flow, cases[0]) == "manager"


def test_a_lead_of_an_office_hands_over_its_cases(flow: Flow) -> None:
    cases = several(flow, 1)
    answer = hand(flow, cases, "lead")
    assert "1건 가운데 1건을 넘겼습니다" in plain(answer.text)


def test_cases_of_another_office_are_not_listed(flow: Flow) -> None:
    several(flow, 1)
    assert "GP-2026-0001" not in shown(flow, "elsewhere", "/workers/manager")
    assert "GP-2026-0001" in shown(flow, "hub", "/workers/manager")


def test_nobody_is_no_worker(flow: Flow) -> None:
    assert flow.get("coordinator", "/workers/unknown").status_code == 404
    assert "담당 없음" in shown(flow, "coordinator", "/workers/none")


def test_the_load_stands_beside_names_where_an_owner_is_chosen(flow: Flow) -> None:
    several(flow, 2)
    assert "민들레 (사례 2)" in shown(flow, "coordinator", flow.form("owner"))
    assert "온유리 (사례 0)" in shown(flow, "coordinator", "/workers/manager")


def test_counting_reads_an_index_alone(flow: Flow) -> None:
    async def plan() -> str:
        async with flow.cases.database.read() as session:
            asked = (
                "EXPLAIN QUERY PLAN SELECT owner, level, count(*), sum(urgent), "
                "sum(waiting_due < '2026-01-01'), sum(visit_due < '2026-01-01') FROM cases "
                "WHERE district = '41570' AND stage <> 'ENDED' GROUP BY owner, level"
            )
            return " ".join(row[3] for row in await session.execute(text(asked)))

    assert "COVERING INDEX ix_cases_load" in flow._run(plan)
