"""Words of survey campaigns."""

from care.model.campaign import CampaignState, TargetState, TieRule, TryResult, Why
from i18n.marks import N_

CAMPAIGN_STATE: dict[CampaignState, str] = {
    CampaignState.SURVEYING: N_("조사하는 중"),
    CampaignState.PROPOSED: N_("선정 명단 결재 기다림"),
    CampaignState.SIGNED: N_("선정 확정"),
}
TARGET_STATE: dict[TargetState, str] = {
    TargetState.WAITING: N_("조사 기다림"),
    TargetState.SURVEYED: N_("조사함"),
    TargetState.REFUSED: N_("조사를 원하지 않음"),
    TargetState.NOT_REACHED: N_("만나지 못함"),
    TargetState.MOVED: N_("이사함"),
    TargetState.INSTITUTIONALISED: N_("시설에 들어감"),
    TargetState.DECEASED: N_("사망"),
}
TRY_RESULT: dict[TryResult, str] = {
    TryResult.NOT_HOME: N_("집에 없음"),
    TryResult.REFUSED: N_("조사를 원하지 않음"),
    TryResult.NOT_REACHED: N_("여러 번 찾아가도 만나지 못함"),
    TryResult.MOVED: N_("이사함"),
    TryResult.INSTITUTIONALISED: N_("시설에 들어감"),
    TryResult.DECEASED: N_("사망"),
}
TIE_RULE: dict[TieRule, str] = {
    TieRule.OLDER: N_("나이가 많은 분 먼저"),
    TieRule.MORE_SERIOUS: N_("가장 심한 답이 많은 분 먼저"),
    TieRule.SURVEYED_EARLIER: N_("먼저 조사한 분 먼저"),
    TieRule.LOT: N_("추첨(누구나 다시 해 볼 수 있는 계산)"),
}
WHY: dict[Why, str] = {
    Why.SCORE: N_("점수가 선정선보다 높음"),
    Why.TIE_TAKEN: N_("선정선과 같은 점수, 동점 규칙에서 앞섬"),
    Why.TIE_LEFT: N_("선정선과 같은 점수, 동점 규칙에서 뒤짐"),
    Why.BELOW_CUT: N_("점수가 선정선보다 낮음"),
    Why.BELOW_LEAST: N_("최저 점수에 못 미침"),
    Why.NOT_SURVEYED: N_("기간 안에 조사하지 못함"),
    Why.REFUSED: N_("조사를 원하지 않음"),
    Why.NOT_REACHED: N_("만나지 못함"),
    Why.MOVED: N_("이사함"),
    Why.INSTITUTIONALISED: N_("시설에 들어감"),
    Why.DECEASED: N_("사망"),
}
CAMPAIGN_TABLES = (CAMPAIGN_STATE, TARGET_STATE, TRY_RESULT, TIE_RULE, WHY)
