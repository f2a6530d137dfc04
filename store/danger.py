"""위험 인물: people, and the bodies they work at, from whom a household is hidden (SR-18).

Identifiers are compared as keyed hashes of the district. A match hides every case of the
household, later ones too, from that account and from the body it belongs to, and leaves one alert.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import AgencyId, CaseId, DistrictCode, HouseholdId, PersonId
from store.blind_search import contact_token, identity_token
from store.keyring import KeyDestroyed, Keyring
from store.moments import KOREA
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.cases import CaseLine, LinkageLine, TaskLine
from store.tables.people import PersonLine
from store.tables.protection import AlertLine, DangerLine, HiddenLine

PERSON, AGENCY = "person", "agency"
MATCH, ATTEMPT = "MATCH", "ATTEMPT"


@dataclass(frozen=True)
class Identity:
    """Whom is meant. Name with birth date, or a whole telephone number, is needed to find one."""

    name: str
    born: date | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Danger:
    danger_id: str
    name: str
    by_birth: bool
    by_phone: bool
    added_by: PersonId
    added_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class NewDanger:
    """``danger_id`` follows from the form's key, so that a second press adds nobody."""

    danger_id: str
    household_id: HouseholdId
    district: DistrictCode
    identity: Identity
    by: PersonId
    at: datetime


async def add_danger(session: AsyncSession, keyring: Keyring, new: NewDanger) -> None:
    """Hides the household at once from whoever matches. Answers nothing: a form must not tell."""
    told, born, phone = new.identity.name, new.identity.born, new.identity.phone
    blind = await keyring.blind_key(session, new.district)
    name = await sealed_name(session, keyring, new.household_id, new.district, new.danger_id, told)
    line = {
        "danger_id": new.danger_id,
        "household_id": new.household_id,
        "district": new.district,
        "name": name,
        "identity": identity_token(blind, told, born) if born else None,
        "contact": contact_token(blind, phone) if phone else None,
        "added_by": new.by,
        "added_at": new.at,
    }
    if not await add(session, DangerLine, (line,)):
        return
    same = _same(PersonLine, line["identity"], line["contact"])
    if same is None:
        return
    found = select(PersonLine).where(PersonLine.district == new.district, same)
    for person in (await session.scalars(found)).all():
        await _hide(session, new.danger_id, new.household_id, person, new.at)


async def identify(
    session: AsyncSession, keyring: Keyring, person_id: PersonId, identity: Identity, at: datetime
) -> None:
    """Who an account is; every danger person of the district is compared with it."""
    person = await session.get(PersonLine, person_id, populate_existing=True)
    if person is None:
        return
    blind = await keyring.blind_key(session, person.district)
    if identity.born is not None:
        person.identity = identity_token(blind, identity.name, identity.born)
    if identity.phone:
        person.contact = contact_token(blind, identity.phone)
    await session.flush()
    await compare(session, person_id, at)


async def compare(session: AsyncSession, person_id: PersonId, at: datetime) -> None:
    """After an account was made or moved to another body."""
    person = await session.get(PersonLine, person_id, populate_existing=True)
    same = None if person is None else _same(DangerLine, person.identity, person.contact)
    if person is None or same is None:
        return
    active = (DangerLine.district == person.district, DangerLine.ended_at.is_(None))
    for line in (await session.scalars(select(DangerLine).where(same, *active))).all():
        await _hide(session, line.danger_id, line.household_id, person, at)


async def end_danger(
    session: AsyncSession, household_id: HouseholdId, danger_id: str, by: PersonId, at: datetime
) -> bool:
    """Whoever matched may see the household again; False when there was no such entry."""
    statement = (
        update(DangerLine)
        .where(
            DangerLine.danger_id == danger_id,
            DangerLine.household_id == household_id,
            DangerLine.ended_at.is_(None),
        )
        .values(ended_at=at, ended_by=by)
        .returning(DangerLine.danger_id)
    )
    if await session.scalar(statement) is None:
        return False
    hidden = update(HiddenLine).where(HiddenLine.danger_id == danger_id, HiddenLine.until.is_(None))
    await session.execute(hidden.values(until=at))
    return True


async def dangers(
    session: AsyncSession, keyring: Keyring, household_id: HouseholdId
) -> list[Danger]:
    """Those entered for a household, ended ones last; says nothing of who matches."""
    query = select(DangerLine).where(DangerLine.household_id == household_id)
    order = (DangerLine.ended_at.is_not(None), DangerLine.added_at, DangerLine.danger_id)
    lines = (await session.scalars(query.order_by(*order))).all()
    try:
        key = await keyring.case_key(session, household_id, lines[0].district) if lines else b""
    except KeyDestroyed:
        return []
    return [
        Danger(
            line.danger_id,
            unseal(key, line.name, _place(line.danger_id, line.district)),
            line.identity is not None,
            line.contact is not None,
            PersonId(line.added_by),
            line.added_at,
            line.ended_at,
        )
        for line in lines
    ]


