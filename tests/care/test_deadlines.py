"""Every clock that should run runs, and ends when the domain guide says."""

from datetime import date

import pytest

from care.decide.deadlines import deadlines
from care.model.case import AftercareCheck, CaseState, ContactSummary, Enrolment, IntakeResult
from care.model.codes import (
    AftercareResult,
    ApprovalAnswer,
    IntakeOutcome,
    LinkageStatus,
    PartnerChannel,
    Programme,
    RedFlag,
    Role,
    Stage,
)
from care.model.plan import ApprovalStep
from care.model.work import Deadline, DeadlineKind
from tests.care.standing import (
    OWNER,
    SEOUL,
    action,
    assessment,
    at,
    care_plan,
    closure,
    conference,
    consent,
    every_standing,
    in_care,
    linkage,
    pledge,
    standing,
    submission,
)

K = DeadlineKind


def clock(state: CaseState, kind: DeadlineKind) -> Deadline:
    (found,) = [deadline for deadline in deadlines(state) if deadline.kind is kind]
    return found


def due_on(state: CaseState, kind: DeadlineKind) -> str:
    return clock(state, kind).due.astimezone(SEOUL).date().isoformat()


def kinds(state: CaseState) -> set[DeadlineKind]:
    return {deadline.kind for deadline in deadlines(state)}


@pytest.mark.parametrize("state", every_standing())
def test_no_open_case_is_without_a_next_date(state: CaseState) -> None:
    assert deadlines(state)


@pytest.mark.parametrize("state", every_standing())
def test_no_clock_is_negative_and_no_two_share_a_key(state: CaseState) -> None:
    found = deadlines(state)
    assert all(deadline.due >= deadline.since for deadline in found)
    assert len({deadline.key for deadline in found}) == len(found)
    assert [d.due for d in found] == sorted(d.due for d in found)


def test_an_ended_and_an_unopened_case_have_no_clocks() -> None:
    assert deadlines(standing(Stage.ENDED, "2026-03-05")) == ()
    assert deadlines(standing(Stage.DISCOVERY, "2026-03-05", opened=False)) == ()


def test_first_contact_is_made_within_three_business_days() -> None:
    assert due_on(standing(Stage.DISCOVERY, "2026-03-05"), K.FIRST_CONTACT) == "2026-03-10"


def test_a_red_flag_asks_for_contact_within_a_day_and_climbs_at_once() -> None:
    flags = {"red_flags": (RedFlag.SUICIDE,), "urgent_since": at("2026-03-07", 11)}
    found = clock(standing(Stage.DISCOVERY, "2026-03-05", **flags), K.FIRST_CONTACT)
    assert found.due == at("2026-03-08", 11)
    assert found.ladder == "urgent"


def test_who_said_no_is_asked_again_after_thirty_days_or_on_the_day_agreed() -> None:
    said_no = IntakeResult(outcome=IntakeOutcome.REFUSED, at=at("2026-03-09"), by=OWNER)
    refused = standing(Stage.INTAKE, "2026-03-09", intake=said_no)
    assert due_on(refused, K.CONTACT) == "2026-04-08"
    agreed = ContactSummary(last_at=at("2026-03-09"), next_on=date(2026, 3, 16))
    assert due_on(refused.model_copy(update={"contacts": agreed}), K.CONTACT) == "2026-03-16"


def test_the_thirty_day_clock_runs_from_receipt_until_the_plan_is_approved() -> None:
    planning = standing(
        Stage.PLANNING,
        "2026-03-24",
        received_at=at("2026-03-10"),
        conference=conference("2026-03-24"),
    )
    assert due_on(planning, K.PLAN) == "2026-04-09"
    assert due_on(planning, K.PLAN_AFTER_CONFERENCE) == "2026-04-08"
    approved = {"plan": care_plan(), "plan_approved_at": at("2026-04-10")}
    after = kinds(planning.model_copy(update=approved))
    assert K.PLAN not in after
    assert K.PLAN_AFTER_CONFERENCE not in after
    assert K.PLAN_AGREEMENT in after


def test_a_return_does_not_stop_the_plan_clock() -> None:
    planning = standing(Stage.PLANNING, "2026-03-24", received_at=at("2026-03-10"))
    asked = planning.model_copy(update={"submission": submission("2026-04-06")})
    returned = planning.model_copy(update={"last_returned": submission("2026-04-06")})
    assert clock(asked, K.PLAN).key == clock(returned, K.PLAN).key
    assert clock(asked, K.PLAN).due == clock(returned, K.PLAN).due
    assert clock(asked, K.PLAN).whom is Role.COORDINATOR
    assert clock(returned, K.PLAN).whom is Role.CASE_MANAGER


