"""Events of late signs of risk, of a phone number asked of a carrier, of the client's words."""

from typing import Literal

from care.model.ids import TextId
from care.model.searches import AttachedSignal, Feedback, NoticeMethod
from care.model.value import Value


class SignalRecorded(Value):
    kind: Literal["SignalRecorded"] = "SignalRecorded"
    signal: AttachedSignal


class SignalsAnswered(Value):
    kind: Literal["SignalsAnswered"] = "SignalsAnswered"
    note: TextId


class NumberRequested(Value):
    kind: Literal["NumberRequested"] = "NumberRequested"
    note: TextId | None


class NumberReceived(Value):
    """``found``: the 30 days until the person must be told begin."""

    kind: Literal["NumberReceived"] = "NumberReceived"
    found: bool
    note: TextId | None


class NumberNoticeGiven(Value):
    kind: Literal["NumberNoticeGiven"] = "NumberNoticeGiven"
    method: NoticeMethod
    note: TextId | None


class FeedbackRecorded(Value):
    kind: Literal["FeedbackRecorded"] = "FeedbackRecorded"
    feedback: Feedback


DISCOVERY_EVENTS = (
    SignalRecorded
    | SignalsAnswered
    | NumberRequested
    | NumberReceived
    | NumberNoticeGiven
    | FeedbackRecorded
)
