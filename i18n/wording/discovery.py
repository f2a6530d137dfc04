"""Words of discovery before a case: signals, households at risk, lists."""

from care.model.discovery import (
    AtRiskStatus,
    BatchKind,
    BatchState,
    FoundOutcome,
    SignalSource,
    TriageDecline,
)
from i18n.marks import N_

SIGNAL_SOURCE: dict[SignalSource, str] = {
    SignalSource.BLIND_SPOT: N_("복지사각지대 발굴 자료"),
    SignalSource.ISOLATION: N_("고독사 위험군 자료"),
    SignalSource.LOCAL: N_("시·군·구 자체 자료"),
    SignalSource.REPORT: N_("사람이 알린 것"),
    SignalSource.SURVEY: N_("전수조사"),
}
AT_RISK_STATUS: dict[AtRiskStatus, str] = {
    AtRiskStatus.WAITING: N_("분류 기다림"),
    AtRiskStatus.SNOOZED: N_("미뤄 둠"),
    AtRiskStatus.OPENING: N_("사례 여는 중"),
    AtRiskStatus.ACCEPTED: N_("사례로 열림"),
    AtRiskStatus.ATTACHED: N_("진행 중인 사례에 더함"),
    AtRiskStatus.DECLINED: N_("열지 않음"),
    AtRiskStatus.MERGED: N_("다른 가구와 합침"),
}
TRIAGE_DECLINE: dict[TriageDecline, str] = {
    TriageDecline.ALREADY_HELPED: N_("이미 도움을 받고 있음"),
    TriageDecline.NO_NEED: N_("도움이 필요하지 않음"),
    TriageDecline.REFUSED: N_("당사자가 원하지 않음"),
    TriageDecline.WRONG_INFORMATION: N_("정보가 사실과 다름"),
    TriageDecline.MOVED_AWAY: N_("다른 지역으로 이사"),
    TriageDecline.INSTITUTIONALISED: N_("시설에 들어감"),
    TriageDecline.DECEASED: N_("사망"),
    TriageDecline.OTHER_PROGRAMME: N_("다른 사업에서 맡음"),
}
FOUND_OUTCOME: dict[FoundOutcome, str] = {
    FoundOutcome.NEW: N_("새 가구"),
    FoundOutcome.ADDED: N_("기다리는 가구에 더함"),
    FoundOutcome.ATTACHED: N_("진행 중인 사례에 더함"),
    FoundOutcome.SUPPRESSED: N_("최근 거절되어 쉬는 중"),
    FoundOutcome.ALREADY_RECEIVED: N_("이미 받음"),
    FoundOutcome.REJECTED: N_("읽을 수 없음"),
}
BATCH_KIND: dict[BatchKind, str] = {
    BatchKind.SIGNALS: N_("위기정보"),
    BatchKind.CAMPAIGN_TARGETS: N_("조사 대상"),
    BatchKind.SURVEY_ANSWERS: N_("조사 결과"),
}
BATCH_STATE: dict[BatchState, str] = {
    BatchState.READ: N_("읽음"),
    BatchState.CHECKING: N_("미리 맞춰 보는 중"),
    BatchState.CHECKED: N_("확정 기다림"),
    BatchState.TAKING: N_("받는 중"),
    BatchState.DONE: N_("받음"),
    BatchState.STOPPED: N_("멈춤"),
    BatchState.FAILED: N_("실패"),
}
DISCOVERY_TABLES = (
    SIGNAL_SOURCE,
    AT_RISK_STATUS,
    TRIAGE_DECLINE,
    FOUND_OUTCOME,
    BATCH_KIND,
    BATCH_STATE,
)
