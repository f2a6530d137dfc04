"""Whom a campaign selects: the same list in any order, nobody passed over, the cut explained."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.decide.selection import (
    AnswersUnsound,
    lot,
    score,
    select,
    serious,
    sound,
    terms,
    whole_rule,
    why_not_surveyed,
)
from care.model.campaign import Question, ScoredAnswer, SurveyForm, TargetState, TieRule, Why
from care.model.ids import CampaignId, TargetId

CAMPAIGN = CampaignId("campaign-1")
START = datetime(2019, 8, 30, 1, tzinfo=UTC)
FORM = SurveyForm(
    version=1,
    form="jeonju-care-2024",
    questions=(
        Question(code="lives_alone", ko="혼자 삶", en="Lives alone", points=10),
        Question(code="health_body", ko="건강", en="Health", points=5, most=3),
        Question(code="likes_walks", ko="산책을 좋아함", en="Likes walks", points=0),
    ),
)


def answered(number: int, points: int, born: date | None = None, **more: int) -> ScoredAnswer:
    return ScoredAnswer(
        target_id=TargetId(f"target-{number:03d}"),
        score=points,
        born=born,
        surveyed_at=START + timedelta(hours=more.get("hours", number)),
        serious=more.get("serious", 0),
    )


@st.composite
def surveyed(draw: st.DrawFn) -> list[ScoredAnswer]:
    count = draw(st.integers(0, 25))
    births = st.none() | st.dates(date(1925, 1, 1), date(1927, 1, 1))
    return [
        answered(
            number,
            draw(st.integers(0, 6)),
            draw(births),
            serious=draw(st.integers(0, 2)),
            hours=draw(st.integers(0, 3)),
        )
        for number in range(count)
    ]


RULES = st.lists(st.sampled_from(TieRule), max_size=4)


@given(surveyed(), st.integers(1, 30), RULES, st.integers(0, 7), st.randoms(use_true_random=False))
def test_the_order_answers_come_in_changes_nothing(
    found: list[ScoredAnswer], places: int, ties: list[TieRule], least: int, chance: object
) -> None:
    turned = list(found)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert select(CAMPAIGN, found, places, ties, least) == select(
        CAMPAIGN, turned, places, ties, least
    )


@given(surveyed(), st.integers(1, 30), RULES, st.integers(0, 7))
def test_everybody_has_one_rank_and_one_reason_and_the_cut_adds_up(
    found: list[ScoredAnswer], places: int, ties: list[TieRule], least: int
) -> None:
    made = select(CAMPAIGN, found, places, ties, least)
    ranked, cut = made.ranked, made.cut
    assert {one.target_id for one in ranked} == {one.target_id for one in found}
    assert [one.rank for one in ranked] == list(range(1, len(found) + 1))
    chosen = [one for one in ranked if one.why.is_selected]
    assert len(chosen) == cut.selected == min(places, sum(one.score >= least for one in found))
    assert [one.rank for one in chosen] == list(range(1, len(chosen) + 1)), "nobody is passed over"
    assert cut.below_least == sum(one.why is Why.BELOW_LEAST for one in ranked)
    ties_in = sum(one.why is Why.TIE_TAKEN for one in ranked)
    ties_out = sum(one.why is Why.TIE_LEFT for one in ranked)
    assert (ties_in, ties_in + ties_out) == (cut.equal_in, cut.equal)
    assert (cut.tie_by is not None) is (cut.equal > 0)
    assert bool(ties_in) is bool(ties_out), "a tie at the line has both sides"


@given(surveyed(), st.integers(1, 30), RULES)
def test_a_higher_score_never_stands_behind_a_lower_one(
    found: list[ScoredAnswer], places: int, ties: list[TieRule]
) -> None:
    scores = [one.score for one in select(CAMPAIGN, found, places, ties).ranked]
    assert scores == sorted(scores, reverse=True)


@given(surveyed(), st.integers(1, 29), RULES)
def test_one_more_place_takes_nobody_away(
    found: list[ScoredAnswer], places: int, ties: list[TieRule]
) -> None:
    def chosen(most: int) -> set[TargetId]:
        ranked = select(CAMPAIGN, found, most, ties).ranked
        return {one.target_id for one in ranked if one.why.is_selected}

    assert chosen(places) <= chosen(places + 1)


@given(surveyed(), st.integers(1, 30), RULES, st.data())
def test_a_higher_score_never_costs_a_place(
    found: list[ScoredAnswer], places: int, ties: list[TieRule], data: st.DataObject
) -> None:
    ranked = select(CAMPAIGN, found, places, ties).ranked
    chosen = [one.target_id for one in ranked if one.why.is_selected]
    if not chosen:
        return
    who = data.draw(st.sampled_from(chosen))
    raised = [one.model_copy(update={"score": one.score + (one.target_id == who)}) for one in found]
    again = select(CAMPAIGN, raised, places, ties).ranked
    assert next(one for one in again if one.target_id == who).why.is_selected


def test_at_the_line_the_older_goes_first_and_the_rule_is_named() -> None:
    found = [
        answered(1, 30),
        answered(2, 20, date(1940, 5, 1)),
        answered(3, 20, date(1931, 2, 1)),
        answered(4, 20),
        answered(5, 10),
    ]
    made = select(CAMPAIGN, found, 2, (TieRule.OLDER,))
    whys = [(one.target_id[-1], one.why) for one in made.ranked]
    assert whys == [
        ("1", Why.SCORE),
        ("3", Why.TIE_TAKEN),
        ("2", Why.TIE_LEFT),
        ("4", Why.TIE_LEFT),
        ("5", Why.BELOW_CUT),
    ]
    cut = made.cut
    assert (cut.last_in, cut.first_out, cut.equal, cut.equal_in) == (20, 20, 3, 1)
    assert cut.tie_by is TieRule.OLDER
    assert [one.tie_by for one in made.ranked] == [None, *[TieRule.OLDER] * 3, None]


def test_who_is_alike_in_everything_is_drawn_by_a_lot_anybody_can_repeat() -> None:
    found = [answered(number, 20, date(1940, 1, 1), hours=1) for number in range(10)]
    made = select(CAMPAIGN, found, 4, (TieRule.OLDER, TieRule.MORE_SERIOUS))
    assert made.cut.tie_by is TieRule.LOT
    drawn = sorted((one.target_id for one in found), key=lambda who: lot(CAMPAIGN, who))
    assert [one.target_id for one in made.ranked] == drawn
    other = select(CampaignId("campaign-2"), found, 4, (TieRule.OLDER,))
    assert [one.target_id for one in other.ranked] != drawn, "each campaign draws anew"


def test_the_draw_always_stands_last_whatever_was_stated() -> None:
    assert whole_rule((TieRule.LOT, TieRule.OLDER, TieRule.OLDER)) == (TieRule.OLDER, TieRule.LOT)


def test_a_score_is_the_points_of_its_answers_and_says_what_made_it() -> None:
    given_answers = {"lives_alone": 1, "health_body": 3, "likes_walks": 1}
    assert score(given_answers, FORM) == 25
    assert [(one.code, points) for one, _, points in terms(given_answers, FORM)] == [
        ("health_body", 15),
        ("lives_alone", 10),
    ]
    assert serious(given_answers, FORM) == 3
    assert FORM.highest == 25


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"lives_alone": 1, "health_body": 4, "likes_walks": 0}, "health_body"),
        ({"lives_alone": 1, "health_body": 1}, "likes_walks"),
        ({"lives_alone": 1, "health_body": 1, "likes_walks": 0, "other": 1}, "other"),
        ({"lives_alone": -1, "health_body": 1, "likes_walks": 0}, "lives_alone"),
    ],
)
def test_an_answer_off_the_form_is_named(answers: dict[str, int], code: str) -> None:
    with pytest.raises(AnswersUnsound) as fault:
        sound(answers, FORM)
    assert fault.value.code == code


def test_every_target_without_answers_has_a_reason_of_its_own() -> None:
    ends = {one: why_not_surveyed(one) for one in TargetState if one is not TargetState.SURVEYED}
    assert ends.pop(TargetState.WAITING) is Why.NOT_SURVEYED
    assert all(why.value == state.value for state, why in ends.items())
    assert not any(why.is_selected for why in ends.values())
