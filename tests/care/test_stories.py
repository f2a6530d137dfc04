"""Stories CASE-2 and CASE-4 of the domain guide, day by day, through the commands alone."""

from datetime import date, timedelta
from typing import Any

from care.messages import commands as c
from care.messages import events as e
from care.model import codes as k
from care.model.case import CaseState, SendReferral
from care.model.ids import (
    AgencyId,
    ConsentId,
    EffectId,
    LinkageId,
    MemberId,
    PersonId,
    PlanItemId,
    PledgeId,
)
from care.model.loop_codes import IcsApplicant
from care.model.plan import CarePlan, ReturnPoint
from care.model.policy import ApprovalRule
from care.model.term import Term
from tests.care import builders as b
from tests.care.builders import done, events_of, refused

KIDS = tuple(MemberId(f"m-kid-{n}") for n in range(1, 6))
BORN = (2012, 2014, 2016, 2018, 2021)
COMPANY, FOUNDATION = AgencyId("a-company"), AgencyId("a-foundation")
POLICE, SCHOOL, THERAPY = AgencyId("a-police"), AgencyId("a-school"), AgencyId("a-therapy")
S, R = k.SubDomain, k.Role


def five_children_one_boiler() -> CaseState:
    """윤다온 and five children at the door; the former spouse must not find them."""
    members = (
        b.a_member(b.CLIENT, birth_year=1987),
        *(
            b.a_member(kid, relation=k.Relation.CHILD, birth_year=year, birth_month=1)
            for kid, year in zip(KIDS, BORN, strict=True)
        ),
        b.a_member(b.FORMER, relation=k.Relation.SPOUSE, excluded=True),
    )
    opening = b.an_opening(
        channel=k.DiscoveryChannel.SHELTER, members=members, address_protected=True
    )
    state = done(b.a_blank(), opening, R.LOCAL_OFFICE, "2026-01-06")
    state = done(state, b.met(mode=k.ContactMode.OFFICE), R.LOCAL_OFFICE, "2026-01-08")
    intake = c.RecordIntake(outcome=k.IntakeOutcome.RECEIVE)
    state = done(state, intake, R.LOCAL_OFFICE, "2026-01-08")
    state = done(state, b.a_consent(), R.LOCAL_OFFICE, "2026-01-08")
    state = done(state, c.ReceiveCase(), R.LOCAL_OFFICE, "2026-01-09")
    return done(state, c.AssignOwner(owner=b.MANAGER), R.TEAM_LEAD, "2026-01-09")


def boiler_plan() -> CarePlan:
    """Eight linkages over four needs."""
    asked: tuple[tuple[str, k.SubDomain, AgencyId, k.AgencyKind], ...] = (
        ("benefit", S.ECONOMY_BASIC, b.OFFICE, k.AgencyKind.PUBLIC_AGENCY),
        ("sponsor", S.ECONOMY_BASIC, COMPANY, k.AgencyKind.COMPANY),
        ("repair", S.LIVING_INSIDE, COMPANY, k.AgencyKind.COMPANY),
        ("stay", S.LIVING_INSIDE, b.CENTRE, k.AgencyKind.WELFARE_CENTRE),
        ("furniture", S.LIVING_INSIDE, b.CENTRE, k.AgencyKind.WELFARE_CENTRE),
        ("therapy", S.HEALTH_MIND, THERAPY, k.AgencyKind.CLINIC),
        ("counsel", S.FAMILY_BONDS, b.CENTRE, k.AgencyKind.WELFARE_CENTRE),
        ("study", S.FAMILY_BONDS, SCHOOL, k.AgencyKind.SCHOOL),
    )
    actions = tuple(
        b.an_action(
            need,
            agency,
            item_id=PlanItemId(name),
            agency_kind=kind,
            service=k.ServiceType.THERAPY if name == "therapy" else k.ServiceType.OTHER,
            members=KIDS[:3] if name == "therapy" else (b.CLIENT,),
        )
        for name, need, agency, kind in asked
    )
    needs = dict.fromkeys(need for _, need, _, _ in asked)
    return CarePlan(version=1, goals=tuple(b.a_goal(n) for n in needs), actions=actions)


