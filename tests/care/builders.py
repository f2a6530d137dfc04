"""Short ways to a policy, people, commands and a case at any stage, all invented."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from care.decide.evolve import blank
from care.decide.step import Stepped, step
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.messages.envelope import Actor, CaseStart, Envelope, system_actor
from care.messages.events import Event
from care.model import codes as k
from care.model.case import CaseState
from care.model.household import Member
from care.model.ids import (
    AgencyId,
    CaseId,
    CaseNumber,
    ConsentId,
    DistrictCode,
    HouseholdId,
    IntentKey,
    LevelCode,
    LinkageId,
    MemberId,
    OfficeCode,
    PersonId,
    PlanItemId,
    TextId,
)
from care.model.plan import CarePlan, Goal, ItemResult, PlanAction
from care.model.policy import (
    ApprovalRule,
    Cadence,
    Calendar,
    CasePolicy,
    ClosureRule,
    CrisisRule,
    Ladder,
    LadderStep,
    LevelRule,
    LifeRules,
)
from care.model.refusal import CODES, REQUIREMENTS, Refusal
from care.model.term import Rollover, Term, Unit

DISTRICT = DistrictCode("11215")
CASE = CaseId("11215-ABCDEFGHJKMNPQRS")
NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)
"""Thursday, 10:00 in Seoul."""
CLOSED_2026 = tuple(
    date(2026, month, day)
    for month, day in (
        (1, 1), (2, 16), (2, 17), (2, 18), (3, 2), (5, 1), (5, 5), (5, 25), (6, 3), (7, 17),
        (8, 17), (9, 24), (9, 25), (10, 5), (10, 9), (12, 25),
    )
)  # fmt: skip

CLIENT, MOTHER, CHILD, FORMER = (MemberId(m) for m in ("m-client", "m-mother", "m-kid", "m-ex"))
CLINIC, CENTRE, OFFICE = (AgencyId(a) for a in ("a-clinic", "a-centre", "a-office"))
MANAGER, COORDINATOR, HEAD, LEAD, DONG = (
    PersonId(p) for p in ("p-manager", "p-coordinator", "p-head", "p-lead", "p-dong")
)
PEOPLE = {
    k.Role.CASE_MANAGER: MANAGER,
    k.Role.COORDINATOR: COORDINATOR,
    k.Role.SECTION_HEAD: HEAD,
    k.Role.TEAM_LEAD: LEAD,
    k.Role.LOCAL_OFFICE: DONG,
}
TEXT = TextId("t.note")
FORM = "national-2024"

_numbers = count(1)


def days(n: int, rollover: Rollover = Rollover.NEXT) -> Term:
    return Term(n=n, unit=Unit.DAYS, rollover=rollover)


def bdays(n: int) -> Term:
    return Term(n=n, unit=Unit.BUSINESS_DAYS)


def hours(n: int) -> Term:
    return Term(n=n, unit=Unit.HOURS)


def months(n: int, rollover: Rollover = Rollover.NEXT) -> Term:
    return Term(n=n, unit=Unit.MONTHS, rollover=rollover)


def _standard() -> Ladder:
    return Ladder(
        steps=(
            LadderStep(code="reminder", to=k.Role.CASE_MANAGER, before_percent=20),
            LadderStep(code="due", to=k.Role.CASE_MANAGER),
            LadderStep(code="plus_1", to=k.Role.TEAM_LEAD, after=bdays(1)),
            LadderStep(code="plus_3", to=k.Role.COORDINATOR, after=bdays(3)),
            LadderStep(code="plus_5", to=k.Role.SECTION_HEAD, after=bdays(5)),
        )
    )


def _urgent() -> Ladder:
    return Ladder(
        immediate=True,
        steps=(
            LadderStep(code="due", to=k.Role.CASE_MANAGER),
            LadderStep(code="plus_2h", to=k.Role.COORDINATOR, after=hours(2)),
            LadderStep(code="plus_4h", to=k.Role.SECTION_HEAD, after=hours(4)),
        ),
    )


def _levels() -> tuple[LevelRule, ...]:
    return tuple(
        LevelRule(code=code, export_as=export, rank=rank, case_managed=managed)
        for code, export, rank, managed in (
            (k.LINKAGE_ONLY, k.LINKAGE_ONLY, 1, False),
            (k.CASE_GENERAL, k.CASE_GENERAL, 2, True),
            (k.CASE_INTENSIVE, k.CASE_GENERAL, 3, True),
            (k.CASE_HIGH_DIFFICULTY, k.CASE_HIGH_DIFFICULTY, 4, True),
        )
    )


def _closure_rules() -> tuple[ClosureRule, ...]:
    two = (k.Role.COORDINATOR, k.Role.SECTION_HEAD)
    twice = (k.ClosureReason.REFUSED, k.ClosureReason.UNREACHABLE_LONG_TERM)
    gone = (k.ClosureReason.DECEASED, k.ClosureReason.DUPLICATE, k.ClosureReason.MOVED_OUT)
    return tuple(
        ClosureRule(
            reason=reason, tiers=two if reason in twice else two[:1], aftercare=reason not in gone
        )
        for reason in k.ClosureReason
        if reason is not k.ClosureReason.OTHER
    )


def _stall() -> Ladder:
    return Ladder(
        steps=(
            LadderStep(code="stall_30", to=k.Role.CASE_MANAGER, after=days(30)),
            LadderStep(code="stall_60", to=k.Role.TEAM_LEAD, after=days(60)),
            LadderStep(code="stall_90", to=k.Role.COORDINATOR, after=days(90)),
            LadderStep(code="stall_180", to=k.Role.COORDINATOR, after=days(180)),
            LadderStep(code="stall_365", to=k.Role.SECTION_HEAD, after=days(365)),
        )
    )


def life_rules(**changes: Any) -> LifeRules:
    """The national clocks of the loops."""
    values: dict[str, Any] = {
        "engagement_cadence": days(30),
        "engagement_review": months(6),
        "engagement_annual": months(12),
        "engagement_annual_by": k.Role.COORDINATOR,
        "crisis_on_site": hours(24),
        "crisis_aid": hours(72),
        "crisis_post_check": months(1),
        "ground_report": bdays(1),
        "purge": hours(24),
        "ics_survey": days(14),
        "ics_determination": days(7),
        "ics_tell": bdays(3),
        "ics_plan": days(14),
        "long_supervision": months(12),
        "long_solution": months(24),
        "long_confirm": months(12),
        "supervision_after": bdays(5),
        "transfer_accept": bdays(5),
        "transfer_first_contact": days(7),
        "merge_undo": days(30),
        "complaint": bdays(1),
    }
    return LifeRules(**{**values, **changes})


def before_life(**changes: Any) -> CasePolicy:
    """The policy of a case started before the loops: nothing of them may show."""
    return a_policy(**{"life": None, **changes})


def a_policy(**changes: Any) -> CasePolicy:
    """The national defaults of the domain guide, with three case levels."""
    values: dict[str, Any] = {
        "district": DISTRICT,
        "district_name": "새봄구",
        "number_prefix": "SB",
        "version": 1,
        "content_hash": "hash-1",
        "calendar": Calendar(closed=CLOSED_2026),
        "first_contact": bdays(3),
        "first_contact_red_flag": hours(24),
        "contact_attempts": 3,
        "intake_to_receipt": bdays(3),
        "assign_owner": bdays(1),
        "assessment_due": days(10),
        "conference_due": days(5),
        "plan_due": days(30),
        "plan_after_conference": days(15),
        "approval_sla": bdays(3),
        "plan_approval": ApprovalRule(
            tiers=(k.Role.COORDINATOR,),
            tiers_high=(k.Role.COORDINATOR, k.Role.SECTION_HEAD),
            money_review=1_000_000,
        ),
        "case_fund_cap": 3_000_000,
        "linkage_request": bdays(3),
        "partner_answer": bdays(5),
        "partner_answer_urgent": bdays(1),
        "partner_answer_by_kind": {k.AgencyKind.CLINIC: bdays(3)},
        "linkage_start": days(14),
        "monitoring": {
            k.LINKAGE_ONLY: Cadence(contact=days(30), visit=days(90)),
            k.CASE_GENERAL: Cadence(contact=months(1), visit=months(3)),
            k.CASE_INTENSIVE: Cadence(contact=days(14), visit=months(2)),
            k.CASE_HIGH_DIFFICULTY: Cadence(contact=days(14), visit=months(1)),
        },
        "reassessment": {
            k.CASE_GENERAL: months(6),
            k.CASE_INTENSIVE: months(6),
            k.CASE_HIGH_DIFFICULTY: months(3),
        },
        "closure_due": bdays(10),
        "closure_rules": _closure_rules(),
        "aftercare_checks": 2,
        "aftercare_within": months(9),
        "high_difficulty_answer": bdays(3),
        "ics_first_check": months(3, Rollover.PREVIOUS),
        "ics_next_check": months(6, Rollover.PREVIOUS),
        "pledge_grace": bdays(5),
        "consent_validity": months(12),
        "consent_partner_kinds": (
            k.AgencyKind.WELFARE_CORPORATION,
            k.AgencyKind.WELFARE_FACILITY,
            k.AgencyKind.WELFARE_CENTRE,
            k.AgencyKind.DESIGNATED,
        ),
        "levels": _levels(),
        "crisis": CrisisRule(),
        "ladders": {
            "standard": _standard(),
            "urgent": _urgent(),
            "statutory": _standard(),
            "stall": _stall(),
        },
        "acknowledge_for": bdays(2),
        "escalation_spread_minutes": 30,
        "quiet_from": 20,
        "quiet_until": 8,
        "workload_warn": 25,
        "assessment_form": FORM,
        "hubs": {},
        "zones": {},
        "life": life_rules(),
    }
    return CasePolicy(**{**values, **changes})


def an_actor(role: k.Role = k.Role.CASE_MANAGER, **changes: Any) -> Actor:
    if role is k.Role.SYSTEM:
        return system_actor(DISTRICT)
    person = PEOPLE.get(role, PersonId(f"p-{role.lower()}"))
    return Actor(**{"person": person, "role": role, "district": DISTRICT, **changes})


def an_envelope(
    command: c.Command, role: k.Role | Actor = k.Role.CASE_MANAGER, intent: str | None = None
) -> Envelope:
    actor = role if isinstance(role, Actor) else an_actor(role)
    key = IntentKey(intent or f"intent-{next(_numbers)}")
    return Envelope(intent=key, actor=actor, command=command)


def at(moment: datetime | date | str) -> datetime:
    """A moment; a bare date (or its ISO text) means ten in the morning in Seoul."""
    if isinstance(moment, datetime):
        return moment
    day = date.fromisoformat(moment) if isinstance(moment, str) else moment
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


def asked(
    state: CaseState,
    command: c.Command,
    role: k.Role | Actor = k.Role.CASE_MANAGER,
    on: datetime | date | str = NOW,
) -> Stepped | Refusal:
    return step(state, an_envelope(command, role), at(on))


def done(
    state: CaseState,
    command: c.Command,
    role: k.Role | Actor = k.Role.CASE_MANAGER,
    on: datetime | date | str = NOW,
) -> CaseState:
    """The state after the act; a refusal fails the test."""
    answer = asked(state, command, role, on)
    assert isinstance(answer, Stepped), answer
    return answer.state


def events_of(
    state: CaseState,
    command: c.Command,
    role: k.Role | Actor = k.Role.CASE_MANAGER,
    on: datetime | date | str = NOW,
) -> tuple[Event, ...]:
    answer = asked(state, command, role, on)
    assert isinstance(answer, Stepped), answer
    return tuple(recorded.event for recorded in answer.recorded)


def refused(
    state: CaseState,
    command: c.Command,
    role: k.Role | Actor = k.Role.CASE_MANAGER,
    on: datetime | date | str = NOW,
) -> Refusal:
    answer = asked(state, command, role, on)
    assert isinstance(answer, Refusal), answer
    assert answer.code in CODES
    assert all(missing.code in REQUIREMENTS for missing in answer.missing)
    return answer


def a_blank(policy: CasePolicy | None = None) -> CaseState:
    return blank(CaseStart(case_id=CASE, district=DISTRICT, policy=policy or a_policy()))


def a_member(member_id: str = CLIENT, **changes: Any) -> Member:
    relation = {CLIENT: k.Relation.CLIENT, MOTHER: k.Relation.PARENT, CHILD: k.Relation.CHILD}
    born = {CLIENT: 1979, MOTHER: 1951, CHILD: 2016}
    values = {
        "member_id": member_id,
        "relation": relation.get(MemberId(member_id), k.Relation.OTHER),
        "birth_year": born.get(MemberId(member_id), 1985),
        "birth_month": 6,
    }
    return Member(**{**values, **changes})


def an_opening(**changes: Any) -> c.OpenCase:
    values = {
        "case_number": CaseNumber("SB-2026-0001"),
        "office": OfficeCode("sodam-dong"),
        "household_id": HouseholdId("h-1"),
        "channel": k.DiscoveryChannel.OUTREACH,
        "members": (a_member(), a_member(MOTHER)),
    }
    return c.OpenCase(**{**values, **changes})


def met(**changes: Any) -> c.RecordContact:
    values = {"mode": k.ContactMode.VISIT, "result": k.ContactResult.MET, "members": (CLIENT,)}
    return c.RecordContact(**{**values, **changes})


def a_consent(
    member: str = CLIENT,
    purpose: k.ConsentPurpose = k.ConsentPurpose.COLLECT_USE,
    agency: str | None = None,
    **changes: Any,
) -> c.RecordConsent:
    values = {
        "consent_id": ConsentId(f"consent-{member}-{purpose}-{agency}"),
        "member_id": member,
        "purpose": purpose,
        "agency_id": agency,
        "method": k.ConsentMethod.WRITTEN,
    }
    return c.RecordConsent(**{**values, **changes})


def some_scores(**scores: int) -> dict[k.SubDomain, int]:
    """All twenty sub-domains, 0 but for those named; with none named, an ordinary case."""
    told = scores or {"HEALTH_BODY": 3, "ECONOMY_BASIC": 2, "FAMILY_CARE": 2, "SOCIAL_GROUPS": 1}
    return {sub: told.get(sub.name, 0) for sub in k.SubDomain}


def an_assessment(
    members: tuple[str, ...] = (CLIENT, MOTHER), **changes: Any
) -> c.RecordAssessment:
    values = {"form": FORM, "scores": some_scores(), "members": members, "complete": True}
    return c.RecordAssessment(**{**values, **changes})


def a_conference(level: LevelCode | None = k.CASE_GENERAL, **changes: Any) -> c.HoldConference:
    values = {
        "conference": k.ConferenceKind.INTEGRATED,
        "minutes": TEXT,
        "level": level,
        "difference": TEXT,
        "attendees": 5,
    }
    return c.HoldConference(**{**values, **changes})


def a_goal(need: k.SubDomain = k.SubDomain.HEALTH_BODY, **changes: Any) -> Goal:
    values = {"item_id": PlanItemId(f"goal-{need}"), "need": need, "text": TEXT}
    return Goal(**{**values, **changes})


def an_action(
    need: k.SubDomain = k.SubDomain.HEALTH_BODY, agency: str | None = CENTRE, **changes: Any
) -> PlanAction:
    values = {
        "item_id": PlanItemId(f"action-{need}"),
        "goal_id": PlanItemId(f"goal-{need}"),
        "service": k.ServiceType.DAILY_CARE,
        "text": TEXT,
        "members": (CLIENT,),
        "agency_id": agency,
        "agency_kind": k.AgencyKind.WELFARE_CENTRE if agency else None,
        "due_on": date(2026, 9, 30),
    }
    return PlanAction(**{**values, **changes})


PLANNED = (k.SubDomain.HEALTH_BODY, k.SubDomain.ECONOMY_BASIC, k.SubDomain.FAMILY_CARE)


def a_plan(version: int = 1, **changes: Any) -> CarePlan:
    """Covers the serious needs of ``some_scores()``."""
    values = {
        "version": version,
        "goals": tuple(a_goal(need) for need in PLANNED),
        "actions": tuple(an_action(need) for need in PLANNED),
    }
    return CarePlan(**{**values, **changes})


def an_answer(
    answer: k.ApprovalAnswer = k.ApprovalAnswer.APPROVE, tier: int = 0, **changes: Any
) -> c.DecidePlan:
    reason = None if answer is k.ApprovalAnswer.APPROVE else TEXT
    values = {"version": 1, "tier": tier, "answer": answer, "reason": reason}
    return c.DecidePlan(**{**values, **changes})


def an_agreement(**changes: Any) -> c.RecordPlanAgreement:
    values = {"version": 1, "member_id": CLIENT, "method": k.ConsentMethod.WRITTEN}
    return c.RecordPlanAgreement(**{**values, **changes})


def a_request(need: k.SubDomain = k.SubDomain.HEALTH_BODY, **changes: Any) -> c.RequestLinkage:
    values = {
        "linkage_id": LinkageId(f"linkage-{need}"),
        "action_id": PlanItemId(f"action-{need}"),
        "agency_id": CENTRE,
        "agency_kind": k.AgencyKind.WELFARE_CENTRE,
        "channel": k.PartnerChannel.REST,
        "members": (CLIENT,),
    }
    return c.RequestLinkage(**{**values, **changes})


def a_word(
    answer: k.PartnerAnswer = k.PartnerAnswer.ACCEPTED,
    need: k.SubDomain = k.SubDomain.HEALTH_BODY,
    **changes: Any,
) -> c.RecordPartnerAnswer:
    decline = k.DeclineReason.NO_CAPACITY if answer is k.PartnerAnswer.DECLINED else None
    values = {
        "linkage_id": LinkageId(f"linkage-{need}"),
        "agency_id": CENTRE,
        "answer": answer,
        "decline": decline,
    }
    return c.RecordPartnerAnswer(**{**values, **changes})


def results_of(state: CaseState) -> tuple[ItemResult, ...]:
    actions = state.plan.actions if state.plan else ()
    return tuple(
        ItemResult(item_id=action.item_id, outcome=k.ItemOutcome.ACHIEVED) for action in actions
    )


def a_closure(state: CaseState, **changes: Any) -> c.ProposeClosure:
    values = {"reason": k.ClosureReason.GOAL_ACHIEVED, "results": results_of(state)}
    return c.ProposeClosure(**{**values, **changes})


def a_case(
    stage: k.Stage = k.Stage.DISCOVERY,
    policy: CasePolicy | None = None,
    level: LevelCode = k.CASE_GENERAL,
    **opening: Any,
) -> CaseState:
    """A case brought to the stage by its own commands, an hour between two of them."""
    if stage is k.Stage.ENGAGEMENT_HOLD:
        return held(a_case(k.Stage.INTAKE, policy, level, **opening))
    state = done(a_blank(policy), an_opening(**opening), k.Role.LOCAL_OFFICE)
    for number, (goal, walk) in enumerate(_WALKS, start=1):
        if state.stage is stage or state.stage is goal:
            break
        state = walk(state, NOW + timedelta(hours=number), level)
    assert state.stage is stage, state.stage
    return state


def held(state: CaseState, on: datetime | date | str = NOW + timedelta(days=1)) -> CaseState:
    """The case put in hold by decision, a day after it was brought to where it stands."""
    return done(state, lc.HoldEngagement(note=TEXT), on=on)


def _to_intake(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    return done(state, met(), k.Role.LOCAL_OFFICE, now)


def _to_received(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    outcome = c.RecordIntake(outcome=k.IntakeOutcome.RECEIVE)
    state = done(state, outcome, k.Role.LOCAL_OFFICE, now)
    state = done(state, a_consent(), k.Role.LOCAL_OFFICE, now)
    return done(state, c.ReceiveCase(), k.Role.LOCAL_OFFICE, now)


def _to_assessment(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    return done(state, c.AssignOwner(owner=MANAGER), k.Role.TEAM_LEAD, now)


def _to_conference(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    ours = tuple(member.member_id for member in state.members if not member.excluded)
    return done(state, an_assessment(ours), on=now)


def _to_planning(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    return done(state, a_conference(level), k.Role.COORDINATOR, now)


def _to_linkage(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    return done(approved(state, a_plan(), now), an_agreement(), on=now)


def approved(state: CaseState, plan: CarePlan, now: datetime | date | str = NOW) -> CaseState:
    """The plan submitted by the case manager and approved by every tier asked."""
    state = done(state, c.SubmitPlan(plan=plan), on=now)
    assert state.submission is not None
    for tier, role in enumerate(state.submission.tiers):
        state = done(state, an_answer(tier=tier, version=plan.version), role, now)
    return state


def _to_monitoring(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    state = done(state, a_consent(purpose=k.ConsentPurpose.PROVIDE_TO), on=now)
    state = done(state, a_request(), on=now)
    state = done(state, a_word(k.PartnerAnswer.ACCEPTED), k.Role.SYSTEM, now)
    return done(state, a_word(k.PartnerAnswer.STARTED), k.Role.SYSTEM, now)


def _to_closure(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    given = a_word(k.PartnerAnswer.DONE, outcome=k.ItemOutcome.ACHIEVED)
    state = done(state, given, k.Role.SYSTEM, now)
    return done(state, a_closure(state), on=now)


def _to_aftercare(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    answer = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.APPROVE)
    return done(state, answer, k.Role.COORDINATOR, now)


def _to_ended(state: CaseState, now: datetime, level: LevelCode) -> CaseState:
    check = c.RecordAftercare(result=k.AftercareResult.STABLE)
    for n in range(state.policy.aftercare_checks):
        state = done(state, check, k.Role.LOCAL_OFFICE, now + timedelta(days=60 * n))
    return state


_WALKS = (
    (k.Stage.INTAKE, _to_intake),
    (k.Stage.RECEIVED, _to_received),
    (k.Stage.ASSESSMENT, _to_assessment),
    (k.Stage.CONFERENCE, _to_conference),
    (k.Stage.PLANNING, _to_planning),
    (k.Stage.LINKAGE, _to_linkage),
    (k.Stage.MONITORING, _to_monitoring),
    (k.Stage.CLOSURE, _to_closure),
    (k.Stage.AFTERCARE, _to_aftercare),
    (k.Stage.ENDED, _to_ended),
)
