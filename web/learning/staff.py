"""Who may have taken part: everybody of the district who does case work."""

from typing import Any

from care.model.codes import Role
from care.model.ids import DistrictCode, PersonId
from store import people

STAFF = frozenset(
    {
        Role.LOCAL_OFFICE,
        Role.TEAM_LEAD,
        Role.CASE_MANAGER,
        Role.COORDINATOR,
        Role.SECTION_HEAD,
    }
)


async def colleagues(session: Any, district: DistrictCode) -> list[PersonId]:
    found = await people.people(session, district)
    return [one.person_id for one in found if one.roles & STAFF]
