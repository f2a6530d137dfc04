"""What was learned in the demonstration: training and supervision, lesson notes, a casebook.

The stories are of four invented households of Nowon whose cases ended this year; three are read
by a second person and printed in the volume of the year, one waits for its reader.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from care.model.codes import ConsentPurpose, DiscoveryChannel, NeedArea
from care.model.ids import CaseId, DistrictCode
from care.model.learned import (
    Learning,
    LearningKind,
    LearningLevel,
    LessonWords,
    RecipientKind,
    VolumeKind,
    VolumeWords,
)
from policies.resolve import resolve
from runtime.demo_lives import Living, Told, lived
from runtime.demo_people import GIMPO, JUNG, NOWON, moment, once, staff, today_of
from runtime.demo_years import keep_lives
from runtime.parts import Parts
from store import casebook, learning, lessons, volumes
from store.casebook import Story, Wording
from store.keyring import Keyring
from store.learning import Kept
from store.lessons import Lesson
from store.queries import next_case_number
from store.volumes import Recipient, Volume

K, L = LearningKind, LearningLevel
EVENTS = (
    (K.TRAINING, L.BASIC, 150, 360, "통합사례관리 기본과정", "가상교육원", ("manager", "lead"), 3),
    (K.TRAINING, L.INTERMEDIATE, 96, 420, "면담 기술 심화과정", "가상복지교육원", ("manager",), 0),
    (K.TRAINING, L.ADVANCED, 40, 480, "위기 개입 전문과정", "가상마음센터", ("coordinator",), 0),
    (K.SUPERVISION, None, 63, 90, "정기 슈퍼비전", "", ("manager", "coordinator"), 0),
    (K.SUPERVISION, None, 28, 60, "현장 동행 슈퍼비전", "", ("manager",), 0),
    (K.CONSULTING, None, 75, 120, "고난도 사례 컨설팅", "가상대학", ("coordinator", "manager"), 2),
    (K.ACADEMY, None, 52, 180, "이웃과 함께하는 사례관리", "", ("coordinator",), 24),
    (K.WELLBEING, None, 17, 240, "숲에서 쉬는 하루", "", ("manager", "lead", "coordinator"), 5),
)  # fmt: skip
"""Kind, level, days ago, minutes, title, by whom, who took part, how many others."""
NOTES = (
    (NeedArea.LIVING_ENV, "물건을 버리기 전에 먼저 정하게 한다",
     "집 안에 물건이 가득해 다니기 어려웠으나 치우자는 말을 매우 싫어하셨다.",
     "한 번에 치우지 않고, 가는 길 하나만 함께 정리하였다.",
     "무엇을 남길지 스스로 정하시게 하자 다음 방문을 기다리셨다.", True),
    (NeedArea.HEALTH, "약을 챙기는 일은 시계보다 밥때에 맞춘다",
     "약을 자주 빠뜨려 병이 나빠졌다.",
     "알람 대신 도시락이 오는 때에 약을 함께 드시게 하였다.",
     "두 달 동안 거의 빠뜨리지 않으셨다.", True),
    (NeedArea.ECONOMY, "빚 상담은 같이 가는 사람이 있어야 이어진다",
     "상담 날짜를 잡아 드려도 번번이 가지 않으셨다.",
     "첫날만 담당자가 함께 가고, 둘째 날부터 이웃이 함께 갔다.",
     "세 번째부터 혼자 가셨고 채무를 다시 정할 수 있었다.", False),
)  # fmt: skip
"""Of what, title, difficulty, what was tried, what helped, and whether a second person read it."""


@dataclass(frozen=True)
class Tale:
    theme: NeedArea
    part: int
    title: str
    text: str
    read: bool = True


TALES = (
    Tale(NeedArea.HEALTH, 1, "문을 열어 준 것은 국이었습니다",
         "처음에는 문을 열지 않으셨습니다. 석 달 동안 문 앞에 국을 두고 안부만 적어 놓았습니다.\n"
         "어느 날 빈 그릇 위에 고맙다는 쪽지가 있었습니다. "
         "그날 처음으로 얼굴을 보고 이야기를 나누었습니다."),
    Tale(NeedArea.ECONOMY, 2, "복지관과 은행이 한자리에 앉은 날",
         "빚이 얼마인지 본인도 모르셨습니다. "
         "복지관과 상담 기관이 한자리에 모여 종이 한 장에 모두 적었습니다.\n"
         "얼마인지 알고 나니 무엇부터 할지 정할 수 있었습니다."),
    Tale(NeedArea.SOCIAL, 1, "화분 하나로 시작한 인사",
         "아무와도 말하지 않고 지내던 분께 화분 하나를 맡겼습니다. "
         "물을 주러 나왔다가 이웃과 인사를 나누셨습니다.\n"
         "봄이 되자 그 집 앞에 화분이 일곱 개가 되었습니다."),
    Tale(NeedArea.FAMILY, 2, "저녁을 함께 먹는 집",
         "아이 둘이 저녁마다 라면을 먹었습니다. "
         "방과 뒤 함께 저녁을 먹는 곳을 찾아 연결하였습니다.\n"
         "이제는 아이가 동생에게 먼저 밥을 떠 줍니다.", read=False),
)  # fmt: skip


async def seed_learned(parts: Parts) -> None:
    """What is missing, each a transaction."""
    now = datetime.now(UTC)
    for district in (GIMPO, NOWON, JUNG):
        await _records(parts, district, today_of(now))
        await _notes(parts, district, today_of(now))
    await _book(parts, now)


async def _records(parts: Parts, district: DistrictCode, today: date) -> None:
    async def tell(session: Any) -> None:
        for number, (kind, level, ago, minutes, title, by, who, others) in enumerate(EVENTS):
            held = today - timedelta(days=ago)
            one = Learning(
                kind=kind,
                level=level,
                held_on=held,
                minutes=minutes,
                title=title,
                given_by=by,
                people=tuple(sorted(staff(district, role) for role in who)),
                others=others,
            )
            kept = Kept(f"learning-demo-{district}-{number}", one, staff(district, "coordinator"))
            await learning.keep(session, parts.keyring, district, kept, moment(held, 18))

    await once(parts, f"demo-records-{district}", tell)


async def _notes(parts: Parts, district: DistrictCode, today: date) -> None:
    async def tell(session: Any) -> None:
        for number, (need, title, situation, tried, learned, read) in enumerate(NOTES):
            said = LessonWords(title=title, situation=situation, tried=tried, learned=learned)
            written = today - timedelta(days=50 - 20 * number)
            lesson = Lesson(
                lesson_id=f"lesson-demo-{district}-{number}",
                district=district,
                need=need,
                words=said,
                written_by=staff(district, "manager"),
                written_at=moment(written, 16),
            )
            await lessons.write(session, parts.keyring, lesson)
            if read:
                by = staff(district, "coordinator")
                await lessons.share(session, lesson, by, written + timedelta(days=3))

    await once(parts, f"demo-lessons-{district}", tell)


async def _book(parts: Parts, now: datetime) -> None:
    async def tell(session: Any) -> None:
        lives = await _lives(session, now)
        await keep_lives(session, parts, resolve(NOWON), lives)
        await _volume(session, parts.keyring, now)
        for tale, one in zip(TALES, lives, strict=True):
            await _story(session, parts.keyring, tale, one, now)

    await once(parts, "demo-casebook", tell)


async def _lives(session: Any, now: datetime) -> list[Living]:
    """Ended long ago; each agreed that its story may be told."""
    policy, today = resolve(NOWON).case_policy, today_of(now)
    offices, lives = sorted(resolve(NOWON).offices), []
    for number in range(len(TALES)):
        opened = today - timedelta(days=330 - 9 * number)
        told = Told(
            number, opened, offices[number * 3], DiscoveryChannel.REPORT, 1948, asked=3, story=True
        )
        own = await next_case_number(session, NOWON, policy.number_prefix, opened.year)
        case_id = CaseId(f"{NOWON}-story{opened.year}n{number:05d}")
        lives.append(await asyncio.to_thread(lived, case_id, policy, told, own, today))
    return lives


async def _volume(session: Any, keyring: Keyring, now: datetime) -> None:
    year = today_of(now).year
    words = VolumeWords(
        title=f"함께 걷는 노원 {year}",
        foreword="이 책의 이야기는 당사자가 동의하였고, 누구인지 알 수 없도록 고쳐 적었습니다.",
        parts=("일하는 사람들의 이야기", "민관이 함께한 이야기"),
    )
    made = Volume(
        district=NOWON,
        volume_id=f"{year}-1",
        kind=VolumeKind.CASEBOOK,
        year=year,
        words=words,
        made_by=staff(NOWON, "coordinator"),
        made_at=now - timedelta(days=30),
    )
    await volumes.begin(session, keyring, made)
    offices = [name for _, name in sorted(resolve(NOWON).offices.items())][:3]
    kinds = [(RecipientKind.MINISTRY, "보건복지부"), (RecipientKind.REGION, "서울특별시")]
    kinds += [(RecipientKind.LOCAL_OFFICE, name) for name in offices]
    given = [
        Recipient(f"recipient-demo-{number}", kind, name, copies=5 if number < 2 else 2)
        for number, (kind, name) in enumerate(kinds)
    ]
    await volumes.add_recipients(session, keyring, NOWON, made.volume_id, given)


async def _story(session: Any, keyring: Keyring, tale: Tale, one: Living, now: datetime) -> None:
    consent = next(c for c in one.state.consents if c.purpose is ConsentPurpose.STORY_PUBLICATION)
    writer, reader = staff(NOWON, "manager"), staff(NOWON, "coordinator")
    case_id, written = one.start.case_id, now - timedelta(days=20)
    story = Story(case_id, NOWON, consent.consent_id, tale.theme, writer, now - timedelta(days=25))
    await casebook.propose_story(session, story)
    said = Wording(tale.text, tale.title)
    await casebook.write_draft(session, keyring, story, said, writer, written)
    await casebook.place_story(session, case_id, f"{today_of(now).year}-1", tale.part)
    known = await casebook.story(session, keyring, case_id)
    if tale.read and known is not None:
        await casebook.review_story(session, known, reader, now - timedelta(days=12))
        await casebook.publish_story(session, case_id, today_of(now) - timedelta(days=7))
