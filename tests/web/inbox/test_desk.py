"""Taking, snoozing and bulk: the desk changes, the case does not."""

import re
from typing import Any

from tests.web.flow import Flow, open_case, receive


def tasks(flow: Flow, who: str, tab: str) -> list[str]:
    page = flow.get(who, f"/inbox?tab={tab}").text
    return re.findall(r'name="task" value="([^"]+)"', page)


def post(flow: Flow, who: str, path: str, **fields: Any) -> Any:
    return flow.post(who, path, fields, flow.intent(who, "/inbox?tab=team"))


def test_a_team_item_can_be_taken_and_given_back(flow: Flow) -> None:
    open_case(flow)
    (task,) = tasks(flow, "hub", "team")
    assert post(flow, "hub", f"/tasks/{task}/claim", do="claim").status_code == 303
    assert tasks(flow, "hub", "mine") == [task]
    answer = flow.post(
        "hub", f"/tasks/{task}/claim", {"do": "release"}, flow.intent("hub", "/inbox?tab=mine")
    )
    assert answer.status_code == 303
    assert tasks(flow, "hub", "team") == [task]


def test_the_second_of_two_takers_is_told(flow: Flow) -> None:
    open_case(flow)
    (task,) = tasks(flow, "hub", "team")
    intent = flow.intent("lead", flow.form("contact"))
    assert post(flow, "hub", f"/tasks/{task}/claim", do="claim").status_code == 303
    answer = flow.post("lead", f"/tasks/{task}/claim", {"do": "claim"}, intent)
    assert answer.status_code == 409
    assert "먼저 맡았거나" in answer.text


def test_a_snoozed_item_comes_back_by_itself_on_its_day(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    task = tasks(flow, "manager", "mine")[0]
    intent = flow.intent("manager", "/inbox?tab=mine")
    day = flow.clock().date().replace(day=8).isoformat()
    sent = {"do": "snooze", "until": day}
    assert flow.post("manager", f"/tasks/{task}/snooze", sent, intent).status_code == 303
    assert task in tasks(flow, "manager", "snoozed")
    assert task not in tasks(flow, "manager", "mine")
    flow.clock.forward(days=3)
    assert task in tasks(flow, "manager", "mine")


def test_a_past_day_is_no_day_to_snooze_to(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    task = tasks(flow, "manager", "mine")[0]
    intent = flow.intent("manager", "/inbox?tab=mine")
    sent = {"do": "snooze", "until": "2026-01-05"}
    assert flow.post("manager", f"/tasks/{task}/snooze", sent, intent).status_code == 409


def test_one_failing_item_does_not_stop_the_others(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    found = tasks(flow, "manager", "mine")
    intent = flow.intent("manager", "/inbox?tab=mine")
    sent = {"do": "snooze", "until": "2026-01-09", "task": [*found, "no-such-item"]}
    answer = flow.post("manager", "/inbox/selected", sent, intent)
    assert answer.status_code == 303
    page = flow.get("manager", answer.headers["location"]).text
    assert f"{len(found)}건을 처리했고 1건은 못 했습니다" in page
