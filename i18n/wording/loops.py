"""Loops and exits of a case's life, and times of day: code to Korean word."""

from care.model.loop_codes import (
    AgendaPurpose,
    ComplaintTopic,
    CrisisAid,
    CrisisFinding,
    Determination,
    HoldCause,
    HoldDecision,
    IcsApplicant,
    IcsSurveyor,
    Kinship,
    PauseReason,
    ProgrammeEnding,
    PurgeGround,
    SafetyFlag,
    Scheme,
    StallChoice,
    SupervisionKind,
    TimeBand,
    TransferAnswer,
)
from i18n.marks import N_

TIME_BAND: dict[TimeBand, str] = {
    TimeBand.MORNING: N_("오전"),
    TimeBand.AFTERNOON: N_("오후"),
    TimeBand.EVENING: N_("저녁"),
    TimeBand.WEEKEND: N_("주말"),
}

HOLD_CAUSE: dict[HoldCause, str] = {
    HoldCause.REFUSED_CONTACT: N_("만남을 거절함"),
    HoldCause.REFUSED_INTAKE: N_("초기상담에서 도움을 원하지 않음"),
    HoldCause.WITHDREW_CONSENT: N_("동의를 거둠"),
    HoldCause.DECIDED: N_("관계 유지로 정함"),
}

HOLD_DECISION: dict[HoldDecision, str] = {
    HoldDecision.CONTINUE: N_("계속 찾아감"),
    HoldDecision.HAND_TO_OUTREACH: N_("찾아가는 상담에 맡김"),
    HoldDecision.PROPOSE_CLOSURE: N_("종결을 올림"),
}

CRISIS_FINDING: dict[CrisisFinding, str] = {
    CrisisFinding.DANGER: N_("지금 위험함"),
    CrisisFinding.AT_RISK: N_("위험해질 수 있음"),
    CrisisFinding.SAFE: N_("안전함"),
    CrisisFinding.NOT_FOUND: N_("사람을 찾지 못함"),
}

CRISIS_AID: dict[CrisisAid, str] = {
    CrisisAid.RESCUE: N_("구조·응급 출동"),
    CrisisAid.MEDICAL: N_("긴급 의료"),
    CrisisAid.SHELTER: N_("안전한 거처"),
    CrisisAid.LIVELIHOOD: N_("긴급 생계비"),
    CrisisAid.FOOD_HEAT: N_("먹을 것과 난방"),
    CrisisAid.SAFETY_PLAN: N_("안전 계획"),
    CrisisAid.REPORTED_TO_BODY: N_("담당 기관에 신고·통보"),
    CrisisAid.NOT_NEEDED: N_("도움이 필요하지 않음"),
}

PURGE_GROUND: dict[PurgeGround, str] = {
    PurgeGround.SUICIDE_PREVENTION: N_("자살예방법에 따른 파기 요구"),
    PurgeGround.YOUTH_IN_CRISIS: N_("위기청년법에 따른 파기 요구"),
}

ICS_APPLICANT: dict[IcsApplicant, str] = {
    IcsApplicant.SELF: N_("본인"),
    IcsApplicant.FAMILY: N_("가족·친족"),
    IcsApplicant.GUARDIAN: N_("후견인"),
    IcsApplicant.HOSPITAL_STAFF: N_("병원 직원"),
    IcsApplicant.FACILITY_STAFF: N_("시설·기관 직원"),
    IcsApplicant.EX_OFFICIO: N_("담당 공무원 직권"),
}

ICS_SURVEYOR: dict[IcsSurveyor, str] = {
    IcsSurveyor.MUNICIPALITY: N_("시군구"),
    IcsSurveyor.NHIS: N_("국민건강보험공단"),
    IcsSurveyor.NPS: N_("국민연금공단"),
    IcsSurveyor.SOCIAL_SERVICE_AGENCY: N_("사회서비스원"),
    IcsSurveyor.DISABILITY_AGENCY: N_("한국장애인개발원"),
}

DETERMINATION: dict[Determination, str] = {
    Determination.ELIGIBLE: N_("통합지원 대상"),
    Determination.LINK_ONLY: N_("서비스 안내·연계만"),
    Determination.NOT_ELIGIBLE: N_("통합지원 대상 아님"),
}

PROGRAMME_ENDING: dict[ProgrammeEnding, str] = {
    ProgrammeEnding.DECEASED: N_("돌아가심"),
    ProgrammeEnding.INSTITUTIONALISED: N_("시설·병원에 들어가 필요 없어짐"),
    ProgrammeEnding.NO_LONGER_MULTI_NEED: N_("복합 지원이 필요 없어짐"),
    ProgrammeEnding.REFUSED: N_("분명한 거부"),
    ProgrammeEnding.OTHER: N_("장관이 정하는 그 밖의 사유"),
}

