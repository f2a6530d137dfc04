"""Bodies, services, linkages and money: code to Korean word."""

from care.model.codes import (
    AgencyKind,
    DeclineReason,
    LinkageStatus,
    PartnerAnswer,
    PartnerChannel,
    ResourceSource,
    ServiceType,
)
from i18n.marks import N_

AGENCY_KIND: dict[AgencyKind, str] = {
    AgencyKind.PUBLIC_AGENCY: N_("공공기관"),
    AgencyKind.WELFARE_CORPORATION: N_("사회복지법인"),
    AgencyKind.WELFARE_FACILITY: N_("사회복지시설"),
    AgencyKind.WELFARE_CENTRE: N_("사회복지관"),
    AgencyKind.DESIGNATED: N_("전문기관"),
    AgencyKind.MENTAL_HEALTH_CENTRE: N_("정신건강복지센터"),
    AgencyKind.CLINIC: N_("병·의원"),
    AgencyKind.PROFESSIONAL_ASSOCIATION: N_("전문직 단체"),
    AgencyKind.SCHOOL: N_("학교"),
    AgencyKind.POLICE: N_("경찰"),
    AgencyKind.FOUNDATION: N_("재단"),
    AgencyKind.COMPANY: N_("기업"),
    AgencyKind.VOLUNTEER: N_("자원봉사 단체"),
}

PARTNER_CHANNEL: dict[PartnerChannel, str] = {
    PartnerChannel.REST: N_("시스템 연결"),
    PartnerChannel.FHIR: N_("의료정보 표준 연결"),
    PartnerChannel.PORTAL: N_("협력기관 화면"),
    PartnerChannel.MAIL: N_("전자우편 링크"),
    PartnerChannel.MANUAL: N_("전화·공문"),
}

SERVICE_TYPE: dict[ServiceType, str] = {
    ServiceType.LIVELIHOOD_BENEFIT: N_("기초생활보장 급여"),
    ServiceType.EMERGENCY_AID: N_("긴급복지 지원"),
    ServiceType.HOME_VISIT_DOCTOR: N_("방문진료"),
    ServiceType.MEDICAL: N_("의료 지원"),
    ServiceType.MENTAL_HEALTH: N_("정신건강 지원"),
    ServiceType.COUNSELLING: N_("상담"),
    ServiceType.THERAPY: N_("심리·재활 치료"),
    ServiceType.HOUSE_REPAIR: N_("집수리"),
    ServiceType.TEMPORARY_STAY: N_("임시 거처"),
    ServiceType.CLEAN_UP: N_("청소·정리"),
    ServiceType.HOUSING: N_("주거 지원"),
    ServiceType.MEALS: N_("식사 지원"),
    ServiceType.DAILY_CARE: N_("일상 돌봄"),
    ServiceType.AFTER_SCHOOL: N_("방과후 돌봄"),
    ServiceType.EDUCATION: N_("교육 지원"),
    ServiceType.TRAINING: N_("직업 훈련"),
    ServiceType.EMPLOYMENT: N_("취업 지원"),
    ServiceType.LEGAL: N_("법률 지원"),
    ServiceType.DEBT_ADVICE: N_("채무 상담"),
    ServiceType.GOODS: N_("물품 지원"),
    ServiceType.SPONSORSHIP: N_("후원 연결"),
    ServiceType.SAFETY: N_("안전 확보"),
    ServiceType.OTHER: N_("그 밖의 서비스"),
}

LINKAGE_STATUS: dict[LinkageStatus, str] = {
    LinkageStatus.REQUESTED: N_("답 기다림"),
    LinkageStatus.RECEIVED: N_("의뢰 도착"),
    LinkageStatus.WAITLISTED: N_("기관에서 대기"),
    LinkageStatus.ACCEPTED: N_("수락"),
    LinkageStatus.SCHEDULED: N_("날짜 정함"),
    LinkageStatus.STARTED: N_("제공 중"),
    LinkageStatus.DONE: N_("완료"),
    LinkageStatus.NOT_DELIVERED: N_("제공되지 않음"),
    LinkageStatus.PASSED_ON: N_("회원 기관에 넘김"),
    LinkageStatus.DECLINED: N_("거절"),
    LinkageStatus.WITHDRAWN: N_("철회"),
}

PARTNER_ANSWER: dict[PartnerAnswer, str] = {
    PartnerAnswer.RECEIVED: N_("의뢰를 받음"),
    PartnerAnswer.WAITLISTED: N_("대기자 명단에 올림"),
    PartnerAnswer.ACCEPTED: N_("수락"),
    PartnerAnswer.DECLINED: N_("거절"),
    PartnerAnswer.SCHEDULED: N_("제공할 날을 정함"),
    PartnerAnswer.STARTED: N_("제공 시작"),
    PartnerAnswer.PROGRESS: N_("진행 상황"),
    PartnerAnswer.DONE: N_("제공 완료"),
    PartnerAnswer.NOT_DELIVERED: N_("제공하지 못함"),
}

DECLINE_REASON: dict[DeclineReason, str] = {
    DeclineReason.NO_CAPACITY: N_("자리·인력 부족"),
    DeclineReason.NEEDS_ASSESSMENT: N_("먼저 살펴봐야 함"),
    DeclineReason.NOT_ELIGIBLE: N_("대상 아님"),
    DeclineReason.OUT_OF_AREA: N_("관할 지역 아님"),
    DeclineReason.CLIENT_DECLINED: N_("당사자가 원하지 않음"),
    DeclineReason.OTHER: N_("그 밖의 사유"),
}

RESOURCE_SOURCE: dict[ResourceSource, str] = {
    ResourceSource.PUBLIC_BENEFIT: N_("공적 급여"),
    ResourceSource.LOCAL_SCHEME: N_("지자체 사업"),
    ResourceSource.CASE_FUND: N_("사례관리사업비"),
    ResourceSource.FOUNDATION: N_("재단 지원"),
    ResourceSource.COMPANY: N_("기업 후원"),
    ResourceSource.VOLUNTEER: N_("자원봉사"),
    ResourceSource.PRIVATE_OTHER: N_("그 밖의 민간 자원"),
}
