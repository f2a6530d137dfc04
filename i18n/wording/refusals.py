"""What the case itself refuses, and what is missing for a step: code to Korean sentence."""

from i18n.marks import N_

REFUSALS: dict[str, str] = {
    "already_open": N_("이미 개설된 사례입니다."),
    "not_open": N_("아직 개설되지 않았거나 이미 끝난 사례입니다."),
    "wrong_stage": N_("지금 단계에서는 할 수 없는 일입니다."),
    "requirements_missing": N_("다음 단계로 가기 전에 갖추어야 할 것이 남아 있습니다."),
    "role_not_allowed": N_("지금 역할로는 이 사례에 이 일을 할 수 없습니다."),
    "requester_cannot_approve": N_(
        "요청한 사람은 자신의 요청에 답할 수 없습니다. 다른 결재자가 답해야 합니다."
    ),
    "not_your_tier": N_("앞 단계 결재가 먼저이거나, 이 단계는 이미 답이 끝났습니다."),
    "already_decided": N_("%(by)s 님이 %(at)s에 먼저 답했습니다. 이 답은 기록되지 않았습니다."),
    "stale_version": N_(
        "화면을 연 뒤에 내용이 바뀌었습니다. 바뀐 내용을 확인하고 다시 답해 주세요."
    ),
    "reason_required": N_(
        "사유나 결과가 필요합니다: 보완 요청·불승인·기관의 거절에는 사유를,"
        " 끝난 서비스에는 결과를 적어 주세요."
    ),
    "unknown_subject": N_("이 사례에 없는 항목입니다. 화면을 새로 고쳐 확인해 주세요."),
    "consent_missing": N_(
        "정보를 제공할 동의나 다른 법적 근거가 없습니다. 동의를 먼저 받아 주세요."
    ),
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
    "in_hold": N_("관계 유지 중인 가구입니다. 공공기관 밖에는 정보를 보낼 수 없고, 계획도 쉽니다."),
    "merged": N_("다른 사례에 합쳐진 기록입니다. 먼저 합치기를 되돌려 주세요."),
    "duplicate_service": N_(
        "같은 서비스를 이미 받고 있거나 최근에 받았습니다. 그래도 필요하면 까닭을 적어 주세요."
    ),
    "votes_not_used": N_("이 시군구의 정책에서는 회의에서 표결하지 않습니다."),
    "policy_not_now": N_("지금은 이 판을 따를 때가 아닙니다."),
    "policy_level_gone": N_("이 사례의 대상자 구분이 새 판에 없습니다."),
    "policy_decision_open": N_("결재를 기다리는 요청이 있어 지금 판에 따라 먼저 끝냅니다."),
    "policy_assessment_open": N_("새 판에 없는 조사표로 조사하는 중입니다."),
    "policy_transfer_open": N_("다른 곳에 넘기겠다고 한 제안이 답을 기다리고 있습니다."),
    "approval_frozen": N_("이런 결재를 쉬는 기간입니다(%(until)s까지). 돌려보낼 수는 있습니다."),
    "crisis_open": N_("긴급 개입이 끝나지 않았습니다. 현장확인과 긴급 지원을 먼저 기록해 주세요."),
}

