"""Gimpo (domain guide §8.3): one parent and five children, house repair, many small linkages."""

import re

from care.messages import commands as c
from care.messages.envelope import Actor
from care.model import codes as k
from care.model.codes import ConsentPurpose, Relation, ServiceType, SubDomain
from care.model.household import Member
from care.model.ids import AgencyId, MemberId
from care.model.policy import ApprovalRule
from tests.acceptance.at_desk import (
    CLIENT,
    action,
    ask,
    assessed,
    goal,
    in_service,
    opened,
    own,
    page,
    planned,
    received,
    told,
)
from tests.care.builders import a_case, a_plan, a_policy, an_actor, an_answer, done, refused
from tests.web.flow import Flow

CHILDREN = tuple(
    Member(member_id=MemberId(f"m-kid-{n}"), relation=Relation.CHILD, birth_year=2012 + n)
    for n in range(5)
)
FORMER = Member(member_id=MemberId("m-former"), relation=Relation.SPOUSE, excluded=True)
PARENT = Member(member_id=CLIENT, relation=Relation.CLIENT, birth_year=1985)


def test_gp_09_one_parent_five_children_and_an_excluded_spouse(desk: Flow) -> None:
    """Needs and consents are each person's own; nothing is given or said to the excluded one."""
    opened(desk, 309, (PARENT, *CHILDREN, FORMER))
    received(desk)
    assessed(desk, SubDomain.LIVING_INSIDE, SubDomain.HEALTH_MIND)
    kid = CHILDREN[0].member_id
    mind = goal("g-mind", SubDomain.HEALTH_MIND)
    home = goal("g-home", SubDomain.LIVING_INSIDE)
    therapy = action("a-therapy", "g-mind", ServiceType.THERAPY, "mind", members=(kid,))
    repair = action("a-repair", "g-home", ServiceType.HOUSE_REPAIR, "firm", members=(CLIENT,))
    planned(desk, (mind, home), (therapy, repair))
    kid, former = own(desk, kid), own(desk, FORMER.member_id)
    sent = {"action_id": "a-therapy", "agency_id": "mind", "members": kid}
    assert (
        "제3자 제공 동의가 없습니다" in desk.post("manager", desk.form("linkages/new"), sent).text
    )
    for purpose in (ConsentPurpose.PROVIDE_TO, ConsentPurpose.SENSITIVE):
        form = {"member_id": kid, "purpose": purpose.value, "agency_id": "mind"}
        if purpose is ConsentPurpose.SENSITIVE:
            form.pop("agency_id")
        desk.do("manager", "consent", **form, method="WRITTEN", by_guardian=own(desk, CLIENT))
    desk.do("manager", "linkages/new", **sent)
    linkage = desk.state().linkages[-1]
    assert linkage.members == (kid,)
    assert [one.member_id for one in desk.state().consents if one.by_guardian] == [kid, kid]
    shown = desk.get("manager", desk.form("linkages/new")).text
    assert f'value="{former}"' not in shown
    asked = {"member_id": former, "granted": "yes"}
    assert desk.post("manager", desk.form("information-request"), asked).status_code == 422


def test_gp_11_a_house_repair_with_days_a_stay_elsewhere_and_its_value_in_kind(
    desk: Flow,
) -> None:
    home = goal("g-home", SubDomain.LIVING_INSIDE)
    stay = action("a-stay", "g-home", ServiceType.TEMPORARY_STAY, "centre")
    repair = action("a-repair", "g-home", ServiceType.HOUSE_REPAIR, "firm")
    in_service(desk, 311, (home,), (stay, repair), a_repair="화장실, 보일러, 단열 공사")
    staying, repairing = ask(desk, "a-stay", "centre"), ask(desk, "a-repair", "firm")
    for linkage in (staying, repairing):
        told(desk, linkage, "SCHEDULED", scheduled_on="2026-02-02")
        told(desk, linkage, "STARTED", on="2026-01-06")
    value = {"source": "COMPANY", "agency_id": "firm", "need": "LIVING_INSIDE", "on": "2026-01-06"}
    desk.do(
        "manager", "resources/new", **value, amount="8000000", in_kind="yes", linkage_id=repairing
    )
    told(desk, repairing, "DONE", outcome="ACHIEVED", on="2026-01-20")
    told(desk, staying, "DONE", outcome="ACHIEVED", on="2026-01-20")
    kept = {str(one.linkage_id): one for one in desk.state().linkages}
    assert kept[repairing].scheduled_on is not None
    assert kept[repairing].value == 8_000_000
    assert {one.status for one in kept.values()} == {"DONE"}
    shown = page(desk)
    for words in ("집수리", "8,000,000", "가상솔기업", "첫 부탁부터 끝까지"):
        assert words in shown, words


