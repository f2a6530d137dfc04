"""Pure decisions per second: one case through its whole life, each act decided and snapshot."""

import gc
from collections.abc import Callable
from datetime import date
from time import perf_counter

from benchmarks.report import Row, publish
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step
from care.messages.commands import AddNote
from care.messages.envelope import Envelope
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.ids import TextId
from care.model.policy import Calendar
from tests.care.builders import NOW, a_case, a_policy, an_envelope

NEED = 500.0
"""Decisions per second of one core: a district of 10,000 cases decides less than one a second,
and a worker replaying a hundred cold cases after a restart should be done within seconds."""
ROUNDS = 400


def note() -> Envelope:
    return an_envelope(AddNote(note=TextId("t.note")), Role.CASE_MANAGER)


def one_decision(state: CaseState) -> CaseState:
    stepped = step(state, note(), NOW)
    if not isinstance(stepped, Stepped):
        raise TypeError(stepped.code)
    snapshot(stepped.state)
    return stepped.state


def per_second(act: Callable[[CaseState], object], state: CaseState) -> float:
    act(state)
    gc.collect()
    started = perf_counter()
    for _ in range(ROUNDS):
        act(state)
    return ROUNDS / (perf_counter() - started)


def run() -> None:
    # As many closed days as the holiday table of thirteen years holds.
    closed = tuple(date(2019 + n // 17, 1 + n % 12, 1 + n % 17) for n in range(13 * 17))
    policy = a_policy(calendar=Calendar(closed=tuple(sorted(closed))))
    monitoring = a_case(Stage.MONITORING, policy)
    measured = {
        "step + snapshot, new case": per_second(one_decision, a_case(policy=policy)),
        "step + snapshot, case in MONITORING": per_second(one_decision, monitoring),
        "snapshot alone, case in MONITORING": per_second(snapshot, monitoring),
    }
    rows = [Row(what, NEED, each, "1/s", "more") for what, each in measured.items()]
    publish("decisions", rows)


if __name__ == "__main__":
    run()
