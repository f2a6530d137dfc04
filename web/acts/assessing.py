"""욕구 및 위기도 조사: the form version of the case's policy, filled in over several visits.

Every save is a part that the case adds up; items and remarks are kept together as one sealed text.
"""

import json
from functools import cache
from typing import Any

from fastapi import Response
from pydantic import create_model

from care.decide.difference import NeedChange, need_difference
from care.messages import commands as c
from care.model.assessment import Assessment
from care.model.case import CaseState
from care.model.codes import RedFlag, SubDomain
from care.model.ids import TextId
from care.model.refusal import Refusal
from i18n.loader import language
from i18n.marks import N_
from policies.forms import AssessmentForm, form
from store import texts
from web import forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.fields import Act
from web.acts.making import Making, built
from web.acts.models import Code
from web.acts.options import Option, member_option, vocabulary
from web.acts.pages import form_page
from web.acts.sending import around_now, send
from web.forms import Filled, Form, Memo
from web.resources import the_case
from web.visitor import Visit

area = Area("/cases")
SAVE, COMPLETE = "save", "complete"
ACT = Act(
    slug="assessment",
    title=N_("욕구 및 위기도 조사"),
    lede=N_("두 번에 나누어 적어도 됩니다. 임시저장하면 적은 데까지 사례에 남습니다."),
    button=N_("조사 마치기"),
    command=c.RecordAssessment,
    group="stage",
    template="acts/assessment.html",
)


@cache
def model_for(version: str) -> type[Form]:
    """``score_X``, ``items_X`` and ``remark_X`` for each of the twenty sub-domains."""
    parts: dict[str, Any] = {
        "members": (tuple[Code, ...], ()),
        "red_flags": (tuple[RedFlag, ...], ()),
        "step": (Code | None, None),
    }
    for sub in SubDomain:
        parts[f"score_{sub}"] = (int | None, None)
        parts[f"items_{sub}"] = (tuple[Code, ...], ())
        parts[f"remark_{sub}"] = (Memo | None, None)
    for section in form(version).sections:
        parts[f"section_{section.code}"] = (tuple[Code, ...], ())
    return create_model("AssessmentAnswers", __base__=Form, **parts)


@area.get("/{case_id}/assessment", access=Access(action=ACT.action, resource=the_case))
async def show(visit: Here) -> Response:
    around = await look_around(visit.session, visit)
    return await _page(visit, around, forms.blank(**await _saved(visit.session, visit, around)))


@area.post(
    "/{case_id}/assessment", access=Access(action=ACT.action, resource=the_case, record="act")
)
async def do(visit: Here) -> Response:
    around = await around_now(visit)
    filled = await forms.read(visit, model_for(around.case.policy.assessment_form))
    if filled.data is None or filled.intent is None:
        return await _page(visit, around, filled, 422)
    making = Making(filled.intent, filled, around)
    command = _command(making)
    if command is None:
        return await _page(visit, around, filled, 422)

    async def again(
        now: Around, sent: Filled[Any], status: int, refusal: Refusal | None
    ) -> Response:
        return await _page(visit, now, sent, status, refusal)

    case = f"/cases/{visit.case_id}"
    done = case if command.complete else f"{case}/assessment"
    return await send(visit, ACT, command, making, done=done, again=again)


def _command(making: Making) -> c.RecordAssessment | None:
    case, told = making.around.case, making.filled.value
    scores = {
        sub: score for sub in SubDomain if (score := getattr(told, f"score_{sub}")) is not None
    }
    for sub, score in scores.items():
        if not 0 <= score <= 3:
            making.refuse(f"score_{sub}", "CHOICE_INVALID")
    answers = _answers(making)
    making.values = {
        "form": case.policy.assessment_form,
        "scores": scores,
        "members": told.members,
        "red_flags": told.red_flags,
        "answers": making.text("answers", json.dumps(answers, ensure_ascii=False)),
        "complete": told.step != SAVE,
    }
    return built(c.RecordAssessment, making)


def _answers(making: Making) -> dict[str, Any]:
    """What was ticked and remarked, without the empty ones."""
    told = making.filled.value.model_dump()
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in told.items()
        if value and name.startswith(("items_", "remark_", "section_"))
    }


def open_part(case: CaseState) -> Assessment | None:
    """The unfinished assessment one goes on with."""
    last = case.assessment
    return last if last is not None and not last.complete else None


def former(case: CaseState) -> Assessment | None:
    """The complete one before, whose scores stand beside."""
    last = case.assessment
    return last if last is not None and last.complete else case.previous_assessment


async def _saved(session: Any, visit: Visit, around: Around) -> dict[str, str | list[str]]:
    """The fields as last saved; empty for a new assessment."""
    part = open_part(around.case)
    if part is None:
        return {}
    values: dict[str, str | list[str]] = {
        "members": list(part.members),
        "red_flags": [flag.value for flag in part.red_flags],
    }
    values |= {f"score_{sub}": str(score) for sub, score in part.scores.items()}
    return values | await _kept(session, visit, part.answers)


async def _kept(session: Any, visit: Visit, answers: TextId | None) -> dict[str, str | list[str]]:
    if answers is None:
        return {}
    keyring = visit.dependencies.keyring
    found = await texts.texts(session, keyring, visit.case_id, [answers])
    kept: dict[str, str | list[str]] = json.loads(found.get(answers, "{}"))
    return kept


async def _page(
    visit: Visit,
    around: Around,
    filled: Filled[Any],
    status: int = 200,
    refusal: Refusal | None = None,
) -> Response:
    version = form(around.case.policy.assessment_form)
    before = former(around.case)
    async with visit.read() as session:
        kept = await _kept(session, visit, before.answers if before else None)
    return form_page(
        visit,
        ACT,
        around,
        filled,
        status=status,
        refusal=refusal,
        labels=_score_labels(version),
        version=version,
        locale=language(),
        former=before,
        was=said_before(form(before.form), kept) if before else {},
        moved=moved(before, open_part(around.case)),
        score=around.case.score if open_part(around.case) or before else None,
        scored=sum(1 for sub in SubDomain if filled.text(f"score_{sub}")),
        members=[member_option(one, around) for one in around.case.members if not one.excluded],
        red_flags=vocabulary(RedFlag),
        items_of=_items,
    )


def said_before(version: AssessmentForm, kept: dict[str, str | list[str]]) -> dict[str, str]:
    """What was ticked and seen last time, by sub-domain, in the words of that form."""
    told: dict[str, str] = {}
    for part in version.areas:
        for sub in part.sub_domains:
            ticked = kept.get(f"items_{sub.code}", [])
            words_of = [one.word(language()) for one in sub.items if one.code in ticked]
            remark = str(kept.get(f"remark_{sub.code}", ""))
            told[sub.code] = " · ".join(one for one in (", ".join(words_of), remark) if one)
    return told


def moved(before: Assessment | None, part: Assessment | None) -> list[NeedChange]:
    """What the saved part already says otherwise than last time; the worst turn first."""
    if before is None or part is None:
        return []
    changed = [one for one in need_difference(before, part) if one.kind in ("up", "down", "new")]
    return sorted(changed, key=lambda one: ("up", "new", "down").index(one.kind))


def _items(items: Any) -> list[Option]:
    return [Option(item.code, item.word(language())) for item in items]


def _score_labels(version: AssessmentForm) -> dict[str, str]:
    return {
        f"score_{sub.code}": sub.word(language())
        for part in version.areas
        for sub in part.sub_domains
    }
