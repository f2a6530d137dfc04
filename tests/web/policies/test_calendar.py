"""The calendar of a district: what is closed and why, and a day closed anew."""

import re
from datetime import date

import pytest

from policies.closed_days import Closing, closed_days
from policies.resolve import edition_in_force, resolve
from tests.web.flow import Flow
from tests.web.policies.life import attach, revision

PAGE = "/policies/41570/calendar"
DAY = {
    "closing": "TEMPORARY",
    "day": "2026-12-24",
    "name": "임시공휴일",
    "announced": "2026-01-02",
    "law": "국무회의 의결",
}


def add(flow: Flow, who: str = "admin", **changed: str) -> tuple[int, str, str]:
    made = flow.post(who, PAGE, DAY | changed, flow.intent(who, PAGE))
    return made.status_code, str(made.headers.get("location", "")), made.text


def test_every_closed_day_has_a_name_and_says_why(flow: Flow) -> None:
    page = flow.get("manager", f"{PAGE}?year=2026").text
    assert "설날" in page
    assert "공휴일 표" in page
    for one in closed_days(edition_in_force("41570"), resolve("41570"), 2026):
        assert one.closing is Closing.PUBLIC
        assert one.name


def test_a_temporary_holiday_becomes_a_draft_that_running_cases_take_up_at_once(
    flow: Flow,
) -> None:
    status, place, text = add(flow)
    assert status == 303, text
    draft = place.partition("about=")[2]
    assert attach(flow, f"/policies/drafts/{draft}").status_code == 303
    page = flow.get("admin", f"/policies/drafts/{draft}").text
    assert "임시공휴일 2026-12-24" in page
    assert re.search(r'value="NOW"[^>]*checked', page)
    text = flow.get("admin", f"/policies/drafts/{draft}/text").text
    assert "2026-12-24" in text
    assert revision(flow, f"/policies/drafts/{draft}")
    assert date(2026, 12, 24) not in resolve("41570").case_policy.calendar.closed


def test_a_closed_day_of_the_district_is_written_with_its_name(flow: Flow) -> None:
    status, place, text = add(flow, closing="OWN", name="구민의 날", announced="")
    assert status == 303, text
    draft = place.partition("about=")[2]
    assert "구민의 날" in flow.get("admin", f"/policies/drafts/{draft}/text").text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"day": "2020-01-02"}, "day"),
        ({"day": "2026-12-25"}, "day"),
        ({"announced": ""}, "announced"),
        ({"announced": "2026-12-01"}, "announced"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    flow: Flow, changed: dict[str, str], field: str
) -> None:
    status, _, text = add(flow, **changed)
    assert status == 422
    assert f'id="{field}-error"' in text


def test_only_the_policy_admin_of_the_district_adds_a_day(flow: Flow) -> None:
    assert "쉬는 날 더하기" not in flow.get("manager", PAGE).text
    assert flow.post("manager", PAGE, DAY, flow.intent("admin", PAGE)).status_code == 403
    other = "/policies/11215/calendar"
    assert flow.post("admin", other, DAY, flow.intent("admin", PAGE)).status_code == 404
