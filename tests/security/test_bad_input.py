"""What must not be typed is refused in every form, and nothing happens (B10, B13, B15 to B17)."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import text

from care.model.codes import Role
from tests.security import crawl
from tests.security.forms import Found, forms_on
from tests.security.population import GIMPO, Population
from web.access import RouteRow

pytestmark = [pytest.mark.engine, pytest.mark.slow]
RESIDENT_NUMBER = "870402-2000008"
STAGES = ("new", "plan", "linked")
A_NUMBER = "a resident number"
TOO_LONG = "too long a text"
BAD = {
    A_NUMBER: f"번호는 {RESIDENT_NUMBER} 입니다",
    "a random resident number": "900101-3999999",
    "a resident number in wide digits": "８７０４０２－２０００００８",
    "a null": "글\0자",
    "an escape": "글\x1b[31m자",
    "a turned direction": "글\u202e자",
    TOO_LONG: "가" * 20_001,
}
A_DOCUMENT = "/text"
"""Ends the address where a whole policy is written, which may be longer than any note."""

IDS = re.compile(r"[a-z2-7]{16}")
"""What makes the id of a case, and of what belongs to it, its own."""
EXTRA = ("role", "district_id", "owner_id", "approved", "office_code")
ASKED_BY = {
    Role.COORDINATOR: STAGES,
    Role.POLICY_ADMIN: ("plan",),
    Role.PARTNER_WORKER: ("linked",),
}
"""Whose forms are tried, and at cases of which stages."""


@dataclass(frozen=True)
class Tried:
    """One form as its reader finds it."""

    role: Role
    form: Found


def forms(population: Population, role: Role) -> Iterator[Found]:
    with population.stack.http(population.token(GIMPO, role)) as browser:
        for stage in ASKED_BY[role]:
            home = population.home(GIMPO, stage)
            for route in crawl.routes(population.stack):
                if route.method != "GET" or not route.action or again(role, route, stage):
                    continue
                for path in crawl.ways(population, route, home):
                    answer = browser.get(path, headers=crawl.HTML)
                    if answer.status_code == 200:
                        yield from forms_on(path, answer.text)


def again(role: Role, route: RouteRow, stage: str) -> bool:
    """A page of no case is asked once, not at every stage."""
    return stage != ASKED_BY[role][0] and "{" not in route.path


PARTS = (
    "/policies/drafts/",
    "/partner/referrals/",
    "/directory/",
    "/agencies/",
    "/triage/new",
    "/decide",
    "/imports",
    "/campaigns",
    "/survey/",
    "/outreach/new",
    "/lessons/",
    "/records/",
    "/casebook/volumes",
    "/figures/months",
    "/situation-room/complaints",
)
"""Forms that have to be among those tried, by a part of their address."""


@pytest.fixture(scope="module")
def found(population: Population) -> list[Tried]:
    """One of each kind: what several pages, or cases at several stages, share is asked once."""
    unique: dict[tuple[str, tuple[str, ...]], Tried] = {}
    for role in ASKED_BY:
        for form in forms(population, role):
            kind = IDS.sub("*", form.action), tuple(IDS.sub("*", name) for name in form.texts)
            unique.setdefault(kind, Tried(role, form))
    kept = list(unique.values())
    assert sum(len(one.form.texts) for one in kept) > 60
    for part in PARTS:
        assert any(part in one.form.action for one in kept), part
    return kept


def browsers(population: Population, stack: ExitStack) -> dict[Role, Any]:
    tokens = {role: population.token(GIMPO, role) for role in ASKED_BY}
    return {
        role: stack.enter_context(population.stack.http(token)) for role, token in tokens.items()
    }


def revisions(population: Population) -> dict[str, int]:
    homes = [population.home(GIMPO, stage) for stage in STAGES]
    return {
        home.case_id: population.stack.do(home.cases.state(home.case_id)).revision for home in homes
    }


KEPT = (
    "policy_drafts",
    "policy_studies",
    "agreements",
    "situation_rooms",
    "casebook_volumes",
    "casebook_recipients",
    "lessons",
    "learning_events",
    "complaint_desk",
    "advisory_meetings",
    "agencies",
    "directory_services",
    "directory_organizations",
    "partner_pins",
    "partner_keys",
    "partner_links",
    "housing_units",
    "conferences",
    "webhook_inbox",
    "at_risk",
    "at_risk_signals",
    "at_risk_steps",
    "at_risk_apart",
    "batches",
    "batch_portions",
    "campaigns",
    "campaign_forms",
    "campaign_targets",
    "campaign_tries",
    "public_reports",
    "case_openings",
    "outreach_briefings",
    "closed_months",
)
"""What a form outside the cases writes to."""


def kept_outside(population: Population) -> list[Any]:
    async def ask(session: Any) -> list[Any]:
        return [
            [tuple(row) for row in await session.execute(text(f"SELECT * FROM {table}"))]
            for table in KEPT
        ]

    return population.stack.read(ask)


def test_it_is_refused_in_every_text_field(population: Population, found: list[Tried]) -> None:
    """Every field is given a resident number and one more of the others, each in its turn.

    All fields go through one place that refuses them; what each text is refused for is held by
    the tests of ``web.forms``.
    """
    before = revisions(population), kept_outside(population)
    others, wrong, tried = cycle([name for name in BAD if name != A_NUMBER]), [], Counter[str]()
    with ExitStack() as stack:
        browser = browsers(population, stack)
        for one in found:
            for name in one.form.texts:
                for kind in (A_NUMBER, next(others)):
                    if kind == TOO_LONG and one.form.action.endswith(A_DOCUMENT):
                        continue
                    sent = one.form.with_text(name, BAD[kind])
                    answer = browser[one.role].post(one.form.action, data=sent)
                    tried[kind] += 1
                    if answer.status_code != 422:
                        wrong.append((one.form.action, name, kind, answer.status_code))
                    if RESIDENT_NUMBER in answer.text:
                        wrong.append((one.form.action, name, kind, "the number came back"))
    assert wrong == []
    assert min(tried[kind] for kind in BAD) > 10
    assert (revisions(population), kept_outside(population)) == before


def test_a_field_the_form_does_not_have_is_refused(
    population: Population, found: list[Tried]
) -> None:
    before, wrong = (revisions(population), kept_outside(population)), []
    with ExitStack() as stack:
        browser = browsers(population, stack)
        for one, extra in zip(found, cycle(EXTRA), strict=False):
            sent = one.form.with_text(extra, "ADMIN")
            answer = browser[one.role].post(one.form.action, data=sent)
            asked_who = answer.status_code == 403 and "password_again" in answer.text
            if answer.status_code != 422 and not asked_who:
                wrong.append((one.form.action, extra, answer.status_code))
    assert wrong == []
    assert (revisions(population), kept_outside(population)) == before


SHAPELESS = (
    ["-1"],
    ["NaN"],
    ["1e999"],
    ["9" * 400],
    ["0x10"],
    ["1 or 1=1"],
    ["2026-02-30"],
    ["1", "1"],
    ["__proto__"],
)


def test_what_has_no_such_shape_is_refused(population: Population, found: list[Tried]) -> None:
    """Numbers, days and choices, each in its turn (B16).

    A draft of a policy may hold faults: they are listed when it is checked.
    """
    before, wrong, tried = (revisions(population), kept_outside(population)), [], 0
    given = cycle(SHAPELESS)
    with ExitStack() as stack:
        browser = browsers(population, stack)
        for one in (each for each in found if "/policies/drafts/" not in each.form.action):
            for name in one.form.shaped:
                sent = one.form.with_text(name, next(given))
                answer = browser[one.role].post(one.form.action, data=sent)
                tried += 1
                if answer.status_code not in (403, 404, 409, 422):
                    wrong.append((one.form.action, name, sent[name], answer.status_code))
    assert wrong == []
    assert tried > 60
    assert (revisions(population), kept_outside(population)) == before


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
