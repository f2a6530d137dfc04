"""``/directory/import`` and ``/directory/export``: the directory filled from files, and given out.

A file is looked at first; nothing of it is taken until somebody has seen what it would change.
"""

import asyncio
from typing import Any

from fastapi import Response

from i18n.loader import gettext
from store import directory_bulk
from store.directory import Entering
from store.directory_bulk import Upload
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import policy_of
from web.exchange.columns import COLUMNS, Setting
from web.exchange.giving import FILES, Everything
from web.exchange.hsds_reading import MOST_ROWS
from web.exchange.taking import Change, Known, Plan, parse, plan
from web.filters import local
from web.forms import Form
from web.reading.remarks import Remark, Unreadable, Weight
from web.reading.tables import MOST_BYTES
from web.render import page
from web.uploads import file_of, without_files
from web.visitor import Visit
from web.words import Problem

area = Area("/directory")
IMPORT = Access("ImportDirectory", record="act")
LOOK = Access("ImportDirectory", record=None)
EXPORT = Access("ViewDirectory", record=None)
HOME = "/directory/import"
SHOWN = 200
"""Remarks on one page; the worst first."""
GRAVE = list(Weight)
STATUS = {"FILE_TOO_LARGE": 413}


@area.get("/import", access=LOOK)
async def importing(visit: Here) -> Response:
    return _page(visit)


@area.post("/import", access=IMPORT)
async def bring(visit: Here) -> Response:
    """Keeps the file for its day and shows what it would change."""
    sent = await visit.request.form(max_files=1, max_fields=5)
    name, content = await file_of(sent, MOST_BYTES)
    form = await forms.read(visit, Form, sent=without_files(sent))
    if form.intent is None or form.errors:
        raise Problem(422, "FORM_INVALID")
    try:
        await asyncio.to_thread(parse, content, setting_of(visit))
    except Unreadable as failure:
        return _page(visit, failure.remark, STATUS.get(failure.remark.code, 422))
    upload = Upload(
        upload_id=f"upload-{form.intent}",
        district=visit.visitor.district,
        name="".join(one for one in name if one.isprintable()),
        content=content,
        made_by=visit.visitor.person,
        made_at=visit.now,
    )
    async with visit.write() as session:
        await directory_bulk.keep_upload(session, upload)
    return moved(visit.request, f"{HOME}/{upload.upload_id}")


@area.get("/import/{upload_id}", access=LOOK)
async def preview(visit: Here, upload_id: str) -> Response:
    upload = await _upload(visit, upload_id)
    made = await _planned(visit, upload)
    worst = sorted(made.remarks, key=lambda one: (GRAVE.index(one.weight), one.row))
    return page(
        visit.request,
        "exchange/preview.html",
        block="content",
        upload=upload,
        plan=made,
        new=made.count(Change.NEW),
        changed=made.count(Change.CHANGED),
        same=made.count(Change.SAME),
        refused=made.refused,
        remarks=worst[:SHOWN],
        more=max(len(worst) - SHOWN, 0),
    )


@area.post("/import/{upload_id}", access=IMPORT)
async def take(visit: Here, upload_id: str) -> Response:
    """All good lines at once; pressed twice it takes them once."""
    await forms.pressed(visit)
    made, district = await _planned(visit, await _upload(visit, upload_id)), visit.visitor.district
    async with visit.write() as session:
        if await directory_bulk.mark_taken(session, district, upload_id, visit.now):
            entering = Entering(visit.visitor.person, visit.now)
            await directory_bulk.take(session, district, made.changes, made.alone, entering)
    return moved(visit.request, f"{HOME}/{upload_id}")


@area.get("/export", access=EXPORT)
async def exporting(visit: Here) -> Response:
    async with visit.read() as session:
        known = await _known(visit, session)
    return page(
        visit.request,
        "exchange/export.html",
        block="content",
        services=len(known.entries),
        bodies=len(known.organizations),
        may_import=visit.may("ImportDirectory"),
    )


@area.get("/export/{file}", access=EXPORT)
async def exported(visit: Here, file: str) -> Response:
    if file not in FILES:
        raise Problem(404, "NOT_FOUND")
    media, write = FILES[file]
    async with visit.read() as session:
        known = await _known(visit, session)
    # Sentences are made in the reader's language, which a thread takes along.
    content = await asyncio.to_thread(write, Everything(known, setting_of(visit)))
    kept = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(content, media_type=media, headers=kept)


def setting_of(visit: Visit) -> Setting:
    policy = policy_of(visit.visitor.district)
    offices = {str(code): name for code, name in policy.offices.items()} if policy else {}
    return Setting(local(visit.now).date(), offices)


async def _known(visit: Visit, session: Any) -> Known:
    district = visit.visitor.district
    return Known(
        district,
        await directory_bulk.everything(session, district),
        await directory_bulk.organizations(session, district),
    )


async def _upload(visit: Visit, upload_id: str) -> Upload:
    async with visit.read() as session:
        found = await directory_bulk.waiting(
            session, visit.visitor.district, upload_id, visit.visitor.person
        )
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return found


async def _planned(visit: Visit, upload: Upload) -> Plan:
    """Beside the other requests: a large file takes its seconds."""
    async with visit.read() as session:
        known = await _known(visit, session)
    setting = setting_of(visit)

    def work() -> Plan:
        return plan(parse(upload.content, setting), known, setting.today)

    try:
        return await asyncio.to_thread(work)
    except Unreadable:
        raise Problem(404, "NOT_FOUND") from None


def _page(visit: Visit, remark: Remark | None = None, status: int = 200) -> Response:
    return page(
        visit.request,
        "exchange/import.html",
        block="content",
        status=status,
        remark=remark,
        rows=f"{MOST_ROWS:,}",
        size=MOST_BYTES // 1024**2,
        columns=[(gettext(one.heading), gettext(one.hint) if one.hint else "") for one in COLUMNS],
    )
