"""One body asked after the other: the chain, its waiting time, and the gap it may become."""

from datetime import timedelta
from typing import Any

import pytest

from care.decide.chain import chain_of, waited
from care.decide.deadlines import deadlines
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.messages import linking_commands as kc
from care.messages import linking_events as ke
from care.messages import loop_commands as lc
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import AgencyId, GapId, LinkageId
from care.model.loop_codes import PauseReason
from care.model.service_codes import GapEnding
from care.model.work import DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import done, events_of, refused
from tests.care.looping import (
    FIRST,
    SECOND,
    THIRD,
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

P, L, R = k.PartnerAnswer, k.LinkageStatus, k.Role
TWO = (a_next(SECOND), a_next(THIRD))
NEXT = LinkageId(f"{FIRST}.2")


def kinds(state: CaseState) -> set[DeadlineKind]:
    return {clock.kind for clock in deadlines(state)}


def test_a_decline_asks_the_next_body_in_the_same_breath() -> None:
    state = there(asked(then=TWO))
    events = events_of(state, b.a_word(P.DECLINED), R.SYSTEM)
    made = [type(event) for event in events]
    assert made == [e.LinkageAnswered, e.LinkageRequested, e.EffectOrdered]
    after = word(state, P.DECLINED)
    onward = linkage(after, NEXT)
    assert (onward.agency_id, onward.replaces, onward.first) == (SECOND, FIRST, FIRST)
    assert [body.agency_id for body in onward.then] == [THIRD]
    assert DeadlineKind.SUBSTITUTE_SEARCH not in kinds(after)


def test_the_whole_wait_of_a_household_counts_from_its_first_request() -> None:
    state = word(there(asked(then=TWO)), P.DECLINED, at="2026-03-09")
    state = word(state, P.STARTED, linkage_id=NEXT, at="2026-03-19")
    assert waited(state, FIRST, weeks(9)) == timedelta(days=14)
    assert [one.linkage_id for one in chain_of(state, FIRST)] == [FIRST, NEXT]


def test_a_body_the_household_has_not_consented_to_is_passed_over_and_kept_for_later() -> None:
    clinic = a_next(b.CLINIC, agency_kind=k.AgencyKind.CLINIC)
    state = word(there(asked(then=(clinic, a_next(THIRD)))), P.DECLINED)
    onward = linkage(state, NEXT)
    assert onward.agency_id == THIRD
    assert [body.agency_id for body in onward.then] == [b.CLINIC]


def test_with_nobody_left_who_may_be_asked_a_person_looks_for_one() -> None:
    clinic = a_next(b.CLINIC, agency_kind=k.AgencyKind.CLINIC)
    state = word(there(asked(then=(clinic,))), P.DECLINED)
    assert len(state.linkages) == 1
    assert TaskKind.FIND_SUBSTITUTE in {task.kind for task in tasks(state)}


def test_what_the_household_did_not_want_leads_to_a_word_with_it_and_is_no_gap() -> None:
    state = there(asked(loop_policy(gap_after=1), then=TWO))
    state = word(state, P.DECLINED, decline=k.DeclineReason.CLIENT_DECLINED)
    assert (len(state.linkages), state.gaps) == (1, ())


def declined_by_all(state: CaseState, until_then: int = 3) -> CaseState:
    for number in range(1, until_then + 1):
        state = word(state, P.DECLINED, linkage_id=FIRST if number == 1 else f"{FIRST}.{number}")
    return state


def test_a_gap_is_found_at_the_last_decline_policy_gives_and_not_before() -> None:
    state = there(asked(then=TWO))
    assert declined_by_all(state, 2).gaps == ()
    gap = declined_by_all(state).gaps[0]
    assert (gap.gap_id, gap.first, gap.asked) == (GapId(FIRST), FIRST, 3)
    assert gap.waiting_since == linkage(state).requested_at


def test_a_gap_is_the_coordinators_until_it_is_settled_or_served() -> None:
    state = declined_by_all(there(asked(then=TWO)))
    found = {task.kind: task.role for task in tasks(state)}
    assert found[TaskKind.FILL_RESOURCE_GAP] is R.COORDINATOR
    assert TaskKind.FIND_SUBSTITUTE not in found
    over = kc.SettleGap(gap_id=GapId(FIRST), ending=GapEnding.NOT_AVAILABLE)
    assert refused(state, over).code == "role_not_allowed"
    settled = done(state, over, R.COORDINATOR)
    assert not {DeadlineKind.RESOURCE_GAP, DeadlineKind.SUBSTITUTE_SEARCH} & kinds(settled)
    assert refused(settled, over, R.COORDINATOR).code == "nothing_pending"
    odd = kc.SettleGap(gap_id=GapId("none"), ending=GapEnding.FOUND)
    assert refused(state, odd, R.COORDINATOR).code == "unknown_subject"


def test_a_gap_somebody_was_found_for_sends_the_owner_to_ask() -> None:
    state = declined_by_all(there(asked(then=TWO)))
    found = kc.SettleGap(gap_id=GapId(FIRST), ending=GapEnding.FOUND)
    state = done(state, found, R.COORDINATOR, "2026-03-25")
    assert DeadlineKind.SUBSTITUTE_SEARCH in kinds(state)


def test_a_service_that_begins_settles_the_gap_of_its_chain() -> None:
    state = declined_by_all(there(asked(then=TWO)))
    state = done(state, b.a_request(linkage_id="own", agency_id="a-fourth"))
    assert linkage(state, "own").first == FIRST
    state = word(state, P.STARTED, linkage_id="own")
    assert state.gaps[0].ending is GapEnding.FOUND


def test_nobody_is_asked_by_itself_while_somebody_of_the_chain_is_asked_already() -> None:
    state = there(asked(then=TWO))
    other = b.a_request(linkage_id="own", agency_id="a-fourth", replaces=FIRST)
    state = done(state, other.model_copy(update={"despite_duplicate": b.TEXT}))
    assert len(word(state, P.DECLINED).linkages) == 2


def test_nobody_is_asked_by_itself_in_a_pause() -> None:
    state = there(asked(then=TWO))
    pause = lc.PauseCase(
        reason=PauseReason.HOSPITAL, resume_on=b.at("2026-04-01").date(), note=b.TEXT
    )
    assert len(word(done(state, pause), P.DECLINED).linkages) == 1


def test_a_silent_body_loses_the_referral_to_the_next_one_by_itself() -> None:
    state, happened = until(there(asked(then=TWO)), weeks(3))
    taken = linkage(state)
    assert (taken.status, taken.silent) == (L.WITHDRAWN, True)
    assert linkage(state, NEXT).agency_id == SECOND
    assert linkage(state, NEXT).requested_at == b.at("2026-03-19").replace(hour=9)
    assert any(isinstance(event, e.LinkageWithdrawn) and event.silent for _, event in happened)


def test_silence_counts_towards_the_gap_as_a_decline_does() -> None:
    state, _ = until(there(asked(loop_policy(gap_after=1))), weeks(3))
    assert [gap.asked for gap in state.gaps] == [1]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_chain_left_alone_ends_with_every_body_asked_once(count: int) -> None:
    state, _ = until(there(asked(then=TWO[:count])), weeks(14))
    assert [one.agency_id for one in state.linkages] == [b.CENTRE, SECOND, THIRD][: count + 1]
    assert all(one.silent for one in state.linkages)


def test_a_body_with_more_time_of_its_own_is_chased_so_much_later() -> None:
    plain, _ = until(there(asked(then=TWO)), weeks(3))
    slow, _ = until(there(asked(then=TWO, answer_term=b.days(30))), weeks(3))
    assert len(plain.linkages) == 2
    assert (len(slow.linkages), linkage(slow).reminded) == (1, ())
    assert len(until(slow, weeks(8))[0].linkages) > 1


@pytest.mark.parametrize(
    "odd",
    [
        {"then": (a_next(b.CENTRE),)},
        {"then": (a_next(SECOND), a_next(SECOND))},
        {"wanted_on": b.at("2026-03-01").date()},
    ],
)
def test_whom_to_ask_next_is_named_once_and_the_day_wished_for_lies_ahead(
    odd: dict[str, Any],
) -> None:
    assert refused(consented(), b.a_request(**odd)).code == "invalid_value"


MEMBER = AgencyId("a-member")


def passing(**changes: Any) -> kc.PassOnLinkage:
    values = {
        "linkage_id": FIRST,
        "new_linkage_id": LinkageId("handed"),
        "agency_id": MEMBER,
        "agency_kind": k.AgencyKind.CLINIC,
        "channel": k.PartnerChannel.REST,
    }
    return kc.PassOnLinkage(**{**values, **changes})


def test_jj_12_an_associations_referral_goes_to_a_member_by_consent_for_that_member() -> None:
    state = word(there(asked(then=TWO)), P.ACCEPTED, proposed=MEMBER)
    assert TaskKind.ASK_ABOUT_MEMBER in {task.kind for task in tasks(state)}
    assert DeadlineKind.LINKAGE_START not in kinds(state)
    assert refused(state, passing()).code == "consent_missing"
    consent = b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO, agency=MEMBER)
    state = done(done(state, consent), passing())
    handed = linkage(state, "handed")
    assert linkage(state).status is L.PASSED_ON
    assert (handed.part_of, handed.first, handed.agency_id) == (FIRST, FIRST, MEMBER)
    assert handed.then == linkage(state).then
    assert DeadlineKind.MEMBER_PROPOSED not in kinds(state)


