"""Episodes of one lineage, members who leave, and death."""

from datetime import date
from typing import Any

import pytest

from care.decide.context import client, household
from care.decide.deadlines import deadlines
from care.decide.requirements import missing_for
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.messages import kin_commands as kc
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model import codes as k
from care.model.case import CaseState
from care.model.course import Kin
from care.model.ids import CaseId, MemberId
from care.model.loop_codes import IcsApplicant, Kinship, PauseReason
from care.model.work import DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused

R, K = k.Role, DeadlineKind
OTHER = CaseId("11215-BCDEFGHJKMNPQRST")


def kin(kinship: Kinship, members: tuple[MemberId, ...] = ()) -> Kin:
    values: dict[str, Any] = {"case_id": OTHER, "district": b.DISTRICT, "at": b.NOW}
    return Kin(kinship=kinship, members=members, **values)


def died(member: MemberId = b.CLIENT) -> kc.RecordDeath:
    return kc.RecordDeath(member_id=member, on=date(2026, 3, 5), note=b.TEXT)


def kinds(state: CaseState) -> set[DeadlineKind]:
    return {clock.kind for clock in deadlines(state)}


def reopened(**changes: Any) -> CaseState:
    values = {"former": kin(Kinship.REOPENED), "lineage": OTHER, "episode": 2, **changes}
    return done(b.a_blank(), b.an_opening(**values), R.LOCAL_OFFICE)


def received(state: CaseState) -> CaseState:
    state = done(state, c.RecordIntake(outcome=k.IntakeOutcome.RECEIVE), R.LOCAL_OFFICE)
    state = done(done(state, b.a_consent()), c.ReceiveCase(), R.LOCAL_OFFICE)
    return done(state, c.AssignOwner(owner=b.MANAGER), R.TEAM_LEAD)


def test_a_reopened_case_begins_with_the_interview_and_tells_the_former_one() -> None:
    events = events_of(
        b.a_blank(), b.an_opening(former=kin(Kinship.REOPENED), episode=2), R.LOCAL_OFFICE
    )
    assert [type(event) for event in events] == [
        e.CaseOpened,
        le.FormerLinked,
        e.StageEntered,
        e.EffectOrdered,
    ]
    assert reopened().lineage == OTHER
    assert received(reopened()).stage is k.Stage.ASSESSMENT


def test_reopened_at_a_level_the_plan_follows_the_receipt_at_once() -> None:
    state = received(reopened(level=k.LINKAGE_ONLY))
    assert (state.stage, state.level) == (k.Stage.PLANNING, k.LINKAGE_ONLY)
    assert kinds(state) >= {K.PLAN, K.PLAN_AFTER_CONFERENCE}
    assert done(state, c.SubmitPlan(plan=b.a_plan())).submission is not None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level": "NO_SUCH"}, "unknown_level"),
        ({"level": k.NOT_SELECTED}, "unknown_level"),
        ({"level": k.CASE_GENERAL, "former": kin(Kinship.SPLIT)}, "invalid_value"),
        ({"level": k.CASE_GENERAL, "former": None}, "invalid_value"),
    ],
)
def test_only_a_reopening_names_a_level_and_one_the_district_has(
    changes: dict[str, Any], code: str
) -> None:
    opening = b.an_opening(**{"former": kin(Kinship.REOPENED), **changes})
    assert refused(b.a_blank(), opening, R.LOCAL_OFFICE).code == code


def test_the_aftercare_ends_where_a_new_episode_began() -> None:
    began = kc.RecordSuccessor(successor=kin(Kinship.REOPENED))
    events = events_of(a_case(k.Stage.AFTERCARE), began, R.SYSTEM)
    assert events[-1] == e.CaseEnded(why="REOPENED")
    assert refused(a_case(k.Stage.MONITORING), began, R.SYSTEM).code == "wrong_stage"
    assert refused(a_case(k.Stage.ENDED), began, R.SYSTEM).code == "not_open"
    assert refused(a_case(k.Stage.AFTERCARE), began, R.COORDINATOR).code == "role_not_allowed"


def test_who_splits_off_leaves_and_the_case_goes_on() -> None:
    began = kc.RecordSuccessor(successor=kin(Kinship.SPLIT, (b.MOTHER,)))
    state = done(a_case(k.Stage.MONITORING), began, R.SYSTEM)
    assert [member.member_id for member in state.members] == [b.CLIENT]
    assert [one.case_id for one in state.kin] == [OTHER]
    assert state.stage is k.Stage.MONITORING
    assert events_of(state, began, R.SYSTEM) == ()


def test_the_client_cannot_be_split_off_nor_somebody_unknown() -> None:
    state = a_case(k.Stage.MONITORING)
    for members, code in (
        ((b.CLIENT,), "invalid_value"),
        ((b.FORMER,), "unknown_subject"),
        ((), "unknown_subject"),
    ):
        command = kc.RecordSuccessor(successor=kin(Kinship.SPLIT, members))
        assert refused(state, command, R.SYSTEM).code == code
    taken = kc.RecordSuccessor(successor=kin(Kinship.TRANSFERRED))
    assert refused(state, taken, R.SYSTEM).params == {"field": "kinship"}


LIVING = [stage for stage in k.Stage if stage not in (k.Stage.AFTERCARE, k.Stage.ENDED)]


@pytest.mark.parametrize("stage", [s for s in LIVING if s is not k.Stage.ENGAGEMENT_HOLD])
def test_after_the_clients_death_only_the_closure_is_asked(stage: k.Stage) -> None:
    state = done(a_case(stage), died(), R.LOCAL_OFFICE)
    asked = {task.kind for task in tasks(state)}
    assert asked == {
        TaskKind.APPROVE_CLOSURE if stage is k.Stage.CLOSURE else TaskKind.PROPOSE_CLOSURE
    }
    assert K.CONTACT not in kinds(state)
    assert client(state) is None


