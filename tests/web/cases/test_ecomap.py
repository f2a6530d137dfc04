"""The ecomap draws what the case knew on a day, says the same in words, and needs no script."""

import re
from datetime import date, timedelta
from html import unescape
from itertools import pairwise

import pytest

from care.messages import commands as c
from care.messages import linking_commands as lc
from care.model.codes import PartnerAnswer
from care.model.ids import AgencyId, LinkageId, SupportId, TextId
from care.model.service_codes import SupportKind, SupportStrength
from tests.web.flow import Flow, agree_and_link, approve, classify, open_case, receive, submit
from web.cases.ecomap_shape import SLIM, WIDE, Line, Size, Tie, drawn, short


def support(flow: Flow, number: int, strength: SupportStrength, label: str) -> None:
    text = f"flow.support{number}{len(flow.ids)}"
    flow.act(
        "manager",
        lc.RecordSupport(
            support_id=SupportId(f"s-{number}"),
            support=SupportKind.NEIGHBOUR,
            strength=strength,
            label=TextId(text),
        ),
        **{text.replace(".", "_"): label},
    )


def local(flow: Flow) -> date:
    return (flow.clock() + timedelta(hours=9)).date()


def shown(flow: Flow, query: str = "", who: str = "manager") -> str:
    found = flow.get(who, f"/cases/{flow.case_id}/ecomap{query}")
    assert found.status_code == 200, found.text[:500]
    return str(found.text)


def words(page: str) -> str:
    """The text alternative alone."""
    found = re.search(r'id="ecomap-words".*?</section>', page, re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found[0]))) if found else ""


@pytest.fixture
def household(flow: Flow) -> Flow:
    open_case(flow)
    receive(flow)
    return flow


def test_a_household_nobody_stands_by_is_told_so(household: Flow) -> None:
    page = shown(household)
    assert "이날에는 적은 사람도 이어진 서비스도 없습니다" in page
    assert "<circle" not in page


def test_the_picture_of_a_day_is_what_the_case_knew_that_day(household: Flow) -> None:
    before = local(household)
    household.clock.forward(days=3)
    support(household, 1, SupportStrength.WEAK, "옆집 다온이네")
    first = local(household)
    household.clock.forward(days=5)
    support(household, 1, SupportStrength.STRESSED, "옆집 다온이네")
    support(household, 2, SupportStrength.STRONG, "큰이모")
    household.clock.forward(days=5)
    household.act("manager", lc.EndSupport(support_id=SupportId("s-1")))

    assert "이날에는 적은 사람도" in shown(household, f"?on={before}")
    early = shown(household, f"?on={first}")
    assert "옆집 다온이네 이웃, 약한 관계" in words(early)
    assert "큰이모" not in early
    assert early.count('class="tie weak"') == 3, "wide, slim and legend"
    later = shown(household, f"?on={first + timedelta(days=5)}")
    assert "옆집 다온이네 이웃, 힘든 관계" in words(later)
    now = shown(household)
    assert "옆집 다온이네" not in now
    assert "큰이모 이웃, 든든한 관계" in words(now)


def test_the_slider_stops_where_the_picture_changed_and_works_as_a_form(household: Flow) -> None:
    household.clock.forward(days=3)
    support(household, 1, SupportStrength.WEAK, "옆집 다온이네")
    household.clock.forward(days=5)
    household.act("manager", lc.EndSupport(support_id=SupportId("s-1")))
    household.clock.forward(days=2)
    page = shown(household)
    slider = re.search(r'<input class="slider"[^>]*>', page)
    assert slider is not None
    assert 'max="2"' in slider[0]
    assert 'value="2"' in slider[0]
    assert '<form class="panel not-print" method="get"' in page
    assert "옆집 다온이네" in shown(household, "?stop=0")
    assert 'rel="next"' in shown(household, "?stop=0")
    assert "옆집 다온이네" not in shown(household, "?stop=1")
    assert shown(household, "?stop=999").count("오늘") == shown(household).count("오늘")
    for odd in ("?stop=-1", "?on=x", "?on=2999-01-01", "?stop=1e3"):
        assert "오늘" in shown(household, odd)


def test_bodies_stand_on_the_other_side_with_what_they_were_asked_for(household: Flow) -> None:
    flow = household
    classify(flow)
    submit(flow)
    approve(flow)
    agree_and_link(flow)
    asked = shown(flow)
    assert "가상집수리 부탁한 서비스 집수리 –" in words(asked)
    assert asked.count('class="tie asked"') == 3
    flow.act("manager", c.RecordDelivery(linkage_id=LinkageId("link-1"), delivered=True))
    flow.act(
        "manager",
        c.RecordPartnerAnswer(
            linkage_id=LinkageId("link-1"),
            agency_id=AgencyId("repair"),
            answer=PartnerAnswer.STARTED,
        ),
    )
    assert shown(flow).count('class="tie running"') == 3


def test_who_may_not_see_the_case_sees_no_picture(household: Flow) -> None:
    path = f"/cases/{household.case_id}/ecomap"
    assert household.get("elsewhere", path).status_code == 404
    assert household.get("operator", path).status_code == 404
    assert household.get("manager", "/cases/41570-nothinghereatall/ecomap").status_code == 404


def test_a_label_is_shown_as_written_and_runs_nothing(household: Flow) -> None:
    support(household, 1, SupportStrength.STRONG, '<script>alert("1")</script>')
    page = shown(household)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("size", [WIDE, SLIM], ids=lambda one: one.code)
@pytest.mark.parametrize(("own", "bodies"), [(0, 1), (1, 0), (1, 1), (3, 9), (14, 14)])
def test_no_box_lies_over_another_or_leaves_the_picture(size: Size, own: int, bodies: int) -> None:
    ties = [Tie(True, f"이웃 {n}", "이웃", Line.STRESSED) for n in range(own)]
    ties += [Tie(False, f"기관 {n}", "돌봄", Line.RUNNING) for n in range(bodies)]
    picture = drawn(ties, size)
    assert len(picture.nodes) == own + bodies
    middle, home = picture.middle[0], size.home
    for node in picture.nodes:
        assert 0 <= node.x <= size.width - size.box
        assert 0 <= node.y <= picture.height - size.tall
        left = node.x + size.box <= middle - home
        assert left or node.x >= middle + home, "the home stays free"
        assert left == node.tie.own
    for side in (True, False):
        tops = sorted(node.y for node in picture.nodes if node.tie.own == side)
        assert all(b - a >= size.tall for a, b in pairwise(tops))


def test_every_line_differs_in_form() -> None:
    """Width, dashes or waves, as ``resources.css`` has it; colour only helps."""
    straight = drawn([Tie(True, "a", "b", Line.STRONG)], WIDE).nodes[0].path
    waves = drawn([Tie(True, "a", "b", Line.STRESSED)], WIDE).nodes[0].path
    assert straight.count("L") == 1
    assert waves.count("L") > 10
    assert short("가나다라마", 4) == "가나다…"
    assert short("가나다라", 4) == "가나다라"
