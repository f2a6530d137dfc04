"""Answers in the words of their form, and two forms meeting item by item."""

from datetime import UTC, datetime

from care.model.assessment import Assessment, CrisisScore
from care.model.codes import CASE_GENERAL, NeedArea, SubDomain
from care.model.ids import PersonId
from policies.forms import AssessmentForm, FormItem, form
from web.cases.answers import Answered, Kept, Mark, side_by_side, told_by_area

NATIONAL = form("national-2024")
MEDICAL = form("gwangjin-medical-2024")
SUB = SubDomain.HEALTH_BODY


def answered(asked: AssessmentForm, number: int = 1, score: int = 2, **kept: object) -> Answered:
    assessment = Assessment(
        number=number,
        form=asked.version,
        scores={SUB: score},
        members=(),
        assessed_by=PersonId("somebody"),
        assessed_at=datetime(2026, 1, 5, tzinfo=UTC),
        complete=True,
    )
    score_of = CrisisScore(
        sum=score, areas=1, by_area={}, urgent=False, level=CASE_GENERAL, reasons=()
    )
    told: Kept = kept  # type: ignore[assignment]
    return Answered(assessment, score_of, asked, 1, told)


def with_items(asked: AssessmentForm, *items: FormItem) -> AssessmentForm:
    """The form with other items in one sub-domain."""

    def changed(sub: object) -> object:
        return sub.model_copy(update={"items": items}) if sub.code is SUB else sub  # type: ignore[attr-defined]

    areas = [
        area.model_copy(update={"sub_domains": tuple(map(changed, area.sub_domains))})
        for area in asked.areas
    ]
    return asked.model_copy(update={"areas": tuple(areas)})


def item(code: str, ko: str) -> FormItem:
    return FormItem(code=code, ko=ko, en=code)


def marks(before: Answered, after: Answered) -> dict[str, tuple[Mark, Mark]]:
    return {
        one.code: (one.before, one.after)
        for area in side_by_side(before, after, "ko")
        for place in area.places
        for one in place.items
    }


def test_all_areas_and_sub_domains_are_told_in_the_order_of_the_form() -> None:
    told = told_by_area(answered(NATIONAL), "ko")
    assert len(told) == len(NeedArea)
    assert [p.asked.code for area in told for p in area.places] == list(SubDomain)


def test_ticks_stand_in_the_order_and_the_words_of_the_form() -> None:
    asked = with_items(NATIONAL, item("first_one", "하나"), item("other_one", "둘"))
    places = {
        one.asked.code: one
        for area in told_by_area(
            answered(asked, items_HEALTH_BODY=["other_one", "long_gone", "first_one"]), "ko"
        )
        for one in area.places
    }
    assert places[SUB].ticked == ("하나", "둘", "long_gone"), "an unknown code is not dropped"
    assert (places[SUB].score, places[SUB].said) == (2, "심각")


def test_a_section_only_one_form_has_is_not_asked_by_the_other() -> None:
    before = answered(NATIONAL)
    after = answered(MEDICAL, 2, section_medical_access=["no_companion"])
    found = marks(before, after)
    assert found["no_companion"] == (Mark.UNASKED, Mark.TICKED)
    assert found["cannot_travel"] == (Mark.UNASKED, Mark.CLEAR)
    assert marks(after, before)["no_companion"] == (Mark.TICKED, Mark.UNASKED)


def test_the_same_question_in_other_words_is_the_same_question() -> None:
    before = answered(
        with_items(NATIONAL, item("asked_so", "예전 말")), items_HEALTH_BODY="asked_so"
    )
    after = answered(with_items(NATIONAL, item("asked_so", "새 말")), 2)
    (pair,) = [
        one
        for area in side_by_side(before, after, "ko")
        for place in area.places
        for one in place.items
    ]
    assert (pair.words, pair.formerly) == ("새 말", "예전 말")
    assert (pair.before, pair.after) == (Mark.TICKED, Mark.CLEAR)
    assert pair.differs


def test_what_neither_ticked_and_both_ask_is_left_out() -> None:
    assert marks(answered(NATIONAL), answered(NATIONAL, 2)) == {}


def test_only_another_score_makes_a_place_differ() -> None:
    compared = side_by_side(answered(NATIONAL), answered(NATIONAL, 2, score=3), "ko")
    assert [place.name for area in compared for place in area.places if place.differs] == [
        "신체적 건강 유지"
    ]
