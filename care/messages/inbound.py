"""What a partner's message turns into at the door: an answer to keep, or why it is not taken."""

from datetime import date
from typing import Literal, Protocol

from pydantic import SecretStr

from care.model.codes import DeclineReason, ItemOutcome, PartnerAnswer, RedFlag, ServiceType
from care.model.ids import AgencyId, LinkageId
from care.model.service_codes import Capacity, ConcernKind
from care.model.value import Value


class IncomingAnswer(Value):
    """A verified, well-formed answer. ``note`` is the body's own text; it is sealed on arrival."""

    message_id: str
    linkage_id: LinkageId
    answer: PartnerAnswer
    decline: DeclineReason | None = None
    scheduled_on: date | None = None
    outcome: ItemOutcome | None = None
    on: date | None = None
    sessions: int = 0
    proposed: AgencyId | None = None
    note: str | None = None


class IncomingConcern(Value):
    """A change the body noticed; the case manager is told now."""

    message_id: str
    linkage_id: LinkageId
    concern: ConcernKind
    red_flag: RedFlag | None = None
    note: str | None = None


class IncomingCapacity(Value):
    """A body's word on its room; of nobody's case."""

    message_id: str
    service: ServiceType
    capacity: Capacity
    free: int | None = None
    waits_days: int | None = None

    @property
    def note(self) -> None:
        """It has none, as the others have one."""
        return


class AnswerWriter(Protocol):
    """The text the durable inbox keeps of a word that came another way than signed JSON."""

    def __call__(self, answer: IncomingAnswer | IncomingCapacity) -> str: ...


Incoming = IncomingAnswer | IncomingConcern | IncomingCapacity


class InboundRejected(Value):
    """Why nothing was taken (B20 to B22); ``pointer`` is the JSON pointer of the first fault."""

    code: Literal["SIGNATURE_INVALID", "TIMESTAMP_OUT_OF_RANGE", "PAYLOAD_INVALID"]
    pointer: str = ""
    skew_seconds: int | None = None
    """How far the clock of the body is off, where it really signed the message (B22)."""


class InboundReader(Protocol):
    """Verifies before it parses. A channel provides it; the web only keeps what it returns."""

    def __call__(
        self, body: bytes, headers: dict[str, str], secrets: tuple[SecretStr, ...]
    ) -> Incoming | InboundRejected: ...
