"""Whoever is shown a person leaves a record, and without the record nobody is shown (SR-22, 23)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text

from care.model.codes import Role
from policies import authz
from store.access_records import verify
from tests.security import crawl
from tests.security.population import GIMPO, GWANGJIN, Population
from web.access import RouteRow
from web.authority import NO_PERMIT

pytestmark = [pytest.mark.engine, pytest.mark.slow]
READERS = (
    Role.LOCAL_OFFICE,
    Role.COORDINATOR,
    Role.SECTION_HEAD,
    Role.OPERATOR,
    Role.PARTNER_WORKER,
)
FEW = frozenset({Role.OPERATOR, Role.PARTNER_WORKER})


def pages(population: Population) -> Iterator[str]:
    for route in crawl.routes(population.stack):
        if route.method != "GET" or not route.action:
            continue
        for stage in stages_for(route):
            yield from crawl.ways(population, route, population.home(GIMPO, stage))


def stages_for(route: RouteRow) -> tuple[str, ...]:
    if crawl.about_a_referral(route):
        return ("linked",)
    return ("plan", "linked", "new") if crawl.about_a_case(route) else ("plan",)


def shown(population: Population, body: str) -> set[str]:
    return {case_id for case_id, canaries in population.canaries.items() if canaries.shown_in(body)}


@pytest.mark.parametrize("role", READERS)
def test_each_person_shown_leaves_exactly_one_record(population: Population, role: Role) -> None:
    known, found = authz.load().ids, 0
    wrong: list[tuple[object, ...]] = []
    with population.stack.http(population.token(GIMPO, role)) as browser:
        for path in pages(population):
            before = crawl.last_record(population.stack, GIMPO)
            answer = browser.get(path, headers=crawl.HTML)
            kept = crawl.records(population.stack, GIMPO, before)
            about = shown(population, answer.text)
            found += len(about)
            counted = Counter(record.subject for record in kept)
            if any(counted[case_id] != 1 for case_id in about):
                wrong.append((path, "records", dict(counted), about))
            if any(not set(record.policy_id.split(",")) <= known for record in kept if about):
                wrong.append((path, "policy", [record.policy_id for record in kept]))
            if answer.status_code in (403, 404) and [r.outcome for r in kept] != ["refused"]:
                wrong.append((path, "refusal", [r.outcome for r in kept]))
            if any(record.person != crawl.login_of(GIMPO, role) for record in kept):
                wrong.append((path, "person", [record.person for record in kept]))
    assert wrong == []
    assert (found > 5) is (role not in FEW)
    assert bool(found) is (role is not Role.OPERATOR)


def test_no_page_shows_a_person_of_another_district(population: Population) -> None:
    away = {
        one
        for (district, _), home in population.homes.items()
        if district == GWANGJIN
        for one in (home.case_id, home.transfer)
    }
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        for path in (*pages(population), "/cases?q=윤", "/cases?all=1", "/inbox?tab=team"):
            assert not shown(population, browser.get(path).text) & away, path


def test_those_who_run_the_system_see_nobody(population: Population) -> None:
    for role in (Role.OPERATOR, Role.POLICY_ADMIN, Role.PRIVACY_OFFICER):
        with population.stack.http(population.token(GIMPO, role)) as browser:
            for path in pages(population):
                assert shown(population, browser.get(path).text) == set(), (role, path)


def test_a_partner_worker_sees_whom_the_body_was_asked_about_and_nobody_else(
    population: Population,
) -> None:
    asked_about = {str(population.home(GIMPO, "linked").case_id)}
    with population.stack.http(population.token(GIMPO, Role.PARTNER_WORKER)) as browser:
        for path in pages(population):
            assert shown(population, browser.get(path).text) <= asked_about, path


def test_a_refusal_is_recorded_with_the_reason(population: Population) -> None:
    home = population.home(GIMPO, "plan")
    before = crawl.last_record(population.stack, GIMPO)
    with population.stack.http(population.token(GIMPO, Role.OPERATOR)) as browser:
        assert browser.get(f"/cases/{home.case_id}").status_code == 404
    [record] = crawl.records(population.stack, GIMPO, before)
    assert (record.outcome, record.policy_id) == ("refused", NO_PERMIT)
    assert record.person == crawl.login_of(GIMPO, Role.OPERATOR)


def test_a_list_records_everybody_on_it(population: Population) -> None:
    before = crawl.last_record(population.stack, GIMPO)
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        answer = browser.get("/cases")
    listed = {case_id for case_id in population.canaries if f"/cases/{case_id}" in answer.text}
    subjects = [record.subject for record in crawl.records(population.stack, GIMPO, before)]
    assert len(listed) >= 4
    assert sorted(subjects) == sorted(listed)


@contextmanager
def records_cannot_be_written(population: Population) -> Iterator[None]:
    trigger = (
        "CREATE TRIGGER IF NOT EXISTS no_records BEFORE INSERT ON access_records"
        " BEGIN SELECT RAISE(ABORT, 'no more records'); END"
    )

    async def make(session: Any) -> None:
        await session.execute(text(trigger))

    async def drop(session: Any) -> None:
        await session.execute(text("DROP TRIGGER no_records"))

    population.stack.write(make)
    try:
        yield
    finally:
        population.stack.write(drop)


def test_without_a_record_nothing_is_shown(population: Population) -> None:
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        person_pages = [
            path for path in pages(population) if shown(population, browser.get(path).text)
        ]
        assert len(person_pages) > 10
        with records_cannot_be_written(population):
            for path in person_pages:
                answer = browser.get(path, headers=crawl.HTML)
                assert answer.status_code == 503, path
                assert shown(population, answer.text) == set(), path


def test_without_a_record_of_the_refusal_nothing_is_said(population: Population) -> None:
    home = population.home(GWANGJIN, "plan")
    browsing = population.stack.http(population.token(GIMPO, Role.COORDINATOR))
    with browsing as browser, records_cannot_be_written(population):
        answer = browser.get(f"/cases/{home.case_id}", headers=crawl.JSON)
    assert answer.status_code == 503


def test_without_a_record_nothing_is_done(population: Population) -> None:
    home = population.home(GIMPO, "plan")
    browsing = population.stack.http(population.token(GIMPO, Role.COORDINATOR))
    with browsing as browser, records_cannot_be_written(population):
        answer = browser.post(f"/cases/{home.case_id}/note", headers=crawl.JSON)
    assert (answer.status_code, answer.json()["code"]) == (503, "RECORD_NOT_WRITTEN")


def test_the_chain_of_records_holds_after_all_of_it(population: Population) -> None:
    report = population.stack.read(lambda session: verify(session, GIMPO))
    assert report.holds
    assert report.checked > 0
