"""What a changed policy makes of recorded acts: each kind of parting, and any life at all."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import settings

from care.decide.whatif import what_if
from care.decide.whatif_answers import DECIDED_AGAIN, REMADE
from care.decide.whatif_course import lived, own
from care.messages import commands as c
from care.messages.envelope import CaseStart
from care.messages.events import EscalationAcknowledged, Recorded
from care.model import codes as k
from care.model.condition import Condition, Constant
from care.model.ids import OfficeCode
from care.model.policy import CasePolicy, ClosureRule, CrisisRule
from care.model.policy_rules import Freeze, ProcessRules, Routing, Subject
from care.model.term import Term, Unit
from care.model.whatif import CaseWhatIf, Difference, Outcome, Point
from tests.care import builders as b
from tests.care.lives import UNTIL, Life, Recorder, life
from tests.care.test_machine import AnyOrder

NATIONAL = b.a_policy()
GENERAL = 2
"""Level general, 1,200,000 won of case fund, two visits, both checks of aftercare made."""
PLAIN = 6
"""Level general, no more than 700,000 won: the coordinator approves alone."""


def under(number: int, **changes: Any) -> CaseWhatIf:
    one = life(number, NATIONAL)
    return what_if(one.start, one.recorded, b.a_policy(version=2, **changes), UNTIL)


def only(case: CaseWhatIf, point: Point) -> Difference:
    (one,) = (found for found in case.differences if found.point is point)
    return one


def asking(*tiers: k.Role) -> dict[str, Any]:
    rule = NATIONAL.plan_approval
    return {"plan_approval": rule.model_copy(update={"tiers": tiers, "tiers_high": tiers})}


def test_the_lives_used_here_are_what_their_names_say() -> None:
    general, plain = life(GENERAL, NATIONAL).facts, life(PLAIN, NATIONAL).facts
    assert (general.level, general.money, general.checks) == (k.CASE_GENERAL, 1_200_000, 2)
    assert (plain.level, plain.money) == (k.CASE_GENERAL, 700_000)


def test_a_tier_put_before_the_one_that_answered_is_unknown_and_the_record_goes_on() -> None:
    case = under(PLAIN, **asking(k.Role.TEAM_LEAD, k.Role.COORDINATOR))
    one = only(case, Point.PLAN)
    assert (one.outcome, one.why) == (Outcome.UNKNOWN, "TIER_NOT_ASKED")
    assert one.unasked == (k.Role.TEAM_LEAD,)
    assert case.stage is k.Stage.AFTERCARE


def test_an_answer_of_somebody_policy_does_not_ask_decides_nothing() -> None:
    one = only(under(PLAIN, **asking(k.Role.SECTION_HEAD)), Point.PLAN)
    assert (one.outcome, one.unasked) == (Outcome.UNKNOWN, (k.Role.SECTION_HEAD,))
    assert one.after is None


def test_a_plan_over_the_new_cap_would_have_been_refused_and_all_after_it_rests_on_the_record() -> (
    None
):
    case = under(GENERAL, case_fund_cap=1_000_000)
    one = only(case, Point.PLAN)
    assert (one.outcome, one.why) == (Outcome.UNKNOWN, "over_cap")
    assert case.parted_by == "over_cap"


def closing_rules(**changes: Any) -> tuple[ClosureRule, ...]:
    return tuple(rule.model_copy(update=changes) for rule in NATIONAL.closure_rules)


def test_a_closure_for_a_reason_policy_does_not_know_is_unknown() -> None:
    rules = tuple(
        rule for rule in NATIONAL.closure_rules if rule.reason is not k.ClosureReason.GOAL_ACHIEVED
    )
    one = only(under(GENERAL, closure_rules=rules), Point.CLOSURE)
    assert (one.outcome, one.why) == (Outcome.UNKNOWN, "closure_not_allowed")


def test_a_level_policy_does_not_know_makes_its_decision_unknown() -> None:
    levels = tuple(rule for rule in NATIONAL.levels if rule.code != k.CASE_GENERAL)
    one = only(under(GENERAL, levels=levels), Point.LEVEL)
    assert (one.outcome, one.why) == (Outcome.UNKNOWN, "LEVEL_GONE")


def test_a_proposal_nobody_has_answered_yet_is_unknown() -> None:
    one = life(PLAIN, NATIONAL)
    assessed = next(
        number for number, told in enumerate(one.recorded) if told.event.kind == "AssessmentSaved"
    )
    recorded = one.recorded[: assessed + 1]
    strict = b.a_policy(version=2, crisis=CrisisRule(general_sum=30))
    (found,) = (
        difference
        for difference in what_if(one.start, recorded, strict, recorded[-1].at).differences
        if difference.point is Point.LEVEL
    )
    assert (found.outcome, found.why) == (Outcome.UNKNOWN, "NOT_DECIDED")


def test_without_aftercare_the_episode_ends_where_it_was_closed() -> None:
    one = only(under(GENERAL, closure_rules=closing_rules(aftercare=False)), Point.END)
    assert one.outcome is Outcome.EARLIER
    assert one.days == -120
    assert (one.was, one.would) == ("AFTERCARE_STABLE", "GOAL_ACHIEVED")


def test_checks_nobody_was_asked_for_are_work_and_their_end_is_unknown() -> None:
    case = under(GENERAL, aftercare_checks=5)
    one = only(case, Point.END)
    assert (one.outcome, one.why, one.after) == (Outcome.UNKNOWN, "NOT_REACHED", None)
    (office,) = (team for team in case.work if team.role is k.Role.LOCAL_OFFICE)
    assert office.asked_after == office.asked_before + 3


def test_an_approval_given_in_a_freeze_is_unknown() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    freeze = Freeze(code="year-end", subject=Subject.PLAN, first=first, last=last)
    one = only(under(PLAIN, rules=ProcessRules(edition=2, freezes=(freeze,))), Point.PLAN)
    assert (one.outcome, one.why) == (Outcome.UNKNOWN, "approval_frozen")


def test_a_household_lands_where_the_changed_routings_lead_it() -> None:
    routing = Routing(
        code="all-to-narae",
        when=Condition(text="true", tree=Constant(value=True)),
        to=OfficeCode("narae-dong"),
    )
    case = under(PLAIN, rules=ProcessRules(edition=2, routings=(routing,)))
    one = only(case, Point.OFFICE)
    assert (one.was, one.would) == ("haeoreum-dong", "narae-dong")
    assert (case.office, case.office_after) == ("haeoreum-dong", "narae-dong")


def test_a_machine_that_was_late_is_no_effect_of_policy() -> None:
    punctual = life(GENERAL, NATIONAL)
    late = tuple(
        one.model_copy(update={"at": one.at + timedelta(days=3)})
        if own(one, punctual.start)
        else one
        for one in punctual.recorded
    )
    assert what_if(punctual.start, late, NATIONAL, UNTIL).differences == ()


def test_a_case_that_took_up_a_policy_is_compared_with_what_it_really_followed() -> None:
    newer = b.a_policy(version=2, content_hash="two", first_contact=b.bdays(10))
    recorder = Recorder(CaseStart(case_id=b.CASE, district=b.DISTRICT, policy=NATIONAL), b.NOW)
    recorder.act(b.an_opening(), k.Role.LOCAL_OFFICE)
    recorder.act(c.AdoptPolicy(policy=newer), k.Role.SYSTEM)
    recorder.wait(12)
    assert recorder.state.policy.version == 2
    start, recorded = recorder.start, tuple(recorder.recorded)
    end = recorder.now
    (first, *_) = what_if(start, recorded, NATIONAL, end).differences
    assert (first.point, first.outcome) == (Point.ESCALATION, Outcome.ADDED)
    # Against the policy of today nothing of earlier editions shows.
    assert what_if(start, recorded, NATIONAL, end, instead_of=NATIONAL).differences == ()


def test_a_ladder_that_would_not_have_spoken_is_quieted_by_nobody() -> None:
    recorder = Recorder(CaseStart(case_id=b.CASE, district=b.DISTRICT, policy=NATIONAL), b.NOW)
    recorder.act(b.an_opening(), k.Role.LOCAL_OFFICE)
    recorder.wait(8)
    recorder.act(c.AcknowledgeEscalation(deadline="FIRST_CONTACT:"), k.Role.TEAM_LEAD)
    assert isinstance(recorder.recorded[-1].event, EscalationAcknowledged)
    patient = b.a_policy(version=2, first_contact=b.days(60))
    again = lived(recorder.start, recorder.recorded, patient, recorder.now)
    assert again.state.acknowledged == ()


def test_a_body_keeps_its_own_clock_whatever_policy_gives_the_others() -> None:
    one = life(PLAIN, NATIONAL)
    slow = b.a_policy(version=2, partner_answer=b.bdays(9))
    moved = lived(one.start, one.recorded, slow, UNTIL).state.linkages[0]
    assert moved.answer_term == b.bdays(9)
    outside = Term(n=21, unit=Unit.DAYS)
    recorded = tuple(_with_term(record, outside) for record in one.recorded)
    kept = lived(one.start, recorded, slow, UNTIL).state.linkages[0]
    assert kept.answer_term == outside


def _with_term(recorded: Recorded, term: Term) -> Recorded:
    event = recorded.event
    if event.kind != "LinkageRequested":
        return recorded
    linkage = event.linkage.model_copy(update={"answer_term": term})
    return recorded.model_copy(update={"event": event.model_copy(update={"linkage": linkage})})


def test_a_flag_that_is_not_urgent_any_more_opens_no_crisis_lane() -> None:
    one = life(17, NATIONAL)
    assert one.facts.in_danger
    crisis = NATIONAL.crisis.model_copy(update={"urgent_flags": ()})
    calm = lived(one.start, one.recorded, b.a_policy(version=2, crisis=crisis), UNTIL)
    real = lived(one.start, one.recorded, None, UNTIL)
    assert real.state.crisis is not None
    assert calm.state.crisis is None
    assert not any(key.startswith("CRISIS_") for key in calm.ledger.clocks)


def test_a_tighter_rhythm_asks_for_as_many_more_rounds_as_fit_between_two_visits() -> None:
    """Two contacts 45 days apart where every 14 days somebody is asked: three rounds, not one."""
    cadence = NATIONAL.monitoring[k.CASE_GENERAL].model_copy(update={"contact": b.days(14)})
    case = under(GENERAL, monitoring={**NATIONAL.monitoring, k.CASE_GENERAL: cadence})
    (manager,) = (team for team in case.work if team.role is k.Role.CASE_MANAGER)
    assert life(GENERAL, NATIONAL).facts.visit_every == 45
    assert manager.asked_after > manager.asked_before
    assert manager.late_after > manager.late_before


def test_no_event_is_answered_in_two_ways() -> None:
    assert not set(DECIDED_AGAIN) & set(REMADE)


OTHERS: tuple[CasePolicy, ...] = (
    b.a_policy(version=2, **asking(k.Role.SECTION_HEAD)),
    b.a_policy(
        version=2,
        levels=NATIONAL.levels[:1],
        closure_rules=NATIONAL.closure_rules[:2],
        aftercare_checks=0,
        monitoring={},
        first_contact=b.hours(1),
    ),
    b.before_life(version=2),
)


class LivedAgain(AnyOrder):
    """Whatever is done to a case, it can be lived through again, under whatever policy."""

    def teardown(self) -> None:
        start = CaseStart(
            case_id=self.blank.case_id,
            district=self.blank.district,
            policy=self.blank.policy,
            carried=self.blank,
        )
        told: Sequence[Recorded] = tuple(self.recorded)
        same = what_if(start, told, self.blank.policy, self.now, instead_of=self.blank.policy)
        assert same.differences == ()
        assert same.parted_at is None
        for policy in OTHERS:
            first = what_if(start, told, policy, self.now)
            assert first == what_if(start, told, policy, self.now)
            assert all(one.outcome is not Outcome.UNKNOWN or one.why for one in first.differences)


TestLivedAgain = LivedAgain.TestCase
TestLivedAgain.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)


def test_a_life_is_of_its_number_alone() -> None:
    first: Life = life(GENERAL, NATIONAL)
    assert first.recorded == life(GENERAL, NATIONAL).recorded
