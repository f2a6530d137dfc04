"""What a case keeps of late signs of risk, of a phone number asked for, of the client's words."""

from datetime import date, datetime
from enum import StrEnum

from care.model.discovery import SignalSource
from care.model.ids import AtRiskId, FeedbackId, MemberId, PersonId, TextId
from care.model.value import Value


class AttachedSignal(Value):
    """A risk signal that came while the household's case was open; its kind is policy's code."""

    signal: str
    source: SignalSource
    observed_on: date
    at_risk_id: AtRiskId | None = None
    at: datetime


class NoticeMethod(StrEnum):
    """How the person was told that a phone number was asked of the carrier."""

    LETTER = "LETTER"
    MESSAGE = "MESSAGE"
    PHONE = "PHONE"
    IN_PERSON = "IN_PERSON"


class NumberSearch(Value):
    """A phone number asked of a carrier for somebody nobody can reach (급여법 제11조③–⑤)."""

    requested_at: datetime
    requested_by: PersonId
    received_at: datetime | None = None
    found: bool = False
    """False after the answer: the carrier knows no number, and nobody has to be told."""
    told_at: datetime | None = None
    """When the person was told."""

    @property
    def waits_for_number(self) -> bool:
        return self.received_at is None

    @property
    def waits_for_notice(self) -> bool:
        return self.found and self.told_at is None

    @property
    def is_open(self) -> bool:
        return self.waits_for_number or self.waits_for_notice


class FeedbackForm(StrEnum):
    """How the household said what it thinks of the help it got."""

    LETTER = "LETTER"
    SPOKEN = "SPOKEN"
    MESSAGE = "MESSAGE"
    SURVEY = "SURVEY"


class Feedback(Value):
    """The client's own words, kept sealed; publication needs a consent of its own (NW-08)."""

    feedback_id: FeedbackId
    member_id: MemberId
    form: FeedbackForm
    text: TextId
    at: datetime


class Heard(Value):
    """What came to the case from outside its own work."""

    signals: tuple[AttachedSignal, ...] = ()
    """The last dozen, newest last."""
    signals_since: datetime | None = None
    """When the first of those came nobody has looked at yet; kept where ``number_notice`` is."""
    number: NumberSearch | None = None
    """The last time a carrier was asked."""
    feedback: tuple[Feedback, ...] = ()
    """The last dozen."""
