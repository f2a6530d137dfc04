"""The triage queue: households at risk, what people decide of them, and what became of it."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.triage import FROM, TriageAct
from care.model.codes import RedFlag
from care.model.discovery import AtRiskStatus
from care.model.ids import AtRiskId, CaseId, DistrictCode, IntentKey, OpeningId
from store.at_risk_keeping import noted, pass_on
from store.keyring import Keyring
from store.openings import household_of
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine

S = AtRiskStatus


async def opened(
    session: AsyncSession,
    at_risk_id: AtRiskId,
    case_id: CaseId,
    at: datetime,
    keyring: Keyring | None = None,
) -> bool:
    """Its case is open. With ``keyring`` its signals go to the case. Again: nothing changes."""
    home = await _home_of(session, at_risk_id)
    values = {"status": S.ACCEPTED.value, "case_id": case_id, "household_id": home, "until": None}
    if not await _ended(session, at_risk_id, TriageAct.OPENED, values, at):
        return False
    if keyring is not None:
        flags = await _red_flags(session, at_risk_id)
        await pass_on(session, keyring, at_risk_id, flags, at)
    return True


async def not_opened(session: AsyncSession, at_risk_id: AtRiskId, at: datetime) -> bool:
    """Its case was refused, or gave no answer for good: the household waits again."""
    values = {"status": S.WAITING.value, "opening_id": None, "until": None}
    return await _ended(session, at_risk_id, TriageAct.NOT_OPENED, values, at)


async def not_heard(
    session: AsyncSession, case_id: CaseId, intent: IntentKey, at: datetime
) -> bool:
    """What ``pass_on`` sent was refused: whoever it is about waits again, and hears of no case."""
    line = AtRiskSignalLine
    signal = (line.signal_id == intent) & (line.case_id == case_id)
    about = await session.scalar(select(line.at_risk_id).where(signal))
    await session.execute(update(line).where(signal).values(case_id=None))
    name = AtRiskId(about or intent.partition(".")[0])
    told_to = select(AtRiskLine.case_id).where(AtRiskLine.at_risk_id == name)
    if await session.scalar(told_to) != case_id:
        return False
    values = {
        "status": S.WAITING.value,
        "case_id": None,
        "until": None,
        "first_at": at,
        "rescore_on": date.min,
    }
    return await _ended(session, name, TriageAct.NOT_HEARD, values, at)


async def _ended(
    session: AsyncSession,
    at_risk_id: AtRiskId,
    act: TriageAct,
    values: Mapping[str, object],
    at: datetime,
) -> bool:
    allowed = [one.value for one in FROM[act]]
    changed = (
        update(AtRiskLine)
        .where(AtRiskLine.at_risk_id == at_risk_id, AtRiskLine.status.in_(allowed))
        .values(**values)
        .returning(AtRiskLine.district)
    )
    district = await session.scalar(changed)
    if district is None:
        return False
    said = {"act": act.value, "at": at, "other": values.get("case_id")}
    await noted(session, DistrictCode(district), [at_risk_id], said)
    return True


async def _home_of(session: AsyncSession, at_risk_id: AtRiskId) -> str | None:
    """The household of its case, so that it is kept from whoever that is kept from (SR-18)."""
    query = select(AtRiskLine.opening_id, AtRiskLine.household_id)
    found = (await session.execute(query.where(AtRiskLine.at_risk_id == at_risk_id))).one_or_none()
    if found is None or found.opening_id is None:
        return found and found.household_id
    return household_of(OpeningId(found.opening_id))


async def _red_flags(session: AsyncSession, at_risk_id: AtRiskId) -> frozenset[RedFlag]:
    """The case is opened with them; raised again they change nothing."""
    query = select(AtRiskLine.red_flags).where(AtRiskLine.at_risk_id == at_risk_id)
    return frozenset(RedFlag(one) for one in (await session.scalar(query) or "").split(",") if one)
