"""Commands of late signs of risk, of a phone number asked of a carrier, of the client's words."""

from datetime import date
from typing import Literal

from care.model.discovery import SignalSource
from care.model.ids import AtRiskId, FeedbackId, MemberId, TextId
from care.model.searches import FeedbackForm, NoticeMethod
from care.model.value import Value


class RecordSignal(Value):
    """A risk signal for a household whose case is open: from a list, a report or a survey."""

    kind: Literal["RecordSignal"] = "RecordSignal"
    signal: str
    """Code of the kind in the district's policy (``SignalKind.code``)."""
    source: SignalSource
    observed_on: date
    at_risk_id: AtRiskId | None = None


class AnswerSignals(Value):
    """A person looked at what came and says what follows from it."""

    kind: Literal["AnswerSignals"] = "AnswerSignals"
    note: TextId


class RecordNumberRequest(Value):
    """The carrier is asked for the phone number of somebody nobody reaches (급여법 제11조③)."""

    kind: Literal["RecordNumberRequest"] = "RecordNumberRequest"
    note: TextId | None = None


class RecordNumberReceived(Value):
    """The carrier's answer; the number itself goes to the household's sealed record, not here."""

    kind: Literal["RecordNumberReceived"] = "RecordNumberReceived"
    found: bool
    note: TextId | None = None


class RecordNumberNotice(Value):
    """The person was told that the number was given out (급여법 제11조⑤)."""

    kind: Literal["RecordNumberNotice"] = "RecordNumberNotice"
    method: NoticeMethod
    note: TextId | None = None


class RecordFeedback(Value):
    """A letter or words of the household (domain NW-08)."""

    kind: Literal["RecordFeedback"] = "RecordFeedback"
    feedback_id: FeedbackId
    member_id: MemberId
    form: FeedbackForm
    text: TextId


DISCOVERY_COMMANDS = (
    RecordSignal
    | AnswerSignals
    | RecordNumberRequest
    | RecordNumberReceived
    | RecordNumberNotice
    | RecordFeedback
)
