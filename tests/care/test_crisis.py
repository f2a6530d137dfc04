"""The crisis lane: a red flag opens it at any stage, it asks by the hour, settles when answered."""

from datetime import timedelta
from typing import Any

import pytest

from care.decide.deadlines import deadlines
from care.decide.outlook import waiting
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model import codes as k
from care.model.case import CaseState
from care.model.loop_codes import CrisisAid, CrisisFinding, PurgeGround
from care.model.work import Deadline, DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused
from tests.care.standing import moments

R, Stage, D = k.Role, k.Stage, DeadlineKind
FLAG = c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,))
CLEAR = c.ClearRedFlags(reason=b.TEXT)
DEMAND = lc.DemandPurge(
    demand_id="demand-1",  # type: ignore[arg-type]
    member_id=b.CLIENT,
    ground=PurgeGround.SUICIDE_PREVENTION,
)


def hours(n: int) -> Any:
    return b.NOW + timedelta(days=2, hours=n)


def checked(finding: CrisisFinding = CrisisFinding.DANGER) -> lc.RecordOnSiteCheck:
    return lc.RecordOnSiteCheck(finding=finding)


def aid(*given: CrisisAid) -> lc.RecordCrisisAid:
    return lc.RecordCrisisAid(aid=given or (CrisisAid.SHELTER,))


def in_danger(stage: k.Stage = Stage.MONITORING) -> CaseState:
    return done(a_case(stage), FLAG, R.LOCAL_OFFICE, hours(0))


def answered(stage: k.Stage = Stage.MONITORING) -> CaseState:
    return done(done(in_danger(stage), checked(), on=hours(2)), aid(), on=hours(5))


def settled(stage: k.Stage = Stage.MONITORING) -> CaseState:
    return done(answered(stage), CLEAR, on=hours(30))


def clock(state: CaseState, kind: DeadlineKind) -> Deadline:
    (found,) = [d for d in deadlines(state) if d.kind is kind]
    return found


def kinds(state: CaseState) -> set[DeadlineKind]:
    return {d.kind for d in deadlines(state)}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.ENDED])
def test_a_red_flag_opens_the_lane_at_any_stage_and_moves_no_stage(stage: k.Stage) -> None:
    state = in_danger(stage)
    assert state.stage is stage
    assert state.crisis is not None
    assert clock(state, D.CRISIS_ON_SITE).due == hours(24)
    assert clock(state, D.CRISIS_AID).due == hours(72)
    assert D.RED_FLAG not in kinds(state)
    assert (D.FIRST_CONTACT in kinds(state)) is (stage is Stage.DISCOVERY)
    assert waiting(state).code == "CRISIS_ON_SITE"


def test_a_flag_told_at_the_door_or_found_in_an_interview_or_assessment_opens_it_too() -> None:
    flags = (k.RedFlag.VIOLENCE,)
    assert a_case(red_flags=flags).crisis is not None
    interview = c.RecordIntake(outcome=k.IntakeOutcome.EMERGENCY, red_flags=flags)
    assert done(a_case(Stage.INTAKE), interview).crisis is not None
    found = b.an_assessment(red_flags=flags)
    assert done(a_case(Stage.ASSESSMENT), found).crisis is not None


def test_the_ladder_speaks_by_the_hour_and_at_night() -> None:
    state = in_danger()
    steps = [m for m in moments(state) if m.kind is D.CRISIS_ON_SITE]
    assert [(m.at - hours(24), m.to) for m in steps] == [
        (timedelta(0), R.CASE_MANAGER),
        (timedelta(hours=2), R.COORDINATOR),
        (timedelta(hours=4), R.SECTION_HEAD),
    ]


def test_before_receipt_the_local_office_goes() -> None:
    assert clock(in_danger(Stage.INTAKE), D.CRISIS_ON_SITE).whom is R.LOCAL_OFFICE


def test_a_flag_the_policy_does_not_count_as_urgent_opens_nothing() -> None:
    rule = b.a_policy().crisis.model_copy(update={"urgent_flags": (k.RedFlag.SUICIDE,)})
    state = a_case(policy=b.a_policy(crisis=rule))
    assert done(state, c.RaiseRedFlag(flags=(k.RedFlag.MINOR_UNSAFE,))).crisis is None


def test_a_second_flag_joins_the_open_lane() -> None:
    more = c.RaiseRedFlag(flags=(k.RedFlag.VIOLENCE,))
    state = done(in_danger(), more, on=hours(3))
    assert state.crisis is not None
    assert state.crisis.opened_at == hours(0)


