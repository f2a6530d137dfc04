"""Every recorded history of every release still runs, and still leads to the state it led to."""

import asyncio

import pytest

from care.model.codes import Stage
from runtime.codec import case_converter
from runtime.replay import (
    RECORDED,
    Recording,
    each,
    failures,
    recording_keys,
    recordings,
    state_after,
)

HISTORIES = list(recordings(RECORDED))
CONVERTER = case_converter(recording_keys)


def test_there_are_histories_of_a_whole_case_over_several_runs() -> None:
    stages = {recording.state.stage for recording in HISTORIES}
    assert {Stage.DISCOVERY, Stage.LINKAGE, Stage.ENDED} <= stages


def test_there_is_a_history_of_all_a_case_hears_from_outside() -> None:
    heard = [recording.state.heard for recording in HISTORIES]
    assert any(one.signals and one.feedback and one.number and one.number.told_at for one in heard)


async def test_todays_code_follows_every_recorded_history_in_the_sandbox() -> None:
    assert await failures(each(r.history for r in HISTORIES), CONVERTER) == {}


@pytest.mark.parametrize("recorded", HISTORIES, ids=lambda r: r.name)
async def test_a_recorded_history_leads_to_its_recorded_state(recorded: Recording) -> None:
    assert await state_after(recorded.history, CONVERTER) == recorded.state


async def test_a_history_that_was_changed_is_noticed() -> None:
    recorded = next(r for r in HISTORIES if r.name == "silent-case-01")
    events = [e for e in recorded.history.events if not e.HasField("timer_fired_event_attributes")]
    broken = type(recorded.history)(recorded.history.workflow_id, events)
    with pytest.raises(Exception, match=r".+"):
        await asyncio.wait_for(state_after(broken, CONVERTER), 10)
