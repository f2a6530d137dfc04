"""Sends an act to the case and answers: done, once more with what is wrong, or in doubt."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Response

from care.messages.commands import Command, HoldConference
from care.model.codes import Role
from care.model.refusal import Refusal
from web import decisions
from web.acts.around import Around, look_around
from web.acts.fields import Act
from web.acts.making import Making
from web.forms import Filled
from web.visitor import Visit, Visitor

Again = Callable[[Around, Filled[Any], int, Refusal | None], Awaitable[Response]]
"""Shows the form once more: surroundings, what was typed, the status, and why the case said no."""

_FIELD_OF = {
    "guardian_required": "by_guardian",
    "witness_required": "witnessed",
    "unknown_level": "level",
    "closure_not_allowed": "reason",
    "duplicate_service": "despite_duplicate",
}
"""Refusals that are about one field, where the refusal itself does not name it."""
_CODES = {"reason_required": "FIELD_MISSING", "invalid_value": "FIELD_INVALID"}
_CLASSIFIERS = (Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD)


def role_for(act: Act, visitor: Visitor, command: Command) -> Role | None:
    """The visitor's first role from which the case takes this act."""
    wanted = act.roles
    if isinstance(command, HoldConference) and command.level is not None:
        wanted = wanted & frozenset(_CLASSIFIERS)
    own = (*visitor.roles, *visitor.standing_roles)
    return next((role for role in own if role in wanted), None)


def texts_of(making: Making) -> dict[str, str | None]:
    """By field name, as ``web.decisions`` stores them: under ``{intent}.{field}``."""
    prefix = f"{making.intent}."
    return {text_id.removeprefix(prefix): words for text_id, words in making.texts.items()}


async def send(
    visit: Visit, act: Act, command: Command, making: Making, *, done: str, again: Again
) -> Response:
    asked = decisions.Act(
        case_id=visit.case_id,
        command=lambda ids: command,
        texts=texts_of(making),
        role=role_for(act, visit.visitor, command),
    )
    outcome = await decisions.decide(visit, asked, making.intent)
    if isinstance(outcome, decisions.Done):
        return decisions.moved(visit.request, done)
    if isinstance(outcome, decisions.InDoubt):
        return decisions.in_doubt(visit, outcome, done)
    beside(act, outcome.refusal, making.filled)
    around = await around_now(visit)
    return await again(around, making.filled, outcome.status, outcome.refusal)


def beside(act: Act, refusal: Refusal, filled: Filled[Any]) -> None:
    """Marks the field a refusal is about, if it is about one of this form."""
    name = _FIELD_OF.get(refusal.code) or refusal.params.get("field", "")
    if act.field(name) is not None and filled.error(name) is None:
        filled.refuse(name, _CODES.get(refusal.code, refusal.code), **refusal.params)


async def around_now(visit: Visit) -> Around:
    async with visit.read() as session:
        return await look_around(session, visit)
