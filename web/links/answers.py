"""What can be pressed on a link's page, and how it becomes an answer in the durable inbox."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints

from care.messages.inbound import IncomingAnswer
from care.model.codes import DeclineReason, ItemOutcome, LinkageStatus, PartnerAnswer
from store import partner_links, webhooks
from store.partner_links import Link
from store.webhooks import InboundMessage
from web.filters import local
from web.forms import Filled, Form
from web.visitor import Visit
from web.words import Problem

PRESS_BYTES = 9
UNDECIDED = frozenset({LinkageStatus.REQUESTED, LinkageStatus.RECEIVED, LinkageStatus.WAITLISTED})
DECIDING = (PartnerAnswer.ACCEPTED, PartnerAnswer.WAITLISTED, PartnerAnswer.DECLINED)
GOING_ON = (
    PartnerAnswer.SCHEDULED,
    PartnerAnswer.STARTED,
    PartnerAnswer.PROGRESS,
    PartnerAnswer.DONE,
    PartnerAnswer.NOT_DELIVERED,
)
RESULTS = tuple(one for one in ItemOutcome if one is not ItemOutcome.NOT_DELIVERED)
"""Of a service that was given; that it was not given is an answer of its own."""


class AnswerForm(Form):
    """One press: ``act`` names the answer and, after a colon, its reason or outcome."""

    act: Annotated[str, StringConstraints(max_length=60)]
    press: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{12}$")]
    scheduled_on: date | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None = None


@dataclass(frozen=True)
class Told:
    answer: PartnerAnswer
    decline: DeclineReason | None = None
    outcome: ItemOutcome | None = None


def new_press() -> str:
    """Chosen when the page is made: pressed twice, it is one message."""
    return secrets.token_urlsafe(PRESS_BYTES)


def choices(status: LinkageStatus) -> tuple[PartnerAnswer, ...]:
    if status in UNDECIDED:
        waiting = status is LinkageStatus.WAITLISTED
        return tuple(one for one in DECIDING if not (waiting and one is PartnerAnswer.WAITLISTED))
    begun = status is LinkageStatus.STARTED
    left_out = (
        {PartnerAnswer.SCHEDULED, PartnerAnswer.STARTED} if begun else {PartnerAnswer.PROGRESS}
    )
    return tuple(one for one in GOING_ON if one not in left_out)


def told(form: Filled[AnswerForm], status: LinkageStatus, visit: Visit) -> Told:
    """What was pressed; faults of its fields are added to the form. Raises on what is not there."""
    name, _, detail = form.value.act.partition(":")
    try:
        answer = PartnerAnswer(name)
        decline = DeclineReason(detail) if answer is PartnerAnswer.DECLINED else None
        outcome = ItemOutcome(detail) if answer is PartnerAnswer.DONE else None
    except ValueError:
        raise Problem(422, "FORM_INVALID") from None
    if outcome is ItemOutcome.NOT_DELIVERED:
        raise Problem(422, "FORM_INVALID")
    if answer not in choices(status):
        raise Problem(409, "ANSWERED_ALREADY")
    _judge_day(form, answer, local(visit.now).date())
    return Told(answer, decline, outcome)


def _judge_day(form: Filled[AnswerForm], answer: PartnerAnswer, today: date) -> None:
    day = form.value.scheduled_on
    if answer is PartnerAnswer.SCHEDULED and day is None:
        form.refuse("scheduled_on", "FIELD_MISSING")
    if day is not None and day < today and answer in (*DECIDING[:1], PartnerAnswer.SCHEDULED):
        form.refuse("scheduled_on", "DATE_PAST")


async def keep(
    session: Any, visit: Visit, link: Link, pressed: str, answer: IncomingAnswer
) -> None:
    """Stored before the body is thanked; the relay brings it to the case within seconds."""
    message = InboundMessage(
        agency_id=link.agency_id,
        district=link.district,
        webhook_id=f"link-{link.link_id}-{pressed}",
        body=visit.dependencies.write_answer(answer),
        received_at=visit.now,
    )
    kept = await webhooks.accept(session, visit.dependencies.keyring, message)
    if kept is webhooks.Accepted.NEW:
        await partner_links.note_answer(session, link.link_id, answer.answer, visit.now)


def incoming(link: Link, what: Told, form: AnswerForm) -> IncomingAnswer:
    dated = what.answer in (PartnerAnswer.ACCEPTED, PartnerAnswer.SCHEDULED)
    return IncomingAnswer(
        message_id="",
        linkage_id=link.linkage_id,
        answer=what.answer,
        decline=what.decline,
        scheduled_on=form.scheduled_on if dated else None,
        outcome=what.outcome,
        sessions=1 if what.answer is PartnerAnswer.PROGRESS else 0,
        note=form.note or None,
    )
