"""What if another policy had applied: a hand-checked list over two hundred recorded lives."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from care.decide.whatif import compared, what_if
from care.decide.whatif_course import Course, lived
from care.messages.envelope import CaseStart
from care.messages.events import AssessmentSaved, LadderStepFired, PlanSubmitted
from care.model import codes as k
from care.model.policy import CasePolicy, CrisisRule
from care.model.whatif import CaseWhatIf, Difference, Outcome, Point
from tests.care import builders as b
from tests.care.lives import PROPOSED, SCORES, UNTIL, Facts, Life, case_number, lives

LIST = Path(__file__).with_name("whatif_list.txt")
"""The list checked by hand: change, case, point, outcome, subject, days, was, would, why."""
NATIONAL = b.a_policy()


def _approved_from(won: int) -> CasePolicy:
    rule = NATIONAL.plan_approval.model_copy(update={"money_review": won})
    return b.a_policy(version=2, plan_approval=rule)


CHANGES = {
    "general_sum 8 to 9": b.a_policy(version=2, crisis=CrisisRule(general_sum=9)),
    "money_review 1000000 to 1500000": _approved_from(1_500_000),
    "money_review 1000000 to 500000": _approved_from(500_000),
    "first_contact 3bd to 2bd": b.a_policy(version=2, first_contact=b.bdays(2)),
    "aftercare 2 to 1": b.a_policy(version=2, aftercare_checks=1),
}


@cache
def recorded_lives() -> tuple[Life, ...]:
    return tuple(lives(NATIONAL))


@cache
def as_it_went(number: int) -> Course:
    life = recorded_lives()[number - 1]
    return lived(life.start, life.recorded, None, UNTIL)


@cache
def found(change: str) -> dict[int, CaseWhatIf]:
    """As ``what_if`` finds it, the real course lived but once for all changes."""
    return {life.facts.number: _under(life, CHANGES[change]) for life in recorded_lives()}


def _under(life: Life, policy: CasePolicy) -> CaseWhatIf:
    after = lived(life.start, life.recorded, policy, UNTIL)
    return compared(as_it_went(life.facts.number), after, len(life.recorded))


def differing(change: str, point: Point) -> dict[int, list[Difference]]:
    of_point = {
        number: [one for one in case.differences if one.point is point]
        for number, case in found(change).items()
    }
    return {number: those for number, those in of_point.items() if those}


def line(change: str, number: int, one: Difference) -> str:
    days = "" if one.days is None else f"{one.days:+d}"
    said = f"{one.was} > {one.would}".strip()
    subject = f"{one.subject} {one.step}".strip()
    told = (change, case_number(number), one.point, one.outcome, subject, days, said, one.why)
    return " | ".join((*told, "resting" if one.resting else "")).rstrip(" |")


def the_list() -> Iterable[str]:
    for change in CHANGES:
        for number, case in found(change).items():
            for one in case.differences:
                if one.point not in (Point.REVIEW,):
                    yield line(change, number, one)


def test_two_hundred_lives_give_the_list_that_was_checked_by_hand() -> None:
    assert LIST.read_text(encoding="utf-8").splitlines() == list(the_list())


def taken_in(facts: Facts) -> bool:
    return not facts.never_met and not facts.refuses


def everybody() -> list[Facts]:
    return [life.facts for life in recorded_lives()]


def test_a_threshold_raised_by_one_changes_the_proposal_of_just_those_who_had_the_sum() -> None:
    expected = {
        facts.number
        for facts in everybody()
        if taken_in(facts) and sum(SCORES[facts.band].values()) == 8
    }
    changed = differing("general_sum 8 to 9", Point.LEVEL)
    assert set(changed) == expected
    assert len(expected) == 40
    for those in changed.values():
        (one,) = those
        assert (one.was, one.would) == (k.CASE_GENERAL, k.LINKAGE_ONLY)
        # People followed the proposal; whether they had followed another one nobody knows.
        assert (one.outcome, one.why) == (Outcome.UNKNOWN, "FOLLOWED")


def test_whoever_had_set_a_proposal_aside_keeps_to_it() -> None:
    """Decided general on their own ground; that the score now agrees changes nothing."""
    policy = b.a_policy(version=2, crisis=CrisisRule(general_sum=5))
    for life in recorded_lives():
        facts = life.facts
        if not taken_in(facts) or facts.band != 0 or not facts.overruled:
            continue
        (one,) = what_if(life.start, life.recorded, policy, UNTIL).differences
        assert (one.point, one.outcome) == (Point.LEVEL, Outcome.KEPT)
        assert (one.was, one.would) == (k.LINKAGE_ONLY, k.CASE_GENERAL)
        return
    pytest.fail("no such life")


def asked_for_money(facts: Facts, above: int) -> bool:
    """The money alone asks for the section head; the level would not."""
    heavy = facts.level == k.CASE_HIGH_DIFFICULTY
    return taken_in(facts) and not heavy and facts.money > above


def test_a_tier_not_needed_any_more_makes_the_approval_as_much_earlier_as_it_took() -> None:
    expected = {
        facts.number
        for facts in everybody()
        if asked_for_money(facts, 1_000_000) and not asked_for_money(facts, 1_500_000)
    }
    changed = differing("money_review 1000000 to 1500000", Point.PLAN)
    assert set(changed) == expected
    assert len(expected) == 30
    for number, those in changed.items():
        first = those[0]
        # The section head answered two days after the coordinator.
        assert first.days == -2
        back = Facts(number).sent_back
        assert first.outcome is (Outcome.OTHER if back else Outcome.EARLIER)
        assert first.was == ("PlanReturned" if back else "PlanApproved")
        assert first.would == "PlanApproved"
        # What was sent in again would not have been: it is no decision of that course.
        assert [one.outcome for one in those[1:]] == ([Outcome.UNKNOWN] if back else [])
        assert all(one.resting for one in those[1:])


def test_a_tier_nobody_was_asked_for_is_unknown_and_never_invented() -> None:
    change = "money_review 1000000 to 500000"
    expected = {
        facts.number
        for facts in everybody()
        if asked_for_money(facts, 500_000) and not asked_for_money(facts, 1_000_000)
    }
    changed = differing(change, Point.PLAN)
    assert set(changed) == expected
    assert len(expected) == 31
    for number, (one,) in changed.items():
        assert (one.outcome, one.why) == (Outcome.UNKNOWN, "TIER_NOT_ASKED")
        assert one.unasked == (k.Role.SECTION_HEAD,)
        assert one.after is None
        work = {team.role: team for team in found(change)[number].work}
        head = work[k.Role.SECTION_HEAD]
        assert head.asked_after == head.asked_before + 1
        assert found(change)[number].parted_by == "TIER_NOT_ASKED"


def business_day(day: date, count: int) -> date:
    """By a finger on the calendar."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in b.CLOSED_2026
    return day


