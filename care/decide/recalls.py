"""Taking back what was asked of a body."""

from care.messages import events as e
from care.model.case import WithdrawReferral
from care.model.codes import PartnerChannel
from care.model.ids import EffectId
from care.model.linkage import Linkage


def recall(linkage: Linkage) -> tuple[e.Event, ...]:
    """Tell the body to stop and destroy; a body reached by hand is told by hand."""
    if linkage.channel is PartnerChannel.MANUAL:
        return ()
    effect = WithdrawReferral(
        effect_id=EffectId(f"{linkage.linkage_id}:withdraw"), linkage_id=linkage.linkage_id
    )
    return (e.EffectOrdered(effect=effect),)
