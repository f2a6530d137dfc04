"""The timeline: one sentence per event, newest first, by month, with what was written beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from care.decide.calendar import local_date
from care.decide.decision_file import kind_of
from care.messages.events import CaseOpened, Recorded
from care.model.case import CaseState
from care.model.codes import DiscoveryChannel, Role
from care.model.ids import PersonId, TextId
from i18n.loader import gettext, language
from i18n.marks import N_
from i18n.phrases import MONTHS_EN
from i18n.sentences import Known, linkage_bodies, sentence
from policies.resolve import districts
from store import agencies, people, queries, texts, timeline
from store.queries import PAGE_SIZE
from web.cases.office_words import landing_offices, office_moves
from web.districts import district_name, signal_words
from web.visitor import Visit

TEXTS = frozenset(
    {"note", "reason", "handover", "minutes", "difference", "advice", "text", "label"}
)
"""Fields of events that point to what somebody wrote."""
PLANS = frozenset({"plan", "submission"})
"""Shown in the plan itself, not again in every line about it."""
FILTERS: tuple[tuple[str, str], ...] = (
    ("", N_("모두")),
    ("decision", N_("결정")),
    ("contact", N_("접촉")),
    ("service", N_("의뢰·자원")),
    ("people", N_("사람·동의")),
    ("system", N_("시스템 기록")),
)
_ICONS = {"decision": "doc", "contact": "visit", "service": "send", "people": "person"}
_GROUPS = {
    "contact": (
        "Contact",
        "Intake",
        "Check",
        "Aftercare",
        "Note",
        "Information",
        "Hold",
        "OnSite",
        "Signal",
        "Number",
        "Feedback",
    ),
    "service": (
        "Linkage",
        "LateAnswer",
        "Pledge",
        "Resource",
        "PartnerReminded",
        "DoubleSend",
        "DuplicateService",
        "Destruction",
        "Concern",
        "Milestone",
    ),
    "people": (
        "Consent",
        "Member",
        "Address",
        "Owner",
        "Programme",
        "Individual",
        "Cover",
        "Ground",
        "Support",
    ),
    "system": ("Ladder", "Effect", "Policy", "Escalation", "StageEntered", "Successor"),
}
_MILESTONES = frozenset(
    {
        "CaseReceived",
        "Classified",
        "PlanApproved",
        "CaseClosed",
        "CaseEnded",
        "RedFlagRaised",
        "HoldEntered",
        "HoldWoken",
        "CrisisOpened",
        "FormerLinked",
        "TransferAnswered",
        "MemberDied",
        "ConcernRaised",
        "ResourceGapFound",
        "MilestoneRecorded",
        "FeedbackRecorded",
    }
)


@dataclass(frozen=True)
class Entry:
    at: datetime
    icon: str
    who: str
    words: str
    quotes: list[str]
    milestone: bool
    number: int
    decided: bool = False
    """A decision file opens under its number."""


@dataclass(frozen=True)
class Month:
    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class History:
    months: list[Month]
    total: int
    page: int
    filter: str


def group_of(kind: str) -> str:
    return next((name for name, starts in _GROUPS.items() if kind.startswith(starts)), "decision")


async def history(visit: Visit, session: Any, state: CaseState) -> History:
    """50 a page; a filter is applied before paging."""
    given = visit.request.query_params
    wanted = next((code for code, _ in FILTERS if code == given.get("kind")), "")
    asked = given.get("page", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    recorded, total = await _page(visit, session, state, wanted, number)
    entries = await _entries(visit, session, state, recorded)
    return History(_months(entries, state), total, number, wanted)


async def _page(
    visit: Visit, session: Any, state: CaseState, wanted: str, number: int
) -> tuple[Sequence[Recorded], int]:
    keyring = visit.dependencies.keyring
    if not wanted:
        found = await queries.timeline_page(session, keyring, visit.scope, state.case_id, number)
        return found.items, found.total
    events = await timeline.events(session, keyring, state.case_id)
    chosen = [one for one in reversed(events) if group_of(one.event.kind) == wanted]
    first = (number - 1) * PAGE_SIZE
    return chosen[first : first + PAGE_SIZE], len(chosen)


async def _entries(
    visit: Visit, session: Any, state: CaseState, recorded: Sequence[Recorded]
) -> list[Entry]:
    keyring = visit.dependencies.keyring
    ids = {PersonId(one) for each in recorded for one in _people(each)}
    names = await people.display_names(session, keyring, ids)
    bodies = await agencies.agencies(session, state.district)
    known = Known(
        people={str(one): name for one, name in names.items()},
        agencies={one.agency_id: one.name for one in bodies},
        linkages=linkage_bodies(state),
        districts={code: district_name(code) for code in districts()},
        signals=signal_words(state.district),
        offices=landing_offices(state.district, recorded),
        office_moves=await office_moves(session, keyring, state.case_id, state.district, recorded),
    )
    wanted = [text for each in recorded for text in text_ids(each)]
    written = await texts.texts(session, keyring, state.case_id, wanted)
    return [_entry(one, known, written) for one in recorded]


def _people(recorded: Recorded) -> Iterator[str]:
    yield recorded.actor
    event = recorded.event
    cover, task = getattr(event, "cover", None), getattr(event, "task", None)
    for told in (event, cover, task):
        for name in ("owner", "co_owner", "person", "cover"):
            value = getattr(told, name, None)
            if isinstance(value, str):
                yield value
    if recorded.on_behalf_of:
        yield recorded.on_behalf_of


def _entry(recorded: Recorded, known: Known, written: dict[TextId, str]) -> Entry:
    group = group_of(recorded.event.kind)
    return Entry(
        at=recorded.at,
        icon=_ICONS.get(group, "history"),
        who=_who(recorded, known),
        words=sentence(recorded.event, known),
        quotes=[written[one] for one in text_ids(recorded) if one in written],
        milestone=recorded.event.kind in _MILESTONES,
        number=recorded.sequence,
        decided=kind_of(recorded.event) is not None,
    )


def _who(recorded: Recorded, known: Known) -> str:
    if recorded.actor == "system":
        return _answering(recorded, known) or gettext("함께")
    if _reported_by_duty(recorded):
        return gettext("신고의무자")
    who = known.people.get(recorded.actor, gettext("옛 담당"))
    absent = recorded.on_behalf_of
    if absent is None:
        return who
    return gettext("%(who)s (%(absent)s 대결)", who=who, absent=known.person(absent))


def _reported_by_duty(recorded: Recorded) -> bool:
    """Who reported a household by duty from outside is told to nobody who reads the case."""
    event, from_outside = recorded.event, recorded.role is Role.PARTNER_WORKER
    by_duty = DiscoveryChannel.DUTY_REPORTER
    return from_outside and isinstance(event, CaseOpened) and event.opening.channel is by_duty


def _answering(recorded: Recorded, known: Known) -> str:
    """A body that answered by itself is who did it; the case only wrote it down."""
    answer = getattr(recorded.event, "answer", None)
    if recorded.role != Role.PARTNER_WORKER or answer is None:
        return ""
    return known.agency(answer.agency_id)


def text_ids(recorded: Recorded) -> list[TextId]:
    return list(dict.fromkeys(_texts_in(recorded.event.model_dump(exclude=set(PLANS)))))


def _texts_in(value: Any, name: str = "") -> Iterator[TextId]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in PLANS:
                yield from _texts_in(inner, "note" if name == "points" and key == "text" else key)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts_in(inner, name)
    elif name in TEXTS and isinstance(value, str) and "." in value:
        yield TextId(value)


def _months(entries: Iterable[Entry], state: CaseState) -> list[Month]:
    calendar = state.policy.calendar

    def month(entry: Entry) -> tuple[int, int]:
        day = local_date(entry.at, calendar)
        return day.year, day.month

    return [Month(_title(*key), list(found)) for key, found in groupby(entries, key=month)]


def _title(year: int, month: int) -> str:
    if language() == "en":
        return f"{MONTHS_EN[month - 1]} {year}"
    return f"{year}년 {month}월"
