"""A refusal of the case, in words for this reader: names for people, dates, what is missing."""

from dataclasses import dataclass
from datetime import date, datetime

from care.model.ids import PersonId
from care.model.refusal import Missing, Refusal
from i18n import phrases
from store import people
from web import filters
from web.visitor import Visit

CONFLICTS = frozenset(
    {
        "already_decided", "already_open", "stale_version", "no_longer_pending", "not_your_tier",
        "wrong_stage", "not_open", "nothing_pending", "linkage_closed", "duplicate_subject",
    }
)  # fmt: skip
FORBIDDEN = frozenset({"role_not_allowed", "bad_actor"})
"""The case knows better than the policies who may: whose signature, whose answer it waits for."""
PEOPLE = frozenset({"by", "person", "owner", "requester"})
MOMENTS = frozenset({"at", "due", "since", "until"})


@dataclass(frozen=True)
class Words:
    """What to show: the sentence, and what is missing line by line."""

    code: str
    sentence: str
    missing: tuple[str, ...] = ()


def conflict(code: str) -> int:
    """409 when the case has moved on, 403 for the wrong person, else 422: it does not do."""
    if code in FORBIDDEN:
        return 403
    return 409 if code in CONFLICTS else 422


async def words_of(visit: Visit, refusal: Refusal) -> Words:
    params = await _shown(visit, refusal.params)
    sentence = phrases.error_sentence(refusal.code, params)
    return Words(refusal.code, sentence, tuple(_line(one) for one in refusal.missing))


def _line(missing: Missing) -> str:
    return phrases.missing_sentence(missing.code, missing.subject)


async def _shown(visit: Visit, params: dict[str, str]) -> dict[str, str]:
    ids = [PersonId(value) for name, value in params.items() if name in PEOPLE]
    names: dict[PersonId, str] = {}
    if ids:
        async with visit.read() as session:
            names = await people.display_names(session, visit.dependencies.keyring, ids)
    return {name: _value(name, value, names) for name, value in params.items()}


def _value(name: str, value: str, names: dict[PersonId, str]) -> str:
    if name in PEOPLE:
        return names.get(PersonId(value), value)
    return _moment(value) if name in MOMENTS else value


def _moment(value: str) -> str:
    try:
        if len(value) == len("2026-01-01"):
            return filters.day(date.fromisoformat(value))
        return filters.moment(datetime.fromisoformat(value))
    except ValueError:
        return value
