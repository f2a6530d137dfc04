"""What one body was asked is nothing another body can see, guess, answer or change (SR-08, SR-41).

The same is tried on PostgreSQL by ``test_behind_the_wall``.
"""

from typing import Any

import pytest

from care.model.codes import Role
from care.model.ids import DistrictCode
from tests.security import crawl
from tests.security.bodies import KEY, let_through, tries_at_the_desk
from tests.security.furnished import AMOUNT, service_of
from tests.security.population import GIMPO, GWANGJIN, Population, agency_of
from web.access import RouteRow

pytestmark = [pytest.mark.engine, pytest.mark.slow]


@pytest.mark.parametrize("asked_in", [GIMPO, GWANGJIN], ids=["here", "elsewhere"])
def test_what_another_body_was_asked_is_nothing_at_all(
    population: Population, asked_in: DistrictCode
) -> None:
    assert let_through(population, population.home(asked_in, "linked"), GIMPO) == []


def test_every_address_of_a_body_is_among_what_was_tried(population: Population) -> None:
    """A new route of the desk with an id in it has to be tried above."""
    home = population.home(GIMPO, "linked")
    tried = {(one.method, one.path.partition("?")[0]) for one in tries_at_the_desk(home)}
    missing = [
        (route.method, route.path)
        for route in crawl.routes(population.stack)
        if route.path.startswith("/partner/") and "{" in route.path and not known(route, tried)
    ]
    assert missing == []


def known(route: RouteRow, tried: set[tuple[str, str]]) -> bool:
    parts = route.path.split("/")
    for method, path in tried:
        given = path.split("/")
        same = len(parts) == len(given) and all(
            ours == theirs or ours.startswith("{")
            for ours, theirs in zip(parts, given, strict=True)
        )
        if same and method == route.method:
            return True
    return False


def test_lists_of_a_body_hold_its_own_alone(population: Population) -> None:
    """Pages, files and counts of the one that was asked for nothing are of nothing."""
    home, shown = population.home(GIMPO, "linked"), []
    inner = (home.linkage, home.withdrawn, home.pledge, home.case_id, f"{AMOUNT:,}")
    with population.stack.http(population.neighbours[GIMPO]) as browser:
        for route in crawl.routes(population.stack):
            if (
                route.method == "GET"
                and route.path.startswith("/partner")
                and "{" not in route.path
            ):
                body = browser.get(route.path, headers=crawl.HTML).text
                shown += [(route.path, one) for one in inner if one in body]
                shown += [route.path] if home.canaries.shown_in(body) else []
    assert shown == []


def test_a_body_reads_the_entry_of_another_and_cannot_touch_it(population: Population) -> None:
    """GJ-08: searchable by all, kept by whose it is."""
    theirs, away = service_of(agency_of(GIMPO)), service_of(agency_of(GWANGJIN))
    before = entry(population, theirs)
    with population.stack.http(population.neighbours[GIMPO]) as browser:
        page = browser.get(f"/directory/{theirs}")
        assert page.status_code == 200
        assert "반찬 나눔" in page.text
        assert f"/directory/{theirs}/edit" not in page.text
        assert browser.get(f"/directory/{theirs}/edit").status_code == 403
        assert browser.get(f"/directory/{service_of(agency_of(GIMPO, 'centre'))}/edit").is_success
        found = KEY.search(browser.get("/directory/new").text)
        assert found is not None
        for one, status in ((theirs, 403), (away, 404)):
            for act, sent in EDITS.items():
                given = {"intent": found[1], **sent}
                answer = browser.post(f"/directory/{one}/{act}", data=given)
                assert answer.status_code == status, (one, act)
        assert browser.get(f"/directory/{away}").status_code == 404
        assert browser.get("/directory/import").status_code == 403
    assert entry(population, theirs) == before


EDITS = {
    "edit": {"service_name": "남의 나눔", "services": "MEAL"},
    "room": {"capacity": "FULL"},
    "assured": {},
}


def entry(population: Population, service_id: str) -> Any:
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        page = browser.get(f"/directory/{service_id}").text
    return KEY.sub("", page)