def test_a_death_in_aftercare_ends_the_episode() -> None:
    events = events_of(a_case(k.Stage.AFTERCARE), died(), R.LOCAL_OFFICE)
    assert events[-1] == e.CaseEnded(why=k.ClosureReason.DECEASED)


def test_a_death_ends_what_waited_and_takes_back_what_was_for_the_dead_alone() -> None:
    state = a_case(k.Stage.MONITORING)
    state = done(state, c.RaiseRedFlag(flags=(k.RedFlag.MEDICAL_EMERGENCY,)))
    state = done(state, c.SubmitPlan(plan=b.a_plan(2)))
    pause = lc.PauseCase(reason=PauseReason.HOSPITAL, resume_on=date(2026, 4, 1))
    state = done(done(state, pause), died(), on="2026-03-09")
    assert (state.red_flags, state.urgent_since, state.pause) == ((), None, None)
    assert state.submission is None
    assert state.crisis is None or state.crisis.settled_at is not None
    assert [linkage.status for linkage in state.linkages] == [k.LinkageStatus.WITHDRAWN]
    assert [effect.kind for effect in state.effects] == ["withdraw_referral"]
    assert kinds(state) == {K.CLOSURE}


def test_only_the_death_is_a_reason_to_close_and_its_approver_stays() -> None:
    state = done(a_case(k.Stage.LINKAGE), died())
    moved = b.a_closure(state, reason=k.ClosureReason.MOVED_OUT)
    assert refused(state, moved).code == "closure_not_allowed"
    state = done(state, b.a_closure(state, reason=k.ClosureReason.DECEASED))
    assert state.stage is k.Stage.CLOSURE
    yes = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.APPROVE)
    assert done(state, yes, R.COORDINATOR).stage is k.Stage.ENDED


def test_a_new_danger_for_those_left_is_answered_all_the_same() -> None:
    state = done(a_case(k.Stage.MONITORING), died())
    state = done(state, c.RaiseRedFlag(flags=(k.RedFlag.MINOR_UNSAFE,)))
    assert kinds(state) > {K.CLOSURE}


def test_another_member_who_died_is_never_asked_again() -> None:
    state = done(a_case(k.Stage.ASSESSMENT), died(b.MOTHER))
    assert [member.member_id for member in household(state)] == [b.CLIENT]
    consent = b.a_consent(b.MOTHER)
    assert refused(state, consent).code == "unknown_subject"
    instead = b.a_consent(b.CLIENT, by_guardian=b.MOTHER, consent_id="c-2")
    assert refused(state, instead).code == "unknown_subject"
    assert not any(gap.subject == b.MOTHER for gap in missing_for(state, k.Stage.CONFERENCE))
    assert done(state, b.an_assessment((b.CLIENT,))).stage is k.Stage.CONFERENCE
    assert K.ASSESSMENT in kinds(state)


def test_a_death_is_recorded_once_of_a_member_and_not_ahead() -> None:
    state = a_case(k.Stage.ASSESSMENT)
    assert refused(state, died(MemberId("nobody"))).code == "unknown_subject"
    ahead = died().model_copy(update={"on": date(2026, 3, 6)})
    assert refused(state, ahead).params == {"field": "on"}
    assert events_of(done(state, died()), died()) == ()
    again = c.AddMember(member=b.a_member("m-new", relation=k.Relation.CLIENT))
    assert refused(done(state, died()), again).code == "duplicate_subject"


@pytest.mark.parametrize(
    ("reason", "ends"),
    [
        (k.ClosureReason.INSTITUTIONALISED, k.Stage.AFTERCARE),
        (k.ClosureReason.HOSPITALISED, k.Stage.AFTERCARE),
        (k.ClosureReason.TRANSFERRED_PROGRAM, k.Stage.AFTERCARE),
        (k.ClosureReason.DUPLICATE, k.Stage.ENDED),
    ],
)
def test_every_reason_closes_with_its_approvers_and_its_aftercare(
    reason: k.ClosureReason, ends: k.Stage
) -> None:
    state = a_case(k.Stage.LINKAGE)
    state = done(state, b.a_closure(state, reason=reason))
    assert state.closure is not None
    rule = state.policy.closure_rule(reason)
    assert rule is not None
    assert state.closure.tiers == rule.tiers
    yes = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.APPROVE)
    assert done(state, yes, R.COORDINATOR).stage is ends


def test_a_programme_still_running_does_not_hold_up_the_closure() -> None:
    state = a_case(k.Stage.LINKAGE)
    applied = c.EnrolProgramme(
        programme=k.Programme.ICS, applied_on=b.NOW.date(), applicant=IcsApplicant.SELF
    )
    state = done(state, applied)
    reason = k.ClosureReason.NO_LONGER_MULTI_NEED
    assert done(state, b.a_closure(state, reason=reason)).stage is k.Stage.CLOSURE


@pytest.mark.parametrize(
    ("command", "role"),
    [
        (died(), R.LOCAL_OFFICE),
        (kc.RecordSuccessor(successor=kin(Kinship.SPLIT, (b.MOTHER,))), R.SYSTEM),
        (kc.MergeInto(into=OTHER, reason=b.TEXT), R.COORDINATOR),
    ],
)
def test_a_case_under_an_older_policy_knows_none_of_it(command: c.Command, role: k.Role) -> None:
    assert refused(a_case(k.Stage.MONITORING, b.before_life()), command, role).code == "wrong_stage"
