"""An answer that came another way than signed JSON, in the words the relay reads."""

from care.messages.inbound import IncomingAnswer
from partners.rest.protocol import ReferralAnswer


def kept(answer: IncomingAnswer) -> str:
    """What is sealed in the inbox; the same text for the same answer."""
    told = answer.model_dump(exclude={"message_id", "linkage_id", "decline"})
    message = ReferralAnswer(referral=answer.linkage_id, decline_reason=answer.decline, **told)
    return message.model_dump_json(exclude_none=True)
