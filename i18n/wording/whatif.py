"""What-if on recorded cases: points, outcomes, and why a decision cannot be known."""

from care.model.whatif import Outcome, Point
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording.refusals import REFUSALS

POINT: dict[Point, str] = {
    Point.OFFICE: N_("맡는 읍면동"),
    Point.LEVEL: N_("제안 등급"),
    Point.PLAN: N_("계획의 결재"),
    Point.CLOSURE: N_("종결의 결재"),
    Point.END: N_("사례의 끝"),
    Point.ESCALATION: N_("윗선 알림"),
    Point.REVIEW: N_("점검·재사정 기한"),
}
"""In the order people ask about them."""
OUTCOME: dict[Outcome, str] = {
    Outcome.EARLIER: N_("더 일찍"),
    Outcome.LATER: N_("더 늦게"),
    Outcome.ADDED: N_("새로 생김"),
    Outcome.DROPPED: N_("없어짐"),
    Outcome.OTHER: N_("다르게"),
    Outcome.KEPT: N_("제안은 달라도 결정은 그대로"),
    Outcome.UNKNOWN: N_("알 수 없음"),
}
SAID: dict[str, str] = {
    "PlanApproved": N_("승인"),
    "PlanReturned": N_("보완 요청"),
    "PlanRejected": N_("불승인"),
    "PlanSubmissionWithdrawn": N_("상신 취소"),
    "CaseClosed": N_("종결하기로 승인"),
    "ClosureTurnedDown": N_("종결하지 않기로 함"),
    "AFTERCARE_STABLE": N_("사후관리 확인으로 끝남"),
    "WAITING": N_("아직 기다림"),
    "ON_TIME": N_("기한 안에"),
    "LATE": N_("기한을 넘김"),
}
WHY: dict[str, str] = {
    "TIER_NOT_ASKED": N_("이 정책이라면 물었을 결재자에게 실제로는 묻지 않았습니다."),
    "NOT_RETURNED": N_("이 정책이라면 이미 승인되어, 돌려보낸 결재자에게 묻지 않았을 것입니다."),
    "LEVEL_GONE": N_("실제로 정한 등급이 이 정책에는 없습니다."),
    "FOLLOWED": N_("실제로는 제안을 따랐습니다. 다른 제안도 따랐을지는 알 수 없습니다."),
    "NOT_DECIDED": N_("기록이 끝날 때까지 아무도 등급을 정하지 않았습니다."),
    "NOT_REACHED": N_("기록이 끝난 날까지 이 정책으로는 끝나지 않습니다."),
    "approval_frozen": N_("이 정책의 결재 쉬는 기간에 한 결재입니다."),
}
"""Beside the refusals of the case itself, which have words of their own."""
RESTING = N_("그 뒤도 모두 기록대로였을 때의 이야기")
WORK: dict[str, str] = {
    "asked": N_("맡는 일"),
    "late": N_("기한을 넘긴 일"),
    "told": N_("받는 알림"),
}


def why(code: str) -> str:
    """Why nobody can say what would have been decided."""
    known = WHY.get(code)
    if known is not None:
        return gettext(known)
    refused = REFUSALS.get(code)
    told = gettext(refused) if refused is not None and "%(" not in refused else code
    return gettext("이 정책이라면 받아들이지 않았을 일입니다: %(why)s", why=told)


def title(code: str) -> str:
    """A finding's code, ``PLAN.EARLIER``, in words."""
    point, _, outcome = code.partition(".")
    if point not in Point.__members__ or outcome not in Outcome.__members__:
        return code
    return f"{gettext(POINT[Point(point)])} · {gettext(OUTCOME[Outcome(outcome)])}"
