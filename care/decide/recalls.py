"""Taking back what was asked of a body."""

from care.messages import events as e
from care.model.case import WithdrawReferral
from care.model.codes import PartnerChannel
from care.model.ids import EffectId
from care.model.linkage import Linkage


def recall(linkage: Linkage) -> tuple[e.Event, ...]:
    """Tell the body to stop and destroy; by hand where it is reached so, else our pages say it."""
    if linkage.channel in (PartnerChannel.MANUAL, PartnerChannel.PORTAL):
        return ()
    effect = WithdrawReferral(
        effect_id=EffectId(f"{linkage.linkage_id}:withdraw"), linkage_id=linkage.linkage_id
    )
    return (e.EffectOrdered(effect=effect),)
