"""Chasing, asking how it goes, concerns, double sending, destruction, milestones, supports."""

from datetime import date, datetime
from typing import Any

import pytest

from care.decide.deadlines import deadlines
from care.decide.outlook import waiting
from care.decide.snapshot import snapshot
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.messages import linking_commands as kc
from care.messages import linking_events as ke
from care.messages import loop_events as le
from care.messages.kin_commands import RecordTold
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import AgencyId, ConcernId, LinkageId, PlanItemId, SupportId
from care.model.service_codes import ConcernKind, Milestone, SupportKind, SupportStrength
from care.model.work import DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import an_actor, done, events_of, refused
from tests.care.looping import (
    FIRST,
    SECOND,
    a_next,
    asked,
    consented,
    linkage,
    loop_policy,
    there,
    until,
    weeks,
    word,
)

P, L, R, D, T = k.PartnerAnswer, k.LinkageStatus, k.Role, DeadlineKind, TaskKind
HAND = k.PartnerChannel.MANUAL


def work(state: CaseState) -> dict[TaskKind, str]:
    return {task.kind: task.subject for task in tasks(state)}


def by_hand() -> CaseState:
    """Asked by a call that was made."""
    state = asked(channel=HAND)
    return done(state, c.RecordDelivery(linkage_id=FIRST, delivered=True))


def reminders(happened: tuple[tuple[datetime, e.Event], ...]) -> list[tuple[str, str, bool]]:
    return [
        (f"{at:%m-%d}", event.step, event.status)
        for at, event in happened
        if isinstance(event, ke.PartnerReminded)
    ]


def test_a_silent_body_is_reminded_on_the_districts_days_and_the_owner_told() -> None:
    state, happened = until(there(asked(then=(a_next(),))), weeks(2))
    assert reminders(happened) == [
        ("03-10", "remind_1", False),
        ("03-12", "remind_2", False),
    ]
    told = [event for _, event in happened if isinstance(event, e.LadderStepFired)]
    chase = [event for event in told if event.deadline_kind is D.CHASE]
    assert [(event.to, event.person) for event in chase] == [(R.CASE_MANAGER, b.MANAGER)]
    assert work(state)[T.CHASE_PARTNER] == FIRST


def test_an_urgent_referral_is_chased_on_its_own_ladder() -> None:
    _, happened = until(there(asked(urgent=True)), weeks(1))
    assert reminders(happened) == [("03-05", "remind_1", False)]


def test_nobody_is_reminded_of_what_never_arrived_but_the_household_does_not_wait_for_it() -> None:
    state, happened = until(asked(), weeks(3))
    assert reminders(happened) == []
    assert linkage(state).silent


def test_a_body_reached_by_hand_is_reminded_by_a_person() -> None:
    state, happened = until(by_hand(), b.at("2026-03-11"))
    assert reminders(happened) == []
    assert T.CHASE_PARTNER in work(state)
    state = done(state, kc.RemindPartner(linkage_id=FIRST), on="2026-03-11")
    assert linkage(state).reminded == (b.at("2026-03-11"),)
    assert state.effects == ()


def test_a_call_nobody_made_is_not_the_bodys_silence() -> None:
    state, _ = until(asked(channel=HAND), weeks(6))
    assert linkage(state).status is L.REQUESTED


def test_somebody_may_have_a_body_reminded_now() -> None:
    state = done(there(asked()), kc.RemindPartner(linkage_id=FIRST))
    effect = state.effects[0]
    assert (effect.kind, effect.effect_id) == ("remind_referral", f"{FIRST}:remind:1")
    again = done(state, kc.RemindPartner(linkage_id=FIRST))
    assert again.effects[1].effect_id == f"{FIRST}:remind:2"


def test_a_reminder_that_failed_is_no_lost_referral() -> None:
    state = done(there(asked()), kc.RemindPartner(linkage_id=FIRST))
    told = RecordTold(effect_id=state.effects[0].effect_id, done=False, code="http_410")
    after = done(state, told, R.SYSTEM)
    assert after.effects == ()
    assert not linkage(after).delivery_failed
    assert linkage(after).delivered_at == linkage(state).delivered_at


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (asked(), "nothing_pending"),
        (word(there(asked()), P.DECLINED), "linkage_closed"),
        (consented(), "unknown_subject"),
    ],
)
def test_only_a_referral_that_is_there_and_open_is_reminded_of(state: CaseState, code: str) -> None:
    assert refused(state, kc.RemindPartner(linkage_id=FIRST)).code == code


