"""Whatever is asked of the body stands in its inbox here already; a case orders no effect for it.

Should one come all the same, from a case whose body was reached another way before, it is done.
"""

from care.messages.envelope import DeliveryResult
from care.model.ids import EffectId, LinkageId
from partners.channel import Endpoint, Known, Referral, Reminder

STANDS_THERE = DeliveryResult(delivered=True, code="portal")


class PortalChannel:
    async def send(self, referral: Referral, endpoint: Endpoint) -> DeliveryResult:
        return STANDS_THERE

    async def withdraw(
        self, linkage_id: LinkageId, effect_id: EffectId, endpoint: Endpoint
    ) -> DeliveryResult:
        return STANDS_THERE

    async def remind(self, reminder: Reminder, endpoint: Endpoint) -> DeliveryResult:
        return STANDS_THERE

    async def find(self, linkage_id: LinkageId, endpoint: Endpoint) -> Known:
        return Known.THERE
