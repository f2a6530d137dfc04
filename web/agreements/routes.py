"""``/agreements``: what was agreed with each body, until when, and which must be renewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints

from care.model.ids import AgencyId
from i18n.loader import gettext
from i18n.marks import N_
from store import agencies, agreements, people
from store.agencies import Agency
from store.agreements import Agreement, DataClause
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.filters import day, local
from web.forms import Filled, Form, Line
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/agreements")
HOME = "/agreements"
MANAGE = Access("ManageAgreements", record="act")
CLAUSES: dict[DataClause, str] = {
    DataClause.REFERRAL: N_("의뢰에 필요한 정보(당사자 동의를 받아)"),
    DataClause.SENSITIVE: N_("건강 정보까지(따로 동의를 받아)"),
    DataClause.NONE: N_("개인정보를 주고받지 않음"),
}
SOON, LATER = 30, 60
"""Days before the end from which the page warns, and from which it reminds."""


class Keeping(Form):
    agency: Line
    document: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    clause: DataClause
    scope: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    from_day: date
    until_day: date | None = None


class Ending(Form):
    agreement: Line


@dataclass(frozen=True)
class State:
    """How an agreement stands today, in words, with the sign and colour beside them."""

    words: str
    kind: str
    sign: str


@dataclass(frozen=True)
class Body:
    """A partner body with every agreement ever kept with it, the newest first."""

    agency: Agency
    known: list[tuple[Agreement, State]]
    lacks: bool
    """Needs one and has none that holds today."""


@area.get("", access=Access("ViewAgreements", record=None))
async def listed(visit: Here) -> Response:
    start = await _start(visit)
    return await _page(visit, forms.blank(**start))


@area.post("", access=MANAGE)
async def keep(visit: Here) -> Response:
    form = await forms.read(visit, Keeping)
    await _judge(visit, form)
    if form.data is None or form.errors or form.intent is None:
        return await _page(visit, form, status=422)
    given = form.data
    agreement = Agreement(
        agreement_id=f"agreement-{form.intent}",
        district=visit.visitor.district,
        agency_id=AgencyId(given.agency),
        document=given.document,
        clause=given.clause,
        scope=given.scope,
        from_day=given.from_day,
        until_day=given.until_day,
        kept_by=visit.visitor.person,
        kept_at=visit.now,
    )
    async with visit.write() as session:
        await agreements.keep(session, visit.dependencies.keyring, agreement)
    return moved(visit.request, HOME)


@area.post("/end", access=MANAGE)
async def end(visit: Here) -> Response:
    form = await forms.read(visit, Ending)
    visitor = visit.visitor
    async with visit.write() as session:
        known = await agreements.of_district(session, visit.dependencies.keyring, visitor.district)
        if form.value.agreement not in {one.agreement_id for one in known}:
            raise Problem(404, "NOT_FOUND")
        await agreements.end(
            session, visitor.district, form.value.agreement, visitor.person, visit.now
        )
    return moved(visit.request, HOME)


def state_of(one: Agreement, today: date) -> State:
    left = one.days_left(today)
    if one.from_day > today and (left is None or left >= 0):
        return State(gettext("%(day)s부터", day=day(one.from_day)), "info", "today")
    if left is None:
        return State(gettext("유효"), "ok", "ok")
    if left < 0:
        return State(gettext("끝남"), "plain", "back")
    if left == 0:
        return State(gettext("오늘 끝남"), "danger", "over")
    if left <= LATER:
        words = gettext("%(n)s일 뒤 끝남", n=left)
        return State(words, "danger" if left <= SOON else "warning", "today")
    return State(gettext("유효"), "ok", "ok")


async def _start(visit: Visit) -> dict[str, str]:
    """Renewing begins with what was agreed last time, from the day after it ends."""
    wanted = visit.request.query_params.get("renew", "")
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    known = await agreements.of_district(visit.session, keyring, district)
    last = next((one for one in known if one.agreement_id == wanted), None)
    if last is None:
        return {}
    begins = last.until_day + agreements.ONE_DAY if last.until_day else _today(visit)
    return {
        "agency": last.agency_id,
        "clause": last.clause.value,
        "scope": last.scope,
        "from_day": max(begins, _today(visit)).isoformat(),
    }


async def _judge(visit: Visit, form: Filled[Keeping]) -> None:
    if form.data is None:
        return
    async with visit.read() as session:
        ours = {one.agency_id for one in await agencies.agencies(session, visit.visitor.district)}
    if form.data.agency not in ours:
        form.refuse("agency", "CHOICE_INVALID")
    until = form.data.until_day
    if until is not None and until < form.data.from_day:
        form.refuse("until_day", "DATE_ORDER")
    if until is not None and until < _today(visit):
        form.refuse("until_day", "DATE_PAST")


def _today(visit: Visit) -> date:
    return local(visit.now).date()


async def _page(visit: Visit, form: Filled[Any], status: int = 200) -> Response:
    keyring, district, today = visit.dependencies.keyring, visit.visitor.district, _today(visit)
    async with visit.read() as session:
        bodies = await agencies.agencies(session, district)
        known = await agreements.of_district(session, keyring, district)
        lacking = await agreements.without(session, district, today)
        ids = {one.kept_by for one in known} | {one.ended_by for one in known}
        names = await people.display_names(session, keyring, ids)
    shown = [_body(one, known, lacking, today) for one in bodies]
    return page(
        visit.request,
        "agreements/agreements.html",
        block="content",
        status=status,
        form=form,
        bodies=shown,
        expiring=[
            (one, state_of(one, today), _name(bodies, one.agency_id))
            for one, left in agreements.expiring(known, today)
            if left >= 0 or _was_body(bodies, one.agency_id, lacking)
        ],
        holding=sum(not one.lacks and bool(one.known) for one in shown),
        names=names,
        today=today,
        clauses=[(code.value, gettext(words)) for code, words in CLAUSES.items()],
        clause_words={code: gettext(words) for code, words in CLAUSES.items()},
        may_manage=visit.may("ManageAgreements"),
    )


def _body(
    agency: Agency, known: Sequence[Agreement], lacking: frozenset[AgencyId], today: date
) -> Body:
    own = [one for one in known if one.agency_id == agency.agency_id]
    return Body(
        agency=agency,
        known=[(one, state_of(one, today)) for one in own],
        lacks=agency.agency_id in lacking,
    )


def _was_body(bodies: Sequence[Agency], agency_id: AgencyId, lacking: frozenset[AgencyId]) -> bool:
    return agency_id in lacking and any(one.agency_id == agency_id for one in bodies)


def _name(bodies: Sequence[Agency], agency_id: AgencyId) -> str:
    found = next((one.name for one in bodies if one.agency_id == agency_id), "")
    return found or gettext("목록에 없는 기관")
