"""Stages, levels, people and households: code to Korean word."""

from care.model.codes import (
    CommunicationNeed,
    DiscoveryChannel,
    IntakeOutcome,
    Programme,
    RedFlag,
    Relation,
    Role,
    Stage,
)
from i18n.marks import N_

STAGE: dict[Stage, str] = {
    Stage.DISCOVERY: N_("발굴"),
    Stage.INTAKE: N_("초기상담"),
    Stage.RECEIVED: N_("접수"),
    Stage.ASSESSMENT: N_("욕구·위기도 조사"),
    Stage.CONFERENCE: N_("사례회의"),
    Stage.PLANNING: N_("제공계획"),
    Stage.LINKAGE: N_("서비스 연계"),
    Stage.MONITORING: N_("점검"),
    Stage.CLOSURE: N_("종결"),
    Stage.AFTERCARE: N_("사후관리"),
    Stage.ENGAGEMENT_HOLD: N_("관계 유지"),
    Stage.ENDED: N_("끝남"),
}

PROGRAMME: dict[Programme, str] = {
    Programme.ICM: N_("통합사례관리"),
    Programme.ICS: N_("통합지원(통합돌봄)"),
    Programme.EWS: N_("긴급복지"),
    Programme.YCS: N_("가족돌봄·고립은둔 청년 지원"),
}

ROLE: dict[Role, str] = {
    Role.LOCAL_OFFICE: N_("읍면동 담당자"),
    Role.TEAM_LEAD: N_("읍면동 팀장"),
    Role.CASE_MANAGER: N_("사례관리사"),
    Role.COORDINATOR: N_("희망복지지원단 팀장"),
    Role.SECTION_HEAD: N_("과장"),
    Role.POLICY_ADMIN: N_("정책 관리자"),
    Role.OPERATOR: N_("운영자"),
    Role.PRIVACY_OFFICER: N_("개인정보 보호 담당자"),
    Role.PARTNER_WORKER: N_("협력기관 담당자"),
    Role.SYSTEM: N_("자동 처리"),
}

DISCOVERY_CHANNEL: dict[DiscoveryChannel, str] = {
    DiscoveryChannel.BATCH: N_("발굴 명단"),
    DiscoveryChannel.DUTY_REPORTER: N_("신고의무자"),
    DiscoveryChannel.REPORT: N_("주민 제보"),
    DiscoveryChannel.SELF: N_("본인 신청"),
    DiscoveryChannel.PARTNER: N_("협력기관 의뢰"),
    DiscoveryChannel.OUTREACH: N_("찾아가는 상담"),
    DiscoveryChannel.HOSPITAL: N_("병원 의뢰"),
    DiscoveryChannel.DONG_DESK: N_("행정복지센터 창구"),
    DiscoveryChannel.SHELTER: N_("보호시설"),
}

RELATION: dict[Relation, str] = {
    Relation.CLIENT: N_("당사자"),
    Relation.SPOUSE: N_("배우자"),
    Relation.CHILD: N_("자녀"),
    Relation.PARENT: N_("부모"),
    Relation.SIBLING: N_("형제자매"),
    Relation.GRANDPARENT: N_("조부모"),
    Relation.GRANDCHILD: N_("손자녀"),
    Relation.OTHER: N_("그 밖의 가구원"),
}

COMMUNICATION_NEED: dict[CommunicationNeed, str] = {
    CommunicationNeed.LOW_LITERACY: N_("글 읽기 어려움"),
    CommunicationNeed.HEARING: N_("듣기 어려움"),
    CommunicationNeed.SIGHT: N_("보기 어려움"),
    CommunicationNeed.LANGUAGE: N_("통역 필요"),
    CommunicationNeed.SUPPORTED_DECISION: N_("의사결정 지원 필요"),
}

RED_FLAG: dict[RedFlag, str] = {
    RedFlag.SUICIDE: N_("자살 위험"),
    RedFlag.VIOLENCE: N_("폭력·학대 위험"),
    RedFlag.MINOR_UNSAFE: N_("보호받지 못하는 미성년자"),
    RedFlag.NO_FOOD_HEAT_POWER: N_("식사·난방·전기 끊김"),
    RedFlag.MEDICAL_EMERGENCY: N_("응급 의료 상황"),
}

INTAKE_OUTCOME: dict[IntakeOutcome, str] = {
    IntakeOutcome.RECEIVE: N_("사례로 접수"),
    IntakeOutcome.INFO_ONLY: N_("정보 제공으로 마침"),
    IntakeOutcome.REFUSED: N_("도움을 원하지 않음"),
    IntakeOutcome.EMERGENCY: N_("긴급 개입"),
}
