"""Years gone by, as two districts told of them: whole cases, from whose events figures are counted.

Jung-gu found 281 households in a year and gave them 1,243 services (domain JG-01); Gimpo had 871
case households, 2,147 linkages and 854,206 thousand won of private resources from November 2010 to
2015 (domain GP-01). The people are invented, the totals are the districts'.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from rich.console import Console
from rich.progress import Progress

from care.model.codes import DiscoveryChannel, ResourceSource
from care.model.ids import CaseId, CaseNumber, DistrictCode, OfficeCode, PersonId
from care.model.policy import CasePolicy
from policies.resolve import ResolvedPolicy, resolve
from runtime.demo_lives import (
    SERVICES,
    TEXTS,
    Given,
    Living,
    Told,
    household_of,
    lived,
    member_of,
)
from runtime.demo_people import FAMILY, FIRST
from runtime.parts import Parts
from store import households, marks
from store import lived as ended
from store.households import MemberDetails
from store.lived import Lived
from store.pinned import keep_policy
from store.queries import next_case_number

PORTION = 20
CHANNELS = (
    (DiscoveryChannel.BATCH, 34),
    (DiscoveryChannel.DONG_DESK, 22),
    (DiscoveryChannel.REPORT, 14),
    (DiscoveryChannel.SELF, 12),
    (DiscoveryChannel.OUTREACH, 9),
    (DiscoveryChannel.DUTY_REPORTER, 5),
    (DiscoveryChannel.PARTNER, 3),
    (DiscoveryChannel.HOSPITAL, 1),
)
"""Of a hundred households."""


@dataclass(frozen=True)
class Era:
    """What a district did in a time. ``found`` households, ``cases`` of them case-managed."""

    mark: str
    district: DistrictCode
    first: date
    last: date
    """Days on which a household is found, both included; the rest of its life follows."""
    found: int
    cases: int
    services: int
    """Asked of bodies; all but those ``refused`` are given."""
    refused: int
    private: int
    """Won."""
    public: int


def eras(today: date) -> tuple[Era, ...]:
    """Jung-gu's is the year before this one; Gimpo's are the years it counted."""
    year = today.year - 1
    return (
        Era("jung-gu", DistrictCode("11140"), date(year, 1, 2), date(year, 10, 8),
            found=281, cases=262, services=1_243, refused=0,
            private=213_480_000, public=158_200_000),
        Era("gimpo-si", DistrictCode("41570"), date(2010, 11, 1), date(2015, 10, 12),
            found=902, cases=871, services=2_147, refused=173,
            private=854_206_000, public=391_500_000),
    )  # fmt: skip


def scaled(era: Era, part: int) -> Era:
    """One in ``part`` of it, for looking at a few."""
    return replace(
        era,
        found=era.found // part,
        cases=era.cases // part,
        services=era.services // part,
        refused=era.refused // part,
    )


async def seed_years(parts: Parts, console: Console, today: date) -> None:
    """What is missing of the years gone by, a portion a transaction; works beside people."""
    todo = [one for era in eras(today) for one in await _missing(parts, era)]
    if not todo:
        return
    with Progress(console=console, transient=True) as progress:
        row = progress.add_task("Recalling the years before ...", total=len(todo))
        for era, portion in todo:
            await remember(parts, era, portion, today)
            progress.advance(row)
    console.print("The years before are there; see /figures.")


async def remember(parts: Parts, era: Era, portion: range, today: date) -> None:
    """Lived off the event loop, stored at once with the mark that says so."""
    policy = resolve(era.district)
    told = told_of(era, sorted(policy.offices))[portion.start : portion.stop]
    async with parts.database.for_all().write() as session:
        numbers = [await _number(session, policy.case_policy, one.opened.year) for one in told]
    lives = await asyncio.to_thread(_lives, era, policy.case_policy, told, numbers, today)
    async with parts.database.for_all().write() as session:
        await keep_lives(session, parts, policy, lives)
        await marks.set_mark(session, _mark(era, portion), str(len(lives)))


async def keep_lives(
    session: Any, parts: Parts, policy: ResolvedPolicy, lives: Sequence[Living]
) -> None:
    """Ended cases with their households."""
    await keep_policy(session, policy.case_policy)
    for one in lives:
        await _household(session, parts, policy, one)
    await ended.keep(session, parts.keyring, [_lived(one) for one in lives])


async def _missing(parts: Parts, era: Era) -> list[tuple[Era, range]]:
    async with parts.database.for_all().read() as session:
        return [
            (era, portion)
            for portion in portions(era)
            if await marks.mark(session, _mark(era, portion)) is None
        ]


def portions(era: Era) -> list[range]:
    starts = range(0, era.found, PORTION)
    return [range(start, min(start + PORTION, era.found)) for start in starts]


def _mark(era: Era, portion: range) -> str:
    return f"demo-years-{era.mark}-{era.first.year}-{portion.start}"


async def _number(session: Any, policy: CasePolicy, year: int) -> CaseNumber:
    return await next_case_number(session, policy.district, policy.number_prefix, year)


def _lives(
    era: Era,
    policy: CasePolicy,
    told: Sequence[Told],
    numbers: Sequence[CaseNumber],
    today: date,
) -> list[Living]:
    return [
        lived(case_id(era, one.number), policy, one, number, today)
        for one, number in zip(told, numbers, strict=True)
    ]


def case_id(era: Era, number: int) -> CaseId:
    return CaseId(f"{era.district}-years{era.first.year}n{number:05d}")


def _lived(one: Living) -> Lived:
    author = PersonId(f"demo-{one.prefix}-manager")
    texts = TEXTS if one.told.asked else {}
    return Lived(one.state, one.steps, texts, author)


async def _household(session: Any, parts: Parts, policy: ResolvedPolicy, one: Living) -> None:
    home, told = household_of(one.start.case_id), one.told
    district = policy.case_policy.district
    begun = one.recorded[0].at
    await households.new_household(session, home, district, told.office, begun)
    details = MemberDetails(
        member_id=member_of(one.start.case_id),
        name=_name(told.number),
        birth_date=date(told.born, 1 + told.number % 12, 1 + told.number % 28),
        address=f"{policy.office_name(told.office)} 가상길 {told.number}",
    )
    await households.add_member(session, parts.keyring, home, details)


def _name(number: int) -> str:
    return FAMILY[number % len(FAMILY)] + FIRST[number * 7 % len(FIRST)]


def told_of(era: Era, offices: Sequence[OfficeCode]) -> list[Told]:
    """Every household of the era; the totals are met exactly, whoever gets what."""
    asked = _spread(era.services, era.cases, len(SERVICES) - 1)
    refused = [1 if number < era.refused else 0 for number in range(era.cases)]
    private = _shares(era.private, era.cases)
    public = _shares(era.public, era.cases)
    days = (era.last - era.first).days
    informed = era.found - era.cases
    without = {(one * era.found + era.found // 2) // informed for one in range(informed)}
    told: list[Told] = []
    for number in range(era.found):
        case = number - sum(1 for one in without if one <= number)
        opened = _working(era.first + timedelta(days=days * number // era.found))
        place = offices[number * 5 % len(offices)]
        one = Told(number, opened, place, _channel(number), 1935 + number * 13 % 60, asked=0)
        if number not in without:
            given = (
                Given(ResourceSource.FOUNDATION, private[case]),
                Given(ResourceSource.PUBLIC_BENEFIT, public[case]),
            )
            declined = refused[case] if asked[case] > 1 else 0
            one = replace(one, asked=asked[case], declined=declined, given=_some(given))
        told.append(one)
    return told


def _some(given: Sequence[Given]) -> tuple[Given, ...]:
    return tuple(one for one in given if one.won)


def _spread(total: int, among: int, most: int) -> list[int]:
    """Whole numbers from one to ``most`` that add up to ``total``; a few get much, most little."""
    weights = [1 + number * 7 % 5 for number in range(among)]
    return _evened(total, weights, 1, most)


def _shares(total: int, among: int) -> list[int]:
    """Whole thousands of won that add up to ``total``."""
    thousands = total // 1_000
    weights = [20 + number * 37 % 61 for number in range(among)]
    least = 1 if thousands >= among else 0
    return [1_000 * one for one in _evened(thousands, weights, least, thousands)]


def _evened(total: int, weights: Sequence[int], least: int, most: int) -> list[int]:
    """As the weights say, then one by one until the sum is met."""
    if not least * len(weights) <= total <= most * len(weights):
        raise ValueError(total)
    found = [max(least, min(most, total * one // sum(weights))) for one in weights]
    left, number = total - sum(found), 0
    while left:
        place, change = number % len(found), 1 if left > 0 else -1
        if least <= found[place] + change <= most:
            found[place] += change
            left -= change
        number += 1
    return found


def _channel(number: int) -> DiscoveryChannel:
    place = number * 37 % 100
    for channel, share in CHANNELS:
        place -= share
        if place < 0:
            return channel
    return DiscoveryChannel.BATCH


def _working(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
