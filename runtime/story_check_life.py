"""What a story says of a case's whole life: holds, pauses, covers, episodes, what ever happened."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from care.decide.calendar import due, local_date
from care.decide.outlook import next_steps
from care.messages.events import CaseEnded, CaseOpened, Recorded
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.ids import CaseId
from care.model.term import Term, Unit
from runtime.story_cast import Cast
from runtime.story_file import Expectation
from runtime.story_run import Telling
from store.timeline import events

NOBODY = "nobody"


@dataclass(frozen=True)
class Lived:
    """All that happened in a case, and when its lineage began."""

    recorded: tuple[Recorded, ...]
    lineage: tuple[CaseId, ...]
    """Every episode, the first one first."""
    began_at: datetime
    now: datetime

    @classmethod
    async def of(cls, telling: Telling, state: CaseState) -> Self:
        lineage = [state.case_id]
        while (former := (await telling.cases.state(lineage[0])).former) is not None:
            lineage.insert(0, former.case_id)
        async with telling.parts.database.for_all().read() as session:
            keyring = telling.parts.keyring
            recorded = await events(session, keyring, state.case_id)
            first = await events(session, keyring, lineage[0], limit=1)
        opened = next(one.at for one in first if isinstance(one.event, CaseOpened))
        return cls(tuple(recorded), tuple(lineage), opened, telling.clock.now())


def of_life(wanted: Expectation, state: CaseState, cast: Cast, lived: Lived) -> Iterator[str]:
    cover = state.cover.person if state.cover else None
    covered = wanted.covered_by
    standing = None if covered in (None, NOBODY) else cast.worker(covered).person
    if covered is not None and standing != cover:
        yield f"cover should be {covered}, is {cover}"
    lane = state.crisis
    for name, want, found in (
        ("hold", wanted.hold, state.stage is Stage.ENGAGEMENT_HOLD),
        ("crisis lane", wanted.crisis, lane is not None and lane.settled_at is None),
        ("pause", wanted.paused, state.pause is not None),
        ("episode", wanted.episode, state.episode),
        ("end", wanted.ended, _why_ended(lived)),
        ("next date", wanted.next_at, _next_day(state)),
    ):
        if want is not None and want != found:
            yield f"{name} should be {want}, is {found}"
    yield from _of_linkages(wanted, state, cast)
    yield from _of_events(wanted, lived)
    yield from _of_years(wanted, state, lived)


def _why_ended(lived: Lived) -> str | None:
    ends = [one.event for one in lived.recorded if isinstance(one.event, CaseEnded)]
    return str(ends[-1].why) if ends else None


def _next_day(state: CaseState) -> object:
    ahead = next_steps(state, 1)
    return local_date(ahead[0].at, state.policy.calendar) if ahead else None


def _of_linkages(wanted: Expectation, state: CaseState, cast: Cast) -> Iterator[str]:
    for label, status in wanted.linkage_status.items():
        linkage = state.linkage(cast.thing(label))
        found = linkage.status if linkage else None
        if found is not status:
            yield f"linkage {label} should be {status}, is {found}"


def _of_events(wanted: Expectation, lived: Lived) -> Iterator[str]:
    happened = Counter(str(one.event.kind) for one in lived.recorded)
    for kind, times in wanted.events.items():
        if happened[kind] != times:
            yield f"{kind} should have happened {times} times, did {happened[kind]}"


def _of_years(wanted: Expectation, state: CaseState, lived: Lived) -> Iterator[str]:
    days = (lived.now - lived.began_at).days
    if wanted.lineage_days is not None and days < wanted.lineage_days:
        yield f"the lineage should be {wanted.lineage_days} days old, is {days}"
    months = wanted.aftercare_within_months
    if months is None:
        return
    closed = state.closure.closed_at if state.closure else None
    if closed is None or not state.aftercare:
        yield "there was no aftercare"
        return
    calendar = state.policy.calendar
    last = local_date(due(closed, Term(n=months, unit=Unit.MONTHS), calendar), calendar)
    if state.aftercare[-1].on > last:
        yield f"the last aftercare was {state.aftercare[-1].on}, after {last}"
