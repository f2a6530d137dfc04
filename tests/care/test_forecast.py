"""A worker sees the days ahead over all cases."""

from datetime import date, datetime

import pytest

from care.decide.forecast import forecast
from care.decide.ladder import wake_at
from care.decide.step import tick
from care.messages.events import LadderStepFired
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.ids import CaseId
from tests.care.standing import CALENDAR, at, every_standing, in_care, standing


def test_the_days_ahead_are_in_order_and_end_where_asked() -> None:
    coming = forecast(every_standing(), date(2026, 5, 31), CALENDAR)
    assert [each.at for each in coming] == sorted(each.at for each in coming)
    assert coming[-1].at <= at("2026-05-31", 18)


def test_a_due_date_and_its_rungs_are_both_shown_with_whose_they_are() -> None:
    case = in_care("2026-04-10", case_id=CaseId("11215-one"))
    other = standing(Stage.DISCOVERY, "2026-05-04", case_id=CaseId("11215-two"))
    coming = forecast([case, other], date(2026, 5, 11), CALENDAR)
    due = {each.case_id: each for each in coming if each.what == "due"}
    assert due[CaseId("11215-one")].on == date(2026, 5, 11)
    assert due[CaseId("11215-one")].person == "p-owner"
    assert due[CaseId("11215-two")].on == date(2026, 5, 8)
    assert {each.code for each in coming if each.what == "rung"} >= {"reminder", "due"}


def lived(state: CaseState, end: datetime) -> list[tuple[object, ...]]:
    """What the case's own clock does until then when nobody acts, woken whenever it asks to be."""
    done: list[tuple[object, ...]] = []
    while (moment := wake_at(state)) is not None and moment <= end:
        stepped = tick(state, moment)
        assert stepped is not None
        for recorded in stepped.recorded:
            fired = recorded.event
            assert isinstance(fired, LadderStepFired)
            done.append((recorded.at, fired.deadline, fired.step, fired.to, fired.person))
        state = stepped.state
    return done


@pytest.mark.parametrize("state", every_standing(), ids=lambda state: state.stage.value)
def test_the_forecast_is_what_the_case_then_does_by_itself(state: CaseState) -> None:
    until = date(2026, 12, 31)
    told = [each for each in forecast([state], until, CALENDAR) if each.what == "rung"]
    expected = [(each.at, each.deadline, each.code, each.to, each.person) for each in told]
    assert lived(state, at("2026-12-31", 18)) == expected
