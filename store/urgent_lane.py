"""A household whose case cannot wait for triage: red flags, or somebody who stands at the desk."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.triage import FROM, TriageAct
from care.model.codes import DiscoveryChannel, RedFlag, Role
from care.model.discovery import AtRiskStatus, FoundHousehold
from care.model.ids import AtRiskId, CaseId, DistrictCode, OfficeCode, OpeningId, PersonId
from store import at_risk_told, openings
from store.at_risk_keeping import noted
from store.keyring import Keyring
from store.openings import Opening
from store.tables.at_risk import AtRiskLine


@dataclass(frozen=True)
class Hurried:
    """Who asks for a case at once. ``office``: where it goes when nobody named one."""

    at_risk_id: AtRiskId
    office: OfficeCode
    channel: DiscoveryChannel
    by: PersonId | None = None
    role: Role = Role.CASE_MANAGER


@dataclass(frozen=True)
class Lane:
    """Where the household stands now: its opening, or the case it has already."""

    opening_id: OpeningId | None = None
    case_id: CaseId | None = None


async def hurry(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, asked: Hurried, at: datetime
) -> Lane:
    """Accept it and ask for its case; one that has a case or is being opened stays as it is."""
    line = await session.get(
        AtRiskLine, asked.at_risk_id, populate_existing=True, with_for_update={"of": AtRiskLine}
    )
    if line is None or line.district != district:
        return Lane()
    status = AtRiskStatus(line.status)
    if status not in FROM[TriageAct.ACCEPT]:
        return Lane(
            OpeningId(line.opening_id) if line.opening_id else None,
            CaseId(line.case_id) if line.case_id else None,
        )
    opening = await _opening(session, keyring, line, asked, at)
    await openings.ask(session, keyring, opening)
    await _accept(session, line, opening, at)
    return Lane(opening.opening_id)


async def _opening(
    session: AsyncSession, keyring: Keyring, line: AtRiskLine, asked: Hurried, at: datetime
) -> Opening:
    district = DistrictCode(line.district)
    key = await keyring.district_key(session, district)
    known = at_risk_told.opened(key, line.told, line.at_risk_id, district) or at_risk_told.Known()
    office = OfficeCode(line.office) if line.office else asked.office
    found = FoundHousehold(
        name=known.name,
        birth_date=known.birth_date,
        phone=known.phone,
        address=known.address,
        office=office,
        channel=asked.channel,
        red_flags=tuple(RedFlag(one) for one in line.red_flags.split(",") if one),
        note="\n\n".join(known.notes),
    )
    return Opening(
        opening_id=openings.opening_id(district, f"{line.at_risk_id}/{at.isoformat()}"),
        district=district,
        office=office,
        found=found,
        channel=asked.channel,
        at=at,
        asked_by=asked.by,
        asked_as=asked.role,
        at_risk_id=AtRiskId(line.at_risk_id),
    )


async def _accept(session: AsyncSession, line: AtRiskLine, opening: Opening, at: datetime) -> None:
    values = {
        "status": AtRiskStatus.OPENING.value,
        "opening_id": opening.opening_id,
        "office": opening.office,
        "decided_at": at,
        "decided_by": opening.asked_by,
        "until": None,
    }
    about = AtRiskLine.at_risk_id == line.at_risk_id
    await session.execute(update(AtRiskLine).where(about).values(**values))
    said = {
        "act": TriageAct.ACCEPT.value,
        "at": at,
        "by": opening.asked_by,
        "other": opening.opening_id,
    }
    await noted(session, DistrictCode(line.district), [AtRiskId(line.at_risk_id)], said)
