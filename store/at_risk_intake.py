"""Tellings of households at risk on their way into the triage queue, singly and by the thousand.

The same row again, a file sent twice, lists that overlap: nothing is kept twice. Whoever has an
open case is not asked about again; what was told goes to the case. Lookups stay in the district.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide import signals as risk
from care.decide.calendar import local_date
from care.model.discovery import DiscoveryRules, FoundHousehold, Placed, Signal, SignalSource
from care.model.ids import DistrictCode, PersonId
from store import at_risk_told
from store.at_risk_found import around, hidden_from, keys_of
from store.at_risk_keeping import NATIONAL, Intake, Origin, keep
from store.at_risk_sorting import Sorting
from store.keyring import Keyring
from store.statements import next_value
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine

TURN = "at_risk"
__all__ = ["Origin", "judge", "place", "signals_of"]


async def judge(  # noqa: PLR0913 - for whom, by which rules, whom, when, who asks
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    rules: DiscoveryRules,
    found: Sequence[FoundHousehold],
    today: date,
    by: PersonId | None = None,
) -> list[Placed]:
    """What ``place`` would answer now; writes nothing, so new households have no id yet.

    ``by``: who asks. A household hidden from them is not there (SR-18).
    """
    keys = await keys_of(session, keyring, district)
    noon = datetime.combine(today, time(12), tzinfo=ZoneInfo(NATIONAL.tz))
    intake = Intake(session, keyring, keys, rules, Origin(by), noon)
    sorting = await _sorting(intake, found)
    placed = [sorting.sort(one, today, None) for one in found]
    fresh = {entry.at_risk_id for entry in sorting.entries.values() if entry.fresh}
    return [
        one.model_copy(update={"at_risk_id": None}) if one.at_risk_id in fresh else one
        for one in placed
    ]


async def place(  # noqa: PLR0913 - for whom, by which rules, whom, whence, when
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    rules: DiscoveryRules,
    found: Sequence[FoundHousehold],
    origin: Origin,
    at: datetime,
) -> list[Placed]:
    """One answer for each, in their order; everything in the caller's transaction."""
    await next_value(session, district, TURN)
    keys = await keys_of(session, keyring, district)
    intake = Intake(session, keyring, keys, rules, origin, at)
    sorting = await _sorting(intake, found)
    today = local_date(at, NATIONAL)
    placed = [
        sorting.sort(one, today, origin.rows[number] if origin.rows else None)
        for number, one in enumerate(found)
    ]
    touched = [entry for entry in sorting.entries.values() if entry.touched]
    await keep(intake, touched)
    return placed


async def _sorting(intake: Intake, found: Sequence[FoundHousehold]) -> Sorting:
    session, keys = intake.session, intake.keys
    seen = await around(session, intake.keyring, keys, found, intake.origin.by)
    sorting = Sorting(keys, intake.rules, seen, intake.at, intake.origin.by or "")
    sorting.remember(*await _received(intake, found))
    signals = await signals_of(session, keys.district, list(seen.lines))
    for at_risk_id, line in seen.lines.items():
        sorting.knows(line, signals.get(at_risk_id, []))
    return sorting


async def _received(
    intake: Intake, found: Sequence[FoundHousehold]
) -> tuple[dict[bytes, str], set[bytes]]:
    """Signals told before and of whom; and those told of households kept from who tells now."""
    keys, by, line = intake.keys, intake.origin.by, AtRiskSignalLine
    hidden = await hidden_from(intake.session, by)
    tellers = ("", by) if by and hidden else ("",)
    prints = {
        at_risk_told.fingerprint(keys.blind, one, signal, teller)
        for one in found
        for signal in one.signals
        for teller in tellers
    }
    if not prints:
        return {}, set()
    query = (
        select(line.fingerprint, line.at_risk_id, AtRiskLine.household_id)
        .join(AtRiskLine, AtRiskLine.at_risk_id == line.at_risk_id)
        .where(line.district == keys.district, line.fingerprint.in_(prints))
    )
    rows = (await intake.session.execute(query)).all()
    known = {mark: about for mark, about, home in rows if home not in hidden}
    return known, {mark for mark, _, home in rows if home in hidden}


async def signals_of(
    session: AsyncSession, district: DistrictCode, ids: Sequence[str]
) -> dict[str, list[Signal]]:
    """The signals of each household of the queue, without telling where they came from."""
    if not ids:
        return {}
    line = AtRiskSignalLine
    query = select(line.at_risk_id, line.kind, line.source, line.observed_on, line.key).where(
        line.at_risk_id.in_(ids)
    )
    found: dict[str, list[Signal]] = defaultdict(list)
    for at_risk_id, kind, source, observed_on, key in (await session.execute(query)).all():
        source = SignalSource(source)
        signal = Signal(kind=kind, source=source, observed_on=observed_on, key=key)
        found[at_risk_id].append(signal)
    return {about: risk.distinct(signals) for about, signals in found.items()}
