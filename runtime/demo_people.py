"""Invented people of the demonstration, its staff, and what is told only once."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from typing import Any

from care.model.ids import DistrictCode, PersonId
from policies.resolve import resolve
from runtime.parts import Parts
from store import marks
from store.moments import KOREA

FAMILY = "강곽나도류문방서양오윤임장조차채표하허"
FIRST = (
    "가람", "나래", "다솜", "라온", "마루", "보람", "새롬", "아라", "여울", "이슬", "지음", "초롱",
    "푸름", "하람", "해솔",
)  # fmt: skip
GWANGJIN, JUNG, NOWON, GIMPO, JEONJU = (
    DistrictCode(one) for one in ("11215", "11140", "11350", "41570", "52110")
)


def name_of(number: int) -> str:
    """Numbers that lie close have names that differ in both parts."""
    return FAMILY[number * 7 % len(FAMILY)] + FIRST[number * 4 % len(FIRST)]


def staff(district: DistrictCode, role: str) -> PersonId:
    """``role``: of the demonstration's accounts, such as ``coordinator``."""
    return PersonId(f"demo-{resolve(district).case_policy.number_prefix.lower()}-{role}")


def today_of(now: datetime) -> date:
    return now.astimezone(KOREA).date()


def moment(on: date, hour: int, minute: int = 30) -> datetime:
    return datetime.combine(on, time(hour, minute), KOREA).astimezone(UTC)


async def once(parts: Parts, name: str, tell: Callable[[Any], Awaitable[None]]) -> bool:
    """``tell`` writes in the transaction that also keeps that it was told."""
    async with parts.database.for_all().write() as session:
        if await marks.mark(session, name) is not None:
            return False
        await tell(session)
        await marks.set_mark(session, name, "told")
    return True
