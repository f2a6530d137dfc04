"""One chain of bodies, from the form that names them to the gap, on the pages people work with."""

import re

from tests.acceptance.at_desk import CLIENT, NAMES, consent, own, page, told
from tests.web.flow import Flow

# The tests of this module drive one case on, in their order.


def test_who_is_asked_next_is_chosen_when_the_first_is_asked(served: Flow) -> None:
    for body in ("centre", "doctor"):
        consent(served, agency=body)
    sent = {"action_id": "a-talk", "agency_id": "mind", "members": own(served, CLIENT)}
    twice = sent | {"then_1": "mind"}
    answer = served.post("manager", served.form("linkages/new"), twice)
    assert answer.status_code == 422
    assert 'href="#then_1"' in answer.text
    served.do("manager", "linkages/new", **sent, then_1="centre", then_2="doctor")
    linkage = served.state().linkages[-1]
    assert [one.agency_id for one in linkage.then] == ["centre", "doctor"]
    served.do("manager", f"linkages/{linkage.linkage_id}/delivery", delivered="yes")
    chain = page(served).partition('id="linkages"')[2].partition("</section>")[0]
    assert f"{NAMES['centre']}에 묻습니다" in chain
    assert "첫 부탁부터 0일" in chain
    assert re.search(r"답이 없으면 [^<]*에 묻습니다", chain), "a day of the ladder"


def test_a_body_is_reminded_by_a_press(served: Flow) -> None:
    linkage = served.state().linkages[-1].linkage_id
    served.do("manager", f"linkages/{linkage}/remind")
    assert served.kinds()[-1] == "PartnerReminded"
    assert len(served.state().linkages[-1].reminded) == 1
    assert "1번 재촉" in page(served)


def test_a_decline_asks_the_next_body_and_the_chain_stays_one_record(served: Flow) -> None:
    served.clock.forward(days=3)
    first = served.state().linkages[-1]
    told(served, first.linkage_id, "DECLINED", decline="NO_CAPACITY")
    second = served.state().linkages[-1]
    assert (second.agency_id, second.first) == ("centre", first.linkage_id)
    shown = page(served).partition('id="linkages"')[2].partition("</section>")[0]
    assert shown.count('class="chain"') == 1
    assert shown.index(NAMES["mind"]) < shown.index(NAMES["centre"])
    assert "첫 부탁부터 3일" in shown
    listed = served.get("manager", "/linkages").text
    assert "2번째 기관" in listed
    assert "3일째" in listed


def test_a_gap_is_on_the_case_and_counted_until_a_lead_settles_it(served: Flow) -> None:
    for _ in range(2):
        served.clock.forward(days=1)
        told(served, served.state().linkages[-1].linkage_id, "DECLINED", decline="NO_CAPACITY")
    gap = served.state().gaps[-1]
    assert (gap.asked, gap.ended_at) == (3, None)
    shown = page(served)
    assert "줄 수 있는 곳이 없음 1건" in shown
    settle = f"gaps/{gap.gap_id}/settle"
    assert served.get("manager", served.form(settle)).status_code == 403
    assert f"/{settle}" in page(served, "coordinator")
    counted = served.get("head", "/gaps?first=2026-01-01&last=2026-12-31").text
    assert re.search(r"service=COUNSELLING[^>]*>[^<]*</a></div><b>1</b>", counted)
    beside = served.get("coordinator", served.form(settle)).text
    for body in ("mind", "centre", "doctor"):
        assert NAMES[body] in beside
    served.do("coordinator", settle, ending="NOT_AVAILABLE", note="지역에 없음")
    assert "줄 수 있는 곳이 없음" not in page(served)
    again = served.get("head", "/gaps?first=2026-01-01&last=2026-12-31&open=yes").text
    assert "이 기간에 부족한 자원이 없습니다" in again


def test_a_number_of_the_gaps_opens_exactly_its_list(served: Flow) -> None:
    shown = served.get("head", "/gaps?first=2026-01-01&last=2026-12-31").text
    links = re.findall(r'href="(/gaps\?[^"]+)">[^<]*</a></div><b>(\d+)</b>', shown)
    assert len(links) == 3
    for href, number in links:
        listed = served.get("head", href.replace("&amp;", "&")).text
        assert listed.count('class="task-row"') == int(number)
    assert "GP-2026-0001" not in served.get("elsewhere", "/gaps").text


def test_a_concern_stands_on_top_until_it_is_answered(served: Flow) -> None:
    sent = {"action_id": "a-meals", "agency_id": "hands", "members": own(served, CLIENT)}
    served.do("manager", "linkages/new", **sent)
    linkage = served.state().linkages[-1].linkage_id
    told(served, linkage, "STARTED")
    told(served, linkage, "PROGRESS", sessions="4", on="2026-01-10")
    running = page(served)
    assert "받고 있는 서비스 1건" in running
    assert "4번" in running
    served.do(
        "manager", f"linkages/{linkage}/concern", concern="NOT_REACHED", note="사흘째 문이 닫힘"
    )
    concern = served.state().concerns[-1]
    shown = page(served)
    assert shown.index('id="concerns"') < shown.index('id="tasks"')
    assert "사흘째 문이 닫힘" in shown
    answering = f"concerns/{concern.concern_id}/answer"
    assert "사흘째 문이 닫힘" in served.get("manager", served.form(answering)).text
    served.do("manager", answering, note="입원 중이셨음")
    assert 'id="concerns"' not in page(served)


def test_those_near_are_named_changed_and_taken_off(served: Flow) -> None:
    near = {"support": "NEIGHBOUR", "strength": "STRONG", "label": "옆집 어르신"}
    served.do("manager", "supports/new", **near)
    support = served.state().supports[-1].support_id
    served.do("manager", f"supports/{support}/change", strength="STRESSED")
    kept = served.state().supports
    assert [(one.strength, one.support) for one in kept] == [("STRESSED", "NEIGHBOUR")]
    assert "옆집 어르신" in page(served)
    served.do("manager", f"supports/{support}/end")
    assert "둘레의 사람 1" not in page(served)


def test_a_withdrawn_referral_is_recalled_and_its_destruction_written_down(served: Flow) -> None:
    linkage = next(one for one in served.state().linkages if one.agency_id == "hands")
    below = f"linkages/{linkage.linkage_id}"
    served.do("manager", f"{below}/withdraw", reason="이사를 감")
    assert f"/{below}/destroyed" in page(served)
    served.do("manager", f"{below}/recall", note="전화로 알림")
    served.do("manager", f"{below}/destroyed")
    assert served.kinds()[-1] == "DestructionConfirmed"
    assert "파기 확인" in page(served)


def test_lists_take_any_address_and_show_only_what_is_within_reach(served: Flow) -> None:
    odd = "status=NONE&waited=x&page=zz&first=9999-99-99&last=0001-01-01&service=x&need=y"
    for path in ("/linkages", "/gaps"):
        assert served.get("head", f"{path}?{odd}").status_code == 200
        assert served.get("privacy", path).status_code == 403
        elsewhere = served.get("elsewhere", path).text
        assert "GP-2026-0001" not in elsewhere