def test_while_approvers_have_the_plan_only_they_and_the_thirty_days_are_counted() -> None:
    planning = standing(
        Stage.PLANNING,
        "2026-03-24",
        received_at=at("2026-03-10"),
        conference=conference("2026-03-24"),
    )
    asked = planning.model_copy(update={"submission": submission("2026-04-06")})
    assert kinds(asked) & {K.PLAN, K.PLAN_AFTER_CONFERENCE, K.APPROVAL} == {K.PLAN, K.APPROVAL}
    taken_back = planning.model_copy(update={"submission": None})
    assert due_on(taken_back, K.PLAN_AFTER_CONFERENCE) == "2026-04-08"


def test_a_plan_sent_back_is_revised_in_the_time_counted_from_the_return() -> None:
    answer = ApprovalStep(
        tier=0,
        role=Role.COORDINATOR,
        answer=ApprovalAnswer.RETURN,
        by=OWNER,
        at=at("2026-04-07"),
    )
    back = submission("2026-04-06").model_copy(update={"steps": (answer,)})
    planning = standing(Stage.PLANNING, "2026-03-24", conference=conference("2026-03-24"))
    returned = planning.model_copy(update={"last_returned": back, "plan_returns": 1})
    found = clock(returned, K.PLAN_AFTER_CONFERENCE)
    assert (found.since, found.key) == (at("2026-04-07"), "PLAN_AFTER_CONFERENCE:return.1.1")
    assert due_on(returned, K.PLAN_AFTER_CONFERENCE) == "2026-04-22"


def test_assessment_and_conference_follow_the_guide() -> None:
    assert due_on(standing(Stage.ASSESSMENT, "2026-03-10"), K.ASSESSMENT) == "2026-03-20"
    state = standing(Stage.CONFERENCE, "2026-03-19", assessment=assessment("2026-03-19"))
    assert due_on(state, K.CONFERENCE) == "2026-03-24"


def test_the_second_tier_is_asked_when_the_first_has_answered() -> None:
    both = submission("2026-04-06", Role.COORDINATOR, Role.SECTION_HEAD)
    first = clock(standing(Stage.PLANNING, "2026-03-24", submission=both), K.APPROVAL)
    assert (first.whom, first.since) == (Role.COORDINATOR, at("2026-04-06"))
    answer = ApprovalStep(
        tier=0,
        role=Role.COORDINATOR,
        answer=ApprovalAnswer.APPROVE,
        by=OWNER,
        at=at("2026-04-08"),
    )
    answered = both.model_copy(update={"steps": (answer,)})
    second = clock(standing(Stage.PLANNING, "2026-03-24", submission=answered), K.APPROVAL)
    assert (second.whom, second.since) == (Role.SECTION_HEAD, at("2026-04-08"))
    assert second.due == at("2026-04-13", 18)
    assert second.key != first.key


def test_a_body_has_five_business_days_or_its_own_outside_clock() -> None:
    asked = in_care("2026-04-10", linkages=(linkage("2026-04-10"),))
    assert due_on(asked, K.PARTNER_ANSWER) == "2026-04-17"
    assert clock(asked, K.PARTNER_ANSWER).whom is Role.PARTNER_WORKER


def test_a_declined_or_undelivered_linkage_asks_for_a_substitute_until_one_is_found() -> None:
    declined = linkage("2026-04-10", status=LinkageStatus.DECLINED)
    failed = linkage("2026-04-10", delivery_failed=True)
    for lost in (declined, failed):
        assert K.SUBSTITUTE_SEARCH in kinds(in_care("2026-04-10", linkages=(lost,)))
        other = linkage("2026-04-14", linkage_id="k-2", replaces="k-1")
        found = kinds(in_care("2026-04-10", linkages=(lost, other)))
        assert K.SUBSTITUTE_SEARCH not in found
        assert K.PARTNER_ANSWER in found


def test_a_letter_not_yet_sent_is_the_owners_move() -> None:
    by_hand = linkage("2026-04-10", channel=PartnerChannel.MANUAL, delivered_at=None)
    state = in_care("2026-04-10", linkages=(by_hand,))
    assert clock(state, K.MANUAL_REFERRAL).person == OWNER
    assert K.PARTNER_ANSWER not in kinds(state)


def test_an_accepted_service_starts_on_the_day_named_or_within_two_weeks() -> None:
    accepted = linkage("2026-04-16", status=LinkageStatus.ACCEPTED)
    assert due_on(in_care("2026-04-10", linkages=(accepted,)), K.LINKAGE_START) == "2026-04-30"
    named = accepted.model_copy(update={"scheduled_on": date(2026, 4, 23)})
    assert due_on(in_care("2026-04-10", linkages=(named,)), K.LINKAGE_START) == "2026-04-23"


