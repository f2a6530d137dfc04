"""What the case itself refuses, and what is missing for a step: code to Korean sentence."""

from i18n.marks import N_

REFUSALS: dict[str, str] = {
    "already_open": N_("이미 개설된 사례입니다."),
    "not_open": N_("아직 개설되지 않았거나 이미 끝난 사례입니다."),
    "wrong_stage": N_("지금 단계에서는 할 수 없는 일입니다."),
    "requirements_missing": N_("다음 단계로 가기 전에 갖추어야 할 것이 남아 있습니다."),
    "role_not_allowed": N_("지금 역할로는 이 사례에 이 일을 할 수 없습니다."),
    "requester_cannot_approve": N_("요청한 사람은 자신의 요청에 답할 수 없습니다. 다른 결재자가 답해야 합니다."),
    "not_your_tier": N_("앞 단계 결재가 먼저이거나, 이 단계는 이미 답이 끝났습니다."),
    "already_decided": N_("%(by)s 님이 %(at)s에 먼저 답했습니다. 이 답은 기록되지 않았습니다."),
    "stale_version": N_("화면을 연 뒤에 내용이 바뀌었습니다. 바뀐 내용을 확인하고 다시 답해 주세요."),
    "reason_required": N_("보완 요청과 불승인에는 사유가 필요합니다."),
    "unknown_subject": N_("이 사례에 없는 항목입니다. 화면을 새로 고쳐 확인해 주세요."),
    "consent_missing": N_("정보를 제공할 동의나 다른 법적 근거가 없습니다. 동의를 먼저 받아 주세요."),
    "guardian_required": N_("14세 미만 가구원은 법정대리인의 동의가 필요합니다."),
    "witness_required": N_("읽어 드리고 받는 동의에는 입회자가 필요합니다."),
    "linkage_closed": N_("이미 끝난 연계입니다."),
    "unknown_level": N_("이 시군구의 정책에 없는 대상자 구분입니다."),
    "closure_not_allowed": N_("이 시군구의 정책에서는 이 사유로 종결할 수 없습니다."),
    "nothing_pending": N_("답을 기다리는 요청이 없습니다."),
    "over_cap": N_("가구당 사업비 한도를 넘습니다. 금액이나 재원을 조정해 주세요."),
    "invalid_value": N_("값이 범위를 벗어났습니다: %(field)s"),
    "duplicate_subject": N_("같은 번호의 항목이 이미 있습니다."),
    "no_longer_pending": N_("요청이 취소되었거나 바뀌었습니다. 지금 상태를 확인해 주세요."),
    "bad_actor": N_("연계를 요청받은 기관에서 온 답이 아닙니다."),
}

MISSING: dict[str, str] = {}
