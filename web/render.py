"""Makes pages: one template serves the full page and, for htmx, a block of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2_fragments import render_block, render_blocks

from i18n import loader, phrases
from i18n.wording import words
from web import clocks, districts, filters
from web.intents import sealed_intent
from web.look import look_of
from web.navigation import GROUPS, ON_THE_PHONE, places_for
from web.visitor import Visit, Visitor

TEMPLATES = Path(__file__).parent / "templates"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        loader.gettext, _plural, newstyle=True
    )
    made.policies["ext.i18n.trimmed"] = True
    made.filters.update(filters.FILTERS)
    made.globals.update(
        _=loader.gettext,
        word=words,
        phrase=phrases.error_sentence,
        clock_of=clocks.clock_of,
        waited=clocks.waited,
        district_name=districts.district_name,
        office_name=districts.office_name,
    )
    made.globals["m"] = made.get_template("macros.html").module
    return made


def _plural(one: str, many: str, count: int) -> str:
    """Korean has no plural form; a sentence with a number is written once."""
    return loader.gettext(one)


ENVIRONMENT = _environment()


def page(
    request: Request,
    template: str,
    *,
    block: str | tuple[str, ...] | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """The full page, or only ``block`` (or several) of it when htmx asked for a part."""
    context = _context(request) | values
    if block is not None and wants_part(request):
        body = _blocks(template, block, context)
    else:
        body = ENVIRONMENT.get_template(template).render(context)
    return HTMLResponse(body, status_code=status, headers=dict(headers or {}))


def wants_part(request: Request) -> bool:
    """htmx asked; a boosted or restored page is wanted whole."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Request-Type", "partial") == "partial"
    )


def _blocks(template: str, block: str | tuple[str, ...], context: dict[str, Any]) -> str:
    if isinstance(block, str):
        return render_block(ENVIRONMENT, template, block, context)
    return render_blocks(ENVIRONMENT, template, list(block), context)


def _context(request: Request) -> dict[str, Any]:
    """What every template may count on: ``visit``, ``visitor``, ``look``, ``now``, ``intent()``."""
    visit = getattr(request.state, "visit", None)
    visitor: Visitor | None = visit.guest if isinstance(visit, Visit) else None
    settings = request.app.state.dependencies.settings
    menu = _menu(visit if isinstance(visit, Visit) else None, request.url.path)
    return menu | {
        "request": request,
        "visit": visit,
        "visitor": visitor,
        "look": look_of(request),
        "now": visit.now if isinstance(visit, Visit) else request.app.state.clock(),
        "settings": settings,
        "calendar": districts.calendar_of(visitor.district if visitor else ""),
        "path": request.url.path,
        "here": local_address(request),
        "lang": loader.language(),
        "intent": FreshIntent(visitor),
        "idle_seconds": int(settings.session_idle.total_seconds()),
    }


def _menu(visit: Visit | None, path: str) -> dict[str, Any]:
    places = places_for(visit)

    work = [one for one in places if one.part == "work"]
    groups = [(name, [one for one in places if one.part == part]) for part, name in GROUPS.items()]
    return {
        "daily_places": work,
        "not_in_the_bar": work[ON_THE_PHONE:],
        "place_groups": [(name, found) for name, found in groups if found],
        "may_list_cases": any(one.action == "ListCases" for one in places),
        "current_place": max(
            (one.path for one in places if path.startswith(one.path)), key=len, default=""
        ),
        "waiting_count": None,
    }


class FreshIntent:
    """``{{ intent }}`` or ``intent()``: a new sealed intent key each time it is written."""

    def __init__(self, visitor: Visitor | None) -> None:
        self._visitor = visitor

    def __str__(self) -> str:
        return sealed_intent(self._visitor) if self._visitor else ""

    def __call__(self) -> str:
        return str(self)


def local_address(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
