"""What must not be typed is refused in every form, and nothing happens (B10, B13, B15 to B17)."""

from collections.abc import Iterator
from typing import Any

import pytest

from care.model.codes import Role
from tests.security import crawl
from tests.security.forms import Found, forms_on
from tests.security.population import GIMPO, Household, Population

pytestmark = [pytest.mark.engine, pytest.mark.slow]
RESIDENT_NUMBER = "870402-2000008"
STAGES = ("new", "plan", "linked")
BAD = {
    "a resident number": f"번호는 {RESIDENT_NUMBER} 입니다",
    "a random resident number": "900101-3999999",
    "a resident number in wide digits": "８７０４０２－２０００００８",
    "a null": "글\0자",
    "an escape": "글\x1b[31m자",
    "a turned direction": "글\u202e자",
    "too long a text": "가" * 20_001,
}


def forms(population: Population, role: Role) -> Iterator[tuple[Household, str, Found]]:
    with population.stack.http(population.token(GIMPO, role)) as browser:
        for stage in STAGES:
            home = population.home(GIMPO, stage)
            for route in crawl.routes(population.stack):
                if route.method != "GET" or not route.action:
                    continue
                for path in crawl.ways(population, route, home):
                    answer = browser.get(path, headers=crawl.HTML)
                    if answer.status_code == 200:
                        yield from ((home, path, form) for form in forms_on(path, answer.text))


@pytest.fixture(scope="module")
def found(population: Population) -> list[tuple[Household, str, Found]]:
    """One of each kind: what several pages share is asked once."""
    unique: dict[tuple[str, tuple[str, ...]], tuple[Household, str, Found]] = {}
    for role in (Role.COORDINATOR,):
        for home, path, form in forms(population, role):
            unique.setdefault((form.action, tuple(form.texts)), (home, path, form))
    kept = list(unique.values())
    assert sum(len(form.texts) for _, _, form in kept) > 25
    return kept


def revisions(population: Population) -> dict[str, int]:
    homes = [population.home(GIMPO, stage) for stage in STAGES]
    return {
        home.case_id: population.stack.do(home.cases.state(home.case_id)).revision for home in homes
    }


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_it_is_refused_in_every_text_field(
    population: Population, found: list[tuple[Household, str, Found]], bad: str
) -> None:
    before, tried = revisions(population), 0
    wrong: list[tuple[str, str, object]] = []
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        for _, _, form in found:
            for name in form.texts:
                answer = browser.post(form.action, data=form.with_text(name, bad))
                tried += 1
                if answer.status_code != 422:
                    wrong.append((form.action, name, answer.status_code))
                if RESIDENT_NUMBER in answer.text:
                    wrong.append((form.action, name, "the number came back"))
    assert wrong == []
    assert tried > 25
    assert revisions(population) == before


@pytest.mark.parametrize("extra", ["role", "district_id", "owner_id", "approved", "office_code"])
def test_a_field_the_form_does_not_have_is_refused(
    population: Population, found: list[tuple[Household, str, Found]], extra: str
) -> None:
    before, wrong = revisions(population), []
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        for _, _, form in found:
            answer = browser.post(form.action, data=form.with_text(extra, "ADMIN"))
            if answer.status_code != 422:
                wrong.append((form.action, answer.status_code))
    assert wrong == []
    assert revisions(population) == before


@pytest.mark.parametrize("number", ["-1", "NaN", "1e999", "9" * 400, "０x10", "1 or 1=1"])
def test_a_tier_that_is_no_tier_is_refused(population: Population, number: str) -> None:
    home = population.home(GIMPO, "plan")
    path = f"/cases/{home.case_id}/plan/decision"
    before = revisions(population)
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        [form] = [f for f in forms_on(path, browser.get(path).text) if "tier" in f.values]
        sent: dict[str, Any] = form.with_text("tier", number) | {"answer": "APPROVE"}
        assert browser.post(form.action, data=sent).status_code in (409, 422)
    assert revisions(population) == before


def test_a_step_out_of_order_is_refused_in_words(population: Population) -> None:
    home = population.home(GIMPO, "new")
    path, note = f"/cases/{home.case_id}/aftercare", f"/cases/{home.case_id}/note"
    before = revisions(population)
    with population.stack.http(population.token(GIMPO, Role.CASE_MANAGER)) as browser:
        form = forms_on(note, browser.get(note).text)[0]
        sent = {"intent": form.values["intent"], "result": "STABLE"}
        answer = browser.post(path, data=sent)
    assert (answer.status_code, 'data-code="wrong_stage"' in answer.text) == (409, True)
    assert revisions(population) == before


def test_a_decision_on_another_version_is_refused(population: Population) -> None:
    home = population.home(GIMPO, "plan")
    path = f"/cases/{home.case_id}/plan/decision"
    before = revisions(population)
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        [form] = [f for f in forms_on(path, browser.get(path).text) if "tier" in f.values]
        sent = form.with_text("version", "7") | {"answer": "APPROVE"}
        assert browser.post(form.action, data=sent).status_code == 409
    assert revisions(population) == before


ODD = (
    "/cases/%00",
    "/cases/..%2f..%2fetc%2fpasswd",
    "/cases/41570-aaaaaaaaaaaaaaaa.",
    "/cases/%2541570",
    "/cases/" + "a" * 10_000,
    "/nowhere",
)


@pytest.mark.parametrize("path", ODD, ids=lambda path: path[:30])
def test_an_odd_address_is_nothing(population: Population, path: str) -> None:
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        answer = browser.get(path, headers=crawl.JSON)
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
def test_a_method_nobody_declared_is_refused(population: Population, method: str) -> None:
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        for path in ("/inbox", f"/cases/{population.home(GIMPO, 'plan').case_id}"):
            override = {"X-HTTP-Method-Override": "GET"}
            assert browser.request(method, path, headers=override).status_code in (403, 405)
