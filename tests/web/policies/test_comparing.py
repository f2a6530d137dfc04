"""Two districts side by side, with only what differs."""

import pytest

from tests.web.flow import Flow


def test_two_districts_show_only_what_differs(flow: Flow) -> None:
    page = flow.get("admin", "/policies/compare?a=41570&b=11140").text
    assert "engagement.cadence" in page
    assert "21일" in page
    assert "ics.firstCheck" not in page, "the law says it for both"


def test_a_policy_does_not_differ_from_itself(flow: Flow) -> None:
    page = flow.get("admin", "/policies/compare?a=41570&b=41570").text
    assert "다른 값이 없습니다" in page


def test_another_districts_policy_can_be_the_start_of_a_draft(flow: Flow) -> None:
    page = flow.get("admin", "/policies/compare?a=41570&b=11140").text
    assert 'href="/policies/drafts/new?from=11140"' in page
    assert "/policies/drafts/new" not in flow.get("manager", "/policies/compare?b=11140").text


@pytest.mark.parametrize("wrong", ["a=99999", "a=41570:999", "a=41570:x", "b=none"])
def test_what_was_never_published_is_no_page(flow: Flow, wrong: str) -> None:
    assert flow.get("admin", f"/policies/compare?{wrong}").status_code == 404
