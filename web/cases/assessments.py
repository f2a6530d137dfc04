"""``/cases/{case_id}/assessments``: completed assessments, each on the form it was answered on.

A later form changes nothing of them: the form is read from the texts of the edition the case
followed when the assessment was completed (domain guide JJ-03).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from care.messages.events import AssessmentSaved, CaseOpened, PolicyAdopted, Recorded
from care.model.codes import NeedArea, SubDomain
from care.model.ids import CaseId
from i18n.loader import gettext, language
from i18n.marks import N_
from i18n.wording import words
from policies.forms import AssessmentForm, FormArea, FormSubDomain, ScoreWord, form, form_of
from policies.problems import PolicyError
from policies.resolve import editions
from store import events, people, texts
from store.keyring import Keyring
from web.access import Access, Area, Here
from web.cases.answers import Answered, Kept, Mark, side_by_side, told_by_area
from web.cases.needs import SCORE_WORDS
from web.cases.sight import Sight, see
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem

area = Area("/cases/{case_id}/assessments")
READ = Access("ViewCase", the_case)
KINDS = ("CaseOpened", "PolicyAdopted", "AssessmentSaved")
MARKS: dict[Mark, tuple[str, str]] = {
    Mark.TICKED: (N_("해당"), "warning"),
    Mark.CLEAR: (N_("해당 없음"), "plain"),
    Mark.UNASKED: (N_("이 조사표는 묻지 않음"), "info"),
}


@dataclass(frozen=True)
class Completed:
    """``edition`` and ``content_hash``: the policy the case followed at that moment."""

    saved: AssessmentSaved
    edition: int
    content_hash: str


@area.get("", access=READ)
async def listing(visit: Here) -> Response:
    sight, found = await _found(visit)
    return page(
        visit.request,
        "cases/assessments.html",
        block="content",
        case=sight.state,
        sight=sight,
        lines=[(one, form_then(sight.state.district, one)) for one in reversed(found)],
        names=await _names(visit, found),
        locale=language(),
    )


@area.get("/{number}", access=READ)
async def show(visit: Here, number: str) -> Response:
    sight, found = await _found(visit)
    against = visit.request.query_params.get("against", "")
    numbers = [number] if against in ("", number) else [number, against]
    wanted = [_chosen(found, one) for one in numbers]
    kept = await _kept(visit.session, visit.dependencies.keyring, visit.case_id, wanted)
    shown, *others = [_answered(sight, one, kept[one.saved.assessment.number]) for one in wanted]
    other = others[0] if others else None
    pair = tuple(sorted((shown, other), key=lambda one: one.number)) if other else ()
    return page(
        visit.request,
        "cases/assessment.html",
        block="content",
        case=sight.state,
        sight=sight,
        shown=shown,
        other=other,
        pair=pair,
        areas=() if pair else told_by_area(shown, language()),
        compared=side_by_side(pair[0], pair[1], language()) if pair else (),
        numbers=[one.saved.assessment.number for one in reversed(found)],
        names=await _names(visit, wanted),
        marks=MARKS,
        locale=language(),
    )


def completed(recorded: Iterable[Recorded]) -> list[Completed]:
    """In order; parts that were saved on the way are in the last save of their number."""
    edition, content_hash = 0, ""
    found = []
    for one in recorded:
        event = one.event
        if isinstance(event, CaseOpened):
            edition, content_hash = event.policy_version, event.policy_hash
        elif isinstance(event, PolicyAdopted):
            edition, content_hash = event.policy.version, event.policy.content_hash
        elif isinstance(event, AssessmentSaved) and event.assessment.complete:
            found.append(Completed(event, edition, content_hash))
    return found


def form_then(district: str, one: Completed) -> AssessmentForm:
    """The form as the edition of that time says it; a form nobody can read has codes alone."""
    version = one.saved.assessment.form
    try:
        for edition in reversed(editions(district)):
            if edition.content_hash == one.content_hash:
                return form_of(edition.texts, version)
        return form(version)
    except (KeyError, PolicyError):
        return _bare(version)


def _bare(version: str) -> AssessmentForm:
    return AssessmentForm(
        version=version,
        ko=version,
        en=version,
        scores=tuple(_bare_score(value, gettext(said)) for value, said in enumerate(SCORE_WORDS)),
        areas=tuple(_bare_area(code) for code in NeedArea),
    )


def _bare_score(value: int, said: str) -> ScoreWord:
    return ScoreWord(value=value, ko=said, en=said)


def _bare_area(code: NeedArea) -> FormArea:
    said = words(code)
    subs = tuple(
        FormSubDomain(code=sub, ko=words(sub), en=words(sub), items=())
        for sub in SubDomain
        if sub.area is code
    )
    return FormArea(code=code, ko=said, en=said, sub_domains=subs)


async def _found(visit: Visit) -> tuple[Sight, list[Completed]]:
    sight = await see(visit, visit.session)
    keyring = visit.dependencies.keyring
    recorded = await events.of_kinds(visit.session, keyring, visit.case_id, KINDS)
    return sight, completed(recorded)


def _chosen(found: Sequence[Completed], number: str) -> Completed:
    for one in found:
        if str(one.saved.assessment.number) == number:
            return one
    raise Problem(404, "NOT_FOUND")


async def _kept(
    session: Any, keyring: Keyring, case_id: CaseId, wanted: Sequence[Completed]
) -> dict[int, Kept]:
    """By number; empty where nothing was ticked or remarked."""
    assessments = [one.saved.assessment for one in wanted]
    ids = [one.answers for one in assessments if one.answers]
    written = await texts.texts(session, keyring, case_id, ids)
    return {
        one.number: json.loads(written.get(one.answers, "{}")) if one.answers else {}
        for one in assessments
    }


def _answered(sight: Sight, one: Completed, kept: Kept) -> Answered:
    asked = form_then(sight.state.district, one)
    return Answered(one.saved.assessment, one.saved.score, asked, one.edition, kept)


async def _names(visit: Visit, found: Sequence[Completed]) -> dict[Any, str]:
    ids = {one.saved.assessment.assessed_by for one in found}
    return await people.display_names(visit.session, visit.dependencies.keyring, ids)
