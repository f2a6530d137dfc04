"""A draft on its way: to legal review, back, to approval by a second person, to publication."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints

from care.model.policy_rules import Adoption
from store import policy_drafts
from store.policy_drafts import By, Draft, Terms
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.filters import local
from web.forms import Filled, Form
from web.policies import publishing
from web.policies.draft_checks import checked
from web.policies.draft_faults import told
from web.policies.draft_sight import sight_of
from web.policies.drafting import draft_of
from web.policies.drafts import shown
from web.visitor import Visit
from web.words import Problem

area = Area("/policies/drafts")
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Step = Callable[..., Awaitable[Any]]
Made = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
DRAFT = Access("DraftPolicy", record="act")


class Submitting(Form):
    revision: int
    effective_from: date
    adoption: Adoption
    note: Note = ""
    widened: bool = False


class Deciding(Form):
    revision: int
    note: Note = ""


class Returning(Form):
    revision: int
    reason: Said


class Publishing(Form):
    revision: int
    number: int
    reason: Made


class Withdrawing(Form):
    revision: int


@area.post("/{draft_id}/submit", access=DRAFT)
async def submit(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, Submitting)
    draft = await draft_of(visit, draft_id)
    sight = await sight_of(visit, draft)
    if form.data is not None and form.value.effective_from < local(visit.now).date():
        form.refuse("effective_from", "DATE_PAST")
    if form.data is not None and sight.findings.widenings and not form.value.widened:
        form.refuse("widened", "POLICY_WIDENING")
    if sight.missing:
        form.refuse("", "POLICY_NOT_READY")
    if form.data is None or form.errors:
        return await shown(visit, draft, form, 422)
    given = form.value
    widened = tuple(dict.fromkeys(one.key for one in sight.findings.widenings))
    terms = Terms(given.effective_from, given.adoption, widened)
    by = By(draft.district, visit.visitor.person, visit.now, given.note)
    async with told(visit), visit.write() as session:
        await policy_drafts.submit(
            session, visit.dependencies.keyring, draft_id, by, given.revision, terms
        )
    return moved(visit.request, f"/policies/drafts/{draft_id}")


@area.post("/{draft_id}/review", access=Access("ReviewPolicy", record="act"))
async def review(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, Deciding)
    draft = await draft_of(visit, draft_id)
    return await _decide(visit, draft, form, policy_drafts.review)


@area.post("/{draft_id}/approve", access=Access("ApprovePolicy", record="act", step_up=True))
async def approve(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, Deciding)
    draft = await draft_of(visit, draft_id)
    return await _decide(visit, draft, form, policy_drafts.approve)


@area.post("/{draft_id}/return", access=Access("ViewPolicyDesk", record="act"))
async def give_back(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, Returning)
    draft = await draft_of(visit, draft_id)
    if form.data is None or form.errors:
        return await shown(visit, draft, form, 422)
    if not (await sight_of(visit, draft)).may.give_back:
        raise Problem(403, "NOT_PERMITTED")
    given = form.value
    return await _go_on(visit, draft, given.revision, given.reason, policy_drafts.give_back)


@area.post("/{draft_id}/withdraw", access=DRAFT)
async def withdraw(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, Withdrawing)
    draft = await draft_of(visit, draft_id)
    return await _go_on(visit, draft, form.value.revision, "", policy_drafts.withdraw)


@area.post("/{draft_id}/publish", access=Access("PublishPolicy", record="act", step_up=True))
async def publish(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, Publishing)
    draft = await draft_of(visit, draft_id)
    if form.data is None or form.errors:
        return await shown(visit, draft, form, 422)
    given = form.value
    _sound(draft)
    if (await sight_of(visit, draft)).orphans:
        raise Problem(422, "POLICY_ORPHANS")
    number = await publishing.publish(visit, draft, given.revision, given.number, given.reason)
    return moved(visit.request, f"/policies/{draft.district}/editions/{number}")


def _sound(draft: Draft) -> Draft:
    """What it builds on may have changed since it was written."""
    if not checked(draft, draft.files).sound:
        raise Problem(422, "POLICY_INVALID")
    return draft


async def _decide(visit: Visit, draft: Draft, form: Filled[Deciding], step: Step) -> Response:
    if form.data is None or form.errors:
        return await shown(visit, draft, form, 422)
    return await _go_on(visit, _sound(draft), form.value.revision, form.value.note, step)


async def _go_on(visit: Visit, draft: Draft, revision: int, note: str, step: Step) -> Response:
    by = By(draft.district, visit.visitor.person, visit.now, note)
    async with told(visit), visit.write() as session:
        await step(session, visit.dependencies.keyring, draft.draft_id, by, revision)
    return moved(visit.request, f"/policies/drafts/{draft.draft_id}")
