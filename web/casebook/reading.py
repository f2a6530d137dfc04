"""What pages of the casebook read: stories, whether they may be told, and what would tell whose."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from care.decide.consents import is_valid
from care.decide.deidentify import telling
from care.decide.personal_text import find, normal
from care.model.case import CaseState
from care.model.codes import ConsentPurpose, Stage
from care.model.household import Consent
from care.model.ids import CaseId
from care.model.learned import Finding, KnownPeople
from i18n.wording import words
from store import casebook, cases
from store.casebook import Story
from store.keyring import KeyDestroyed
from store.known_people import known_people
from web import records
from web.districts import books_of, policy_of, stories_of
from web.identity import local_date
from web.known_cases import known_cases
from web.visitor import Visit
from web.words import Problem

HOME = "/casebook"
CLOSED = frozenset({Stage.AFTERCARE, Stage.ENDED})


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; ``kind`` says in words what it tells, where it tells something."""

    text: str
    kind: str = ""
    certain: bool = False


def must_publish(visit: Visit) -> int:
    """How many stories a year at least, 0 for no number; 404 where no book is printed."""
    district = visit.visitor.district
    least = stories_of(district)
    if not least and not books_of(district):
        raise Problem(404, "NOT_FOUND")
    return least


def story_consent(state: CaseState, today: date) -> Consent | None:
    """The last one for publication that stands today."""
    found = [
        one
        for one in state.consents
        if one.purpose is ConsentPurpose.STORY_PUBLICATION and is_valid(one, today)
    ]
    return found[-1] if found else None


async def agreed(visit: Visit, session: Any, known: Story) -> bool:
    state = await state_of(visit, session, known.case_id)
    consents = state.consents if state else ()
    own = next((one for one in consents if one.consent_id == known.consent_id), None)
    return own is not None and is_valid(own, local_date(visit.now))


async def state_of(visit: Visit, session: Any, case_id: CaseId) -> CaseState | None:
    """None once the case was erased: nobody agrees to anything there any more."""
    try:
        return await known_cases(visit).state(session, case_id)
    except KeyDestroyed:
        return None


async def all_stories(visit: Visit, session: Any) -> list[tuple[Story, bool]]:
    """Every story in reach, and whether the person still wants it told."""
    found = await casebook.stories(session, visit.dependencies.keyring, visit.scope)
    return [(one, await agreed(visit, session, one)) for one in found]


def printed(found: list[tuple[Story, bool]], year: int) -> int:
    days = [one.published_on for one, told in found if told and one.published_on]
    return sum(day.year == year for day in days)


async def people_of(visit: Visit, session: Any, case_ids: Iterable[CaseId]) -> KnownPeople:
    """For the machine's part of the work; whole, since it shows nothing of what it knows."""
    whole = replace(visit.scope, offices=None, agency=None)
    policy = policy_of(visit.visitor.district)
    offices = list(policy.offices.values()) if policy else []
    return await known_people(session, visit.dependencies.keyring, whole, case_ids, offices)


def still_telling(known: Story, people: KnownPeople) -> list[Finding]:
    """In the title and the story, without what was kept."""
    return [one for text in (known.title, known.draft) for one in telling(text, people, known.kept)]


def pieces(text: str, people: KnownPeople) -> list[Piece]:
    """The text with what was found marked."""
    plain, made, at = normal(text), list[Piece](), 0
    for one in find(text, people):
        made += [Piece(plain[at : one.start]), Piece(one.text, words(one.kind), one.certain)]
        at = one.end
    return [one for one in [*made, Piece(plain[at:])] if one.text]


async def case_of(visit: Visit, session: Any) -> CaseId:
    """404 for a case out of reach, story or not."""
    case_id = CaseId(str(visit.request.path_params["case_id"]))
    if await cases.case_place(session, visit.scope, case_id) is None:
        raise Problem(404, "NOT_FOUND")
    return case_id


async def story_of(visit: Visit, session: Any) -> Story:
    case_id = await case_of(visit, session)
    known = await casebook.story(session, visit.dependencies.keyring, case_id)
    if known is None:
        raise Problem(404, "NOT_FOUND")
    return known


async def told_story(visit: Visit, session: Any) -> Story:
    """One that may be worked on: its person still wants it told."""
    must_publish(visit)
    known = await story_of(visit, session)
    if not await agreed(visit, session, known):
        raise Problem(409, "STORY_NOT_READY")
    return known


async def keep(visit: Visit, session: Any, case_id: CaseId, action: str) -> None:
    visit.saw([case_id])
    await records.keep(session, visit, "act", action)
