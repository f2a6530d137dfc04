"""The one way in and the one answer out: envelope, receipt, and the step the store writes."""

from datetime import datetime, timedelta

from care.messages.commands import Command
from care.messages.events import Recorded
from care.model.case import CaseState
from care.model.codes import Role
from care.model.course import Kin
from care.model.ids import (
    AgencyId,
    CaseId,
    DistrictCode,
    EffectId,
    IntentKey,
    LinkageId,
    PersonId,
    TransferId,
)
from care.model.loop_codes import TransferAnswer
from care.model.policy import CasePolicy
from care.model.policy_rules import Boundary
from care.model.value import Value
from care.model.work import CaseSnapshot, NextStep, Waiting


class Actor(Value):
    """Who acts, as checked by the web at the moment of asking. ``roles`` are codes, never names."""

    person: PersonId
    role: Role
    district: DistrictCode
    agency: AgencyId | None = None
    on_behalf_of: PersonId | None = None
    """The absent approver this person stands in for (대결)."""


SYSTEM_PERSON = PersonId("system")


def system_actor(district: DistrictCode) -> Actor:
    """The case itself, its clock, or a relay of a body's answer."""
    return Actor(person=SYSTEM_PERSON, role=Role.SYSTEM, district=district)


class Envelope(Value):
    """One act on one case; ``intent`` is also the Temporal update id and a unique database key."""

    intent: IntentKey
    actor: Actor
    command: Command


class Receipt(Value):
    """Done: the events up to ``revision`` and the read model are stored."""

    case_id: CaseId
    intent: IntentKey
    revision: int
    repeated: bool = False
    """The same intent had been applied before; this is its first answer again."""


class CaseStart(Value):
    """What a case workflow starts from: nothing but its policy, or the state carried over."""

    case_id: CaseId
    district: DistrictCode
    policy: CasePolicy
    clock_shift: timedelta = timedelta(0)
    carried: CaseState | None = None
    """Set by continue-as-new only; its policy wins."""


class Step(Value):
    """Input of the store activity: one transaction, idempotent by (case, sequence) and intent."""

    case_id: CaseId
    intent: IntentKey
    events: tuple[Recorded, ...]
    snapshot: CaseSnapshot


class ReferralToSend(Value):
    """Input of the send activity; the activity gathers what the consented body may see."""

    case_id: CaseId
    district: DistrictCode
    effect_id: EffectId
    linkage_id: LinkageId
    withdraw: bool = False
    remind: bool = False
    status: bool = False
    """``remind``: the body has answered and is asked how the service goes."""
    now: datetime


class DeliveryResult(Value):
    delivered: bool
    code: str = ""
    """``possibly_twice``: sent again to a body that cannot tell whether it had it."""


class TransferToOffer(Value):
    """Input of the activity that lays an offer before the other district, or takes it back."""

    case_id: CaseId
    district: DistrictCode
    effect_id: EffectId
    transfer_id: TransferId
    withdraw: TransferAnswer | None = None
    now: datetime


class KeptToTell(Value):
    """Input of the activity that tells the record kept of one merged into it."""

    case_id: CaseId
    district: DistrictCode
    effect_id: EffectId
    into: CaseId
    undone: bool = False


class FormerToTell(Value):
    """Input of the activity by which a new episode tells the one it came from."""

    case_id: CaseId
    district: DistrictCode
    effect_id: EffectId
    former: Kin
    transfer_id: TransferId | None = None
    now: datetime


class Outlook(Value):
    """Answer of the outlook query: why the case stands still and what happens by itself next."""

    waiting: Waiting
    next_steps: tuple[NextStep, ...]


class PolicyAsked(Value):
    """Input of the policy activity; ``known`` is the content hash the case already follows."""

    district: DistrictCode
    known: str
    version: int = 0
    """The edition the case follows; a lower number is never taken up."""
    boundary: Boundary = Boundary.STAGE
