"""Where a new household lands, and what becomes of the cases of an office that is no more."""

from care.decide.routing import moved_to
from care.messages import commands as c
from care.messages import events as e
from care.model import codes as k
from care.model.case import CaseState
from care.model.condition import Operator
from care.model.course import Kin
from care.model.ids import CaseId, OfficeCode
from care.model.loop_codes import Kinship
from care.model.policy_rules import ProcessRules
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of
from tests.care.ruled import a_routing, more, ruled, when

OLD, NEW, HUB = OfficeCode("sodam-dong"), OfficeCode("neul-dong"), OfficeCode("hub-dong")
CHILDREN = a_routing(HUB, more("children", 0))


def opened(**changes: object) -> CaseState:
    return done(
        b.a_blank(ruled(routings=(CHILDREN,))), b.an_opening(**changes), k.Role.LOCAL_OFFICE
    )


def test_a_household_no_routing_speaks_of_lands_where_it_was_found() -> None:
    assert opened().office == OLD


def test_the_first_routing_that_holds_says_where_it_lands() -> None:
    with_child = b.an_opening(members=(b.a_member(), b.a_member(b.CHILD)))
    policy = ruled(
        routings=(
            a_routing(NEW, when("redFlags", Operator.EQUAL, ("VIOLENCE",)), "violence"),
            CHILDREN,
            a_routing(OLD, more("people", 0), "everybody"),
        )
    )
    happened = events_of(b.a_blank(policy), with_child, k.Role.LOCAL_OFFICE)
    (found,) = [event for event in happened if isinstance(event, e.CaseOpened)]
    assert (found.lands_at, found.routed_by) == (HUB, "children_first")
    assert found.opening.office == OLD, "what was told is kept"


def test_an_excluded_member_counts_for_nothing() -> None:
    excluded = b.a_member(b.CHILD, excluded=True)
    assert opened(members=(b.a_member(), excluded)).office == OLD


def test_a_later_episode_stays_where_the_household_is_looked_after() -> None:
    former = Kin(case_id=CaseId("case-0"), district=b.DISTRICT, kinship=Kinship.REOPENED, at=b.NOW)
    members = (b.a_member(), b.a_member(b.CHILD))
    assert opened(members=members, former=former).office == OLD


def test_taking_up_a_policy_moves_the_cases_of_an_office_that_is_no_more() -> None:
    policy = ruled({"version": 2, "content_hash": "hash-2"}, moved_offices={OLD: NEW})
    state = done(a_case(k.Stage.MONITORING), c.AdoptPolicy(policy=policy), k.Role.SYSTEM)
    assert state.office == NEW


def test_a_household_told_to_an_office_that_is_no_more_lands_with_its_successor() -> None:
    policy = ruled(moved_offices={OLD: NEW, NEW: HUB})
    assert done(b.a_blank(policy), b.an_opening(), k.Role.LOCAL_OFFICE).office == HUB


def test_offices_that_lead_in_a_circle_lead_nowhere() -> None:
    rules = ProcessRules(edition=1, moved_offices={OLD: NEW, NEW: OLD})
    assert moved_to(rules, OLD) == OLD
    assert moved_to(rules, HUB) == HUB
    assert moved_to(None, OLD) == OLD


def test_until_a_case_takes_the_policy_up_the_successor_sees_it_where_it_was() -> None:
    policy = ruled(
        {"hubs": {"hub": (HUB, NEW)}, "zones": {"EAST": (NEW,), "WEST": (HUB,)}},
        moved_offices={OLD: NEW},
    )
    assert policy.looked_after_from(NEW) == {NEW, OLD}
    assert policy.looked_after_from(HUB) == {HUB, NEW, OLD}
    assert policy.zone_offices("EAST") == {NEW, OLD}
    assert policy.zone_offices("WEST") == {HUB}
    assert policy.zone_offices("NORTH") == frozenset()


def test_a_level_of_the_districts_own_is_known_elsewhere_under_another() -> None:
    assert ruled().exported(k.CASE_INTENSIVE) == k.CASE_GENERAL
    assert ruled().exported(k.CASE_HIGH_DIFFICULTY) == k.CASE_HIGH_DIFFICULTY
    assert ruled().exported(k.NOT_SELECTED) == k.NOT_SELECTED
