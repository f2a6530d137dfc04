"""Numbers that only go up, one row per district and name."""

from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import CaseNumber, DistrictCode
from store.statements import next_value


async def next_case_number(
    session: AsyncSession, district: DistrictCode, prefix: str, year: int
) -> CaseNumber:
    """``GP-2026-0412``: unique in its district; a number taken and not used is a gap, no harm."""
    value = await next_value(session, district, f"case-number-{year}")
    return CaseNumber(f"{prefix}-{year}-{value:04d}")
