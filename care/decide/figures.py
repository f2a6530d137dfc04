"""From the events of a case to the facts figures count, by definitions that are the same for all.

A fact never changes once it is there: what was counted in May stays counted in May. Events in
portions give the same facts as all of them at once, given what was counted before.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from care.messages import events as e
from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model.codes import LINKAGE_ONLY, NOT_SELECTED, REFERRED_OUT, PartnerAnswer, Stage
from care.model.figures import Fact, FactKind, GuideStep
from care.model.loop_codes import Kinship

KOREA = timezone(timedelta(hours=9))
NOT_MANAGED = frozenset({LINKAGE_ONLY, REFERRED_OUT, NOT_SELECTED})
UNDECIDED = frozenset({PartnerAnswer.RECEIVED, PartnerAnswer.PROGRESS})
GIVEN = frozenset({PartnerAnswer.STARTED, PartnerAnswer.PROGRESS, PartnerAnswer.DONE})
TAKEN_ON = GIVEN | {PartnerAnswer.ACCEPTED, PartnerAnswer.SCHEDULED}
K = FactKind


class Tally:
    """The facts of one case so far, by kind and key; the first of a name stands."""

    def __init__(self, known: Iterable[Fact] = ()) -> None:
        self.facts: dict[tuple[FactKind, str], Fact] = {(one.kind, one.key): one for one in known}
        self.new: list[Fact] = []

    def of(self, kind: FactKind, key: str = "") -> Fact | None:
        return self.facts.get((kind, key))

    def add(self, fact: Fact) -> None:
        if (fact.kind, fact.key) not in self.facts:
            self.facts[fact.kind, fact.key] = fact
            self.new.append(fact)

    def stage(self, before: int) -> Fact | None:
        """The stage entered last before an event, unless it was left already."""
        entered = [
            one for one in self.facts.values() if one.kind is K.ENTERED and one.sequence < before
        ]
        last = max(entered, key=lambda one: one.sequence, default=None)
        return None if last is None or (K.STAY, last.key) in self.facts else last


def counted(events: Iterable[Recorded], known: Iterable[Fact] = ()) -> tuple[Fact, ...]:
    """The facts these events add to those ``known`` of the same case."""
    tally = Tally(known)
    for one in sorted(events, key=lambda recorded: recorded.sequence):
        rule = RULES.get(type(one.event))
        if rule is not None:
            for fact in rule(one, one.event, tally):
                tally.add(fact)
    return tuple(tally.new)


def counts(events: Iterable[Recorded]) -> bool:
    """Whether any of the events can add a fact."""
    return any(type(one.event) in RULES for one in events)


def day_of(at: datetime) -> date:
    return at.astimezone(KOREA).date()


def _fact(one: Recorded, kind: FactKind, key: str = "", **more: Any) -> Fact:
    return Fact(kind, key, one.sequence, one.at, more.pop("on", None) or day_of(one.at), **more)


def _opened(one: Recorded, event: e.CaseOpened, tally: Tally) -> Iterator[Fact]:
    opening = event.opening
    yield _fact(one, K.OPENED, code=opening.channel.value)
    yield _fact(one, K.ENTERED, str(one.sequence), code=Stage.DISCOVERY.value)
    if opening.former is not None and opening.former.kinship is Kinship.REOPENED:
        yield _fact(one, K.RETURNED, code=opening.channel.value)
    if opening.level is not None and opening.level not in NOT_MANAGED:
        yield _fact(one, K.MANAGED, code=opening.level)


def _stage(one: Recorded, event: e.StageEntered, tally: Tally) -> Iterator[Fact]:
    yield from _left(one, tally)
    yield _fact(one, K.ENTERED, str(one.sequence), code=event.stage.value)


def _left(one: Recorded, tally: Tally) -> Iterator[Fact]:
    stage = tally.stage(one.sequence)
    if stage is not None:
        days = (day_of(one.at) - stage.on).days
        yield _fact(one, K.STAY, stage.key, code=stage.code, amount=days)


def _received(one: Recorded, event: e.CaseReceived, tally: Tally) -> Iterator[Fact]:
    yield _fact(one, K.RECEIVED)


def _assessed(one: Recorded, event: e.AssessmentSaved, tally: Tally) -> Iterator[Fact]:
    if event.assessment.complete:
        yield from _step(one, GuideStep.ASSESSED, tally.of(K.RECEIVED))


def _classified(one: Recorded, event: e.Classified, tally: Tally) -> Iterator[Fact]:
    yield _fact(one, K.CLASSIFIED, code=event.level)
    if event.level not in NOT_MANAGED:
        yield _fact(one, K.MANAGED, code=event.level)
    yield from _step(one, GuideStep.DECIDED, tally.of(K.STEP, GuideStep.ASSESSED))


def _agreed(one: Recorded, event: e.PlanAgreed, tally: Tally) -> Iterator[Fact]:
    yield from _step(one, GuideStep.PLANNED, tally.of(K.CLASSIFIED))
    yield from _step(one, GuideStep.WHOLE, tally.of(K.RECEIVED))


def _step(one: Recorded, step: GuideStep, since: Fact | None) -> Iterator[Fact]:
    if since is not None:
        days = (day_of(one.at) - since.on).days
        yield _fact(one, K.STEP, step.value, code=step.value, amount=days)


def _linked(one: Recorded, event: e.LinkageRequested, tally: Tally) -> Iterator[Fact]:
    asked = event.linkage
    yield _fact(one, K.LINKED, asked.linkage_id, code=asked.service.value, agency=asked.agency_id)


def _answered(one: Recorded, event: e.LinkageAnswered, tally: Tally) -> Iterator[Fact]:
    asked = tally.of(K.LINKED, event.answer.linkage_id)
    if asked is None:
        return
    answer, about = event.answer.answer, {"agency": asked.agency}
    if answer not in UNDECIDED:
        waited = int((one.at - asked.at) / timedelta(minutes=1))
        yield _fact(one, K.ANSWERED, asked.key, code=answer.value, amount=waited, **about)
    for kind, words in (
        (K.TAKEN, TAKEN_ON),
        (K.SERVED, GIVEN),
        (K.DONE, (PartnerAnswer.DONE,)),
    ):
        if answer in words:
            yield _fact(one, kind, asked.key, code=asked.code, **about)


def _given(one: Recorded, event: e.ResourceRecorded, tally: Tally) -> Iterator[Fact]:
    entry = event.entry
    yield _fact(
        one,
        K.PRIVATE if entry.source.is_private else K.PUBLIC,
        entry.entry_id,
        on=entry.on,
        code=entry.source.value,
        amount=entry.amount,
        agency=entry.agency_id,
    )


def _closed(one: Recorded, event: e.CaseClosed, tally: Tally) -> Iterator[Fact]:
    yield _fact(one, K.CLOSED, code=event.closure.reason.value)


def _ended(one: Recorded, event: e.CaseEnded, tally: Tally) -> Iterator[Fact]:
    yield from _left(one, tally)
    yield _fact(one, K.ENDED, code=event.why)


def _owned(one: Recorded, event: e.OwnerAssigned, tally: Tally) -> Iterator[Fact]:
    yield _fact(one, K.OWNED, str(one.sequence), who=event.owner)


def _supervised(one: Recorded, event: le.SupervisionHeld, tally: Tally) -> Iterator[Fact]:
    yield _fact(one, K.SUPERVISED, str(one.sequence), code=event.session.supervision.value)


def _merged(one: Recorded, event: le.CaseMerged, tally: Tally) -> Iterator[Fact]:
    yield _fact(one, K.MERGED, str(one.sequence), amount=1)


def _unmerged(one: Recorded, event: le.MergeUndone, tally: Tally) -> Iterator[Fact]:
    yield _fact(one, K.MERGED, str(one.sequence), amount=-1)


RULES: dict[type[Any], Callable[[Recorded, Any, Tally], Iterator[Fact]]] = {
    e.CaseOpened: _opened,
    e.StageEntered: _stage,
    e.CaseReceived: _received,
    e.AssessmentSaved: _assessed,
    e.Classified: _classified,
    e.PlanAgreed: _agreed,
    e.LinkageRequested: _linked,
    e.LinkageAnswered: _answered,
    e.ResourceRecorded: _given,
    e.CaseClosed: _closed,
    e.CaseEnded: _ended,
    e.OwnerAssigned: _owned,
    le.SupervisionHeld: _supervised,
    le.CaseMerged: _merged,
    le.MergeUndone: _unmerged,
}
