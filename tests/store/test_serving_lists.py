"""What lists of the service loop read: chains, gaps and milestones, rebuilt to the line."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import LinkageStatus, PartnerAnswer, Role, ServiceType, SubDomain
from care.model.ids import AgencyId, DistrictCode, GapId, LinkageId, MemberId, PersonId
from care.model.linking import MilestoneReached, ResourceGap
from care.model.service_codes import GapEnding, Milestone
from store import gaps, open_linkages, projections, timeline
from store.database import Database
from store.keyring import Keyring
from store.open_linkages import OpenFilters
from store.scope import Scope
from store.tables.cases import LinkageLine
from tests.care.builders import DONG, NOW, a_word
from tests.store.steps import Walk, a_case_in_linkage

HEAD = Scope(DistrictCode("11215"), None, None, DONG, frozenset({Role.SECTION_HEAD}))
STRANGER = Scope(DistrictCode("41570"), None, None, PersonId("p"), frozenset({Role.SECTION_HEAD}))
YEAR = gaps.GapFilters(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def a_gap(number: int, service: ServiceType, ended: bool = False) -> ResourceGap:
    return ResourceGap(
        gap_id=GapId(f"gap-{number}"),
        first=LinkageId("l-1"),
        service=service,
        need=SubDomain.HEALTH_BODY,
        asked=3,
        waiting_since=NOW - timedelta(days=number),
        found_at=NOW,
        ending=GapEnding.NOT_AVAILABLE if ended else None,
        ended_at=NOW if ended else None,
    )


async def written(database: Database, keyring: Keyring, walk: Walk, **more: Any) -> None:
    """The walk's steps, the last one with what the loop came to as well."""
    async with database.write() as session:
        await timeline.keep_policy(session, walk.policy)
        for step in walk.steps:
            await timeline.append(session, step, keyring)
        if more:
            told = walk.steps[-1].snapshot.model_copy(update=more)
            await projections.project(session, told, keyring)


async def test_gaps_are_counted_and_each_number_opens_its_list(
    database: Database, keyring: Keyring
) -> None:
    found = (
        a_gap(1, ServiceType.THERAPY),
        a_gap(9, ServiceType.MEALS),
        a_gap(4, ServiceType.MEALS, ended=True),
    )
    await written(database, keyring, a_case_in_linkage(), gaps=found)
    async with database.read() as session:
        counted = await gaps.gap_counts(session, HEAD, YEAR, gaps.By.SERVICE)
        assert counted == {"MEALS": 2, "THERAPY": 1}
        assert await gaps.gap_counts(session, HEAD, YEAR, gaps.By.OFFICE) == {"sodam-dong": 3}
        for service, number in counted.items():
            listed = await gaps.gap_list(session, HEAD, narrowed(service=ServiceType(service)))
            assert listed.total == len(listed.items) == number
        everything = await gaps.gap_list(session, HEAD, YEAR)
        assert [one.gap_id for one in everything.items] == ["gap-9", "gap-4", "gap-1"]
        still = await gaps.gap_list(session, HEAD, narrowed(open_only=True))
        assert still.total == 2
        before = narrowed(first=YEAR.first - timedelta(days=365), end=YEAR.first)
        assert (await gaps.gap_list(session, HEAD, before)).total == 0
        assert await gaps.gap_counts(session, STRANGER, YEAR, gaps.By.NEED) == {}


def narrowed(**changes: Any) -> gaps.GapFilters:
    return gaps.GapFilters(**{"first": YEAR.first, "end": YEAR.end} | changes)


async def test_milestones_are_counted_by_the_day_they_were_reached(
    database: Database, keyring: Keyring
) -> None:
    reached = tuple(
        MilestoneReached(milestone=one, member_id=MemberId("m"), on=on)
        for one, on in (
            (Milestone.EMPLOYED, date(2026, 12, 31)),
            (Milestone.EMPLOYED, date(2026, 1, 1)),
            (Milestone.CERTIFICATE, date(2025, 12, 31)),
        )
    )
    await written(database, keyring, a_case_in_linkage(), milestones=reached)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    async with database.read() as session:
        assert await gaps.milestone_counts(session, HEAD, *year) == {Milestone.EMPLOYED: 2}
        assert await gaps.milestone_counts(session, STRANGER, *year) == {}


async def test_open_referrals_are_found_by_body_status_and_wait(
    database: Database, keyring: Keyring
) -> None:
    walk = a_case_in_linkage()
    await written(database, keyring, walk)
    linkage = walk.state.linkages[0]
    long_ago = OpenFilters(asked_before=linkage.requested_at - timedelta(days=1))
    fitting = (
        OpenFilters(),
        OpenFilters(status=LinkageStatus.REQUESTED, agency_id=linkage.agency_id, unsent=True),
        OpenFilters(asked_before=linkage.requested_at, owner=walk.state.owner),
    )
    missing = (
        OpenFilters(agency_id=AgencyId("else")),
        OpenFilters(status=LinkageStatus.STARTED),
        long_ago,
        OpenFilters(offices=frozenset()),
    )
    async with database.read() as session:
        for one in fitting:
            found = await open_linkages.open_linkages(session, HEAD, one)
            assert [row.linkage_id for row in found.items] == [linkage.linkage_id], one
        for one in missing:
            assert (await open_linkages.open_linkages(session, HEAD, one)).total == 0, one
        assert (await open_linkages.open_linkages(session, STRANGER, OpenFilters())).total == 0
        counts = await open_linkages.open_counts(session, HEAD, OpenFilters())
        cases = await open_linkages.cases_of(session, keyring, HEAD, [walk.case_id])
    assert counts == {LinkageStatus.REQUESTED: 1}
    assert list(cases) == [walk.case_id]


@pytest.mark.parametrize("rebuilt", [False, True])
async def test_when_a_body_first_answered_stays_whatever_it_says_later(
    database: Database, keyring: Keyring, rebuilt: bool
) -> None:
    walk = a_case_in_linkage()
    answers = (PartnerAnswer.ACCEPTED, PartnerAnswer.STARTED)
    for days, answer in enumerate(answers, start=1):
        walk.act(a_word(answer), Role.SYSTEM, NOW + timedelta(days=days))
    await written(database, keyring, walk)
    async with database.write() as session:
        if rebuilt:
            await session.execute(delete(LinkageLine))
    if rebuilt:
        await projections.rebuild(database, keyring, lambda _: walk.policy)
    async with database.read() as session:
        assert await answered_at(session) == [NOW + timedelta(days=1)]


async def answered_at(session: AsyncSession) -> list[datetime | None]:
    return list(await session.scalars(select(LinkageLine.answered_at)))
