"""Handing a case to another district or programme (전출입 이관, 타 사업 이관; guide §2.7).

The sender stays owner and liable, and all its clocks go on, until the receiver has accepted. An
offer turned down inside the house, taken back, or overtaken by a death counts as withdrawn; one
nobody answers in time expires. An acceptance that was on its way then still counts: the household
has been taken in over there, and two owners would be worse than a late word.
"""

from datetime import date, datetime

from care.decide.approval import decided_before
from care.decide.consents import Sharing, missing_consents
from care.decide.context import Context, Decision, refuse, stranger, today
from care.messages import events as e
from care.messages import kin_commands as kc
from care.messages import loop_events as le
from care.model.case import CaseState, OfferTransfer, SendReferral
from care.model.codes import AgencyKind, ClosureReason, Role, ServiceType
from care.model.course import Transfer
from care.model.ids import AgencyId, EffectId, MemberId, TextId
from care.model.loop_codes import Scheme, TransferAnswer
from care.model.refusal import Missing, Refusal

BODY_OF = {
    Scheme.DREAM_START: AgencyKind.PUBLIC_AGENCY,
    Scheme.SELF_SUPPORT: AgencyKind.DESIGNATED,
    Scheme.MEDICAL_BENEFIT: AgencyKind.PUBLIC_AGENCY,
    Scheme.ELDER_CARE: AgencyKind.WELFARE_FACILITY,
    Scheme.MENTAL_HEALTH: AgencyKind.MENTAL_HEALTH_CENTRE,
    Scheme.ADDICTION: AgencyKind.MENTAL_HEALTH_CENTRE,
    Scheme.VISITING_HEALTH: AgencyKind.PUBLIC_AGENCY,
    Scheme.YOUTH_IN_CRISIS: AgencyKind.DESIGNATED,
}
"""Who runs a programme: it decides which consent reaches it."""
ABOUT_HEALTH = frozenset({Scheme.MENTAL_HEALTH, Scheme.ADDICTION})
AFTER_ALL = frozenset({TransferAnswer.EXPIRED, TransferAnswer.WITHDRAWN})


def propose_transfer(state: CaseState, command: kc.ProposeTransfer, context: Context) -> Decision:
    refused = _target_refusal(state, command)
    if refused:
        return refused
    missing = _missing(state, command, today(state, context))
    if missing:
        return Refusal(code="consent_missing", missing=missing)
    offer = Transfer(
        transfer_id=command.transfer_id,
        to_district=command.to_district,
        scheme=command.scheme,
        agency_id=command.agency_id,
        members=tuple(dict.fromkeys(command.members)),
        former=state.stage,
        requested_by=context.actor.person,
        requested_at=context.now,
    )
    return (le.TransferProposed(offer=offer, note=command.note),)


def _target_refusal(state: CaseState, command: kc.ProposeTransfer) -> Refusal | None:
    if (command.to_district is None) is (command.scheme is None):
        return refuse("invalid_value", field="to_district")
    if command.to_district == state.district:
        return refuse("invalid_value", field="to_district")
    if state.client_died_at is not None:
        return refuse("nothing_pending")
    known = state.transfer
    if known is not None and (known.is_open or known.transfer_id == command.transfer_id):
        return refuse("duplicate_subject", transfer=known.transfer_id)
    unknown = stranger(state, command.members)
    return refuse("unknown_subject", member=unknown) if unknown else None


def _missing(state: CaseState, command: kc.ProposeTransfer, on: date) -> tuple[Missing, ...]:
    """Members whose data neither a consent nor a ground lets go there."""
    scheme = command.scheme
    sharing = Sharing(
        agency_id=command.agency_id or AgencyId(""),
        agency_kind=BODY_OF[scheme] if scheme is not None else AgencyKind.PUBLIC_AGENCY,
        members=tuple(dict.fromkeys(command.members)),
        service=ServiceType.MENTAL_HEALTH if scheme in ABOUT_HEALTH else ServiceType.OTHER,
    )
    carried = _on_a_ground(state, command, on)
    lacking = missing_consents(state, sharing, on)
    return tuple(missing for missing in lacking if missing.subject not in carried)


def _on_a_ground(
    state: CaseState, command: kc.ProposeTransfer, on: date
) -> frozenset[MemberId | str]:
    """A ground to act on somebody reaches the district that takes over, and the body it names."""
    return frozenset(
        ground.member_id
        for ground in state.grounds
        if ground.ended_at is None
        and (ground.until is None or on <= ground.until)
        and (
            ground.agency_id == command.agency_id
            if ground.agency_id is not None
            else command.to_district is not None
        )
    )


def transfer_subject(transfer_id: str) -> str:
    """Under which name the coordinator's word is remembered for whoever comes second."""
    return f"transfer:{transfer_id}"