def test_only_actions_that_name_a_body_wait_to_be_requested() -> None:
    own = action("a-2", agency_id=None, agency_kind=None)
    state = in_care("2026-04-10", plan=care_plan(1, action(), own))
    assert K.LINKAGE_REQUEST not in kinds(state)
    asked = state.model_copy(update={"linkages": ()})
    assert due_on(asked, K.LINKAGE_REQUEST) == "2026-04-17"


def test_contact_and_visit_follow_the_level_and_a_red_flag_brings_them_closer() -> None:
    calm = in_care("2026-04-10")
    assert due_on(calm, K.CONTACT) == "2026-05-11"
    assert due_on(calm, K.VISIT) == "2026-07-10"
    flags = {"red_flags": (RedFlag.SUICIDE,), "urgent_since": at("2026-04-14")}
    urgent = calm.model_copy(update=flags)
    assert due_on(urgent, K.CONTACT) == "2026-04-17"
    assert clock(urgent, K.RED_FLAG).due == at("2026-04-15")


def test_knocking_in_vain_does_not_count_as_contact() -> None:
    calm = in_care("2026-04-10")
    knocked = ContactSummary(last_at=at("2026-05-04"), last_met_at=at("2026-04-13"))
    assert due_on(calm.model_copy(update={"contacts": knocked}), K.CONTACT) == "2026-05-13"


def test_the_statutory_check_is_due_within_three_months_then_within_six() -> None:
    ics = Enrolment(
        programme=Programme.ICS,
        applied_on=date(2026, 9, 10),
        plan_accepted_on=date(2026, 9, 30),
    )
    first = in_care("2026-04-10", enrolments=(ics,))
    assert due_on(first, K.ICS_CHECK) == "2026-12-30"
    assert clock(first, K.ICS_CHECK).statutory
    checked = ics.model_copy(update={"checks": (date(2026, 12, 16),)})
    assert due_on(in_care("2026-04-10", enrolments=(checked,)), K.ICS_CHECK) == "2027-06-16"


def test_a_pledge_waits_for_its_earliest_unpaid_month() -> None:
    state = in_care("2026-04-10", pledges=(pledge("2026-03-01", "2026-03-01"),))
    found = clock(state, K.PLEDGE)
    assert found.subject == "s-1.2026-04"
    assert found.due == at("2026-04-24", 18)
    paid = tuple(f"{y}-{m:02}-01" for y, m in [*((2026, m) for m in range(3, 13)), (2027, 1)])
    almost = pledge("2026-03-01", *paid)
    last = in_care("2026-04-10", pledges=(almost,))
    assert clock(last, K.PLEDGE).subject == "s-1.2027-02"
    done = almost.model_copy(update={"paid": (*almost.paid, date(2027, 2, 1))})
    assert K.PLEDGE not in kinds(in_care("2026-04-10", pledges=(done,)))


def test_aftercare_checks_are_spread_over_the_window() -> None:
    state = in_care("2026-04-10", stage=Stage.AFTERCARE)
    assert due_on(state, K.AFTERCARE_CHECK) == "2026-08-26"
    once = (AftercareCheck(on=date(2026, 8, 20), result=AftercareResult.STABLE),)
    second = state.model_copy(update={"aftercare": once})
    assert due_on(second, K.AFTERCARE_CHECK) == "2027-01-11"


def test_reassessment_check_closure_and_consent_have_their_days() -> None:
    state = in_care(
        "2026-04-10",
        assessment=assessment("2026-03-19"),
        next_check_on=date(2026, 6, 18),
        consents=(consent("2026-03-09", "2027-03-09"),),
    )
    assert due_on(state, K.REASSESSMENT) == "2026-09-21"
    assert due_on(state, K.CHECK) == "2026-06-18"
    assert due_on(state, K.CONSENT_RENEWAL) == "2027-03-09"
    closing = in_care("2026-04-10", stage=Stage.CLOSURE, closure=closure("2026-04-13"))
    assert due_on(closing, K.CLOSURE) == "2026-04-24"
    assert due_on(closing, K.APPROVAL) == "2026-04-16"


def test_a_case_that_waits_for_a_body_alone_is_still_kept_in_touch_with() -> None:
    state = in_care("2026-04-10", level=None, linkages=(linkage("2026-04-10"),))
    assert kinds(state) == {K.PARTNER_ANSWER, K.CONTACT}
