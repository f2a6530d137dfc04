"""Korean and English words of the codes a policy uses, as pairs."""

from care.model.codes import AgencyKind, ClosureReason, ConsentPurpose, RedFlag, Role
from care.model.policy_rules import Adoption, Subject
from care.model.term import FirstDay, Rollover
from policies.kinds import DayCount, Source, Start

Pair = tuple[str, str]

SOURCES: dict[Source, Pair] = {
    Source.LAW: ("법령", "law"),
    Source.GUIDE: ("지침", "handbook"),
    Source.DISTRICT: ("시·군·구 방침", "district"),
    Source.PROPOSED: ("함께 제안", "proposed"),
}

STARTS: dict[Start, Pair] = {
    Start.DISCOVERY: ("발굴 뒤", "from discovery"),
    Start.RED_FLAG: ("위기 신호 뒤", "from the red flag"),
    Start.CONTACT: ("만난 뒤", "from contact"),
    Start.RECEIPT: ("접수 뒤", "from receipt"),
    Start.ASSESSMENT: ("조사 뒤", "from the assessment"),
    Start.CONFERENCE: ("사례회의 뒤", "from the conference"),
    Start.APPROVAL_REQUEST: ("승인 요청 뒤", "from the request for approval"),
    Start.AGREEMENT: ("계획 승인·동의 뒤", "from approval and agreement"),
    Start.LINKAGE_REQUEST: ("의뢰 뒤", "from the request"),
    Start.ACCEPTANCE: ("수락 뒤", "from acceptance"),
    Start.CLOSURE_REVIEW: ("종결 검토 뒤", "from the closure review"),
    Start.CLOSURE: ("종결 뒤", "from closure"),
    Start.REFERRAL: ("의뢰 뒤", "from referral"),
    Start.FIRST_PLAN: ("첫 계획 뒤", "from the first plan"),
    Start.LAST_CHECK: ("지난 점검 뒤", "from the last check"),
    Start.LATE_ANSWER: ("늦은 답 뒤", "from the late answer"),
    Start.WITHDRAWAL: ("철회 뒤", "from the withdrawal"),
    Start.PLEDGED_DAY: ("약속한 날 뒤", "from the pledged day"),
    Start.CONSENT: ("동의 뒤", "from consent"),
    Start.ACKNOWLEDGEMENT: ("확인 뒤", "from acknowledgement"),
    Start.NUMBER_RECEIVED: ("번호를 받은 뒤", "from receiving the number"),
    Start.HOLD: ("유지 시작 뒤", "from the start of the hold"),
    Start.LAST_REVIEW: ("지난 검토 뒤", "from the last review"),
    Start.REQUEST: ("요청 뒤", "from the request"),
    Start.RECORD: ("기록 뒤", "from the record"),
    Start.SETTLED: ("일이 정해진 뒤", "from when it was settled"),
    Start.SERVICE_START: ("서비스 시작 뒤", "from the start of service"),
    Start.ASSIGNMENT: ("지정 뒤", "from assignment"),
}

ROLES: dict[Role, Pair] = {
    Role.LOCAL_OFFICE: ("읍면동 담당", "local office"),
    Role.TEAM_LEAD: ("읍면동 팀장", "team lead"),
    Role.CASE_MANAGER: ("담당 사례관리사", "case manager"),
    Role.COORDINATOR: ("희망복지지원단 팀장", "coordinator"),
    Role.SECTION_HEAD: ("과장", "section head"),
    Role.POLICY_ADMIN: ("정책 담당", "policy admin"),
    Role.OPERATOR: ("운영 담당", "operator"),
    Role.PRIVACY_OFFICER: ("개인정보 보호 담당", "privacy officer"),
    Role.PARTNER_WORKER: ("협력기관 담당", "partner worker"),
    Role.SYSTEM: ("시스템", "system"),
}

FIRST_DAYS: dict[FirstDay, Pair] = {
    FirstDay.EXCLUDED: ("첫날 빼고", "first day not counted"),
    FirstDay.INCLUDED: ("첫날 넣어", "first day counted"),
}

