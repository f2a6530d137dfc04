"""Conference, classification, and the high-difficulty referral."""

from datetime import date

import pytest

from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_commands as lc
from care.model import codes as k
from care.model.case import CaseState
from care.model.course import AgreedTask, Votes
from care.model.ids import ConferenceId, LevelCode, PersonId, TaskId
from care.model.loop_codes import AgendaPurpose
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused

COORDINATOR = k.Role.COORDINATOR
NEW_OWNER = PersonId("p-county")


@pytest.mark.parametrize("level", [k.CASE_GENERAL, k.CASE_INTENSIVE, k.LINKAGE_ONLY])
def test_a_classified_household_goes_on_to_a_plan(level: LevelCode) -> None:
    state = done(a_case(k.Stage.CONFERENCE), b.a_conference(level), COORDINATOR)
    assert (state.stage, state.level) == (k.Stage.PLANNING, level)


@pytest.mark.parametrize("level", [k.NOT_SELECTED, k.REFERRED_OUT])
def test_a_household_not_taken_up_ends_the_episode(level: LevelCode) -> None:
    state = done(a_case(k.Stage.CONFERENCE), b.a_conference(level), COORDINATOR)
    assert (state.stage, state.level) == (k.Stage.ENDED, level)


def test_another_level_than_proposed_needs_words() -> None:
    state = a_case(k.Stage.CONFERENCE)
    assert state.score is not None
    assert state.score.level == k.CASE_GENERAL
    silent = b.a_conference(k.CASE_HIGH_DIFFICULTY, difference=None)
    assert refused(state, silent, COORDINATOR).params == {"field": "difference"}
    as_proposed = b.a_conference(k.CASE_GENERAL, difference=None)
    kept = events_of(state, as_proposed, COORDINATOR)[1]
    assert isinstance(kept, e.Classified)
    assert kept.proposed == k.CASE_GENERAL


def test_a_level_the_policy_does_not_have_is_refused() -> None:
    odd = b.a_conference(LevelCode("CASE_COSY"))
    assert refused(a_case(k.Stage.CONFERENCE), odd, COORDINATOR).code == "unknown_level"


def test_a_case_manager_proposes_and_does_not_record_the_level() -> None:
    state = a_case(k.Stage.CONFERENCE)
    assert refused(state, b.a_conference()).code == "role_not_allowed"
    assert done(state, b.a_conference(None)).stage is k.Stage.CONFERENCE


def test_a_conference_steps_a_running_case_down_without_moving_it() -> None:
    state = a_case(k.Stage.MONITORING, level=k.CASE_INTENSIVE)
    state = done(state, b.a_conference(k.CASE_GENERAL), COORDINATOR, "2026-06-01")
    assert (state.stage, state.level) == (k.Stage.MONITORING, k.CASE_GENERAL)
    assert state.level_since == b.at("2026-06-01")
    ending = b.a_conference(k.NOT_SELECTED)
    assert refused(state, ending, COORDINATOR).code == "wrong_stage"


def test_a_conference_that_keeps_the_level_only_leaves_its_minutes() -> None:
    state = a_case(k.Stage.MONITORING)
    events = events_of(state, b.a_conference(k.CASE_GENERAL), COORDINATOR)
    assert [type(event) for event in events] == [e.ConferenceHeld]


def referred(stage: k.Stage = k.Stage.PLANNING) -> CaseState:
    return done(a_case(stage), c.ReferHighDifficulty(reason=b.TEXT), k.Role.LOCAL_OFFICE)


ACCEPT = c.AnswerHighDifficulty(accepted=True, owner=NEW_OWNER, reason=b.TEXT)


def test_the_sender_stays_responsible_until_the_district_accepts() -> None:
    state = referred()
    assert state.owner == b.MANAGER
    state = done(state, ACCEPT, COORDINATOR)
    assert (state.owner, state.level) == (NEW_OWNER, k.CASE_HIGH_DIFFICULTY)
    assert state.stage is k.Stage.PLANNING


def test_before_a_conference_an_accepted_referral_changes_the_owner_alone() -> None:
    state = done(referred(k.Stage.ASSESSMENT), ACCEPT, COORDINATOR)
    assert (state.owner, state.level, state.stage) == (NEW_OWNER, None, k.Stage.ASSESSMENT)


def test_after_an_undecided_conference_acceptance_classifies() -> None:
    state = done(a_case(k.Stage.CONFERENCE), b.a_conference(None))
    state = done(state, c.ReferHighDifficulty(reason=b.TEXT))
    state = done(state, ACCEPT, COORDINATOR)
    assert (state.stage, state.level) == (k.Stage.PLANNING, k.CASE_HIGH_DIFFICULTY)


def test_a_returned_referral_needs_a_reason_and_changes_nothing_else() -> None:
    state = referred()
    silent = c.AnswerHighDifficulty(accepted=False)
    assert refused(state, silent, COORDINATOR).params == {"field": "reason"}
    state = done(state, silent.model_copy(update={"reason": b.TEXT}), COORDINATOR)
    assert (state.owner, state.level) == (b.MANAGER, k.CASE_GENERAL)


