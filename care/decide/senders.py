"""Who may speak for the body a linkage was asked of."""

from care.decide.context import Context, refuse
from care.model.codes import PartnerChannel, Role
from care.model.ids import AgencyId
from care.model.linkage import Linkage
from care.model.refusal import Refusal


def sender_refusal(linkage: Linkage, agency_id: AgencyId, context: Context) -> Refusal | None:
    """The body itself, the relay of its word, or staff for a body that is reached by hand."""
    if agency_id != linkage.agency_id:
        return refuse("bad_actor", linkage=linkage.linkage_id)
    actor = context.actor
    if actor.role is Role.PARTNER_WORKER and actor.agency != linkage.agency_id:
        return refuse("bad_actor", linkage=linkage.linkage_id)
    staff = actor.role not in (Role.SYSTEM, Role.PARTNER_WORKER)
    if staff and linkage.channel is not PartnerChannel.MANUAL:
        return refuse("bad_actor", linkage=linkage.linkage_id, channel=linkage.channel)
    return None
