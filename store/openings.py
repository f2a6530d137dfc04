"""Cases that are to be opened for households found: asked for in the store, then opened in bulk.

The row comes first and the engine is told after it. The case's id, its household's and its act
follow from the opening's id, so that whatever dies on the way an opening makes exactly one case.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import DiscoveryChannel, Role
from care.model.discovery import FoundHousehold
from care.model.ids import (
    AtRiskId,
    CaseId,
    CaseNumber,
    DistrictCode,
    HouseholdId,
    IntentKey,
    MemberId,
    OfficeCode,
    OpeningId,
    PersonId,
    TargetId,
)
from store.keyring import Keyring
from store.scope import Scope, known_home
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.openings import OpeningLine

SIGNS = 16


class OpeningState(StrEnum):
    WAITING = "WAITING"
    OPENED = "OPENED"
    REFUSED = "REFUSED"
    """The case said no; ``refusal`` says why."""
    FAILED = "FAILED"
    """Tried many times without an answer that could be understood."""

    @property
    def is_over(self) -> bool:
        return self is not OpeningState.WAITING


@dataclass(frozen=True)
class Opening:
    """Who the case is for and who asks for it. Its owner is named later, at receipt, by a lead."""

    opening_id: OpeningId
    district: DistrictCode
    office: OfficeCode
    found: FoundHousehold
    channel: DiscoveryChannel
    at: datetime
    asked_by: PersonId | None = None
    """None: nobody of the district, as when a report by anybody shows red flags."""
    asked_as: Role = Role.CASE_MANAGER
    at_risk_id: AtRiskId | None = None
    target_id: TargetId | None = None


@dataclass(frozen=True)
class Asked:
    """How far an opening is, without anybody's data."""

    opening_id: OpeningId
    district: DistrictCode
    office: OfficeCode
    state: OpeningState
    case_id: CaseId
    """Known from the start; there is such a case once the state is OPENED."""
    case_number: CaseNumber | None
    refusal: str | None
    at_risk_id: AtRiskId | None
    target_id: TargetId | None
    changed_at: datetime
    forgotten: bool = False
    """No case came of it, and nobody can read any more for whom it was."""


@dataclass(frozen=True)
class Waiting:
    """One that is to be opened now, in the clear."""

    opening: Opening
    case_id: CaseId
    case_number: CaseNumber | None
    attempts: int


@dataclass(frozen=True)
class Result:
    """What came of one try; WAITING: no answer, asked again at ``again_at``."""

    opening_id: OpeningId
    state: OpeningState
    refusal: str | None = None
    again_at: datetime | None = None


def opening_id(district: DistrictCode, about: str) -> OpeningId:
    """The same for the same household at risk or target: accepted twice, it is opened once."""
    return OpeningId(f"{district}-open-{_signs(f'{district}/{about}', 2 * SIGNS)}")


def case_of(opening: OpeningId, district: DistrictCode) -> CaseId:
    return CaseId(f"{district}-{_signs(opening, SIGNS)}")


def intent_of(opening: OpeningId) -> IntentKey:
    return IntentKey(opening)


def household_of(opening: OpeningId) -> HouseholdId:
    return HouseholdId(f"household-{opening}")


def member_of(opening: OpeningId) -> MemberId:
    return MemberId(f"{opening}.client")


def _signs(named: str, how_many: int) -> str:
    digest = hashlib.sha256(named.encode()).digest()
    return base64.b32encode(digest).decode()[:how_many]


async def ask(session: AsyncSession, keyring: Keyring, opening: Opening) -> bool:
    """False when it was asked for before; then nothing changes."""
    return bool(await ask_all(session, keyring, (opening,)))


async def ask_all(session: AsyncSession, keyring: Keyring, openings: Sequence[Opening]) -> int:
    """Openings of one district, in a statement or two; answers how many were new."""
    if not openings:
        return 0
    key = await keyring.district_key(session, openings[0].district)
    return await add(session, OpeningLine, [_row(key, one) for one in openings])


async def states(
    session: AsyncSession, district: DistrictCode, ids: Iterable[OpeningId]
) -> dict[OpeningId, Asked]:
    """How far each is; unknown ones are left out."""
    query = select(OpeningLine).where(
        OpeningLine.district == district, OpeningLine.opening_id.in_(sorted(set(ids)))
    )
    lines = await session.scalars(query.execution_options(populate_existing=True))
    return {OpeningId(line.opening_id): _asked(line) for line in lines}


async def in_reach(session: AsyncSession, scope: Scope, opening: OpeningId) -> Asked | None:
    """None as well where the household is kept from the reader (SR-18)."""
    asked = [
        OpeningLine.district == scope.district,
        OpeningLine.opening_id == opening,
        known_home(scope, literal(household_of(opening))),
    ]
    if scope.offices is not None:
        asked.append(OpeningLine.office.in_(sorted(scope.offices)))
    query = select(OpeningLine).where(*asked).execution_options(populate_existing=True)
    line = await session.scalar(query)
    return None if line is None else _asked(line)


async def of_at_risk(
    session: AsyncSession, district: DistrictCode, at_risk_id: AtRiskId
) -> Asked | None:
    """The opening a household of the queue was accepted with, the latest one."""
    query = (
        select(OpeningLine)
        .where(OpeningLine.district == district, OpeningLine.at_risk_id == at_risk_id)
        .order_by(OpeningLine.asked_at.desc())
        .limit(1)
    )
    line = await session.scalar(query)
    return None if line is None else _asked(line)