MISSING: dict[str, str] = {
    "contact_met": N_("당사자를 만난 접촉 기록이 없습니다. 방문이나 상담을 먼저 기록해 주세요."),
    "contact_attempts": N_(
        "연락이 닿지 않은 시도가 %(subject)s번보다 적습니다. 더 시도하고 기록해 주세요."
    ),
    "contact_bands": N_(
        "연락한 때가 %(subject)s가지보다 적습니다. 오전·오후·저녁·주말로 나누어 시도해 주세요."
    ),
    "contact_visit": N_("찾아가 본 기록이 없습니다. 한 번은 방문하고 기록해 주세요."),
    "hold_review": N_("관계 유지 검토가 아직 없습니다. 검토를 먼저 기록해 주세요."),
    "lawful_ground": N_(
        "동의 없이 할 법적 근거가 기록되지 않았습니다. 근거와 까닭을 먼저 기록해 주세요."
    ),
    "intake_outcome": N_("초기상담 결과가 없습니다. 담당자가 초기상담을 마쳐야 합니다."),
    "consent_collect_use": N_(
        "개인정보 수집·이용 동의가 없습니다. 동의를 받거나 법적 근거를 골라 주세요."
    ),
    "owner": N_(
        "담당자가 정해지지 않았습니다. 읍면동 팀장이나 희망복지지원단 팀장이 지정할 수 있습니다."
    ),
    "member_not_assessed": N_("조사가 끝나지 않은 가구원이 있습니다."),
    "need_not_scored": N_("점수를 매기지 않은 영역: %(subject)s"),
    "conference": N_("사례회의 회의록이 없습니다. 회의를 열고 서명해 주세요."),
    "conference_after_returns": N_(
        "보완 요청이 거듭되었습니다. 사례회의에서 함께 정한 뒤 다시 올려 주세요."
    ),
    "level": N_("대상자 구분이 정해지지 않았습니다. 사례회의에서 정해 주세요."),
    "goal": N_("목표가 하나도 없습니다."),
    "action": N_("서비스가 하나도 없습니다."),
    "item_repeated": N_("같은 항목이 두 번 들어 있습니다."),
    "goal_before_unknown": N_("먼저 이룰 목표가 계획에 없습니다."),
    "need_without_goal": N_("목표가 없는 욕구: %(subject)s"),
    "action_without_goal": N_("목표에 이어지지 않은 서비스가 있습니다."),
    "action_members": N_("누구를 위한 서비스인지 정하지 않은 항목이 있습니다."),
    "due_date_past": N_("기한이 이미 지난 서비스가 있습니다."),
    "money_without_source": N_("재원을 정하지 않은 금액이 있습니다."),
    "agency_without_kind": N_("종류를 알 수 없는 기관이 있습니다."),
    "plan_approved": N_("승인된 제공계획이 없습니다. 결재자의 승인이 필요합니다."),
    "plan_agreed": N_("당사자가 계획에 동의한 기록이 없습니다. 설명하고 동의를 받아 주세요."),
    "service_started": N_("아직 시작된 서비스가 없습니다."),
    "need_not_linked": N_("서비스가 이어지지 않은 욕구: %(subject)s"),
    "purge_pending": N_(
        "바로 파기해 달라는 요구가 남아 있습니다. 개인정보 보호책임자가 먼저 파기해야 합니다."
    ),
    "plan_pending": N_("승인을 기다리는 제공계획이 있습니다. 답이 나온 뒤에 진행해 주세요."),
    "transfer_pending": N_("이관 제안의 답을 기다리고 있습니다. 답이 나온 뒤에 진행해 주세요."),
    "referral_pending": N_("고난도 의뢰의 답을 기다리고 있습니다. 답이 나온 뒤에 진행해 주세요."),
    "linkage_open": N_("끝나지 않은 연계가 있습니다. 마치거나 철회한 뒤 진행해 주세요."),
    "linkage_to_recall": N_(
        "거둔 의뢰의 기관에 자료 파기를 아직 요청하지 않았습니다. 요청하고 기록해 주세요."
    ),
    "action_outcome": N_("결과를 적지 않은 서비스가 있습니다."),
    "consent_missing": N_("동의가 없는 가구원이 있습니다."),
    "consent_provide_to": N_("제3자 제공 동의가 없는 가구원이 있습니다."),
    "consent_sensitive": N_("건강에 관한 민감정보 동의가 없는 가구원이 있습니다."),
    "basis_does_not_fit": N_("고른 법적 근거를 이 기관에 쓸 수 없습니다: %(subject)s"),
    "member_excluded": N_("가구에서 제외된 사람의 정보는 보내거나 알려 줄 수 없습니다."),
    "address_protected": N_("주소를 보호하는 가구입니다. 이 사람에게는 알려 줄 수 없습니다."),
    "consent_to_apply": N_(
        "본인이나 가족이 아닌 사람이 신청하려면 본인이나 법정대리인의 동의를 먼저 받아야 합니다."
    ),
    "ics_survey": N_("통합지원 조사 기록이 없습니다. 조사를 먼저 기록해 주세요."),
    "ics_determination": N_("통합지원 종합판정 기록이 없습니다. 판정을 먼저 기록해 주세요."),
    "ics_eligible": N_(
        "종합판정에서 통합지원 대상으로 정해지지 않아 개인별지원계획을 세울 수 없습니다."
    ),
    "programme_running": N_("통합지원이 아직 끝나지 않았습니다. 법정 사유로 먼저 마쳐 주세요."),
    "closure_signature": N_(
        "함께 맡은 민간 사례관리사의 서명이 없습니다. 서명을 받은 뒤 승인해 주세요."
    ),
}
"""A step's unmet requirements; a page that knows names may word them more closely."""
