"""Nothing leaves by machine: the case asks a person through a task until it is recorded as done."""

from care.messages.envelope import DeliveryResult
from care.model.ids import EffectId, LinkageId
from partners.channel import Endpoint, Known, Referral, Reminder

WAITS_FOR_A_PERSON = DeliveryResult(delivered=False, code="manual")
"""Not a failure: the derived task SEND_MANUAL_REFERRAL stays open until somebody records it."""


class ManualChannel:
    async def send(self, referral: Referral, endpoint: Endpoint) -> DeliveryResult:
        return WAITS_FOR_A_PERSON

    async def withdraw(
        self, linkage_id: LinkageId, effect_id: EffectId, endpoint: Endpoint
    ) -> DeliveryResult:
        return WAITS_FOR_A_PERSON

    async def remind(self, reminder: Reminder, endpoint: Endpoint) -> DeliveryResult:
        return WAITS_FOR_A_PERSON

    async def find(self, linkage_id: LinkageId, endpoint: Endpoint) -> Known:
        return Known.CANNOT_TELL
