"""A draft's values in plain forms and as full text: two ways to the same document."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints, ValidationError

from i18n.loader import gettext, language
from i18n.marks import N_
from policies import editing
from policies.catalogue import entry_for
from policies.explain import ExplainRow, explain_policy
from policies.problems import PolicyError
from policies.problems import Problem as Fault
from policies.reading import MAX_CHARACTERS
from policies.resolve import ResolvedPolicy
from policies.worked import FAILED
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.forms import Filled, Form, Line
from web.policies.draft_checks import checked, says
from web.policies.draft_sight import DraftSight, sight_of
from web.policies.drafting import draft_of, edit_draft, own_file, with_values
from web.policies.value_form import Part, ValueForm, raw_of, said_of, why_parts
from web.policies.value_forms import FORMS
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/policies/drafts")
SEE = Access("ViewPolicyDesk", record="view")
EDIT = Access("DraftPolicy", record="act")
CHECK = Access("DraftPolicy", record=None)
"""Changes nothing and shows nobody; asked for again with every pause in typing."""
SHOWN: tuple[tuple[str, str], ...] = (
    ("", N_("모두")),
    ("changed", N_("바뀐 값")),
    ("own", N_("우리 시·군·구 값")),
    ("law", N_("법정 한도")),
)
Source = Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]


class Inherit(Form):
    key: Line
    revision: int


class FullText(Form):
    file: Line
    revision: int
    text: Source = ""


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[ExplainRow]


@dataclass(frozen=True)
class Chosen:
    """The value whose form stands beside the table; without ``parts`` it has no plain form."""

    key: str
    label: str
    in_force: str
    above: str | None
    law: str | None
    own: bool
    parts: list[Part]
    why: list[Part]
    problems: list[str] = field(default_factory=list)

    @property
    def labels(self) -> dict[str, str]:
        return {part.name: part.label for part in [*self.parts, *self.why]}


@area.get("/{draft_id}/values", access=SEE)
async def values(visit: Here, draft_id: str) -> Response:
    sight = await sight_of(visit, await draft_of(visit, draft_id))
    return _values(visit, sight, visit.request.query_params.get("key", ""))


@area.post("/{draft_id}/values", access=EDIT)
async def write_value(visit: Here, draft_id: str) -> Response:
    key = (await forms.read(visit, ValueForm)).text("key")
    draft = await draft_of(visit, draft_id)
    sight = await sight_of(visit, draft)
    row, kind = _stated(sight, key), entry_for(key)
    if row is None or kind is None or type(row) not in FORMS:
        raise Problem(404, "NOT_FOUND")
    form = await forms.read(visit, FORMS[type(row)])
    if form.data is None or form.errors:
        return _values(visit, sight, key, form, status=422)
    said = form.value.stated(editing.as_written(row), kind)
    change = with_values(draft, {key: said})
    faults = _refused(draft, change, kind.kind, said)
    if faults:
        return _values(visit, sight, key, form, faults, 422)
    await edit_draft(visit, draft_id, change, revision=form.value.revision)
    return moved(visit.request, f"/policies/drafts/{draft_id}/values?key={key}&saved=1#value")


@area.post("/{draft_id}/inherit", access=EDIT)
async def inherit(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, Inherit)
    draft = await draft_of(visit, draft_id)
    change = with_values(draft, {form.value.key: None})
    await edit_draft(visit, draft_id, change, revision=form.value.revision)
    return moved(visit.request, f"/policies/drafts/{draft_id}/values?key={form.value.key}")


@area.get("/{draft_id}/text", access=SEE)
async def text(visit: Here, draft_id: str) -> Response:
    draft = await draft_of(visit, draft_id)
    file = visit.request.query_params.get("file", own_file(draft))
    if file not in draft.files:
        raise Problem(404, "NOT_FOUND")
    return await _text(visit, await sight_of(visit, draft), file, draft.files[file])


@area.post("/{draft_id}/text", access=EDIT)
async def write_text(visit: Here, draft_id: str) -> Response:
    """A draft may be kept with faults in it; it goes no further with them."""
    form = await forms.read(visit, FullText)
    draft = await draft_of(visit, draft_id)
    wanted = _sound(form, draft.files)
    written = _lines(wanted.text)
    visit.request.state.kept_text = {"text": [written]}
    await edit_draft(
        visit,
        draft_id,
        lambda files: {**files, wanted.file: written},
        revision=wanted.revision,
    )
    return moved(visit.request, f"/policies/drafts/{draft_id}/text?file={wanted.file}")


@area.post("/{draft_id}/check", access=CHECK)
async def check(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, FullText)
    draft = await draft_of(visit, draft_id)
    wanted = _sound(form, draft.files)
    tried = {**draft.files, wanted.file: _lines(wanted.text)}
    sight = await sight_of(visit, draft, files=tried)
    return await _text(visit, sight, wanted.file, tried[wanted.file])


def _sound(form: Filled[FullText], files: Any) -> FullText:
    if form.data is None or form.errors or form.value.file not in files:
        fault = form.errors[0] if form.errors else None
        raise Problem(422, fault.code if fault else "FORM_INVALID", fault.params if fault else {})
    return form.value


def _lines(typed: str) -> str:
    """As files are kept: line feeds only, and one at the end."""
    return typed.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def _refused(draft: Any, change: Any, kind: Any, said: dict[str, Any]) -> list[str]:
    """What the value itself would make wrong; what is wrong elsewhere already stays out of it.

    A worked example that spoke of the old value is not the value's fault: it is mended in the text.
    """
    try:
        kind.model_validate(said)
    except ValidationError as error:
        known = len(error.errors())
        return [gettext("%(n)s곳의 값이 정해진 꼴이 아닙니다. 적은 값을 확인해 주세요.", n=known)]
    try:
        files = change(draft.files)
    except PolicyError as error:
        return [_words(one) for one in error.problems]
    before = {(one.code, one.ko) for one in checked(draft, draft.files).problems}
    after = checked(draft, files).problems
    return [_words(one) for one in after if _is_new(one, before)]


def _is_new(fault: Fault, before: set[tuple[str, str]]) -> bool:
    return fault.code != FAILED and (fault.code, fault.ko) not in before


def _words(fault: Fault) -> str:
    return says(fault)


def _stated(sight: DraftSight, key: str) -> Any:
    try:
        return sight.readable.value(key).value if sight.readable else None
    except KeyError:
        return None


def _values(
    visit: Visit,
    sight: DraftSight,
    key: str,
    form: Filled[Any] | None = None,
    faults: list[str] | None = None,
    status: int = 200,
) -> Response:
    rows = explain_policy(sight.readable, language()) if sight.readable else []
    changed = {row.key: row.before for group in sight.changes for row in group.rows}
    wanted = visit.request.query_params.get("show", "")
    shown = [row for row in rows if _is_shown(row, wanted, changed)]
    stated = _stated(sight, key)
    if key and rows and stated is None:
        raise Problem(404, "NOT_FOUND")
    if form is None and type(stated) in FORMS:
        form = forms.blank(**raw_of(FORMS[type(stated)], stated))
    return page(
        visit.request,
        "policies/values.html",
        block="content",
        status=status,
        sight=sight,
        groups=[Group(title, list(of)) for title, of in groupby(shown, lambda row: row.group)],
        filters=[
            (code, gettext(label), sum(_is_shown(row, code, changed) for row in rows))
            for code, label in SHOWN
        ],
        wanted=wanted,
        address=f"{sight.address}/values",
        saved=status == 200 and "saved" in visit.request.query_params,
        changed={one: before or gettext("없음") for one, before in changed.items()},
        key=key,
        chosen=_chosen(sight, rows, key, faults or []) if stated is not None else None,
        form=form or forms.blank(),
    )


def _is_shown(row: ExplainRow, wanted: str, changed: dict[str, str]) -> bool:
    tests = {
        "changed": row.key in changed,
        "own": not row.inherited,
        "law": row.law is not None,
    }
    return tests.get(wanted, True)


def _chosen(sight: DraftSight, rows: list[ExplainRow], key: str, faults: list[str]) -> Chosen:
    row = next(one for one in rows if one.key == key)
    entry = entry_for(key)
    form = FORMS.get(type(_stated(sight, key)))
    if entry is None:
        raise Problem(404, "NOT_FOUND")
    return Chosen(
        key=key,
        label=row.label or said_of(entry),
        in_force=_in_force(sight.now, key),
        above=row.above,
        law=row.law,
        own=not row.inherited,
        parts=form.parts(entry) if form else [],
        why=why_parts() if form else [],
        problems=faults,
    )


def _in_force(policy: ResolvedPolicy, key: str) -> str:
    found = (row.value for row in explain_policy(policy, language()) if row.key == key)
    return next(found, gettext("없음"))


async def _text(visit: Visit, sight: DraftSight, file: str, shown: str) -> Response:
    return page(
        visit.request,
        "policies/text.html",
        block="problems" if visit.request.method == "POST" else "content",
        sight=sight,
        path_of=f"/policies/drafts/{sight.draft.draft_id}/text",
        file=file,
        files=sorted(sight.draft.files),
        text=shown,
        lines=shown.rstrip("\n").split("\n"),
        marked={one.line for one in sight.problems if one.file == file},
        problems=sight.problems,
        examples=sight.examples,
        widenings=sight.widenings,
        listing="",
    )
