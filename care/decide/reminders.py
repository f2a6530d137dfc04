"""Reminding a body, or asking it how a service goes."""

from care.messages import events as e
from care.messages import linking_events as ke
from care.model.case import RemindReferral
from care.model.codes import LinkageStatus, PartnerChannel
from care.model.ids import EffectId
from care.model.linkage import Linkage

UNDECIDED = frozenset({LinkageStatus.REQUESTED, LinkageStatus.RECEIVED})
"""The body has not said whether it takes it on."""
WITHOUT_SENDING = frozenset({PartnerChannel.MANUAL, PartnerChannel.PORTAL})
"""A person calls, or the body sees it in our own pages."""


def reminder(linkage: Linkage, step: str = "") -> tuple[e.Event, ...]:
    """``step`` is the code of the chase step; empty when a person had it done."""
    status = linkage.status not in UNDECIDED
    told = ke.PartnerReminded(linkage_id=linkage.linkage_id, step=step, status=status)
    if linkage.channel in WITHOUT_SENDING:
        return (told,)
    number = len(linkage.reminded) + 1
    effect = RemindReferral(
        effect_id=EffectId(f"{linkage.linkage_id}:remind:{number}"),
        linkage_id=linkage.linkage_id,
        status=status,
    )
    return (told, e.EffectOrdered(effect=effect))
