"""One plain sentence per event of the timeline; ``i18n.sentences`` fills the places."""

from i18n.marks import N_
from i18n.wording.heard import HEARD_EVENTS
from i18n.wording.linking import LINKING_EVENTS
from i18n.wording.loop_events import LOOP_EVENTS

EVENTS: dict[str, str] = {
    "CaseOpened": N_("사례를 개설했습니다. 발굴 경로: %(channel)s%(landing)s"),
    "StageEntered": N_("%(stage)s 단계로 넘어갔습니다."),
    "ContactRecorded": N_("%(mode)s: %(result)s"),
    "IntakeRecorded": N_("초기상담을 마쳤습니다. 결과: %(outcome)s"),
    "CaseReceived": N_("사례로 접수했습니다. 30일 기한이 시작됩니다."),
    "OwnerAssigned": N_("담당자를 %(owner)s 님으로 정했습니다."),
    "MemberAdded": N_("가구원을 추가했습니다: %(relation)s"),
    "AddressProtectionChanged": N_("주소 보호를 %(onoff)s."),
    "ConsentRecorded": N_("동의를 받았습니다: %(purpose)s (%(method)s)"),
    "ConsentWithdrawn": N_("동의를 철회했습니다."),
    "AssessmentSaved": N_("욕구·위기도 조사를 %(how)s."),
    "ConferenceHeld": N_("%(kind)s를 열었습니다. %(attendees)s명 참석"),
    "Classified": N_("대상자 구분을 정했습니다: %(level)s"),
    "HighDifficultyReferred": N_("시군구에 고난도 의뢰를 보냈습니다."),
    "HighDifficultyAnswered": N_("고난도 의뢰를 %(answer)s."),
    "PlanSubmitted": N_("제공계획 %(version)s판의 승인을 요청했습니다."),
    "PlanSubmissionWithdrawn": N_("제공계획 %(version)s판의 승인 요청을 거두었습니다."),
    "PlanAnswered": N_("제공계획 %(version)s판 %(tier)s차 결재: %(answer)s"),
    "PlanApproved": N_(
        "제공계획 %(version)s판이 승인되었습니다. 목표 %(goals)s개, 서비스 %(actions)s건"
    ),
    "PlanReturned": N_("제공계획 %(version)s판에 보완을 요청했습니다."),
    "PlanRejected": N_("제공계획 %(version)s판을 승인하지 않았습니다."),
    "PlanAgreed": N_("당사자가 제공계획 %(version)s판에 동의했습니다. (%(method)s)"),
    "LinkageRequested": N_("%(agency)s에 %(service)s 연계를 요청했습니다."),
    "LinkageDelivered": N_("%(agency)s에 의뢰가 전달되었습니다."),
    "LinkageDeliveryFailed": N_("%(agency)s에 의뢰를 전달하지 못했습니다. (%(code)s)"),
    "LinkageAnswered": N_("%(agency)s의 답: %(answer)s"),
    "LateAnswerKept": N_("%(agency)s의 늦은 답(%(answer)s)을 보관했습니다. 바뀐 것은 없습니다."),
    "LateAnswerAcknowledged": N_("%(agency)s의 늦은 답을 살폈습니다."),
    "LinkageWithdrawn": N_("%(agency)s 연계를 철회했습니다."),
    "LinkageRecalled": N_("%(agency)s에 받은 자료를 지워 달라고 알렸습니다."),
    "EffectOrdered": N_("%(agency)s에 보낼 내용을 준비했습니다."),
    "PledgeRecorded": N_("%(agency)s의 후원 약정을 기록했습니다. 매달 %(amount)s, %(months)s개월"),
    "ResourceRecorded": N_("자원을 기록했습니다: %(source)s %(amount)s"),
    "CheckRecorded": N_("점검했습니다. 결과: %(outcome)s"),
    "ProgrammeEnrolled": N_("%(programme)s 사업에 등록했습니다."),
    "IndividualPlanAccepted": N_("제공계획 %(version)s판을 %(programme)s 계획으로 인정했습니다."),
    "ClosureProposed": N_("종결을 올렸습니다. 사유: %(reason)s"),
    "ClosureAnswered": N_("종결 %(tier)s차 결재: %(answer)s"),
    "ClosureTurnedDown": N_("종결하지 않기로 하고 앞 단계로 돌아갔습니다."),
    "CaseClosed": N_("사례를 종결했습니다. 사유: %(reason)s"),
    "AftercareRecorded": N_("사후관리를 했습니다. 결과: %(result)s"),
    "CaseEnded": N_("이 사례의 모든 절차가 끝났습니다."),
    "RedFlagRaised": N_("긴급 신호를 올렸습니다: %(flags)s"),
    "RedFlagsCleared": N_("긴급 신호를 내렸습니다."),
    "InformationRequestRecorded": N_("외부의 정보 요청을 %(answer)s."),
    "NoteAdded": N_("메모를 남겼습니다."),
    "LadderStepFired": N_("%(deadline)s 기한 알림을 %(to)s에게 보냈습니다. (%(step)s)"),
    "EscalationAcknowledged": N_(
        "%(deadline)s 알림을 확인했습니다. %(until)s까지 다시 알리지 않습니다."
    ),
    "PolicyAdopted": N_("%(since)s 정책 %(version)s판을 따릅니다.%(moved)s%(office)s"),
    **LOOP_EVENTS,
    **LINKING_EVENTS,
    **HEARD_EVENTS,
}

TURNS: dict[str, str] = {
    "on": N_("시작했습니다"),
    "off": N_("풀었습니다"),
    "assessment_saved": N_("임시 저장했습니다"),
    "assessment_complete": N_("마쳤습니다"),
    "accepted": N_("수락했습니다"),
    "returned": N_("돌려보냈습니다"),
    "granted": N_("받아들였습니다"),
    "refused": N_("거절했습니다"),
    "policy_STAGE": N_("이 단계부터"),
    "policy_REVIEW": N_("이번 검토부터"),
    "policy_ROLLOUT": N_("지금부터"),
    "landed": N_(". 알린 읍면동 %(told)s의 사례는 이제 %(office)s에서 맡습니다."),
    "routed": N_(
        ". 배정 규칙 ‘%(rule)s’에 따라 알린 읍면동 %(told)s 대신 %(office)s에서 맡습니다."
    ),
    "routed_here": N_(". 배정 규칙 ‘%(rule)s’에 따라 알린 읍면동 %(told)s에서 맡습니다."),
    "office_moved": N_(" 담당 읍면동: %(before)s → %(after)s"),
}
"""The end of a sentence that can go two ways."""
