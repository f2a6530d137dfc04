"""The form, its score, and the level it proposes."""

import pytest

from care.decide.score import crisis_score
from care.messages import events as e
from care.model import codes as k
from care.model.ids import LevelCode
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused


@pytest.mark.parametrize(
    ("scores", "refusals", "level"),
    [
        ({}, 0, k.NOT_SELECTED),
        ({"ECONOMY_BASIC": 3, "ECONOMY_ASSETS": 3}, 0, k.LINKAGE_ONLY),
        ({"ECONOMY_BASIC": 3, "FAMILY_CARE": 3, "HEALTH_BODY": 1}, 0, k.LINKAGE_ONLY),
        ({"ECONOMY_BASIC": 3, "FAMILY_CARE": 3, "HEALTH_BODY": 2}, 0, k.CASE_GENERAL),
        ({"SAFETY_OUTSIDE": 2}, 0, k.CASE_HIGH_DIFFICULTY),
        ({"HEALTH_MIND": 2}, 0, k.CASE_HIGH_DIFFICULTY),
        ({"HEALTH_BODY": 2}, 0, k.LINKAGE_ONLY),
        ({"LIVING_INSIDE": 3}, 2, k.LINKAGE_ONLY),
        ({"LIVING_INSIDE": 3}, 3, k.CASE_HIGH_DIFFICULTY),
        ({"LIVING_INSIDE": 2}, 3, k.LINKAGE_ONLY),
        ({sub.name: 1 for sub in k.SubDomain} | {"LIVING_INSIDE": 3, "LEGAL_HELP": 3,
          "FAMILY_CARE": 2}, 0, k.CASE_HIGH_DIFFICULTY),
    ],
)  # fmt: skip
def test_the_score_proposes_the_first_level_that_fits(
    scores: dict[str, int], refusals: int, level: LevelCode
) -> None:
    told = {k.SubDomain(name): score for name, score in scores.items()}
    found = crisis_score(told, (), refusals, b.a_policy())
    assert found.level == level


def test_the_score_says_by_which_rules() -> None:
    found = crisis_score({k.SubDomain.HEALTH_MIND: 2}, (), 0, b.a_policy())
    assert [reason.rule for reason in found.reasons if reason.met] == ["mental"]
    assert (found.sum, found.areas, found.by_area[k.NeedArea.HEALTH]) == (2, 1, 2)


def test_urgency_is_a_flag_beside_the_level() -> None:
    found = crisis_score({}, (k.RedFlag.NO_FOOD_HEAT_POWER,), 0, b.a_policy())
    assert (found.urgent, found.level) == (True, k.NOT_SELECTED)


def test_a_form_saved_in_parts_adds_up_and_stays_in_assessment() -> None:
    part = {k.SubDomain.HEALTH_BODY: 3}
    state = a_case(k.Stage.ASSESSMENT)
    state = done(state, b.an_assessment((b.CLIENT,), scores=part, complete=False))
    rest = {sub: 0 for sub in k.SubDomain if sub is not k.SubDomain.HEALTH_BODY}
    assert state.stage is k.Stage.ASSESSMENT
    state = done(state, b.an_assessment((b.MOTHER,), scores=rest))
    assert state.assessment is not None
    assert (state.stage, state.assessment.number) == (k.Stage.CONFERENCE, 1)
    assert state.assessment.scores[k.SubDomain.HEALTH_BODY] == 3


def test_an_unfinished_form_lists_members_and_needs() -> None:
    scores = {sub: 0 for sub in k.SubDomain if sub is not k.SubDomain.LEGAL_HELP}
    form = b.an_assessment((b.CLIENT,), scores=scores)
    answer = refused(a_case(k.Stage.ASSESSMENT), form)
    assert answer.code == "requirements_missing"
    found = {(m.code, m.subject) for m in answer.missing}
    assert found == {("member_not_assessed", b.MOTHER), ("need_not_scored", "LEGAL_HELP")}


def test_an_excluded_member_needs_no_form() -> None:
    members = (b.a_member(), b.a_member(b.FORMER, excluded=True))
    state = a_case(k.Stage.ASSESSMENT, members=members)
    assert done(state, b.an_assessment((b.CLIENT,))).stage is k.Stage.CONFERENCE
    assert refused(state, b.an_assessment((b.FORMER,))).code == "unknown_subject"


def test_another_form_than_the_policys_is_refused() -> None:
    answer = refused(a_case(k.Stage.ASSESSMENT), b.an_assessment(form="old-2019"))
    assert answer.params["expected"] == b.FORM


def test_a_red_flag_found_in_the_form_makes_the_case_urgent() -> None:
    form = b.an_assessment(red_flags=(k.RedFlag.MINOR_UNSAFE,))
    state = done(a_case(k.Stage.ASSESSMENT), form)
    assert state.urgent_since is not None


def test_a_reassessment_keeps_the_one_before_and_moves_no_stage() -> None:
    state = a_case(k.Stage.MONITORING)
    state = done(state, b.an_assessment(scores=b.some_scores(ECONOMY_BASIC=1)))
    assert state.assessment is not None
    assert state.previous_assessment is not None
    assert (state.stage, state.assessment.number) == (k.Stage.MONITORING, 2)
    assert state.previous_assessment.scores[k.SubDomain.HEALTH_BODY] == 3
    assert state.score is not None
    assert state.score.sum == 1


def test_a_reassessment_in_progress_does_not_speak_for_the_household_yet() -> None:
    state = a_case(k.Stage.MONITORING)
    before = state.score
    part = b.an_assessment(scores={k.SubDomain.HEALTH_MIND: 3}, complete=False)
    state = done(state, part)
    assert state.score == before
    state = done(state, part.model_copy(update={"scores": {k.SubDomain.HEALTH_BODY: 1}}))
    assert state.score == before
    assert isinstance(events_of(state, part)[0], e.AssessmentSaved)
