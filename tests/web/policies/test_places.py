"""Offices, zones and hubs: an office that goes says who takes over, and no case is left alone."""

from html import unescape
from typing import Any

from policies.resolve import edition_in_force
from tests.web.flow import Flow, open_case
from tests.web.policies.life import TERMS, act, attach, begin, revision
from tests.web.policies.test_editor import send, text_of

ZONES = "/policies/41570/zones"


def sent(flow: Flow, draft: str, where: str, **fields: Any) -> Any:
    page = f"{draft}/zones"
    given = {"revision": revision(flow, draft)} | fields
    return flow.post("admin", f"{page}{where}", given, flow.intent("admin", page))


def move(flow: Flow, draft: str, office: str = "handeul-eup", to: str = "tongjin-eup") -> Any:
    return sent(flow, draft, "/move", office=office, to=to)


def on_its_way(flow: Flow, draft: str) -> None:
    attach(flow, draft)
    assert act(flow, "admin", draft, "submit", **TERMS).status_code == 303
    act(flow, "privacy", draft, "review")
    act(flow, "head", draft, "approve")


def test_everybody_reads_who_looks_after_what_and_how_much_it_is(flow: Flow) -> None:
    open_case(flow)
    page = flow.get("manager", ZONES).text
    assert "한들읍" in page
    assert "통진 거점" in page
    assert "진행 중 1건" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    nowon = flow.get("manager", "/policies/11350/zones").text
    assert "8권역" in nowon
    assert "진행 중" not in nowon.split("<main")[1], "what goes on elsewhere is not theirs"


def test_an_office_that_goes_leaves_its_places_to_the_one_that_takes_over(flow: Flow) -> None:
    draft = begin(flow)
    assert move(flow, draft, "gurae-dong", "yangchon-eup").status_code == 303
    text = text_of(flow, draft)
    assert "gurae-dong: 구래동" not in text
    assert "gurae-dong: yangchon-eup" in text
    assert "gurae: [yangchon-eup]" in text.replace("- yangchon-eup", "[yangchon-eup]")


def test_a_draft_that_drops_an_office_at_work_goes_no_further(flow: Flow) -> None:
    open_case(flow)
    draft = begin(flow)
    text = text_of(flow, draft)
    text = text.replace("    handeul-eup: 한들읍\n", "").replace(", handeul-eup", "")
    assert send(flow, draft, text).status_code == 303  # type: ignore[attr-defined]
    attach(flow, draft)
    page = flow.get("admin", draft).text
    assert "한들읍에 진행 중인 사례 1건과 일하는 사람 2명이 있습니다." in page
    refused = act(flow, "admin", draft, "submit", **TERMS)
    assert refused.status_code == 422


def test_with_a_successor_it_is_published_and_nobody_loses_sight_of_the_case(flow: Flow) -> None:
    open_case(flow)
    draft = begin(flow)
    assert move(flow, draft).status_code == 303
    on_its_way(flow, draft)
    made = act(flow, "admin", draft, "publish", reason="읍면동 통합")
    assert made.status_code == 303, made.text
    policy = edition_in_force("41570").resolved.case_policy
    assert policy.rules is not None
    assert policy.rules.moved_offices == {"handeul-eup": "tongjin-eup"}
    assert flow.get("hub", f"/cases/{flow.case_id}").status_code == 200
    assert "통진읍" in flow.get("coordinator", "/cases").text


def test_a_new_office_needs_a_name_of_its_own(flow: Flow) -> None:
    draft = begin(flow)
    new = {"code": "saebom-dong", "name": "새봄동", "new_hub": "gurae"}
    assert sent(flow, draft, "/office", **new).status_code == 303
    assert "saebom-dong: 새봄동" in text_of(flow, draft)
    taken = sent(flow, draft, "/office", **new)
    assert taken.status_code == 422
    assert "이미 쓰는 부호입니다" in taken.text


def test_the_seat_of_a_hub_moves_with_one_choice(flow: Flow) -> None:
    draft = begin(flow)
    page = flow.get("admin", f"{draft}/zones").text
    hubs = {"gurae-dong": "gurae", "yangchon-eup": "gurae", "tongjin-eup": "tongjin"}
    assert 'name="seat_gurae"' in page
    fields = {f"hub_{office}": hub for office, hub in hubs.items()}
    answer = sent(flow, draft, "", seat_gurae="yangchon-eup", seat_tongjin="tongjin-eup", **fields)
    assert answer.status_code == 303
    draft_page = flow.get("admin", f"{draft}/zones").text
    row = draft_page.split("<b>양촌읍</b>")[1].split("</tr>")[0]
    assert "거점 자리" in row


def test_a_routing_is_checked_as_it_is_written(flow: Flow) -> None:
    draft = begin(flow)
    wrong = sent(flow, draft, "/routing", when="children > 'x'", lands_at="sau-dong")
    assert wrong.status_code == 422
    assert "저장하지 않았습니다" in wrong.text
    good = sent(flow, draft, "/routing", when="children > 2", lands_at="sau-dong")
    assert good.status_code == 303
    page = unescape(flow.get("admin", f"{draft}/zones").text)
    assert "children > 2" in page
    gone = sent(flow, draft, "/remove", key="intake.routings", code="routing_1")
    assert gone.status_code == 303
    assert "children > 2" not in text_of(flow, draft)


def test_only_who_drafts_policies_writes(flow: Flow) -> None:
    draft = begin(flow)
    intent = flow.intent("manager", "/cases/new")
    fields = {"revision": "1", "office": "handeul-eup", "to": "tongjin-eup"}
    assert flow.post("manager", f"{draft}/zones/move", fields, intent).status_code == 403
    assert "/zones/move" not in flow.get("head", f"{draft}/zones").text
