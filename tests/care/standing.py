"""Cases standing at a given point, put together by hand, to test what is derived."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from care.decide.ladder import next_step, rungs
from care.model.assessment import Assessment, CrisisScore
from care.model.case import (
    AftercareCheck,
    CaseState,
    Closure,
    ConferenceRecord,
    ContactSummary,
    Enrolment,
    HighDifficultyReferral,
    IntakeResult,
)
from care.model.codes import (
    CASE_GENERAL,
    CASE_HIGH_DIFFICULTY,
    LINKAGE_ONLY,
    AftercareResult,
    AgencyKind,
    CheckOutcome,
    ClosureReason,
    ConferenceKind,
    ConsentMethod,
    ConsentPurpose,
    ContactMode,
    IntakeOutcome,
    LawfulBasis,
    LinkageStatus,
    PartnerChannel,
    Programme,
    RedFlag,
    Relation,
    ResourceSource,
    Role,
    ServiceType,
    Stage,
    SubDomain,
)
from care.model.course import CrisisLane, EngagementHold, LawfulGround, PurgeDemand
from care.model.household import Consent, Member
from care.model.ids import (
    AgencyId,
    CaseId,
    CaseNumber,
    ConsentId,
    DemandId,
    DistrictCode,
    GroundId,
    HouseholdId,
    IntentKey,
    LevelCode,
    LinkageId,
    MemberId,
    OfficeCode,
    PersonId,
    PlanItemId,
    PledgeId,
    TextId,
)
from care.model.linkage import Linkage, Pledge
from care.model.loop_codes import CrisisFinding, HoldCause, PurgeGround
from care.model.plan import CarePlan, Goal, PlanAction, PlanSubmission
from care.model.policy import (
    ApprovalRule,
    Cadence,
    Calendar,
    CasePolicy,
    CrisisRule,
    Ladder,
    LadderStep,
    LevelRule,
)
from care.model.term import Rollover, Term, Unit
from care.model.work import NextStep
from tests.care.builders import a_policy, life_rules

SEOUL = ZoneInfo("Asia/Seoul")
CLOSED = tuple(
    date.fromisoformat(day)
    for day in (
        "2026-01-01",
        "2026-02-16",
        "2026-02-17",
        "2026-02-18",
        "2026-03-02",
        "2026-05-05",
        "2026-05-25",
        "2026-08-17",
        "2026-09-24",
        "2026-09-25",
        "2026-10-05",
        "2026-10-09",
        "2026-12-25",
    )
)
CALENDAR = Calendar(closed=CLOSED)
OWNER, CLIENT = PersonId("p-owner"), MemberId("m-client")
ACTION, GOAL = PlanItemId("a-1"), PlanItemId("g-1")


def at(day: str, hour: int = 10) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=SEOUL).astimezone(UTC)


def days(n: int) -> Term:
    return Term(n=n, unit=Unit.DAYS)


def business(n: int) -> Term:
    return Term(n=n, unit=Unit.BUSINESS_DAYS)


def months(n: int, rollover: Rollover = Rollover.NEXT) -> Term:
    return Term(n=n, unit=Unit.MONTHS, rollover=rollover)


def hours(n: int) -> Term:
    return Term(n=n, unit=Unit.HOURS)


STANDARD = Ladder(
    steps=(
        LadderStep(code="reminder", to=Role.CASE_MANAGER, before_percent=20),
        LadderStep(code="due", to=Role.CASE_MANAGER),
        LadderStep(code="plus_1", to=Role.TEAM_LEAD, after=business(1)),
        LadderStep(code="plus_3", to=Role.COORDINATOR, after=business(3)),
        LadderStep(code="plus_5", to=Role.SECTION_HEAD, after=business(5)),
    )
)
URGENT = Ladder(
    steps=(
        LadderStep(code="due", to=Role.CASE_MANAGER),
        LadderStep(code="plus_2h", to=Role.COORDINATOR, after=hours(2)),
        LadderStep(code="plus_4h", to=Role.SECTION_HEAD, after=hours(4)),
    ),
    immediate=True,
)
STATUTORY = Ladder(
    steps=(
        LadderStep(code="day_60", to=Role.CASE_MANAGER, before_percent=33),
        LadderStep(code="day_80", to=Role.COORDINATOR, before_percent=11),
        LadderStep(code="breach", to=Role.SECTION_HEAD),
    )
)


def level(code: LevelCode, rank: int, managed: bool = True) -> LevelRule:
    return LevelRule(code=code, export_as=code, rank=rank, case_managed=managed)


def policy(**changes: object) -> CasePolicy:
    """The national defaults of domain guide §6.1."""
    national = CasePolicy(
        district=DistrictCode("11215"),
        district_name="광진구",
        number_prefix="GJ",
        version=1,
        content_hash="0" * 16,
        calendar=CALENDAR,
        first_contact=business(3),
        first_contact_red_flag=hours(24),
        contact_attempts=3,
        intake_to_receipt=business(3),
        assign_owner=business(2),
        assessment_due=days(10),
        conference_due=days(5),
        plan_due=days(30),
        plan_after_conference=days(15),
        approval_sla=business(3),
        plan_approval=ApprovalRule(
            tiers=(Role.COORDINATOR,), tiers_high=(Role.COORDINATOR, Role.SECTION_HEAD)
        ),
        case_fund_cap=None,
        linkage_request=business(5),
        partner_answer=business(5),
        partner_answer_urgent=business(1),
        partner_answer_by_kind={},
        linkage_start=days(14),
        monitoring={
            LevelCode("URGENT"): Cadence(contact=days(3), visit=days(7)),
            CASE_HIGH_DIFFICULTY: Cadence(contact=days(14), visit=months(1)),
            CASE_GENERAL: Cadence(contact=months(1), visit=months(3)),
            LINKAGE_ONLY: Cadence(contact=days(30), visit=days(90)),
        },
        reassessment={CASE_HIGH_DIFFICULTY: months(3), CASE_GENERAL: months(6)},
        closure_due=business(10),
        closure_rules=(),
        aftercare_checks=2,
        aftercare_within=months(9),
        high_difficulty_answer=business(5),
        ics_first_check=months(3, Rollover.PREVIOUS),
        ics_next_check=months(6, Rollover.PREVIOUS),
        pledge_grace=business(10),
        consent_validity=months(12),
        consent_partner_kinds=(),
        levels=(
            level(CASE_HIGH_DIFFICULTY, 30),
            level(CASE_GENERAL, 20),
            level(LINKAGE_ONLY, 10, managed=False),
        ),
        crisis=CrisisRule(),
        ladders={"standard": STANDARD, "urgent": URGENT, "statutory": STATUTORY},
        acknowledge_for=business(2),
        escalation_spread_minutes=30,
        quiet_from=20,
        quiet_until=8,
        workload_warn=25,
        assessment_form="national-2024",
        hubs={},
        zones={},
    )
    return national.model_copy(update=changes)


POLICY = policy()
"""Of the earlier release: without the loops."""
LIVING = policy(life=life_rules(), ladders=a_policy().ladders)


def standing(stage: Stage, since: str, **more: Any) -> CaseState:
    """A case of one client, in a stage since a day; ``more`` overrides any field."""
    moment = at(since)
    fields: dict[str, object] = {
        "case_id": CaseId("11215-abcdefghijklmnop"),
        "district": DistrictCode("11215"),
        "policy": POLICY,
        "revision": 1,
        "opened": True,
        "case_number": CaseNumber("GJ-2026-0001"),
        "office": OfficeCode("sodam-dong"),
        "household_id": HouseholdId("h-1"),
        "stage": stage,
        "stage_since": moment,
        "stages": {stage: moment},
        "opened_at": moment,
        "members": (Member(member_id=CLIENT, relation=Relation.CLIENT),),
    }
    if stage not in (Stage.DISCOVERY, Stage.INTAKE):
        fields["received_at"] = moment
    if stage not in (Stage.DISCOVERY, Stage.INTAKE, Stage.RECEIVED):
        fields["owner"] = OWNER
    return CaseState.model_validate(fields | more)


def in_care(since: str, **more: Any) -> CaseState:
    """Under care with an agreed plan whose only action has been started by a body."""
    moment, stage = at(since), more.pop("stage", Stage.MONITORING)
    fields: dict[str, object] = {
        "level": CASE_GENERAL,
        "plan": care_plan(),
        "plan_approved_at": moment,
        "plan_agreed_at": moment,
        "linkages": (linkage(since, status=LinkageStatus.STARTED),),
        "stages": {Stage.LINKAGE: moment, stage: moment},
    }
    return standing(stage, since, **(fields | more))


def action(item_id: str = ACTION, **more: object) -> PlanAction:
    fields: dict[str, object] = {
        "item_id": item_id,
        "goal_id": GOAL,
        "service": ServiceType.HOME_VISIT_DOCTOR,
        "text": "i.text",
        "members": (CLIENT,),
        "agency_id": "clinic",
        "agency_kind": AgencyKind.CLINIC,
        "due_on": date(2026, 6, 1),
    }
    return PlanAction.model_validate(fields | more)


def care_plan(version: int = 1, *actions: PlanAction) -> CarePlan:
    goal = Goal(item_id=GOAL, need=SubDomain.HEALTH_BODY, text=TextId("i.goal"))
    return CarePlan(version=version, goals=(goal,), actions=actions or (action(),))


def submission(day: str, *tiers: Role, **more: object) -> PlanSubmission:
    fields: dict[str, object] = {
        "plan": care_plan(),
        "based_on": None,
        "requested_by": OWNER,
        "requested_at": at(day),
        "tiers": tiers or (Role.COORDINATOR,),
        "intent": IntentKey("i-submit"),
    }
    return PlanSubmission.model_validate(fields | more)


def linkage(day: str, **more: object) -> Linkage:
    fields: dict[str, object] = {
        "linkage_id": LinkageId("k-1"),
        "action_id": ACTION,
        "agency_id": AgencyId("clinic"),
        "agency_kind": AgencyKind.CLINIC,
        "channel": PartnerChannel.REST,
        "service": ServiceType.HOME_VISIT_DOCTOR,
        "need": SubDomain.HEALTH_BODY,
        "members": (CLIENT,),
        "answer_term": business(5),
        "requested_at": at(day),
        "delivered_at": at(day),
        "status_at": at(day),
    }
    return Linkage.model_validate(fields | more)


def consent(day: str, valid_until: str) -> Consent:
    return Consent(
        consent_id=ConsentId("c-1"),
        member_id=CLIENT,
        purpose=ConsentPurpose.COLLECT_USE,
        method=ConsentMethod.WRITTEN,
        given_at=at(day),
        valid_until=date.fromisoformat(valid_until),
    )


def assessment(day: str) -> Assessment:
    return Assessment(
        number=1,
        form="national-2024",
        scores={sub: 1 for sub in SubDomain},
        members=(CLIENT,),
        assessed_by=OWNER,
        assessed_at=at(day),
        complete=True,
    )


def conference(day: str) -> ConferenceRecord:
    return ConferenceRecord(
        number=1,
        kind=ConferenceKind.INTEGRATED,
        held_at=at(day),
        minutes=TextId("i.minutes"),
        level=CASE_GENERAL,
        proposed=CASE_GENERAL,
        signed_by=PersonId("p-coordinator"),
    )


def pledge(first_month: str, *paid: str) -> Pledge:
    return Pledge(
        pledge_id=PledgeId("s-1"),
        agency_id=AgencyId("company"),
        source=ResourceSource.COMPANY,
        need=SubDomain.ECONOMY_BASIC,
        amount=500_000,
        first_month=date.fromisoformat(first_month),
        months=12,
        day=10,
        paid=tuple(date.fromisoformat(month) for month in paid),
    )


def closure(day: str, *tiers: Role) -> Closure:
    return Closure(
        reason=ClosureReason.GOAL_ACHIEVED,
        results=(),
        requested_by=OWNER,
        requested_at=at(day),
        tiers=tiers or (Role.COORDINATOR,),
    )


def every_standing() -> list[CaseState]:
    """One case for every way a case can stand; the invariants are asked of each."""
    refused = IntakeResult(outcome=IntakeOutcome.REFUSED, at=at("2026-03-09"), by=OWNER)
    received = IntakeResult(outcome=IntakeOutcome.RECEIVE, at=at("2026-03-09"), by=OWNER)
    asked = HighDifficultyReferral(requested_by=OWNER, requested_at=at("2026-03-25"))
    ics = Enrolment(
        programme=Programme.ICS,
        applied_on=date(2026, 9, 10),
        plan_accepted_on=date(2026, 9, 30),
    )
    flags = {"red_flags": (RedFlag.SUICIDE,), "urgent_since": at("2026-03-12")}
    planned = {"assessment": assessment("2026-03-19"), "conference": conference("2026-03-24")}
    score = CrisisScore(sum=20, areas=10, by_area={}, urgent=False, level=CASE_GENERAL, reasons=())
    waiting_plan = {"submission": submission("2026-04-06"), **planned, "score": score}
    unagreed = {"plan": care_plan(), "plan_approved_at": at("2026-04-10")}
    contacts = ContactSummary(
        last_at=at("2026-05-07"),
        last_met_at=at("2026-05-07"),
        last_visit_at=at("2026-05-07"),
        last_mode=ContactMode.VISIT,
        next_on=date(2026, 5, 20),
    )
    manual: dict[str, object] = {"channel": PartnerChannel.MANUAL, "delivered_at": None}
    asked_of: tuple[dict[str, object], ...] = (
        {},
        manual,
        {"status": LinkageStatus.ACCEPTED},
        {"status": LinkageStatus.ACCEPTED, "scheduled_on": date(2026, 4, 23)},
        {"status": LinkageStatus.DECLINED},
        {"delivery_failed": True},
        {"status": LinkageStatus.WITHDRAWN},
        {"status": LinkageStatus.DONE},
    )
    checked = (AftercareCheck(on=date(2027, 6, 1), result=AftercareResult.STABLE),)
    straight = [
        standing(Stage.DISCOVERY, "2026-03-05"),
        standing(Stage.DISCOVERY, "2026-03-05", **flags),
        standing(Stage.INTAKE, "2026-03-09"),
        standing(Stage.INTAKE, "2026-03-09", intake=received),
        standing(Stage.INTAKE, "2026-03-09", intake=refused),
        standing(Stage.INTAKE, "2026-03-09", intake=refused, contacts=contacts, **flags),
        standing(Stage.RECEIVED, "2026-03-10"),
        standing(Stage.ASSESSMENT, "2026-03-10", consents=(consent("2026-03-09", "2027-03-09"),)),
        standing(Stage.CONFERENCE, "2026-03-19", assessment=assessment("2026-03-19")),
        standing(Stage.CONFERENCE, "2026-03-19", high_difficulty=asked, **flags),
        standing(Stage.PLANNING, "2026-03-24", **planned),
        standing(Stage.PLANNING, "2026-03-24", last_returned=submission("2026-04-06"), **planned),
        standing(Stage.PLANNING, "2026-03-24", **waiting_plan),
        standing(Stage.PLANNING, "2026-03-24", **unagreed),
        standing(Stage.PLANNING, "2026-03-24", **unagreed, plan_agreed_at=at("2026-04-10")),
        *(in_care("2026-04-10", linkages=(linkage("2026-04-13", **k),)) for k in asked_of),
        in_care("2026-04-10", linkages=()),
        in_care("2026-04-10", level=None),
        in_care("2026-04-10", contacts=contacts, next_check_on=date(2026, 6, 18), **flags),
        in_care("2026-04-10", submission=submission("2026-06-01"), **planned),
        in_care("2026-04-10", last_returned=submission("2026-06-01"), **planned),
        in_care("2026-04-10", enrolments=(ics,), pledges=(pledge("2026-04-01"),)),
        *(
            in_care("2026-04-10", last_check_at=at("2026-06-18"), last_check_outcome=outcome)
            for outcome in CheckOutcome
        ),
        in_care("2026-04-10", stage=Stage.CLOSURE),
        in_care("2026-04-10", stage=Stage.CLOSURE, closure=closure("2026-10-01")),
        in_care("2026-04-10", closure=closure("2026-10-01")),
        in_care("2026-04-10", stage=Stage.AFTERCARE),
        in_care("2026-04-10", stage=Stage.AFTERCARE, aftercare=checked),
        in_care("2026-04-10", stage=Stage.AFTERCARE, aftercare=checked * 2),
    ]
    living = [state.model_copy(update={"policy": LIVING}) for state in straight]
    return [*straight, *living, *_in_loops()]


def _in_loops() -> list[CaseState]:
    """Held, in danger, and with something owed on a ground or a demand."""
    held = {"policy": LIVING, "hold": hold("2026-03-26")}
    lanes = (
        CrisisLane(opened_at=at("2026-03-27")),
        CrisisLane(opened_at=at("2026-03-27"), on_site_at=at("2026-03-28")),
        CrisisLane(
            opened_at=at("2026-03-27"),
            on_site_at=at("2026-03-28"),
            finding=CrisisFinding.NOT_FOUND,
            aid_at=at("2026-03-28", 12),
        ),
        CrisisLane(
            opened_at=at("2026-03-27"),
            on_site_at=at("2026-03-28"),
            finding=CrisisFinding.SAFE,
            aid_at=at("2026-03-28", 12),
        ),
        CrisisLane(opened_at=at("2026-03-27"), settled_at=at("2026-03-30")),
    )
    owed = {
        "policy": LIVING,
        "grounds": (
            LawfulGround(
                ground_id=GroundId("ground-1"),
                basis=LawfulBasis.INCAPACITY,
                member_id=CLIENT,
                since=at("2026-03-27"),
            ),
        ),
        "purges": (
            PurgeDemand(
                demand_id=DemandId("demand-1"),
                member_id=CLIENT,
                ground=PurgeGround.SUICIDE_PREVENTION,
                at=at("2026-03-27"),
            ),
        ),
    }
    urgent = {"red_flags": (RedFlag.SUICIDE,), "urgent_since": at("2026-03-27")}
    return [
        standing(Stage.ENGAGEMENT_HOLD, "2026-03-26", **held),
        in_care("2026-04-10", stage=Stage.ENGAGEMENT_HOLD, **held),
        *(standing(Stage.ENGAGEMENT_HOLD, "2026-03-26", **held, crisis=lane) for lane in lanes),
        *(in_care("2026-04-10", policy=LIVING, crisis=lane, **urgent) for lane in lanes[:4]),
        in_care("2026-04-10", stage=Stage.AFTERCARE, policy=LIVING, crisis=lanes[4]),
        in_care("2026-04-10", **owed),
    ]


def hold(day: str, former: Stage = Stage.DISCOVERY) -> EngagementHold:
    return EngagementHold(cause=HoldCause.REFUSED_CONTACT, since=at(day), former=former)


def fired(state: CaseState, *marks: str) -> CaseState:
    return state.model_copy(update={"fired": (*state.fired, *marks)})


def later(moment: datetime, **span: int) -> datetime:
    return moment + timedelta(**span)


def moments(state: CaseState) -> tuple[NextStep, ...]:
    """Every rung not yet fired, earliest first."""
    return tuple(next_step(rung) for rung in rungs(state))


def wake_at(state: CaseState) -> datetime | None:
    """When the case next does something by itself; None when every rung has fired."""
    return next((rung.at for rung in rungs(state)), None)