async def hidden_from(
    session: AsyncSession, household_id: HouseholdId
) -> tuple[frozenset[PersonId], frozenset[AgencyId]]:
    """Accounts and bodies that are never offered for this household."""
    query = select(HiddenLine.kind, HiddenLine.who).where(
        HiddenLine.household_id == household_id, HiddenLine.until.is_(None)
    )
    rows = (await session.execute(query)).all()
    return (
        frozenset(PersonId(who) for kind, who in rows if kind == PERSON),
        frozenset(AgencyId(who) for kind, who in rows if kind == AGENCY),
    )


async def hides(session: AsyncSession, agency_id: AgencyId, case_id: CaseId) -> bool:
    """Whether the case does not exist for this body."""
    query = (
        select(HiddenLine.danger_id)
        .join(CaseLine, CaseLine.household_id == HiddenLine.household_id)
        .where(CaseLine.case_id == case_id, _for(None, agency_id), HiddenLine.until.is_(None))
    )
    return await session.scalar(query.limit(1)) is not None


def no_case_for(agency_id: Any, case_id: Any) -> ColumnElement[bool]:
    """Of columns of bodies and cases, whether the one does not exist for the other."""
    return exists().where(
        CaseLine.household_id == HiddenLine.household_id,
        CaseLine.case_id == case_id,
        HiddenLine.kind == AGENCY,
        HiddenLine.who == agency_id,
        HiddenLine.until.is_(None),
    )


@dataclass(frozen=True)
class Knock:
    """Somebody asked for a case, task or referral by its address and was told there is none."""

    person: PersonId | None
    agency: AgencyId | None
    case_id: str = ""
    task_id: str = ""
    linkage_id: str = ""


async def knocked(session: AsyncSession, knock: Knock, at: datetime) -> bool:
    """Whether the case is there and hidden from who asked, which leaves an alert."""
    of_task = select(TaskLine.case_id).where(TaskLine.task_id == knock.task_id)
    of_linkage = select(LinkageLine.case_id).where(LinkageLine.linkage_id == knock.linkage_id)
    asked = or_(
        CaseLine.case_id == knock.case_id,
        CaseLine.case_id.in_(of_task),
        CaseLine.case_id.in_(of_linkage),
    )
    query = (
        select(HiddenLine)
        .join(CaseLine, CaseLine.household_id == HiddenLine.household_id)
        .where(asked, _for(knock.person, knock.agency), HiddenLine.until.is_(None))
    )
    hidden = (await session.scalars(query)).all()
    for line in hidden:
        await _alert(session, ATTEMPT, line, knock.person, knock.agency, at)
    return bool(hidden)


def _for(person: PersonId | None, agency: AgencyId | None) -> ColumnElement[bool]:
    return or_(
        and_(HiddenLine.kind == PERSON, HiddenLine.who == (person or "")),
        and_(HiddenLine.kind == AGENCY, HiddenLine.who == (agency or "")),
    )


def _same(
    line: type[PersonLine] | type[DangerLine], identity: object, contact: object
) -> ColumnElement[bool] | None:
    """None when there is nothing to compare."""
    known = [(line.identity, identity), (line.contact, contact)]
    equal = [column == value for column, value in known if value is not None]
    return or_(*equal) if equal else None


async def _hide(
    session: AsyncSession, danger_id: str, household_id: str, person: PersonLine, at: datetime
) -> None:
    whom = [(PERSON, person.person_id)]
    if person.agency_id:
        whom.append((AGENCY, person.agency_id))
    lines = [
        {
            "danger_id": danger_id,
            "kind": kind,
            "who": who,
            "household_id": household_id,
            "district": person.district,
            "since": at,
        }
        for kind, who in whom
    ]
    for line in lines:
        await add(session, HiddenLine, (line,))
    hidden = HiddenLine(**lines[0])
    agency = AgencyId(person.agency_id) if person.agency_id else None
    await _alert(session, MATCH, hidden, PersonId(person.person_id), agency, at)


async def _alert(
    session: AsyncSession,
    kind: str,
    hidden: HiddenLine,
    person: PersonId | None,
    agency: AgencyId | None,
    at: datetime,
) -> None:
    day = "" if kind == MATCH else at.astimezone(KOREA).date().isoformat()
    words = "\x1f".join((kind, hidden.danger_id, person or "", agency or "", day))
    line = {
        "alert_id": hashlib.sha256(words.encode()).hexdigest()[:32],
        "district": hidden.district,
        "household_id": hidden.household_id,
        "danger_id": hidden.danger_id,
        "kind": kind,
        "person_id": person,
        "agency_id": agency,
        "at": at,
    }
    await add(session, AlertLine, (line,))


async def sealed_name(
    session: AsyncSession,
    keyring: Keyring,
    household_id: HouseholdId,
    district: DistrictCode,
    danger_id: str,
    name: str,
) -> bytes:
    """With the household's key, so that it goes when the household goes."""
    key = await keyring.case_key(session, household_id, district)
    return seal(key, name, _place(danger_id, district))


def _place(danger_id: str, district: str) -> Place:
    return Place("danger_persons", "name", danger_id, district)
