"""Clocks of ``care.decide.kin``: offers, the first meeting, the merge, the death, the signature."""

from collections.abc import Iterator

from care.decide.clock import (
    COORDINATOR,
    ITSELF,
    Span,
    Whose,
    dated,
    entered,
    owners,
    running,
)
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.course import Transfer
from care.model.loop_codes import Kinship
from care.model.policy import LifeRules
from care.model.term import Term, Unit
from care.model.work import Deadline, DeadlineKind

IN_MOURNING = frozenset(
    {
        DeadlineKind.CLOSURE,
        DeadlineKind.CLOSURE_SIGNATURE,
        DeadlineKind.HIGH_DIFFICULTY_ANSWER,
        DeadlineKind.RECALL,
        DeadlineKind.LATE_ANSWER,
        DeadlineKind.PURGE,
        DeadlineKind.COMPLAINT,
        DeadlineKind.COVER_END,
    }
)
DANGER = frozenset({DeadlineKind.CRISIS_ON_SITE, DeadlineKind.CRISIS_AID, DeadlineKind.RED_FLAG})


def kin_clocks(state: CaseState) -> Iterator[Deadline]:
    life = state.policy.life
    if life is None:
        return
    if state.transfer is not None and state.transfer.is_open:
        yield _offer(state, state.transfer, life)
    yield from _newcomer(state, life)
    yield from _signature(state)
    if state.client_died_at is not None and state.stage not in (Stage.CLOSURE, Stage.AFTERCARE):
        span = Span(state.client_died_at, state.policy.closure_due)
        yield running(state, DeadlineKind.CLOSURE, span, owners(state), "died")


def merge_clock(state: CaseState) -> Iterator[Deadline]:
    """The only clock of a merged record."""
    merge = state.merge
    if merge is not None:
        life = state.policy.life
        term = life.merge_undo if life is not None else Term(n=0, unit=Unit.DAYS)
        span = Span(merge.at, term, merge.undo_until)
        subject = merge.into
        yield running(state, DeadlineKind.MERGE_FINAL, span, COORDINATOR, subject, ITSELF)


def still_asked(state: CaseState, deadline: Deadline) -> bool:
    """After the client's death: the closure, what others were promised, and danger anew."""
    if state.client_died_at is None or deadline.kind in IN_MOURNING:
        return True
    if deadline.kind is DeadlineKind.APPROVAL:
        return deadline.subject.startswith("closure.")
    return deadline.kind in DANGER and state.urgent_since is not None


def _offer(state: CaseState, offer: Transfer, life: LifeRules) -> Deadline:
    """The coordinator's word first, again after an offer that never arrived; then theirs."""
    if offer.approved_at is not None:
        span = Span(offer.approved_at, life.transfer_accept)
        kind, whose = DeadlineKind.TRANSFER_ANSWER, owners(state)
        return running(state, kind, span, whose, offer.transfer_id, ITSELF)
    span = Span(offer.failed_at or offer.requested_at, state.policy.approval_sla)
    again = f".{offer.failed_at:%Y%m%d%H%M}" if offer.failed_at is not None else ""
    subject = f"{offer.transfer_id}{again}"
    return running(state, DeadlineKind.TRANSFER_APPROVAL, span, COORDINATOR, subject)


def _newcomer(state: CaseState, life: LifeRules) -> Iterator[Deadline]:
    """The receiver of a transfer meets the household within days, whatever stage it is at."""
    moved = state.former is not None and state.former.kinship is Kinship.TRANSFERRED
    if moved and state.contacts.last_met_at is None and state.stage is not Stage.AFTERCARE:
        span = Span(state.opened_at or entered(state), life.transfer_first_contact)
        yield running(state, DeadlineKind.TRANSFER_CONTACT, span, owners(state))


def _signature(state: CaseState) -> Iterator[Deadline]:
    closure = state.closure
    waits = closure is not None and closure.signed_at is None and state.stage is Stage.CLOSURE
    if closure is not None and waits and state.co_owner is not None:
        span = Span(closure.requested_at, state.policy.approval_sla)
        whose = Whose(Role.CASE_MANAGER, state.co_owner)
        subject = dated(closure.requested_at, state)
        yield running(state, DeadlineKind.CLOSURE_SIGNATURE, span, whose, subject)
