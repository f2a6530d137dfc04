"""Every route, as every role, in the own district, in another one, and without a session (SR-07).

What should come is ``docs/permissions.md``. Posts are sent without the key of a form, so that a
permitted one is answered FORM_EXPIRED and changes nothing.
"""

import re
from typing import Any

import pytest
from sqlalchemy import text

from care.model.codes import Role
from tests.security import crawl
from tests.security.expected import Reach, expected
from tests.security.population import GIMPO, GWANGJIN, ROLES, Population
from web.access import RouteRow
from web.authority import NO_PERMIT

pytestmark = [pytest.mark.engine, pytest.mark.slow]
TABLE = expected()
LEFT_ALONE = ("access_records", "access_heads", "sessions")


def guarded(population: Population) -> list[RouteRow]:
    found = [route for route in crawl.routes(population.stack) if route.action]
    assert len(found) > 60
    return found


def asked(browser: Any, route: RouteRow, path: str, kind: dict[str, str]) -> Any:
    return browser.request(route.method, path, headers=kind, follow_redirects=False)


PROGRAMS = ("/webhooks/", "/fhir/")
"""Doors without a form: who knocks there shows a secret, and no browser has it."""


def code_of(answer: Any) -> str:
    """Empty for a form shown again, which is a page whatever was asked for."""
    told = answer.status_code >= 400 and "json" in answer.headers.get("content-type", "")
    return str(answer.json()["code"]) if told else ""


def was_refused(population: Population, answer: Any, before: int) -> bool:
    """Told apart from a page that has nothing to show: there the record names a permit."""
    code = code_of(answer)
    if code == "NOT_PERMITTED":
        return True
    if code != "NOT_FOUND":
        return False
    [record] = crawl.records(population.stack, GIMPO, before)
    return record.policy_id == NO_PERMIT or record.policy_id.startswith("forbid")


def should_refuse(route: RouteRow, role: Role, stage: str) -> bool:
    reach = TABLE[route.action or ""][role]
    if crawl.about_a_case(route) and stage == "elsewhere":
        return reach is not Reach.DISTRICT
    return reach is Reach.NOWHERE


def stages_for(route: RouteRow) -> tuple[str, ...]:
    if crawl.about_a_referral(route):
        return ("linked",)
    if not crawl.about_a_case(route):
        return ("plan",)
    return ("plan", "linked", "elsewhere") if route.method == "GET" else ("plan", "elsewhere")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_the_table_says_and_nothing_else(
    population: Population, role: Role
) -> None:
    wrong, seen = [], 0
    with population.stack.http(population.token(GIMPO, role)) as browser:
        for route in guarded(population):
            for stage in stages_for(route):
                for path in crawl.ways(population, route, population.home(GIMPO, stage)):
                    before = crawl.last_record(population.stack, GIMPO)
                    answer = asked(browser, route, path, crawl.JSON)
                    refused = was_refused(population, answer, before)
                    seen += 1
                    if refused is not should_refuse(route, role, stage):
                        wrong.append((route.method, path, answer.status_code, code_of(answer)))
                    if answer.status_code >= 500:
                        wrong.append((route.method, path, answer.status_code, "fault"))
    assert wrong == []
    assert seen > 100


