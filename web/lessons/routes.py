"""``/lessons``: look for what others learned, write down one's own, share what names nobody."""

from collections.abc import Sequence
from typing import Any

from fastapi import Response
from pydantic import Field as Bound

from care.decide.deidentify import certain, proposed, still_said, telling
from care.model.codes import NeedArea
from care.model.ids import CaseId
from care.model.learned import Finding, KnownPeople, LessonWords
from i18n.loader import gettext
from store import casebook, lessons, people
from store.lessons import Lesson
from web import forms, records
from web.access import Access, Area, Here
from web.acts.options import vocabulary
from web.casebook.reading import Piece, people_of, pieces
from web.decisions import moved
from web.districts import lessons_of
from web.forms import Filled, Form, Line, Memo
from web.identity import local_date
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/lessons")
HOME = "/lessons"
LOOK = Access("ViewLessons", record="list")
EDIT = Access("EditLessons", record="act")
PARTS = ("title", "situation", "tried", "learned")
SHOWN = 50


class LessonForm(Form):
    need: NeedArea
    number: str = Bound(default="", max_length=40)
    """Of the case it was learned from, so that its people are looked for; forgotten later."""
    title: Line
    situation: Memo
    tried: Memo
    learned: Memo


class WordsForm(Form):
    title: Line
    situation: Memo
    tried: Memo
    learned: Memo
    kept: list[Line] = Bound(default_factory=list, max_length=200)
    replace: bool = False


class ShareForm(Form):
    wording: Line


@area.get("", access=LOOK)
async def listing(visit: Here) -> Response:
    return await _list(visit, visit.session, forms.blank())


@area.post("/new", access=EDIT)
async def write(visit: Here) -> Response:
    filled = await forms.read(visit, LessonForm)
    _must_be_on(visit)
    async with visit.write() as session:
        case_id = await _case(visit, session, filled)
        known = await people_of(visit, session, [case_id] if case_id else [])
        if filled.data is None or filled.errors or _refused(filled, known):
            return await _list(visit, session, filled, 422, known)
        given, by = filled.value, visit.visitor.person
        made = Lesson(
            lesson_id=f"lesson-{filled.intent}",
            district=visit.visitor.district,
            need=given.need,
            words=LessonWords(**{name: getattr(given, name) for name in PARTS}),
            written_by=by,
            written_at=visit.now,
            case_id=case_id,
        )
        await lessons.write(session, visit.dependencies.keyring, made)
        await _keep(visit, session, made)
    return moved(visit.request, f"{HOME}/{made.lesson_id}")


@area.get("/{lesson_id}", access=Access("ViewLessons"))
async def show(visit: Here) -> Response:
    known = await _lesson(visit, visit.session)
    return await _page(visit, visit.session, known, forms.blank())


@area.post("/{lesson_id}/words", access=EDIT)
async def rewrite(visit: Here) -> Response:
    filled = await forms.read(visit, WordsForm)
    async with visit.write() as session:
        known = await _lesson(visit, session)
        whose = await _people(visit, session, known)
        said = _said(filled.value, whose) if filled.data is not None else None
        if said is None or filled.errors or _refused(filled, whose, said):
            return await _page(visit, session, known, filled, 422)
        if said != known.words:
            by, keyring = visit.visitor.person, visit.dependencies.keyring
            if not await lessons.rewrite(session, keyring, known, said, by, visit.now):
                raise Problem(409, "STORY_NOT_READY")
        await _keep(visit, session, known)
    return moved(visit.request, f"{HOME}/{known.lesson_id}")


def _said(given: WordsForm, whose: KnownPeople) -> LessonWords:
    kept = frozenset(given.kept)
    texts = {name: str(getattr(given, name)) for name in PARTS}
    if given.replace:
        texts = {name: proposed(text, whose, kept) for name, text in texts.items()}
    return LessonWords(**texts, kept=still_said(kept, "\n".join(texts.values())))


@area.post("/{lesson_id}/share", access=EDIT)
async def share(visit: Here) -> Response:
    """By a second person, of the wording they read, and only while nothing in it tells."""
    filled = await forms.read(visit, ShareForm)
    async with visit.write() as session:
        known, by = await _lesson(visit, session), visit.visitor.person
        if known.shared_on is None:
            if known.written_by == by:
                raise Problem(409, "STORY_SECOND_PERSON")
            if filled.value.wording != known.written_at.isoformat():
                raise Problem(409, "STORY_CHANGED")
            if _telling(known.words, await _people(visit, session, known)):
                raise Problem(409, "STORY_TELLING")
            if not await lessons.share(session, known, by, local_date(visit.now)):
                raise Problem(409, "STORY_CHANGED")
        await _keep(visit, session, known)
    return moved(visit.request, f"{HOME}/{known.lesson_id}")


@area.post("/{lesson_id}/drop", access=EDIT)
async def drop(visit: Here) -> Response:
    """By who wrote or read it; a note not shared yet by anybody who may write one."""
    await forms.pressed(visit)
    async with visit.write() as session:
        known = await _lesson(visit, session)
        if not _may_drop(visit, known):
            raise Problem(403, "NOT_PERMITTED")
        await lessons.drop(session, known)
        await _keep(visit, session, known)
    return moved(visit.request, HOME)


def _may_drop(visit: Visit, known: Lesson) -> bool:
    whose = visit.visitor.person in (known.written_by, known.read_by)
    return visit.may("EditLessons") and (known.shared_on is None or whose)


