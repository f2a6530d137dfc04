"""A decision made under an earlier release is proved by today's build (features C4)."""

import pytest

from care.decide.decision_file import kind_of, prove
from care.decide.step import Stepped, step, tick
from care.messages.events import Recorded
from care.model.case import CaseState
from care.model.decision_file import DecisionKind, Verdict
from runtime.codec import case_converter
from runtime.replay import RECORDED, recording_keys, recordings, state_after
from workflows import care_case

CONVERTER = case_converter(recording_keys)
Acts = list[tuple[CaseState, tuple[Recorded, ...]]]


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> Acts:
    """What every replayed case decides, with the state it decides in."""
    seen: Acts = []

    def watched(decide: object) -> object:
        def decided(state: CaseState, *given: object) -> object:
            answer = decide(state, *given)  # type: ignore[operator]
            if isinstance(answer, Stepped) and answer.recorded:
                seen.append((state, answer.recorded))
            return answer

        return decided

    monkeypatch.setattr(care_case, "step", watched(step))
    monkeypatch.setattr(care_case, "tick", watched(tick))
    return seen


async def test_every_decision_of_every_recorded_history_is_proved(acts: Acts) -> None:
    for one in recordings(RECORDED):
        await state_after(one.history, CONVERTER)
    proved: set[DecisionKind] = set()
    for before, recorded in acts:
        kinds = {kind for each in recorded if (kind := kind_of(each.event))}
        if kinds:
            proof = prove(before, recorded)
            assert proof.verdict is Verdict.SAME, (before.case_id, kinds, proof)
            proved |= kinds
    assert proved >= set(DecisionKind) - {DecisionKind.HIGH_DIFFICULTY}
