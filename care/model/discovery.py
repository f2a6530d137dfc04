"""발굴 before there is a case: risk signals, households at risk, lists that arrive in bulk.

A household at risk (위기가구) is none of the engine's until somebody accepts it; what is told of it
adds up here, with reasons. Kinds of signals and their weights are the district's policy.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from care.model.codes import DiscoveryChannel, RedFlag
from care.model.ids import AtRiskId, OfficeCode, SignalId
from care.model.term import Term
from care.model.value import Value


class SignalSource(StrEnum):
    """From which list or mouth a signal comes."""

    BLIND_SPOT = "BLIND_SPOT"
    """복지사각지대 발굴 자료 (급여법 제12조의2)."""
    ISOLATION = "ISOLATION"
    """고독사 위험군 자료."""
    LOCAL = "LOCAL"
    """A list the district made itself."""
    REPORT = "REPORT"
    """Told by a person: a neighbour, a duty reporter, the household itself."""
    SURVEY = "SURVEY"
    """Found by a survey campaign (전수조사)."""


class SignalKind(Value):
    """One kind of risk signal as the district's policy states it."""

    code: str
    ko: str
    en: str
    source: SignalSource
    weight: int = Field(ge=0, le=100)
    """Points a fresh signal of this kind gives."""


class DiscoveryRules(Value):
    """What a district's policy says of discovery before a case; never carried by a case."""

    cycles_per_year: int
    kinds: tuple[SignalKind, ...]
    fresh_days: int
    """A signal older than this, in calendar days, gives half its points."""
    counted_days: int
    """A signal older than this gives none."""
    overlap_points: int
    """Added when the blind-spot list and the isolation list both name the household."""
    urgent_score: int
    """From this score on a household stands before the others."""
    suppress_days: int
    """How long repeated signals rest after a decline that says so, in calendar days."""
    triage: Term
    """From the first signal until somebody decides."""
    public_report: bool = False
    """Whether everybody may report a household without an account."""
    small_cell: int = 5
    """Numbers of people below this are not told to outsiders."""

    keep_found: Term | None = None
    """How long who never became a case is kept once that was settled; None: nothing is said."""
    keep_targets: Term | None = None
    """The same of people a survey did not select, from the second signature."""
    keep_complaints: Term | None = None
    """The same of complaints of no case, from their resolution."""

    def kind(self, code: str) -> SignalKind | None:
        return next((one for one in self.kinds if one.code == code), None)


class AtRiskStatus(StrEnum):
    """Where a household at risk stands in the triage queue."""

    WAITING = "WAITING"
    SNOOZED = "SNOOZED"
    """Until a day, then waiting again."""
    OPENING = "OPENING"
    """Accepted; its case is being opened."""
    ACCEPTED = "ACCEPTED"
    """A case was opened for it."""
    ATTACHED = "ATTACHED"
    """It has an open case already; its signals went there."""
    DECLINED = "DECLINED"
    MERGED = "MERGED"
    """The same household as another one of the queue."""

    @property
    def is_open(self) -> bool:
        return self in (AtRiskStatus.WAITING, AtRiskStatus.SNOOZED)


class TriageDecline(StrEnum):
    """Why no case is opened; the household may come back with new signals."""

    ALREADY_HELPED = "ALREADY_HELPED"
    NO_NEED = "NO_NEED"
    REFUSED = "REFUSED"
    WRONG_INFORMATION = "WRONG_INFORMATION"
    MOVED_AWAY = "MOVED_AWAY"
    INSTITUTIONALISED = "INSTITUTIONALISED"
    DECEASED = "DECEASED"
    OTHER_PROGRAMME = "OTHER_PROGRAMME"


class Signal(Value):
    """One sign of risk. ``key`` tells two of one kind and day apart; empty for most lists."""

    kind: str
    source: SignalSource
    observed_on: date
    key: str = ""


class HeldSignal(Signal):
    signal_id: SignalId


class FoundHousehold(Value):
    """A household somebody told of, in the clear: kept sealed, never in a message or a log."""

    name: str
    """Empty when nobody knows it."""
    birth_date: date | None = None
    phone: str = ""
    address: str = ""
    office: OfficeCode | None = None
    """None: no office of the district is named; then somebody must say which."""
    channel: DiscoveryChannel = DiscoveryChannel.BATCH
    signals: tuple[Signal, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    note: str = ""


class FoundOutcome(StrEnum):
    """What became of one telling of a household."""

    NEW = "NEW"
    """A new household at risk."""
    ADDED = "ADDED"
    """Its signals joined a household that waits in the queue."""
    ATTACHED = "ATTACHED"
    """Its signals went to the open case."""
    SUPPRESSED = "SUPPRESSED"
    """Declined not long ago; kept, but not asked again before a day."""
    ALREADY_RECEIVED = "ALREADY_RECEIVED"
    """The same signals were told before; nothing changed."""
    REJECTED = "REJECTED"
    """The row cannot be read; nothing of it is kept."""


class Placed(Value):
    """The answer to one telling, without anybody's data."""

    outcome: FoundOutcome
    at_risk_id: AtRiskId | None = None
    until: date | None = None
    """SUPPRESSED: when signals count again."""
    alike: tuple[AtRiskId, ...] = ()
    """Others of the queue it resembles without being certainly the same."""


class ScoreTerm(Value):
    """One term of a household's score: what counted, how much, and why so much."""

    code: str
    """A signal kind's code, ``overlap`` or ``red_flag``."""
    points: int
    count: int = 1
    halved: bool = False
    """Its day lies further back than ``fresh_days``."""


class RiskScore(Value):
    """Adds up over the signals of a household; the screen shows every term."""

    points: int
    urgent: bool
    terms: tuple[ScoreTerm, ...]


class BatchKind(StrEnum):
    """What the rows of an imported list are."""

    SIGNALS = "SIGNALS"
    CAMPAIGN_TARGETS = "CAMPAIGN_TARGETS"
    SURVEY_ANSWERS = "SURVEY_ANSWERS"


class BatchState(StrEnum):
    """An imported list: read, tried out (dry run), confirmed by a person, taken."""

    READ = "READ"
    CHECKING = "CHECKING"
    CHECKED = "CHECKED"
    TAKING = "TAKING"
    DONE = "DONE"
    STOPPED = "STOPPED"
    FAILED = "FAILED"

    @property
    def is_over(self) -> bool:
        return self in (BatchState.DONE, BatchState.STOPPED, BatchState.FAILED)

    @property
    def is_at_work(self) -> bool:
        return self in (BatchState.CHECKING, BatchState.TAKING)
