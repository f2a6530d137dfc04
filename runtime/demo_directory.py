"""The resource directory of the demonstration: invented bodies, and what they offer.

Names of public schemes are real (GJ-06); every body, number and address is invented.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from care.model.codes import ServiceType, SubDomain
from care.model.directory import EntryFields
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from care.model.service_codes import Capacity
from policies.resolve import districts, resolve
from store.database import Database
from store.directory import Entering, entry, save_entry
from store.directory_fields import entry_of
from store.moments import KOREA

BY = PersonId("demo")
NEXT_DOOR = "이웃 읍면동"
ALL = ""


@dataclass(frozen=True)
class Offer:
    """``body`` is the label of a body of the demonstration, or an organization of its own."""

    body: str
    name: str
    service: ServiceType
    need: SubDomain
    eligibility: str
    ages: tuple[int | None, int | None] = (None, None)
    won: int | None = 0
    home: bool = False
    room: Capacity | None = Capacity.HAS_ROOM
    free: int | None = None
    waits: int | None = None
    told: int = 5
    """Days ago the room was told."""
    assured: int | None = 40
    """Days ago somebody vouched for the entry; None: never."""
    where: str = ALL


ORGANIZATIONS = {
    "welfare": "가상소담복지관",
    "clinic": "가상마음의원",
    "foundation": "가상나눔재단",
    "city": "가상생활보장과",
    "repair": "가상든든집수리",
}
S, N, C = ServiceType, SubDomain, Capacity
EVERYWHERE: tuple[Offer, ...] = (
    Offer("welfare", "밑반찬 배달", S.MEALS, N.DAILY_ESSENTIALS,
          "혼자 사는 어르신과 거동이 불편한 이웃",
          (60, None), home=True, free=6, told=3, assured=20),
    Offer("welfare", "일상 돌봄 방문", S.DAILY_CARE, N.FAMILY_CARE, "돌볼 사람이 없는 19세부터",
          (19, None), 12_000, True, C.WAITLIST, 0, 21, 9, 75),
    Offer("clinic", "마음 건강 상담", S.MENTAL_HEALTH, N.HEALTH_MIND, "우울·불안으로 힘든 누구나",
          (14, None), 10_000, free=2, waits=7, assured=12),
    Offer("foundation", "아이 키움 후원 연결", S.SPONSORSHIP, N.ECONOMY_BASIC,
          "중위소득 75% 이하 아동 가구",
          (0, 18), room=C.NEEDS_ASSESSMENT, told=25, assured=150),
    Offer("city", "긴급복지 지원", S.EMERGENCY_AID, N.ECONOMY_BASIC,
          "갑작스러운 위기로 생계가 어려운 가구",
          home=True, told=1, assured=6),
    Offer("repair", "문턱·손잡이 고치기", S.HOUSE_REPAIR, N.LIVING_INSIDE,
          "넘어질 위험이 있는 어르신 집",
          (65, None), 0, True, C.HAS_ROOM, 3, 14, 40, 200, NEXT_DOOR),
    Offer("가상마을법률지원단", "생활 법률 상담", S.LEGAL, N.LEGAL_HELP,
          "빚·임대차·가정 문제로 막막한 누구나",
          room=None, assured=None),
)  # fmt: skip
OWN: dict[str, tuple[Offer, ...]] = {
    "11215": (
        Offer("가상아차산의원",
              "1차의료 왕진(왕진수가 시범사업)", S.HOME_VISIT_DOCTOR, N.HEALTH_BODY,
              "걷기 어려워 병원에 못 가는 사람", (None, None), 38_000, True, free=4, waits=5),
        Offer("가상뚝섬가정의원", "건강돌봄 마을의사", S.HOME_VISIT_DOCTOR, N.HEALTH_BODY,
              "돌봄이 필요한 만성질환 어르신",
              (65, None), 0, True, free=2, waits=10, where=NEXT_DOOR),
        Offer("가상한강재택의료센터", "따뜻한 재택의료", S.HOME_VISIT_DOCTOR, N.HEALTH_BODY,
              "장기요양 1–4등급 재가 어르신", (65, None), 20_000, True, C.WAITLIST, 0, 30, 60, 190),
        Offer("가상모두의원", "장애인 건강주치의", S.HOME_VISIT_DOCTOR, N.HEALTH_BODY,
              "심한 장애가 있는 사람", (None, None), 9_000, True, free=5, waits=7, assured=30),
    ),
    "11140": (
        Offer("가상을지로쪽방상담소", "임시 거처 이어 주기", S.TEMPORARY_STAY, N.LIVING_OUTSIDE,
              "거리나 쪽방에서 지내는 사람", (19, None), 0, False, C.FULL, 0, 40, 2),
        Offer("가상희망일터", "자격증 따고 일자리 찾기", S.TRAINING, N.EMPLOYMENT_START,
              "일하려는 수급자", (18, 64), 0, free=12, assured=55),
    ),
    "11350": (
        Offer("가상불암산청소년센터", "방과후 함께 저녁", S.AFTER_SCHOOL, N.FAMILY_CARE,
              "저녁에 혼자 있는 초·중학생", (7, 15), 0, False, C.HAS_ROOM, 8),
        Offer("가상중랑천정리단", "집 정리 돕기", S.CLEAN_UP, N.LIVING_INSIDE,
              "물건이 쌓여 지내기 어려운 집", (None, None), 50_000, True, C.NEEDS_ASSESSMENT,
              where=NEXT_DOOR),
    ),
    "41570": (
        Offer("가상한들재택의원", "어르신 방문진료", S.HOME_VISIT_DOCTOR, N.HEALTH_BODY,
              "거동이 불편한 65세부터", (65, None), 15_000, True, free=3, waits=7),
        Offer("가상장기봉사회", "말벗과 병원 동행", S.DAILY_CARE, N.SOCIAL_NEIGHBOURS,
              "혼자 사는 어르신", (65, None), 0, True, room=None, assured=400, where=NEXT_DOOR),
    ),
    "52110": (
        Offer("가상온고을의료사협", "통합돌봄 왕진", S.HOME_VISIT_DOCTOR, N.HEALTH_BODY,
              "병원에서 집으로 돌아온 어르신", (65, None), 0, True, free=6, waits=3),
        Offer("가상한옥마을도시락", "퇴원 어르신 영양 도시락", S.MEALS, N.DAILY_ESSENTIALS,
              "퇴원한 지 두 달이 안 된 어르신", (65, None), 2_000, True, C.HAS_ROOM, 15, 1),
    ),
}  # fmt: skip


def demo_entries(district: DistrictCode, today: date) -> Iterator[tuple[str, EntryFields]]:
    """The label of its body, or nothing, with every entry of a district."""
    offices = list(resolve(district).offices)
    for number, offer in enumerate((*EVERYWHERE, *OWN.get(district, ()))):
        label = offer.body if offer.body in ORGANIZATIONS else ""
        yield label, _fields(offer, number, offices, today)


async def seed_directory(
    database: Database, bodies: Mapping[tuple[DistrictCode, str], AgencyId]
) -> int:
    """What is not there yet; whatever somebody changed since stays. ``bodies`` by district, label.

    Days are counted from today, so that a demonstration is fresh whenever it is shown.
    """
    now, made = datetime.now(KOREA), 0
    for district in districts():
        async with database.of(district).write() as session:
            for label, fields in demo_entries(DistrictCode(district), now.date()):
                organization, service = entry_of(fields, salt=district)
                if await entry(session, DistrictCode(district), service.id) is not None:
                    continue
                entering, body = Entering(BY, now), bodies.get((district, label))
                await save_entry(
                    session, DistrictCode(district), organization, service, entering, body
                )
                made += 1
    return made


def _fields(offer: Offer, number: int, offices: list[OfficeCode], today: date) -> EntryFields:
    assured = None if offer.assured is None else today - timedelta(days=offer.assured)
    near = frozenset(offices[:3]) if offer.where == NEXT_DOOR else frozenset()
    return EntryFields(
        organization=ORGANIZATIONS.get(offer.body, offer.body),
        service_name=offer.name,
        services=frozenset({offer.service}),
        needs=frozenset({offer.need}),
        offices=near,
        minimum_age=offer.ages[0],
        maximum_age=offer.ages[1],
        cost_won=offer.won,
        home_visit=offer.home,
        eligibility=offer.eligibility,
        capacity=offer.room,
        capacity_free=offer.free,
        waits_days=offer.waits,
        capacity_on=today - timedelta(days=offer.told) if offer.room else None,
        schedule_words="평일 09:00–18:00",
        application="전화나 의뢰",
        phone=f"000-000-{number + 1:04}",
        assured_on=assured,
        assurer="desk@body.example" if assured else "",
    )
