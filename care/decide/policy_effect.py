"""What a policy would do to a case as it stands, if the case took it up now (모의 적용).

Pure: a state goes in, differences come out. The new state is made by the very change adoption
makes, and refused by the same rules, so a preview shows what will be.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from care.decide.adoption import PASSING, adoption_refusal
from care.decide.calendar import local_date
from care.decide.clock import ITSELF, STALLED
from care.decide.deadlines import deadlines
from care.decide.deciders import Deciders, who_decides
from care.decide.evolve import evolve
from care.decide.ladder import escalates, next_step, rungs
from care.decide.merge import merged_refusal
from care.decide.score import crisis_score
from care.messages.commands import AdoptPolicy
from care.messages.envelope import SYSTEM_PERSON
from care.messages.events import PolicyAdopted, Recorded
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.ids import CaseId, CaseNumber, IntentKey, LevelCode, OfficeCode
from care.model.policy import CasePolicy
from care.model.policy_rules import Boundary
from care.model.refusal import Refusal
from care.model.value import Value
from care.model.work import Deadline, MovedDeadline, NextStep

PREVIEW = IntentKey("policy-preview")
Clocks = tuple[Deadline, ...]
OF_LEVELS = frozenset({"crisis", "levels", "rules"})
OF_DECIDERS = frozenset({"plan_approval", "closure_rules", "levels", "rules", "calendar"})
REMEMBERED_PAIRS = 64
_PAIRS: dict[tuple[str, str], frozenset[str]] = {}
"""By content: a pure cache, which never changes an answer."""


class Effect(StrEnum):
    """What can become different for a case; each is a number of the preview, with its list."""

    OVERDUE = "OVERDUE"
    """A clock that was in time would be over."""
    RELIEVED = "RELIEVED"
    """A clock that is over would be in time again, or would run no more."""
    MOVED = "MOVED"
    LEVEL = "LEVEL"
    """The score of the last assessment would propose another level."""
    DECIDERS = "DECIDERS"
    """Others would be asked next, or not before another day."""
    ESCALATION = "ESCALATION"
    OFFICE = "OFFICE"
    ZONE = "ZONE"
    REFUSED = "REFUSED"
    """The case would not take the policy up, or not for the moment, and why."""


class PolicyEffect(Value):
    """``overdue`` and ``relieved`` are keys of clocks; the rest stands before and after."""

    case_id: CaseId
    case_number: CaseNumber
    stage: Stage
    office: OfficeCode
    zone: str
    refused: Refusal | None = None
    overdue: tuple[str, ...] = ()
    relieved: tuple[str, ...] = ()
    moved: tuple[MovedDeadline, ...] = ()
    level_before: LevelCode | None = None
    """Worked out, as who decides is, only where the two policies could differ in it."""
    level_after: LevelCode | None = None
    deciders_before: Deciders | None = None
    deciders_after: Deciders | None = None
    escalation_before: NextStep | None = None
    """The next rung that tells somebody above whoever's move it is."""
    escalation_after: NextStep | None = None
    office_after: OfficeCode = OfficeCode("")
    zone_after: str = ""

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Without any, nobody would notice."""
        return tuple(effect for effect, found in _told(self) if found)


def effect(state: CaseState, policy: CasePolicy, now: datetime) -> PolicyEffect:
    """``now`` is the case's own: a clock is over when it ended before.

    A case that cannot take the policy up for the moment is shown as it will be afterwards.
    """
    policy = _not_older(policy, state.policy.version)
    if policy.content_hash == state.policy.content_hash:
        return _blank(state)
    adopt = AdoptPolicy.model_construct(policy=policy, boundary=Boundary.ROLLOUT)
    refused = merged_refusal(state, adopt) or adoption_refusal(state, policy)
    if refused is not None and refused.code not in PASSING:
        return _blank(state).model_copy(update={"refused": refused})
    return _compared(state, evolve(state, _adopted(state, policy, now)), now, refused)


def _not_older(policy: CasePolicy, version: int) -> CasePolicy:
    """A file or an edition to be gone back to is published under a number of its own."""
    if policy.version >= version:
        return policy
    return policy.model_copy(update={"version": version})


def _adopted(state: CaseState, policy: CasePolicy, now: datetime) -> Recorded:
    event = PolicyAdopted.model_construct(
        policy=policy, previous_version=state.policy.version, boundary=Boundary.ROLLOUT
    )
    return Recorded.model_construct(
        sequence=state.revision + 1,
        at=now,
        actor=SYSTEM_PERSON,
        role=Role.SYSTEM,
        on_behalf_of=None,
        intent=PREVIEW,
        event=event,
    )


def zone_of(policy: CasePolicy, office: OfficeCode) -> str:
    """Empty: the office is in none, or the district has none."""
    return next((zone for zone, offices in policy.zones.items() if office in offices), "")


def moved_clocks(before: Clocks, after: Clocks) -> Iterator[MovedDeadline]:
    """Clocks people are told of whose end is another one, in the order of their keys."""
    was = {clock.key: clock for clock in before if _has_a_date(clock)}
    will = {clock.key: clock for clock in after if _has_a_date(clock)}
    for key in sorted(was.keys() | will.keys()):
        old, new = was.get(key), will.get(key)
        known = old or new
        if known is None or (old and new and old.due == new.due):
            continue
        yield MovedDeadline(
            key=key,
            kind=known.kind,
            before=old.due if old else None,
            after=new.due if new else None,
        )


def days_moved(state: CaseState, moved: MovedDeadline) -> int | None:
    """Later, or negative earlier, in calendar days; None where the clock begins or ends to run."""
    if moved.before is None or moved.after is None:
        return None
    calendar = state.policy.calendar
    return (local_date(moved.after, calendar) - local_date(moved.before, calendar)).days


def _blank(state: CaseState) -> PolicyEffect:
    zone = zone_of(state.policy, state.office)
    return PolicyEffect(
        case_id=state.case_id,
        case_number=state.case_number,
        stage=state.stage,
        office=state.office,
        zone=zone,
        office_after=state.office,
        zone_after=zone,
    )


def _compared(
    state: CaseState, after: CaseState, now: datetime, refused: Refusal | None
) -> PolicyEffect:
    old, new = deadlines(state), deadlines(after)
    over, will_be_over = _over(old, now), _over(new, now)
    changed = _changed(state.policy, after.policy)
    update: dict[str, object] = {
        "refused": refused,
        "overdue": tuple(sorted(will_be_over - over)),
        "relieved": tuple(sorted(over - will_be_over)),
        "moved": tuple(moved_clocks(old, new)),
        "escalation_before": _escalation(state, old),
        "escalation_after": _escalation(after, new),
        "office_after": after.office,
        "zone_after": zone_of(after.policy, after.office),
    }
    if changed & OF_LEVELS:
        update["level_before"] = proposed(state, state.policy)
        update["level_after"] = proposed(after, after.policy)
    if changed & OF_DECIDERS:
        day = local_date(now, state.policy.calendar)
        update["deciders_before"] = who_decides(state, state.policy, day)
        update["deciders_after"] = who_decides(after, after.policy, day)
    return _blank(state).model_copy(update=update)


def _changed(before: CasePolicy, after: CasePolicy) -> frozenset[str]:
    """Values in which two policies differ; asked for every case, worked out once a pair."""
    pair = before.content_hash, after.content_hash
    known = _PAIRS.get(pair)
    if known is None:
        names = CasePolicy.model_fields
        known = frozenset(n for n in names if getattr(before, n) != getattr(after, n))
        if len(_PAIRS) >= REMEMBERED_PAIRS:
            _PAIRS.clear()
        _PAIRS[pair] = known
    return known


def proposed(state: CaseState, policy: CasePolicy) -> LevelCode | None:
    """The level this policy proposes for the last assessment; None before any."""
    last = state.assessment
    if last is None:
        return None
    return crisis_score(last.scores, last.red_flags, state.refusals, policy).level


def _has_a_date(clock: Deadline) -> bool:
    """A stall has nothing but rungs, and what happens by itself is nobody's term."""
    return clock.ladder not in (ITSELF, STALLED)