async def due(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, now: datetime, limit: int
) -> list[Waiting]:
    """Households with red flags first, then in the order they were asked for."""
    query = (
        select(OpeningLine)
        .where(_waiting(district), OpeningLine.not_before <= now)
        .order_by(OpeningLine.urgent.desc(), OpeningLine.asked_at, OpeningLine.opening_id)
        .limit(limit)
    )
    lines = (await session.scalars(query)).all()
    if not lines:
        return []
    key = await keyring.district_key(session, district)
    return [_in_the_clear(key, line) for line in lines]


async def number_once(
    session: AsyncSession, opening: OpeningId, number: CaseNumber
) -> CaseNumber | None:
    """The number kept with the first try; a later try has the same. None: it is over already."""
    line = await session.get(
        OpeningLine, opening, populate_existing=True, with_for_update={"of": OpeningLine}
    )
    if line is None or line.state != OpeningState.WAITING.value:
        return None
    if line.case_number is None:
        line.case_number = number
    return CaseNumber(line.case_number)


async def waiting(session: AsyncSession, district: DistrictCode) -> int:
    query = select(func.count()).select_from(OpeningLine).where(_waiting(district))
    return await session.scalar(query) or 0


async def districts_waiting(session: AsyncSession, before: datetime) -> list[DistrictCode]:
    """Where something has been due since ``before``, for the watch over all districts."""
    query = (
        select(OpeningLine.district)
        .where(OpeningLine.state == OpeningState.WAITING, OpeningLine.not_before < before)
        .distinct()
        .order_by(OpeningLine.district)
    )
    return [DistrictCode(code) for code in await session.scalars(query)]


async def settle(session: AsyncSession, result: Result, at: datetime) -> Asked | None:
    """Keep what came of a try. Once it is over the household's data is taken out of the row.

    None when it was over before: whoever settled it has told of it.
    """
    values: dict[str, object] = {
        "state": result.state.value,
        "refusal": result.refusal,
        "attempts": OpeningLine.attempts + 1,
        "not_before": result.again_at or at,
        "changed_at": at,
    }
    if result.state is OpeningState.OPENED:
        values["found"] = None
    living = and_(
        OpeningLine.opening_id == result.opening_id,
        OpeningLine.state == OpeningState.WAITING.value,
    )
    changed = update(OpeningLine).where(living).values(**values).returning(OpeningLine.opening_id)
    if await session.scalar(changed) is None:
        return None
    line = await session.get(OpeningLine, result.opening_id, populate_existing=True)
    return None if line is None else _asked(line)


async def again(
    session: AsyncSession, district: DistrictCode, opening: OpeningId, at: datetime
) -> bool:
    """Try a failed or refused one once more, by hand; False when it is not one of these, or when
    nobody knows any more for whom it was."""
    over = and_(
        OpeningLine.opening_id == opening,
        OpeningLine.district == district,
        OpeningLine.found.is_not(None),
        OpeningLine.state.in_((OpeningState.FAILED.value, OpeningState.REFUSED.value)),
    )
    anew = {
        "state": OpeningState.WAITING.value,
        "refusal": None,
        "attempts": 0,
        "not_before": at,
        "changed_at": at,
    }
    changed = update(OpeningLine).where(over).values(**anew).returning(OpeningLine.opening_id)
    return await session.scalar(changed) is not None


def _waiting(district: DistrictCode) -> ColumnElement[bool]:
    return and_(OpeningLine.district == district, OpeningLine.state == OpeningState.WAITING.value)


def _row(key: bytes, opening: Opening) -> dict[str, object]:
    sealed = seal(key, opening.found.model_dump_json(), _place(opening.opening_id, opening))
    return {
        "opening_id": opening.opening_id,
        "district": opening.district,
        "office": opening.office,
        "channel": opening.channel.value,
        "urgent": bool(opening.found.red_flags),
        "asked_by": opening.asked_by,
        "asked_as": opening.asked_as.value,
        "asked_at": opening.at,
        "at_risk_id": opening.at_risk_id,
        "target_id": opening.target_id,
        "found": sealed,
        "case_id": case_of(opening.opening_id, opening.district),
        "case_number": None,
        "state": OpeningState.WAITING.value,
        "refusal": None,
        "attempts": 0,
        "not_before": opening.at,
        "changed_at": opening.at,
    }


def _in_the_clear(key: bytes, line: OpeningLine) -> Waiting:
    told = unseal(key, line.found or b"", _place(line.opening_id, line))
    opening = Opening(
        opening_id=OpeningId(line.opening_id),
        district=DistrictCode(line.district),
        office=OfficeCode(line.office),
        found=FoundHousehold.model_validate_json(told),
        channel=DiscoveryChannel(line.channel),
        at=line.asked_at,
        asked_by=None if line.asked_by is None else PersonId(line.asked_by),
        asked_as=Role(line.asked_as),
        at_risk_id=None if line.at_risk_id is None else AtRiskId(line.at_risk_id),
        target_id=None if line.target_id is None else TargetId(line.target_id),
    )
    number = None if line.case_number is None else CaseNumber(line.case_number)
    return Waiting(opening, CaseId(line.case_id), number, line.attempts)


def _asked(line: OpeningLine) -> Asked:
    return Asked(
        opening_id=OpeningId(line.opening_id),
        district=DistrictCode(line.district),
        office=OfficeCode(line.office),
        state=OpeningState(line.state),
        case_id=CaseId(line.case_id),
        case_number=None if line.case_number is None else CaseNumber(line.case_number),
        refusal=line.refusal,
        at_risk_id=None if line.at_risk_id is None else AtRiskId(line.at_risk_id),
        target_id=None if line.target_id is None else TargetId(line.target_id),
        changed_at=line.changed_at,
        forgotten=line.found is None and line.state != OpeningState.OPENED.value,
    )


def _place(opening: str, whose: Opening | OpeningLine) -> Place:
    return Place("case_openings", "found", opening, whose.district)
