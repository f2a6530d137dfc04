"""The guard of every route: who asks (session), may they (Cedar), and what is kept of it.

An area is a set of routes that cannot exist without saying what they open. A page about a person
is made first and its access records are written in a short transaction of their own; the bytes
leave after its commit, and if the records cannot be written there is no page (503). So a slow page
keeps no writer waiting. Where the database stays locked the answer is 503 and when to come again.
"""

import traceback
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import structlog
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount

from store import case_clocks, danger
from store.danger import Knock
from store.database import Busy
from web import records, stepping_up
from web.identity import keep_awake, visitor_of
from web.resources import own_district
from web.visitor import Resource, Ruling, Visit, Visitor
from web.words import Problem, locked, unwritten

log = structlog.get_logger()
Resolver = Callable[[Request, Any, Visitor], Awaitable[Resource | None]]
Endpoint = Callable[..., Awaitable[Response]]
Handler = Callable[[Request], Awaitable[Response]]
KNOCKED_BY = frozenset({"case_id", "task_id", "linkage_id"})
"""Parts of an address that name something of a case."""


class UndeclaredRoute(Exception):
    """A route says nothing, or something unknown, about who may open it."""


@dataclass(frozen=True)
class Access:
    """What a route opens: a Cedar action on a resource, or to everybody and why.

    ``record`` is the word of the act kept in the access record; None where no person is shown.
    """

    action: str | None
    resource: Resolver = own_district
    record: str | None = "view"
    public: str = ""
    writes: bool = False
    """A view that keeps something itself, in one transaction with its record."""
    step_up: bool = False
    """The password again when it is older than five minutes (``web.stepping_up``)."""

    @classmethod
    def to_all(cls, why: str) -> "Access":
        return cls(action=None, record=None, public=why)


class GuardedRoute(APIRoute):
    """A route that cannot answer before its guard has."""

    def __init__(self, path: str, endpoint: Endpoint, *, access: Access, **options: Any) -> None:
        self.access = access
        super().__init__(path, endpoint, response_model=None, include_in_schema=False, **options)

    def get_route_handler(self) -> Callable[[Request], Any]:
        handler = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            return await _guard(request, self.access, handler)

        return guarded