def _must_be_on(visit: Visit) -> None:
    if not lessons_of(visit.visitor.district):
        raise Problem(404, "NOT_FOUND")


async def _lesson(visit: Visit, session: Any) -> Lesson:
    _must_be_on(visit)
    lesson_id = str(visit.request.path_params["lesson_id"])
    keyring = visit.dependencies.keyring
    found = await lessons.lesson(session, keyring, visit.scope, lesson_id)
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return found


async def _case(visit: Visit, session: Any, filled: Filled[Any]) -> CaseId | None:
    """A case in reach; an unknown number is refused, since its people would not be looked for."""
    number = filled.text("number").strip().upper()
    if not number or filled.error("number"):
        return None
    found = await casebook.case_of_number(session, visit.scope, number)
    if found is None:
        filled.refuse("number", "LEARNING_CASE", number=number[:40])
    return found


async def _people(visit: Visit, session: Any, known: Lesson) -> KnownPeople:
    return await people_of(visit, session, [known.case_id] if known.case_id else [])


def _refused(filled: Filled[Any], whose: KnownPeople, said: LessonWords | None = None) -> bool:
    """Something is somebody's for sure: each field says so."""
    for name in PARTS:
        text = getattr(said, name) if said else filled.text(name)
        if certain(text, whose):
            filled.refuse(name, "STORY_NAMES")
    return bool(filled.errors)


def _telling(said: LessonWords, whose: KnownPeople) -> list[Finding]:
    return [one for text in said.texts() for one in telling(text, whose, said.kept)]


async def _keep(visit: Visit, session: Any, known: Lesson) -> None:
    visit.saw([known.case_id] if known.case_id else [])
    await records.keep(session, visit, "act", "EditLessons")


def _put_right(filled: Filled[Any], whose: KnownPeople) -> tuple[list[Piece], Filled[Any]]:
    """Everything typed, marked; and the form with the proposals in its place."""
    typed: list[Piece] = []
    for name in PARTS:
        if certain(filled.text(name), whose):
            typed += [*pieces(filled.text(name), whose), Piece("\n")]
    better = {
        name: [proposed(text, whose) for text in texts] if name in PARTS else texts
        for name, texts in filled.raw.items()
    }
    return typed, Filled(data=None, errors=filled.errors, raw=better, intent=filled.intent)


def _names_somebody(filled: Filled[Any]) -> bool:
    return any(one.code == "STORY_NAMES" for one in filled.errors)


async def _list(
    visit: Visit,
    session: Any,
    filled: Filled[Any],
    status: int = 200,
    whose: KnownPeople | None = None,
) -> Response:
    _must_be_on(visit)
    asked = visit.request.query_params
    words = asked.get("q", "")[:100]
    need = next((one for one in NeedArea if one.value == asked.get("need")), None)
    keyring, scope = visit.dependencies.keyring, visit.scope
    found = await lessons.shared(session, keyring, scope, [need] if need else [], words)
    waiting = await lessons.waiting(session, keyring, scope) if visit.may("EditLessons") else []
    visit.saw([one.case_id for one in waiting if one.case_id])
    typed: list[Piece] = []
    if whose is not None and _names_somebody(filled):
        typed, filled = _put_right(filled, whose)
    return page(
        visit.request,
        "lessons/list.html",
        block="content",
        status=status,
        found=found[:SHOWN],
        more=max(len(found) - SHOWN, 0),
        waiting=waiting,
        asked=forms.blank(q=words, need=need.value if need else ""),
        needs=[(one.value, one.label) for one in vocabulary(NeedArea)],
        filled=filled,
        typed=typed,
        labels=_labels(),
        may_edit=visit.may("EditLessons"),
    )


async def _page(
    visit: Visit, session: Any, known: Lesson, filled: Filled[Any], status: int = 200
) -> Response:
    whose = await _people(visit, session, known)
    names = await people.display_names(
        session, visit.dependencies.keyring, [known.written_by, known.read_by]
    )
    visit.saw([known.case_id] if known.case_id else [])
    typed: list[Piece] = []
    if _names_somebody(filled):
        typed, filled = _put_right(filled, whose)
    if not filled.raw:
        said = {name: getattr(known.words, name) for name in PARTS}
        filled = forms.blank(**said, kept=list(known.words.kept))
    found = [] if known.shared_on else _telling(known.words, whose)
    return page(
        visit.request,
        "lessons/note.html",
        block="content",
        status=status,
        lesson=known,
        filled=filled,
        typed=typed,
        found=found,
        doubtful=_doubtful(found, known.words.kept),
        writer=names.get(known.written_by, ""),
        reader=names.get(known.read_by, "") if known.read_by else "",
        labels=_labels(),
        wording=known.written_at.isoformat(),
        own=known.written_by == visit.visitor.person,
        may_edit=visit.may("EditLessons"),
        may_drop=_may_drop(visit, known),
    )


def _doubtful(found: Sequence[Finding], kept: Sequence[str]) -> list[tuple[str, str]]:
    told = {one.text: one.proposal for one in found if not one.certain}
    return [*told.items(), *((one, "") for one in kept if one not in told)]


def _labels() -> dict[str, str]:
    return {
        "need": gettext("욕구 영역"),
        "number": gettext("사례번호"),
        "title": gettext("제목"),
        "situation": gettext("어떤 어려움이 있었습니까"),
        "tried": gettext("무엇을 해 보았습니까"),
        "learned": gettext("무엇이 도움이 되었습니까"),
    }
