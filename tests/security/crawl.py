"""Asks every route of the running web, its path filled with ids that exist."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from care.model.codes import Role
from tests.security.furnished import service_of
from tests.security.population import Household, Population, person_of
from tests.security.stack import Stack
from web.access import RouteRow, routes_table

ERROR_ID = re.compile(r"\b[0-9a-f]{12}\b")
JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}


@dataclass(frozen=True)
class Recorded:
    """One line of the access records."""

    sequence: int
    person: str
    subject: str
    task: str
    outcome: str
    policy_id: str
    request_id: str


def routes(stack: Stack) -> list[RouteRow]:
    return routes_table(stack.app)


def about_a_case(route: RouteRow) -> bool:
    return route.resource in {"the_case", "the_task"}


def about_a_referral(route: RouteRow) -> bool:
    """A body's own view of what it was asked for."""
    return route.resource in {"the_referral", "the_withdrawn", "the_pledge"}


def filled(route: RouteRow, population: Population, home: Household, task_id: str = "none") -> str:
    """The path with ids of this case; what a case has none of gets an id of the right shape."""
    values: dict[str, object] = {
        "case_id": home.case_id,
        "task_id": task_id,
        "linkage_id": home.withdrawn if route.resource == "the_withdrawn" else home.linkage,
        "consent_id": "consent-1",
        "member_id": home.member,
        "agency_id": home.body,
        "conference_id": home.conference,
        "transfer_id": home.transfer,
        "offer_id": home.home_offer,
        "unit": home.unit,
        "sequence": home.decision,
        "intent": "none",
        "service_id": service_of(home.body),
        "pledge_id": home.pledge,
        "support_id": home.support,
        "concern_id": home.concern,
        "way": "accept",
        "file": "directory.xlsx",
        "token": population.letters.get(home.district, "none"),
    }
    governed = population.governed[home.district]
    values |= governed.ids() | {"study": governed.study(route.path)}
    discovered = population.discovered[home.district]
    values |= discovered.ids(route.path)
    if "/assessments/" in route.path:
        values["number"] = 1
    path = re.sub(r"{(\w+)}", lambda found: str(values.get(found[1], "none")), route.path)
    asked = governed.asked(route.path) or discovered.asked(route.path)
    return path + (asked if route.method == "GET" else "")


def tasks_of(stack: Stack, case_id: str) -> list[str]:
    async def ask(session: Any) -> list[str]:
        query = text("SELECT task_id FROM tasks WHERE case_id = :case")
        return [str(row[0]) for row in await session.execute(query, {"case": case_id})]

    return stack.read(ask)


def records(stack: Stack, district: str, after: int = 0) -> list[Recorded]:
    async def ask(session: Any) -> list[Recorded]:
        query = text(
            "SELECT sequence, person, subject, task, outcome, policy_id, request_id"
            " FROM access_records WHERE district = :district AND sequence > :after"
            " ORDER BY sequence"
        )
        rows = await session.execute(query, {"district": district, "after": after})
        return [Recorded(*row) for row in rows]

    return stack.read(ask)


def last_record(stack: Stack, district: str) -> int:
    async def ask(session: Any) -> int:
        query = text("SELECT sequence FROM access_heads WHERE district = :district")
        return int(await session.scalar(query, {"district": district}) or 0)

    return stack.read(ask)


def same_but_for_its_id(body: str) -> str:
    return ERROR_ID.sub("*", body)


def ways(population: Population, route: RouteRow, home: Household) -> Iterator[str]:
    """Every address of a route at this case; a route of tasks has one for each of its tasks."""
    if "{task_id}" not in route.path:
        yield filled(route, population, home)
        return
    for task_id in tasks_of(population.stack, home.case_id):
        yield filled(route, population, home, task_id)


def login_of(district: str, role: Role) -> str:
    return str(person_of(district, role))
