"""Drafts: begun from what is in force, an earlier edition or another district; given papers."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints

from care.model.ids import DraftId
from i18n.loader import gettext
from policies import editing
from policies.resolve import (
    districts,
    edition_in_force,
    editions,
    own_texts,
    resolve,
)
from store import policy_attachments
from store.policy_attachments import MAX_BYTES, Attachment
from store.policy_drafts import Draft
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.forms import Filled, Form, Line
from web.policies.adoption_words import adoptions
from web.policies.draft_faults import told
from web.policies.draft_sight import sight_of
from web.policies.drafting import Files, begin_draft, draft_of, newest, open_drafts
from web.policies.study_links import study_links
from web.policies.tabs import name_of
from web.render import page
from web.uploads import file_of, without_files
from web.visitor import Visit
from web.words import Problem

area = Area("/policies/drafts")
SEE = Access("ViewPolicyDesk", record="view")
DRAFT = Access("DraftPolicy", record="act")
PDF = "application/pdf"
PDF_BEGINS = b"%PDF-"
SOON = timedelta(days=14)
"""A first proposal for the day a draft takes effect: time to review, approve and make it known."""


class Beginning(Form):
    title: Line
    source: Line
    key: Line | None = None


class Paper(Form):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    day: date
    revision: int


@area.get("/new", access=Access("DraftPolicy", record="view"))
async def new(visit: Here) -> Response:
    query = visit.request.query_params
    return await _new(
        visit,
        forms.blank(source=query.get("from", visit.visitor.district), key=query.get("key", "")),
    )


@area.post("", access=DRAFT)
async def begin(visit: Here) -> Response:
    form = await forms.read(visit, Beginning)
    sources = dict(_sources(visit))
    if form.data is not None and form.value.source not in sources:
        form.refuse("source", "CHOICE_INVALID")
    if form.data is None or form.errors or form.intent is None:
        return await _new(visit, form, 422)
    draft_id = DraftId(f"draft-{form.intent}")
    files = _files_from(visit, form.value.source)
    await begin_draft(visit, form.value.title, draft_id, files)
    value = f"/values?key={form.value.key}" if form.value.key else ""
    return moved(visit.request, f"/policies/drafts/{draft_id}{value}")


@area.get("/{draft_id}", access=SEE)
async def show(visit: Here, draft_id: str) -> Response:
    return await shown(visit, await draft_of(visit, draft_id))


@area.post("/{draft_id}/documents", access=DRAFT)
async def add_paper(visit: Here, draft_id: str) -> Response:
    sent = await visit.request.form(max_files=1, max_fields=20)
    _, body = await file_of(sent, MAX_BYTES)
    form = await forms.read(visit, Paper, sent=without_files(sent))
    draft = await draft_of(visit, draft_id)
    if body and not body.startswith(PDF_BEGINS):
        form.refuse("file", "POLICY_PAPER_KIND")
    if len(body) > MAX_BYTES:
        form.refuse("file", "POLICY_PAPER_LARGE")
    if form.data is None or form.errors or form.intent is None:
        return await shown(visit, draft, form, 422)
    paper = Attachment(
        attachment_id=f"paper-{form.intent}",
        draft_id=draft.draft_id,
        district=draft.district,
        name=form.value.name,
        paper_number=form.value.number,
        dated=form.value.day,
        added_by=visit.visitor.person,
        added_at=visit.now,
        kind=PDF if body else "",
    )
    async with told(visit), visit.write() as session:
        await policy_attachments.attach(
            session, visit.dependencies.keyring, paper, body or None, form.value.revision
        )
    return moved(visit.request, f"/policies/drafts/{draft_id}")


@area.get("/{draft_id}/documents/{attachment_id}", access=SEE)
async def paper_file(visit: Here, draft_id: str, attachment_id: str) -> Response:
    async with visit.read() as session:
        found = await policy_attachments.attached_file(
            session, visit.dependencies.keyring, visit.visitor.district, attachment_id
        )
    if found is None or found[0].draft_id != draft_id:
        raise Problem(404, "NOT_FOUND")
    kept = {"Content-Disposition": f'attachment; filename="{attachment_id}.pdf"'}
    return Response(found[1], media_type=PDF, headers=kept)


async def shown(
    visit: Visit, draft: Draft, form: Filled[Any] | None = None, status: int = 200
) -> Response:
    """The page of one draft; ``form`` is what was sent to it and has to be mended."""
    sight = await sight_of(visit, draft)
    begins = draft.effective_from or sight.today + SOON
    blank = forms.blank(
        effective_from=begins.isoformat(),
        adoption=[(draft.adoption or editions(draft.district)[-1].adoption).value],
    )
    return page(
        visit.request,
        "policies/draft.html",
        block="content",
        status=status,
        sight=sight,
        form=form or blank,
        adoptions=adoptions(),
        studies=study_links(visit, draft.draft_id),
        most_mb=MAX_BYTES // 1024**2,
    )


async def _new(visit: Visit, form: Filled[Any], status: int = 200) -> Response:
    return page(
        visit.request,
        "policies/new_draft.html",
        block="content",
        status=status,
        form=form,
        sources=_sources(visit),
        drafts=await open_drafts(visit),
        key=form.text("key"),
    )


def _sources(visit: Visit) -> list[tuple[str, str]]:
    """What a draft may begin with: the edition in force, earlier ones, another district's."""
    own = visit.visitor.district
    base = newest(own)
    name = name_of(base.resolved)
    found = [(str(own), gettext("가장 새로운 %(n)s판", n=base.number))]
    found += [
        (f"{own}:{one.number}", gettext("%(name)s %(n)s판", name=name, n=one.number))
        for one in reversed(editions(own))
        if one.number != base.number
    ]
    return found + [
        (str(code), gettext("%(name)s의 지금 정책", name=name_of(resolve(code))))
        for code in districts()
        if code != own
    ]


def _files_from(visit: Visit, source: str) -> Files | None:
    """None: the newest edition. Another district's places stay behind, ours stay."""
    own = visit.visitor.district
    code, _, number = source.partition(":")
    if code == own:
        return None if not number else own_texts(_numbered(own, int(number)))
    base, theirs = newest(own), edition_in_force(code)
    ours, file = own_texts(base), f"districts/{base.slug}.yaml"
    cloned = editing.cloned(theirs.texts[f"districts/{theirs.slug}.yaml"], ours[file])
    return {**_forms_of(theirs), **ours, file: cloned}


def _forms_of(theirs: Any) -> Files:
    return {file: one for file, one in own_texts(theirs).items() if file.startswith("forms/")}


def _numbered(district: str, number: int) -> Any:
    return next(one for one in editions(district) if one.number == number)