SMALL = ("a-wardrobe", "a-set", "a-books", "a-photo", "a-meal", "a-tree", "a-therapy")


def test_gp_12_many_small_linkages_go_out_from_one_screen(desk: Flow) -> None:
    """One press; each row is an act of its own, and what was refused alone stays to be mended."""
    bodies = ("firm", "firm", "school", "hands", "firm", "hands", "mind")
    services = (ServiceType.GOODS,) * 6 + (ServiceType.THERAPY,)
    of_goal = goal("g-home", SubDomain.LIVING_INSIDE)
    actions = [
        action(item, "g-home", service, body)
        for item, service, body in zip(SMALL, services, bodies, strict=True)
    ]
    in_service(desk, 312, (of_goal,), actions)
    form = desk.form("linkages")
    shown = desk.get("manager", form).text
    assert shown.count('class="plan-row"') == len(SMALL)
    ticked = re.findall(r'name="send_([^"]+)" value="yes" checked', shown)
    assert sorted(ticked) == sorted(SMALL)
    sent = {f"send_{item}": "yes" for item in SMALL}
    sent |= {f"agency_{item}": body for item, body in zip(SMALL, bodies, strict=True)}
    sent |= {"urgent_a-meal": "yes", "agency_a-tree": "doctor"}
    sent |= {"despite_duplicate": "서로 다른 물품입니다"}
    intent = desk.intent("manager", form)
    answer = desk.post("manager", form, sent, intent)
    assert answer.status_code == 422
    assert "제3자 제공 동의가 없습니다" in answer.text, "the refused row alone stays"
    assert "의뢰 6건을 보냈습니다" in answer.text
    made = desk.state().linkages
    assert [one.action_id for one in made] == [one for one in SMALL if one != "a-tree"]
    assert [one.action_id for one in made if one.urgent] == ["a-meal"]
    assert len({one.linkage_id for one in made}) == 6
    desk.post("manager", form, sent, intent)
    assert len(desk.state().linkages) == 6, "a second press sends nothing twice"


def test_gp_13_goals_stand_in_their_order_and_say_what_comes_first(desk: Flow) -> None:
    goals = (
        goal("g-income", SubDomain.ECONOMY_BASIC),
        goal("g-mind", SubDomain.HEALTH_MIND, after="g-income"),
        goal("g-study", SubDomain.FAMILY_CARE, after="g-income"),
    )
    actions = (
        action("a-benefit", "g-income", ServiceType.LIVELIHOOD_BENEFIT, "city"),
        action("a-talk", "g-mind", ServiceType.COUNSELLING, "mind"),
        action("a-class", "g-study", ServiceType.AFTER_SCHOOL, "school"),
    )
    in_service(desk, 313, goals, actions, g_income="먼저 생활비를 마련한다")
    plan = page(desk).partition('id="plan"')[2].partition('id="history"')[0]
    places = [plan.index(f'id="item-{one.item_id}"') for one in goals]
    assert places == sorted(places)
    assert plan.count("먼저: 먼저 생활비를 마련한다") == 2


def test_gp_14_who_approves_is_the_policys_word_and_a_coordinator_may_be_of_either_side() -> None:
    """A joint centre: the coordinator is paid by the city or by the welfare corporation."""
    private = an_actor(k.Role.COORDINATOR, agency=AgencyId("welfare-corporation"))
    assert isinstance(private, Actor)
    for tiers in ((k.Role.COORDINATOR,), (k.Role.TEAM_LEAD, k.Role.COORDINATOR)):
        policy = a_policy(plan_approval=ApprovalRule(tiers=tiers, tiers_high=tiers))
        case = a_case(k.Stage.PLANNING, policy=policy)
        case = done(case, c.SubmitPlan(plan=a_plan()))
        assert case.submission is not None
        assert case.submission.tiers == tiers
        for tier, role in enumerate(tiers):
            who = private if role is k.Role.COORDINATOR else an_actor(role)
            other = refused(case, an_answer(tier=tier), k.Role.SECTION_HEAD)
            assert other.code == "role_not_allowed"
            case = done(case, an_answer(tier=tier), who)
        assert case.plan is not None
