"""Linkages: asked of a body, delivered, answered in any order, withdrawn."""

from datetime import date
from typing import Any

import pytest

from care.messages import commands as c
from care.messages import events as e
from care.model import codes as k
from care.model.case import CaseState, SendReferral, WithdrawReferral
from care.model.ids import AgencyId, EffectId, LinkageId
from care.model.linkage import Linkage
from tests.care import builders as b
from tests.care.builders import a_case, an_actor, done, events_of, refused

S, R, P, L = k.SubDomain, k.Role, k.PartnerAnswer, k.LinkageStatus
FIRST = LinkageId(f"linkage-{S.HEALTH_BODY}")


def consented() -> CaseState:
    return done(a_case(k.Stage.LINKAGE), b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO))


def asked(**changes: Any) -> CaseState:
    return done(consented(), b.a_request(**changes))


def after(*answers: k.PartnerAnswer) -> CaseState:
    state = asked()
    for answer in answers:
        state = done(state, b.a_word(answer), R.SYSTEM)
    return state


def linkage(state: CaseState) -> Linkage:
    return state.linkages[0]


def test_a_request_becomes_a_linkage_of_the_actions_service_and_need_and_one_effect() -> None:
    state = asked()
    assert (linkage(state).service, linkage(state).need) == (
        k.ServiceType.DAILY_CARE, S.HEALTH_BODY,
    )  # fmt: skip
    sending = SendReferral(effect_id=EffectId(f"{FIRST}:1"), linkage_id=FIRST)
    assert state.effects == (sending,)


def test_a_body_reached_by_hand_is_a_task_and_no_effect() -> None:
    assert asked(channel=k.PartnerChannel.MANUAL).effects == ()


def test_a_private_body_without_consent_or_basis_is_refused_by_member() -> None:
    answer = refused(a_case(k.Stage.LINKAGE), b.a_request())
    assert answer.code == "consent_missing"
    assert [m.subject for m in answer.missing] == [b.CLIENT]


def test_an_action_the_plan_does_not_have_cannot_be_asked_for() -> None:
    odd = b.a_request(action_id="action-none")
    assert refused(consented(), odd).code == "unknown_subject"


def test_the_same_body_is_not_asked_twice_for_one_action() -> None:
    assert refused(asked(), b.a_request()).code == "duplicate_subject"
    again = b.a_request(linkage_id="another")
    assert refused(asked(), again).code == "duplicate_subject"


def test_after_a_decline_another_body_replaces_it() -> None:
    state = after(P.DECLINED)
    substitute = b.a_request(linkage_id="second", agency_id="a-other", replaces=FIRST)
    assert done(state, substitute).linkages[1].replaces == FIRST
    lost = b.a_request(linkage_id="second", agency_id="a-other", replaces="none")
    assert refused(state, lost).code == "unknown_subject"


@pytest.mark.parametrize(
    ("changes", "term"),
    [
        ({}, b.bdays(5)),
        ({"urgent": True}, b.bdays(1)),
        ({"answer_term": b.days(30), "urgent": True}, b.days(30)),
    ],
)
def test_the_body_has_the_time_its_case_allows(changes: dict[str, Any], term: object) -> None:
    assert linkage(asked(**changes)).answer_term == term


def test_a_kind_of_body_has_its_own_term() -> None:
    consent = b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO, agency=b.CLINIC)
    request = b.a_request(agency_id=b.CLINIC, agency_kind=k.AgencyKind.CLINIC)
    assert linkage(done(done(consented(), consent), request)).answer_term == b.bdays(3)


def delivery(delivered: bool = True, effect: str | None = f"{FIRST}:1") -> c.RecordDelivery:
    return c.RecordDelivery(
        linkage_id=FIRST,
        effect_id=EffectId(effect) if effect else None,
        delivered=delivered,
        code="" if delivered else "http_410",
    )


def test_a_delivered_referral_is_no_longer_an_effect() -> None:
    state = done(asked(), delivery(), R.SYSTEM)
    assert (state.effects, linkage(state).delivered_at) == ((), b.NOW)


def test_word_of_an_effect_that_was_done_changes_nothing() -> None:
    state = done(asked(), delivery(), R.SYSTEM)
    assert events_of(state, delivery(), R.SYSTEM) == ()
    assert events_of(state, delivery(delivered=False), R.SYSTEM) == ()


def test_a_failed_delivery_can_be_mended_by_hand() -> None:
    state = done(asked(), delivery(delivered=False), R.SYSTEM)
    assert linkage(state).delivery_failed
    state = done(state, delivery(effect=None))
    assert (linkage(state).delivery_failed, linkage(state).delivered_at) == (False, b.NOW)
    assert events_of(state, delivery(effect=None)) == ()