def ask(state: CaseState, name: str, on: str, **changes: Any) -> CaseState:
    action = next(a for a in boiler_plan().actions if a.item_id == name)
    request = b.a_request(
        linkage_id=LinkageId(name),
        action_id=name,
        agency_id=action.agency_id,
        agency_kind=action.agency_kind,
        **{"members": action.members, **changes},
    )
    return done(state, request, on=on)


def told(state: CaseState, name: str, answer: k.PartnerAnswer, on: str) -> CaseState:
    linkage = state.linkage(name)
    assert linkage is not None
    word = b.a_word(answer, linkage_id=name, agency_id=linkage.agency_id)
    return done(state, word, R.SYSTEM, on)


def boiler_case_in_care() -> CaseState:
    state = five_children_one_boiler()
    found = {"ECONOMY_BASIC": 3, "LIVING_INSIDE": 3, "HEALTH_MIND": 2, "FAMILY_BONDS": 2}
    form = b.an_assessment((b.CLIENT, *KIDS), scores=b.some_scores(**found))
    state = done(state, form, on="2026-01-16")
    request = c.RecordInformationRequest(member_id=b.FORMER, granted=True)
    assert refused(state, request, on="2026-01-20").code == "consent_missing"
    state = done(state, request.model_copy(update={"granted": False}), on="2026-01-20")
    bodies = (b.CENTRE, POLICE, SCHOOL)
    meeting = b.a_conference(k.CASE_INTENSIVE, bodies=bodies)
    state = done(state, meeting, R.COORDINATOR, "2026-01-22")
    state = b.approved(state, boiler_plan(), "2026-01-30")
    return done(state, b.an_agreement(), on="2026-01-30")


def test_case_2_is_planned_as_an_intensive_case_with_eight_linkages() -> None:
    state = boiler_case_in_care()
    assert state.level == k.CASE_INTENSIVE
    assert state.score is not None
    assert state.score.level == k.CASE_HIGH_DIFFICULTY
    for name in ("benefit", "stay", "furniture", "counsel"):
        basis = k.LawfulBasis.PUBLIC_MINIMUM if name == "benefit" else None
        if basis is None and name == "stay":
            consent = b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO)
            state = done(state, consent, on="2026-02-02")
        state = ask(state, name, "2026-02-02", basis=basis)
    for name, body in (("sponsor", COMPANY), ("study", SCHOOL)):
        consent = b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO, agency=body)
        state = done(state, consent, on="2026-02-02")
        state = ask(state, name, "2026-02-02")
    state = ask(state, "repair", "2026-02-02")
    for purpose in (k.ConsentPurpose.PROVIDE_TO, k.ConsentPurpose.SENSITIVE):
        consent = b.a_consent(KIDS[0], purpose, THERAPY, by_guardian=b.CLIENT)
        state = done(state, consent, on="2026-02-02")
    state = ask(state, "therapy", "2026-02-02", members=KIDS[:1])
    assert len(state.linkages) == len(boiler_plan().actions) == 8
    # The protected address and the former spouse are in nobody's linkage.
    assert all(b.FORMER not in linkage.members for linkage in state.linkages)