ROLLOVERS: dict[Rollover, Pair] = {
    Rollover.NEXT: ("쉬는 날이면 다음 영업일", "if closed, the next business day"),
    Rollover.PREVIOUS: ("쉬는 날이면 앞 영업일", "if closed, the business day before"),
    Rollover.NONE: ("쉬는 날이어도 그대로", "closed days change nothing"),
}

DAY_COUNTS: dict[DayCount, Pair] = {
    DayCount.CALENDAR: ("달력일", "calendar days"),
    DayCount.BUSINESS: ("영업일", "business days"),
}

SUBJECTS: dict[Subject, Pair] = {
    Subject.PLAN: ("계획 승인", "plan approval"),
    Subject.CLOSURE: ("종결 승인", "closure approval"),
}

CODES: dict[str, Pair] = {
    Adoption.NEW_CASES: ("새 사례부터", "new cases only"),
    Adoption.NEXT_STAGE: ("다음 단계부터", "at the next stage"),
    Adoption.NEXT_REVIEW: ("다음 점검·재사정부터", "at the next review"),
    Adoption.NOW: ("바로", "now"),
    AgencyKind.PUBLIC_AGENCY: ("공공기관", "public agency"),
    AgencyKind.WELFARE_CORPORATION: ("사회복지법인", "welfare corporation"),
    AgencyKind.WELFARE_FACILITY: ("사회복지시설", "welfare facility"),
    AgencyKind.WELFARE_CENTRE: ("사회복지관", "welfare centre"),
    AgencyKind.DESIGNATED: ("지정 기관", "designated body"),
    AgencyKind.MENTAL_HEALTH_CENTRE: ("정신건강복지센터", "mental-health centre"),
    AgencyKind.CLINIC: ("의원", "clinic"),
    AgencyKind.PROFESSIONAL_ASSOCIATION: ("전문가 단체", "professional association"),
    AgencyKind.SCHOOL: ("학교", "school"),
    AgencyKind.POLICE: ("경찰", "police"),
    AgencyKind.FOUNDATION: ("재단", "foundation"),
    AgencyKind.COMPANY: ("기업", "company"),
    AgencyKind.VOLUNTEER: ("자원봉사", "volunteers"),
    ClosureReason.GOAL_ACHIEVED: ("목표 달성", "goal achieved"),
    ClosureReason.IMPROVED: ("상황 호전", "improved"),
    ClosureReason.REFUSED: ("거부", "refused"),
    ClosureReason.UNREACHABLE_LONG_TERM: ("장기 연락 두절", "unreachable for long"),
    ClosureReason.DECEASED: ("사망", "deceased"),
    ClosureReason.MOVED_OUT: ("전출", "moved out"),
    ClosureReason.INSTITUTIONALISED: ("시설 입소", "in an institution"),
    ClosureReason.HOSPITALISED: ("장기 입원", "hospitalised"),
    ClosureReason.TRANSFERRED_PROGRAM: ("다른 사업으로 이관", "moved to another programme"),
    ClosureReason.NO_LONGER_MULTI_NEED: ("복합 욕구 해소", "no longer several needs"),
    ClosureReason.WITHDREW_CONSENT: ("동의 철회", "consent withdrawn"),
    ClosureReason.DUPLICATE: ("중복", "duplicate"),
    ClosureReason.OTHER: ("그 밖", "other"),
    RedFlag.SUICIDE: ("자살 시도·계획", "suicide attempt or plan"),
    RedFlag.VIOLENCE: ("진행 중인 폭력·학대", "ongoing violence or abuse"),
    RedFlag.MINOR_UNSAFE: ("오늘 밤 아동 위험", "minor unsafe tonight"),
    RedFlag.NO_FOOD_HEAT_POWER: ("식사·난방·전기 끊김", "no food, heat or power"),
    RedFlag.MEDICAL_EMERGENCY: ("응급 질환", "medical emergency"),
    ConsentPurpose.COLLECT_USE: ("수집·이용", "collection and use"),
    ConsentPurpose.PROVIDE_TO: ("제3자 제공", "provision to a body"),
    ConsentPurpose.SENSITIVE: ("민감정보", "sensitive data"),
    ConsentPurpose.STORY_PUBLICATION: ("사례 공개", "publication of the story"),
    "ON_DEMAND": ("필요할 때", "on demand"),
    "WEEKLY": ("매주", "weekly"),
    "MONTHLY": ("매월", "monthly"),
    "BIMONTHLY": ("두 달마다", "every two months"),
    "QUARTERLY": ("분기마다", "quarterly"),
    "INTERNAL_CONFERENCE": ("내부 사례회의", "internal conference"),
    "INTEGRATED_CONFERENCE": ("통합사례회의", "integrated conference"),
    "ZONE_CONFERENCE": ("권역 사례회의", "zone conference"),
    "OWN_LINKAGES": ("맡은 연계와 그 목표만", "own linkages and their goals"),
    "DONG_AND_GU": ("동, 고난도는 구", "local office; district when high-difficulty"),
    "GU": ("구", "district"),
    "PUBLIC_PRIVATE_PAIR": ("민관 한 쌍", "a public and a private manager"),
    "PUBLIC_OR_PRIVATE": ("공공 또는 민간", "public or private"),
    "ONE_TO_ONE": ("1:1 담당", "one to one"),
    "OFF": ("하지 않음", "off"),
    "LESSON_NOTES": ("배움 기록", "lesson notes"),
    "YEARLY": ("해마다", "yearly"),
    "STORYBOOK": ("이야기책", "storybook"),
    "EAST": ("동부권역", "east"),
    "WEST": ("서부권역", "west"),
    "SOUTH": ("남부권역", "south"),
    **{f"ZONE_{n}": (f"{n}권역", f"zone {n}") for n in range(1, 9)},
    "tongjin": ("통진 거점", "Tongjin hub"),
    "gurae": ("구래 거점", "Gurae hub"),
    "URGENT": ("위기", "urgent"),
    "CASE_HIGH_DIFFICULTY": ("고난도", "high-difficulty"),
    "CASE_INTENSIVE": ("집중", "intensive"),
    "CASE_GENERAL": ("일반", "general"),
    "LINKAGE_ONLY": ("서비스연계", "linkage only"),
    "REFERRED_OUT": ("타 기관 의뢰", "referred out"),
    "NOT_SELECTED": ("미선정", "not selected"),
}

