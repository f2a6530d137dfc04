"""파기: what a person demanded back is destroyed by the privacy officer, who sees no name."""

import pytest

from tests.web.flow import MOTHER, Flow, open_case, receive


@pytest.fixture
def demanded(flow: Flow) -> Flow:
    open_case(flow)
    receive(flow)
    flow.do("hub", "red-flag", flags="SUICIDE", note="동료가 알려 옴")
    flow.do(
        "hub", "purges/new", member_id=MOTHER, ground="SUICIDE_PREVENTION", note="모두 지워 달라"
    )
    return flow


def address(flow: Flow) -> str:
    (demand,) = flow.state().purges
    return flow.form(f"purges/{demand.demand_id}")


def test_the_officer_finds_the_demand_by_case_number_and_no_name(demanded: Flow) -> None:
    listed = demanded.get("privacy", "/purges").text
    assert "GP-2026-0001" in listed
    assert address(demanded) in listed
    for page in (listed, demanded.get("privacy", address(demanded)).text):
        assert "윤다온" not in page
        assert "윤○온" not in page


def test_nobody_else_opens_the_demand(demanded: Flow) -> None:
    for who in ("hub", "manager", "coordinator"):
        assert demanded.get(who, address(demanded)).status_code in (403, 404)
        assert demanded.get(who, "/purges").status_code in (403, 404)


def test_what_tells_of_the_person_is_gone_and_the_demand_is_answered(demanded: Flow) -> None:
    path = address(demanded)
    intent = demanded.intent("privacy", path)
    assert demanded.post("privacy", path, {}, intent).status_code == 303
    assert demanded.state().purges[0].done_at is not None
    case_page = demanded.get("manager", f"/cases/{demanded.case_id}").text
    for told in ("윤다온", "윤○온", "모두 지워 달라", "아이들과 쉼터에서 지냄"):
        assert told not in case_page
    assert "윤가람" in case_page


def test_the_page_sent_twice_destroys_once(demanded: Flow) -> None:
    path = address(demanded)
    intent = demanded.intent("privacy", path)
    demanded.post("privacy", path, {}, intent)
    again = demanded.post("privacy", path, {}, intent)
    assert again.status_code in (303, 409)
    assert demanded.kinds().count("Purged") == 1
