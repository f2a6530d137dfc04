"""The policies say what the table says, and what they do not say is refused (SR-07)."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import cedarpy
import pytest
from fastapi import FastAPI, Response

from care.model.codes import Role
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from policies import authz
from policies.authz import UnsoundPolicies
from tests.security.expected import Reach, expected
from web.access import Access, Area, Here, UndeclaredRoute, check_routes
from web.areas import AREAS
from web.authority import NO_PERMIT, Authority
from web.visitor import Resource, Visitor

POLICIES = authz.load()
AUTHORITY = Authority(POLICIES)
TABLE = expected()
KINDS = dict(re.findall(r"^action (\w+).*resource: \[(\w+)\]", POLICIES.schema, re.MULTILINE))
OWN, OTHER = "office-own", "office-other"
HOME, AWAY = "41570", "11215"
BODY, OTHER_BODY = AgencyId("body-own"), AgencyId("body-other")
OF_A_BODY = frozenset(
    re.findall(r"^action (\w+) in \[PartnerDesk\]", POLICIES.schema, re.MULTILINE)
)
IN_OFFICE = (Role.LOCAL_OFFICE, Role.TEAM_LEAD)
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


def somebody(role: Role, office: str = OWN, body: AgencyId | None = None) -> Visitor:
    return Visitor(
        person=PersonId("somebody"),
        name="가온",
        roles=(role,),
        district=DistrictCode(HOME),
        office=OfficeCode(office if role in IN_OFFICE else ""),
        agency=body or (BODY if role is Role.PARTNER_WORKER else None),
        token="token",
        signed_in_at=datetime.now(UTC),
    )


def thing(action: str, district: str, office: str, body: str = BODY) -> Resource:
    return Resource(KINDS[action], "thing", district, office, agency=body)


def reach(role: Role, action: str) -> Reach:
    def may(office: str) -> bool:
        return AUTHORITY.judge(somebody(role), action, thing(action, HOME, office)).allowed

    if action in OF_A_BODY or KINDS[action] == "Referral":
        return Reach.BODY if may(OWN) else Reach.NOWHERE
    if may(OTHER):
        assert may(OWN)
        return Reach.DISTRICT
    return Reach.OFFICE if may(OWN) else Reach.NOWHERE


def test_the_table_names_every_action_and_every_role() -> None:
    assert set(TABLE) == set(KINDS)
    assert all(set(row) == set(ROLES) for row in TABLE.values())


@pytest.mark.parametrize("role", ROLES)
def test_the_policies_say_what_the_table_says(role: Role) -> None:
    found = {action: reach(role, action) for action in TABLE}
    assert found == {action: row[role] for action, row in TABLE.items()}


@pytest.mark.parametrize("role", ROLES)
def test_a_referral_is_its_own_bodys_and_nobody_elses(role: Role) -> None:
    actions = [action for action, kind in KINDS.items() if kind == "Referral"]
    assert actions
    for action in actions:
        others = thing(action, HOME, OWN, OTHER_BODY)
        nobodys = thing(action, HOME, OWN, "")
        stranger = somebody(role, body=OTHER_BODY)
        assert not AUTHORITY.judge(somebody(role, body=BODY), action, others).allowed
        assert not AUTHORITY.judge(somebody(role, body=BODY), action, nobodys).allowed
        assert not AUTHORITY.judge(stranger, action, thing(action, HOME, OWN)).allowed


def test_a_partner_worker_of_no_body_has_no_desk() -> None:
    nobodys = replace(somebody(Role.PARTNER_WORKER), agency=None)
    for action in OF_A_BODY:
        assert not AUTHORITY.judge(nobodys, action, thing(action, HOME, OWN)).allowed
    of_none = thing("ViewReferral", HOME, OWN, "")
    assert not AUTHORITY.judge(nobodys, "ViewReferral", of_none).allowed


@pytest.mark.parametrize("role", ROLES)
def test_nobody_does_anything_in_another_district(role: Role) -> None:
    rulings = [AUTHORITY.judge(somebody(role), each, thing(each, AWAY, OWN)) for each in TABLE]
    assert not any(ruling.allowed for ruling in rulings)


def test_a_team_lead_without_an_office_leads_the_whole_district() -> None:
    lead = somebody(Role.TEAM_LEAD, office="")
    assert AUTHORITY.judge(lead, "DecidePlan", thing("DecidePlan", HOME, OTHER)).allowed


def test_what_no_policy_permits_is_refused_and_says_so() -> None:
    ruling = AUTHORITY.judge(somebody(Role.OPERATOR), "ViewCase", thing("ViewCase", HOME, OWN))
    assert (ruling.allowed, ruling.policy, ruling.failed) == (False, NO_PERMIT, False)


def test_an_unknown_action_is_refused() -> None:
    district = Resource("District", HOME, HOME)
    assert not AUTHORITY.judge(somebody(Role.COORDINATOR), "ReadEverything", district).allowed


@pytest.mark.parametrize("missing", ["district", "office", "standsIn"])
def test_a_policy_that_cannot_be_evaluated_refuses_instead_of_being_skipped(missing: str) -> None:
    """Cedar alone skips a forbid whose attribute is missing, and the permit beside it stands."""
    attributes = {"person": "p", "district": HOME, "office": "", "agency": "", "standsIn": []}
    del attributes[missing]
    person: dict[str, object] = {
        "uid": {"type": "Person", "id": "p"},
        "attrs": attributes,
        "parents": [{"type": "Role", "id": "COORDINATOR"}],
    }
    case = {"district": AWAY, "office": OWN, "owner": "", "coOwner": ""}
    thing_of: dict[str, object] = {
        "uid": {"type": "Case", "id": "c"},
        "attrs": case,
        "parents": list[object](),
    }
    entities: list[dict[str, object]] = [person, thing_of]
    request: dict[str, object] = {
        "principal": 'Person::"p"',
        "action": 'Action::"ViewCase"',
        "resource": 'Case::"c"',
        "context": {},
    }
    ruling = AUTHORITY.answer(request, entities)
    assert (ruling.allowed, ruling.failed) == (False, True)


def test_every_policy_has_an_id_of_its_own() -> None:
    parsed = json.loads(cedarpy.policies_to_json_str(POLICIES.policies))
    assert len(POLICIES.ids) == len(parsed["staticPolicies"])


@pytest.mark.parametrize(
    "more",
    [
        "permit (principal, action, resource is District);",
        '@id("everyone-own-account") permit (principal, action, resource is District);',
        '@id("typo") permit (principal, action == Action::"ViewCsae", resource is Case);',
        '@id("no-attribute") permit (principal, action, resource) when { principal.rank > 3 };',
    ],
    ids=["without an id", "with a used id", "of an unknown action", "of an unknown attribute"],
)
def test_an_unsound_policy_stops_the_start(more: str) -> None:
    with pytest.raises(UnsoundPolicies):
        authz.check(f"{POLICIES.policies}\n{more}", POLICIES.schema)


async def nothing(visit: Here) -> Response:
    return Response()


@pytest.mark.parametrize(
    "access",
    [Access(None), Access("NoSuchAction"), Access.to_all("")],
    ids=["nothing declared", "an unknown action", "public without a reason"],
)
def test_a_route_that_does_not_say_what_it_opens_stops_the_start(access: Access) -> None:
    area = Area()
    area.get("/somewhere", access=access)(nothing)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.router.routes.extend(area.routes)
    with pytest.raises(UndeclaredRoute):
        check_routes(app, POLICIES.actions)


def test_a_route_beside_the_guard_stops_the_start() -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.get("/somewhere")(nothing)
    with pytest.raises(UndeclaredRoute):
        check_routes(app, POLICIES.actions)


def test_no_route_hides_another() -> None:
    places = [(*(route.methods or ()), route.path) for area in AREAS for route in area.routes]
    assert len(places) == len(set(places))
