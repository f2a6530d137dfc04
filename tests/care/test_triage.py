"""What rests stays at rest until its day, and danger wakes it before."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.decide.triage import FROM, QUEUE, TriageAct, may, may_rest, may_snooze, told_again
from care.model.discovery import AtRiskStatus, FoundOutcome
from tests.store.telling import TODAY

S = AtRiskStatus
TOMORROW = TODAY + timedelta(days=1)
RESTING = st.sampled_from([S.WAITING, S.SNOOZED, S.OPENING, S.DECLINED])
days = st.none() | st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n))


@given(RESTING, days, st.booleans())
def test_danger_is_never_put_off(status: AtRiskStatus, until: object, urgent: bool) -> None:
    landing = told_again(status, until, True, urgent, TODAY)  # type: ignore[arg-type]
    assert landing.outcome is FoundOutcome.ADDED
    assert landing.status in (S.WAITING, S.OPENING)


@given(RESTING, days, st.booleans(), st.booleans())
def test_only_a_declined_household_is_suppressed_and_only_before_its_day(
    status: AtRiskStatus, until: object, flags: bool, urgent: bool
) -> None:
    landing = told_again(status, until, flags, urgent, TODAY)  # type: ignore[arg-type]
    if landing.outcome is FoundOutcome.SUPPRESSED:
        assert status is S.DECLINED
        assert landing.until is not None
        assert landing.until > TODAY


def test_signals_count_again_on_the_day_itself() -> None:
    rests = told_again(S.DECLINED, TOMORROW, False, False, TODAY)
    assert rests.outcome is FoundOutcome.SUPPRESSED
    back = told_again(S.DECLINED, TOMORROW, False, False, TOMORROW)
    assert (back.outcome, back.status) == (FoundOutcome.ADDED, S.WAITING)


def test_a_snoozed_household_wakes_when_it_becomes_urgent() -> None:
    assert told_again(S.SNOOZED, TOMORROW, False, False, TODAY).status is S.SNOOZED
    assert told_again(S.SNOOZED, TOMORROW, False, True, TODAY).status is S.WAITING


@pytest.mark.parametrize("act", [TriageAct.ACCEPT, TriageAct.DECLINE, TriageAct.MERGE])
def test_nothing_is_decided_twice(act: TriageAct) -> None:
    assert [status for status in S if may(act, status)] == [s for s in S if s in QUEUE]


def test_every_decision_but_one_that_opened_a_case_is_undone_or_ends() -> None:
    assert FROM[TriageAct.UNDO] == {S.DECLINED, S.MERGED}


def test_nobody_is_put_off_to_a_past_day_or_for_a_season() -> None:
    assert not may_snooze(TODAY, TODAY)
    assert may_snooze(TOMORROW, TODAY)
    assert not may_snooze(TODAY + timedelta(days=61), TODAY)
    assert not may_rest(TODAY + timedelta(days=367), TODAY)
