"""The rows of an imported list in portions, sealed; and what became of each row.

Rows lie under a key of the batch's own, so that destroying it makes them noise in every backup.
What became of them names no one and lies under the district's key.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.discovery import FoundOutcome
from care.model.ids import AtRiskId, BatchId, DistrictCode
from store.keyring import Keyring
from store.sealing import Place, seal, unseal
from store.tables.batches import BatchPortionLine

Row = tuple[int, dict[str, str]]
"""Its number in the file, and what it says by the keys of the column set."""


@dataclass(frozen=True)
class RowRemark:
    """Something to say of a row; ``refused``: nothing of the row is kept."""

    row: int
    code: str
    column: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False


@dataclass(frozen=True)
class PortionRead:
    rows: tuple[Row, ...]
    remarks: tuple[RowRemark, ...] = ()


@dataclass(frozen=True)
class Result:
    """What became of one row."""

    row: int
    outcome: FoundOutcome
    at_risk_id: AtRiskId | None = None
    until: date | None = None
    alike: int = 0
    """How many households of the queue it resembles without being certainly the same."""


@dataclass(frozen=True)
class PortionTold:
    """What there is to say of the rows of one portion."""

    remarks: tuple[RowRemark, ...]
    tried: tuple[Result, ...]
    taken: tuple[Result, ...]


def sealed(
    own: bytes, shared: bytes, place: tuple[BatchId, DistrictCode], portions: Sequence[PortionRead]
) -> list[dict[str, object]]:
    """Lines to be inserted: rows under the batch's ``own`` key, remarks under the district's."""
    batch, district = place
    return [
        {
            "batch_id": batch,
            "number": number,
            "district": district,
            "rows": seal(own, _dumped(one.rows), _place("rows", batch, district, number)),
            "remarks": seal(
                shared,
                _dumped([_remark_out(each) for each in one.remarks]),
                _place("remarks", batch, district, number),
            ),
            "tried": None,
            "taken": None,
        }
        for number, one in enumerate(portions)
    ]


async def rows(
    session: AsyncSession, keyring: Keyring, batch: BatchId, district: DistrictCode, number: int
) -> list[Row]:
    """Empty once the rows are destroyed."""
    query = select(BatchPortionLine.rows).where(
        BatchPortionLine.batch_id == batch,
        BatchPortionLine.number == number,
        BatchPortionLine.district == district,
    )
    sealed = await session.scalar(query)
    if sealed is None:
        return []
    own = await keyring.case_key(session, key_of(batch), district)
    held = json.loads(unseal(own, sealed, _place("rows", batch, district, number)))
    return [(row, said) for row, said in held]


async def note(
    session: AsyncSession,
    keyring: Keyring,
    place: tuple[BatchId, DistrictCode, int],
    passing: str,
    results: Sequence[Result],
) -> None:
    """``passing`` is ``tried`` or ``taken``."""
    batch, district, number = place
    key = await keyring.district_key(session, district)
    text = _dumped([_result_out(one) for one in results])
    sealed = seal(key, text, _place(passing, batch, district, number))
    at = (BatchPortionLine.batch_id == batch) & (BatchPortionLine.number == number)
    await session.execute(
        update(BatchPortionLine)
        .where(at)
        .values(**{passing: sealed})
        .execution_options(synchronize_session=False)
    )


async def told(
    session: AsyncSession, keyring: Keyring, batch: BatchId, district: DistrictCode
) -> AsyncIterator[PortionTold]:
    """Portion by portion, in the order of the file."""
    key = await keyring.district_key(session, district)
    query = (
        select(
            BatchPortionLine.number,
            BatchPortionLine.remarks,
            BatchPortionLine.tried,
            BatchPortionLine.taken,
        )
        .where(BatchPortionLine.batch_id == batch, BatchPortionLine.district == district)
        .order_by(BatchPortionLine.number)
    )
    for line in await session.execute(query):

        def opened(column: str, sealed: bytes | None, number: int = line.number) -> list[Any]:
            if sealed is None:
                return []
            place = _place(column, batch, district, number)
            held: list[Any] = json.loads(unseal(key, sealed, place))
            return held

        yield PortionTold(
            remarks=tuple(_remark_in(one) for one in opened("remarks", line.remarks)),
            tried=tuple(_result_in(one) for one in opened("tried", line.tried)),
            taken=tuple(_result_in(one) for one in opened("taken", line.taken)),
        )


def key_of(batch: str) -> str:
    """Whose key the rows lie under: not the batch's id, by which the engine seals its run."""
    return f"{batch}.rows"


async def destroy(session: AsyncSession, keyring: Keyring, batch: BatchId, at: datetime) -> None:
    """The rows are gone, here and, with their key, in every backup."""
    await session.execute(
        update(BatchPortionLine)
        .where(BatchPortionLine.batch_id == batch)
        .values(rows=None)
        .execution_options(synchronize_session=False)
    )
    await keyring.destroy_case_key(session, key_of(batch), at)


def _place(column: str, batch: str, district: str, number: int) -> Place:
    return Place("batch_portions", column, f"{batch}/{number}", district)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _remark_out(one: RowRemark) -> list[object]:
    return [one.row, one.code, one.column, dict(one.params), one.refused]


def _remark_in(held: Sequence[Any]) -> RowRemark:
    row, code, column, params, refused = held
    return RowRemark(row, code, column, params, refused)


def _result_out(one: Result) -> list[object]:
    until = None if one.until is None else one.until.isoformat()
    return [one.row, one.outcome.value, one.at_risk_id, until, one.alike]


def _result_in(held: Sequence[Any]) -> Result:
    row, outcome, at_risk, until, alike = held
    return Result(
        row=row,
        outcome=FoundOutcome(outcome),
        at_risk_id=None if at_risk is None else AtRiskId(at_risk),
        until=None if until is None else date.fromisoformat(until),
        alike=alike,
    )
