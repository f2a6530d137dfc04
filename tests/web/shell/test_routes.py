"""Deny by omission: a route that does not say what it opens is not served (SR-07)."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from tests.web.shell.conftest import SAME, SignIn, trial
from web.access import Access, Area, Here, UndeclaredRoute, check_routes, routes_table
from web.app import create_app
from web.dependencies import Dependencies


def test_every_route_says_what_it_opens(app: FastAPI) -> None:
    for row in routes_table(app):
        assert row.action or row.public, row.path


def test_pages_open_to_all_are_few_and_known(app: FastAPI) -> None:
    public = {(row.method, row.path) for row in routes_table(app) if row.action is None}
    assert public == {
        ("GET", "/"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("POST", "/logout"),
        ("POST", "/language"),
        ("POST", "/webhooks/partners/{agency_id}"),
        ("GET", "/fhir/metadata"),
        ("GET", "/fhir/{agency_id}/Task"),
        ("GET", "/fhir/{agency_id}/Task/{linkage_id}"),
        ("GET", "/fhir/{agency_id}/ServiceRequest/{linkage_id}"),
        ("PUT", "/fhir/{agency_id}/Task/{linkage_id}"),
        ("PUT", "/fhir/{agency_id}/HealthcareService/{logical_id}"),
        ("POST", "/fhir/{agency_id}/look"),
        ("GET", "/r/{token}"),
        ("POST", "/r/{token}/pin"),
        ("POST", "/r/{token}/answer"),
        ("GET", "/report/{slug}"),
        ("POST", "/report/{slug}"),
        ("GET", "/report/{slug}/received/{receipt}"),
        ("GET", "/report/{slug}/poster"),
    }


def test_an_undeclared_route_stops_the_start(dependencies: Dependencies) -> None:
    app = create_app(dependencies)

    @app.get("/open-door")
    async def door() -> str:
        return "open"

    with pytest.raises(UndeclaredRoute, match="open-door"):
        check_routes(app, dependencies.authority.policies.actions)


def test_an_action_the_schema_does_not_know_stops_the_start(dependencies: Dependencies) -> None:
    area = Area()

    @area.get("/x", access=Access(action="DoAnything"))
    async def anything(visit: Here) -> PlainTextResponse:
        return PlainTextResponse("")

    with pytest.raises(UndeclaredRoute, match="DoAnything"):
        create_app(dependencies, (area,))


def test_no_page_of_documentation_is_served(app: FastAPI) -> None:
    paths = {getattr(route, "path", "") for route in app.routes}
    assert not paths & {"/docs", "/redoc", "/openapi.json"}


MATRIX: dict[str, dict[str, int]] = {
    # own office, other office of the district, other district
    "coordinator": {"a": 200, "b": 200, "c": 404},
    "head": {"a": 200, "b": 200, "c": 404},
    "manager": {"a": 200, "b": 200, "c": 404},
    "lead": {"a": 200, "b": 404, "c": 404},
    "dong": {"a": 200, "b": 404, "c": 404},
    "operator": {"a": 404, "b": 404, "c": 404},
    "privacy": {"a": 404, "b": 404, "c": 404},
    "policy": {"a": 404, "b": 404, "c": 404},
    "partner": {"a": 404, "b": 404, "c": 404},
    "elsewhere": {"a": 404, "b": 404, "c": 200},
}
CASES = {c: f"{'11350' if c == 'c' else '41570'}-{c * 16}" for c in "abc"}


@pytest.mark.parametrize("login", sorted(MATRIX))
async def test_roles_see_the_cases_of_the_matrix(login: str, sign_in: SignIn) -> None:
    client = await sign_in(login)
    seen = {
        letter: (await client.get(f"/trial/cases/{case}")).status_code
        for letter, case in CASES.items()
    }
    assert seen == MATRIX[login]


async def test_a_head_reads_but_does_not_do_case_work(sign_in: SignIn) -> None:
    client = await sign_in("head")
    answer = await client.post(f"/trial/cases/{CASES['a']}/note", headers=SAME)
    assert answer.status_code == 403
    assert "NOT_PERMITTED" in answer.text


async def test_missing_and_foreign_cases_look_the_same(sign_in: SignIn) -> None:
    client = await sign_in("coordinator")
    missing = await client.get("/trial/cases/41570-zzzzzzzzzzzzzzzz")
    foreign = await client.get(f"/trial/cases/{CASES['c']}")
    assert plain(missing) == plain(foreign)


def plain(answer: httpx2.Response) -> tuple[int, dict[str, Any], str]:
    """Without what differs on purpose: the error id."""
    start = answer.text.find("<code>")
    text = answer.text.replace(answer.text[start : start + 25], "")
    path = answer.request.url.path
    headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
    return answer.status_code, headers, text.replace(path, "")


def test_the_trial_routes_are_guarded_like_any_other() -> None:
    assert all(route.access.action for route in trial.routes)