def test_a_service_under_way_is_asked_after_every_thirty_days() -> None:
    state = word(there(asked()), P.STARTED)
    _, happened = until(state, weeks(10))
    asked_how = [one for one in reminders(happened) if one[2]]
    assert [day for day, _, _ in asked_how] == ["04-06", "05-06"]


def test_a_word_of_the_body_puts_the_question_off() -> None:
    state = word(word(there(asked()), P.STARTED), P.PROGRESS, sessions=1, at="2026-03-30")
    _, happened = until(state, weeks(7))
    assert [one for one in reminders(happened) if one[2]] == []


def test_a_body_reached_by_hand_is_asked_how_it_goes_by_a_person() -> None:
    started = b.a_word(P.STARTED)
    state, _ = until(done(by_hand(), started), b.at("2026-04-08"))
    assert work(state)[T.ASK_STATUS] == FIRST
    told = b.a_word(P.PROGRESS, sessions=4)
    assert T.ASK_STATUS not in work(done(state, told, on="2026-04-08"))


def test_a_waiting_list_is_looked_at_again_and_again() -> None:
    state, _ = until(word(there(asked()), P.WAITLISTED), weeks(3))
    assert work(state)[T.REVIEW_WAITLIST] == FIRST
    state = done(state, kc.RemindPartner(linkage_id=FIRST), on=weeks(3))
    assert T.REVIEW_WAITLIST not in work(state)
    later, _ = until(state, weeks(6))
    assert T.REVIEW_WAITLIST in work(later)


def test_a_referral_that_may_have_gone_twice_is_asked_about_once() -> None:
    state = there(asked(), code="possibly_twice")
    assert linkage(state).delivered_at == b.NOW
    assert work(state)[T.CHECK_DOUBLE_SEND] == FIRST
    state = done(state, kc.AcknowledgeDoubleSend(linkage_id=FIRST))
    assert T.CHECK_DOUBLE_SEND not in work(state)
    again = kc.AcknowledgeDoubleSend(linkage_id=FIRST)
    assert refused(state, again).code == "nothing_pending"


def test_a_case_of_an_earlier_release_knows_no_second_sending() -> None:
    state = there(done(consented(b.a_policy()), b.a_request()), code="possibly_twice")
    assert linkage(state).maybe_twice_at is None


def withdrawn() -> CaseState:
    return done(there(asked()), c.WithdrawLinkage(linkage_id=FIRST, reason=b.TEXT))


def destroyed(agency: AgencyId = b.CENTRE) -> kc.ConfirmDestruction:
    return kc.ConfirmDestruction(linkage_id=FIRST, agency_id=agency)


def test_pw_09_a_body_confirms_that_it_destroyed_what_it_had_got() -> None:
    worker = an_actor(R.PARTNER_WORKER, agency=b.CENTRE)
    state = done(withdrawn(), destroyed(), worker)
    assert linkage(state).destroyed_at == b.NOW
    assert refused(state, destroyed(), worker).code == "nothing_pending"


def test_a_body_that_says_itself_it_destroyed_need_not_be_told() -> None:
    state = done(by_hand(), c.WithdrawLinkage(linkage_id=FIRST, reason=b.TEXT))
    assert T.RECALL_REFERRAL in work(state)
    assert T.RECALL_REFERRAL not in work(done(state, destroyed()))


def test_nobody_confirms_for_another_body_or_of_what_still_runs() -> None:
    other = an_actor(R.PARTNER_WORKER, agency=SECOND)
    assert refused(withdrawn(), destroyed(), other).code == "bad_actor"
    assert refused(withdrawn(), destroyed(SECOND), R.SYSTEM).code == "bad_actor"
    assert refused(there(asked()), destroyed(), R.SYSTEM).code == "nothing_pending"


def a_concern(**changes: Any) -> kc.RaiseConcern:
    values = {
        "concern_id": ConcernId("concern-1"),
        "linkage_id": FIRST,
        "agency_id": b.CENTRE,
        "concern": ConcernKind.NOT_REACHED,
        "note": b.TEXT,
    }
    return kc.RaiseConcern(**{**values, **changes})


def test_pw_05_a_concern_of_a_body_is_the_owners_at_once() -> None:
    worker = an_actor(R.PARTNER_WORKER, agency=b.CENTRE)
    state = done(word(there(asked()), P.STARTED), a_concern(), worker)
    found = next(task for task in tasks(state) if task.kind is T.ANSWER_CONCERN)
    assert (found.subject, found.person) == ("concern-1", b.MANAGER)
    answer = kc.AnswerConcern(concern_id=ConcernId("concern-1"), note=b.TEXT)
    state = done(state, answer)
    assert T.ANSWER_CONCERN not in work(state)
    assert state.concerns[0].answered_by == b.MANAGER
    assert refused(state, answer).code == "nothing_pending"


