"""What came another way than signed JSON, in the words the relay reads."""

from care.messages.inbound import IncomingAnswer, IncomingCapacity
from partners.rest.protocol import CapacityTold, ReferralAnswer


def kept(answer: IncomingAnswer | IncomingCapacity) -> str:
    """What is sealed in the inbox; the same text for the same word."""
    if isinstance(answer, IncomingCapacity):
        room = answer.model_dump(exclude={"message_id"})
        return CapacityTold(type="capacity.told", **room).model_dump_json(exclude_none=True)
    told = answer.model_dump(exclude={"message_id", "linkage_id", "decline"})
    message = ReferralAnswer(referral=answer.linkage_id, decline_reason=answer.decline, **told)
    return message.model_dump_json(exclude_none=True)
