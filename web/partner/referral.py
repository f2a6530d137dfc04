"""One referral: decide on it, tell how it goes, raise a concern; everything on one page."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response

from care.messages.commands import RecordPartnerAnswer
from care.messages.linking_commands import RaiseConcern
from care.model.codes import AgencyKind, DeclineReason, ItemOutcome, PartnerAnswer, RedFlag
from care.model.ids import AgencyId, CaseId, ConcernId, LinkageId, PersonId
from care.model.service_codes import ConcernKind
from i18n.loader import gettext
from i18n.wording import words
from store import agencies, partner_notes, partner_view, people
from store.agencies import Agency
from store.partner_view import Opened
from web import forms
from web.access import Access, Area, Here
from web.clocks import clock_of
from web.decisions import Declined, InDoubt, Outcome, moved
from web.districts import calendar_of
from web.forms import Filled, Form
from web.partner.desk import HOME, desk_of, short, the_referral, today_of
from web.partner.sending import case_of, in_doubt, tell
from web.partner.ways import BY_SLUG, LABELS, Note, Part, Way, ways_for
from web.refusals import Words
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area(f"{HOME}/referrals")
CONCERN = "concern"
FLAGS_OF_BODIES = tuple(RedFlag)


class Concerned(Form):
    concern: ConcernKind
    red_flag: RedFlag | None = None
    note: Note


@dataclass(frozen=True)
class Again:
    """A form shown once more: which one, as it was filled, and what the case said to it."""

    slug: str
    form: Filled[Any]
    refusal: Words | None = None


@area.get("/{linkage_id}", access=Access("ViewReferral", resource=the_referral))
async def show(visit: Here) -> Response:
    return await _page(visit, visit.session, None, 200)


@area.post(
    "/{linkage_id}/concern",
    access=Access("ReportConcern", resource=the_referral, record="act"),
)
async def concern(visit: Here) -> Response:
    form = await forms.read(visit, Concerned)
    if form.data is None or form.errors or form.intent is None:
        return await _shown_again(visit, Again(CONCERN, form), 422)
    said, desk, intent = form.data, desk_of(visit), form.intent
    outcome = await tell(
        visit,
        case_of(visit),
        lambda ids: RaiseConcern(
            concern_id=ConcernId(f"concern-{intent}"),
            linkage_id=_linkage_id(visit),
            agency_id=desk.agency_id,
            concern=said.concern,
            red_flag=said.red_flag,
            note=ids.get("note"),
        ),
        intent,
        {"note": said.note},
    )
    return await _after(visit, Again(CONCERN, form), outcome)


@area.post(
    "/{linkage_id}/{way}",
    access=Access("AnswerReferral", resource=the_referral, record="act"),
)
async def answer(visit: Here) -> Response:
    way = BY_SLUG.get(str(visit.request.path_params["way"]))
    form = await forms.read(visit, way.model if way else Form)
    if way is None:
        raise Problem(404, "NOT_FOUND")
    await _judge(visit, form)
    if form.data is None or form.errors or form.intent is None:
        return await _shown_again(visit, Again(way.slug, form), 422)
    outcome = await _tell(visit, way, form)
    return await _after(visit, Again(way.slug, form), outcome)


async def _judge(visit: Visit, form: Filled[Any]) -> None:
    """Days that cannot be, and members the association does not have."""
    if form.data is None:
        return
    today, given = today_of(visit, case_of(visit)), form.data
    planned, on = (getattr(given, part, None) for part in (Part.SCHEDULED_ON, Part.ON))
    if planned is not None and planned < today:
        form.refuse(Part.SCHEDULED_ON, "DATE_PAST")
    if on is not None and on > today:
        form.refuse(Part.ON, "DATE_FUTURE")
    proposed = getattr(given, Part.PROPOSED, None)
    if proposed is not None:
        async with visit.read() as session:
            pool = await members_of(session, visit)
        if proposed not in {one.agency_id for one in pool}:
            form.refuse(Part.PROPOSED, "CHOICE_INVALID")


async def _tell(visit: Visit, way: Way, form: Filled[Any]) -> Outcome:
    desk = desk_of(visit)
    told = {part.value: getattr(form.value, part.value, None) for part in Part}
    given = {name: one for name, one in told.items() if one is not None and name != Part.NOTE}
    if way.answer is PartnerAnswer.NOT_DELIVERED:
        given["outcome"] = ItemOutcome.NOT_DELIVERED
    return await tell(
        visit,
        case_of(visit),
        lambda ids: RecordPartnerAnswer.model_validate(
            {
                **given,
                "linkage_id": _linkage_id(visit),
                "agency_id": desk.agency_id,
                "answer": way.answer,
                "note": ids.get("note"),
                "message_id": form.intent or "",
            }
        ),
        form.intent,
        {"note": told[Part.NOTE]},
    )


async def _after(visit: Visit, again: Again, outcome: Outcome) -> Response:
    here = f"{HOME}/referrals/{_linkage_id(visit)}"
    if isinstance(outcome, Declined):
        refused = Again(again.slug, again.form, outcome.words)
        return await _shown_again(visit, refused, outcome.status)
    if isinstance(outcome, InDoubt):
        return in_doubt(visit, here)
    return moved(visit.request, f"{here}?told={again.slug}")


async def _shown_again(visit: Visit, again: Again, status: int) -> Response:
    async with visit.read() as session:
        return await _page(visit, session, again, status)


async def _page(visit: Visit, session: Any, again: Again | None, status: int) -> Response:
    keyring, desk, case_id = visit.dependencies.keyring, desk_of(visit), case_of(visit)
    today = today_of(visit, case_id)
    opened = await partner_view.referral(session, keyring, desk, _linkage_id(visit), today)
    if opened is None:
        raise Problem(404, "NOT_FOUND")
    shown, linkage = opened.referral, opened.referral.linkage
    names = await _owner(session, visit, opened)
    calendar = calendar_of(visit.visitor.district)
    return page(
        visit.request,
        "partner/referral.html",
        status=status,
        shown=shown,
        opened=opened,
        number=short(linkage.linkage_id),
        clock=clock_of(shown.answer_by, visit.now, calendar, linkage.requested_at),
        owner=names.get(shown.owner, "") if shown.owner else "",
        forms=_forms(linkage.status, again, today.isoformat()),
        labels=LABELS,
        again=again,
        told=_told(visit),
        said=await partner_notes.words(session, keyring, opened),
        goal=await partner_notes.own_goal(session, keyring, opened),
        choices=await _choices(session, visit),
        concern=_concern(again),
        soon=_soon(opened, visit, case_id),
        pledges_here=shown.is_open,
    )


def _forms(status: Any, again: Again | None, today: str) -> list[tuple[Way, Filled[Any]]]:
    """Each with what was typed into it, or as it begins."""
    start = {
        "session": {"sessions": "1", "on": today},
        "start": {"on": today},
        "done": {"on": today},
    }
    return [
        (
            way,
            again.form
            if again is not None and again.slug == way.slug
            else forms.blank(**start.get(way.slug, {})),
        )
        for way in ways_for(status)
    ]


def _concern(again: Again | None) -> Filled[Any]:
    return again.form if again is not None and again.slug == CONCERN else forms.blank()


def _told(visit: Visit) -> str:
    """What was just told, said once more after the act."""
    slug = visit.request.query_params.get("told", "")
    if slug == CONCERN:
        return gettext("담당자에게 지금 알렸습니다.")
    way = BY_SLUG.get(slug)
    return gettext("알렸습니다: %(what)s", what=gettext(way.title)) if way else ""


async def _owner(session: Any, visit: Visit, opened: Opened) -> dict[PersonId, str]:
    owner = opened.referral.owner
    ids = [owner] if owner else []
    return await people.display_names(session, visit.dependencies.keyring, ids)


async def members_of(session: Any, visit: Visit) -> list[Agency]:
    """The pool of an association; empty for every other body."""
    own = await agencies.agency(session, AgencyId(visit.visitor.agency or ""))
    if own is None or own.kind is not AgencyKind.PROFESSIONAL_ASSOCIATION:
        return []
    known = await agencies.agencies(session, visit.visitor.district)
    return [one for one in known if one.member_of == own.agency_id]


async def _choices(session: Any, visit: Visit) -> dict[str, list[tuple[str, str]]]:
    pool = await members_of(session, visit)
    outcomes = [one for one in ItemOutcome if one is not ItemOutcome.NOT_DELIVERED]
    return {
        Part.DECLINE: [(one.value, words(one)) for one in DeclineReason],
        Part.OUTCOME: [(one.value, words(one)) for one in outcomes],
        Part.PROPOSED: [(one.agency_id, one.name) for one in pool],
        "concern": [(one.value, words(one)) for one in ConcernKind],
        "red_flag": [(one.value, words(one)) for one in FLAGS_OF_BODIES],
    }


def _soon(opened: Opened, visit: Visit, case_id: CaseId) -> bool:
    """A consent it rests on runs out within a month."""
    until = opened.referral.consent_until
    return until is not None and (until - today_of(visit, case_id)).days <= 30


def _linkage_id(visit: Visit) -> LinkageId:
    return LinkageId(str(visit.request.path_params["linkage_id"]))
