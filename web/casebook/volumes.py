"""``/casebook/volumes``: a book of a year, whom it goes to, and its files once nobody is in it."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound
from pydantic import StringConstraints

from care.decide.deidentify import certain
from care.model.learned import RecipientKind, VolumeKind, VolumeWords
from i18n.loader import gettext
from i18n.wording import words
from store import agencies, volumes
from store.volumes import Recipient, Volume
from web import forms
from web.access import Access, Area, Here
from web.acts.options import vocabulary
from web.casebook import white_papers
from web.casebook.book import Book, Partner, paper, partners, read_book, without_bodies
from web.casebook.reading import HOME, must_publish, people_of
from web.decisions import moved
from web.districts import policy_of
from web.forms import Filled, Form, Line
from web.identity import local_date
from web.papers import pdf
from web.render import page
from web.sheets import CSV, XLSX, write_csv, write_xlsx
from web.visitor import Visit
from web.words import Problem

area = Area("/casebook/volumes")
VIEW = Access("ViewCasebook", record="list")
FILE = Access("ViewCasebook", record="export")
EDIT = Access("EditCasebook", record="act")
PUBLISH = Access("PublishStory", record="act")
PDF = "application/pdf"
THEMES = 6
FIRST_YEAR = 2000
Year = Annotated[int, Bound(ge=FIRST_YEAR, le=2200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]
Copies = Annotated[int, Bound(ge=1, le=10_000)]


class BeginForm(Form):
    kind: VolumeKind
    year: Year
    which: Annotated[int, Bound(ge=1, le=99)]
    """The first, second … of the year."""
    title: Line
    parts: Text = ""
    """A theme a line."""


class WordsForm(Form):
    title: Line
    foreword: Text = ""
    parts: Text = ""


class RecipientForm(Form):
    kind: RecipientKind
    name: Line
    copies: Copies


class SentForm(Form):
    on: date


def begin_form(books: Sequence[Volume], year: int) -> Filled[Any]:
    """The next book of the year, with the two themes Nowon's has."""
    numbers = [int(one.volume_id.partition("-")[2]) for one in books if one.year == year]
    usual = "\n".join((gettext("일하는 사람들의 이야기"), gettext("민관이 함께한 이야기")))
    return forms.blank(year=str(year), which=str(max(numbers, default=0) + 1), parts=usual)


@area.post("/new", access=PUBLISH)
async def begin(visit: Here) -> Response:
    filled = await forms.read(visit, BeginForm)
    must_publish(visit)
    if filled.data is None:
        raise Problem(422, "FORM_INVALID")
    given, keyring = filled.value, visit.dependencies.keyring
    made = Volume(
        district=visit.visitor.district,
        volume_id=f"{given.year}-{given.which}",
        kind=given.kind,
        year=given.year,
        words=VolumeWords(title=given.title, parts=_themes(given.parts)),
        made_by=visit.visitor.person,
        made_at=visit.now,
    )
    async with visit.write() as session:
        await _nobody_named(visit, session, made.words)
        if not await volumes.begin(session, keyring, made):
            there = await volumes.volume(session, keyring, made.district, made.volume_id)
            if there is None or there.words.title != given.title:
                raise Problem(409, "VOLUME_THERE")
    return moved(visit.request, _address(made.volume_id))


def _themes(text: str) -> tuple[str, ...]:
    lines = (line.strip()[: forms.LINE_LIMIT] for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))[:THEMES]


async def _nobody_named(visit: Visit, session: Any, said: VolumeWords) -> None:
    """What a volume says beside its stories names no colleague and nobody's number."""
    known = without_bodies(await people_of(visit, session, ()))
    if any(certain(one, known) for one in (said.title, said.foreword, *said.parts)):
        raise Problem(422, "STORY_TELLING")


@area.get("/{volume_id}", access=VIEW)
async def show(visit: Here) -> Response:
    must_publish(visit)
    return await _page(visit, visit.session, forms.blank())


