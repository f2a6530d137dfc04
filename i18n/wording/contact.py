"""Contacts, consents and conferences: code to Korean word."""

from care.model.codes import (
    AftercareResult,
    CheckOutcome,
    ConferenceKind,
    ConsentMethod,
    ConsentPurpose,
    ContactMode,
    ContactResult,
    LawfulBasis,
    TeachBack,
)
from i18n.marks import N_

CONTACT_MODE: dict[ContactMode, str] = {
    ContactMode.VISIT: N_("가정 방문"),
    ContactMode.DOORSTEP: N_("문 앞 확인"),
    ContactMode.PHONE: N_("전화"),
    ContactMode.VIDEO: N_("영상 통화"),
    ContactMode.OFFICE: N_("내방 상담"),
}

CONTACT_RESULT: dict[ContactResult, str] = {
    ContactResult.MET: N_("만남"),
    ContactResult.NO_ANSWER: N_("만나지 못함"),
    ContactResult.REFUSED: N_("거절함"),
}

TEACH_BACK: dict[TeachBack, str] = {
    TeachBack.PASSED: N_("설명을 이해하고 되짚음"),
    TeachBack.NOT_YET: N_("다시 설명 필요"),
}

CONSENT_PURPOSE: dict[ConsentPurpose, str] = {
    ConsentPurpose.COLLECT_USE: N_("개인정보 수집·이용"),
    ConsentPurpose.PROVIDE_TO: N_("제3자 제공"),
    ConsentPurpose.SENSITIVE: N_("민감정보 처리"),
    ConsentPurpose.STORY_PUBLICATION: N_("사례 공개"),
}

CONSENT_METHOD: dict[ConsentMethod, str] = {
    ConsentMethod.WRITTEN: N_("서면"),
    ConsentMethod.READ_ALOUD: N_("읽어 드리고 확인"),
    ConsentMethod.ELECTRONIC: N_("전자 동의"),
}

LAWFUL_BASIS: dict[LawfulBasis, str] = {
    LawfulBasis.PUBLIC_MINIMUM: N_("공공기관 최소 제공(급여법 제15조)"),
    LawfulBasis.ICS_PLAN_PARTNER: N_("통합지원 계획 참여기관(통합지원법 제14조)"),
    LawfulBasis.URGENT_LIFE: N_("급박한 생명·신체 이익(개인정보 보호법 제18조)"),
    LawfulBasis.LEGAL_DUTY: N_("법령상 의무"),
    LawfulBasis.INCAPACITY: N_("스스로 정할 수 없는 사람(급여법 제5조③)"),
}

CONFERENCE_KIND: dict[ConferenceKind, str] = {
    ConferenceKind.INTERNAL: N_("내부 사례회의"),
    ConferenceKind.INTEGRATED: N_("통합사례회의"),
    ConferenceKind.ZONE: N_("권역 사례회의"),
    ConferenceKind.SOLUTION: N_("솔루션회의"),
    ConferenceKind.CARE_SUPPORT: N_("통합지원회의"),
}

CHECK_OUTCOME: dict[CheckOutcome, str] = {
    CheckOutcome.CONTINUE: N_("계획대로 계속"),
    CheckOutcome.REPLAN: N_("계획 변경"),
    CheckOutcome.REASSESS: N_("다시 조사"),
    CheckOutcome.CLOSE_REVIEW: N_("종결 검토"),
}

AFTERCARE_RESULT: dict[AftercareResult, str] = {
    AftercareResult.STABLE: N_("안정적으로 지냄"),
    AftercareResult.NEEDS_HELP: N_("다시 도움이 필요함"),
    AftercareResult.NOT_REACHED: N_("연락되지 않음"),
}