AGENDA_PURPOSE: dict[AgendaPurpose, str] = {
    AgendaPurpose.SELECT: N_("대상자 선정"),
    AgendaPurpose.PROGRESS: N_("경과 보고"),
    AgendaPurpose.CLOSE: N_("종결 심의"),
    AgendaPurpose.SOLUTION: N_("해결 방안 자문"),
}

SAFETY_FLAG: dict[SafetyFlag, str] = {
    SafetyFlag.AGGRESSION: N_("폭언·폭행 우려"),
    SafetyFlag.DANGEROUS_ANIMAL: N_("위험한 동물"),
    SafetyFlag.INFECTION: N_("감염 우려"),
    SafetyFlag.HAZARDOUS_HOME: N_("집 안이 위험함"),
}

STALL_CHOICE: dict[StallChoice, str] = {
    StallChoice.VISIT: N_("방문한다"),
    StallChoice.HOLD: N_("관계 유지로 돌린다"),
    StallChoice.REASSIGN: N_("담당자를 바꾼다"),
    StallChoice.CONFERENCE: N_("회의를 연다"),
}

SUPERVISION_KIND: dict[SupervisionKind, str] = {
    SupervisionKind.LONG_CASE: N_("장기 사례"),
    SupervisionKind.INCIDENT: N_("위험한 일이 있은 뒤"),
    SupervisionKind.ASKED: N_("담당자가 요청함"),
    SupervisionKind.LOAD: N_("맡은 사례가 많음"),
}

PAUSE_REASON: dict[PauseReason, str] = {
    PauseReason.HOSPITAL: N_("입원"),
    PauseReason.AWAY: N_("오래 집을 비움"),
    PauseReason.DISASTER: N_("재난"),
    PauseReason.CLIENT_WISH: N_("당사자가 원함"),
    PauseReason.OTHER_BODY: N_("다른 기관의 절차를 기다림"),
}

TRANSFER_ANSWER: dict[TransferAnswer, str] = {
    TransferAnswer.ACCEPTED: N_("받아들임"),
    TransferAnswer.REJECTED: N_("받지 않음"),
    TransferAnswer.EXPIRED: N_("답 없이 기한이 지남"),
    TransferAnswer.WITHDRAWN: N_("거두어들임"),
}

SCHEME: dict[Scheme, str] = {
    Scheme.DREAM_START: N_("드림스타트"),
    Scheme.SELF_SUPPORT: N_("자활사업"),
    Scheme.MEDICAL_BENEFIT: N_("의료급여 사례관리"),
    Scheme.ELDER_CARE: N_("노인맞춤돌봄서비스"),
    Scheme.MENTAL_HEALTH: N_("정신건강 사례관리"),
    Scheme.ADDICTION: N_("중독관리"),
    Scheme.VISITING_HEALTH: N_("방문건강관리"),
    Scheme.YOUTH_IN_CRISIS: N_("위기청년 전담지원"),
}

KINSHIP: dict[Kinship, str] = {
    Kinship.REOPENED: N_("다시 열림"),
    Kinship.TRANSFERRED: N_("다른 시군구에서 옮겨 옴"),
    Kinship.SPLIT: N_("가구에서 나뉨"),
}

COMPLAINT_TOPIC: dict[ComplaintTopic, str] = {
    ComplaintTopic.LATE_SERVICE: N_("서비스가 늦음"),
    ComplaintTopic.QUALITY: N_("서비스의 질"),
    ComplaintTopic.CONDUCT: N_("담당자의 태도"),
    ComplaintTopic.ACCESS: N_("이용하기 어려움"),
    ComplaintTopic.OTHER: N_("그 밖의 불편"),
}

LOOP_TABLES = (
    TIME_BAND,
    HOLD_CAUSE,
    HOLD_DECISION,
    CRISIS_FINDING,
    CRISIS_AID,
    PURGE_GROUND,
    ICS_APPLICANT,
    ICS_SURVEYOR,
    DETERMINATION,
    PROGRAMME_ENDING,
    AGENDA_PURPOSE,
    SAFETY_FLAG,
    STALL_CHOICE,
    SUPERVISION_KIND,
    PAUSE_REASON,
    TRANSFER_ANSWER,
    SCHEME,
    KINSHIP,
    COMPLAINT_TOPIC,
)
