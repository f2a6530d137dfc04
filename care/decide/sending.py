"""Getting a referral to its body, and how long the body has to answer."""

from care.messages import events as e
from care.model.case import SendReferral
from care.model.codes import AgencyKind, PartnerChannel
from care.model.ids import EffectId
from care.model.linkage import Linkage
from care.model.policy import CasePolicy
from care.model.term import Term


def answer_term(
    policy: CasePolicy, kind: AgencyKind, *, urgent: bool, own: Term | None = None
) -> Term:
    """The body's own outside clock first, then urgency, then its kind, then everybody's."""
    if own is not None:
        return own
    if urgent:
        return policy.partner_answer_urgent
    return policy.partner_answer_by_kind.get(kind, policy.partner_answer)


def send(linkage: Linkage) -> tuple[e.Event, ...]:
    """A body without a channel is asked by a person; in our own pages it has it at once."""
    if linkage.channel is PartnerChannel.MANUAL:
        return ()
    if linkage.channel is PartnerChannel.PORTAL:
        return (e.LinkageDelivered(linkage_id=linkage.linkage_id, effect_id=None),)
    effect = SendReferral(
        effect_id=EffectId(f"{linkage.linkage_id}:1"), linkage_id=linkage.linkage_id
    )
    return (e.EffectOrdered(effect=effect),)