@area.post("/{volume_id}/words", access=EDIT)
async def rewrite(visit: Here) -> Response:
    filled = await forms.read(visit, WordsForm)
    async with visit.write() as session:
        known = await _volume(visit, session)
        if filled.data is None:
            return await _page(visit, session, filled, 422)
        given = filled.value
        parts = _themes(given.parts) if known.kind is VolumeKind.CASEBOOK else ()
        said = VolumeWords(title=given.title, foreword=given.foreword, parts=parts)
        await _nobody_named(visit, session, said)
        if said != known.words:
            keyring = visit.dependencies.keyring
            if not await volumes.rewrite(session, keyring, known, said):
                raise Problem(409, "VOLUME_PRINTED")
    return moved(visit.request, _address(known.volume_id))


@area.post("/{volume_id}/print", access=PUBLISH)
async def print_it(visit: Here) -> Response:
    """No story comes in any more; one whose consent is withdrawn still drops out."""
    await forms.pressed(visit)
    async with visit.write() as session:
        known = await _volume(visit, session)
        if known.printed_on is None:
            tables = await _sound(visit, session, known)
            keyring, by = visit.dependencies.keyring, visit.visitor.person
            today = local_date(visit.now)
            await volumes.print_volume(session, keyring, known, by, today, tables)
    return moved(visit.request, _address(known.volume_id))


async def _sound(visit: Visit, session: Any, known: Volume) -> volumes.Tables | None:
    """A white paper's tables; a casebook in which something still tells is refused."""
    if known.kind is VolumeKind.WHITE_PAPER:
        return await white_papers.tables_of(visit, session, known)
    if (await read_book(visit, session, known)).faults:
        raise Problem(409, "BOOK_TELLS")
    return None


@area.post("/{volume_id}/recipients", access=EDIT)
async def add_recipient(visit: Here) -> Response:
    filled = await forms.read(visit, RecipientForm)
    async with visit.write() as session:
        known = await _volume(visit, session)
        if filled.data is None:
            return await _page(visit, session, filled, 422)
        given, code = filled.value, f"own-{filled.intent}"
        one = Recipient(code, given.kind, given.name, given.copies)
        await _listed(visit, session, known, [one])
    return moved(visit.request, f"{_address(known.volume_id)}#recipients")


@area.post("/{volume_id}/recipients/fill", access=EDIT)
async def fill_recipients(visit: Here) -> Response:
    """Every office and every active body; those on the list stay as they are."""
    await forms.pressed(visit)
    district = visit.visitor.district
    policy = policy_of(district)
    offices = policy.offices.items() if policy else ()
    async with visit.write() as session:
        known = await _volume(visit, session)
        given = [
            Recipient(f"office-{code}", RecipientKind.LOCAL_OFFICE, name, 1)
            for code, name in offices
        ]
        given += [
            Recipient(f"body-{one.agency_id}"[:80], RecipientKind.BODY, one.name, 1)
            for one in await agencies.agencies(session, district)
        ]
        await _listed(visit, session, known, given)
    return moved(visit.request, f"{_address(known.volume_id)}#recipients")


@area.post("/{volume_id}/recipients/sent", access=EDIT)
async def sent(visit: Here) -> Response:
    filled = await forms.read(visit, SentForm)
    async with visit.write() as session:
        known = await _volume(visit, session)
        if filled.data is None:
            return await _page(visit, session, filled, 422)
        keyring, district = visit.dependencies.keyring, known.district
        found = await volumes.recipients(session, keyring, district, known.volume_id)
        ids = [one.recipient_id for one in found]
        await volumes.mark_sent(session, district, known.volume_id, ids, filled.value.on)
    return moved(visit.request, f"{_address(known.volume_id)}#recipients")


@area.post("/{volume_id}/recipients/{recipient_id}/drop", access=EDIT)
async def drop_recipient(visit: Here, recipient_id: str) -> Response:
    await forms.pressed(visit)
    async with visit.write() as session:
        known = await _volume(visit, session)
        await volumes.drop_recipient(session, known.district, known.volume_id, recipient_id)
    return moved(visit.request, f"{_address(known.volume_id)}#recipients")


@area.get("/{volume_id}/files/{file}", access=FILE)
async def give(visit: Here, file: str) -> Response:
    """The book itself only while the check finds nothing in it."""
    must_publish(visit)
    session = visit.session
    known = await _volume(visit, session)
    content, media = await _content(visit, session, known, file)
    kept = {"Content-Disposition": f'attachment; filename="{known.volume_id}-{file}"'}
    return Response(content, media_type=media, headers=kept)


