"""A volume as it goes to print: stories under their themes, the partner bodies, and the check."""

import asyncio
from dataclasses import dataclass
from typing import Any

from care.decide.deidentify import telling
from care.decide.personal_text import Seeker
from care.model.codes import AgencyKind, ServiceType
from care.model.ids import AgencyId
from care.model.learned import KnownPeople
from i18n.loader import gettext
from i18n.phrases import long_day
from i18n.wording import words
from store import agencies, directory_bulk, partner_roles
from store.agencies import Agency
from store.casebook import Story
from store.volumes import Volume
from web.casebook.reading import all_stories, people_of
from web.districts import district_name
from web.identity import local_date
from web.papers import Paper, Section
from web.visitor import Visit


@dataclass(frozen=True)
class Group:
    """One theme of the book and what is told under it."""

    theme: str
    stories: tuple[Story, ...]


@dataclass(frozen=True)
class Partner:
    """A body as the appendix introduces it."""

    name: str
    kind: AgencyKind
    role: str


@dataclass(frozen=True)
class Fault:
    """Where something still tells who somebody is; which kinds, never what it says."""

    story: Story | None
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    volume: Volume
    groups: tuple[Group, ...]
    waiting: tuple[Story, ...]
    """In the volume, wanted told, and not yet published."""
    partners: tuple[Partner, ...]
    faults: tuple[Fault, ...]

    @property
    def stories(self) -> list[Story]:
        return [one for group in self.groups for one in group.stories]


async def read_book(visit: Visit, session: Any, volume: Volume) -> Book:
    """Only what is published and still consented to at this moment is in it."""
    told = [
        one
        for one, agreed in await all_stories(visit, session)
        if agreed and one.volume_id == volume.volume_id
    ]
    ready = sorted(
        (one for one in told if one.published_on), key=lambda one: (one.published_on, one.case_id)
    )
    groups = tuple(
        Group(theme, tuple(one for one in ready if one.part == number))
        for number, theme in enumerate(volume.words.parts, start=1)
    )
    inside = {one.case_id for group in groups for one in group.stories}
    people = await people_of(visit, session, inside)
    return Book(
        volume=volume,
        groups=groups,
        waiting=tuple(one for one in told if one.case_id not in inside),
        partners=await partners(visit, session, volume.year),
        faults=await asyncio.to_thread(faults, volume, groups, people),
    )


def faults(volume: Volume, groups: tuple[Group, ...], people: KnownPeople) -> tuple[Fault, ...]:
    """The check of everything that would be printed, against everybody in the book and all staff.

    The appendix names bodies, which is what it is for; nothing else may be in it.
    """
    said, found = volume.words, list[Fault]()
    around, whole = Seeker(without_bodies(people)), Seeker(people)
    for text in (said.title, said.foreword, *said.parts):
        found += _fault(None, text, around, frozenset())
    for one in (each for group in groups for each in group.stories):
        found += _fault(one, f"{one.title}\n{one.draft}", whole, frozenset(one.kept))
    return tuple(found)


def without_bodies(people: KnownPeople) -> KnownPeople:
    return people.model_copy(update={"bodies": ()})


def _fault(story: Story | None, text: str, known: Seeker, kept: frozenset[str]) -> list[Fault]:
    kinds = dict.fromkeys(words(one.kind) for one in telling(text, known, kept))
    return [Fault(story, tuple(kinds))] if kinds else []


async def partners(visit: Visit, session: Any, year: int) -> tuple[Partner, ...]:
    """Active bodies and what they did that year; else what the directory says they offer."""
    district = visit.visitor.district
    helped = await partner_roles.roles(session, district, year)
    offered: dict[AgencyId, set[ServiceType]] = {}
    for one in await directory_bulk.everything(session, district):
        if one.found.agency_id:
            offered.setdefault(one.found.agency_id, set()).update(one.found.services)
    known = await agencies.agencies(session, district)
    return tuple(_partner(one, helped, offered) for one in known)


def _partner(
    body: Agency,
    helped: dict[AgencyId, list[ServiceType]],
    offered: dict[AgencyId, set[ServiceType]],
) -> Partner:
    did = helped.get(body.agency_id) or sorted(offered.get(body.agency_id, ()))
    role = ", ".join(words(one) for one in did) or gettext("함께하는 기관")
    return Partner(body.name, body.kind, role)


def paper(visit: Visit, book: Book) -> Paper:
    said = book.volume.words
    opening = [Section("foreword", gettext("여는 글"), prose=(("", said.foreword),))]
    sections = [
        Section(f"part-{number}", group.theme, prose=_prose(group))
        for number, group in enumerate(book.groups, start=1)
        if group.stories
    ]
    return Paper(
        title=said.title,
        about=f"{district_name(visit.visitor.district)} · {book.volume.year}",
        sections=(*(opening if said.foreword else ()), *sections, appendix(book)),
        made=long_day(local_date(visit.now)),
    )


def _prose(group: Group) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.title or gettext("이야기 %(n)s", n=number), one.draft)
        for number, one in enumerate(group.stories, start=1)
    )


def appendix(book: Book) -> Section:
    head = (gettext("기관"), gettext("기관 종류"), gettext("함께한 일"))
    rows = tuple((one.name, words(one.kind), one.role) for one in book.partners)
    return Section("partners", gettext("부록: 함께한 기관"), head=head, rows=rows)
