"""The board, the desk's complaints and the advisers' meetings, as the database has them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from care.model.advisory import AdvisoryKind
from care.model.ids import DistrictCode, PersonId
from store import advisory, complaint_desk
from store.advisory import AdvisoryMeeting
from store.complaint_desk import Complaint, Resolution
from store.database import Database
from store.keyring import Keyring
from store.scope import Scope
from store.situation_board import Part, picture, seen

GIMPO, NOWON = DistrictCode("41570"), DistrictCode("11350")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
TOLD = Complaint(
    complaint_id="complaint-1",
    district=GIMPO,
    who="전화 준 사람",
    what="복도 불이 나갔다고 함",
    received_by=PersonId("one"),
    received_at=NOW,
    due=NOW + timedelta(hours=8),
)
MEETING = AdvisoryMeeting(
    meeting_id="meeting-1",
    district=GIMPO,
    kind=AdvisoryKind.ADVISERS,
    held_on=date(2026, 3, 2),
    attendees=7,
    subject="사례에 대한 의견",
    kept_by=PersonId("one"),
    kept_at=NOW,
    brief="3인 · 가족과 함께 삶",
)


async def test_a_complaint_is_kept_once_and_resolved_once(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        assert await complaint_desk.receive(session, keyring, TOLD)
        assert not await complaint_desk.receive(session, keyring, replace(TOLD, what="다른 말"))
        assert await complaint_desk.assign(session, GIMPO, TOLD.complaint_id, PersonId("two"), NOW)
    async with database.read() as session:
        (kept,) = await complaint_desk.waiting(session, keyring, GIMPO)
        assert (kept.who, kept.what, kept.assigned_to) == (TOLD.who, TOLD.what, "two")
        late = NOW + timedelta(days=1)
        assert await complaint_desk.numbers(session, GIMPO, late, NOW) == (1, 1, 0)
    done = Resolution(TOLD.complaint_id, "고침", PersonId("two"), NOW)
    async with database.write() as session:
        assert await complaint_desk.resolve(session, keyring, GIMPO, done)
        assert not await complaint_desk.resolve(session, keyring, GIMPO, done)
        assert await complaint_desk.waiting(session, keyring, GIMPO) == []
        assert await complaint_desk.numbers(session, GIMPO, NOW, NOW) == (0, 0, 1)
        (settled,) = await complaint_desk.settled(session, keyring, GIMPO, NOW)
        assert settled.answer == "고침"


async def test_another_district_has_no_hint_of_it(database: Database, keyring: Keyring) -> None:
    async with database.write() as session:
        await complaint_desk.receive(session, keyring, TOLD)
        await advisory.keep(session, keyring, MEETING)
        done = Resolution(TOLD.complaint_id, "고침", PersonId("two"), NOW)
        assert not await complaint_desk.resolve(session, keyring, NOWON, done)
        assert await complaint_desk.one(session, keyring, NOWON, TOLD.complaint_id) is None
        assert not await advisory.set_opinion(session, keyring, NOWON, "meeting-1", "말")
        assert await advisory.meeting(session, keyring, NOWON, "meeting-1") is None
        assert await advisory.meetings(session, keyring, NOWON, 2026) == []


async def test_meetings_are_counted_by_kind_and_year(database: Database, keyring: Keyring) -> None:
    talk = replace(MEETING, meeting_id="meeting-2", kind=AdvisoryKind.BODY_TALK, brief="")
    before = replace(MEETING, meeting_id="meeting-3", held_on=date(2025, 12, 31))
    async with database.write() as session:
        for one in (MEETING, MEETING, talk, before):
            await advisory.keep(session, keyring, one)
        found = await advisory.held(session, GIMPO, 2026)
        assert (found[AdvisoryKind.ADVISERS], found[AdvisoryKind.BODY_TALK]) == (1, 1)
        assert found[AdvisoryKind.TASK_FORCE] == 0
        assert not await advisory.set_opinion(session, keyring, GIMPO, "meeting-2", "말")
        assert await advisory.set_opinion(session, keyring, GIMPO, "meeting-1", "집이 먼저")
        kept = await advisory.meeting(session, keyring, GIMPO, "meeting-1")
        assert kept is not None
        assert (kept.brief, kept.opinion) == (MEETING.brief, "집이 먼저")


async def test_an_empty_district_has_an_empty_board(database: Database) -> None:
    async with database.read() as session:
        found = await picture(session, GIMPO, NOW)
    assert not found.running
    nobody = Scope(GIMPO, None, None, PersonId("one"), frozenset())
    mine = seen(found, nobody)
    assert (mine.trouble, mine.complaints, mine.opened) == ((), (), ())
    assert {part.value for part in Part} == {"TROUBLE", "COMPLAINT", "OPENED"}
