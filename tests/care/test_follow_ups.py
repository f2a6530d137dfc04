"""What a linkage leaves to a person is that person's task until it is done."""

import pytest

from care.decide.deadlines import deadlines
from care.decide.tasks import tasks
from care.messages import commands as c
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import EffectId, LinkageId
from care.model.work import DeadlineKind, Task, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, at, done, refused

S, R = k.SubDomain, k.Role
FIRST = LinkageId(f"linkage-{S.HEALTH_BODY}")
WITHDRAW = c.WithdrawLinkage(linkage_id=FIRST, reason=b.TEXT)
RECALL = c.RecordRecall(linkage_id=FIRST, note=b.TEXT)
DELIVERED = c.RecordDelivery(linkage_id=FIRST, delivered=True)


def asked(channel: k.PartnerChannel = k.PartnerChannel.MANUAL) -> CaseState:
    given = done(a_case(k.Stage.LINKAGE), b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO))
    return done(given, b.a_request(channel=channel))


def asked_for(state: CaseState, kind: TaskKind) -> list[Task]:
    return [task for task in tasks(state) if task.kind is kind]


def effect(number: str, delivered: bool = True) -> c.RecordDelivery:
    effect_id = EffectId(f"{FIRST}:{number}")
    return c.RecordDelivery(linkage_id=FIRST, effect_id=effect_id, delivered=delivered)


def test_a_body_reached_by_hand_is_told_by_hand_to_destroy_what_it_got() -> None:
    state = done(done(asked(), DELIVERED), WITHDRAW, on="2026-03-09")
    (task,) = asked_for(state, TaskKind.RECALL_REFERRAL)
    assert (task.subject, task.person, task.since) == (FIRST, b.MANAGER, at("2026-03-09"))
    (clock,) = [d for d in deadlines(state) if d.kind is DeadlineKind.RECALL]
    assert clock.due.date().isoformat() == "2026-03-10"
    told = done(state, RECALL, on="2026-03-10")
    assert told.linkages[0].recalled_at == at("2026-03-10")
    assert asked_for(told, TaskKind.RECALL_REFERRAL) == []
    assert refused(told, RECALL).code == "nothing_pending"


def test_a_withdrawn_consent_asks_for_the_same_recall() -> None:
    state = done(asked(), DELIVERED)
    (consent,) = [x for x in state.consents if x.purpose is k.ConsentPurpose.PROVIDE_TO]
    state = done(state, c.WithdrawConsent(consent_id=consent.consent_id))
    assert len(asked_for(state, TaskKind.RECALL_REFERRAL)) == 1


def test_a_body_that_answered_has_the_referral_although_nobody_recorded_how_it_got_there() -> None:
    state = done(done(asked(), b.a_word()), WITHDRAW)
    assert len(asked_for(state, TaskKind.RECALL_REFERRAL)) == 1


def test_nothing_is_recalled_from_a_body_that_was_never_told() -> None:
    state = done(asked(), WITHDRAW)
    assert asked_for(state, TaskKind.RECALL_REFERRAL) == []
    assert refused(state, RECALL).code == "nothing_pending"


@pytest.mark.parametrize(("reached", "left"), [(True, 0), (False, 1)])
def test_a_withdrawal_over_a_channel_is_a_task_only_when_it_failed_for_good(
    reached: bool, left: int
) -> None:
    state = done(asked(k.PartnerChannel.REST), effect("1"), R.SYSTEM)
    state = done(state, WITHDRAW)
    assert asked_for(state, TaskKind.RECALL_REFERRAL) == []
    state = done(state, effect("withdraw", reached), R.SYSTEM)
    assert len(asked_for(state, TaskKind.RECALL_REFERRAL)) == left


def test_a_case_is_not_closed_while_a_body_still_has_what_it_should_destroy() -> None:
    state = done(done(asked(), DELIVERED), WITHDRAW)
    gaps = refused(state, b.a_closure(state)).missing
    assert [gap.subject for gap in gaps if gap.code == "linkage_to_recall"] == [FIRST]
    assert done(done(state, RECALL), b.a_closure(state)).stage is k.Stage.CLOSURE


def twice_answered() -> CaseState:
    state = done(asked(k.PartnerChannel.REST), b.a_word(), R.SYSTEM)
    return done(state, b.a_word(k.PartnerAnswer.DECLINED), R.SYSTEM, on="2026-03-06")


def test_a_second_answer_changes_nothing_and_is_the_owners_to_look_at() -> None:
    state = twice_answered()
    assert state.linkages[0].status is k.LinkageStatus.ACCEPTED
    (task,) = asked_for(state, TaskKind.LOOK_AT_LATE_ANSWER)
    assert (task.subject, task.person, task.since) == (FIRST, b.MANAGER, at("2026-03-06"))


def test_more_late_answers_are_one_task_since_the_first_of_them() -> None:
    again = b.a_word(k.PartnerAnswer.DECLINED, message_id="another")
    state = done(twice_answered(), again, R.SYSTEM, on="2026-03-09")
    (task,) = asked_for(state, TaskKind.LOOK_AT_LATE_ANSWER)
    assert task.since == at("2026-03-06")


def test_a_late_answer_that_was_looked_at_asks_nobody_any_more() -> None:
    seen = c.AcknowledgeLateAnswer(linkage_id=FIRST, note=b.TEXT)
    state = done(twice_answered(), seen, on="2026-03-09")
    assert asked_for(state, TaskKind.LOOK_AT_LATE_ANSWER) == []
    assert state.linkages[0].status is k.LinkageStatus.ACCEPTED
    assert refused(state, seen).code == "nothing_pending"


def test_an_answer_to_a_withdrawn_linkage_is_looked_at_too() -> None:
    state = done(done(asked(), b.a_word()), WITHDRAW)
    state = done(state, b.a_word(k.PartnerAnswer.STARTED), R.SYSTEM)
    kinds = {TaskKind.LOOK_AT_LATE_ANSWER, TaskKind.RECALL_REFERRAL}
    assert kinds <= {task.kind for task in tasks(state)}
