"""Where a protected household is: by name, reason and password, each time with a record (SR-16)."""

from typing import Any

import pytest

from care.model.refusal import Refusal
from tests.web.flow import STAFF, receive
from tests.web.protection.conftest import SECRET, Guarded
from workflows.client import Refused


def pages(flow: Guarded) -> list[str]:
    here = f"/cases/{flow.case_id}"
    return [here, f"{here}/location", f"{here}/dangers", f"{here}/address-protection", "/cases"]


def records(flow: Guarded) -> list[tuple[str, str, str]]:
    found = flow.sql(
        "SELECT person, outcome, purpose FROM access_records"
        " WHERE task = 'RevealLocation' ORDER BY sequence"
    )
    return [(row[0], row[1], row[2].split(" ")[0]) for row in found]


def test_no_page_shows_it_to_anybody(flow: Guarded) -> None:
    for who in STAFF:
        for path in pages(flow):
            assert SECRET not in flow.get(who, path).text, (who, path)
    assert "연락은 담당자를 통해" in flow.get("coordinator", f"/cases/{flow.case_id}").text


def test_a_named_reader_sees_it_with_reason_and_password_and_leaves_a_record(
    flow: Guarded,
) -> None:
    assert flow.readers() == ["hub"], "who opened the case protected is its first reader"
    answer = flow.reveal("hub", note="내일 병원에 함께 감")
    assert answer.status_code == 200
    assert SECRET in answer.text
    assert answer.headers["cache-control"].startswith("no-store")
    assert answer.headers["refresh"].startswith("120;")
    assert records(flow) == [("hub", "allowed", "VISIT")]
    assert SECRET not in flow.get("hub", f"/cases/{flow.case_id}/location").text


def test_without_the_password_there_is_no_place_and_a_record_of_the_refusal(
    flow: Guarded,
) -> None:
    wrong = flow.reveal("hub", password="다른 비밀번호")
    assert wrong.status_code == 422
    assert SECRET not in wrong.text
    assert "다른 비밀번호" not in wrong.text
    assert "지금 비밀번호가 맞지 않습니다" in wrong.text
    missing = flow.reveal("hub", password="")
    assert (missing.status_code, SECRET in missing.text) == (422, False)
    assert flow.reveal("hub", purpose="CURIOUS").status_code == 422
    assert records(flow) == [("hub", "refused", "PASSWORD_WRONG")]


def test_guessing_is_slowed_down(flow: Guarded) -> None:
    for _ in range(10):
        flow.reveal("hub", password="다른 비밀번호")
    answer = flow.reveal("hub")
    assert answer.status_code == 422
    assert SECRET not in answer.text


@pytest.mark.parametrize("who", ["lead", "manager", "coordinator"])
def test_a_role_alone_opens_nothing_not_even_the_owners(flow: Guarded, who: str) -> None:
    receive(flow)
    answer = flow.reveal(who)
    assert answer.status_code == 403
    assert SECRET not in answer.text
    assert records(flow) == [(who, "refused", "NOT_PERMITTED")]


def test_without_the_record_there_is_no_place(flow: Guarded) -> None:
    flow.sql(
        "CREATE TRIGGER no_records BEFORE INSERT ON access_records"
        " WHEN NEW.task = 'RevealLocation'"
        " BEGIN SELECT RAISE(ABORT, 'no more records'); END"
    )
    answer = flow.reveal("hub")
    assert answer.status_code == 503
    assert SECRET not in answer.text


def name(flow: Guarded, who: str, person: str, **fields: str) -> Any:
    here = f"/cases/{flow.case_id}/location"
    sent = {"person": person, "reason": "함께 방문", **fields}
    return flow.post(who, f"{here}/readers", sent, intent=flow.intent(who, here))


