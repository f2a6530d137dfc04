"""Every change of stage there is, and what causes it: the one table behind the picture.

The rules themselves decide; this says what they may come to. A test walks every line of it and
holds every change of stage in cases poked at random to it.
"""

from itertools import product
from typing import NamedTuple

from care.decide.context import BEFORE_CLOSURE
from care.messages import commands as c
from care.messages import kin_commands as kc
from care.messages import loop_commands as lc
from care.model.codes import Stage
from care.model.work import DeadlineKind

S = Stage
RECEIVED_ON = (
    S.RECEIVED,
    S.ASSESSMENT,
    S.CONFERENCE,
    S.PLANNING,
    S.LINKAGE,
    S.MONITORING,
)
OPEN = tuple(stage for stage in Stage if stage in BEFORE_CLOSURE)
AT_WORK = tuple(stage for stage in OPEN if stage is not S.ENGAGEMENT_HOLD)


class Transition(NamedTuple):
    """``cause`` is the name of a command, or of a clock that ends a wait by itself."""

    left: Stage
    entered: Stage
    cause: str


class _Row(NamedTuple):
    left: tuple[Stage, ...]
    entered: tuple[Stage, ...]
    causes: tuple[type[object] | DeadlineKind, ...]


_WAYS = (
    _Row((S.DISCOVERY,), (S.INTAKE,), (c.RecordContact, c.OpenCase)),
    _Row((S.INTAKE,), (S.RECEIVED,), (c.ReceiveCase,)),
    _Row((S.INTAKE,), (S.ENDED,), (c.RecordIntake,)),
    _Row((S.RECEIVED,), (S.ASSESSMENT, S.PLANNING), (c.AssignOwner, c.ReceiveCase)),
    _Row((S.ASSESSMENT,), (S.CONFERENCE,), (c.RecordAssessment,)),
    _Row((S.CONFERENCE,), (S.PLANNING,), (c.HoldConference, c.AnswerHighDifficulty)),
    _Row((S.CONFERENCE,), (S.ENDED,), (c.HoldConference,)),
    _Row((S.PLANNING,), (S.LINKAGE,), (c.RecordPlanAgreement,)),
    _Row((S.LINKAGE,), (S.MONITORING,), (c.RecordPartnerAnswer, c.RecordPlanAgreement)),
    _Row(OPEN, (S.CLOSURE,), (c.ProposeClosure,)),
    _Row((S.CLOSURE,), (*OPEN, S.AFTERCARE, S.ENDED), (c.DecideClosure,)),
    _Row((S.AFTERCARE,), (S.ENDED,), (c.RecordAftercare, kc.RecordSuccessor, kc.RecordDeath)),
    _Row(AT_WORK, (S.ENGAGEMENT_HOLD,), (lc.HoldEngagement,)),
    _Row((S.DISCOVERY, S.INTAKE), (S.ENGAGEMENT_HOLD,), (c.RecordContact,)),
    _Row((S.INTAKE,), (S.ENGAGEMENT_HOLD,), (c.RecordIntake,)),
    _Row((*RECEIVED_ON, S.CLOSURE), (S.ENGAGEMENT_HOLD,), (c.WithdrawConsent, lc.AnswerStall)),
    _Row(
        (S.ENGAGEMENT_HOLD, S.CLOSURE),
        (S.INTAKE, *RECEIVED_ON),
        (c.RecordContact, lc.WakeHold),
    ),
    _Row(
        (*RECEIVED_ON, S.ENGAGEMENT_HOLD, S.CLOSURE, S.AFTERCARE),
        (S.ENDED,),
        (kc.AnswerTransfer,),
    ),
    _Row(OPEN, (S.ENDED,), (DeadlineKind.MERGE_FINAL,)),
)


def _name(cause: type[object] | DeadlineKind) -> str:
    return cause.value if isinstance(cause, DeadlineKind) else cause.__name__


TRANSITIONS: frozenset[Transition] = frozenset(
    Transition(left, entered, _name(cause))
    for row in _WAYS
    for left, entered, cause in product(*row)
)
