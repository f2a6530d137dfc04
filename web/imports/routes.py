"""``/imports``: lists of signals and of campaigns, brought, looked at, confirmed, taken.

A list is tried out as soon as it is read. Nothing of it is taken until whoever brought it has
seen what would become of its rows and confirms.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import Response

from care.model.discovery import BatchKind, BatchState
from care.model.ids import BatchId
from i18n.loader import gettext
from store import batch_portions, batches, people
from store.batches import Batch
from web import forms, sheets
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import signal_words
from web.forms import Filled, Form, Line
from web.imports.bringing import Bringing, bring, setting_of, tell
from web.imports.columns import Column, column_set
from web.imports.kinds import OWN, rules_of
from web.imports.results import REFUSED, table_of, told_of
from web.imports.sight import first_rows, sight_of
from web.imports.words import sentence
from web.narrowing import address_of
from web.reading.remarks import Unreadable
from web.reading.tables import MOST_BYTES
from web.render import page
from web.uploads import file_of, without_files
from web.visitor import Visit
from web.words import Problem

area = Area("/imports")
SEE = Access("ViewImports", record=None)
"""Numbers and file names; what shows a row leaves its own record."""
LOOK = Access("ImportLists", record="view")
BRING = Access("ImportLists", record="act")
HOME = "/imports"
MOST_ROWS = 50_000
STATUS = {"FILE_TOO_LARGE": 413}
NARROWED = frozenset({"NEW", "ADDED", "ATTACHED", "SUPPRESSED", "ALREADY_RECEIVED"})
SHOWN = 100
"""Rows on one page."""


class Brought(Form):
    kind: BatchKind = BatchKind.SIGNALS
    about: str = ""
    round: int | None = None
    observed_on: date | None = None
    whole: Line | None = None
    """The signal every row stands for."""


@area.get("", access=SEE)
async def listed(visit: Here) -> Response:
    asked = visit.request.query_params
    given = {name: asked.get(name, "") for name in ("kind", "about")}
    return await _list(visit, forms.blank(**{k: v for k, v in given.items() if v}))


@area.post("", access=BRING)
async def bring_list(visit: Here) -> Response:
    """Reads the file in a process of its own and keeps its rows sealed; nothing else changes."""
    sent = await visit.request.form(max_files=1, max_fields=10)
    name, content = await file_of(sent, MOST_BYTES)
    form = await forms.read(visit, Brought, sent=without_files(sent))
    if form.data is None or form.intent is None:
        return await _list(visit, form, status=422)
    asked, district = form.value, visit.visitor.district
    bringing = Bringing(
        batch_id=batches.batch_id(district, form.intent),
        district=district,
        kind=asked.kind,
        by=visit.visitor.person,
        at=visit.at,
        file_name=name,
        about=asked.about,
        round=asked.round,
        observed_on=asked.observed_on,
        whole=(asked.whole,) if asked.whole else (),
    )
    needs = visit.dependencies
    try:
        batch = await bring(needs.database, needs.keyring, bringing, content)
    except Unreadable as failure:
        code = failure.remark.code
        return await _list(visit, form, failure, STATUS.get(code, 422))
    await tell(needs.batches, batch)
    return moved(visit.request, f"{HOME}/{batch.batch_id}")


@area.get("/template/{name}", access=SEE)
async def template(visit: Here, name: str) -> Response:
    """An empty sheet with the headings of a kind, ``?kind=`` and ``?about=``; xlsx or csv."""
    columns = await _columns(visit, _kind_asked(visit), visit.request.query_params.get("about", ""))
    rows: list[list[object]] = [
        [gettext(one.heading) for one in columns],
        [one.example for one in columns],
    ]
    return _sheet(name, "template", rows)


@area.get("/{batch}", access=SEE)
async def show(visit: Here, batch: str) -> Response:
    found = await _batch(visit, batch)
    async with visit.read() as session:
        names = await people.display_names(session, visit.dependencies.keyring, {found.made_by})
        before = await batches.same_before(session, found)
    return page(
        visit.request,
        "imports/batch.html",
        block="content",
        batch=found,
        sight=sight_of(found),
        before=before,
        who=names.get(found.made_by, gettext("명령줄")),
        mine=_mine(visit, found),
        address=f"{HOME}/{found.batch_id}",
    )


@area.get("/{batch}/first", access=LOOK)
async def first(visit: Here, batch: str) -> Response:
    """The first rows as they were understood; for whoever brought them, while they are kept."""
    found = await _own(visit, batch)
    columns = await _columns(visit, found.kind, found.about)
    keyring = visit.dependencies.keyring
    async with visit.read() as session:
        rows = await batch_portions.rows(session, keyring, found.batch_id, found.district, 0)
    visit.saw([found.batch_id])
    return page(
        visit.request,
        "imports/first.html",
        block="content",
        batch=found,
        first=first_rows(rows, tuple(columns)),
        address=f"{HOME}/{found.batch_id}",
    )


@area.get("/{batch}/rows", access=LOOK)
async def rows(visit: Here, batch: str) -> Response:
    """What became of each row, ``?result=`` and ``?page=``."""
    found, wanted = await _own(visit, batch), visit.request.query_params.get("result", "")
    if wanted and wanted not in {REFUSED, "WARNED", *NARROWED}:
        raise Problem(404, "NOT_FOUND")
    lines = await _told(visit, found, wanted)
    number = _page(visit)
    start = (number - 1) * SHOWN
    return page(
        visit.request,
        "imports/rows.html",
        block="content",
        batch=found,
        sight=sight_of(found),
        wanted=wanted,
        lines=lines[start : start + SHOWN],
        total=len(lines),
        size=SHOWN,
        number=number,
        address=f"{HOME}/{found.batch_id}",
        page_at=lambda n: address_of(
            f"{HOME}/{found.batch_id}/rows", {"result": wanted, "page": n}
        ),
    )


@area.get("/{batch}/result/{name}", access=Access("ImportLists", record="export"))
async def result(visit: Here, batch: str, name: str) -> Response:
    found = await _own(visit, batch)
    return _sheet(name, "result", table_of(await _told(visit, found)))


@area.post("/{batch}/confirm", access=BRING)
async def confirm(visit: Here, batch: str) -> Response:
    """All rows that can be taken; pressed twice they are taken once."""
    await forms.pressed(visit)
    found = await _own(visit, batch)
    async with visit.write() as session:
        await batches.confirm(session, found.batch_id, visit.visitor.person, visit.at)
    return await _told_engine(visit, found)


@area.post("/{batch}/stop", access=BRING)
async def stop(visit: Here, batch: str) -> Response:
    await forms.pressed(visit)
    found = await _batch(visit, batch)
    async with visit.write() as session:
        await batches.stop(session, visit.dependencies.keyring, found.batch_id, visit.at)
    return await _told_engine(visit, found)


@area.post("/{batch}/again", access=BRING)
async def again(visit: Here, batch: str) -> Response:
    """One that failed goes on where it stood."""
    await forms.pressed(visit)
    found = await _batch(visit, batch)
    async with visit.write() as session:
        await batches.again(session, found.batch_id, visit.at)
    return await _told_engine(visit, found)


async def _told_engine(visit: Visit, batch: Batch) -> Response:
    await tell(visit.dependencies.batches, batch)
    return moved(visit.request, f"{HOME}/{batch.batch_id}")


async def _batch(visit: Visit, batch: str) -> Batch:
    async with visit.read() as session:
        found = await batches.get(
            session, visit.dependencies.keyring, visit.visitor.district, BatchId(batch)
        )
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return found


def _mine(visit: Visit, batch: Batch) -> bool:
    """A row may tell of a household hidden from somebody else: only who brought it sees rows."""
    return visit.may("ImportLists") and batch.made_by == visit.visitor.person


async def _own(visit: Visit, batch: str) -> Batch:
    found = await _batch(visit, batch)
    if not _mine(visit, found):
        raise Problem(404, "NOT_FOUND")
    return found


async def _told(visit: Visit, batch: Batch, wanted: str = "") -> list[Any]:
    keyring = visit.dependencies.keyring
    async with visit.read() as session:
        portions = batch_portions.told(session, keyring, batch.batch_id, batch.district)
        return await told_of(portions, wanted)


async def _columns(visit: Visit, kind: BatchKind, about: str) -> Sequence[Column]:
    district, person = visit.visitor.district, visit.visitor.person
    asked = Bringing(BatchId(""), district, kind, person, visit.at, about=about)
    async with visit.read() as session:
        try:
            setting = await setting_of(session, visit.dependencies.keyring, asked)
        except Unreadable:
            return ()
    return column_set(kind, setting).columns


def _page(visit: Visit) -> int:
    given = visit.request.query_params.get("page", "1")[:6]
    return max(int(given), 1) if given.isdecimal() else 1


def _kind_asked(visit: Visit) -> BatchKind:
    given = visit.request.query_params.get("kind", BatchKind.SIGNALS.value)
    if given not in {one.value for one in OWN}:
        raise Problem(404, "NOT_FOUND")
    return BatchKind(given)


def _sheet(name: str, stem: str, rows: list[list[object]]) -> Response:
    if name not in (f"{stem}.csv", f"{stem}.xlsx"):
        raise Problem(404, "NOT_FOUND")
    packed = name.endswith(".xlsx")
    content = sheets.write_xlsx({"1": rows}, (8, 24, 16, 20, 60)) if packed else None
    return Response(
        content if content is not None else sheets.write_csv(rows),
        media_type=sheets.XLSX if packed else sheets.CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _list(
    visit: Visit, form: Filled[Any], failure: Unreadable | None = None, status: int = 200
) -> Response:
    district = visit.visitor.district
    kind, about = form.text("kind") or BatchKind.SIGNALS.value, form.text("about")
    if kind not in {one.value for one in OWN}:
        raise Problem(404, "NOT_FOUND")
    async with visit.read() as session:
        found = await batches.list_of(session, visit.dependencies.keyring, district)
    rules = rules_of(district)
    remark = failure.remark if failure is not None else None
    return page(
        visit.request,
        "imports/imports.html",
        block="content",
        status=status,
        form=form,
        kind=BatchKind(kind),
        about=about,
        rows=[(one, sight_of(one)) for one in found],
        waiting=sum(one.state is BatchState.CHECKED for one in found),
        problem=sentence(remark.code, _shown(remark.params)) if remark else "",
        rules=rules,
        rounds=[(n, gettext("정기 %(n)s회차", n=n)) for n in range(1, _most(rules) + 1)],
        signals=list(signal_words(district).items()),
        columns=await _columns(visit, BatchKind(kind), about),
        most_rows=f"{MOST_ROWS:,}",
        most_size=MOST_BYTES // 1024**2,
    )


def _shown(params: dict[str, str]) -> dict[str, str]:
    """The heading a sheet lacks, in the reader's language."""
    heading = params.get("column", "")
    return params | ({"column": gettext(heading)} if heading else {})


def _most(rules: Any) -> int:
    return 0 if rules is None else int(rules.cycles_per_year)
