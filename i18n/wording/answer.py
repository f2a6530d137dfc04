"""Approvals, closures and outcomes: code to Korean word."""

from care.model.codes import ApprovalAnswer, ClosureReason, ItemOutcome
from i18n.marks import N_

APPROVAL_ANSWER: dict[ApprovalAnswer, str] = {
    ApprovalAnswer.APPROVE: N_("승인"),
    ApprovalAnswer.RETURN: N_("보완 요청"),
    ApprovalAnswer.REJECT: N_("불승인"),
}

CLOSURE_REASON: dict[ClosureReason, str] = {
    ClosureReason.GOAL_ACHIEVED: N_("목표 달성"),
    ClosureReason.IMPROVED: N_("상황 호전"),
    ClosureReason.REFUSED: N_("당사자 거절"),
    ClosureReason.UNREACHABLE_LONG_TERM: N_("장기 연락 두절"),
    ClosureReason.DECEASED: N_("사망"),
    ClosureReason.MOVED_OUT: N_("전출"),
    ClosureReason.INSTITUTIONALISED: N_("시설 입소"),
    ClosureReason.HOSPITALISED: N_("장기 입원"),
    ClosureReason.TRANSFERRED_PROGRAM: N_("다른 사업으로 이관"),
    ClosureReason.NO_LONGER_MULTI_NEED: N_("복합 욕구 해소"),
    ClosureReason.WITHDREW_CONSENT: N_("동의 철회"),
    ClosureReason.DUPLICATE: N_("중복 등록"),
    ClosureReason.OTHER: N_("그 밖의 사유"),
}

ITEM_OUTCOME: dict[ItemOutcome, str] = {
    ItemOutcome.ACHIEVED: N_("이룸"),
    ItemOutcome.PARTLY: N_("일부 이룸"),
    ItemOutcome.NOT_ACHIEVED: N_("이루지 못함"),
    ItemOutcome.NOT_DELIVERED: N_("제공되지 않음"),
    ItemOutcome.NO_LONGER_NEEDED: N_("필요 없어짐"),
}