def decide_transfer(state: CaseState, command: kc.DecideTransfer, context: Context) -> Decision:
    offer = state.transfer
    waits = offer is not None and offer.is_open and offer.approved_at is None
    if offer is None or not waits or offer.transfer_id != command.transfer_id:
        subject = transfer_subject(command.transfer_id)
        return decided_before(state, subject) or refuse("nothing_pending")
    if offer.requested_by in {context.actor.person, context.actor.on_behalf_of}:
        return refuse("requester_cannot_approve")
    if command.approved:
        return (le.TransferApproved(transfer_id=offer.transfer_id), *_laid(state, offer))
    if command.reason is None:
        return refuse("reason_required", field="reason")
    return taken_back(state, TransferAnswer.WITHDRAWN, command.reason, context.now)


def _laid(
    state: CaseState, offer: Transfer, withdraw: TransferAnswer | None = None
) -> tuple[e.Event, ...]:
    """Word to the other district; a programme is told by the staff themselves."""
    if offer.to_district is None:
        return ()
    effect = OfferTransfer(
        effect_id=EffectId(f"{offer.transfer_id}:{state.revision}"),
        transfer_id=offer.transfer_id,
        withdraw=withdraw,
    )
    return (e.EffectOrdered(effect=effect),)


def taken_back(
    state: CaseState, answer: TransferAnswer, reason: TextId | None, now: datetime
) -> tuple[e.Event, ...]:
    """The open offer ends without an acceptance; the case simply goes on here."""
    offer = state.transfer
    if offer is None or not offer.is_open:
        return ()
    answered = le.TransferAnswered(
        transfer_id=offer.transfer_id, answer=answer, reason=reason, answered_at=now
    )
    went_out = offer.approved_at is not None
    return (answered, *(_laid(state, offer, answer) if went_out else ()))


def answer_transfer(state: CaseState, command: kc.AnswerTransfer, context: Context) -> Decision:
    offer = state.transfer
    if offer is None or offer.transfer_id != command.transfer_id:
        return refuse("unknown_subject", transfer=command.transfer_id)
    refused = _answerer_refusal(offer, command, context)
    if refused:
        return refused
    if not _waits(offer, command):
        return () if offer.answer is command.answer else refuse("no_longer_pending")
    if command.answer is TransferAnswer.ACCEPTED:
        return _accepted(state, offer, command, context)
    if command.answer is TransferAnswer.WITHDRAWN:
        return taken_back(state, command.answer, command.reason, context.now)
    return (_answered(command, context),)


def _answerer_refusal(
    offer: Transfer, command: kc.AnswerTransfer, context: Context
) -> Refusal | None:
    """A district answers through its own act, relayed; a programme's word is written down."""
    relayed = context.actor.role is Role.SYSTEM
    ours = command.answer is TransferAnswer.WITHDRAWN or offer.to_district is None
    if command.answer is TransferAnswer.EXPIRED:
        return refuse("invalid_value", field="answer")
    if relayed is ours:
        return refuse("bad_actor", transfer=offer.transfer_id)
    accepted = command.answer is TransferAnswer.ACCEPTED
    if relayed and accepted and command.successor is None:
        return refuse("invalid_value", field="successor")
    if not relayed and not accepted and command.reason is None:
        return refuse("reason_required", field="reason")
    return None


def _waits(offer: Transfer, command: kc.AnswerTransfer) -> bool:
    if command.answer is TransferAnswer.WITHDRAWN:
        return offer.is_open
    if offer.approved_at is None:
        return False
    late = offer.to_district is not None and offer.answer in AFTER_ALL
    return offer.is_open or (late and command.answer is TransferAnswer.ACCEPTED)


def _answered(command: kc.AnswerTransfer, context: Context) -> e.Event:
    return le.TransferAnswered(
        transfer_id=command.transfer_id,
        answer=command.answer,
        successor=command.successor,
        reason=command.reason,
        answered_at=context.now,
    )


def _accepted(
    state: CaseState, offer: Transfer, command: kc.AnswerTransfer, context: Context
) -> Decision:
    """The episode ends here; what bodies do for the household stays as history, unsent or not.

    The receiver asks anew, so a referral that never left is called off.
    """
    unsent = {k.linkage_id for k in state.effects if isinstance(k, SendReferral)}
    why = "TRANSFERRED" if offer.to_district else ClosureReason.TRANSFERRED_PROGRAM
    return (
        _answered(command, context),
        *(
            e.LinkageWithdrawn(linkage_id=k.linkage_id, reason=None)
            for k in state.linkages
            if k.linkage_id in unsent and k.status.is_open
        ),
        e.CaseEnded(why=why),
    )