STEPS: dict[str, Pair] = {
    "reminder": ("기한 전 알림", "reminder before the due date"),
    "due": ("기한 도래", "due"),
    "due_lead": ("기한 도래(팀장)", "due (team lead)"),
    "plus_1": ("기한 1영업일 지남", "1 business day late"),
    "plus_3": ("기한 3영업일 지남", "3 business days late"),
    "plus_5": ("기한 5영업일 지남", "5 business days late"),
    "plus_2h": ("기한 2시간 지남", "2 hours late"),
    "plus_4h": ("기한 4시간 지남", "4 hours late"),
    "plus_8h": ("기한 8시간 지남(119·112 확인)", "8 hours late (119/112 checklist)"),
    "day_60": ("법정 기한 3분의 1 남음", "a third of the statutory term left"),
    "day_75": ("법정 기한 17% 남음", "17 % of the statutory term left"),
    "day_80": ("법정 기한 11% 남음", "11 % of the statutory term left"),
    "day_85": ("법정 기한 6% 남음", "6 % of the statutory term left"),
    "breach": ("법정 기한 넘김", "statutory term exceeded"),
    "stall_30": ("30일 멈춤", "30 days without movement"),
    "stall_60": ("60일 멈춤", "60 days without movement"),
    "stall_90": ("90일 멈춤", "90 days without movement"),
    "stall_180": ("180일 멈춤", "180 days without movement"),
    "stall_365": ("365일 멈춤", "365 days without movement"),
}
"""Words of the steps of the ladders, for those who show what comes next."""


def said(pair: Pair, locale: str) -> str:
    return pair[1] if locale == "en" else pair[0]


def code_word(code: str, locale: str) -> str:
    """A code nobody worded is shown as it is, never left out."""
    return said(CODES.get(code, (code, code)), locale)
