"""Two imported lists of Gimpo: one that was taken, one that waits for somebody to confirm it.

They go the way of every list: read apart, tried out by the worker, confirmed, taken.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from rich.console import Console

from care.model.discovery import BatchKind, BatchState
from care.model.ids import BatchId
from policies.resolve import resolve
from runtime.demo_people import GIMPO, name_of, staff, today_of
from runtime.parts import Parts
from store import batches, marks
from store.batches import Batch
from web.imports.bringing import Bringing, bring, tell
from web.sheets import write_csv
from workflows.batches import Batches

HEADINGS = ("이름", "생년월일", "전화번호", "주소", "읍면동", "위기정보", "기준일")
LOOK_EVERY, LOOKS = 0.5, 240


@dataclass(frozen=True)
class Shown:
    """A list of ``rows`` people, the first of them number ``first``; faulty where ``faults``."""

    mark: str
    file_name: str
    first: int
    rows: int
    signs: tuple[str, ...]
    taken: bool
    faults: bool = False


LISTS = (
    Shown("demo-list-1", "사각지대 발굴 자료(가상).csv", 300, 46,
          ("전기료 체납", "건강보험료 체납, 실직·휴폐업", "단수, 통신비 체납", "임대료 체납"),
          taken=True, faults=True),
    Shown("demo-list-2", "고독사 위험군 자료(가상).csv", 336, 28,
          ("고독사 위험", "사회적 고립", "혼자 사는 중장년·노인, 통화·외출이 거의 없음"),
          taken=False),
)  # fmt: skip


async def seed_lists(parts: Parts, console: Console, engine: Batches) -> None:
    """What is missing; a list a worker did not finish in time goes on at the next start."""
    for shown in LISTS:
        async with parts.database.for_all().read() as session:
            known = await marks.mark(session, shown.mark)
        if known is None and await _brought(parts, engine, shown):
            async with parts.database.for_all().write() as session:
                await marks.set_mark(session, shown.mark, "told")
            console.print(f"A list was brought: {shown.file_name}", markup=False)


async def _brought(parts: Parts, engine: Batches, shown: Shown) -> bool:
    now = datetime.now(UTC)
    batch_id = batches.batch_id(GIMPO, shown.mark)
    batch = await _kept(parts, batch_id) or await _bring(parts, shown, batch_id, now)
    await tell(engine, batch)
    batch = await _settled(parts, batch)
    if shown.taken and batch.state is BatchState.CHECKED:
        async with parts.database.of(GIMPO).write() as session:
            await batches.confirm(session, batch_id, batch.made_by, datetime.now(UTC))
        await tell(engine, batch)
        batch = await _settled(parts, batch)
    return batch.state.is_over or (batch.state is BatchState.CHECKED and not shown.taken)


async def _bring(parts: Parts, shown: Shown, batch_id: BatchId, now: datetime) -> Batch:
    today = today_of(now)
    bringing = Bringing(
        batch_id=batch_id,
        district=GIMPO,
        kind=BatchKind.SIGNALS,
        by=staff(GIMPO, "coordinator"),
        at=now,
        file_name=shown.file_name,
        round=(today.month - 1) // 3 + 1,
        observed_on=today,
    )
    return await bring(parts.database, parts.keyring, bringing, content_of(shown, today))


async def _settled(parts: Parts, batch: Batch) -> Batch:
    """Until it waits for a person or is over, for two minutes at most."""
    for _ in range(LOOKS):
        found = await _kept(parts, batch.batch_id)
        if found is not None and found.state is not BatchState.READ and not found.state.is_at_work:
            return found
        await asyncio.sleep(LOOK_EVERY)
    return batch


async def _kept(parts: Parts, batch_id: BatchId) -> Batch | None:
    async with parts.database.of(GIMPO).read() as session:
        return await batches.get(session, parts.keyring, GIMPO, batch_id)


def content_of(shown: Shown, today: date) -> bytes:
    return write_csv([list(HEADINGS), *rows_of(shown, today)])


def rows_of(shown: Shown, today: date) -> Iterator[list[object]]:
    offices = [name for _, name in sorted(resolve(GIMPO).offices.items())]
    for number in range(shown.first, shown.first + shown.rows):
        born = date(1936, 2, 3) + timedelta(days=number * 173 % 19_000)
        seen = today - timedelta(days=number * 13 % 120)
        row: list[object] = [
            name_of(number),
            born.isoformat(),
            f"010-0000-{6000 + number}",
            f"가상들길 {number}",
            offices[number % len(offices)],
            shown.signs[number % len(shown.signs)],
            seen.isoformat(),
        ]
        yield row
        if shown.faults and number == shown.first + 4:
            yield row
    if shown.faults:
        yield [name_of(1), "1961-02-30", "010-0000-6998", "가상들길 998", offices[0], "단전", ""]
        yield [name_of(2), "1958-07-01", "010-0000-6999", "가상들길 999", "없는읍", "단전", ""]
