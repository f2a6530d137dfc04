"""Who may do what is said by Cedar alone, and what it cannot decide is refused (D3)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from care.model.codes import Role
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from policies import authz
from policies.authz import UnsoundPolicies
from web.authority import NO_PERMIT, Authority
from web.rights import Resource, StandIn, Visitor, scope_of

SOUND = authz.load()
AUTHORITY = Authority(SOUND)
CASE = Resource("Case", "41570-a", "41570", "handeul-eup")
SCHEMA = """
entity P { d: String };
entity R { d: String };
action A appliesTo { principal: [P], resource: [R] };
"""


def somebody(*roles: Role, office: str = "", stands_in: tuple[StandIn, ...] = ()) -> Visitor:
    return Visitor(
        person=PersonId("p"),
        name="",
        roles=roles,
        district=DistrictCode("41570"),
        office=OfficeCode(office),
        agency=None,
        token="t",
        signed_in_at=datetime(2026, 1, 1, tzinfo=UTC),
        stands_in=stands_in,
    )


def of_a_body(role: Role) -> Visitor:
    return replace(somebody(role), agency=AgencyId("a-centre"))


def test_who_works_at_a_body_handles_only_the_cases_they_are_named_on() -> None:
    manager = of_a_body(Role.CASE_MANAGER)
    for case, may in (
        (CASE, False),
        (replace(CASE, owner="q", co_owner="r"), False),
        (replace(CASE, owner="q", co_owner="p"), True),
        (replace(CASE, owner="p"), True),
    ):
        assert AUTHORITY.judge(manager, "ViewCase", case).allowed is may
        assert AUTHORITY.judge(manager, "RecordContact", case).allowed is may
    assert AUTHORITY.judge(somebody(Role.CASE_MANAGER), "ViewCase", CASE).allowed


def test_every_command_of_the_heart_is_an_action() -> None:
    assert authz.command_kinds() <= SOUND.actions


def test_without_a_permit_the_answer_is_no() -> None:
    ruling = AUTHORITY.judge(somebody(Role.OPERATOR), "ViewCase", CASE)
    assert not ruling.allowed
    assert ruling.policy == NO_PERMIT


def test_nobody_adopts_a_policy_for_a_case() -> None:
    for role in Role:
        assert not AUTHORITY.judge(somebody(role), "AdoptPolicy", CASE).allowed


def test_no_role_passes_the_border_of_its_district() -> None:
    elsewhere = Resource("Case", "11350-a", "11350", "handeul-eup")
    everyone = somebody(*Role, office="handeul-eup")
    for action in sorted(SOUND.actions):
        ruling = AUTHORITY.judge(everyone, action, elsewhere)
        assert not ruling.allowed, action


def test_a_forbid_that_cannot_be_evaluated_refuses() -> None:
    """Without a schema Cedar would skip it and allow."""
    entities: list[dict[str, object]] = [
        {
            "uid": {"type": "Person", "id": "p"},
            "attrs": {},
            "parents": [{"type": "Role", "id": "COORDINATOR"}],
        },
        {
            "uid": {"type": "Case", "id": "c"},
            "attrs": {"district": "41570", "office": "", "owner": "", "coOwner": ""},
            "parents": [],
        },
    ]
    request: dict[str, object] = {
        "principal": 'Person::"p"',
        "action": 'Action::"ViewCase"',
        "resource": 'Case::"c"',
        "context": {},
    }
    ruling = AUTHORITY.answer(request, entities)
    assert not ruling.allowed
    assert ruling.failed


def test_an_unknown_action_is_refused() -> None:
    ruling = AUTHORITY.judge(somebody(*Role), "Everything", CASE)
    assert not ruling.allowed


def test_a_substitute_decides_but_does_no_case_work() -> None:
    absent = StandIn(PersonId("q"), "", (Role.COORDINATOR,), "")
    visitor = somebody(Role.LOCAL_OFFICE, office="sodam-dong", stands_in=(absent,))
    assert AUTHORITY.judge(visitor, "DecidePlan", CASE).allowed
    assert not AUTHORITY.judge(visitor, "SubmitPlan", CASE).allowed
    actor = visitor.actor(Role.COORDINATOR)
    assert actor.on_behalf_of == "q"


def test_a_substitute_of_a_team_lead_sees_and_decides_in_that_office_only() -> None:
    absent = StandIn(PersonId("q"), "", (Role.TEAM_LEAD,), "handeul-eup")
    visitor = somebody(Role.LOCAL_OFFICE, office="sodam-dong", stands_in=(absent,))
    third = Resource("Case", "41570-d", "41570", "jangan-dong")
    assert AUTHORITY.judge(visitor, "DecidePlan", CASE).allowed
    assert not AUTHORITY.judge(visitor, "SubmitPlan", CASE).allowed
    assert not AUTHORITY.judge(visitor, "DecidePlan", third).allowed
    assert scope_of(visitor).offices == {"handeul-eup", "sodam-dong"}


def test_a_local_office_sees_its_own_households_only() -> None:
    other = Resource("Case", "41570-b", "41570", "sodam-dong")
    worker = somebody(Role.LOCAL_OFFICE, office="handeul-eup")
    assert AUTHORITY.judge(worker, "ViewCase", CASE).allowed
    assert not AUTHORITY.judge(worker, "ViewCase", other).allowed


@pytest.mark.parametrize(
    ("policies", "fault"),
    [
        ("permit (principal, action, resource);", "without @id"),
        (
            '@id("x") permit (principal, action, resource);' * 2,
            "twice",
        ),
        ('@id("x") permit (principal, action, resource) when { principal.nothing };', "nothing"),
        ("permit (", "parse|unexpected"),
    ],
)
def test_an_unsound_policy_set_stops_the_start(policies: str, fault: str) -> None:
    with pytest.raises(UnsoundPolicies, match=fault):
        authz.check(policies, SCHEMA)
