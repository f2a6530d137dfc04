"""``/cases/{case_id}/ecomap``: who stands by the household and which services do, on a day.

Made from the events up to the end of that day, so that the picture of last spring is what the case
knew last spring. The slider stops at the days on which the picture changed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Response

from care.decide.calendar import local_date
from care.decide.care_clocks import pledged_months
from care.decide.evolve import evolve
from care.messages.events import Recorded
from care.model.case import CaseState
from care.model.codes import LinkageStatus
from care.model.ids import AgencyId, SupportId, TextId
from care.model.linkage import Linkage, Pledge
from care.model.linking import Support
from care.model.service_codes import SupportStrength
from i18n.loader import gettext
from i18n.marks import N_
from i18n.phrases import bare_day
from i18n.wording import words
from store import timeline
from web.access import Access, Area, Here
from web.cases.ecomap_shape import SLIM, WIDE, Line, Tie, drawn
from web.cases.sight import Sight, see, seen_as
from web.filters import short_day
from web.known_cases import blank_case
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem

area = Area()
STRENGTHS = {
    SupportStrength.STRONG: Line.STRONG,
    SupportStrength.WEAK: Line.WEAK,
    SupportStrength.STRESSED: Line.STRESSED,
}
SERVICES = {
    LinkageStatus.STARTED: Line.RUNNING,
    LinkageStatus.SCHEDULED: Line.AGREED,
    LinkageStatus.ACCEPTED: Line.AGREED,
}
"""Every other living status: asked, and nothing agreed yet."""
LEGEND: tuple[tuple[Line, str], ...] = (
    (Line.STRONG, N_("든든한 관계")),
    (Line.WEAK, N_("약한 관계")),
    (Line.STRESSED, N_("힘든 관계")),
    (Line.RUNNING, N_("받는 서비스")),
    (Line.AGREED, N_("하기로 한 서비스")),
    (Line.ASKED, N_("부탁한 서비스")),
)
RANK = (Line.RUNNING, Line.AGREED, Line.ASKED)


@dataclass(frozen=True)
class Standing:
    """What a day's picture is made of; equal on two days means nothing changed between."""

    supports: tuple[tuple[SupportId, SupportStrength, TextId], ...]
    linkages: tuple[tuple[AgencyId, str, LinkageStatus], ...]
    pledges: tuple[AgencyId, ...]


@dataclass(frozen=True)
class TieWords:
    """The same as the picture, in words."""

    tie: Tie
    words: str
    told: list[str]


@area.get("/cases/{case_id}/ecomap", access=Access("ViewCase", the_case))
async def show(visit: Here) -> Response:
    recorded = await timeline.events(visit.session, visit.dependencies.keyring, visit.case_id)
    if not recorded:
        raise Problem(404, "NOT_FOUND")
    blank = await blank_case(visit.session, visit.case_id, recorded[0])
    now = await see(visit, visit.session)
    today = local_date(visit.now, now.state.policy.calendar)
    days = changes(blank, recorded, today)
    on = _chosen(visit, days, today)
    state = as_of(blank, recorded, on)
    sight = await seen_as(visit, visit.session, state, lambda one: (s.label for s in one.supports))
    found = [*_supports(sight), *_bodies(sight, on)]
    return page(
        visit.request,
        "cases/ecomap.html",
        block=None,
        case=now.state,
        sight=now,
        on=on,
        today=today,
        days=days,
        stop=days.index(on) if on in days else len([day for day in days if day <= on]) - 1,
        found=found,
        pictures=[drawn([one.tie for one in found], size) for size in (WIDE, SLIM)],
        legend=[(line, gettext(word)) for line, word in LEGEND],
    )


def as_of(blank: CaseState, recorded: Iterable[Recorded], on: date) -> CaseState:
    """The case at the end of a day."""
    state = blank
    for one in recorded:
        if local_date(one.at, blank.policy.calendar) > on:
            break
        state = evolve(state, one)
    return state


def changes(blank: CaseState, recorded: Sequence[Recorded], today: date) -> list[date]:
    """The days on which the picture changed, and today."""
    state, shown, days = blank, _standing(blank, today), set[date]()
    for one in recorded:
        state = evolve(state, one)
        day = local_date(one.at, blank.policy.calendar)
        now = _standing(state, day)
        if now != shown:
            days.add(day)
            shown = now
    return sorted({*(day for day in days if day <= today), today})


def _standing(state: CaseState, on: date) -> Standing:
    return Standing(
        supports=tuple((s.support_id, s.strength, s.label) for s in standing_by(state)),
        linkages=tuple((k.agency_id, k.linkage_id, k.status) for k in _living(state)),
        pledges=tuple(one.agency_id for one in _sponsors(state, on)),
    )


def standing_by(state: CaseState) -> Iterator[Support]:
    return (one for one in state.supports if one.ended_at is None)


def _living(state: CaseState) -> Iterator[Linkage]:
    return (one for one in state.linkages if one.status.is_open)


def _sponsors(state: CaseState, on: date) -> Iterator[Pledge]:
    """Whose promised months are not over; the picture needs no event for their end."""
    return (one for one in state.pledges if max(pledged_months(one)).replace(day=one.day) >= on)


def _chosen(visit: Visit, days: Sequence[date], today: date) -> date:
    """``stop`` counts the slider's days; ``on`` is any day up to today."""
    given = visit.request.query_params
    stop = given.get("stop", "")
    if stop.isdecimal() and len(stop) < 6:
        return days[min(int(stop), len(days) - 1)]
    try:
        return min(date.fromisoformat(given.get("on", "")), today)
    except ValueError:
        return today


def _supports(sight: Sight) -> Iterator[TieWords]:
    for one in standing_by(sight.state):
        label = sight.text(one.label) or words(one.support)
        strength = words(one.strength)
        tie = Tie(True, label, f"{words(one.support)} · {strength}", STRENGTHS[one.strength])
        told = [gettext("%(day)s부터", day=bare_day(_day(sight, one)))]
        yield TieWords(tie, f"{words(one.support)}, {strength}", told)


def _day(sight: Sight, one: Support) -> date:
    return local_date(one.since, sight.state.policy.calendar)


def _bodies(sight: Sight, on: date) -> Iterator[TieWords]:
    """Each body once, with all it was asked for and gives."""
    living: dict[AgencyId, list[Linkage]] = {}
    for linkage in _living(sight.state):
        living.setdefault(linkage.agency_id, []).append(linkage)
    sponsors: dict[AgencyId, list[Pledge]] = {}
    for pledge in _sponsors(sight.state, on):
        sponsors.setdefault(pledge.agency_id, []).append(pledge)
    for body in dict.fromkeys([*living, *sponsors]):
        yield _body(sight, body, living.get(body, []), sponsors.get(body, []))


def _body(sight: Sight, body: AgencyId, asked: list[Linkage], gives: list[Pledge]) -> TieWords:
    lines = [SERVICES.get(one.status, Line.ASKED) for one in asked]
    line = min([*lines, *([Line.RUNNING] if gives else [])], key=RANK.index)
    about = [words(one.service) for one in asked]
    about += [gettext("후원")] if gives else []
    told = [
        f"{words(one.service)} – {words(one.status)} ({short_day(one.status_at)})" for one in asked
    ]
    told += [gettext("매월 %(day)s일 후원", day=one.day) for one in gives]
    word = next(gettext(word) for known, word in LEGEND if known is line)
    tie = Tie(False, sight.agency(body), ", ".join(dict.fromkeys(about)), line)
    return TieWords(tie, word, told)