def test_somebody_goes_there_and_not_by_telephone() -> None:
    afar = lc.RecordOnSiteCheck(finding=CrisisFinding.SAFE, mode=k.ContactMode.PHONE)
    assert refused(in_danger(), afar).params == {"field": "mode"}
    state = done(in_danger(), checked(), on=hours(2))
    assert D.CRISIS_ON_SITE not in kinds(state)
    assert {task.kind for task in tasks(state)} >= {TaskKind.GIVE_CRISIS_AID}


def test_nobody_found_sends_somebody_again() -> None:
    state = done(in_danger(), checked(CrisisFinding.NOT_FOUND), on=hours(2))
    assert clock(state, D.CRISIS_ON_SITE).due == hours(26)
    state = done(state, checked(CrisisFinding.SAFE), on=hours(20))
    assert D.CRISIS_ON_SITE not in kinds(state)


def test_aid_may_come_before_the_check_and_adds_up() -> None:
    state = done(in_danger(), aid(CrisisAid.RESCUE), on=hours(1))
    assert kinds(state) & {D.CRISIS_AID, D.CRISIS_ON_SITE} == {D.CRISIS_ON_SITE}
    state = done(state, aid(CrisisAid.SHELTER, CrisisAid.RESCUE), on=hours(2))
    assert state.crisis is not None
    assert state.crisis.aid == (CrisisAid.RESCUE, CrisisAid.SHELTER)


def test_aid_is_given_or_not_needed() -> None:
    both = aid(CrisisAid.NOT_NEEDED, CrisisAid.MEDICAL)
    assert refused(in_danger(), both).params == {"field": "aid"}


def test_the_lane_is_settled_only_when_somebody_went_and_aid_was_told() -> None:
    for unanswered in (in_danger(), done(in_danger(), checked()), done(in_danger(), aid())):
        assert refused(unanswered, CLEAR).code == "crisis_open"
    assert clock(answered(), D.RED_FLAG).due == hours(5 + 72)
    state = settled()
    assert state.crisis is not None
    assert (state.crisis.settled_at, state.red_flags) == (hours(30), ())


def test_what_was_done_is_looked_at_again_within_a_month() -> None:
    state = settled()
    assert clock(state, D.CRISIS_POST_CHECK).due.date().isoformat() == "2026-04-08"
    assert kinds(state).isdisjoint({D.CRISIS_ON_SITE, D.CRISIS_AID, D.RED_FLAG})
    state = done(state, lc.RecordPostCheck(adequate=True), on="2026-03-20")
    assert D.CRISIS_POST_CHECK not in kinds(state)
    again = refused(state, lc.RecordPostCheck(adequate=False))
    assert again.code == "nothing_pending"


def test_a_later_danger_opens_a_lane_of_its_own() -> None:
    state = done(settled(), lc.RecordPostCheck(adequate=True), on=hours(40))
    state = done(state, FLAG, on=hours(50))
    assert state.crisis is not None
    assert (state.crisis.opened_at, state.crisis.settled_at) == (hours(50), None)
    assert state.crisis.aid == ()


@pytest.mark.parametrize(
    "command", [checked(), aid(), lc.RecordPostCheck(adequate=True)], ids=lambda it: it.kind
)
def test_without_an_open_lane_nothing_is_asked_of_it(command: c.Command) -> None:
    assert refused(a_case(Stage.MONITORING), command).code == "nothing_pending"


def test_a_red_flag_overrides_the_hold() -> None:
    state = in_danger(Stage.ENGAGEMENT_HOLD)
    assert {D.HOLD_CONTACT, D.CRISIS_ON_SITE} <= kinds(state)
    shelter = help_at_once(k.AgencyKind.WELFARE_FACILITY, k.LawfulBasis.URGENT_LIFE)
    state = done(state, shelter, on=hours(1))
    assert state.linkages[0].status.is_open
    state = done(done(state, checked(), on=hours(2)), aid(), on=hours(3))
    # Settled, the household is held as before: whoever was let in for the danger is told to stop.
    events = events_of(state, CLEAR, on=hours(4))
    assert [type(event) for event in events] == [
        e.RedFlagsCleared, e.LinkageWithdrawn, e.EffectOrdered,
    ]  # fmt: skip


def test_saying_no_in_a_crisis_does_not_take_the_ambulance_back() -> None:
    state = in_danger(Stage.INTAKE)
    state = done(state, help_at_once(k.AgencyKind.POLICE, k.LawfulBasis.URGENT_LIFE), on=hours(1))
    state = done(state, b.met(result=k.ContactResult.REFUSED, members=()), on=hours(2))
    assert state.stage is Stage.ENGAGEMENT_HOLD
    assert state.linkages[0].status.is_open


