"""파기 of what was kept before there was a case: persons go; codes, days and counts stay.

Nothing here has a key of its own but reporters and imported rows: copies in backups can be read as
long as the backups are kept. After a restore the same destruction runs again.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, OpeningId
from store import at_risk_told, openings, reports
from store.at_risk_found import at_risk_mark, keys_of
from store.batches import sealed_name
from store.compartment import key_of
from store.keyring import Keyring
from store.sealing import Unsealable
from store.tables.at_risk import (
    ApartLine,
    AtRiskLine,
    AtRiskSignalLine,
    AtRiskStepLine,
    AtRiskTokenLine,
)
from store.tables.batches import BatchLine, BatchPortionLine
from store.tables.campaigns import CampaignTargetLine
from store.tables.cases import CaseLine
from store.tables.complaints import ComplaintLine
from store.tables.households import MemberLine, TokenLine
from store.tables.openings import OpeningLine, ReportLine
from store.tables.timeline import TextLine


@dataclass(frozen=True)
class Forgetting:
    """The caller's transaction, whose people they are, and when they are forgotten."""

    session: AsyncSession
    keyring: Keyring
    district: DistrictCode
    at: datetime

    async def run(self, statement: Any) -> None:
        await self.session.execute(statement.execution_options(synchronize_session=False))


async def households(doing: Forgetting, ids: Collection[str]) -> None:
    """Of the triage queue, with whoever told of them. Keyed marks of their signals stay."""
    query = select(AtRiskLine).where(AtRiskLine.at_risk_id.in_(ids), AtRiskLine.told.is_not(None))
    lines = list(await doing.session.scalars(query.execution_options(populate_existing=True)))
    if not lines:
        return
    keys = await keys_of(doing.session, doing.keyring, doing.district)
    marks = {at_risk_mark(line.at_risk_id) for line in lines}
    for line in lines:
        # What was tampered with names nobody, and is destroyed all the same.
        with suppress(Unsealable):
            told = at_risk_told.opened(keys.sealing, line.told, line.at_risk_id, line.district)
            marks |= {at_risk_told.person_mark(keys.blind, told)} if told else set()
    named = [line.at_risk_id for line in lines]
    sides = or_(ApartLine.one.in_(marks), ApartLine.other.in_(marks))
    await doing.run(delete(ApartLine).where(ApartLine.district == doing.district, sides))
    await doing.run(delete(AtRiskTokenLine).where(AtRiskTokenLine.at_risk_id.in_(named)))
    of_them = AtRiskLine.at_risk_id.in_(named)
    await doing.run(update(AtRiskLine).where(of_them).values(told=None, rescore_on=None))
    steps = AtRiskStepLine.at_risk_id.in_(named)
    await doing.run(update(AtRiskStepLine).where(steps).values(note=None))
    told_of = select(ReportLine.receipt).where(ReportLine.at_risk_id.in_(named))
    await reporters(doing, list(await doing.session.scalars(told_of)))


async def signals(doing: Forgetting, about: ColumnElement[bool]) -> None:
    """With the keyed marks by which the same row is known again."""
    await doing.run(delete(AtRiskSignalLine).where(about))


async def reporters(doing: Forgetting, receipts: Collection[str]) -> None:
    """Receipts, days and channels stay."""
    await reports.forget(doing.session, doing.keyring, doing.district, receipts, doing.at)


async def failed_openings(doing: Forgetting, ids: Collection[str]) -> None:
    """What was to become a case, and the household and note sealed for it that have none."""
    of_them = OpeningLine.opening_id.in_(ids)
    opened = exists().where(CaseLine.case_id == OpeningLine.case_id)
    query = select(OpeningLine.opening_id, OpeningLine.case_id).where(of_them, ~opened)
    for opening, case_id in (await doing.session.execute(query)).all():
        home = openings.household_of(OpeningId(opening))
        for owner in (case_id, home, key_of(home)):
            await doing.keyring.destroy_case_key(doing.session, owner, doing.at)
        await doing.run(delete(TextLine).where(TextLine.case_id == case_id))
        for line in (MemberLine, TokenLine):
            await doing.run(delete(line).where(line.household_id == home))
    await doing.run(update(OpeningLine).where(of_them).values(found=None))


async def targets(doing: Forgetting, ids: Collection[str]) -> None:
    """Who they were and what they answered; outcome, score and reason stay."""
    of_them = CampaignTargetLine.target_id.in_(ids)
    gone = {"person": None, "mark": None, "answers": None}
    await doing.run(update(CampaignTargetLine).where(of_them).values(**gone))


async def complaints(doing: Forgetting, ids: Collection[str]) -> None:
    of_them = ComplaintLine.complaint_id.in_(ids)
    await doing.run(update(ComplaintLine).where(of_them).values(who=None, what=None, answer=None))


async def lists(doing: Forgetting, ids: Collection[str]) -> None:
    """What became of each row, and the file's name; the counts stay."""
    await doing.run(delete(BatchPortionLine).where(BatchPortionLine.batch_id.in_(ids)))
    key = await doing.keyring.district_key(doing.session, doing.district)
    for batch in ids:
        name = sealed_name(key, "", batch, doing.district)
        await doing.run(update(BatchLine).where(BatchLine.batch_id == batch).values(file_name=name))
