"""What people decide of households at risk. Each act holds only where the household still stands
for it, inside the scope, and leaves a step in its history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.alike import Told
from care.decide.triage import FROM, TriageAct
from care.model.codes import RedFlag, Role, Stage
from care.model.discovery import AtRiskStatus, FoundHousehold, TriageDecline
from care.model.ids import AtRiskId, CaseId, OfficeCode, OpeningId, PersonId
from store import at_risk_told, openings
from store.at_risk_found import at_risk_mark, home_mark, keys_of, pair
from store.at_risk_keeping import noted, pass_on
from store.at_risk_queue import QueueRow, at_risk_in, known, row
from store.at_risk_told import Known
from store.compartment import compartment
from store.keyring import Keyring
from store.openings import Opening
from store.scope import Scope
from store.statements import add
from store.tables.at_risk import (
    ApartLine,
    AtRiskLine,
    AtRiskSignalLine,
    AtRiskStepLine,
    AtRiskTokenLine,
)
from store.tables.cases import CaseLine

S = AtRiskStatus


@dataclass(frozen=True)
class Step:
    """One line of a household's history."""

    act: TriageAct
    at: datetime
    by: PersonId | None
    reason: TriageDecline | None
    until: date | None
    other: str | None


@dataclass(frozen=True)
class Doer:
    """Who decides, in which role, when, and how far they reach."""

    scope: Scope
    person: PersonId
    at: datetime
    role: Role = Role.CASE_MANAGER


async def decline(
    session: AsyncSession,
    doer: Doer,
    at_risk_id: str,
    reason: TriageDecline,
    until: date | None = None,
) -> bool:
    """``until``: the day new signals count again; None: the next one brings it back."""
    values = {"status": S.DECLINED.value, "decline": reason.value, "until": until}
    said = {"reason": reason.value, "until": until}
    return await _change(session, doer, at_risk_id, TriageAct.DECLINE, values, said)


async def snooze(session: AsyncSession, doer: Doer, at_risk_id: str, until: date) -> bool:
    values = {"status": S.SNOOZED.value, "until": until}
    return await _change(session, doer, at_risk_id, TriageAct.SNOOZE, values, {"until": until})


async def wake(session: AsyncSession, doer: Doer, at_risk_id: str) -> bool:
    values = {"status": S.WAITING.value, "until": None}
    return await _change(session, doer, at_risk_id, TriageAct.WAKE, values, {})


async def name_office(
    session: AsyncSession, doer: Doer, at_risk_id: str, office: OfficeCode
) -> bool:
    said = {"other": office}
    return await _change(session, doer, at_risk_id, TriageAct.PLACE, {"office": office}, said)


async def undo(session: AsyncSession, keyring: Keyring, doer: Doer, at_risk_id: str) -> bool:
    """Back to the queue; what a merge moved away comes back with it."""
    values = {"status": S.WAITING.value, "until": None, "decline": None, "merged_into": None}
    into = await session.scalar(
        select(AtRiskLine.merged_into).where(AtRiskLine.at_risk_id == at_risk_id)
    )
    if not await _change(session, doer, at_risk_id, TriageAct.UNDO, values, {"other": into}):
        return False
    await session.execute(
        update(AtRiskSignalLine)
        .where(AtRiskSignalLine.first_id == at_risk_id, AtRiskSignalLine.case_id.is_(None))
        .values(at_risk_id=at_risk_id)
    )
    await _score_anew(session, [one for one in (at_risk_id, into) if one])
    return True


async def merge(
    session: AsyncSession, keyring: Keyring, doer: Doer, at_risk_id: str, into: str
) -> bool:
    """One household told of twice: signals and what is known move to ``into``."""
    kept = await row(session, keyring, doer.scope, into)
    if kept is None or into == at_risk_id or kept.status not in FROM[TriageAct.MERGE]:
        return False
    gone = await known(session, keyring, doer.scope, at_risk_id)
    values = {"status": S.MERGED.value, "merged_into": into, "until": None}
    if not await _change(session, doer, at_risk_id, TriageAct.MERGE, values, {"other": into}):
        return False
    await session.execute(
        update(AtRiskSignalLine)
        .where(AtRiskSignalLine.at_risk_id == at_risk_id)
        .values(at_risk_id=into)
    )
    await _joined(session, keyring, doer, kept, gone or Known(), at_risk_id)
    await _score_anew(session, [into, at_risk_id])
    return True


