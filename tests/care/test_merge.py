"""A record that repeats another: still for thirty days, then over."""

from datetime import timedelta

import pytest

from care.decide.deadlines import deadlines
from care.decide.decision import ANSWERS
from care.decide.merge import STILL_TAKEN
from care.decide.outlook import waiting
from care.decide.step import tick
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.messages import kin_commands as kc
from care.model import codes as k
from care.model.case import CaseState, TellKept
from care.model.ids import CaseId
from care.model.work import DeadlineKind
from tests.care import builders as b
from tests.care.builders import a_case, at, done, events_of, refused
from tests.care.test_transfer import proposed

R, K = k.Role, DeadlineKind
OTHER = CaseId("11215-BCDEFGHJKMNPQRST")
MERGE = kc.MergeInto(into=OTHER, reason=b.TEXT)
UNDO = kc.UndoMerge(reason=b.TEXT)


def merged(stage: k.Stage = k.Stage.MONITORING) -> CaseState:
    return done(a_case(stage), MERGE, R.COORDINATOR, "2026-03-09")


def news(state: CaseState) -> list[TellKept]:
    return [effect for effect in state.effects if isinstance(effect, TellKept)]


def test_a_merged_record_waits_for_nothing_but_its_end() -> None:
    state = merged()
    (clock,) = deadlines(state)
    assert clock.kind is K.MERGE_FINAL
    assert clock.due.date().isoformat() == "2026-04-08"
    assert waiting(state).code == "MERGE_FINAL"
    assert tasks(state) == ()


def test_it_takes_the_way_back_and_nothing_else() -> None:
    state = merged()
    answer = refused(state, c.AddNote(note=b.TEXT))
    assert (answer.code, answer.params) == ("merged", {"into": OTHER})
    assert refused(state, c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,))).code == "merged"
    assert set(ANSWERS) >= STILL_TAKEN


def test_taken_back_everything_goes_on_as_if_nothing_had_been() -> None:
    before = deadlines(a_case(k.Stage.MONITORING))
    state = done(merged(), UNDO, R.TEAM_LEAD, "2026-03-20")
    assert deadlines(state) == before
    assert refused(state, UNDO, R.TEAM_LEAD).code == "nothing_pending"


def test_both_records_learn_of_it_and_of_its_being_taken_back() -> None:
    state = merged()
    (told,) = news(state)
    assert (told.into, told.undone) == (OTHER, False)
    heard = done(state, kc.RecordTold(effect_id=told.effect_id, done=True), R.SYSTEM)
    (again,) = news(done(heard, UNDO, R.TEAM_LEAD, "2026-03-20"))
    assert again.undone


def test_a_record_that_is_itself_merged_away_takes_none_and_the_merge_is_off() -> None:
    state = merged()
    (told,) = news(state)
    no = kc.RecordTold(effect_id=told.effect_id, done=False, code="merged")
    assert done(state, no, R.SYSTEM).merge is None


def test_what_is_heard_after_the_end_opens_nothing_again() -> None:
    state = merged()
    ended = tick(state, deadlines(state)[0].due)
    assert ended is not None
    (told,) = news(ended.state)
    no = kc.RecordTold(effect_id=told.effect_id, done=False, code="merged")
    assert done(ended.state, no, R.SYSTEM).stage is k.Stage.ENDED
    assert "MergeUndone" not in {event.kind for event in events_of(ended.state, no, R.SYSTEM)}


def test_the_record_that_stays_lists_what_it_took_and_is_not_merged_into_it() -> None:
    kept = done(a_case(k.Stage.MONITORING), kc.RecordMerged(other=OTHER), R.SYSTEM)
    assert kept.absorbed == (OTHER,)
    assert events_of(kept, kc.RecordMerged(other=OTHER), R.SYSTEM) == ()
    assert refused(kept, MERGE, R.COORDINATOR).code == "invalid_value"
    assert done(kept, kc.RecordMerged(other=OTHER, undone=True), R.SYSTEM).absorbed == ()


def test_after_thirty_days_the_episode_is_over_by_itself() -> None:
    state = merged()
    due = deadlines(state)[0].due
    assert tick(state, due - timedelta(seconds=1)) is None
    over = tick(state, due)
    assert over is not None
    assert [recorded.event for recorded in over.recorded] == [e.CaseEnded(why="DUPLICATE")]
    assert over.state.stage is k.Stage.ENDED
    assert deadlines(over.state) == ()
    assert tick(over.state, due) is None
    assert refused(over.state, UNDO, R.COORDINATOR).code == "not_open"


def test_what_a_body_says_meanwhile_is_kept_and_looked_at_after_an_undo() -> None:
    word = b.a_word(k.PartnerAnswer.DONE)
    (kept,) = events_of(merged(), word, R.SYSTEM, "2026-03-10")
    assert isinstance(kept, e.LateAnswerKept)
    assert kept.why == "merged"
    state = done(merged(), word, R.SYSTEM, "2026-03-10")
    state = done(state, UNDO, R.COORDINATOR, "2026-03-11")
    assert K.LATE_ANSWER in {clock.kind for clock in deadlines(state)}


def test_a_record_is_not_merged_into_itself_nor_while_it_is_on_offer() -> None:
    itself = MERGE.model_copy(update={"into": b.CASE})
    assert refused(a_case(), itself, R.COORDINATOR).params == {"field": "into"}
    missing = refused(proposed(), MERGE, R.COORDINATOR).missing
    assert [each.code for each in missing] == ["transfer_pending"]


@pytest.mark.parametrize("stage", [k.Stage.CLOSURE, k.Stage.AFTERCARE])
def test_what_is_closing_is_not_merged(stage: k.Stage) -> None:
    assert refused(a_case(stage), MERGE, R.COORDINATOR).code == "wrong_stage"


def test_the_other_side_is_told() -> None:
    told = kc.RecordMerged(other=OTHER)
    state = a_case(k.Stage.MONITORING)
    after = done(state, told, R.SYSTEM, at("2026-03-09"))
    assert deadlines(after) == deadlines(state)
    assert refused(state, told, R.COORDINATOR).code == "role_not_allowed"
    itself = kc.RecordMerged(other=b.CASE)
    assert refused(state, itself, R.SYSTEM).params == {"field": "other"}
