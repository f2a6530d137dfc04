"""What the store knows that would tell who a text is about, for the finder in ``care.decide``."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import CaseId
from care.model.learned import KnownPeople
from store import agencies, households, people
from store.keyring import Keyring
from store.scope import Scope, cases_in
from store.tables.cases import CaseLine
from store.tables.people import PersonLine


async def known_people(
    session: AsyncSession,
    keyring: Keyring,
    scope: Scope,
    cases: Iterable[CaseId] = (),
    neighbourhoods: Sequence[str] = (),
) -> KnownPeople:
    """Of these households, all staff and all bodies of the district.

    A protected address is not opened for this; its shape has to do (SR-16).
    """
    wanted = sorted(set(cases))
    query = select(CaseLine.case_number, CaseLine.household_id).where(
        cases_in(scope), CaseLine.case_id.in_(wanted)
    )
    rows = (await session.execute(query)).all() if wanted else []
    homes = [
        await households.household(session, keyring, one)
        for one in sorted({row.household_id for row in rows})
    ]
    members = [one for home in homes if home is not None for one in home.members]
    return KnownPeople(
        names=tuple(one.name for one in members),
        staff=await _staff(session, keyring, scope),
        phones=tuple(one.phone for one in members if one.phone),
        addresses=tuple(one.address for one in members if one.address),
        neighbourhoods=tuple(neighbourhoods),
        bodies=tuple(
            (one.name, one.kind) for one in await agencies.register(session, scope.district)
        ),
        numbers=tuple(sorted({*(row.case_number for row in rows), *wanted})),
    )


async def _staff(session: AsyncSession, keyring: Keyring, scope: Scope) -> tuple[str, ...]:
    """Whoever ever had an account, also those who left."""
    query = select(PersonLine.person_id, PersonLine.district, PersonLine.display_name).where(
        PersonLine.district == scope.district
    )
    lines = (await session.execute(query)).all()
    return tuple(sorted([await people.opened_name(session, keyring, one) for one in lines]))