def test_a_lead_names_others_for_a_while_and_takes_them_off(flow: Guarded) -> None:
    day = flow.clock().date().isoformat()
    assert name(flow, "lead", "manager", until=day).status_code == 303
    assert SECRET in flow.reveal("manager").text
    flow.clock.forward(days=2)
    assert flow.reveal("manager").status_code == 403
    assert name(flow, "coordinator", "manager").status_code == 303
    assert SECRET in flow.reveal("manager").text
    here = f"/cases/{flow.case_id}/location"
    [row] = flow.sql("SELECT max(reader_id) FROM location_readers")
    ended = flow.post(
        "lead", f"{here}/readers/end", {"reader": row[0]}, intent=flow.intent("lead", here)
    )
    assert ended.status_code == 303
    assert flow.reveal("manager").status_code == 403


def test_nobody_names_themselves_or_somebody_unknown(flow: Guarded) -> None:
    assert "자기 자신은 지정할 수 없습니다" in name(flow, "lead", "lead").text
    assert name(flow, "lead", "operator").status_code == 422
    assert name(flow, "lead", "manager", until="2020-01-01").status_code == 422
    assert flow.readers() == ["hub"]
    assert name(flow, "coordinator", "lead").status_code == 303
    assert flow.readers() == ["hub", "lead"]


def test_a_reader_notes_where_they_moved(flow: Guarded) -> None:
    here = f"/cases/{flow.case_id}/location"
    sent = {"place": "가람 쉼터 302호", "reach": "상담원 전화로만"}
    answer = flow.post("hub", f"{here}/place", sent, intent=flow.intent("hub", here))
    assert answer.status_code == 303
    shown = flow.reveal("hub").text
    for words in (SECRET, *sent.values()):
        assert words in shown
    theirs = flow.post("lead", f"{here}/place", sent, intent=flow.intent("lead", here))
    assert theirs.status_code == 403


def protect(flow: Guarded, who: str, **fields: Any) -> Any:
    return flow.post(who, f"/cases/{flow.case_id}/address-protection", {"reason": "까닭", **fields})


def test_only_a_reader_ends_the_protection_and_the_address_returns(flow: Guarded) -> None:
    assert name(flow, "lead", "coordinator").status_code == 303
    refused = protect(flow, "manager", protected="no")
    assert refused.status_code == 422
    assert "명단에 있는 사람" in refused.text
    assert flow.state().address_protected
    assert protect(flow, "coordinator", protected="no").status_code == 303
    assert not flow.state().address_protected
    assert SECRET in flow.get("manager", f"/cases/{flow.case_id}").text
    assert flow.readers() == []


def test_protecting_moves_the_address_and_names_readers_in_one_act(flow: Guarded) -> None:
    name(flow, "lead", "coordinator")
    protect(flow, "coordinator", protected="no")
    receive(flow)
    form = flow.get("lead", f"/cases/{flow.case_id}/address-protection").text
    for who in ("manager", "lead"):
        assert f'name="readers" value="{who}" checked' in form
    assert protect(flow, "lead", protected="yes").status_code == 422
    assert protect(flow, "lead", protected="yes", readers=["operator"]).status_code == 422
    assert flow.readers() == []
    chosen = {"readers": ["manager"], "phones": "yes", "place": "가람 쉼터"}
    assert protect(flow, "lead", protected="yes", **chosen).status_code == 303
    assert flow.state().address_protected
    assert flow.readers() == ["manager"]
    assert SECRET not in flow.get("lead", f"/cases/{flow.case_id}").text
    shown = flow.reveal("manager").text
    assert (SECRET in shown, "가람 쉼터" in shown) == (True, True)
    again = protect(flow, "lead", protected="yes", readers=["lead"])
    assert again.status_code == 422
    assert flow.readers() == ["manager"], "protecting again is no way onto the list"


def test_what_the_case_refuses_leaves_the_address_where_it_was(
    flow: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    name(flow, "lead", "coordinator")
    protect(flow, "coordinator", protected="no")

    async def no(*given: Any) -> None:
        raise Refused(Refusal(code="wrong_stage"))

    monkeypatch.setattr(flow.cases, "ask", no)
    answer = protect(flow, "lead", protected="yes", readers=["lead"])
    assert answer.status_code in (409, 422)
    assert flow.readers() == []
    assert SECRET in flow.get("manager", f"/cases/{flow.case_id}").text