async def _content(visit: Visit, session: Any, known: Volume, file: str) -> tuple[bytes, str]:
    papers = known.kind is VolumeKind.WHITE_PAPER
    if file in ("recipients.xlsx", "recipients.csv"):
        rows = _recipient_rows(await _recipients(visit, session, known))
        return await _sheet(gettext("받는 곳"), rows, file)
    if file in ("partners.xlsx", "partners.csv"):
        rows = _partner_rows(await partners(visit, session, known.year))
        return await _sheet(gettext("함께한 기관"), rows, file)
    if papers and file == "white-paper.xlsx":
        tables = await white_papers.tables_of(visit, session, known)
        return await asyncio.to_thread(write_xlsx, dict(tables), (24,) * 8), XLSX
    if papers and file == "white-paper.pdf":
        tables = await white_papers.tables_of(visit, session, known)
        return await pdf(white_papers.paper(visit, known, tables), visit.now), PDF
    if not papers and file == "casebook.pdf":
        book = await read_book(visit, session, known)
        visit.saw([one.case_id for one in book.stories])
        if book.faults:
            raise Problem(409, "BOOK_TELLS")
        return await pdf(paper(visit, book), visit.now), PDF
    raise Problem(404, "NOT_FOUND")


async def _sheet(name: str, rows: list[list[object]], file: str) -> tuple[bytes, str]:
    if file.endswith(".csv"):
        return write_csv(rows), CSV
    return await asyncio.to_thread(write_xlsx, {name: rows}, (18, 36, 36, 14)), XLSX


def _recipient_rows(found: Sequence[Recipient]) -> list[list[object]]:
    head: list[object] = [gettext("종류"), gettext("받는 곳"), gettext("부수"), gettext("보낸 날")]
    rows: list[list[object]] = [
        [words(one.kind), one.name, one.copies, one.sent_on] for one in found
    ]
    return [head, *rows]


def _partner_rows(found: Sequence[Partner]) -> list[list[object]]:
    head: list[object] = [gettext("기관 종류"), gettext("기관"), gettext("함께한 일")]
    rows: list[list[object]] = [[words(one.kind), one.name, one.role] for one in found]
    return [head, *rows]


async def _volume(visit: Visit, session: Any) -> Volume:
    must_publish(visit)
    volume_id = str(visit.request.path_params["volume_id"])
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    known = await volumes.volume(session, keyring, district, volume_id)
    if known is None:
        raise Problem(404, "NOT_FOUND")
    return known


async def _recipients(visit: Visit, session: Any, known: Volume) -> list[Recipient]:
    keyring = visit.dependencies.keyring
    return await volumes.recipients(session, keyring, known.district, known.volume_id)


async def _listed(visit: Visit, session: Any, known: Volume, given: Sequence[Recipient]) -> None:
    keyring = visit.dependencies.keyring
    await volumes.add_recipients(session, keyring, known.district, known.volume_id, given)


def _address(volume_id: str) -> str:
    return f"{HOME}/volumes/{volume_id}"


async def _page(visit: Visit, session: Any, filled: Filled[Any], status: int = 200) -> Response:
    known = await _volume(visit, session)
    book: Book | None = None
    tables: volumes.Tables = {}
    if known.kind is VolumeKind.WHITE_PAPER:
        tables = await white_papers.tables_of(visit, session, known)
    else:
        book = await read_book(visit, session, known)
        visit.saw([one.case_id for one in (*book.stories, *book.waiting)])
    given = await _recipients(visit, session, known)
    said, today = known.words, local_date(visit.now)
    values = {"title": said.title, "foreword": said.foreword, "parts": "\n".join(said.parts)}
    return page(
        visit.request,
        "casebook/volume.html",
        block="content",
        status=status,
        volume=known,
        address=_address(known.volume_id),
        book=book,
        tables=tables,
        recipients=given,
        copies=sum(one.copies for one in given),
        least=must_publish(visit),
        filled=filled if filled.raw else forms.blank(**values, on=today.isoformat()),
        kinds=[(one.value, one.label) for one in vocabulary(RecipientKind)],
        labels={
            "title": gettext("책 이름"),
            "parts": gettext("주제"),
            "foreword": gettext("여는 글"),
            "name": gettext("받는 곳"),
            "copies": gettext("부수"),
            "on": gettext("보낸 날"),
        },
        may_edit=visit.may("EditCasebook"),
        may_publish=visit.may("PublishStory"),
    )
