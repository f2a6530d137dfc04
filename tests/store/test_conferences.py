"""Conferences, their agendas and candidates, and notices, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import ConferenceKind, Role
from care.model.ids import ConferenceId, DistrictCode, IntentKey, LevelCode, OfficeCode, PersonId
from care.model.loop_codes import AgendaPurpose
from care.model.work import TaskKind
from store import agendas, candidates, conferences, erasure, notices, timeline
from store import queries as q
from store.agendas import Proposed, Sending
from store.conferences import (
    Conference,
    ConferenceStatus,
    Invitation,
    InvitationAnswer,
    InvitedKind,
)
from store.database import Database
from store.keyring import Keyring
from store.notices import Notice
from store.tables.cases import CaseLine, TaskLine
from store.tables.conferences import AgendaLine, ConferenceLine, NoticeLine
from tests.care.builders import NOW
from tests.store.steps import a_case_in_linkage

HERE, ELSEWHERE = DistrictCode("41570"), DistrictCode("11215")
FIRST, SECOND = (f"{HERE}-ABCDEFGHJKMNPQR{end}" for end in "ST")
LEAD, OTHER = PersonId("p-lead"), PersonId("p-other")


def scope(person: PersonId = LEAD, role: Role = Role.COORDINATOR, **narrow: object) -> q.Scope:
    offices = narrow.get("offices")
    district = DistrictCode(str(narrow.get("district", HERE)))
    return q.Scope(district, offices, None, person, frozenset({role}))  # type: ignore[arg-type]


def meeting(number: int = 1, **changed: object) -> Conference:
    facts: dict[str, object] = {
        "conference_id": ConferenceId(f"conference-{number}"),
        "district": HERE,
        "kind": ConferenceKind.ZONE,
        "held_on": NOW + timedelta(days=number),
        "called_by": LEAD,
        "created_at": NOW,
        "place": "비밀 회의실",
    }
    return Conference(**(facts | changed))  # type: ignore[arg-type]


@pytest.fixture
async def house(database: Database, keyring: Keyring) -> Database:
    """Two cases under way, and a conference about both."""
    async with database.write() as session:
        for case_id in (FIRST, SECOND):
            for step in a_case_in_linkage(case_id, f"h-{case_id}").steps:
                await timeline.append(session, step, keyring)
        assert await conferences.call_conference(session, keyring, meeting())
        await agendas.put_on_agenda(session, meeting(), about(FIRST, SECOND))
    return database


def about(*cases: str) -> list[Proposed]:
    return [Proposed(one, AgendaPurpose.PROGRESS) for one in cases]  # type: ignore[arg-type]


async def order(session: AsyncSession, keyring: Keyring) -> list[str]:
    found = await agendas.agenda(session, keyring, scope(), meeting())
    return [one.case_id for one in found]


async def test_a_conference_called_twice_is_one_and_its_place_is_sealed(
    house: Database, keyring: Keyring
) -> None:
    async with house.write() as session:
        assert not await conferences.call_conference(session, keyring, meeting())
        line = await session.scalar(select(ConferenceLine.place))
        assert line is not None
        assert "비밀".encode() not in line
        found = await conferences.conference(session, keyring, scope(), meeting().conference_id)
    assert found == meeting()


async def test_coming_ones_stand_by_day_and_ended_ones_are_past(
    house: Database, keyring: Keyring
) -> None:
    async with house.write() as session:
        for number in (3, 2):
            await conferences.call_conference(session, keyring, meeting(number))
        held = ConferenceStatus.HELD
        assert await conferences.end_conference(session, meeting(), held, NOW)
        assert not await conferences.end_conference(session, meeting(), held, NOW)
    async with house.read() as session:
        ahead = await conferences.coming(session, keyring, scope())
        past = await conferences.past(session, keyring, scope())
    assert [one.conference_id[-1] for one in ahead] == ["2", "3"]
    assert [(one.status, one.ended_at) for one in past.items] == [(held, NOW)]


async def test_items_change_places_and_leave_while_nothing_was_sent(
    house: Database, keyring: Keyring
) -> None:
    async with house.write() as session:
        await agendas.put_on_agenda(session, meeting(), about(FIRST))
        assert await order(session, keyring) == [FIRST, SECOND]
        await agendas.move_item(session, meeting(), SECOND, up=True)  # type: ignore[arg-type]
        assert await order(session, keyring) == [SECOND, FIRST]
        sending = Sending(SECOND, IntentKey("i-1"), None, None)  # type: ignore[arg-type]
        assert await agendas.sending_minutes(session, meeting(), sending)
        assert not await agendas.take_off(session, meeting(), SECOND)  # type: ignore[arg-type]
        assert await agendas.take_off(session, meeting(), FIRST)  # type: ignore[arg-type]
        assert await order(session, keyring) == [SECOND]


async def test_an_item_is_done_when_its_case_holds_the_step_of_its_intent(
    house: Database, keyring: Keyring
) -> None:
    intent = a_case_in_linkage(FIRST, f"h-{FIRST}").steps[-1].intent
    other = IntentKey("another")
    async with house.write() as session:
        level = LevelCode("CASE_GENERAL")
        sending = Sending(FIRST, intent, level, None)  # type: ignore[arg-type]
        late = Sending(FIRST, other, None, None)  # type: ignore[arg-type]
        assert await agendas.sending_minutes(session, meeting(), sending)
        assert await agendas.sending_minutes(session, meeting(), sending)
        assert not await agendas.sending_minutes(session, meeting(), late)
        first, second = await agendas.agenda(session, keyring, scope(), meeting())
        told = await agendas.progress(session, scope(), (meeting(),))
    assert (first.is_done, first.recorded_level) == (True, "CASE_GENERAL")
    assert (second.is_done, second.recorded_level) == (False, None)
    assert told[meeting().conference_id] == agendas.Progress(done=1, total=2)


async def test_refused_minutes_open_the_item_again(house: Database, keyring: Keyring) -> None:
    async with house.write() as session:
        sending = Sending(FIRST, IntentKey("i-1"), None, None)  # type: ignore[arg-type]
        await agendas.sending_minutes(session, meeting(), sending)
        await agendas.minutes_refused(session, meeting(), FIRST, IntentKey("other"))  # type: ignore[arg-type]
        item = (await agendas.agenda(session, keyring, scope(), meeting()))[0]
        assert item.intent == "i-1"
        await agendas.minutes_refused(session, meeting(), FIRST, IntentKey("i-1"))  # type: ignore[arg-type]
        item = (await agendas.agenda(session, keyring, scope(), meeting()))[0]
        assert item.intent is None


async def test_guests_keep_their_answer_when_asked_again(house: Database) -> None:
    body = Invitation("welfare", InvitedKind.AGENCY)
    coming = Invitation("welfare", InvitedKind.AGENCY, InvitationAnswer.COMING)
    async with house.write() as session:
        await conferences.invite(session, meeting(), (body,), NOW)
        assert await conferences.answer_invitation(session, meeting(), coming, NOW)
        await conferences.invite(session, meeting(), (body,), NOW)
        nobody = Invitation("nobody", InvitedKind.PERSON)
        assert not await conferences.answer_invitation(session, meeting(), nobody, NOW)
        assert await conferences.invitations(session, meeting()) == [coming]


async def test_who_finds_a_conference_and_what_of_it(house: Database, keyring: Keyring) -> None:
    async with house.read() as session:
        owner, office = (
            await session.execute(
                select(CaseLine.owner, CaseLine.office).where(CaseLine.case_id == FIRST)
            )
        ).one()

    async def finds(seen: q.Scope) -> tuple[int, int]:
        async with house.read() as session:
            found = await conferences.coming(session, keyring, seen)
            items = await agendas.agenda(session, keyring, seen, meeting())
        return len(found), len(items)

    manager, local = Role.CASE_MANAGER, Role.LOCAL_OFFICE
    here, there = (frozenset({OfficeCode(one)}) for one in (office, "nowhere"))
    assert await finds(scope()) == (1, 2)
    assert await finds(scope(PersonId(owner), manager)) == (1, 2)
    assert await finds(scope(OTHER, manager)) == (0, 0)
    assert await finds(scope(OTHER, local, offices=here)) == (1, 2)
    assert await finds(scope(OTHER, local, offices=there)) == (0, 0)
    assert await finds(scope(OTHER, Role.TEAM_LEAD, offices=there)) == (1, 0)
    assert await finds(scope(district=ELSEWHERE)) == (0, 0)
    async with house.write() as session:
        guest = Invitation(OTHER, InvitedKind.PERSON)
        await conferences.invite(session, meeting(), (guest,), NOW)
    assert await finds(scope(OTHER, manager)) == (1, 0)


async def test_a_question_is_sealed_and_gone_with_its_case(
    house: Database, keyring: Keyring
) -> None:
    async with house.write() as session:
        await agendas.ask_panel(session, keyring, meeting(), FIRST, "난방비를 줄일 길")  # type: ignore[arg-type]
        [sealed] = (
            await session.scalars(
                select(AgendaLine.question).where(AgendaLine.question.is_not(None))
            )
        ).all()
        assert sealed is not None
        assert "난방비".encode() not in sealed
        item = (await agendas.agenda(session, keyring, scope(), meeting()))[0]
        assert item.question == "난방비를 줄일 길"
        await erasure.erase_case(session, keyring, FIRST, NOW)  # type: ignore[arg-type]
        item = (await agendas.agenda(session, keyring, scope(), meeting()))[0]
        assert (item.question, item.client) == ("", "")


def asked(kind: TaskKind, case_id: str = FIRST, **changed: object) -> dict[str, object]:
    return {
        "task_id": f"{kind.value}-{case_id}",
        "case_id": case_id,
        "key": kind.value,
        "district": HERE,
        "office": "sodam-dong",
        "kind": kind.value,
        "subject": "",
        "role": Role.COORDINATOR.value,
        "since": NOW - timedelta(days=3),
        "priority": 3,
        "returned": False,
    } | changed


@pytest.mark.parametrize(
    ("task", "purpose", "reason"),
    [
        (asked(TaskKind.HOLD_CONFERENCE), AgendaPurpose.SELECT, "AWAITS_SELECTION"),
        (asked(TaskKind.ANSWER_STALL), AgendaPurpose.PROGRESS, "STALLED"),
        (
            asked(TaskKind.REASSESS, due=NOW - timedelta(days=1)),
            AgendaPurpose.PROGRESS,
            "REASSESSMENT_OVERDUE",
        ),
        (
            asked(TaskKind.REVISE_PLAN, subject="return.1.2"),
            AgendaPurpose.PROGRESS,
            "RETURNED_TWICE",
        ),
        (asked(TaskKind.APPROVE_CLOSURE), AgendaPurpose.CLOSE, "CLOSURE_PROPOSED"),
        (asked(TaskKind.PROPOSE_CLOSURE), AgendaPurpose.CLOSE, "CLOSURE_REVIEW"),
        (asked(TaskKind.HOLD_SOLUTION_CONFERENCE), AgendaPurpose.SOLUTION, "SOLUTION_ASKED"),
    ],
    ids=lambda one: one.value if isinstance(one, AgendaPurpose) else "",
)
async def test_a_case_is_proposed_by_what_it_waits_for(
    house: Database, keyring: Keyring, task: dict[str, object], purpose: object, reason: str
) -> None:
    async with house.write() as session:
        await session.execute(insert(TaskLine), task)
        found = await candidates.candidates(session, keyring, scope(), NOW)
    [one] = [one for one in found if one.case_id == FIRST and one.reason != "LEVEL_STEP"]
    assert (one.purpose, one.reason, one.since) == (purpose, reason, NOW - timedelta(days=3))
    assert one.planned


@pytest.mark.parametrize(
    "task",
    [
        asked(TaskKind.REASSESS, due=NOW + timedelta(days=1)),
        asked(TaskKind.REVISE_PLAN, subject="return.1.1"),
        asked(TaskKind.ANSWER_STALL, done_at=NOW),
        asked(TaskKind.CONTACT_HOUSEHOLD),
    ],
    ids=["not yet due", "returned once", "done", "ordinary"],
)
async def test_what_needs_no_conference_is_not_proposed(
    house: Database, keyring: Keyring, task: dict[str, object]
) -> None:
    async with house.write() as session:
        await session.execute(insert(TaskLine), task)
        found = await candidates.candidates(session, keyring, scope(), NOW)
    assert [one for one in found if one.reason != "LEVEL_STEP"] == []


async def test_a_case_asked_for_twice_is_proposed_once_by_what_weighs_most(
    house: Database, keyring: Keyring
) -> None:
    async with house.write() as session:
        for kind in (TaskKind.ANSWER_STALL, TaskKind.HOLD_SOLUTION_CONFERENCE):
            await session.execute(insert(TaskLine), asked(kind))
        found = await candidates.candidates(session, keyring, scope(), NOW)
        away = frozenset({OfficeCode("nowhere")})
        assert await candidates.candidates(session, keyring, scope(), NOW, away) == []
    assert [one.purpose for one in found if one.case_id == FIRST] == [AgendaPurpose.SOLUTION]


def notice(number: int = 1, **changed: object) -> Notice:
    facts: dict[str, object] = {
        "notice_id": f"notice-{number}",
        "district": HERE,
        "from_day": date(2026, 1, 5),
        "until_day": date(2026, 1, 9),
        "reason": "한파특보",
        "issued_by": LEAD,
        "issued_at": NOW,
    }
    return Notice(**(facts | changed))  # type: ignore[arg-type]


async def test_a_notice_holds_from_its_first_day_to_its_last_in_its_district_alone(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        assert await notices.issue_notice(session, keyring, notice())
        assert not await notices.issue_notice(session, keyring, notice())
        assert "한파".encode() not in (await session.scalar(select(NoticeLine.reason)) or b"")
        held = [
            await notices.remote_notice_on(session, HERE, date(2026, 1, day))
            for day in (4, 5, 9, 10)
        ]
        elsewhere = await notices.remote_notice_on(session, ELSEWHERE, date(2026, 1, 6))
    assert held == [False, True, True, False]
    assert not elsewhere


async def test_a_notice_ended_early_counts_no_longer(database: Database, keyring: Keyring) -> None:
    at = datetime(2026, 1, 7, 3, tzinfo=UTC)
    async with database.write() as session:
        await notices.issue_notice(session, keyring, notice())
        assert not await notices.end_notice(session, ELSEWHERE, "notice-1", LEAD, at)
        assert await notices.end_notice(session, HERE, "notice-1", LEAD, at)
        assert not await notices.end_notice(session, HERE, "notice-1", LEAD, at)
        assert not await notices.remote_notice_on(session, HERE, date(2026, 1, 7))
        assert await notices.remote_notice_on(session, HERE, date(2026, 1, 6))
        [kept] = await notices.notices(session, keyring, HERE)
    assert (kept.until_day, kept.ended_by, kept.ended_at) == (date(2026, 1, 6), LEAD, at)
