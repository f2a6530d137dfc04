"""Writes what a portion of tellings came to, in a handful of statements, and tells open cases."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide import signals as risk
from care.decide.calendar import local_date
from care.decide.triage import TriageAct
from care.messages.commands import Command, RaiseRedFlag
from care.messages.discovery_commands import RecordSignal
from care.messages.envelope import Envelope, system_actor
from care.model.codes import RedFlag
from care.model.discovery import DiscoveryRules, SignalSource
from care.model.ids import AtRiskId, BatchId, CaseId, DistrictCode, IntentKey, PersonId
from care.model.policy import Calendar
from store import at_risk_told, outbox
from store.at_risk_found import Keys
from store.at_risk_sorting import Entry, Told
from store.keyring import Keyring
from store.statements import Row, add, put
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine, AtRiskStepLine, AtRiskTokenLine

NATIONAL = Calendar()
"""Days are those of Korea; closed ones do not matter here."""


@dataclass(frozen=True)
class Origin:
    """Who told of them, and from which list; ``rows``: where each of them stands in it."""

    by: PersonId | None
    batch_id: BatchId | None = None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Intake:
    """One portion on its way in: the caller's transaction, the keys, the rules, and whose it is."""

    session: AsyncSession
    keyring: Keyring
    keys: Keys
    rules: DiscoveryRules
    origin: Origin
    at: datetime


async def keep(intake: Intake, entries: Sequence[Entry]) -> None:
    session, district, at = intake.session, intake.keys.district, intake.at
    await put(session, AtRiskLine, [_row(intake, one) for one in entries])
    tokens = [
        {"token": token, "at_risk_id": one.at_risk_id, "district": district}
        for one in entries
        for token in sorted(one.tokens)
    ]
    await add(session, AtRiskTokenLine, tokens)
    signals = [_signal_row(intake, one, told) for one in entries for told in one.new]
    await add(session, AtRiskSignalLine, signals)
    back = [one.at_risk_id for one in entries if one.came_back]
    said = {"act": TriageAct.TOLD.value, "at": at, "by": intake.origin.by}
    await noted(session, district, back, said)
    for one in entries:
        if one.case_id:
            flags = one.red_flags if one.attached_anew else one.new_flags
            await pass_on(session, intake.keyring, one.at_risk_id, flags, at)


async def pass_on(
    session: AsyncSession,
    keyring: Keyring,
    at_risk_id: AtRiskId,
    red_flags: frozenset[RedFlag],
    at: datetime,
) -> int:
    """Signals the household's case has not heard of go to it; answers how many those were."""
    query = select(AtRiskLine.case_id, AtRiskLine.district)
    found = (await session.execute(query.where(AtRiskLine.at_risk_id == at_risk_id))).one_or_none()
    if found is None or found.case_id is None:
        return 0
    case_id, district = CaseId(found.case_id), DistrictCode(found.district)
    lines = (
        await session.scalars(
            select(AtRiskSignalLine)
            .where(AtRiskSignalLine.at_risk_id == at_risk_id, AtRiskSignalLine.case_id.is_(None))
            .order_by(AtRiskSignalLine.observed_on, AtRiskSignalLine.signal_id)
        )
    ).all()
    acts = [(line.signal_id, _recorded(line, at_risk_id)) for line in lines]
    if red_flags:
        flags = tuple(sorted(red_flags))
        acts.append((f"{at_risk_id}.{'.'.join(flags)}", RaiseRedFlag(flags=flags)))
    for intent, command in acts:
        actor = system_actor(district)
        envelope = Envelope(intent=IntentKey(intent), actor=actor, command=command)
        kept = outbox.Kept(envelope=envelope)
        await outbox.keep_unknown(session, keyring, case_id, kept, at)
    await session.execute(
        update(AtRiskSignalLine)
        .where(AtRiskSignalLine.signal_id.in_([line.signal_id for line in lines]))
        .values(case_id=case_id)
    )
    return len(lines)


async def noted(
    session: AsyncSession, district: DistrictCode, ids: Sequence[str], said: Row
) -> None:
    """One more step in the history of each; ``said`` are the columns all of them share."""
    if not ids:
        return
    query = (
        select(AtRiskStepLine.at_risk_id, func.max(AtRiskStepLine.number))
        .where(AtRiskStepLine.at_risk_id.in_(ids))
        .group_by(AtRiskStepLine.at_risk_id)
    )
    last = {about: number for about, number in (await session.execute(query)).all()}
    blank: dict[str, Any] = {"by": None, "reason": None, "until": None, "other": None, "note": None}
    rows = [
        blank
        | dict(said)
        | {"at_risk_id": one, "district": district, "number": last.get(one, 0) + 1}
        for one in ids
    ]
    await add(session, AtRiskStepLine, rows)


def _recorded(line: AtRiskSignalLine, at_risk_id: AtRiskId) -> Command:
    return RecordSignal(
        signal=line.kind,
        source=SignalSource(line.source),
        observed_on=line.observed_on,
        at_risk_id=at_risk_id,
    )


def _row(intake: Intake, one: Entry) -> Row:
    today, rules, keys = local_date(intake.at, NATIONAL), intake.rules, intake.keys
    score = risk.score(one.signals.values(), one.red_flags, rules, today)
    return {
        "at_risk_id": one.at_risk_id,
        "district": keys.district,
        "office": one.office,
        "channel": one.channel.value,
        "status": one.status.value,
        "points": score.points,
        "urgent": score.urgent,
        "rescore_on": risk.changes_on(one.signals.values(), rules, today),
        "red_flags": ",".join(sorted(one.red_flags)),
        "told": at_risk_told.sealed(keys.sealing, one.known, one.at_risk_id, keys.district),
        "household_id": one.household_id,
        "case_id": one.case_id,
        "first_at": one.first_at,
        "last_at": intake.at,
        "until": one.until,
        "decline": one.decline,
    }


def _signal_row(intake: Intake, one: Entry, told: Told) -> Row:
    signs = base64.b32encode(told.fingerprint).decode().lower().rstrip("=")
    return {
        "signal_id": f"signal-{signs}",
        "at_risk_id": one.at_risk_id,
        "first_id": one.at_risk_id,
        "district": intake.keys.district,
        "kind": told.signal.kind,
        "source": told.signal.source.value,
        "observed_on": told.signal.observed_on,
        "key": told.signal.key,
        "fingerprint": told.fingerprint,
        "told_at": intake.at,
        "told_by": intake.origin.by,
        "batch_id": intake.origin.batch_id,
        "batch_row": told.row,
        "case_id": None,
    }
