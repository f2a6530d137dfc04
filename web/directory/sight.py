"""An entry of the directory as a page shows it: facts in words, how old they are, the agreement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from care.decide.calendar import local_date
from care.decide.freshness import fresh_since, is_fresh
from care.model.ids import AgencyId, PersonId
from care.model.service_codes import Capacity
from care.model.term import Term, Unit
from i18n.loader import gettext
from i18n.wording import words
from store import agencies, agreements, people
from store.agencies import Agency
from store.agreements import NEED_NONE
from store.directory import Found
from web.directory.words import ages_words, ago, cost_words
from web.districts import calendar_of, office_name, policy_of
from web.filters import day
from web.visitor import Visit

WITHOUT_RULES = Term(n=14, unit=Unit.DAYS), Term(n=6, unit=Unit.MONTHS)
"""How long a word on room and an entry count where a district's edition says nothing of it."""


@dataclass(frozen=True)
class Mark:
    """A state in a word, with the colour and sign beside it."""

    words: str
    kind: str = "plain"
    sign: str = ""


@dataclass(frozen=True)
class Shown:
    """One entry in words."""

    found: Found
    services: str
    needs: str
    ages: str
    cost: str
    area: str
    room: Mark
    room_told: str
    """How old the word on room is; empty when nobody gave one."""
    waits: str
    agreement: Mark
    assured: Mark
    owner: str
    """The body it was entered for, or the district's own people."""
    assurer: str


@dataclass(frozen=True)
class Beside:
    """What every entry of a page is shown beside: bodies, agreements, names, today."""

    bodies: Mapping[AgencyId, Agency]
    unagreed: frozenset[AgencyId]
    names: Mapping[PersonId, str]
    district: str
    today: date
    room_fresh: Term
    entry_fresh: Term

    @cached_property
    def fresh_from(self) -> date:
        """What was assured before this day is to be looked at again."""
        return fresh_since(self.entry_fresh, calendar_of(self.district), self.today)


async def beside(visit: Visit, session: Any, found: Iterable[Found]) -> Beside:
    visitor = visit.visitor
    today = local_date(visit.now, calendar_of(visitor.district))
    bodies = await agencies.agencies(session, visitor.district)
    ids = [PersonId(one.assurer) for one in found if one.assurer and "@" not in one.assurer]
    keyring = visit.dependencies.keyring
    names = {} if visitor.agency else await people.display_names(session, keyring, ids)
    room, entry = terms(visitor.district)
    return Beside(
        bodies={one.agency_id: one for one in bodies},
        unagreed=await agreements.without(session, visitor.district, today),
        names=names,
        district=visitor.district,
        today=today,
        room_fresh=room,
        entry_fresh=entry,
    )


def terms(district: str) -> tuple[Term, Term]:
    """How long a word on room counts, and how long an entry."""
    policy = policy_of(district)
    rules = policy.case_policy.linking if policy else None
    return (rules.capacity_fresh, rules.directory_fresh) if rules else WITHOUT_RULES


def shown(one: Found, near: Beside) -> Shown:
    return Shown(
        found=one,
        services=", ".join(words(each) for each in sorted(one.services)),
        needs=", ".join(words(each) for each in sorted(one.needs)),
        ages=ages_words(one.minimum_age, one.maximum_age),
        cost=cost_words(one.cost_won, one.cost_words),
        area=_area(one, near.district),
        room=_room(one, near),
        room_told=_told(one, near),
        waits="" if one.waits_days is None else gettext("보통 %(n)s일 기다림", n=one.waits_days),
        agreement=_agreement(one, near),
        assured=_assured(one, near),
        owner=_owner(one, near),
        assurer=_assurer(one, near),
    )


def _area(one: Found, district: str) -> str:
    named = [office_name(district, each) for each in sorted(one.offices)]
    return ", ".join(named) or gettext("시·군·구 전체")


def _room(one: Found, near: Beside) -> Mark:
    if one.capacity is None:
        return Mark(gettext("자리 모름"))
    none_left = one.capacity is Capacity.HAS_ROOM and one.capacity_free == 0
    capacity = Capacity.FULL if none_left else one.capacity
    said = words(capacity)
    if one.capacity_free:
        said = f"{said} {one.capacity_free}"
    if not is_fresh(one.capacity_at, near.room_fresh, calendar_of(near.district), near.today):
        return Mark(gettext("%(room)s(오래된 소식)", room=said), "plain", "wait")
    return Mark(said, *_ROOM_LOOKS[capacity])


_ROOM_LOOKS = {
    Capacity.HAS_ROOM: ("ok", "ok"),
    Capacity.NEEDS_ASSESSMENT: ("info", "info"),
    Capacity.WAITLIST: ("warning", "wait"),
    Capacity.FULL: ("danger", "over"),
}


def _told(one: Found, near: Beside) -> str:
    if one.capacity_at is None:
        return ""
    days = (near.today - local_date(one.capacity_at, calendar_of(near.district))).days
    return gettext("%(when)s 소식", when=ago(days))


def _agreement(one: Found, near: Beside) -> Mark:
    body = near.bodies.get(one.agency_id) if one.agency_id else None
    if body is None:
        return Mark(gettext("의뢰 기관으로 등록되지 않음"))
    if body.kind in NEED_NONE:
        return Mark(gettext("법에 따라 함께 일함"), "ok", "ok")
    if not body.agreed_on(near.today):
        return Mark(gettext("협약 끝남"), "danger", "over")
    if body.agency_id in near.unagreed:
        return Mark(gettext("협약 없음"), "warning", "over")
    until = body.agreement_until
    said = gettext("협약 유효, %(day)s까지", day=day(until)) if until else gettext("협약 유효")
    return Mark(said, "ok", "ok")


def _assured(one: Found, near: Beside) -> Mark:
    if one.assured_on is None:
        return Mark(gettext("확인한 적 없음"), "warning", "over")
    if one.assured_on < near.fresh_from:
        said = gettext("다시 확인할 때가 됨, %(day)s에 확인", day=day(one.assured_on))
        return Mark(said, "warning", "over")
    return Mark(gettext("%(day)s에 확인", day=day(one.assured_on)), "ok", "ok")


def _owner(one: Found, near: Beside) -> str:
    body = near.bodies.get(one.entered_for) if one.entered_for else None
    if body is not None:
        return body.name
    return gettext("옛 기관") if one.entered_for else gettext("우리 시·군·구")


def _assurer(one: Found, near: Beside) -> str:
    if not one.assurer or "@" in one.assurer:
        return one.assurer
    return near.names.get(PersonId(one.assurer), "")