def told_the_lead(facts: Facts, days: int) -> date | None:
    """One business day after the first contact was due, from six in the evening on: in the quiet
    hours no one is told, the spread is less than half an hour. None: met before."""
    day = business_day(business_day(facts.opened, days), 1)
    met = facts.opened + timedelta(days=facts.met_after)
    return None if not facts.never_met and met <= day else day


def test_a_shorter_first_contact_tells_the_team_lead_earlier_by_the_days_a_calendar_says() -> None:
    change = "first_contact 3bd to 2bd"
    changed = differing(change, Point.ESCALATION)
    for facts in everybody():
        was, would = told_the_lead(facts, 3), told_the_lead(facts, 2)
        those = changed.get(facts.number, [])
        lead = [one for one in those if one.step == "plus_1"]
        if was == would:
            assert not lead, facts
            continue
        assert would is not None, facts
        (one,) = lead
        assert one.outcome is (Outcome.ADDED if was is None else Outcome.EARLIER)
        assert one.after is not None
        assert one.after.date() == would
        assert one.days == (None if was is None else (would - was).days)


def test_one_check_after_the_end_ends_the_episode_when_the_first_was_made() -> None:
    changed = differing("aftercare 2 to 1", Point.END)
    for facts in everybody():
        those = changed.get(facts.number, [])
        ended = taken_in(facts) and not facts.in_danger and facts.checks
        assert bool(those) == bool(ended), facts
        for one in those:
            assert one.outcome is (Outcome.EARLIER if facts.checks == 2 else Outcome.ADDED)
            assert one.days == (-60 if facts.checks == 2 else None)


def test_the_same_policy_gives_no_difference_and_the_same_work() -> None:
    for life in recorded_lives()[::4]:
        same = what_if(life.start, life.recorded, NATIONAL, UNTIL)
        assert same.differences == ()
        assert same.parted_at is None
        for team in same.work:
            before = (team.asked_before, team.late_before, team.told_before)
            assert before == (team.asked_after, team.late_after, team.told_after)


def test_a_life_lived_again_says_all_its_clock_had_said_at_the_same_moments() -> None:
    """What the case did by itself is made again exactly as it was recorded."""
    for life in recorded_lives():
        fired = [one for one in life.recorded if isinstance(one.event, LadderStepFired)]
        again = as_it_went(life.facts.number)
        assert sum(again.ledger.told.values()) == len(fired)
        recorded = {(one.event.deadline, one.event.step, one.at) for one in fired}  # type: ignore[union-attr]
        made = {(key[0], key[1], call.at) for key, call in again.ledger.calls.items()}
        assert made <= recorded
        assert again.ledger.parted_at is None
        assert all(asked.refused == "" for asked in again.ledger.requests.values())


def test_the_words_of_policy_in_a_record_are_worked_out_the_same_again() -> None:
    """Tiers and proposals of the record are what the rules make of it today."""
    for life in recorded_lives():
        events = [one.event for one in life.recorded]
        again = as_it_went(life.facts.number)
        tiers = [e.submission.tiers for e in events if isinstance(e, PlanSubmitted)]
        requests = again.ledger.requests.values()
        assert [one.tiers for one in requests if one.point is Point.PLAN] == tiers
        levels = [e.score.level for e in events if isinstance(e, AssessmentSaved)]
        assert [one.level for one in again.ledger.proposals] == levels
        assert levels == ([PROPOSED[life.facts.band]] if taken_in(life.facts) else [])


def test_the_answer_is_the_same_every_time_and_in_json() -> None:
    policy = CHANGES["aftercare 2 to 1"]
    for life in recorded_lives()[:20]:
        first = found("aftercare 2 to 1")[life.facts.number]
        again = what_if(life.start, tuple(life.recorded), policy, UNTIL)
        assert first.model_dump_json() == again.model_dump_json()
        assert CaseWhatIf.model_validate_json(first.model_dump_json()) == first


def test_a_case_that_was_never_opened_gives_nothing() -> None:
    start = CaseStart(case_id=b.CASE, district=b.DISTRICT, policy=NATIONAL)
    nothing = what_if(start, (), NATIONAL, UNTIL)
    assert (nothing.events, nothing.differences, nothing.work) == (0, (), ())


if __name__ == "__main__":
    LIST.write_text("\n".join(the_list()) + "\n", encoding="utf-8")
