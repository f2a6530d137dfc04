"""A body's act on the case behind a referral; the answer never names that case."""

from collections.abc import Callable, Mapping

from fastapi import Response

from care.messages.commands import Command
from care.model.codes import Role
from care.model.ids import CaseId, IntentKey, TextId
from web import decisions
from web.decisions import Outcome
from web.render import page
from web.visitor import Visit
from web.words import Problem

Make = Callable[[Mapping[str, TextId]], Command]


def case_of(visit: Visit) -> CaseId:
    """The case behind the referral this address means; for the engine and the records alone."""
    if visit.resource is None or not visit.resource.case:
        raise Problem(404, "NOT_FOUND")
    return CaseId(visit.resource.case)


async def tell(
    visit: Visit,
    case_id: CaseId,
    command: Make,
    intent: IntentKey | None,
    texts: Mapping[str, str | None] | None = None,
) -> Outcome:
    act = decisions.Act(
        case_id=case_id, command=command, texts=texts or {}, role=Role.PARTNER_WORKER
    )
    return await decisions.decide(visit, act, intent)


def in_doubt(visit: Visit, back: str) -> Response:
    """202: the relay goes on asking; the page is looked at again in its own place."""
    return page(
        visit.request,
        "errors/in_doubt.html",
        block="content",
        status=202,
        again=back,
        done=back,
    )