class Area:
    """The routes of one part of the web, all under ``prefix``."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.routes: list[GuardedRoute] = []

    def get(self, path: str, *, access: Access) -> Callable[[Endpoint], Endpoint]:
        return self._route("GET", path, access)

    def post(self, path: str, *, access: Access) -> Callable[[Endpoint], Endpoint]:
        return self._route("POST", path, access)

    def put(self, path: str, *, access: Access) -> Callable[[Endpoint], Endpoint]:
        """For programs only: a form cannot."""
        return self._route("PUT", path, access)

    def _route(self, method: str, path: str, access: Access) -> Callable[[Endpoint], Endpoint]:
        def keep(endpoint: Endpoint) -> Endpoint:
            full = self.prefix + path
            self.routes.append(GuardedRoute(full, endpoint, access=access, methods=[method]))
            return endpoint

        return keep


async def visit_of(request: Request) -> Visit:
    """Needs no thread: what is not async would be handed to one, on every request."""
    visit = request.state.visit
    if not isinstance(visit, Visit):
        raise TypeError("the route was reached without its guard")
    return visit


Here = Annotated[Visit, Depends(visit_of)]
"""What an endpoint takes: ``async def show(visit: Here) -> Response``."""


async def _guard(request: Request, access: Access, handler: Handler) -> Response:
    """Whatever goes wrong inside leaves as a problem, through the one shape of errors."""
    try:
        return await _answer(request, access, handler)
    except (Problem, HTTPException, RequestValidationError):
        raise
    except Busy as failure:
        log.warning("store_busy", doing=access.action or access.public)
        raise locked() from failure
    except Exception as failure:
        log_fault(failure, access.action or access.public)
        raise Problem(500, "UNEXPECTED") from failure


def log_fault(failure: Exception, doing: str) -> None:
    """Where it broke, without the values it broke on (SR-31)."""
    frames = traceback.extract_tb(failure.__traceback__)[-6:]
    where = [f"{Path(one.filename).name}:{one.lineno}" for one in frames]
    log.error("unexpected", kind=type(failure).__name__, doing=doing, where=where)


async def _answer(request: Request, access: Access, handler: Handler) -> Response:
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise Problem(404, "NOT_FOUND")
    dependencies = request.app.state.dependencies
    visit = Visit(request=request, dependencies=dependencies, at=request.app.state.clock())
    request.state.visit = visit
    if access.action is None:
        return await _public(visit, handler)
    if request.method == "GET":
        return await _view(visit, access, handler)
    return await _act(visit, access, handler)


async def _public(visit: Visit, handler: Handler) -> Response:
    if visit.request.cookies.get(visit.dependencies.settings.session_cookie):
        async with visit.read() as session:
            visit.guest = await visitor_of(session, visit)
    return await handler(visit.request)


async def _view(visit: Visit, access: Access, handler: Handler) -> Response:
    """What is shown is read first; its record is committed before a byte leaves."""
    opened = visit.write if access.writes else visit.read
    made: Response | None = None
    try:
        async with opened() as session:
            await _admit(session, visit, access)
            if access.step_up:
                await stepping_up.ensure(visit, access.action or "")
            visit.open_session = session
            made = await handler(visit.request)
            if access.writes:
                await _shown(session, visit, access, made)
        if access.record and not access.writes:
            visit.open_session = None
            await _leave(visit, access, made)
    except Problem as problem:
        await _refused(visit, access, problem)
        raise
    except Exception as failure:
        if made is None:
            raise
        raise unwritten(failure) from failure
    finally:
        visit.open_session = None
    return made


async def _leave(visit: Visit, access: Access, made: Response | None = None) -> None:
    """With what other visits leave at this moment; committed when it returns."""
    done = made is None or made.status_code < 400
    left = records.Left(visit, access.record or "", access.action or "", done)
    await visit.request.app.state.recorder.leave(left)


async def _shown(session: Any, visit: Visit, access: Access, made: Response) -> None:
    if access.record is None:
        return
    await keep_awake(session, visit)
    if made.status_code < 400:
        await records.keep(session, visit, access.record, access.action or "")


async def _act(visit: Visit, access: Access, handler: Handler) -> Response:
    """The record is committed first: the act may run in the engine, outside any transaction.

    Who may is read before the record's own short transaction, so that writers wait less.
    """
    try:
        async with visit.read() as session:
            await _admit(session, visit, access)
        if access.step_up:
            await stepping_up.ensure(visit, access.action or "")
        if access.record:
            await _leave_record(visit, access)
        return await handler(visit.request)
    except Problem as problem:
        await _refused(visit, access, problem)
        raise


async def _leave_record(visit: Visit, access: Access) -> None:
    try:
        await _leave(visit, access)
    except Exception as failure:
        raise unwritten(failure) from failure


async def _admit(session: Any, visit: Visit, access: Access) -> None:
    visit.guest = await visitor_of(session, visit)
    if visit.guest is None:
        raise Problem(401, "LOGIN_REQUIRED")
    if visit.dependencies.time_machine is not None:
        visit.leads = await case_clocks.leads(session, visit.guest.district)
    visit.resource = await access.resource(visit.request, session, visit.guest)
    if visit.resource is None:
        raise Problem(404, "NOT_FOUND")
    judge = visit.dependencies.authority.judge
    visit.ruling = judge(visit.guest, access.action or "", visit.resource)
    if not visit.ruling.allowed:
        raise _no(visit, visit.resource, visit.ruling)


def _no(visit: Visit, resource: Resource, ruling: Ruling) -> Problem:
    """A case one may not even see looks like no case at all (SR-10)."""
    if ruling.failed:
        return Problem(503, "NOT_DECIDED")
    if resource.kind == "Referral":
        return Problem(404, "NOT_FOUND")
    if resource.kind == "Case" and not visit.may_to("ViewCase", resource):
        return Problem(404, "NOT_FOUND")
    return Problem(403, "NOT_PERMITTED")


async def _refused(visit: Visit, access: Access, problem: Problem) -> None:
    if visit.guest is None or problem.status not in (403, 404):
        return
    try:
        async with visit.write() as session:
            await records.keep_refusal(session, visit, access.action or "", problem.code)
            await _told_silently(session, visit)
    except Exception as failure:
        raise unwritten(failure) from failure


async def _told_silently(session: Any, visit: Visit) -> None:
    """A danger person at the door of a hidden case is told what everybody is told (SR-18)."""
    path, visitor = visit.request.path_params, visit.visitor
    if visit.resource is None and KNOCKED_BY & path.keys():
        tried = {name: str(path.get(name, "")) for name in KNOCKED_BY}
        knock = Knock(visitor.person, visitor.agency, **tried)
        await danger.knocked(session, knock, visit.now)


def check_routes(app: FastAPI, actions: Iterable[str]) -> None:
    """Deny by omission: start-up fails on a route that is not guarded or names no known action."""
    known = frozenset(actions)
    faults = [fault for route in app.routes if (fault := _fault(route, known))]
    if faults:
        raise UndeclaredRoute("; ".join(faults))


def _fault(route: BaseRoute, known: frozenset[str]) -> str:
    if isinstance(route, Mount) and route.name == "static":
        return ""
    if not isinstance(route, GuardedRoute):
        return f"{getattr(route, 'path', route)} is not guarded"
    if route.access.action is None:
        return "" if route.access.public else f"{route.path} is public without a reason"
    return "" if route.access.action in known else f"{route.path}: no action {route.access.action}"


@dataclass(frozen=True)
class RouteRow:
    method: str
    path: str
    action: str | None
    resource: str
    public: str


def routes_table(app: FastAPI) -> list[RouteRow]:
    """Every route with what it asks for; the role and route matrix is tested from it."""
    return [
        RouteRow(
            method=next(iter(route.methods or {"GET"})),
            path=route.path,
            action=route.access.action,
            resource=getattr(route.access.resource, "__name__", ""),
            public=route.access.public,
        )
        for route in app.routes
        if isinstance(route, GuardedRoute)
    ]
