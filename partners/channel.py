"""The port every channel to a partner agency implements, and the one failure it may raise."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from pydantic import SecretStr

from care.messages.envelope import DeliveryResult
from care.model.codes import NeedArea, ServiceType
from care.model.ids import AgencyId, EffectId, LinkageId
from care.model.value import Value


class ReferredPerson(Value):
    """One person as the body may know them: only what a consent or a lawful basis covers."""

    name: str | None
    """None where only the need may be told."""
    birth_year: int | None
    phone: str | None = None
    address: str | None = None
    """None for a protected address; the body then meets through the relay contact (SR-17)."""


class Referral(Value):
    """서비스의뢰서: what leaves the house. ``linkage_id`` is the only id a body learns."""

    effect_id: EffectId
    linkage_id: LinkageId
    agency_id: AgencyId
    service: ServiceType
    need: NeedArea
    urgent: bool
    requested_at: datetime
    answer_by: date
    people: tuple[ReferredPerson, ...]
    contact: str
    """How to reach the case manager: a relay, never a private number."""


class Endpoint(Value):
    """Where and with which keys a body is reached; several keys are valid during a rotation."""

    agency_id: AgencyId
    url: str
    secrets: tuple[SecretStr, ...]
    """Newest first; the first signs, all are accepted."""
    hosts: tuple[str, ...] = ()
    """Hosts the body may be reached at; empty: that of ``url`` alone (SR-42)."""
    timeout: timedelta = timedelta(seconds=10)
    mail: str = ""
    """MAIL: the body's own address, never a client's."""
    link: SecretStr | None = None
    """MAIL: the signed, expiring link the letter carries."""


class Known(StrEnum):
    """Whether a body holds a referral, asked before it is sent again."""

    THERE = "THERE"
    NOT_THERE = "NOT_THERE"
    CANNOT_TELL = "CANNOT_TELL"


class Reminder(Value):
    """Asks a body to answer, or how a service goes; names nobody."""

    effect_id: EffectId
    linkage_id: LinkageId
    agency_id: AgencyId
    status: bool
    """The body has answered before; it is asked how the service goes."""
    answer_by: date


class TransportError(Exception):
    """The body did not take the message. ``permanent`` is all that a retry policy needs to know.

    ``unsure``: it left, and the body may have taken it although it did not say so.
    """

    def __init__(
        self,
        code: str,
        *,
        permanent: bool,
        retry_after: timedelta | None = None,
        unsure: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after
        self.unsure = unsure


class Channel(Protocol):
    """Raises ``TransportError``; never retries by itself: that belongs to one layer, the engine."""

    async def send(self, referral: Referral, endpoint: Endpoint) -> DeliveryResult: ...

    async def withdraw(
        self, linkage_id: LinkageId, effect_id: EffectId, endpoint: Endpoint
    ) -> DeliveryResult: ...

    async def remind(self, reminder: Reminder, endpoint: Endpoint) -> DeliveryResult: ...

    async def find(self, linkage_id: LinkageId, endpoint: Endpoint) -> Known:
        """CANNOT_TELL where the body has no way to be asked."""
        ...
