"""Where a body's word takes a referral: the closed loop, one status for each Task status."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from care.messages import commands as c
from care.messages import events as e
from care.model import codes as k
from care.model.ids import AgencyId
from care.model.linkage import LEADS_TO
from tests.care import builders as b
from tests.care.builders import a_policy, done, events_of, refused
from tests.care.looping import FIRST, asked, consented, linkage, loop_policy, there, word

P, L, R = k.PartnerAnswer, k.LinkageStatus, k.Role
DAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("answer", "said", "status"),
    [
        (P.RECEIVED, {}, L.RECEIVED),
        (P.WAITLISTED, {}, L.WAITLISTED),
        (P.ACCEPTED, {}, L.ACCEPTED),
        (P.ACCEPTED, {"scheduled_on": DAY}, L.SCHEDULED),
        (P.SCHEDULED, {"scheduled_on": DAY}, L.SCHEDULED),
        (P.STARTED, {}, L.STARTED),
        (P.PROGRESS, {"sessions": 2}, L.STARTED),
        (P.PROGRESS, {}, L.REQUESTED),
        (P.DECLINED, {}, L.DECLINED),
        (P.DONE, {"outcome": k.ItemOutcome.ACHIEVED}, L.DONE),
        (P.DONE, {"outcome": k.ItemOutcome.NOT_DELIVERED}, L.NOT_DELIVERED),
        (P.NOT_DELIVERED, {}, L.DECLINED),
    ],
)
def test_each_word_leads_a_referral_that_waits_to_its_status(
    answer: k.PartnerAnswer, said: dict[str, Any], status: k.LinkageStatus
) -> None:
    assert linkage(word(there(asked()), answer, **said)).status is status


WAY = (L.RECEIVED, L.WAITLISTED, L.ACCEPTED, L.SCHEDULED, L.STARTED)


@pytest.mark.parametrize(("one", "other"), list(pairwise(WAY)))
def test_a_referral_goes_on_and_never_back(one: k.LinkageStatus, other: k.LinkageStatus) -> None:
    said: dict[str, Any] = {"scheduled_on": DAY} if L.SCHEDULED in (one, other) else {}
    state = word(there(asked()), P(one.value), **said if one is L.SCHEDULED else {})
    ahead = word(state, P(other.value), **said if other is L.SCHEDULED else {})
    assert linkage(ahead).status is other
    back = b.a_word(P(one.value), **said if one is L.SCHEDULED else {})
    kinds = [type(event) for event in events_of(ahead, back, R.SYSTEM)]
    quiet = one in (L.RECEIVED, L.ACCEPTED) and other is not L.STARTED
    assert kinds == ([] if quiet else [e.LateAnswerKept])


@pytest.mark.parametrize("before", [P.ACCEPTED, P.STARTED])
def test_what_was_taken_on_and_never_given_is_an_outcome_of_its_own(
    before: k.PartnerAnswer,
) -> None:
    state = word(word(there(asked()), before), P.NOT_DELIVERED)
    assert linkage(state).status is L.NOT_DELIVERED
    assert linkage(state).outcome is k.ItemOutcome.NOT_DELIVERED


def test_nothing_is_done_without_an_outcome_nor_declined_without_a_reason() -> None:
    state = there(asked())
    for odd in (b.a_word(P.DONE), b.a_word(P.DECLINED, decline=None)):
        assert refused(state, odd, R.SYSTEM).code == "reason_required"
    assert refused(state, b.a_word(P.SCHEDULED), R.SYSTEM).code == "invalid_value"


def test_a_body_may_move_the_day_it_named() -> None:
    state = word(there(asked()), P.ACCEPTED, scheduled_on=DAY)
    moved = word(state, P.SCHEDULED, scheduled_on=date(2026, 3, 27))
    assert linkage(moved).scheduled_on == date(2026, 3, 27)
    assert events_of(moved, b.a_word(P.SCHEDULED, scheduled_on=date(2026, 3, 27)), R.SYSTEM) == ()


def test_sessions_add_up_and_every_word_is_remembered_with_its_moment() -> None:
    state = word(there(asked()), P.STARTED)
    for number in (1, 3, 2):
        state = word(state, P.PROGRESS, sessions=number, at="2026-03-12")
    assert linkage(state).sessions == 6
    assert linkage(state).told_at == b.at("2026-03-12")


def test_a_late_decline_of_what_was_accepted_is_kept_for_a_person() -> None:
    state = word(there(asked()), P.ACCEPTED)
    late = events_of(state, b.a_word(P.DECLINED), R.SYSTEM)
    assert [type(event) for event in late] == [e.LateAnswerKept]


def test_an_association_may_name_the_member_that_would_take_it() -> None:
    state = word(there(asked()), P.ACCEPTED, proposed=AgencyId("a-member"))
    assert linkage(state).proposed == "a-member"


@pytest.mark.parametrize("answer", [P.RECEIVED, P.WAITLISTED])
def test_a_case_of_an_earlier_release_hears_new_words_as_news(answer: k.PartnerAnswer) -> None:
    state = done(consented(a_policy()), b.a_request())
    told = done(state, b.a_word(answer), R.SYSTEM)
    assert linkage(told).status is L.REQUESTED
    assert linkage(told).model_copy(update={"delivered_at": None}) == linkage(state)


def test_a_case_of_an_earlier_release_ends_without_an_outcome_as_before() -> None:
    state = done(consented(a_policy()), b.a_request())
    assert linkage(done(state, b.a_word(P.DONE), R.SYSTEM)).status is L.DONE
    started = done(state, b.a_word(P.STARTED), R.SYSTEM)
    assert linkage(done(started, b.a_word(P.NOT_DELIVERED), R.SYSTEM)).status is L.DONE
    named = done(state, b.a_word(P.SCHEDULED, scheduled_on=DAY), R.SYSTEM)
    assert linkage(named).status is L.ACCEPTED


def test_in_our_own_pages_a_referral_is_there_at_once_and_nothing_leaves() -> None:
    state = asked(loop_policy(), channel=k.PartnerChannel.PORTAL)
    assert linkage(state).delivered_at == b.NOW
    assert state.effects == ()
    gone = done(state, c.WithdrawLinkage(linkage_id=FIRST, reason=b.TEXT))
    assert gone.effects == ()
    assert not linkage(gone).to_recall


def test_every_answer_leads_somewhere() -> None:
    assert set(LEADS_TO) == set(P)