def test_acceptance_names_the_new_owner() -> None:
    nobody = ACCEPT.model_copy(update={"owner": None})
    assert refused(referred(), nobody, COORDINATOR).params == {"field": "owner"}


def test_the_second_answer_is_told_who_was_first() -> None:
    state = done(referred(), ACCEPT, COORDINATOR)
    answer = refused(state, ACCEPT, COORDINATOR)
    assert (answer.code, answer.params["by"]) == ("already_decided", b.COORDINATOR)


def test_one_referral_at_a_time_and_none_for_the_heaviest_level() -> None:
    again = c.ReferHighDifficulty(reason=b.TEXT)
    assert refused(referred(), again).code == "duplicate_subject"
    heavy = a_case(k.Stage.PLANNING, level=k.CASE_HIGH_DIFFICULTY)
    assert refused(heavy, again).code == "duplicate_subject"


def test_only_the_coordinator_answers_a_referral() -> None:
    assert refused(referred(), ACCEPT, k.Role.TEAM_LEAD).code == "role_not_allowed"
    assert refused(a_case(k.Stage.PLANNING), ACCEPT, COORDINATOR).code == "nothing_pending"


def voting(**changes: bool) -> CaseState:
    return a_case(k.Stage.CONFERENCE, b.a_policy(conference_votes=True, **changes))


def test_votes_are_kept_where_policy_lets_a_conference_vote() -> None:
    votes = Votes(agree=3, disagree=1, abstain=1)
    held = b.a_conference(votes=votes, purpose=AgendaPurpose.SELECT)
    state = done(voting(), held, COORDINATOR)
    assert state.conference is not None
    assert (state.conference.votes, state.conference.purpose) == (votes, AgendaPurpose.SELECT)
    elsewhere = refused(a_case(k.Stage.CONFERENCE), held, COORDINATOR)
    assert elsewhere.code == "votes_not_used"


@pytest.mark.parametrize("votes", [Votes(agree=4, abstain=2), Votes(agree=2, disagree=-1)])
def test_no_more_votes_are_counted_than_people_came(votes: Votes) -> None:
    held = b.a_conference(votes=votes)
    assert refused(voting(), held, COORDINATOR).params == {"field": "votes"}


def test_the_minutes_say_which_meeting_they_were_an_item_of() -> None:
    held = b.a_conference(
        None, conference=k.ConferenceKind.CARE_SUPPORT, conference_id=ConferenceId("meeting-1")
    )
    state = done(a_case(k.Stage.PLANNING), held, COORDINATOR)
    assert state.conference is not None
    assert state.conference.conference_id == "meeting-1"


def test_to_speak_of_closing_does_not_close() -> None:
    held = b.a_conference(None, purpose=AgendaPurpose.CLOSE)
    assert done(a_case(k.Stage.MONITORING), held, COORDINATOR).stage is k.Stage.MONITORING


def agreed(day: date, task_id: str = "task-1") -> AgreedTask:
    return AgreedTask(task_id=TaskId(task_id), text=b.TEXT, due_on=day, agreed_at=b.NOW)


def test_what_is_agreed_lies_ahead_and_has_its_own_name() -> None:
    state = a_case(k.Stage.CONFERENCE)
    past = b.a_conference(None, tasks=(agreed(date(2026, 3, 4)),))
    assert refused(state, past).params == {"field": "due_on"}
    twice = b.a_conference(None, tasks=(agreed(date(2026, 3, 9)),) * 2)
    assert refused(state, twice).code == "duplicate_subject"
    once = b.a_conference(None, tasks=(agreed(date(2026, 3, 9)),))
    state = done(state, once)
    assert refused(state, once).code == "duplicate_subject"


def test_in_hold_nobody_outside_sits_in_but_experts_on_a_nameless_brief() -> None:
    held = done(a_case(k.Stage.MONITORING), lc.HoldEngagement(note=b.TEXT))
    with_clinic = {"bodies": (b.CLINIC,)}
    integrated = b.a_conference(None, **with_clinic)
    assert refused(held, integrated, COORDINATOR).code == "in_hold"
    assert done(held, b.a_conference(None), COORDINATOR).conference is not None
    experts = b.a_conference(None, conference=k.ConferenceKind.SOLUTION, **with_clinic)
    state = done(held, experts, COORDINATOR, "2026-06-01")
    assert state.long_case.solution_at == b.at("2026-06-01")
    leveled = b.a_conference(k.CASE_INTENSIVE, conference=k.ConferenceKind.SOLUTION)
    assert refused(held, leveled, COORDINATOR).code == "wrong_stage"


def test_a_case_of_the_release_before_keeps_minutes_without_tasks() -> None:
    state = a_case(k.Stage.CONFERENCE, b.before_life())
    task = b.a_conference(tasks=(agreed(date(2026, 3, 9)),))
    assert refused(state, task, COORDINATOR).code == "wrong_stage"
    assert done(state, b.a_conference(), COORDINATOR).stage is k.Stage.PLANNING