async def attach(
    session: AsyncSession, keyring: Keyring, doer: Doer, at_risk_id: str, case_id: CaseId
) -> bool:
    """Its signals go to a case that goes on, which the caller has found in reach; False of one
    that has ended."""
    goes_on = (CaseLine.case_id == case_id) & (CaseLine.stage != Stage.ENDED.value)
    home = await session.scalar(select(CaseLine.household_id).where(goes_on))
    if home is None:
        return False
    values = {"status": S.ATTACHED.value, "case_id": case_id, "household_id": home, "until": None}
    if not await _change(session, doer, at_risk_id, TriageAct.ATTACH, values, {"other": case_id}):
        return False
    await _place_apart(session, keyring, doer, at_risk_id, home)
    found = await row(session, keyring, doer.scope, at_risk_id)
    flags: frozenset[RedFlag] = frozenset(found.red_flags) if found else frozenset()
    await pass_on(session, keyring, AtRiskId(at_risk_id), flags, doer.at)
    return True


async def accept(
    session: AsyncSession, keyring: Keyring, doer: Doer, at_risk_id: str, office: OfficeCode
) -> OpeningId | None:
    """Its case is to be opened; None when somebody decided otherwise before.

    Whatever could not be opened before is asked for under another id.
    """
    found = await row(session, keyring, doer.scope, at_risk_id)
    told = await known(session, keyring, doer.scope, at_risk_id)
    if found is None or told is None:
        return None
    tried = await _not_opened(session, at_risk_id)
    asked = openings.opening_id(found.district, f"{at_risk_id}/{tried}" if tried else at_risk_id)
    values = {"status": S.OPENING.value, "opening_id": asked, "office": office, "until": None}
    if not await _change(session, doer, at_risk_id, TriageAct.ACCEPT, values, {"other": asked}):
        return None
    opening = Opening(
        opening_id=asked,
        district=found.district,
        office=office,
        found=_found(found, told, office),
        channel=found.channel,
        at=doer.at,
        asked_by=doer.person,
        asked_as=doer.role,
        at_risk_id=AtRiskId(at_risk_id),
    )
    await openings.ask(session, keyring, opening)
    return asked


async def say_apart(
    session: AsyncSession, keyring: Keyring, doer: Doer, at_risk_id: str, other: str
) -> bool:
    """``other``: a household at risk or of the register. Remembered also of who was told of."""
    one = await known(session, keyring, doer.scope, at_risk_id)
    if one is None:
        return False
    keys = await keys_of(session, keyring, doer.scope.district)
    second = await known(session, keyring, doer.scope, other)
    there = home_mark(other) if second is None else at_risk_mark(other)
    pairs = [pair(at_risk_mark(at_risk_id), there)]
    pairs.append(pair(at_risk_told.person_mark(keys.blind, one), there))
    if second is not None:
        mark = at_risk_told.person_mark(keys.blind, second)
        pairs.append(pair(at_risk_mark(at_risk_id), mark))
    await keep_apart(session, doer, pairs)
    await noted(session, doer.scope.district, [at_risk_id], _said(doer, TriageAct.APART, other))
    return True


async def person_is_not(
    session: AsyncSession, keyring: Keyring, doer: Doer, told: Told, others: Sequence[str]
) -> None:
    """Somebody entered by hand is not of these households, of the queue or of the register."""
    keys = await keys_of(session, keyring, doer.scope.district)
    mark = at_risk_told.person_mark(keys.blind, told)
    sides = [at_risk_mark(one) for one in others] + [home_mark(one) for one in others]
    await keep_apart(session, doer, [pair(mark, one) for one in sides])


async def keep_apart(session: AsyncSession, doer: Doer, pairs: list[tuple[str, str]]) -> None:
    rows = [
        {
            "district": doer.scope.district,
            "one": one,
            "other": other,
            "by": doer.person,
            "at": doer.at,
        }
        for one, other in pairs
    ]
    await add(session, ApartLine, rows)


async def history(session: AsyncSession, scope: Scope, at_risk_id: str) -> list[Step]:
    query = (
        select(AtRiskStepLine)
        .join(AtRiskLine, AtRiskLine.at_risk_id == AtRiskStepLine.at_risk_id)
        .where(AtRiskStepLine.at_risk_id == at_risk_id, at_risk_in(scope))
        .order_by(AtRiskStepLine.number)
    )
    return [
        Step(
            act=TriageAct(line.act),
            at=line.at,
            by=PersonId(line.by) if line.by else None,
            reason=TriageDecline(line.reason) if line.reason else None,
            until=line.until,
            other=line.other,
        )
        for line in await session.scalars(query)
    ]