def test_case_2_runs_from_the_benefit_to_the_closure_review() -> None:
    state = boiler_case_in_care()
    outside_clock = Term(n=30, unit=b.days(1).unit)
    public = {"basis": k.LawfulBasis.PUBLIC_MINIMUM, "answer_term": outside_clock}
    state = ask(state, "benefit", "2026-02-05", **public)
    assert state.linkages[0].answer_term == outside_clock
    pledge = c.RecordPledge(
        pledge_id=PledgeId("pledge"),
        agency_id=COMPANY,
        source=k.ResourceSource.COMPANY,
        need=S.ECONOMY_BASIC,
        amount=500_000,
        first_month=date(2026, 3, 1),
        months=12,
    )
    state = done(state, pledge, on="2026-02-20")
    state = told(state, "benefit", k.PartnerAnswer.STARTED, "2026-03-06")
    assert state.stage is k.Stage.MONITORING
    state = _house_repaired(state)
    state = _therapy_for_three(state)
    state = _april_is_missing(state)
    better = b.some_scores(ECONOMY_BASIC=1, LIVING_INSIDE=1, FAMILY_BONDS=1)
    state = done(state, b.an_assessment((b.CLIENT, *KIDS), scores=better), on="2026-07-21")
    assert state.assessment is not None
    assert state.previous_assessment is not None
    assert state.previous_assessment.scores[S.ECONOMY_BASIC] == 3
    state = done(state, b.a_conference(k.CASE_GENERAL), R.COORDINATOR, "2026-11-10")
    assert state.level == k.CASE_GENERAL
    _closes(state)


def _house_repaired(state: CaseState) -> CaseState:
    named = b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO, agency=COMPANY)
    general = b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO)
    state = done(done(state, named, on="2026-03-20"), general, on="2026-03-20")
    for name in ("repair", "stay"):
        state = ask(state, name, "2026-03-20")
        state = told(state, name, k.PartnerAnswer.ACCEPTED, "2026-03-23")
        state = told(state, name, k.PartnerAnswer.STARTED, "2026-03-30")
        state = told(state, name, k.PartnerAnswer.DONE, "2026-04-10")
    gift = c.RecordResource(
        entry_id="repair",
        source=k.ResourceSource.COMPANY,
        agency_id=COMPANY,
        need=S.LIVING_INSIDE,
        amount=7_000_000,
        in_kind=True,
        on=date(2026, 4, 10),
        linkage_id=LinkageId("repair"),
    )
    state = done(state, gift, on="2026-04-10")
    repair = state.linkage("repair")
    assert repair is not None
    assert repair.value == 7_000_000
    return state


def _therapy_for_three(state: CaseState) -> CaseState:
    """The eldest turned 14 in January and is asked himself; for the others the mother consents."""
    eldest, *younger = KIDS[:3]
    state = done(state, b.a_consent(eldest, k.ConsentPurpose.PROVIDE_TO, THERAPY), on="2026-04-14")
    for kid in younger:
        alone = b.a_consent(kid, k.ConsentPurpose.PROVIDE_TO, THERAPY)
        assert refused(state, alone, on="2026-04-14").code == "guardian_required"
        signed = alone.model_copy(update={"by_guardian": b.CLIENT})
        state = done(state, signed, on="2026-04-14")
    return ask(_health_data_apart(state), "therapy", "2026-04-14")


def _health_data_apart(state: CaseState) -> CaseState:
    """개인정보 보호법 제23조: what therapy tells about health is consented to apart."""
    request = b.a_request(
        linkage_id=LinkageId("therapy"),
        action_id="therapy",
        agency_id=THERAPY,
        agency_kind=k.AgencyKind.CLINIC,
        members=KIDS[:3],
    )
    answer = refused(state, request, on="2026-04-14")
    assert [(m.code, m.subject) for m in answer.missing] == [
        ("consent_sensitive", kid) for kid in KIDS[:3]
    ]
    for kid in KIDS[:3]:
        guardian = None if kid == KIDS[0] else b.CLIENT
        apart = b.a_consent(kid, k.ConsentPurpose.SENSITIVE, THERAPY, by_guardian=guardian)
        state = done(state, apart, on="2026-04-14")
    return state


def _april_is_missing(state: CaseState) -> CaseState:
    def paid(month: int, agency: AgencyId, source: k.ResourceSource, on: str) -> CaseState:
        line = c.RecordResource(
            entry_id=f"month-{month}",
            source=source,
            agency_id=agency,
            need=S.ECONOMY_BASIC,
            amount=500_000,
            on=date.fromisoformat(on),
            pledge_id=PledgeId("pledge"),
            month=date(2026, month, 1),
        )
        return done(state, line, on=on)

    state = paid(3, COMPANY, k.ResourceSource.COMPANY, "2026-03-10")
    state = paid(4, FOUNDATION, k.ResourceSource.FOUNDATION, "2026-05-19")
    assert state.pledges[0].paid == (date(2026, 3, 1), date(2026, 4, 1))
    assert state.private_total == 7_000_000 + 500_000 + 500_000
    return state


