"""People of two bodies beside the staff, and short ways to enter and read services."""

from datetime import timedelta
from typing import Any

import pytest

from care.model.codes import Role
from care.model.ids import AgencyId, PersonId
from store import people, sessions
from store.people import Person
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow

WELFARE, REPAIR = "at-welfare", "at-repair"
BODY_PEOPLE = {WELFARE: AgencyId("welfare"), REPAIR: AgencyId("repair")}
HOME_DOCTOR: dict[str, Any] = {
    "body": "welfare",
    "service_name": "따뜻한 재택의료",
    "services": ["HOME_VISIT_DOCTOR"],
    "needs": ["HEALTH_BODY"],
    "eligibility": "걷기 어려운 65세부터",
    "minimum_age": "65",
    "cost_won": "0",
    "home_visit": "yes",
    "phone": "031-000-0101",
}


@pytest.fixture(autouse=True)
def _people_of_bodies(flow: Flow) -> None:
    flow._run(_add, flow)


async def _add(flow: Flow) -> None:
    async with flow.cases.database.write() as session:
        for login, body in BODY_PEOPLE.items():
            person = Person(
                person_id=PersonId(login),
                login=login,
                district=GIMPO,
                agency_id=body,
                roles=frozenset({Role.PARTNER_WORKER}),
            )
            now = flow.clock()
            await people.create_person(session, flow.cases.keyring, person, "하람", "none", now)
            token = await sessions.create(session, person.person_id, now, timedelta(days=900))
            flow.tokens[login] = str(token)


def enter(flow: Flow, who: str = "manager", **changed: Any) -> str:
    """The address of the entry; an empty value leaves the field out."""
    fields = {name: one for name, one in (HOME_DOCTOR | changed).items() if one != ""}
    answer = flow.post(who, "/directory/new", fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def read(flow: Flow, who: str = "manager", path: str = "/directory") -> str:
    answer = flow.get(who, path)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def press(flow: Flow, who: str, address: str, act: str, **fields: str) -> Any:
    """A button or small form of the entry's own page."""
    return flow.post(who, f"{address}/{act}", fields, flow.intent(who, address))