def test_only_what_has_not_begun_is_passed_on_and_to_somebody_else() -> None:
    state = there(asked())
    assert refused(state, passing(agency_id=b.CENTRE)).code == "invalid_value"
    assert refused(state, passing(new_linkage_id=FIRST)).code == "duplicate_subject"
    assert refused(state, passing(linkage_id="none")).code == "unknown_subject"
    assert refused(word(state, P.STARTED), passing()).code == "linkage_closed"


def test_what_was_never_given_is_looked_for_anew_while_the_plan_holds_it() -> None:
    state = word(word(there(asked()), P.ACCEPTED), P.NOT_DELIVERED)
    assert DeadlineKind.SUBSTITUTE_SEARCH in kinds(state)


def test_a_body_that_spoke_is_not_reminded_any_more() -> None:
    state = there(asked())
    state = done(state, kc.RemindPartner(linkage_id=FIRST))
    assert [effect.kind for effect in state.effects] == ["remind_referral"]
    assert word(state, P.RECEIVED).effects == ()
    gone = done(state, c.WithdrawLinkage(linkage_id=FIRST, reason=b.TEXT))
    assert [effect.kind for effect in gone.effects] == ["withdraw_referral"]


def test_the_events_of_the_loop_never_come_to_a_case_of_an_earlier_release() -> None:
    state = done(consented(b.a_policy()), b.a_request(then=TWO))
    assert linkage(state).then == ()
    state = word(state, P.DECLINED)
    _, happened = until(state, weeks(12))
    assert not [one for _, one in happened if isinstance(one, ke.PartnerReminded)]
    assert len(state.linkages) == 1
    assert refused(state, kc.RemindPartner(linkage_id=FIRST)).code == "wrong_stage"