def _closes(state: CaseState) -> None:
    early = refused(state, b.a_closure(state), on="2027-01-26")
    assert {m.subject for m in early.missing} == {"benefit", "therapy"}
    for name in ("benefit", "therapy"):
        state = told(state, name, k.PartnerAnswer.DONE, "2027-01-25")
    state = done(state, b.a_closure(state), on="2027-01-26")
    assert state.stage is k.Stage.CLOSURE


CLINIC_PLAN = b.a_plan(
    goals=(b.a_goal(), b.a_goal(S.FAMILY_CARE)),
    actions=(
        b.an_action(
            S.HEALTH_BODY,
            b.CLINIC,
            agency_kind=k.AgencyKind.CLINIC,
            service=k.ServiceType.HOME_VISIT_DOCTOR,
        ),
        b.an_action(S.FAMILY_CARE, None),
    ),
)
COUNTY_MANAGER = PersonId("p-county-manager")


def the_doctor_comes() -> CaseState:
    """배소담 up to the accepted high-difficulty referral."""
    one_tier_more = ApprovalRule(
        tiers=(R.COORDINATOR,), tiers_high=(R.COORDINATOR,), money_review=None
    )
    policy = b.a_policy(plan_approval=one_tier_more)
    state = done(b.a_blank(policy), b.an_opening(), R.LOCAL_OFFICE, "2026-03-05")
    state = done(state, b.met(), R.LOCAL_OFFICE, "2026-03-05")
    needs = (k.CommunicationNeed.LOW_LITERACY,)
    intake = c.RecordIntake(outcome=k.IntakeOutcome.RECEIVE, communication=needs)
    state = done(state, intake, R.LOCAL_OFFICE, "2026-03-09")
    state = done(state, b.a_consent(), R.LOCAL_OFFICE, "2026-03-09")
    state = done(state, c.ReceiveCase(), R.LOCAL_OFFICE, "2026-03-10")
    state = done(state, c.AssignOwner(owner=b.DONG), R.TEAM_LEAD, "2026-03-10")
    scores = b.some_scores(HEALTH_BODY=3, FAMILY_CARE=2, ECONOMY_BASIC=1, SOCIAL_GROUPS=1,
                           LIVING_INSIDE=1)  # fmt: skip
    state = done(state, b.an_assessment(scores=scores), R.LOCAL_OFFICE, "2026-03-19")
    meeting = b.a_conference(k.CASE_GENERAL, conference=k.ConferenceKind.ZONE, difference=None)
    state = done(state, meeting, R.COORDINATOR, "2026-03-24")
    referral = c.ReferHighDifficulty(reason=b.TEXT)
    state = done(state, referral, R.LOCAL_OFFICE, "2026-03-25")
    assert state.owner == b.DONG  # until the district accepts
    accepted = c.AnswerHighDifficulty(accepted=True, owner=COUNTY_MANAGER, reason=b.TEXT)
    return done(state, accepted, R.COORDINATOR, "2026-03-30")


def doctor_plan_approved() -> CaseState:
    state = the_doctor_comes()
    state = done(state, c.SubmitPlan(plan=CLINIC_PLAN), on="2026-04-06")
    point = ReturnPoint(item_id=CLINIC_PLAN.actions[0].item_id, text=b.TEXT)
    back = b.an_answer(k.ApprovalAnswer.RETURN, points=(point,))
    state = done(state, back, R.COORDINATOR, "2026-04-07")
    assert state.last_returned is not None
    assert state.last_returned.steps[0].points == (point,)
    state = done(state, c.SubmitPlan(plan=CLINIC_PLAN), on="2026-04-09")
    state = done(state, b.an_answer(), R.COORDINATOR, "2026-04-10")
    assert state.plan is not None
    assert (state.plan.version, state.plan_returns) == (1, 0)
    return state