def test_a_concern_with_a_red_flag_opens_the_crisis_lane() -> None:
    state = word(there(asked()), P.STARTED)
    flagged = a_concern(red_flag=k.RedFlag.NO_FOOD_HEAT_POWER)
    made = [type(event) for event in events_of(state, flagged, R.SYSTEM)]
    assert made == [ke.ConcernRaised, e.RedFlagRaised, le.CrisisOpened]
    assert done(state, flagged, R.SYSTEM).urgent_since is not None


def test_staff_pass_on_a_concern_only_of_a_body_reached_by_hand() -> None:
    assert refused(there(asked()), a_concern()).code == "bad_actor"
    assert done(by_hand(), a_concern()).concerns
    again = done(by_hand(), a_concern())
    assert refused(again, a_concern()).code == "duplicate_subject"
    assert refused(again, a_concern(linkage_id="none")).code == "unknown_subject"


def a_milestone(**changes: Any) -> kc.RecordMilestone:
    values = {"milestone": Milestone.CERTIFICATE, "member_id": b.CLIENT, "on": date(2026, 3, 4)}
    return kc.RecordMilestone(**{**values, **changes})


def test_a_milestone_is_counted_once() -> None:
    state = done(consented(), a_milestone())
    assert [one.milestone for one in state.milestones] == [Milestone.CERTIFICATE]
    assert refused(state, a_milestone()).code == "duplicate_subject"
    assert len(done(state, a_milestone(member_id=b.MOTHER)).milestones) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": date(2026, 3, 6)}, "invalid_value"),
        ({"member_id": b.FORMER}, "unknown_subject"),
        ({"linkage_id": LinkageId("none")}, "unknown_subject"),
        ({"goal_id": PlanItemId("none")}, "unknown_subject"),
    ],
)
def test_a_milestone_is_of_this_household_and_has_happened(
    changes: dict[str, Any], code: str
) -> None:
    assert refused(consented(), a_milestone(**changes)).code == code


def a_support(**changes: Any) -> kc.RecordSupport:
    values = {
        "support_id": SupportId("support-1"),
        "support": SupportKind.NEIGHBOUR,
        "strength": SupportStrength.WEAK,
        "label": b.TEXT,
    }
    return kc.RecordSupport(**{**values, **changes})


def test_a_support_grows_stronger_in_its_place_and_ends() -> None:
    state = done(consented(), a_support())
    state = done(state, a_support(strength=SupportStrength.STRONG), on="2026-04-01")
    assert [(one.strength, one.since) for one in state.supports] == [
        (SupportStrength.STRONG, b.NOW)
    ]
    over = kc.EndSupport(support_id=SupportId("support-1"))
    state = done(state, over, on="2026-05-01")
    assert state.supports[0].ended_at == b.at("2026-05-01")
    assert refused(state, over).code == "nothing_pending"
    again = done(state, a_support(), on="2026-06-01")
    assert (again.supports[0].since, again.supports[0].ended_at) == (b.at("2026-06-01"), None)
    none = kc.EndSupport(support_id=SupportId("none"))
    assert refused(state, none).code == "unknown_subject"


def test_a_case_that_learns_of_the_loop_later_counts_from_then() -> None:
    old = there(done(consented(b.a_policy()), b.a_request()))
    newer = loop_policy().model_copy(update={"version": 2, "content_hash": "hash-2"})
    state = done(old, c.AdoptPolicy(policy=newer), R.SYSTEM, "2026-05-04")
    assert state.linking_since == b.at("2026-05-04")
    chase = [clock for clock in deadlines(state) if clock.kind is D.CHASE]
    assert min(clock.due for clock in chase) > b.at("2026-05-06")


def test_what_the_loop_remembers_is_shown_with_the_case() -> None:
    state = done(done(consented(), a_support()), a_milestone())
    shown = snapshot(state)
    assert (shown.supports, shown.milestones) == (state.supports, state.milestones)


def test_no_private_body_keeps_an_open_referral_in_hold() -> None:
    state = b.held(word(there(asked()), P.WAITLISTED))
    assert not [one for one in state.linkages if one.status.is_open]
    assert linkage(state).status is L.WITHDRAWN


def test_a_case_never_waits_for_what_a_body_is_asked_by_itself() -> None:
    state = word(there(asked()), P.STARTED)
    code = waiting(state).code
    assert code not in (D.STATUS_UPDATE, D.CHASE)
    assert {D.STATUS_UPDATE} <= {clock.kind for clock in deadlines(state)}
