"""The service loop: data groups, chasing, concerns, gaps, milestones, supports; and its events."""

from care.model.service_codes import (
    Capacity,
    ChaseAct,
    ConcernKind,
    DataGroup,
    GapEnding,
    Milestone,
    PlacePriority,
    SupportKind,
    SupportStrength,
)
from i18n.marks import N_

DATA_GROUP: dict[DataGroup, str] = {
    DataGroup.IDENTITY: N_("이름과 태어난 해"),
    DataGroup.PHONE: N_("전화번호"),
    DataGroup.ADDRESS: N_("주소"),
    DataGroup.NEED: N_("욕구와 요청 내용"),
    DataGroup.HEALTH: N_("건강 정보(민감정보)"),
    DataGroup.HOUSEHOLD: N_("가구 구성과 다른 서비스"),
}

CHASE_ACT: dict[ChaseAct, str] = {
    ChaseAct.REMIND: N_("기관에 다시 알림"),
    ChaseAct.TELL_OWNER: N_("담당자에게 알림"),
    ChaseAct.NEXT_BODY: N_("다음 기관에 요청"),
}

CONCERN_KIND: dict[ConcernKind, str] = {
    ConcernKind.HEALTH_WORSE: N_("건강이 나빠짐"),
    ConcernKind.NOT_REACHED: N_("연락이 닿지 않음"),
    ConcernKind.MONEY: N_("돈 문제"),
    ConcernKind.HOUSING: N_("주거 문제"),
    ConcernKind.FAMILY: N_("가족 문제"),
    ConcernKind.SAFETY: N_("안전이 걱정됨"),
    ConcernKind.OTHER: N_("그 밖의 변화"),
}

GAP_ENDING: dict[GapEnding, str] = {
    GapEnding.FOUND: N_("제공할 곳을 찾음"),
    GapEnding.OTHER_SERVICE: N_("다른 서비스로 채움"),
    GapEnding.NO_LONGER_NEEDED: N_("더는 필요하지 않음"),
    GapEnding.NOT_AVAILABLE: N_("지역에 자원이 없음"),
}

MILESTONE: dict[Milestone, str] = {
    Milestone.CERTIFICATE: N_("자격증 취득"),
    Milestone.INTERVIEW: N_("면접"),
    Milestone.EMPLOYED: N_("취업"),
    Milestone.SAVING_STARTED: N_("저축 시작"),
    Milestone.TRAINING_DONE: N_("훈련 마침"),
    Milestone.CRISIS_OVER: N_("위기에서 벗어남"),
    Milestone.HOUSED: N_("집을 구함"),
    Milestone.BENEFIT_GRANTED: N_("급여 결정"),
    Milestone.BACK_AT_SCHOOL: N_("학교로 돌아감"),
}

SUPPORT_KIND: dict[SupportKind, str] = {
    SupportKind.FAMILY: N_("가족·친척"),
    SupportKind.FRIEND: N_("친구"),
    SupportKind.NEIGHBOUR: N_("이웃"),
    SupportKind.FAITH: N_("종교 모임"),
    SupportKind.SCHOOL: N_("학교 사람"),
    SupportKind.WORK: N_("직장 사람"),
    SupportKind.CLINIC: N_("다니는 병원"),
    SupportKind.GROUP: N_("모임"),
    SupportKind.OTHER: N_("그 밖의 관계"),
}

SUPPORT_STRENGTH: dict[SupportStrength, str] = {
    SupportStrength.STRONG: N_("든든한 관계"),
    SupportStrength.WEAK: N_("약한 관계"),
    SupportStrength.STRESSED: N_("힘든 관계"),
}

PLACE_PRIORITY: dict[PlacePriority, str] = {
    PlacePriority.HOSPITAL_DISCHARGE: N_("퇴원한 가구 먼저"),
    PlacePriority.URGENT: N_("긴급한 가구 먼저"),
    PlacePriority.LEVEL: N_("무거운 구분 먼저"),
    PlacePriority.WAITED: N_("먼저 신청한 가구 먼저"),
}

CAPACITY: dict[Capacity, str] = {
    Capacity.HAS_ROOM: N_("자리 있음"),
    Capacity.FULL: N_("자리 없음"),
    Capacity.WAITLIST: N_("대기자 받음"),
    Capacity.NEEDS_ASSESSMENT: N_("먼저 살펴봐야 함"),
}

LINKING_TABLES = (
    DATA_GROUP,
    CHASE_ACT,
    CONCERN_KIND,
    GAP_ENDING,
    MILESTONE,
    SUPPORT_KIND,
    SUPPORT_STRENGTH,
    PLACE_PRIORITY,
    CAPACITY,
)

LINKING_EVENTS: dict[str, str] = {
    "PartnerReminded": N_("%(agency)s에 %(what)s 다시 물었습니다."),
    "LinkagePassedOn": N_("%(agency)s에 한 의뢰를 %(to)s에 넘겼습니다."),
    "DoubleSendNoticed": N_("%(agency)s에 의뢰가 두 번 갔을 수 있습니다."),
    "DoubleSendAcknowledged": N_("%(agency)s에 의뢰가 한 번만 있는 것을 확인했습니다."),
    "DestructionConfirmed": N_("%(agency)s에서 받은 자료를 파기했다고 확인했습니다."),
    "ConcernRaised": N_("%(agency)s에서 걱정되는 변화를 알렸습니다: %(concern)s"),
    "ConcernAnswered": N_("기관이 알린 변화를 살피고 답했습니다."),
    "ResourceGapFound": N_("제공할 기관을 찾지 못했습니다: %(service)s (%(asked)s곳에 물음)"),
    "ResourceGapSettled": N_("찾지 못하던 자원을 정리했습니다: %(ending)s"),
    "MilestoneRecorded": N_("한 걸음 나아갔습니다: %(milestone)s"),
    "SupportRecorded": N_("곁에 있는 사람을 기록했습니다: %(support)s, %(strength)s"),
    "SupportEnded": N_("곁에 있던 사람과의 관계가 끝났다고 기록했습니다."),
}

LINKING_TURNS: dict[str, str] = {
    "answer": N_("답을"),
    "progress": N_("진행 상황을"),
}
