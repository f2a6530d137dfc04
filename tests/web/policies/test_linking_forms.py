"""The service loop is written in plain forms, which are the same document as the full text."""

import re
from typing import Any

import pytest

from care.model.codes import AgencyKind
from policies.catalogue import entry_for
from policies.editing import as_written
from policies.linking_kinds import ChaseValue
from policies.resolve import resolve
from tests.web.flow import Flow
from tests.web.policies.life import begin, revision
from web.policies.value_forms import FORMS

CHASE = {
    "act_1": "REMIND", "after_1": "2", "unit_1": "bd",
    "act_2": "REMIND", "after_2": "4", "unit_2": "bd",
    "act_3": "REMIND", "after_3": "5", "unit_3": "bd",
    "act_4": "NEXT_BODY", "after_4": "6", "unit_4": "bd",
}  # fmt: skip
GROUPS = "linkage.groupsByKind.CLINIC"


def write(flow: Flow, draft: str, key: str, **fields: Any) -> Any:
    sent = {"key": key, "revision": revision(flow, draft), "source": "district"} | fields
    return flow.post("admin", f"{draft}/values", sent, flow.intent("admin", page(draft, key)))


def page(draft: str, key: str) -> str:
    return f"{draft}/values?key={key}"


def test_whatever_a_policy_says_of_the_service_loop_has_a_plain_form() -> None:
    policy = resolve("41570")
    said = [one.key for one in policy.values]
    keys = [one for one in said if one.startswith(("linkage.", "directory.", "places."))]
    assert {f"linkage.groupsByKind.{kind}" for kind in AgencyKind} < set(keys)
    assert not [key for key in keys if type(policy.value(key).value) not in FORMS]


@pytest.mark.parametrize("key", ["linkage.chase", "linkage.chaseUrgent", GROUPS, "places.priority"])
def test_a_form_sent_back_as_it_was_says_what_was_said(key: str) -> None:
    value, entry = resolve("52110").value(key).value, entry_for(key)
    assert entry is not None
    form = FORMS[type(value)]
    sent = form.model_validate(
        {"key": key, "revision": 1, "source": "district"} | form.shown(value)
    )
    said = sent.said(as_written(value), entry)
    again = entry.kind.model_validate(said | {"source": "district"})
    assert as_written(again) == as_written(value) | {"source": again.source}


def test_the_chase_is_changed_in_a_form_and_known_steps_keep_their_names(flow: Flow) -> None:
    draft = begin(flow)
    assert 'value="REMIND" selected' in flow.get("admin", page(draft, "linkage.chase")).text
    assert write(flow, draft, "linkage.chase", **CHASE).status_code == 303
    shown = flow.get("admin", draft).text
    assert "6영업일: 다음 기관에 요청" in shown
    text = flow.get("admin", f"{draft}/text").text.partition("  chase:")[2]
    assert re.findall(r"code: (\w+), act", text)[:4] == [
        "remind_1", "remind_2", "remind_3", "next_body"
    ]  # fmt: skip


def test_a_chase_that_does_not_fit_is_refused_beside_its_form(flow: Flow) -> None:
    draft = begin(flow)
    again = CHASE | {"after_4": "1"}
    refused = write(flow, draft, "linkage.chase", **again)
    assert (refused.status_code, "빠릅니다" in refused.text) == (422, True)
    lacking = write(flow, draft, "linkage.chase", act_1="REMIND")
    assert (lacking.status_code, "저장하지 않았습니다" in lacking.text) == (422, True)


def test_what_a_kind_of_body_may_get_is_ticked_and_never_nothing(flow: Flow) -> None:
    draft = begin(flow)
    looked = flow.get("admin", page(draft, GROUPS)).text
    assert re.findall(r'name="groups" value="(\w+)" checked', looked) == [
        "IDENTITY", "PHONE", "ADDRESS", "NEED", "HEALTH"
    ]  # fmt: skip
    assert write(flow, draft, GROUPS, groups=["NEED", "IDENTITY"]).status_code == 303
    assert "이름과 태어난 해" in flow.get("admin", draft).text
    assert write(flow, draft, GROUPS).status_code == 422


def test_the_order_of_a_waiting_list_ends_with_who_asked_first(flow: Flow) -> None:
    draft = begin(flow)
    done = write(flow, draft, "places.priority", first="HOSPITAL_DISCHARGE", second="URGENT")
    assert done.status_code == 303
    assert "퇴원 먼저 → 긴급 먼저 → 먼저 신청한 차례" in flow.get("admin", draft).text
    twice = write(flow, draft, "places.priority", first="URGENT", second="URGENT")
    assert (twice.status_code, "두 번" in twice.text) == (422, True)


def test_a_step_nobody_named_yet_takes_the_next_free_name() -> None:
    entry = entry_for("linkage.chase")
    assert entry is not None
    old = resolve("52110").value("linkage.chase").value
    assert isinstance(old, ChaseValue)
    written = as_written(old)
    written["steps"] = [one for one in written["steps"] if one["code"] != "remind_1"]
    form = FORMS[ChaseValue].model_validate(
        {"key": "linkage.chase", "revision": 1, "source": "district", **CHASE}
    )
    codes = [one["code"] for one in form.said(written, entry)["steps"]]
    assert codes == ["remind_2", "remind_1", "remind_3", "next_body"]