async def _change(
    session: AsyncSession,
    doer: Doer,
    at_risk_id: str,
    act: TriageAct,
    values: dict[str, Any],
    said: dict[str, Any],
) -> bool:
    decided = {} if act is TriageAct.PLACE else {"decided_at": doer.at, "decided_by": doer.person}
    statement = (
        update(AtRiskLine)
        .where(
            AtRiskLine.at_risk_id == at_risk_id,
            at_risk_in(doer.scope),
            AtRiskLine.told.is_not(None),
            AtRiskLine.status.in_(sorted(one.value for one in FROM[act])),
        )
        .values(**values, **decided)
        .returning(AtRiskLine.at_risk_id)
        .execution_options(synchronize_session=False)
    )
    if await session.scalar(statement) is None:
        return False
    steps = _said(doer, act) | said
    await noted(session, doer.scope.district, [at_risk_id], steps)
    return True


def _said(doer: Doer, act: TriageAct, other: str | None = None) -> dict[str, Any]:
    return {"act": act.value, "at": doer.at, "by": doer.person, "other": other}


async def _joined(
    session: AsyncSession, keyring: Keyring, doer: Doer, kept: QueueRow, gone: Known, gone_id: str
) -> None:
    """What was told of the one that goes is kept with the one that stays, and finds it."""
    own = await known(session, keyring, doer.scope, kept.at_risk_id) or Known()
    key = await keyring.district_key(session, kept.district)
    flags = select(AtRiskLine.red_flags).where(AtRiskLine.at_risk_id == gone_id)
    more = {one for one in (await session.scalar(flags) or "").split(",") if one}
    sealed = at_risk_told.sealed(key, own.joined(gone), kept.at_risk_id, kept.district)
    both = ",".join(sorted({one.value for one in kept.red_flags} | more))
    await session.execute(
        update(AtRiskLine)
        .where(AtRiskLine.at_risk_id == kept.at_risk_id)
        .values(told=sealed, red_flags=both, last_at=doer.at)
        .execution_options(synchronize_session=False)
    )
    tokens = select(AtRiskTokenLine.token).where(AtRiskTokenLine.at_risk_id == gone_id)
    rows = [
        {"token": one, "at_risk_id": kept.at_risk_id, "district": kept.district}
        for one in await session.scalars(tokens)
    ]
    await add(session, AtRiskTokenLine, rows)


async def _score_anew(session: AsyncSession, ids: list[str]) -> None:
    """The next look at the list works their scores out again."""
    await session.execute(
        update(AtRiskLine)
        .where(AtRiskLine.at_risk_id.in_(ids))
        .values(rescore_on=date.min)
        .execution_options(synchronize_session=False)
    )


async def _place_apart(
    session: AsyncSession, keyring: Keyring, doer: Doer, at_risk_id: str, household_id: str
) -> None:
    """Where a protected household is stays in its compartment and nowhere else (SR-16)."""
    line, told = await compartment(session, household_id), None
    if line is not None:
        told = await known(session, keyring, doer.scope, at_risk_id)
    if line is None or told is None:
        return
    key = await keyring.district_key(session, doer.scope.district)
    apart = told.without_place(line.phones)
    await session.execute(
        update(AtRiskLine)
        .where(AtRiskLine.at_risk_id == at_risk_id)
        .values(told=at_risk_told.sealed(key, apart, at_risk_id, doer.scope.district))
        .execution_options(synchronize_session=False)
    )
    await session.execute(delete(AtRiskTokenLine).where(AtRiskTokenLine.at_risk_id == at_risk_id))
    keys = await keys_of(session, keyring, doer.scope.district)
    rows = [
        {"token": token, "at_risk_id": at_risk_id, "district": doer.scope.district}
        for token in at_risk_told.tokens(keys.blind, apart)
    ]
    await add(session, AtRiskTokenLine, rows)


async def _not_opened(session: AsyncSession, at_risk_id: str) -> int:
    query = select(AtRiskStepLine.number).where(
        AtRiskStepLine.at_risk_id == at_risk_id,
        AtRiskStepLine.act.in_((TriageAct.NOT_OPENED.value, TriageAct.NOT_HEARD.value)),
    )
    return len((await session.scalars(query)).all())


def _found(found: QueueRow, told: Known, office: OfficeCode) -> FoundHousehold:
    return FoundHousehold(
        name=told.name,
        birth_date=told.birth_date,
        phone=told.phone,
        address=told.address,
        office=office,
        channel=found.channel,
        signals=found.signals,
        red_flags=found.red_flags,
        note="\n\n".join(told.notes),
    )
