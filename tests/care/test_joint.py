"""A joint case: two managers, one plan, both names at the end, no service twice (NW-02)."""

from datetime import date

import pytest

from care.decide.deadlines import deadlines
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.messages import kin_commands as kc
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import LinkageId
from care.model.work import DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, an_actor, done, events_of, refused

R, S, K = k.Role, k.SubDomain, DeadlineKind
PRIVATE = an_actor(R.PARTNER_WORKER, agency=b.CENTRE)
YES = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.APPROVE)
SIGN = kc.SignClosure()


def joint(stage: k.Stage = k.Stage.LINKAGE) -> CaseState:
    state = a_case(stage, b.a_policy(joint_case=True))
    both = c.AssignOwner(owner=b.MANAGER, co_owner=PRIVATE.person)
    return done(state, both, R.TEAM_LEAD)


def closing() -> CaseState:
    state = joint()
    reason = k.ClosureReason.NO_LONGER_MULTI_NEED
    return done(state, b.a_closure(state, reason=reason), on="2026-03-09")


def test_the_closure_waits_for_the_second_name() -> None:
    state = closing()
    answer = refused(state, YES, R.COORDINATOR)
    assert [(gap.code, gap.subject) for gap in answer.missing] == [
        ("closure_signature", PRIVATE.person)
    ]
    clock = next(d for d in deadlines(state) if d.kind is K.CLOSURE_SIGNATURE)
    assert clock.person == PRIVATE.person
    assert clock.due.date() == date(2026, 3, 12)
    signing = [task for task in tasks(state) if task.kind is TaskKind.SIGN_CLOSURE]
    assert [task.person for task in signing] == [PRIVATE.person]


def test_signed_by_both_it_closes() -> None:
    state = done(closing(), SIGN, PRIVATE, "2026-03-10")
    assert state.closure is not None
    assert state.closure.signed_by == PRIVATE.person
    assert K.CLOSURE_SIGNATURE not in {clock.kind for clock in deadlines(state)}
    assert events_of(state, SIGN, PRIVATE) == ()
    closed = done(state, YES, R.COORDINATOR, "2026-03-10")
    assert closed.stage is k.Stage.AFTERCARE
    assert closed.closure is not None
    assert closed.closure.signed_at is not None


def test_nobody_else_signs_and_a_case_of_one_manager_needs_no_second_name() -> None:
    assert refused(closing(), SIGN).code == "role_not_allowed"
    alone = a_case(k.Stage.CLOSURE)
    assert refused(alone, SIGN).code == "nothing_pending"
    assert done(alone, YES, R.COORDINATOR).stage is k.Stage.AFTERCARE


def test_it_can_be_turned_down_unsigned_and_a_new_one_is_signed_anew() -> None:
    state = done(closing(), SIGN, PRIVATE)
    back = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.RETURN, reason=b.TEXT)
    state = done(state, back, R.COORDINATOR)
    assert state.stage is k.Stage.LINKAGE
    reason = k.ClosureReason.NO_LONGER_MULTI_NEED
    state = done(state, b.a_closure(state, reason=reason))
    assert refused(state, YES, R.COORDINATOR).code == "requirements_missing"


def test_the_first_of_two_tiers_may_approve_before_the_signature() -> None:
    state = joint()
    state = done(state, b.a_closure(state, reason=k.ClosureReason.REFUSED))
    state = done(state, YES, R.COORDINATOR)
    second = c.DecideClosure(tier=1, answer=k.ApprovalAnswer.APPROVE)
    assert refused(state, second, R.SECTION_HEAD).code == "requirements_missing"
    state = done(state, SIGN, PRIVATE)
    assert done(state, second, R.SECTION_HEAD).stage is k.Stage.AFTERCARE


def test_under_an_older_policy_one_name_is_enough() -> None:
    state = a_case(k.Stage.LINKAGE, b.before_life(joint_case=True))
    both = c.AssignOwner(owner=b.MANAGER, co_owner=PRIVATE.person)
    state = done(state, both, R.TEAM_LEAD)
    reason = k.ClosureReason.NO_LONGER_MULTI_NEED
    state = done(state, b.a_closure(state, reason=reason))
    assert done(state, YES, R.COORDINATOR).stage is k.Stage.AFTERCARE


def served(**changes: object) -> CaseState:
    state = a_case(k.Stage.LINKAGE, **changes)  # type: ignore[arg-type]
    state = done(state, b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO))
    plan = b.a_plan(2, actions=tuple(
        b.an_action(need, service=k.ServiceType.MEALS) for need in b.PLANNED
    ))  # fmt: skip
    state = done(b.approved(state, plan), b.an_agreement(version=2))
    return done(state, b.a_request(), on="2026-03-09")


SECOND = b.a_request(S.ECONOMY_BASIC)


def test_the_same_service_is_not_asked_for_twice_unknowingly() -> None:
    answer = refused(served(), SECOND, on="2026-03-10")
    assert answer.code == "duplicate_service"
    assert answer.params == {"linkage": "linkage-HEALTH_BODY"}


def test_asked_for_knowingly_it_is_noticed_once() -> None:
    knowingly = SECOND.model_copy(update={"despite_duplicate": b.TEXT})
    events = events_of(served(), knowingly, on="2026-03-10")
    assert [type(event) for event in events] == [
        e.LinkageRequested,
        e.DuplicateServiceNoticed,
        e.EffectOrdered,
    ]
    assert len(done(served(), knowingly, on="2026-03-10").linkages) == 2


@pytest.mark.parametrize(("on", "again"), [("2026-04-09", False), ("2026-04-10", True)])
def test_a_service_done_lately_still_counts(on: str, again: bool) -> None:
    state = done(served(), b.a_word(k.PartnerAnswer.DONE), R.SYSTEM, "2026-03-10")
    answer = b.asked(state, SECOND, on=on)
    assert hasattr(answer, "recorded") is again


def test_another_member_another_service_or_a_substitute_is_no_duplicate() -> None:
    state = done(served(), b.a_consent(b.MOTHER, k.ConsentPurpose.PROVIDE_TO))
    mother = SECOND.model_copy(update={"members": (b.MOTHER,)})
    assert len(done(state, mother).linkages) == 2
    instead = b.a_request(
        linkage_id="linkage-2",
        agency_id=b.OFFICE,
        agency_kind=k.AgencyKind.PUBLIC_AGENCY,
        replaces=LinkageId("linkage-HEALTH_BODY"),
    )
    assert len(done(state, instead).linkages) == 2
    declined = done(state, b.a_word(k.PartnerAnswer.DECLINED), R.SYSTEM)
    assert len(done(declined, SECOND).linkages) == 2
    noticed = SECOND.model_copy(update={"despite_duplicate": b.TEXT})
    events = events_of(declined, noticed)
    assert not any(isinstance(event, e.DuplicateServiceNoticed) for event in events)


def test_under_an_older_policy_nobody_is_warned() -> None:
    assert len(done(served(policy=b.before_life()), SECOND).linkages) == 2
