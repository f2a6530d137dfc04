"""Whom those told of might be: households of the queue and people of the register, in bulk.

Everything is looked up by keyed hashes of one district; what they find is opened and compared in
the clear by ``alike``, so that a common name alone finds nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.alike import Likeness, Someone, Told, alike
from care.decide.likeness import folded_name, plain_name, plain_phone
from care.model.codes import Stage
from care.model.ids import CaseId, DistrictCode, HouseholdId, PersonId
from store import at_risk_told
from store.at_risk_told import Known
from store.blind_search import birth_token, name_token
from store.households import opened_member
from store.keyring import Keyring
from store.sealing import blind_index
from store.tables.at_risk import ApartLine, AtRiskLine, AtRiskTokenLine
from store.tables.cases import CaseLine
from store.tables.households import MemberLine, TokenLine
from store.tables.people import PersonLine
from store.tables.protection import HiddenLine, LocationLine


@dataclass(frozen=True)
class Home:
    """A household of the register. ``case_id``: its case that goes on, if there is one."""

    household_id: HouseholdId
    case_id: CaseId | None
    apart: bool = False
    """Its place lies in the compartment (SR-16)."""
    phones_apart: bool = False


@dataclass
class Around:
    """Everything a portion of tellings may meet, read in a handful of statements."""

    lines: dict[str, AtRiskLine] = field(default_factory=dict)
    told: dict[str, Known] = field(default_factory=dict)
    spoken: dict[Told, set[bytes]] = field(default_factory=dict)
    """The hashes each telling may be found by."""
    by_token: dict[bytes, set[str]] = field(default_factory=lambda: defaultdict(set))
    people: dict[str, list[tuple[str, Someone]]] = field(default_factory=dict)
    """By blind token: household and person."""
    homes: dict[str, Home] = field(default_factory=dict)
    open_cases: frozenset[str] = frozenset()
    """Of the cases the households of the queue became or were added to."""
    apart: set[tuple[str, str]] = field(default_factory=set)

    def are_apart(self, one: str, other: str) -> bool:
        return pair(one, other) in self.apart


@dataclass(frozen=True)
class Keys:
    district: DistrictCode
    sealing: bytes
    blind: bytes


async def keys_of(session: AsyncSession, keyring: Keyring, district: DistrictCode) -> Keys:
    return Keys(
        district,
        await keyring.district_key(session, district),
        await keyring.blind_key(session, district),
    )


def pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def at_risk_mark(at_risk_id: str) -> str:
    return f"a:{at_risk_id}"


def home_mark(household_id: str) -> str:
    return f"h:{household_id}"


async def around(
    session: AsyncSession, keyring: Keyring, keys: Keys, found: Sequence[Told], by: PersonId | None
) -> Around:
    """What ``by`` may not know of is left out, as if it were not there (SR-18)."""
    seen = Around()
    hidden = await hidden_from(session, by)
    await _queue(session, keys, seen, found, hidden)
    await _register(session, keyring, keys, seen, found, hidden)
    marks = {at_risk_mark(one) for one in seen.lines} | {home_mark(one) for one in seen.homes}
    seen.apart = await _said_apart(session, keys.district, marks)
    return seen


def homes_like(seen: Around, keys: Keys, told: Told) -> list[Home]:
    """Households one of whose people this certainly is; one with an open case comes first."""
    sure = {
        home
        for token in register_tokens(keys.blind, told)
        for home, person in seen.people.get(token.hex(), ())
        if alike(told, person).likeness is Likeness.CERTAIN
    }
    mark = at_risk_told.person_mark(keys.blind, told)
    kept = [seen.homes[one] for one in sorted(sure) if not seen.are_apart(home_mark(one), mark)]
    return sorted(kept, key=lambda one: one.case_id is None)


def register_tokens(key: bytes, told: Told) -> set[bytes]:
    """Tokens of the register (``store.blind_search``) under which this person may stand."""
    phone = plain_phone(told.phone)
    found = {blind_index(key, "phone", phone)} if phone else set()
    if told.birth_date:
        found.add(birth_token(key, told.birth_date))
    return found | _names(key, told)


def _names(key: bytes, told: Told) -> set[bytes]:
    spelled = {plain_name(told.name), folded_name(told.name)} - {""}
    return {name_token(key, one) for one in spelled}


async def hidden_from(session: AsyncSession, by: PersonId | None) -> frozenset[str]:
    if by is None:
        return frozenset()
    body = select(PersonLine.agency_id).where(PersonLine.person_id == by).scalar_subquery()
    whom = or_(
        and_(HiddenLine.kind == "person", HiddenLine.who == by),
        and_(HiddenLine.kind == "agency", HiddenLine.who == body),
    )
    query = select(HiddenLine.household_id).where(whom, HiddenLine.until.is_(None))
    return frozenset(await session.scalars(query))


async def _queue(
    session: AsyncSession,
    keys: Keys,
    seen: Around,
    found: Sequence[Told],
    hidden: frozenset[str],
) -> None:
    seen.spoken = {one: at_risk_told.matching_tokens(keys.blind, one) for one in set(found)}
    wanted = {token for tokens in seen.spoken.values() for token in tokens}
    if not wanted:
        return
    hits = select(AtRiskTokenLine.token, AtRiskTokenLine.at_risk_id).where(
        AtRiskTokenLine.token.in_(wanted)
    )
    for token, at_risk_id in (await session.execute(hits)).all():
        seen.by_token[token].add(at_risk_id)
    ids = {one for found_by in seen.by_token.values() for one in found_by}
    for line in await _lines(session, keys, ids):
        if line.household_id not in hidden:
            _take_in(seen, keys, line)
    await _those_merged_into(session, keys, seen, hidden)
    for token, there in seen.by_token.items():
        seen.by_token[token] = there & seen.lines.keys()
    cases = {line.case_id for line in seen.lines.values() if line.case_id}
    seen.open_cases = await _going_on(session, keys.district, cases)


async def _those_merged_into(
    session: AsyncSession, keys: Keys, seen: Around, hidden: frozenset[str]
) -> None:
    while missing := {
        line.merged_into
        for line in seen.lines.values()
        if line.merged_into and line.merged_into not in seen.lines
    }:
        found = await _lines(session, keys, missing)
        lines = [one for one in found if one.household_id not in hidden]
        if not lines:
            return
        for line in lines:
            _take_in(seen, keys, line)


async def _lines(session: AsyncSession, keys: Keys, ids: Iterable[str]) -> list[AtRiskLine]:
    """By their ids alone, which are random: what was destroyed is nobody any more."""
    wanted = sorted(ids)
    if not wanted:
        return []
    query = select(AtRiskLine).where(AtRiskLine.at_risk_id.in_(wanted))
    lines = await session.scalars(query.execution_options(populate_existing=True))
    return [one for one in lines if one.district == keys.district and one.told is not None]


async def _going_on(
    session: AsyncSession, district: DistrictCode, cases: Iterable[str]
) -> frozenset[str]:
    wanted = sorted(cases)
    if not wanted:
        return frozenset()
    query = select(CaseLine.case_id).where(
        CaseLine.district == district,
        CaseLine.case_id.in_(wanted),
        CaseLine.stage != Stage.ENDED.value,
    )
    return frozenset(await session.scalars(query))


def _take_in(seen: Around, keys: Keys, line: AtRiskLine) -> None:
    if line.at_risk_id not in seen.lines:
        told = at_risk_told.opened(keys.sealing, line.told, line.at_risk_id, line.district)
        seen.lines[line.at_risk_id] = line
        seen.told[line.at_risk_id] = told or Known()


async def _register(
    session: AsyncSession,
    keyring: Keyring,
    keys: Keys,
    seen: Around,
    found: Sequence[Told],
    hidden: frozenset[str],
) -> None:
    hits = await _members(session, keys, found)
    homes = {line.household_id for _, line in hits} - hidden
    opened = await keyring.case_keys(session, homes, keys.district)
    people: dict[str, Someone] = {}
    for token, line in hits:
        key = opened.get(line.household_id)
        if key is None:
            continue
        if line.member_id not in people:
            details = opened_member(key, line)
            people[line.member_id] = Someone(
                name=details.name,
                birth_date=details.birth_date,
                phone=details.phone or "",
                address=details.address or "",
            )
        known = seen.people.setdefault(token.hex(), [])
        known.append((line.household_id, people[line.member_id]))
    seen.homes = await _homes(session, keys.district, opened)


async def _members(
    session: AsyncSession, keys: Keys, found: Sequence[Told]
) -> list[tuple[bytes, MemberLine]]:
    """By birth date or telephone; by name alone only those whose birth date is not known."""
    names = {token for one in found for token in _names(keys.blind, one)}
    others = {token for one in found for token in register_tokens(keys.blind, one)} - names
    if not names | others:
        return []
    query = select(TokenLine.token, TokenLine.member_id).where(TokenLine.token.in_(names | others))
    hits = (await session.execute(query)).all()
    ids = sorted({member for token, member in hits if token in others})
    named = sorted({member for token, member in hits if token in names} - set(ids))
    lines = await _member_lines(session, MemberLine.member_id.in_(ids)) if ids else {}
    if named:
        unborn = and_(MemberLine.member_id.in_(named), MemberLine.birth_date.is_(None))
        lines |= await _member_lines(session, unborn)
    return [
        (token, lines[member])
        for token, member in hits
        if member in lines and lines[member].district == keys.district
    ]


async def _member_lines(
    session: AsyncSession, condition: ColumnElement[bool]
) -> dict[str, MemberLine]:
    return {
        line.member_id: line for line in await session.scalars(select(MemberLine).where(condition))
    }


async def _homes(
    session: AsyncSession, district: DistrictCode, ids: Iterable[str]
) -> dict[str, Home]:
    wanted = sorted(ids)
    if not wanted:
        return {}
    open_cases = select(CaseLine.household_id, CaseLine.case_id).where(
        CaseLine.district == district,
        CaseLine.household_id.in_(wanted),
        CaseLine.stage != Stage.ENDED.value,
    )
    cases = {home: case for home, case in (await session.execute(open_cases)).all()}
    places = select(LocationLine.household_id, LocationLine.phones).where(
        LocationLine.household_id.in_(wanted)
    )
    apart = {home: phones for home, phones in (await session.execute(places)).all()}
    return {
        home: Home(
            HouseholdId(home),
            CaseId(cases[home]) if home in cases else None,
            home in apart,
            apart.get(home, False),
        )
        for home in wanted
    }


async def _said_apart(
    session: AsyncSession, district: DistrictCode, marks: set[str]
) -> set[tuple[str, str]]:
    if not marks:
        return set()
    query = select(ApartLine.one, ApartLine.other).where(
        ApartLine.district == district,
        or_(ApartLine.one.in_(marks), ApartLine.other.in_(marks)),
    )
    return {(one, other) for one, other in (await session.execute(query)).all()}
