"""Clocks, inbox items and how days are counted: code to Korean word."""

from care.model.term import FirstDay, Rollover, Unit
from care.model.work import DeadlineKind, TaskKind
from i18n.marks import N_

DEADLINE_KIND: dict[DeadlineKind, str] = {
    DeadlineKind.FIRST_CONTACT: N_("첫 접촉"),
    DeadlineKind.INTAKE_TO_RECEIPT: N_("접수 결정"),
    DeadlineKind.ASSIGN_OWNER: N_("담당자 지정"),
    DeadlineKind.ASSESSMENT: N_("욕구·위기도 조사"),
    DeadlineKind.CONFERENCE: N_("사례회의"),
    DeadlineKind.PLAN: N_("제공계획 확정(30일)"),
    DeadlineKind.PLAN_AFTER_CONFERENCE: N_("회의 뒤 계획 확정"),
    DeadlineKind.APPROVAL: N_("결재"),
    DeadlineKind.PLAN_AGREEMENT: N_("당사자의 계획 동의"),
    DeadlineKind.LINKAGE_REQUEST: N_("서비스 의뢰"),
    DeadlineKind.PARTNER_ANSWER: N_("기관의 답"),
    DeadlineKind.SUBSTITUTE_SEARCH: N_("대체 기관 물색"),
    DeadlineKind.MANUAL_REFERRAL: N_("전화·공문 의뢰"),
    DeadlineKind.LATE_ANSWER: N_("늦은 답 확인"),
    DeadlineKind.RECALL: N_("자료 파기 요청"),
    DeadlineKind.LINKAGE_START: N_("서비스 시작"),
    DeadlineKind.CONTACT: N_("정기 연락"),
    DeadlineKind.VISIT: N_("정기 방문"),
    DeadlineKind.CHECK: N_("정기 점검"),
    DeadlineKind.REASSESSMENT: N_("재사정"),
    DeadlineKind.HIGH_DIFFICULTY_ANSWER: N_("고난도 의뢰 답"),
    DeadlineKind.CLOSURE: N_("종결 처리"),
    DeadlineKind.AFTERCARE_CHECK: N_("사후관리 확인"),
    DeadlineKind.ICS_CHECK: N_("통합지원 법정 점검"),
    DeadlineKind.PLEDGE: N_("약정 후원"),
    DeadlineKind.CONSENT_RENEWAL: N_("동의 갱신"),
    DeadlineKind.RED_FLAG: N_("긴급 신호 대응"),
}

TASK_KIND: dict[TaskKind, str] = {
    TaskKind.MAKE_FIRST_CONTACT: N_("첫 접촉하기"),
    TaskKind.DO_INTAKE: N_("초기상담하기"),
    TaskKind.RECEIVE_CASE: N_("접수 결정하기"),
    TaskKind.ASSIGN_OWNER: N_("담당자 지정하기"),
    TaskKind.DO_ASSESSMENT: N_("욕구·위기도 조사하기"),
    TaskKind.HOLD_CONFERENCE: N_("사례회의 열기"),
    TaskKind.MAKE_PLAN: N_("제공계획 세우기"),
    TaskKind.REVISE_PLAN: N_("제공계획 보완하기"),
    TaskKind.APPROVE_PLAN: N_("제공계획 승인"),
    TaskKind.GET_PLAN_AGREEMENT: N_("당사자 동의 받기"),
    TaskKind.REQUEST_LINKAGES: N_("서비스 의뢰하기"),
    TaskKind.SEND_MANUAL_REFERRAL: N_("전화·공문으로 의뢰하기"),
    TaskKind.CHASE_PARTNER: N_("기관에 답 재촉하기"),
    TaskKind.FIND_SUBSTITUTE: N_("대체 기관 찾기"),
    TaskKind.FIX_DELIVERY: N_("의뢰 전달 문제 풀기"),
    TaskKind.LOOK_AT_LATE_ANSWER: N_("기관의 늦은 답 살피기"),
    TaskKind.RECALL_REFERRAL: N_("기관에 자료 파기 요청하기"),
    TaskKind.CONFIRM_START: N_("서비스 시작 확인하기"),
    TaskKind.CONTACT_HOUSEHOLD: N_("가구에 연락하기"),
    TaskKind.VISIT_HOUSEHOLD: N_("가정 방문하기"),
    TaskKind.DO_CHECK: N_("점검하기"),
    TaskKind.REASSESS: N_("다시 조사하기"),
    TaskKind.ANSWER_HIGH_DIFFICULTY: N_("고난도 의뢰에 답하기"),
    TaskKind.APPROVE_CLOSURE: N_("종결 승인"),
    TaskKind.PROPOSE_CLOSURE: N_("종결 올리기"),
    TaskKind.DO_AFTERCARE: N_("사후관리하기"),
    TaskKind.DO_ICS_CHECK: N_("통합지원 법정 점검하기"),
    TaskKind.SECURE_PLEDGE: N_("약정 후원 확인하기"),
    TaskKind.RENEW_CONSENT: N_("동의 다시 받기"),
    TaskKind.ANSWER_RED_FLAG: N_("긴급 신호에 대응하기"),
}

UNIT: dict[Unit, str] = {
    Unit.HOURS: N_("시간"),
    Unit.DAYS: N_("일"),
    Unit.BUSINESS_DAYS: N_("영업일"),
    Unit.MONTHS: N_("개월"),
}

FIRST_DAY: dict[FirstDay, str] = {
    FirstDay.EXCLUDED: N_("첫날을 세지 않음"),
    FirstDay.INCLUDED: N_("첫날부터 셈"),
}

ROLLOVER: dict[Rollover, str] = {
    Rollover.NEXT: N_("쉬는 날이면 다음 영업일로"),
    Rollover.PREVIOUS: N_("쉬는 날이면 앞 영업일로"),
    Rollover.NONE: N_("쉬는 날에도 그대로"),
}
