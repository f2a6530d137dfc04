"""One shape for every error: a sentence, a code and an id; never a value, a stack or a path."""

import secrets
from dataclasses import replace
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from i18n import loader, phrases
from web.look import look_of
from web.places import login_address
from web.render import page
from web.words import Problem

log = structlog.get_logger()
POLLED = "/count"
BY_STATUS = {
    400: "REQUEST_INVALID",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "TOO_LARGE",
    422: "FORM_INVALID",
}


def install(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


async def _problem(request: Request, failure: Exception) -> Response:
    problem = failure if isinstance(failure, Problem) else Problem(500, "UNEXPECTED")
    if problem.code == "LOGIN_REQUIRED" and _is_page(request):
        return RedirectResponse(login_address(request), status_code=303)
    return answer(request, replace(problem, headers=problem.headers | _for_htmx(request, problem)))


def _for_htmx(request: Request, problem: Problem) -> dict[str, str]:
    """No error lands in a small place: polls stay as they are, lost logins lead to the door."""
    if request.headers.get("HX-Request") != "true" or request.method != "GET":
        return {}
    if request.url.path.endswith(POLLED):
        return {"HX-Reswap": "none"}
    return {"HX-Redirect": "/login"} if problem.code == "LOGIN_REQUIRED" else {}


async def _http(request: Request, failure: Exception) -> Response:
    status = failure.status_code if isinstance(failure, HTTPException) else 500
    code = BY_STATUS.get(status, "REQUEST_INVALID")
    return answer(request, Problem(status, code))


async def _invalid(request: Request, failure: Exception) -> Response:
    """A path or query of the wrong shape is no page; its value is not repeated."""
    return answer(request, Problem(404, "NOT_FOUND"))


async def _unexpected(request: Request, failure: Exception) -> Response:
    return answer(request, Problem(500, "UNEXPECTED"), kind=type(failure).__name__)


def answer(request: Request, problem: Problem, *, kind: str = "") -> Response:
    """HTML for people, JSON for programs, with the same code and the same id in the log."""
    error_id = secrets.token_hex(6)
    if problem.status >= 500:
        log.error("request_failed", error_id=error_id, code=problem.code, kind=kind)
    loader.speak(look_of(request).language)
    sentence = phrases.error_sentence(problem.code, problem.params)
    if wants_json(request):
        body = {"code": problem.code, "message": sentence, "error_id": error_id}
        return JSONResponse(body, problem.status, headers=problem.headers)
    values: dict[str, Any] = {
        "status_code": problem.status,
        "code": problem.code,
        "sentence": sentence,
        "error_id": error_id,
        "kept_text": getattr(request.state, "kept_text", {}),
        "fresh_intent": getattr(request.state, "fresh_intent", ""),
    }
    values["stepping_up"] = getattr(request.state, "stepping_up", None)
    return page(
        request,
        "errors/step_up.html" if values["stepping_up"] else "errors/error.html",
        block="content",
        status=problem.status,
        headers=problem.headers,
        **values,
    )


def wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _is_page(request: Request) -> bool:
    return (
        request.method == "GET" and "HX-Request" not in request.headers and not wants_json(request)
    )


async def deny(scope: Scope, receive: Receive, send: Send) -> None:
    """A foreign or unverifiable origin: the same code as an old form, and none of its text back."""
    request = Request(scope, receive)
    await answer(request, Problem(403, "FORM_EXPIRED"))(scope, receive, send)