def doctor_at_home() -> CaseState:
    state = doctor_plan_approved()
    unread = b.an_agreement(method=k.ConsentMethod.READ_ALOUD)
    assert refused(state, unread, on="2026-04-10").code == "witness_required"
    state = done(state, unread.model_copy(update={"witnessed": True}), on="2026-04-10")
    request = b.a_request(agency_id=b.CLINIC, agency_kind=k.AgencyKind.CLINIC)
    general = b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO)
    state = done(state, general, on="2026-04-10")
    assert refused(state, request, on="2026-04-10").code == "consent_missing"
    named = b.a_consent(
        purpose=k.ConsentPurpose.PROVIDE_TO,
        agency=b.CLINIC,
        method=k.ConsentMethod.READ_ALOUD,
        witnessed=True,
    )
    state = done(state, named, on="2026-04-10")
    assert refused(state, request, on="2026-04-10").missing[0].code == "consent_sensitive"
    apart = named.model_copy(
        update={"purpose": k.ConsentPurpose.SENSITIVE, "consent_id": ConsentId("apart")}
    )
    state = done(done(state, apart, on="2026-04-10"), request, on="2026-04-10")
    yes = b.a_word(agency_id=b.CLINIC, scheduled_on=date(2026, 4, 23))
    state = done(state, yes, R.SYSTEM, "2026-04-16")
    assert state.linkages[0].scheduled_on == date(2026, 4, 23)
    visited = b.a_word(k.PartnerAnswer.STARTED, agency_id=b.CLINIC)
    return done(state, visited, R.SYSTEM, "2026-04-23")


def test_case_4_changes_level_and_owner_only_when_the_district_accepts() -> None:
    state = the_doctor_comes()
    assert (state.level, state.owner) == (k.CASE_HIGH_DIFFICULTY, COUNTY_MANAGER)
    assert state.stage is k.Stage.PLANNING


def test_case_4_sends_the_clinic_one_referral_with_the_clients_own_consent() -> None:
    state = doctor_at_home()
    assert state.effects == (
        SendReferral(effect_id=EffectId(f"{state.linkages[0].linkage_id}:1"),
                     linkage_id=state.linkages[0].linkage_id),
    )  # fmt: skip
    assert state.stage is k.Stage.MONITORING


def test_case_4_runs_one_plan_under_two_clocks_to_the_statutory_check() -> None:
    state = doctor_at_home()
    taught = b.met(members=(b.CLIENT, b.MOTHER), teach_back=k.TeachBack.PASSED)
    assert isinstance(events_of(state, taught, on="2026-05-07")[0], e.ContactRecorded)
    state = done(state, taught, on="2026-05-07")
    check = c.RecordCheck(outcome=k.CheckOutcome.CONTINUE, mode=k.ContactMode.VISIT)
    state = done(state, check, on="2026-06-18")
    better = b.an_assessment(scores=b.some_scores(HEALTH_BODY=2, FAMILY_CARE=1))
    state = done(state, better, on="2026-07-30")
    enrol = c.EnrolProgramme(
        programme=k.Programme.ICS, applied_on=date(2026, 9, 10), applicant=IcsApplicant.SELF
    )
    state = done(state, enrol, on="2026-09-10")
    statutory = check.model_copy(update={"statutory": True})
    assert refused(state, statutory, on="2026-09-11").code == "unknown_subject"
    accept = c.AcceptIndividualPlan(programme=k.Programme.ICS, version=1)
    state = done(state, accept, on="2026-09-30")
    state = done(state, statutory, on="2026-12-16")
    ics = state.enrolments[0]
    assert ics.plan_accepted_on == date(2026, 9, 30)
    assert ics.checks == (date(2026, 12, 16),)
    assert state.stage_since is not None
    assert state.stage_since - b.at("2026-04-23") == timedelta(0)
