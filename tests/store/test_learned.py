"""Volumes, lessons and records of learning: sealed, once, and each for its own district."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from care.model.codes import NeedArea, Role
from care.model.ids import CaseId, DistrictCode, PersonId
from care.model.learned import (
    Learning,
    LearningKind,
    LearningLevel,
    LessonWords,
    RecipientKind,
    VolumeKind,
    VolumeWords,
)
from store import learning, lessons, volumes
from store.database import Database
from store.erasure import erase_case
from store.keyring import Keyring
from store.learning import Kept
from store.lessons import Lesson
from store.scope import Scope
from store.volumes import Recipient, Volume

HERE, THERE = DistrictCode("11350"), DistrictCode("11140")
NOW = datetime(2026, 1, 20, 1, tzinfo=UTC)
DAY = date(2026, 1, 20)
ONE, TWO = PersonId("p-one"), PersonId("p-two")
WORDS = LessonWords(title="문 앞의 밥", situation="거절", tried="밥을 놓고 옴", learned="기다림")
NOTE = Lesson("lesson-1", HERE, NeedArea.SAFETY, WORDS, ONE, NOW, CaseId("11350-one"))
BOOK = Volume(
    HERE, "2025-1", VolumeKind.CASEBOOK, 2025, VolumeWords(title="함께 걷기", parts=("하나", "둘")),
    ONE, NOW,
)  # fmt: skip
TOGETHER = Learning(
    kind=LearningKind.TRAINING,
    level=LearningLevel.BASIC,
    held_on=DAY,
    minutes=120,
    title="첫 만남",
    people=(ONE, TWO),
    others=3,
    cases=(CaseId("11350-one"),),
)


def scope(district: DistrictCode) -> Scope:
    return Scope(district, None, None, TWO, frozenset({Role.COORDINATOR}))


async def test_a_lesson_is_found_by_need_and_words_once_a_second_person_shared_it(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        assert await lessons.write(session, keyring, NOTE)
        assert not await lessons.write(session, keyring, NOTE)
        assert await lessons.shared(session, keyring, scope(HERE)) == []
        assert not await lessons.share(session, NOTE, ONE, DAY)
        stale = replace(NOTE, written_at=NOW - timedelta(minutes=1))
        assert not await lessons.share(session, stale, TWO, DAY)
        assert await lessons.share(session, NOTE, TWO, DAY)
        assert not await lessons.rewrite(session, keyring, NOTE, WORDS, TWO, NOW)
        [found] = await lessons.shared(session, keyring, scope(HERE), {NeedArea.SAFETY}, "밥 거절")
        assert (found.case_id, found.read_by, found.words) == (None, TWO, WORDS)
        assert await lessons.shared(session, keyring, scope(HERE), words="밥 김치") == []
        assert await lessons.shared(session, keyring, scope(HERE), {NeedArea.HEALTH}) == []
        assert await lessons.shared(session, keyring, scope(THERE)) == []
        assert await lessons.lesson(session, keyring, scope(THERE), NOTE.lesson_id) is None
        body = await session.scalar(text("SELECT body FROM lessons"))
        assert "밥".encode() not in bytes(body)
        await lessons.drop(session, NOTE)
        assert await lessons.lesson(session, keyring, scope(HERE), NOTE.lesson_id) is None


async def test_with_a_case_goes_what_was_learned_there_unless_it_is_shared(
    database: Database, keyring: Keyring
) -> None:
    second = replace(NOTE, lesson_id="lesson-2")
    async with database.write() as session:
        await lessons.write(session, keyring, NOTE)
        await lessons.write(session, keyring, second)
        assert await lessons.share(session, second, TWO, DAY)
        await erase_case(session, keyring, CaseId("11350-one"), NOW)
        assert await lessons.waiting(session, keyring, scope(HERE)) == []
        [left] = await lessons.shared(session, keyring, scope(HERE))
        assert left.lesson_id == "lesson-2"


async def test_a_volume_is_printed_once_and_says_nothing_else_afterwards(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        assert await volumes.begin(session, keyring, BOOK)
        assert not await volumes.begin(session, keyring, BOOK)
        changed = VolumeWords(title="다른 이름", parts=("하나",))
        assert await volumes.rewrite(session, keyring, BOOK, changed)
        tables: volumes.Tables = {"표": [["이름", "수"], ["상담", 3]]}
        assert await volumes.print_volume(session, keyring, BOOK, TWO, DAY, tables)
        assert not await volumes.print_volume(session, keyring, BOOK, TWO, DAY)
        assert not await volumes.rewrite(session, keyring, BOOK, BOOK.words)
        [found] = await volumes.volumes(session, keyring, HERE)
        assert (found.words, found.printed_on, found.tables) == (changed, DAY, tables)
        assert await volumes.volume(session, keyring, THERE, "2025-1") is None


async def test_recipients_are_listed_once_each_by_kind(
    database: Database, keyring: Keyring
) -> None:
    given = [
        Recipient("r-2", RecipientKind.LOCAL_OFFICE, "소담동", 2),
        Recipient("r-1", RecipientKind.MINISTRY, "가상복지부", 5),
    ]
    async with database.write() as session:
        assert await volumes.add_recipients(session, keyring, HERE, "2025-1", given) == 2
        assert await volumes.add_recipients(session, keyring, HERE, "2025-1", given) == 0
        await volumes.mark_sent(session, HERE, "2025-1", ["r-1"], DAY)
        await volumes.drop_recipient(session, THERE, "2025-1", "r-1")
        found = await volumes.recipients(session, keyring, HERE, "2025-1")
        assert [(one.name, one.sent_on) for one in found] == [("가상복지부", DAY), ("소담동", None)]
        await volumes.drop_recipient(session, HERE, "2025-1", "r-1")
        assert len(await volumes.recipients(session, keyring, HERE, "2025-1")) == 1


async def test_who_took_part_is_counted_for_the_year_and_for_each(
    database: Database, keyring: Keyring
) -> None:
    respite = Learning(
        kind=LearningKind.WELLBEING, held_on=date(2025, 5, 2), minutes=60, title="숲", people=(ONE,)
    )
    async with database.write() as session:
        assert await learning.keep(session, keyring, HERE, Kept("e-1", TOGETHER, ONE), NOW)
        assert not await learning.keep(session, keyring, HERE, Kept("e-1", TOGETHER, ONE), NOW)
        await learning.keep(session, keyring, HERE, Kept("e-2", respite, ONE), NOW)
        found = await learning.of_year(session, keyring, scope(HERE), 2026)
        assert [one.learning for one in found] == [TOGETHER]
        assert [
            one.event_id for one in await learning.of_year(session, keyring, scope(HERE), 2025, ONE)
        ] == ["e-2"]
        assert await learning.of_year(session, keyring, scope(HERE), 2025, TWO) == []
        assert await learning.of_year(session, keyring, scope(THERE), 2026) == []
        whole, each = learning.counted(found)
        assert (whole.times[LearningKind.TRAINING], whole.attended, whole.cases) == (1, 5, 1)
        assert each[TWO].minutes[LearningKind.TRAINING] == 120
        assert each[ONE].levels == {LearningLevel.BASIC: 1}
        await learning.drop(session, THERE, "e-1")
        assert await learning.one_event(session, keyring, scope(HERE), "e-1")
        await learning.drop(session, HERE, "e-1")
        assert await learning.one_event(session, keyring, scope(HERE), "e-1") is None


async def test_supervision_of_nobody_waits_nowhere(database: Database, keyring: Keyring) -> None:
    async with database.read() as session:
        assert await learning.supervised_in_cases(session, scope(HERE), 2026) == {}
        assert await learning.waiting_supervision(session, scope(HERE)) == {}
