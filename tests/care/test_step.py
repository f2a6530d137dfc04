"""A decision made lasting: numbered, folded in, remembered, and done once."""

from datetime import timedelta

from care.decide.evolve import blank, fold
from care.decide.step import Stepped, step, tick
from care.messages import commands as c
from care.messages.envelope import SYSTEM_PERSON, CaseStart
from care.messages.events import LadderStepFired
from care.model import codes as k
from tests.care import builders as b
from tests.care.builders import a_case, an_envelope, done, refused

NOTE = c.AddNote(note=b.TEXT)


def test_events_are_numbered_on_from_the_revision_with_who_and_why() -> None:
    state = a_case()
    answer = step(state, an_envelope(b.met(), k.Role.LOCAL_OFFICE, "i-1"), b.NOW)
    assert isinstance(answer, Stepped)
    first, second = answer.recorded
    assert (first.sequence, second.sequence) == (state.revision + 1, state.revision + 2)
    assert (first.actor, first.role, first.intent) == (b.DONG, k.Role.LOCAL_OFFICE, "i-1")
    assert answer.state.revision == second.sequence


def test_a_repeated_intent_changes_nothing() -> None:
    envelope = an_envelope(NOTE, intent="same")
    once = step(a_case(), envelope, b.NOW)
    assert isinstance(once, Stepped)
    twice = step(once.state, envelope, b.NOW)
    assert twice == Stepped(state=once.state)


def test_the_last_hundred_intents_are_remembered_with_their_revision() -> None:
    state = a_case()
    for number in range(105):
        answer = step(state, an_envelope(NOTE, intent=f"n-{number}"), b.NOW)
        assert isinstance(answer, Stepped)
        state = answer.state
    assert len(state.applied) == 100
    assert (state.applied[-1].intent, state.applied[-1].revision) == ("n-104", state.revision)


def test_a_state_carried_over_goes_on_as_it_was() -> None:
    state = a_case(k.Stage.PLANNING)
    start = CaseStart(
        case_id=b.CASE, district=b.DISTRICT, policy=b.a_policy(version=9), carried=state
    )
    assert blank(start) == state


def test_a_state_is_the_fold_of_what_was_recorded() -> None:
    state = a_case(k.Stage.PLANNING)
    answer = step(state, an_envelope(c.SubmitPlan(plan=b.a_plan())), b.NOW)
    assert isinstance(answer, Stepped)
    assert fold(state, answer.recorded) == answer.state


def test_before_its_time_nothing_fires() -> None:
    assert tick(a_case(), b.NOW) is None


def test_each_ladder_step_fires_once_in_the_name_of_the_case() -> None:
    state = a_case()
    late = b.NOW + timedelta(days=30)
    fired = tick(state, late)
    assert fired is not None
    assert [r.actor for r in fired.recorded] == [SYSTEM_PERSON] * len(fired.recorded)
    steps = [r.event.step for r in fired.recorded if isinstance(r.event, LadderStepFired)]
    assert steps == ["reminder", "due", "plus_1", "plus_3", "plus_5"]
    assert tick(fired.state, late) is None
    assert (fired.state.owner, fired.state.stage) == (state.owner, state.stage)


def test_clock_ticks_do_not_push_peoples_intents_out_of_memory() -> None:
    state = a_case()
    fired = tick(state, b.NOW + timedelta(days=30))
    assert fired is not None
    assert fired.state.applied == state.applied


def test_steps_of_a_clock_that_no_longer_runs_are_forgotten() -> None:
    fired = tick(a_case(), b.NOW + timedelta(days=30))
    assert fired is not None
    state = done(fired.state, b.met(), k.Role.LOCAL_OFFICE, b.NOW + timedelta(days=30))
    later = tick(state, b.NOW + timedelta(days=60))
    assert later is not None
    assert not any(mark.startswith("FIRST_CONTACT") for mark in later.state.fired)


def test_an_escalation_that_spoke_can_be_quieted_for_a_time() -> None:
    late = b.NOW + timedelta(days=7)
    fired = tick(a_case(), late)
    assert fired is not None
    quiet = c.AcknowledgeEscalation(deadline="FIRST_CONTACT:")
    state = done(fired.state, quiet, k.Role.TEAM_LEAD, late)
    assert state.acknowledged[0].until > late
    assert tick(state, late + timedelta(hours=2)) is None
    assert refused(a_case(), quiet, k.Role.TEAM_LEAD).code == "unknown_subject"
