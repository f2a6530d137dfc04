"""Editions of a district: what was published, what is coming, and the way back in one action."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import Field as Bound
from pydantic import StringConstraints

from care.model.policy_rules import Adoption
from i18n.loader import gettext, language
from policies.edition import Edition
from policies.explain import explain_policy
from policies.resolve import ResolvedPolicy, edition, editions, own_texts, standing, upcoming
from store import people
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.filters import day, local
from web.forms import Filled, Form
from web.policies import publishing
from web.policies.adoption_words import adoption_word, adoptions, origin_word
from web.policies.changes import changes_between, count_of
from web.policies.coming_values import coming_editions
from web.policies.tabs import name_of, policy_in_force, tabs_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/policies")
READ = Access("ViewPolicy", record=None)
ROLL_BACK = Access("RollBackPolicy", record="act", step_up=True)
Number = Annotated[int, Bound(ge=1, le=1_000_000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class RollingBack(Form):
    number: Number
    seen: Number
    """The newest number when the page was made: nobody goes back past what they did not see."""
    reason: Reason
    adoption: Adoption
    from_day: date
    """Today, or the day of an edition that is coming and shall not."""
    announced: Literal["", "withdraw"] = ""
    """Whether editions that wait for their day are withdrawn with it."""


@dataclass(frozen=True)
class EditionLine:
    number: int
    effective_from: date
    adoption: str
    origin: str
    in_force: bool
    coming: bool
    withdrawn_by: int | None
    people: str
    reason: str
    content_hash: str
    before: int | None
    changes: int
    may_return: bool


@area.get("/{district}/history", access=READ)
async def history(visit: Here, district: str) -> Response:
    return await _history(visit, district, forms.blank())


@area.get("/{district}/upcoming", access=READ)
async def coming(visit: Here, district: str) -> Response:
    policy = policy_in_force(district)
    return page(
        visit.request,
        "policies/upcoming.html",
        block="content",
        name=name_of(policy),
        tabs=tabs_of(policy.district),
        coming=coming_editions(policy),
        adoption_word=adoption_word,
    )


@area.get("/{district}/editions/{number}", access=READ)
async def one_edition(visit: Here, district: str, number: str) -> Response:
    found = _edition(district, number)
    policy = found.resolved
    own = own_texts(found)
    return page(
        visit.request,
        "policies/edition.html",
        block="content",
        name=name_of(policy),
        policy=policy,
        edition=found,
        people=(await _people(visit, [found]))[found.number],
        adoption=adoption_word(found.adoption),
        origin=origin_word(found.origin),
        rows=[row for row in explain_policy(policy, language()) if not row.inherited],
        texts=[(file, own[file].split("\n")) for file in sorted(own)],
        tabs=tabs_of(policy.district),
        previous=_previous(found),
    )


@area.post("/rollback", access=ROLL_BACK)
async def roll_back(visit: Here) -> Response:
    form = await forms.read(visit, RollingBack)
    district = visit.visitor.district
    if form.data is None or form.errors:
        return await _history(visit, district, form, 422)
    wanted = form.value
    if wanted.from_day not in dict(_days(visit, district)):
        raise Problem(409, "POLICY_PUBLISHED_MEANWHILE")
    if wanted.seen != editions(district)[-1].number:
        raise Problem(409, "POLICY_PUBLISHED_MEANWHILE")
    back = _edition(district, wanted.number)
    withdrawn = tuple(_announced(visit, district)) if wanted.announced else ()
    again = publishing.Again(
        wanted.reason, wanted.adoption, wanted.seen + 1, wanted.from_day, withdrawn
    )
    await publishing.roll_back(visit, back, again)
    return moved(visit.request, f"/policies/{district}/history")


def _announced(visit: Visit, district: str) -> list[int]:
    """Every edition that waits for its day, also one that another of the same day stands before."""
    today = publishing.today(visit)
    return [one.number for one in standing(district) if one.begins > today]


def _days(visit: Visit, district: str) -> list[tuple[date, str]]:
    """From when a rollback can hold; at the day of a coming edition it stands in for that one."""
    today = publishing.today(visit)
    found = [(today, gettext("오늘부터"))]
    return found + [
        (
            one.effective_from,
            gettext("%(day)s부터(%(n)s판 대신)", day=day(one.effective_from), n=one.number),
        )
        for one in upcoming(district, today)
    ]


def _edition(district: str, number: int | str) -> Edition:
    try:
        return edition(district, int(number))
    except (KeyError, ValueError):
        raise Problem(404, "NOT_FOUND") from None


def _previous(found: Edition) -> int | None:
    earlier = [one.number for one in editions(found.district) if one.number < found.number]
    return earlier[-1] if earlier else None


async def _history(visit: Visit, district: str, form: Filled[Any], status: int = 200) -> Response:
    policy = policy_in_force(district)
    known = editions(policy.district)
    told = await _people(visit, known)
    return page(
        visit.request,
        "policies/history.html",
        block="content",
        status=status,
        form=form,
        name=name_of(policy),
        district=policy.district,
        tabs=tabs_of(policy.district),
        editions=_lines(policy, known, told),
        newest=known[-1].number,
        adoptions=adoptions(),
        days=_days(visit, policy.district),
        announced=_announced(visit, policy.district),
        may_roll_back=visit.may("RollBackPolicy") and policy.district == visit.visitor.district,
    )


def _lines(
    policy: ResolvedPolicy, known: tuple[Edition, ...], told: dict[int, str]
) -> list[EditionLine]:
    """The newest first."""
    now, coming = policy.case_policy.version, {one.number for one in upcoming(policy.district)}
    still, found, before = standing(policy.district), list[EditionLine](), None
    for one in known:
        changes = count_of(changes_between(before.resolved, one.resolved)) if before else 0
        found.append(
            EditionLine(
                number=one.number,
                effective_from=one.effective_from,
                adoption=adoption_word(one.adoption),
                origin=origin_word(one.origin),
                in_force=one.number == now,
                coming=one.number in coming,
                withdrawn_by=None if one in still else _withdrawn_by(one, known),
                people=told[one.number],
                reason=one.reason,
                content_hash=one.content_hash,
                before=before.number if before else None,
                changes=changes,
                may_return=one.number != known[-1].number,
            )
        )
        before = one
    return found[::-1]


def _withdrawn_by(one: Edition, known: tuple[Edition, ...]) -> int | None:
    return next((later.number for later in known if one.number in later.withdraws), None)


async def _people(visit: Visit, known: list[Edition] | tuple[Edition, ...]) -> dict[int, str]:
    """Who wrote, reviewed, approved and published each; other districts' people stay unnamed."""
    own = [one for one in known if one.district == visit.visitor.district]
    ids = {person for one in own for person in _persons(one)}
    async with visit.read() as session:
        names = await people.display_names(session, visit.dependencies.keyring, ids)
    return {one.number: _named(one, names) if one in own else "" for one in known}


def _persons(one: Edition) -> list[Any]:
    return [one.author, one.reviewer, one.approver, one.publisher]


def _named(one: Edition, names: dict[Any, str]) -> str:
    said = [
        (one.author, gettext("씀")),
        (one.reviewer, gettext("검토")),
        (one.approver, gettext("승인")),
        (one.publisher, gettext("공고")),
    ]
    found = [f"{names.get(who, gettext('옛 담당'))} {did}" for who, did in said if who]
    if one.published_at:
        found.append(f"{local(one.published_at):%Y. %-m. %-d. %H:%M}")
    return " · ".join(found)
