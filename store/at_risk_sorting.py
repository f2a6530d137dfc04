"""What becomes of each telling of a portion, decided in memory and in its order; writes nothing."""

import base64
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from care.decide import signals as risk
from care.decide.alike import Likeness, alike
from care.decide.triage import QUEUE, told_again
from care.model.codes import DiscoveryChannel, RedFlag
from care.model.discovery import (
    AtRiskStatus,
    DiscoveryRules,
    FoundHousehold,
    FoundOutcome,
    Placed,
    Signal,
)
from care.model.ids import AtRiskId, CaseId, DistrictCode, OfficeCode
from store import at_risk_told
from store.at_risk_found import Around, Home, Keys, at_risk_mark, home_mark, homes_like
from store.at_risk_told import Known
from store.tables.at_risk import AtRiskLine

S = AtRiskStatus
ID_BYTES = 10
LIVE = QUEUE | {S.OPENING, S.DECLINED}


@dataclass(frozen=True)
class Told:
    """One signal as it is kept. ``row``: where it stood in its list."""

    signal: Signal
    fingerprint: bytes
    row: int | None = None


@dataclass
class Entry:
    """A household of the queue while a portion is sorted; ``fresh`` was not there before."""

    at_risk_id: AtRiskId
    office: OfficeCode | None
    channel: DiscoveryChannel
    status: AtRiskStatus
    first_at: datetime
    known: Known
    until: date | None = None
    decline: str | None = None
    household_id: str | None = None
    case_id: CaseId | None = None
    red_flags: frozenset[RedFlag] = frozenset()
    signals: dict[risk.Told, Signal] = field(default_factory=dict)
    fresh: bool = False
    touched: bool = False
    came_back: bool = False
    """It was declined and waits again."""
    attached_anew: bool = False
    new: list[Told] = field(default_factory=list)
    new_flags: frozenset[RedFlag] = frozenset()
    tokens: set[bytes] = field(default_factory=set)


