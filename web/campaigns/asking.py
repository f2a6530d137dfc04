"""What a campaign asks: items of the district's own needs form and questions of its own, weighed.

A field left empty is not asked; nought is asked and weighs nothing.
"""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import Field as Bound
from pydantic import create_model

from care.model.campaign import MOST_POINTS, MOST_QUESTIONS, SCALE, Question, SurveyForm
from care.model.codes import SubDomain
from i18n.loader import language
from policies.forms import AssessmentForm, form
from web.districts import policy_of
from web.forms import Filled, Form, Line

OWN = 8
"""Questions of a campaign's own that fit on the page."""
PROPOSED_POINTS = 10
Points = Annotated[int, Bound(ge=0, le=MOST_POINTS)]


@dataclass(frozen=True)
class Item:
    """Something that can be asked, under the heading it has in the form."""

    heading: str
    question: Question
    hints: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        return f"points_{self.question.code}"


def items_of(version: str) -> list[Item]:
    """Of a needs form: the district's own sections first, then each sub-domain on its scale."""
    found = form(version)
    return [*_section_items(found), *_scales(found)]


def groups_of(version: str) -> list[tuple[str, list[Item]]]:
    """Under their headings, in the order of the form."""
    found: dict[str, list[Item]] = {}
    for one in items_of(version):
        found.setdefault(one.heading, []).append(one)
    return list(found.items())


def needs_form(district: str) -> str:
    """The version in force."""
    policy = policy_of(district)
    return policy.case_policy.assessment_form if policy else "national-2024"


def model(base: type[Form], version: str) -> Any:
    """The form of the page: ``base`` with a field of points for every item, and own questions."""
    return _model(base, version)


@cache
def _model(base: type[Form], version: str) -> Any:
    parts: dict[str, Any] = {one.field: (Points | None, None) for one in items_of(version)}
    for number in range(1, OWN + 1):
        parts |= {
            f"own_{number}_ko": (Line | None, None),
            f"own_{number}_en": (Line | None, None),
            f"own_{number}_points": (Points | None, None),
        }
    return create_model(base.__name__, __base__=base, **parts)


def proposal(version: str) -> dict[str, str]:
    """What a new page begins with: the district's own sections."""
    return {one.field: str(PROPOSED_POINTS) for one in _section_items(form(version))}


def written(asked: SurveyForm) -> dict[str, str]:
    """The fields as they would have to be filled for this form."""
    fields: dict[str, str] = {}
    for one in asked.questions:
        if one.code.startswith("own_"):
            fields |= {f"{one.code}_ko": one.ko, f"{one.code}_en": one.en}
            fields[f"{one.code}_points"] = str(one.points)
        else:
            fields[f"points_{one.code}"] = str(one.points)
    return fields


def asked_of(filled: Filled[Any], version: str, number: int = 1) -> SurveyForm | None:
    """The survey form the page describes; faults go beside their fields."""
    if filled.data is None:
        return None
    given = filled.data
    chosen = [
        one.question.model_copy(update={"points": points})
        for one in items_of(version)
        if (points := getattr(given, one.field)) is not None
    ]
    chosen += _own(filled)
    if not chosen:
        filled.refuse("", "QUESTIONS_MISSING")
    elif len(chosen) > MOST_QUESTIONS:
        filled.refuse("", "QUESTIONS_MANY", limit=str(MOST_QUESTIONS))
    if filled.errors:
        return None
    return SurveyForm(version=number, form=version, questions=tuple(chosen))


def _own(filled: Filled[Any]) -> list[Question]:
    found = []
    for number in range(1, OWN + 1):
        ko, en, points = (
            getattr(filled.value, f"own_{number}_{part}") for part in ("ko", "en", "points")
        )
        if ko is None:
            if en is not None or points is not None:
                filled.refuse(f"own_{number}_ko", "FIELD_MISSING")
            continue
        found.append(Question(code=f"own_{number}", ko=ko, en=en or ko, points=points or 0))
    return found


def _section_items(found: AssessmentForm) -> list[Item]:
    return [
        Item(
            section.word(language()),
            Question(code=f"{section.code}_{item.code}", ko=item.ko, en=item.en, points=0),
        )
        for section in found.sections
        for item in section.items
    ]


def _scales(found: AssessmentForm) -> list[Item]:
    return [
        Item(
            area.word(language()),
            Question(code=_scale_code(sub.code), ko=sub.ko, en=sub.en, points=0, most=SCALE),
            tuple(item.word(language()) for item in sub.items),
        )
        for area in found.areas
        for sub in area.sub_domains
    ]


def _scale_code(sub: SubDomain) -> str:
    return sub.value.lower()


def hints_of(version: str) -> dict[str, tuple[str, ...]]:
    """What to look at for each question on a scale."""
    return {one.question.code: one.hints for one in items_of(version)}


def scale_words(version: str) -> list[tuple[int, str]]:
    return [(one.value, one.word(language())) for one in form(version).scores]


def word_of(question: Question) -> str:
    return question.en if language() == "en" else question.ko
