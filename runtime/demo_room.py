"""An open situation room in Jeonju with complaints and advisers; outings of Gimpo."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from care.decide.calendar import due
from care.model.advisory import AdvisoryKind
from care.model.reports import BriefingKind
from policies.resolve import resolve
from runtime.demo_people import GIMPO, JEONJU, moment, once, staff, today_of
from runtime.parts import Parts
from store import advisory, briefings, complaint_desk, situation_rooms
from store.advisory import AdvisoryMeeting
from store.briefings import Briefing
from store.complaint_desk import Complaint, Resolution
from store.keyring import Keyring
from store.situation_rooms import SituationRoom

COMPLAINTS = (
    ("도우미가 약속한 날에 오지 않았다고 하심. 이름은 말씀하지 않음", 2, "manager", ""),
    ("도시락이 식어서 온다고 하심", 0, "manager", ""),
    ("조사 나온 사람이 진짜 공무원인지 물으심", 0, "", ""),
    ("전화가 계속 통화 중이라고 하심", 1, "coordinator",
     "회선을 하나 더 열고, 다시 전화드려 사과드림"),
    ("조사 결과를 언제 알 수 있는지 물으심", 0, "coordinator",
     "선정 안내문을 보내는 날을 알려 드림"),
)  # fmt: skip
"""What was said, how many days ago, who has it, and what was answered."""
MEETINGS = (
    (AdvisoryKind.TASK_FORCE, 24, 11, "통합돌봄 조사 뒤 사례 배정 준비", "", ""),
    (AdvisoryKind.ADVISERS, 10, 5, "사례에 대한 의견",
     "1인 가구 · 통합돌봄\n70대\n신체 건강 3, 의식주 관련 생활 2\n\n"
     "집에서 지내려면 무엇을 먼저 챙겨야 합니까?",
     "문턱을 고치고 방문 진료를 먼저 시작한다. 도시락은 씹기 쉬운 것으로 바꾼다."),
    (AdvisoryKind.BODY_TALK, 4, 3, "복지관과 도시락 배달 시간을 맞춤", "", ""),
)  # fmt: skip
OUTINGS = (
    (BriefingKind.BRIEFING, 34, "가상마을회관", 28, 3),
    (BriefingKind.RENTAL_ESTATE, 20, "가상임대아파트 관리사무소", 41, 6),
    (BriefingKind.HOSPITAL_VISIT, 12, "가상요양병원 원무과", 7, 2),
    (BriefingKind.CAMPAIGN_DAY, 5, "가상역 광장", 190, 9),
    (BriefingKind.NEIGHBOUR_GROUP, 2, "가상부녀회", 14, 1),
)


async def seed_rooms(parts: Parts) -> None:
    """What is missing, each a transaction."""
    now = datetime.now(UTC)

    async def room(session: Any) -> None:
        await _room(session, parts.keyring, today_of(now), now)

    async def outings(session: Any) -> None:
        await _outings(session, today_of(now))

    await once(parts, "demo-room", room)
    await once(parts, "demo-outings", outings)


async def _room(session: Any, keyring: Keyring, today: date, now: datetime) -> None:
    first = today - timedelta(days=11)
    room = SituationRoom(
        room_id="room-demo",
        district=JEONJU,
        place="가상시청 5층 통합돌봄 상황실",
        from_day=first,
        until_day=today + timedelta(days=30),
        opened_by=staff(JEONJU, "coordinator"),
        opened_at=moment(first, 9),
    )
    await situation_rooms.open_room(session, keyring, room)
    for number, (what, ago, whom, answer) in enumerate(COMPLAINTS):
        at = min(moment(today - timedelta(days=ago), 9 + number), now)
        await _complaint(session, keyring, (number, what, whom, answer), at, now)
    for number, (kind, ago, people, subject, brief, opinion) in enumerate(MEETINGS):
        held = today - timedelta(days=ago)
        meeting = AdvisoryMeeting(
            meeting_id=f"meeting-demo-{number}",
            district=JEONJU,
            kind=kind,
            held_on=held,
            attendees=people,
            subject=subject,
            kept_by=staff(JEONJU, "coordinator"),
            kept_at=moment(held, 17),
            brief=brief,
            opinion=opinion,
        )
        await advisory.keep(session, keyring, meeting)


async def _complaint(
    session: Any, keyring: Keyring, told: tuple[int, str, str, str], at: datetime, now: datetime
) -> None:
    number, what, whom, answer = told
    policy, desk = resolve(JEONJU).case_policy, staff(JEONJU, "coordinator")
    if policy.life is None:
        return
    complaint = Complaint(
        complaint_id=f"complaint-demo-{number}",
        district=JEONJU,
        who="",
        what=what,
        received_by=desk,
        received_at=at,
        due=due(at, policy.life.complaint, policy.calendar),
        assigned_to=staff(JEONJU, whom) if whom else None,
    )
    await complaint_desk.receive(session, keyring, complaint)
    if answer:
        done = Resolution(complaint.complaint_id, answer, desk, now)
        await complaint_desk.resolve(session, keyring, JEONJU, done)


async def _outings(session: Any, today: date) -> None:
    offices = sorted(resolve(GIMPO).offices)
    for number, (kind, ago, where, reached, contacts) in enumerate(OUTINGS):
        held = today - timedelta(days=ago)
        briefing = Briefing(
            briefing_id=f"briefing-demo-{number}",
            district=GIMPO,
            office=offices[number % len(offices)],
            held_on=held,
            kind=kind,
            place=where,
            reached=reached,
            contacts=contacts,
            recorded_by=staff(GIMPO, "coordinator"),
        )
        await briefings.record(session, briefing, moment(held, 18))
