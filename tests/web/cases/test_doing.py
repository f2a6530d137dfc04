"""Everything an inbox item can ask for has a place where it is done."""

import pytest
from starlette.routing import Match

from care.model.work import TaskKind
from tests.web.flow import Flow, open_case
from web.areas import AREAS
from web.cases.doing import ACT_OF, act_address


def test_every_kind_of_item_has_its_place() -> None:
    assert set(ACT_OF) == set(TaskKind)


@pytest.mark.parametrize("kind", TaskKind)
def test_the_place_is_a_page_of_ours(kind: TaskKind) -> None:
    path = act_address("41570-aaaaaaaaaaaaaaaa", kind, "subject-1").partition("?")[0]
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    routes = [route for area in AREAS for route in area.routes]
    assert any(route.matches(scope)[0] is Match.FULL for route in routes), path


def test_an_item_of_the_crisis_lane_is_two_presses_from_the_inbox(flow: Flow) -> None:
    open_case(flow)
    flow.do("hub", "red-flag", flags="SUICIDE")
    inbox = flow.get("hub", "/inbox?tab=team").text
    assert "현장 확인하기" in inbox
    task = inbox.split("현장 확인하기")[0].rsplit('href="/tasks/', 1)[1].split('"')[0]
    opened = flow.get("hub", f"/tasks/{task}").text
    assert f'href="/cases/{flow.case_id}/crisis/on-site"' in opened
