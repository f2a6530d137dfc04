"""Colleagues who can be named for a household: never one from whom it is hidden."""

from typing import Any

from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import PersonId
from i18n.wording import words
from store import danger, people
from store.people import Person
from web.districts import offices_from
from web.identity import in_order
from web.known_cases import known_cases
from web.visitor import Visit
from web.words import Problem

READERS = frozenset({Role.LOCAL_OFFICE, Role.TEAM_LEAD, Role.CASE_MANAGER, Role.COORDINATOR})
"""Those who work with cases; a section head decides without going there."""


async def state_of(session: Any, visit: Visit) -> CaseState:
    """The case of this request."""
    state = await known_cases(visit).state(session, visit.case_id)
    if state is None:
        raise Problem(404, "NOT_FOUND")
    return state


async def who_can_read(session: Any, visit: Visit, case: CaseState) -> dict[PersonId, str]:
    """Name and role of each who can open the case, in the order of the logins."""
    hidden, _ = await danger.hidden_from(session, case.household_id)
    found = [
        one
        for one in await people.people(session, visit.visitor.district)
        if one.roles & READERS and one.person_id not in hidden and _near(one, case)
    ]
    names = await people.display_names(
        session, visit.dependencies.keyring, [one.person_id for one in found]
    )
    return {
        one.person_id: f"{names.get(one.person_id, '')} · {words(in_order(one.roles)[0])}"
        for one in found
    }


def _near(person: Person, case: CaseState) -> bool:
    return not person.office or case.office in offices_from(case.district, person.office)
