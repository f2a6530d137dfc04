"""The JSON messages both sides sign; ``docs/partner-protocol.openapi.json`` is made from them."""

import json
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from care.model.codes import (
    DeclineReason,
    ItemOutcome,
    NeedArea,
    PartnerAnswer,
    RedFlag,
    ServiceType,
)
from care.model.service_codes import Capacity, ConcernKind

MAX_BODY = 64 * 1024
"""Bytes; a larger message is refused before it is read (B21)."""


class Message(BaseModel):
    """Unknown fields are ignored, so that either side can grow first."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Person(Message):
    """A person the referral is for; a field not shared is absent."""

    name: str | None = None
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


class ReferralReminder(Message):
    """``POST {base}/referrals/{referral}/reminder``: please answer, or say how it goes."""

    type: Literal["referral.reminded"] = "referral.reminded"
    referral: str
    status: bool = Field(description="You have answered before: how does the service go?")
    answer_by: date


class ReferralKnown(Message):
    """Your answer to ``GET {base}/referrals/{referral}``; any other answer tells us nothing."""

    referral: str
    known: bool = Field(description="Whether you hold this referral, whatever became of it.")


ReferralId = Annotated[str, Field(min_length=8, max_length=80, pattern=r"^[A-Za-z0-9._:-]+$")]
Note = Annotated[str, Field(max_length=2000)]


class ReferralAnswer(Message):
    """``POST /webhooks/partners/{agency}`` on our side: decision, start, progress or outcome."""

    type: Literal["referral.answered"] = "referral.answered"
    referral: ReferralId
    answer: PartnerAnswer
    decline_reason: DeclineReason | None = None
    scheduled_on: date | None = None
    outcome: ItemOutcome | None = None
    on: date | None = Field(default=None, description="The day it happened; else the day it came.")
    sessions: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=0, description="How often the service was given since you last said."
    )
    proposed: Annotated[str, Field(max_length=80)] | None = Field(
        default=None, description="An association: the id of the member that would take it."
    )
    note: Note | None = None


class ConcernRaised(Message):
    """A change you noticed in somebody referred to you; the case manager is told at once."""

    type: Literal["concern.raised"]
    referral: ReferralId
    concern: ConcernKind
    red_flag: RedFlag | None = Field(default=None, description="There is danger now.")
    note: Note | None = None


class CapacityTold(Message):
    """How much room you have, before anybody asks; it names nobody."""

    type: Literal["capacity.told"]
    service: ServiceType
    capacity: Capacity
    free: Annotated[int, Field(ge=0, le=100_000)] | None = None
    waits_days: Annotated[int, Field(ge=0, le=3650)] | None = None


Told = ReferralAnswer | ConcernRaised | CapacityTold
"""What a body may tell by webhook."""
BY_TYPE: dict[str, type[Told]] = {
    "referral.answered": ReferralAnswer,
    "concern.raised": ConcernRaised,
    "capacity.told": CapacityTold,
}


def told(value: object) -> Told:
    """By its ``type``; a message without one is an answer. Raises ``ValidationError``."""
    kind = value.get("type", "") if isinstance(value, dict) else ""
    return BY_TYPE.get(kind if isinstance(kind, str) else "", ReferralAnswer).model_validate(value)


def told_json(body: str) -> Told:
    """A kept message, read again."""
    return told(json.loads(body))