@pytest.mark.parametrize("role", ROLES)
def test_a_case_of_another_district_is_no_case_at_all(population: Population, role: Role) -> None:
    away = population.home(GWANGJIN, "plan")
    wrong = []
    with population.stack.http(population.token(GIMPO, role)) as browser:
        missing: dict[str, Any] = {}
        for route in filter(crawl.about_a_case, guarded(population)):
            for path in crawl.ways(population, route, away):
                answer = asked(browser, route, path, crawl.HTML)
                nowhere = missing.get(area_of(path)) or asked(
                    browser, route, re.sub(r"{\w+}", "none", route.path), crawl.HTML
                )
                missing[area_of(path)] = nowhere
                same = crawl.same_but_for_its_id(answer.text) == crawl.same_but_for_its_id(
                    nowhere.text
                )
                if answer.status_code != 404 or not same or headers(answer) != headers(nowhere):
                    wrong.append((route.method, path, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_a_referral_of_another_district_is_no_referral_at_all(
    population: Population, role: Role
) -> None:
    away, wrong = population.home(GWANGJIN, "linked"), []
    with population.stack.http(population.token(GIMPO, role)) as browser:
        for route in filter(crawl.about_a_referral, guarded(population)):
            for path in crawl.ways(population, route, away):
                answer = asked(browser, route, path, crawl.HTML)
                missing = asked(browser, route, re.sub(r"{\w+}", "none", route.path), crawl.HTML)
                same = crawl.same_but_for_its_id(answer.text) == crawl.same_but_for_its_id(
                    missing.text
                )
                if answer.status_code != 404 or not same or headers(answer) != headers(missing):
                    wrong.append((route.method, path, answer.status_code))
    assert wrong == []


def area_of(path: str) -> str:
    return path.split("/")[1]


def headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "date"}


def test_without_a_session_nothing_opens(population: Population) -> None:
    home, wrong = population.home(GIMPO, "plan"), []
    before = crawl.last_record(population.stack, GIMPO)
    with population.stack.http() as browser:
        for route in guarded(population):
            for path in crawl.ways(population, route, home):
                told = asked(browser, route, path, crawl.JSON)
                shown = asked(browser, route, path, crawl.HTML)
                sent_away = shown.headers.get("location", "").startswith("/login")
                if told.status_code != 401 or (route.method == "GET" and not sent_away):
                    wrong.append((route.method, path, told.status_code, shown.status_code))
    assert wrong == []
    assert crawl.last_record(population.stack, GIMPO) == before


def test_what_is_open_to_all_is_only_this(population: Population) -> None:
    """A new public route has to be added here by somebody who thought about it."""
    found = {(r.method, r.path) for r in crawl.routes(population.stack) if not r.action}
    assert found == {
        ("GET", "/"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("POST", "/logout"),
        ("POST", "/language"),
        ("POST", "/webhooks/partners/{agency_id}"),
        ("GET", "/fhir/metadata"),
        ("POST", "/fhir/{agency_id}/look"),
        ("GET", "/fhir/{agency_id}/Task"),
        ("GET", "/fhir/{agency_id}/Task/{linkage_id}"),
        ("GET", "/fhir/{agency_id}/ServiceRequest/{linkage_id}"),
        ("PUT", "/fhir/{agency_id}/Task/{linkage_id}"),
        ("PUT", "/fhir/{agency_id}/HealthcareService/{logical_id}"),
        ("GET", "/r/{token}"),
        ("POST", "/r/{token}/pin"),
        ("POST", "/r/{token}/answer"),
        ("GET", "/report/{slug}"),
        ("POST", "/report/{slug}"),
        ("GET", "/report/{slug}/received/{receipt}"),
        ("GET", "/report/{slug}/poster"),
    }


def contents(population: Population) -> dict[str, list[Any]]:
    """Every table line by line, but for what reading is meant to leave behind."""

    async def ask(session: Any) -> dict[str, list[Any]]:
        tables = await session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return {
            name: [tuple(row) for row in await session.execute(text(f'SELECT * FROM "{name}"'))]
            for name in tables
            if name not in LEFT_ALONE
        }

    return population.stack.read(ask)


def test_reading_everything_changes_nothing(population: Population) -> None:
    before = contents(population)
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        for route in guarded(population):
            for path in crawl.ways(population, route, population.home(GIMPO, "linked")):
                if route.method == "GET":
                    browser.get(path, headers=crawl.HTML)
    assert contents(population) == before


FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "sideways"},
    {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"},
    {"Sec-Fetch-Site": "", "Origin": "null"},
    {"Sec-Fetch-Site": ""},
)


@pytest.mark.parametrize("sent", FOREIGN, ids=lambda sent: ",".join(map(str, sent.values())))
def test_no_post_is_taken_from_elsewhere(population: Population, sent: dict[str, str]) -> None:
    home, wrong = population.home(GIMPO, "plan"), []
    sent = {name: value for name, value in sent.items() if value}
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        if "Sec-Fetch-Site" not in sent:
            del browser.headers["Sec-Fetch-Site"]
        for route in crawl.routes(population.stack):
            if route.method != "POST" or route.path.startswith(PROGRAMS):
                continue
            for path in crawl.ways(population, route, home):
                answer = browser.post(path, headers=crawl.JSON | sent)
                if (answer.status_code, code_of(answer)) != (403, "FORM_EXPIRED"):
                    wrong.append((path, answer.status_code))
    assert wrong == []
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        assert browser.get("/account").is_success