def test_the_first_start_begins_monitoring() -> None:
    assert after(P.ACCEPTED).stage is k.Stage.LINKAGE
    assert after(P.ACCEPTED, P.STARTED).stage is k.Stage.MONITORING


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ((P.ACCEPTED,), L.ACCEPTED),
        ((P.DECLINED,), L.DECLINED),
        ((P.STARTED,), L.STARTED),
        ((P.DONE,), L.DONE),
        ((P.ACCEPTED, P.PROGRESS), L.ACCEPTED),
        ((P.ACCEPTED, P.NOT_DELIVERED), L.DECLINED),
        ((P.STARTED, P.NOT_DELIVERED), L.DONE),
    ],
)
def test_answers_take_the_linkage_where_they_say(
    answers: tuple[k.PartnerAnswer, ...], status: k.LinkageStatus
) -> None:
    assert linkage(after(*answers)).status is status


def test_an_answer_before_the_delivery_is_recorded_counts() -> None:
    state = after(P.ACCEPTED)
    state = done(state, delivery(), R.SYSTEM)
    assert (linkage(state).status, linkage(state).delivered_at) == (L.ACCEPTED, b.NOW)


@pytest.mark.parametrize("answer", [P.ACCEPTED, P.DECLINED, P.STARTED, P.DONE])
def test_the_same_answer_again_changes_nothing(answer: k.PartnerAnswer) -> None:
    assert events_of(after(answer), b.a_word(answer), R.SYSTEM) == ()


@pytest.mark.parametrize(
    ("before", "then", "why"),
    [
        ((P.DECLINED,), P.ACCEPTED, "closed"),
        ((P.ACCEPTED, P.DONE), P.DECLINED, "closed"),
        ((P.DONE,), P.PROGRESS, "closed"),
        ((P.ACCEPTED,), P.DECLINED, "contradicts"),
        ((P.STARTED,), P.ACCEPTED, "out_of_order"),
    ],
)
def test_the_first_decision_stands_and_the_other_is_kept_for_a_person(
    before: tuple[k.PartnerAnswer, ...], then: k.PartnerAnswer, why: str
) -> None:
    state = after(*before)
    (kept,) = events_of(state, b.a_word(then), R.SYSTEM)
    assert isinstance(kept, e.LateAnswerKept)
    assert kept.why == why
    told = linkage(done(state, b.a_word(then), R.SYSTEM))
    assert told == linkage(state).model_copy(update={"late_since": b.NOW})


def test_the_same_answer_with_another_date_is_kept_as_a_contradiction() -> None:
    day = b.a_word(scheduled_on=date(2026, 4, 23))
    state = done(asked(), day, R.SYSTEM)
    other = b.a_word(scheduled_on=date(2026, 4, 30))
    (kept,) = events_of(state, other, R.SYSTEM)
    assert isinstance(kept, e.LateAnswerKept)
    moved = b.a_word(P.PROGRESS, scheduled_on=date(2026, 4, 30))
    assert linkage(done(state, moved, R.SYSTEM)).scheduled_on == date(2026, 4, 30)


def test_only_the_body_asked_may_answer() -> None:
    stranger = b.a_word(agency_id=b.CLINIC)
    assert refused(asked(), stranger, R.SYSTEM).code == "bad_actor"
    worker = an_actor(R.PARTNER_WORKER, agency=AgencyId("a-other"))
    assert refused(asked(), b.a_word(), worker).code == "bad_actor"
    own = an_actor(R.PARTNER_WORKER, agency=b.CENTRE)
    assert linkage(done(asked(), b.a_word(), own)).status is L.ACCEPTED


def test_staff_write_down_the_answer_of_a_body_reached_by_hand_only() -> None:
    assert refused(asked(), b.a_word()).code == "bad_actor"
    by_hand = asked(channel=k.PartnerChannel.MANUAL)
    assert linkage(done(by_hand, b.a_word())).status is L.ACCEPTED


def test_a_decline_says_why() -> None:
    silent = b.a_word(P.DECLINED, decline=None)
    assert refused(asked(), silent, R.SYSTEM).params == {"field": "decline"}
    assert linkage(after(P.DECLINED)).decline is k.DeclineReason.NO_CAPACITY


def test_an_outcome_comes_with_the_end() -> None:
    word = b.a_word(P.DONE, outcome=k.ItemOutcome.PARTLY)
    assert linkage(done(asked(), word, R.SYSTEM)).outcome is k.ItemOutcome.PARTLY
    assert linkage(after(P.STARTED, P.NOT_DELIVERED)).outcome is k.ItemOutcome.NOT_DELIVERED


WITHDRAW = c.WithdrawLinkage(linkage_id=FIRST, reason=b.TEXT)


def test_a_withdrawn_linkage_is_recalled_and_takes_no_more_answers() -> None:
    state = done(after(P.STARTED), WITHDRAW)
    assert [type(effect) for effect in state.effects] == [WithdrawReferral]
    assert refused(state, WITHDRAW).code == "linkage_closed"
    (kept,) = events_of(state, b.a_word(P.DONE), R.SYSTEM)
    assert isinstance(kept, e.LateAnswerKept)


def test_a_recall_that_arrived_does_not_count_as_a_delivered_referral() -> None:
    state = done(asked(), WITHDRAW)
    state = done(state, delivery(effect=f"{FIRST}:withdraw"), R.SYSTEM)
    assert (state.effects, linkage(state).delivered_at) == ((), None)
