"""The effective policy: read-only, each value with its origin, all districts side by side."""

import re

import pytest

from tests.web.flow import Flow


def test_the_own_policy_is_one_press_away(flow: Flow) -> None:
    answer = flow.get("coordinator", "/policies")
    assert answer.headers["location"] == "/policies/41570"


@pytest.mark.parametrize("district", ["11215", "11140", "11350", "41570", "52110"])
def test_each_district_shows_its_values_and_where_they_come_from(flow: Flow, district: str) -> None:
    page = flow.get("admin", f"/policies/{district}")
    assert page.status_code == 200
    assert "national.yaml" in page.text
    main = page.text.split("<main")[1].split("</main>")[0]
    assert "<form" not in main, "nothing can be changed here"


def test_own_values_are_a_part_of_all(flow: Flow) -> None:
    every = flow.get("admin", "/policies/41570").text.count('<tr role="row" id=')
    own = flow.get("admin", "/policies/41570?show=own").text.count('<tr role="row" id=')
    assert 0 < own < every


def test_an_unknown_district_is_no_page(flow: Flow) -> None:
    assert flow.get("admin", "/policies/99999").status_code == 404


def test_each_part_is_one_press_from_the_contents(flow: Flow) -> None:
    page = flow.get("admin", "/policies/41570").text
    places = re.findall(r'<a href="#(part-\d+)">', page)
    assert len(places) > 20
    assert all(f'id="{place}"' in page for place in places)
