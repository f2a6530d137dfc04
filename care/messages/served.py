"""A referral as a body may read it, whichever way it comes for it; what is not shared is empty."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from care.messages.inbound import InboundRejected, IncomingAnswer, IncomingCapacity
from care.model.codes import DeclineReason, ItemOutcome, LinkageStatus, NeedArea, ServiceType
from care.model.ids import AgencyId, LinkageId
from care.model.value import Value


class ServedPerson(Value):
    name: str = ""
    birth_year: int | None = None
    phone: str = ""
    address: str = ""


class ServedReferral(Value):
    """``linkage_id`` is the only id of ours in it."""

    linkage_id: LinkageId
    agency_id: AgencyId
    service: ServiceType
    need: NeedArea
    urgent: bool
    requested_at: datetime
    answer_by: date
    contact: str
    """How to reach the case manager: a relay, never a private number."""
    people: tuple[ServedPerson, ...] = ()
    status: LinkageStatus = LinkageStatus.REQUESTED
    changed_at: datetime | None = None
    """When it last changed; None: when it was requested."""
    told_at: datetime | None = None
    """When the body last said how it goes, whether or not that changed the status."""
    decline: DeclineReason | None = None
    scheduled_on: date | None = None
    outcome: ItemOutcome | None = None
    part_of: LinkageId | None = None
    """Of an association's referral handed on: the one it came from."""
    passed_to: LinkageId | None = None


LOOK_HEADER = "X-Hamkke-Look"
"""Brings the secret of our subscription with each notification."""


class FhirDoor(Protocol):
    """Our FHIR pages in R4, for a body without a server of its own; a channel provides it."""

    def read(self, body: bytes) -> IncomingAnswer | InboundRejected | None:
        """What an updated Task answers; None: nothing yet."""
        ...

    def read_room(self, body: bytes, at: str) -> tuple[IncomingCapacity, ...] | InboundRejected:
        """What a HealthcareService says of a body's room, told at ``at``."""
        ...

    def room_after(self, told: IncomingAnswer, service: ServiceType) -> IncomingCapacity | None:
        """What an answer says of the room for the next; None: nothing."""
        ...

    def task(self, served: ServedReferral) -> dict[str, Any]: ...

    def request(self, served: ServedReferral) -> dict[str, Any]: ...

    def bundle(
        self, served: Sequence[ServedReferral], total: int, further: str
    ) -> dict[str, Any]: ...

    def problem(self, code: str, words: str, place: str) -> dict[str, Any]:
        """``place``: the FHIRPath of what was wrong; empty where nothing is to be named."""
        ...

    def statement(self, at: datetime) -> dict[str, Any]:
        """What our FHIR pages can do."""
        ...