def help_at_once(kind: k.AgencyKind, basis: k.LawfulBasis) -> c.RequestImmediateHelp:
    return c.RequestImmediateHelp(
        linkage_id="help-1",  # type: ignore[arg-type]
        agency_id=b.CENTRE,
        agency_kind=kind,
        channel=k.PartnerChannel.REST,
        service=k.ServiceType.TEMPORARY_STAY,
        need=k.SubDomain.SAFETY_WITHIN,
        members=(b.CLIENT,),
        basis=basis,
        urgent=True,
        reason=b.TEXT,
    )


def test_a_case_of_the_earlier_policy_has_its_red_flag_clock_and_no_lane() -> None:
    old = a_case(Stage.MONITORING, b.before_life())
    state = done(old, FLAG)
    assert (state.crisis, D.RED_FLAG in kinds(state)) == (None, True)
    assert done(state, CLEAR).red_flags == ()


def test_taking_up_the_policy_in_the_midst_of_an_urgent_case_loses_no_clock() -> None:
    state = done(a_case(Stage.MONITORING, b.before_life()), FLAG)
    newer = c.AdoptPolicy(policy=b.a_policy(version=2, content_hash="two"))
    state = done(state, newer, R.SYSTEM)
    assert D.RED_FLAG in kinds(state)
    later = done(state, c.RaiseRedFlag(flags=(k.RedFlag.VIOLENCE,)))
    assert D.CRISIS_ON_SITE in kinds(later)
    assert done(state, CLEAR).red_flags == ()


# Nothing ends over it ------------------------------------------------------------------------


def test_no_case_ends_while_a_danger_is_unanswered() -> None:
    informed = c.RecordIntake(
        outcome=k.IntakeOutcome.INFO_ONLY, red_flags=(k.RedFlag.NO_FOOD_HEAT_POWER,)
    )
    assert refused(a_case(Stage.INTAKE), informed).code == "crisis_open"
    last = c.RecordAftercare(result=k.AftercareResult.STABLE)
    looked_at = done(in_danger(Stage.AFTERCARE), last, R.LOCAL_OFFICE)
    assert refused(looked_at, last, R.LOCAL_OFFICE).code == "crisis_open"
    safe = done(done(looked_at, checked(CrisisFinding.SAFE)), aid(CrisisAid.NOT_NEEDED))
    assert done(done(safe, CLEAR), last, R.LOCAL_OFFICE).stage is Stage.ENDED


def test_the_closure_of_a_household_in_danger_waits_and_that_of_a_dead_one_does_not() -> None:
    yes = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.APPROVE)
    state = in_danger(Stage.ASSESSMENT)
    moved = done(state, b.a_closure(state, reason=k.ClosureReason.MOVED_OUT))
    assert refused(moved, yes, R.COORDINATOR).code == "crisis_open"
    dead = done(state, b.a_closure(state, reason=k.ClosureReason.DECEASED))
    assert done(dead, yes, R.COORDINATOR).stage is Stage.ENDED


# Data destroyed at once ----------------------------------------------------------------------


def test_a_demand_to_destroy_waits_for_the_privacy_officer_by_the_hour() -> None:
    state = done(a_case(Stage.MONITORING), DEMAND, on=hours(0))
    purge = clock(state, D.PURGE)
    assert (purge.whom, purge.due, purge.ladder) == (R.PRIVACY_OFFICER, hours(24), "urgent")
    done_it = lc.RecordPurge(demand_id=DEMAND.demand_id)
    assert refused(state, done_it, R.COORDINATOR).code == "role_not_allowed"
    assert events_of(state, done_it, R.PRIVACY_OFFICER) == (le.Purged(demand_id=DEMAND.demand_id),)
    state = done(state, done_it, R.PRIVACY_OFFICER, hours(3))
    assert D.PURGE not in kinds(state)
    assert refused(state, done_it, R.PRIVACY_OFFICER).code == "nothing_pending"
    assert refused(state, DEMAND).code == "duplicate_subject"


def test_a_case_with_data_still_to_destroy_is_not_closed() -> None:
    state = done(a_case(Stage.MONITORING), b.a_word(k.PartnerAnswer.DONE), R.SYSTEM)
    state = done(state, DEMAND)
    assert [m.code for m in refused(state, b.a_closure(state)).missing] == ["purge_pending"]
