"""The JSON messages both sides sign; ``docs/partner-protocol.openapi.json`` is made from them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from care.model.codes import DeclineReason, ItemOutcome, NeedArea, PartnerAnswer, ServiceType

MAX_BODY = 64 * 1024
"""Bytes; a larger message is refused before it is read (B21)."""


class Message(BaseModel):
    """Unknown fields are ignored, so that either side can grow first."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Person(Message):
    """A person the referral is for; a field not shared is absent."""

    name: str
    birth_year: int | None = None
    phone: str | None = None
    address: str | None = None


class ReferralRequest(Message):
    """``POST {base}/referrals``; answer any 2xx once it is kept, decide later by webhook."""

    type: Literal["referral.requested"] = "referral.requested"
    referral: str = Field(description="Our id of the referral; send it back in every answer.")
    service: ServiceType
    need: NeedArea
    urgent: bool
    requested_at: datetime
    answer_by: date
    people: tuple[Person, ...]
    contact: str


class ReferralWithdrawal(Message):
    """``POST {base}/referrals/{referral}/withdrawal``: stop, and destroy what was received."""

    type: Literal["referral.withdrawn"] = "referral.withdrawn"
    referral: str


class ReferralAnswer(Message):
    """``POST /webhooks/partners/{agency}`` on our side: decision, start, progress or outcome."""

    type: Literal["referral.answered"] = "referral.answered"
    referral: Annotated[str, Field(min_length=8, max_length=80, pattern=r"^[A-Za-z0-9._:-]+$")]
    answer: PartnerAnswer
    decline_reason: DeclineReason | None = None
    scheduled_on: date | None = None
    outcome: ItemOutcome | None = None
    note: Annotated[str, Field(max_length=2000)] | None = None