def _over(clocks: Clocks, now: datetime) -> set[str]:
    return {clock.key for clock in clocks if _has_a_date(clock) and clock.due < now}


def _escalation(state: CaseState, clocks: Clocks) -> NextStep | None:
    rung = next(rungs(state, clocks, escalates), None)
    return next_step(rung) if rung else None


def _told(found: PolicyEffect) -> Iterator[tuple[Effect, bool]]:
    yield Effect.OVERDUE, bool(found.overdue)
    yield Effect.RELIEVED, bool(found.relieved)
    yield Effect.MOVED, bool(found.moved)
    yield Effect.LEVEL, found.level_before != found.level_after
    yield Effect.DECIDERS, _who(found.deciders_before) != _who(found.deciders_after)
    yield Effect.ESCALATION, _when(found.escalation_before) != _when(found.escalation_after)
    yield Effect.OFFICE, found.office != found.office_after
    yield Effect.ZONE, found.zone != found.zone_after
    yield Effect.REFUSED, found.refused is not None


def _when(step: NextStep | None) -> tuple[datetime, str] | None:
    return (step.at, step.to) if step else None


def _who(deciders: Deciders | None) -> tuple[object, ...] | None:
    """The same people for another reason are the same people."""
    if deciders is None:
        return None
    return deciders.subject, deciders.tiers, deciders.frozen_until