class Sorting:
    """Later tellings of a portion meet the households of earlier ones."""

    def __init__(
        self, keys: Keys, rules: DiscoveryRules, seen: Around, at: datetime, by: str = ""
    ) -> None:
        self.keys, self._rules, self._seen, self._at, self._by = keys, rules, seen, at, by
        self.entries: dict[str, Entry] = {}
        self._received: dict[bytes, str] = {}
        self._kept_away: set[bytes] = set()
        self._by_token: dict[bytes, set[str]] = defaultdict(set)

    def remember(self, fingerprints: dict[bytes, str], kept_away: set[bytes]) -> None:
        """Signals that were told before, and of which household; of whom nothing may be known."""
        self._received |= fingerprints
        self._kept_away |= kept_away

    def knows(self, line: AtRiskLine, signals: list[Signal]) -> None:
        """A household of the queue with the signals it has."""
        flags = frozenset(RedFlag(one) for one in line.red_flags.split(",") if one)
        self.entries[line.at_risk_id] = Entry(
            at_risk_id=AtRiskId(line.at_risk_id),
            office=OfficeCode(line.office) if line.office else None,
            channel=DiscoveryChannel(line.channel),
            status=AtRiskStatus(line.status),
            first_at=line.first_at,
            known=self._seen.told[line.at_risk_id],
            until=line.until,
            decline=line.decline,
            household_id=line.household_id,
            case_id=CaseId(line.case_id) if line.case_id else None,
            red_flags=flags,
            signals={risk.same(one): one for one in signals},
        )

    def sort(self, found: FoundHousehold, today: date, row: int | None) -> Placed:
        told = [Told(one, self._print(found, one), row) for one in risk.distinct(found.signals)]
        if told and all(one.fingerprint in self._received for one in told):
            about = AtRiskId(self._received[told[0].fingerprint])
            return Placed(outcome=FoundOutcome.ALREADY_RECEIVED, at_risk_id=about)
        sure, likely = self._alike(found)
        homes = homes_like(self._seen, self.keys, found)
        home = next((one for one in homes if one.case_id and self._fits(one, sure)), None)
        entry = self._entry(found, home, sure)
        place = home or next(iter(homes), None)
        first = entry.fresh and not entry.touched
        if not self._add(entry, found, told, place):
            return Placed(outcome=FoundOutcome.ALREADY_RECEIVED, at_risk_id=entry.at_risk_id)
        return self._settle(entry, home, today, likely, first)

    def _print(self, found: FoundHousehold, signal: Signal) -> bytes:
        plain = at_risk_told.fingerprint(self.keys.blind, found, signal)
        if plain not in self._kept_away:
            return plain
        return at_risk_told.fingerprint(self.keys.blind, found, signal, self._by)

    def _alike(self, found: FoundHousehold) -> tuple[list[Entry], tuple[AtRiskId, ...]]:
        """Certainly the same, those of the queue and the oldest first; and those perhaps so."""
        mark = at_risk_told.person_mark(self.keys.blind, found)
        sure: dict[str, Entry] = {}
        likely: list[AtRiskId] = []
        for one in sorted(self._candidates(found)):
            if self._seen.are_apart(at_risk_mark(one), mark):
                continue
            found_alike = alike(found, self._known(one)).likeness
            entry = self._followed(one)
            if entry is None:
                continue
            if found_alike is Likeness.CERTAIN and self._is_live(entry):
                sure[entry.at_risk_id] = entry
            elif found_alike is Likeness.LIKELY and entry.status in QUEUE:
                likely.append(entry.at_risk_id)
        ordered = sorted(
            sure.values(), key=lambda one: (one.status not in LIVE, one.first_at, one.at_risk_id)
        )
        return ordered, tuple(dict.fromkeys(one for one in likely if one not in sure))

    def _candidates(self, found: FoundHousehold) -> set[str]:
        candidates: set[str] = set()
        for token in self._seen.spoken[found]:
            candidates |= self._seen.by_token.get(token, set()) | self._by_token.get(token, set())
        return candidates

    def _known(self, at_risk_id: str) -> Known:
        entry = self.entries.get(at_risk_id)
        return entry.known if entry else self._seen.told[at_risk_id]

    def _followed(self, at_risk_id: str) -> Entry | None:
        """The household itself, or the one it was merged into."""
        line = self._seen.lines.get(at_risk_id)
        while line is not None and line.merged_into:
            at_risk_id = line.merged_into
            line = self._seen.lines.get(at_risk_id)
        return self.entries.get(at_risk_id)

    def _is_live(self, entry: Entry) -> bool:
        """A case that has ended answers for nobody; then the household is a new one."""
        return entry.status in LIVE or self._goes_on(entry)

    def _goes_on(self, entry: Entry) -> bool:
        known = {one.case_id for one in self._seen.homes.values()} | self._seen.open_cases
        return entry.case_id is not None and entry.case_id in known

    def _fits(self, home: Home, sure: list[Entry]) -> bool:
        mark = home_mark(home.household_id)
        return not any(self._seen.are_apart(at_risk_mark(one.at_risk_id), mark) for one in sure)

    def _entry(self, found: FoundHousehold, home: Home | None, sure: list[Entry]) -> Entry:
        if home is not None:
            sure = sorted(sure, key=lambda one: one.case_id != home.case_id)
        if sure:
            return sure[0]
        entry = Entry(
            at_risk_id=new_id(self.keys.district),
            office=found.office,
            channel=found.channel,
            status=S.WAITING,
            first_at=self._at,
            known=Known(),
            fresh=True,
        )
        self.entries[entry.at_risk_id] = entry
        return entry

    def _add(
        self, entry: Entry, found: FoundHousehold, told: list[Told], home: Home | None
    ) -> bool:
        """False when it says nothing that was not known."""
        new = [one for one in told if risk.same(one.signal) not in entry.signals]
        flags = frozenset(found.red_flags) - entry.red_flags
        known = at_risk_told.known(found)
        if home is not None and home.apart:
            known = known.without_place(home.phones_apart)
        joined = entry.known.joined(known)
        first = entry.fresh and not entry.touched
        if not (first or new or flags or (not told and joined != entry.known)):
            return False
        entry.known, entry.touched = joined, True
        entry.office = entry.office or found.office
        entry.household_id = entry.household_id or (home.household_id if home else None)
        entry.red_flags, entry.new_flags = entry.red_flags | flags, entry.new_flags | flags
        entry.signals |= {risk.same(one.signal): one.signal for one in new}
        entry.new += new
        entry.tokens |= at_risk_told.tokens(self.keys.blind, _spoken(known))
        for token in self._seen.spoken[found]:
            self._by_token[token].add(entry.at_risk_id)
        self._received |= {one.fingerprint: entry.at_risk_id for one in new}
        return True

    def _settle(
        self,
        entry: Entry,
        home: Home | None,
        today: date,
        likely: tuple[AtRiskId, ...],
        first: bool,
    ) -> Placed:
        about = entry.at_risk_id
        if entry.status is not S.OPENING and (home is not None or entry.status not in LIVE):
            case_id = home.case_id if home is not None else entry.case_id
            if entry.status is not S.ACCEPTED or entry.case_id != case_id:
                entry.attached_anew |= entry.status is not S.ATTACHED or entry.case_id != case_id
                entry.status = S.ATTACHED
            entry.case_id, entry.until = case_id, None
            return Placed(outcome=FoundOutcome.ATTACHED, at_risk_id=about)
        if first:
            return Placed(outcome=FoundOutcome.NEW, at_risk_id=about, alike=likely)
        return self._told_again(entry, today)

    def _told_again(self, entry: Entry, today: date) -> Placed:
        score = risk.score(entry.signals.values(), entry.red_flags, self._rules, today)
        flags = bool(entry.new_flags)
        landing = told_again(entry.status, entry.until, flags, score.urgent, today)
        if entry.status is S.DECLINED and landing.status is S.WAITING:
            entry.came_back, entry.first_at, entry.decline = True, self._at, None
        entry.status, entry.until = landing.status, landing.until
        return Placed(
            outcome=landing.outcome,
            at_risk_id=entry.at_risk_id,
            until=landing.until if landing.outcome is FoundOutcome.SUPPRESSED else None,
        )


def _spoken(known: Known) -> FoundHousehold:
    return FoundHousehold(
        name=known.name, birth_date=known.birth_date, phone=known.phone, address=known.address
    )


def new_id(district: DistrictCode) -> AtRiskId:
    """Random, so that nobody guesses another."""
    signs = base64.b32encode(secrets.token_bytes(ID_BYTES)).decode().lower()
    return AtRiskId(f"{district}-risk-{signs}")
