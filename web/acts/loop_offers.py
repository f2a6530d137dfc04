"""When the acts of the loops make sense, and beside which item; read from the snapshot alone."""

from collections.abc import Callable

from care.decide.consents import BEFORE_RECEIPT
from care.decide.support import to_determine, to_tell
from care.model.case import Enrolment
from care.model.codes import LawfulBasis, Programme
from care.model.work import CaseSnapshot, DeadlineKind, TaskKind

TO_REPORT = frozenset({LawfulBasis.INCAPACITY, LawfulBasis.LEGAL_DUTY})
"""Somebody taken in on these is reported to the head of the office (급여법 제5조③)."""


def ics_of(enrolments: tuple[Enrolment, ...]) -> Enrolment | None:
    """The integrated support that runs; at most one does."""
    ours = (one for one in enrolments if one.programme is Programme.ICS and one.ended_at is None)
    return next(ours, None)


def _ics(test: Callable[[Enrolment], bool]) -> Callable[[CaseSnapshot], bool]:
    def holds(snapshot: CaseSnapshot) -> bool:
        found = ics_of(snapshot.enrolments)
        return found is not None and test(found)

    return holds


def _may_confer(snapshot: CaseSnapshot) -> bool:
    """Before receipt only the solution conference a hold asked for is still owed."""
    return snapshot.stage not in BEFORE_RECEIPT or snapshot.long_case.solution_asked_at is not None


def _crisis_open(snapshot: CaseSnapshot) -> bool:
    return snapshot.crisis is not None and snapshot.crisis.settled_at is None


def _crisis_settled(snapshot: CaseSnapshot) -> bool:
    lane = snapshot.crisis
    return lane is not None and lane.settled_at is not None and lane.post_checked_at is None


def _runs(kind: DeadlineKind) -> Callable[[CaseSnapshot], bool]:
    return lambda snapshot: any(one.kind is kind for one in snapshot.deadlines)


def _asked(kind: TaskKind) -> Callable[[CaseSnapshot], bool]:
    return lambda snapshot: any(one.kind is kind for one in snapshot.tasks)


def _transfer_open(snapshot: CaseSnapshot) -> bool:
    return snapshot.transfer is not None and snapshot.transfer.is_open


def _undecided(snapshot: CaseSnapshot) -> bool:
    transfer = snapshot.transfer
    return transfer is not None and transfer.is_open and transfer.approved_at is None


def _to_scheme(snapshot: CaseSnapshot) -> bool:
    """Another programme's word is written down here; a district's comes by itself."""
    transfer = snapshot.transfer
    if transfer is None or not transfer.is_open or transfer.approved_at is None:
        return False
    return transfer.scheme is not None


def _unsigned(snapshot: CaseSnapshot) -> bool:
    closure = snapshot.closure
    if closure is None or snapshot.co_owner is None:
        return False
    return closure.closed_at is None and closure.signed_at is None


LOOP_CONDITIONS: dict[str, Callable[[CaseSnapshot], bool]] = {
    "may_confer": _may_confer,
    "held": lambda snapshot: snapshot.hold is not None,
    "not_held": lambda snapshot: snapshot.hold is None,
    "crisis_open": _crisis_open,
    "crisis_settled": _crisis_settled,
    "enrolled": lambda snapshot: any(
        one.ended_at is None and one.programme is not Programme.ICM for one in snapshot.enrolments
    ),
    "ics_survey": _ics(lambda one: not to_determine(one) and not to_tell(one)),
    "ics_determination": _ics(to_determine),
    "ics_told": _ics(to_tell),
    "paused": lambda snapshot: snapshot.pause is not None,
    "running": lambda snapshot: snapshot.pause is None,
    "owned": lambda snapshot: snapshot.owner is not None and snapshot.cover is None,
    "covered": lambda snapshot: snapshot.cover is not None,
    "long_case": _runs(DeadlineKind.LONG_CASE_CONFIRM),
    "stalled": _asked(TaskKind.ANSWER_STALL),
    "transferable": lambda snapshot: not _transfer_open(snapshot),
    "transfer_open": _transfer_open,
    "transfer_undecided": _undecided,
    "transfer_to_scheme": _to_scheme,
    "merged": lambda snapshot: snapshot.merge is not None,
    "closure_unsigned": _unsigned,
}


def _grounds_to_report(snapshot: CaseSnapshot) -> list[str]:
    return [
        one.ground_id
        for one in snapshot.grounds
        if one.basis in TO_REPORT and one.reported_at is None and one.ended_at is None
    ]


LOOP_ITEMS: dict[str, Callable[[CaseSnapshot], list[str]]] = {
    "open_grounds": lambda snapshot: [
        one.ground_id for one in snapshot.grounds if one.ended_at is None
    ],
    "grounds_to_report": _grounds_to_report,
    "agreed": lambda snapshot: [one.task_id for one in snapshot.agreed if one.done_at is None],
    "complaints": lambda snapshot: [
        one.complaint_id for one in snapshot.complaints if one.resolved_at is None
    ],
}
"""Ids of what an act is offered for, once for each."""
