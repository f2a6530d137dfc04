"""Whoever a district found is nobody to another one, and to anybody who only asks (SR-09, SR-10).

Households at risk, lists, surveys, reports, openings and what was learned, tried with the ids of
the other district; and the ways that could tell whether somebody is known.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from care.decide.alike import Someone
from care.model.codes import Role
from care.model.discovery import FoundOutcome
from policies.resolve import resolve
from store import at_risk_alike, at_risk_intake
from store.scope import Scope
from tests.security import crawl
from tests.security.canaries import Canaries
from tests.security.discovered import BORN, found
from tests.security.population import GIMPO, GWANGJIN, OFFICE, Population, person_of
from tests.security.test_canaries import disguises, files
from web.access import RouteRow

pytestmark = [pytest.mark.engine, pytest.mark.slow]
KEY = re.compile(r'name="intent" value="([^"]+)"')
REPORT_KEY = re.compile(r'name="key" value="([a-z2-7]{24})"')
NAMED = frozenset(
    {"at_risk_id", "batch", "campaign_id", "target_id", "receipt", "opening_id", "lesson_id"}
    | {"volume_id", "recipient_id", "event_id", "complaint_id", "meeting_id"}
)
WHEN = re.compile(r"<time.*?</time>", re.DOTALL)
OPEN_TO_ALL = "jeonju-si"
"""A district whose policy lets anybody report."""
TABLES = (
    "at_risk",
    "at_risk_steps",
    "at_risk_signals",
    "batches",
    "campaigns",
    "campaign_targets",
    "campaign_tries",
    "public_reports",
    "case_openings",
    "lessons",
    "casebook_volumes",
    "casebook_recipients",
    "learning_events",
    "complaint_desk",
    "advisory_meetings",
    "closed_months",
)


def about_the_found(population: Population) -> list[RouteRow]:
    routes = [
        route
        for route in crawl.routes(population.stack)
        if route.action
        and not crawl.about_a_case(route)
        and NAMED & set(re.findall(r"{(\w+)}", route.path))
    ]
    assert len(routes) > 30
    return routes


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, KEY.sub("", crawl.same_but_for_its_id(answer.text))


def kept_of(population: Population, district: str) -> list[Any]:
    async def ask(session: Any) -> list[Any]:
        of_them = {"district": district}
        asked = [text(f"SELECT * FROM {one} WHERE district = :district") for one in TABLES]
        return [[tuple(row) for row in await session.execute(one, of_them)] for one in asked]

    return population.stack.read(ask)


def tries(population: Population) -> Iterator[tuple[RouteRow, str, str]]:
    """Each address with the ids of the other district, and the same with ids nobody has."""
    away = population.home(GWANGJIN, "linked")
    for route in about_the_found(population):
        path = crawl.filled(route, population, away)
        unknown = re.sub(
            r"{(\w+)}",
            lambda one: "none" if one[1] in NAMED else "result.csv",
            route.path,
        )
        yield route, path, unknown


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECTION_HEAD, Role.PARTNER_WORKER])
def test_nothing_another_district_found_is_there(population: Population, role: Role) -> None:
    before, wrong = kept_of(population, GWANGJIN), []
    theirs = population.discovered[GWANGJIN]
    written = population.governed[GWANGJIN].tag
    people = [*theirs.known.values(), theirs.reporter]
    with population.stack.http(population.token(GIMPO, role)) as browser:
        key = KEY.search(browser.get("/account/substitutes").text)
        sent = {"intent": key[1] if key else "none"}
        for route, path, unknown in tries(population):
            data = sent if route.method == "POST" else None
            answers = [
                browser.request(route.method, one, data=data, headers=crawl.HTML)
                for one in (path, unknown)
            ]
            body = answers[0].text
            shown = written in body or any(one.shown_in(body) for one in people)
            same = told(answers[0])[0] == told(answers[1])[0]
            if answers[0].status_code not in (403, 404) or shown or not same:
                wrong.append((route.method, path, [one.status_code for one in answers]))
    assert wrong == []
    assert kept_of(population, GWANGJIN) == before


def test_no_decision_reaches_a_household_of_another_district(population: Population) -> None:
    before = kept_of(population, GWANGJIN)
    theirs = population.discovered[GWANGJIN].named["at_risk_id"]
    ours = f"/triage/{population.discovered[GIMPO].named['at_risk_id']}"
    case = population.home(GWANGJIN, "linked").case_id
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        key = KEY.search(browser.get(ours).text)
        assert key is not None
        for sent in ({"do": "merge", "other": theirs}, {"do": "attach", "case": case}):
            answer = browser.post(f"{ours}/decide", data={"intent": key[1], **sent})
            assert answer.status_code == 409, sent
        for act in ("accept", "decline", "snooze", "undo", "merge"):
            sent = {"intent": key[1], "do": act, "reason": "OTHER", "household": theirs}
            browser.post("/triage/selected", data=sent, follow_redirects=True)
    assert kept_of(population, GWANGJIN) == before


def test_whom_another_district_knows_is_new_here(population: Population) -> None:
    """A list, its trying out and the look before a case is opened give no hint."""
    now, keyring, rules = datetime.now(UTC), population.stack.keyring, resolve(GIMPO).discovery
    assert rules is not None
    by = person_of(GIMPO, Role.COORDINATOR)
    known = [*population.discovered[GWANGJIN].known.values()]
    known += [home.canaries for (at, _), home in population.homes.items() if at == GWANGJIN]
    rows = [found(rules, one, OFFICE, now) for one in known]
    scope = Scope(GIMPO, None, None, by, frozenset({Role.COORDINATOR}))

    async def ask(session: Any) -> list[Any]:
        like = [
            await at_risk_alike.lookalikes(session, keyring, scope, someone(one)) for one in known
        ]
        placed = await at_risk_intake.judge(session, keyring, GIMPO, rules, rows, now.date(), by)
        return [like, placed]

    like, placed = population.stack.read(ask)
    assert {(one.outcome, one.alike, one.at_risk_id) for one in placed} == {
        (FoundOutcome.NEW, (), None)
    }
    assert not any(one.queue or one.homes for one in like)


def test_the_public_form_says_the_same_whoever_is_known(population: Population) -> None:
    """And keeps nobody in clear, neither in a file nor in a log nor in an address."""
    about, reporter = Canaries.new(41), Canaries.new(42)
    other = Canaries.new(43)
    with population.stack.http() as outside:
        answers = [reported(outside, one, reporter) for one in (about, about, other)]
    statuses = {(first.status_code, second.status_code) for first, second in answers}
    assert statuses == {(303, 200)}
    receipts = [first.headers["location"].rpartition("/")[2] for first, _ in answers]
    assert len(set(receipts)) == 3
    pages = {
        WHEN.sub("", crawl.same_but_for_its_id(second.text)).replace(receipt, "*")
        for (_, second), receipt in zip(answers, receipts, strict=True)
    }
    assert len(pages) == 1
    stack = population.stack
    kept = [*files(stack.folder, "hamkke.db"), *files(stack.folder, "temporal.db")]
    read = b"".join(path.read_bytes() for path in kept)
    read += "\n".join([*stack.logs.lines, *stack.asked, *pages]).encode()
    values = [value for one in (about, reporter, other) for value in one.values]
    assert [one for one in values if any(form in read for form in disguises(one))] == []


def someone(one: Canaries) -> Someone:
    return Someone(name=one.name, birth_date=BORN, phone=one.phone, address=one.address)


def reported(outside: Any, about: Canaries, reporter: Canaries) -> tuple[Any, Any]:
    key = REPORT_KEY.search(outside.get(f"/report/{OPEN_TO_ALL}").text)
    assert key is not None
    sent = {
        "key": key[1],
        "who": "NEIGHBOUR",
        "name": about.name,
        "phone": about.phone,
        "address": about.address,
        "story": about.text,
        "reporter_name": reporter.name,
        "reporter_phone": reporter.phone,
    }
    first = outside.post(f"/report/{OPEN_TO_ALL}", data=sent)
    return first, outside.get(first.headers["location"])
