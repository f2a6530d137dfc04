"""Gimpo's joint centre: its coordinator may be paid by a body, where the policy lets that be."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from care.model.codes import Role
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from store import people, sessions
from store.people import Person
from tests.care.builders import NOW
from tests.web.acts.conftest import GIMPO
from tests.web.flow import HOME, Flow, classify, district, open_case, receive, submit
from web import rights
from web.rights import Visitor

PAID = AgencyId("welfare")
PRIVATE = {
    "private": {Role.COORDINATOR},
    "named": {Role.CASE_MANAGER},
    "worker": {Role.PARTNER_WORKER},
    "both": {Role.COORDINATOR, Role.PARTNER_WORKER},
}
"""Everybody works at the same body."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("centre")) as flow:
        flow._run(accounts, flow)
        open_case(flow)
        receive(flow)
        classify(flow)
        submit(flow)
        yield flow


async def accounts(flow: Flow) -> None:
    keyring, now = flow.cases.keyring, flow.clock()
    async with flow.cases.database.write() as session:
        for login, roles in PRIVATE.items():
            person = Person(PersonId(login), login, GIMPO, agency_id=PAID, roles=frozenset(roles))
            await people.create_person(session, keyring, person, "가온", "none", now)
            token = await sessions.create(session, person.person_id, now, timedelta(days=900))
            flow.tokens[login] = str(token)


def answered(flow: Flow, who: str) -> Any:
    path = flow.form("plan/decision")
    page = flow.get(who, path).text
    hidden = dict(re.findall(r'name="(version|tier|submission)" value="([^"]+)"', page))
    return flow.post(who, path, hidden | {"answer": "APPROVE"})


def seen(flow: Flow, who: str) -> tuple[int, bool]:
    """The case itself, and whether the list of cases names it."""
    case = flow.get(who, f"/cases/{flow.case_id}").status_code
    return case, flow.case_id in flow.get(who, "/cases").text


def test_gp_14_nobody_else_of_the_body_gets_any_more_than_before(centre: Flow) -> None:
    assert seen(centre, "private") == (200, True)
    for who in ("named", "worker", "both"):
        assert seen(centre, who) == (404, False), who


def test_gp_14_where_the_policy_says_public_a_private_coordinator_is_nobody(
    centre: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "either_side", lambda district: False)
    assert seen(centre, "private") == (404, False)
    assert centre.get("private", centre.form("plan/decision")).status_code == 404
    assert seen(centre, "coordinator") == (200, True)


def test_gp_14_a_household_in_hold_or_kept_from_the_body_is_none_of_theirs(
    centre: Flow,
) -> None:
    async def tell(statement: str) -> None:
        async with centre.cases.database.write() as session:
            await session.execute(text(statement))

    hidden = (
        "INSERT INTO hidden_households (danger_id, kind, who, household_id, district, since)"
        f" VALUES ('d-1', 'agency', '{PAID}', '{HOME}', '{GIMPO}', '2026-01-01 00:00:00')"
    )
    centre._run(tell, hidden)
    assert seen(centre, "private") == (404, False)
    centre._run(tell, "DELETE FROM hidden_households")
    [stage] = {centre.state().stage.value}
    centre._run(tell, "UPDATE cases SET stage = 'ENGAGEMENT_HOLD'")
    assert seen(centre, "private") == (404, False)
    centre._run(tell, f"UPDATE cases SET stage = '{stage}'")
    assert seen(centre, "private") == (200, True)


def test_gp_14_the_policys_tier_is_answered_from_either_side(centre: Flow) -> None:
    submission = centre.state().submission
    assert submission is not None
    assert submission.tiers[0] is Role.COORDINATOR
    assert centre.get("private", "/inbox").status_code == 200
    done = answered(centre, "private")
    assert done.status_code == 303, done.text
    later = centre.state().submission
    assert later is not None
    assert [step.by for step in later.steps] == ["private"]
    page = centre.get("private", centre.form("plan/decision")).text
    assert 'value="APPROVE"' not in page, "the next tier is another's right"


def test_gp_14_who_is_of_either_side_is_the_word_of_the_districts_policy(centre: Flow) -> None:
    private = Visitor(
        person=PersonId("private"),
        name="가온",
        roles=(Role.COORDINATOR,),
        district=GIMPO,
        office=OfficeCode(""),
        agency=PAID,
        token="token",
        signed_in_at=NOW,
    )
    assert private.leads_joint_centre
    assert not replace(private, agency=None).leads_joint_centre
    for code in ("11350", "11140", "52110", "11215"):
        assert not replace(private, district=DistrictCode(code)).leads_joint_centre, code
