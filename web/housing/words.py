"""Words of the states of a home, of a place on the list and of what a home lacks."""

from care.decide.places import HomeGap
from care.model.service_codes import PlacePriority
from i18n.loader import gettext
from i18n.marks import N_
from store.housing import OutOfTurn, UnitState, Waiting
from store.places import LeaveWhy
from web.districts import level_name
from web.filters import short_day

STATES: dict[UnitState, str] = {
    UnitState.PLANNED: N_("계획"),
    UnitState.REPAIRING: N_("고치는 중"),
    UnitState.READY: N_("입주할 수 있음"),
    UnitState.OFFERED: N_("제안함"),
    UnitState.OCCUPIED: N_("입주"),
    UnitState.VACATED: N_("비움"),
}
RULE: dict[PlacePriority, str] = {
    PlacePriority.HOSPITAL_DISCHARGE: N_("병원에서 나오는 가구(먼저 퇴원하는 날부터)"),
    PlacePriority.URGENT: N_("긴급한 가구"),
    PlacePriority.LEVEL: N_("구분이 무거운 가구"),
    PlacePriority.WAITED: N_("먼저 신청한 가구"),
}
BEHIND: dict[PlacePriority, str] = {
    PlacePriority.HOSPITAL_DISCHARGE: N_("앞 가구가 병원에서 나오거나 더 먼저 나옵니다"),
    PlacePriority.URGENT: N_("앞 가구가 긴급합니다"),
    PlacePriority.LEVEL: N_("앞 가구의 구분이 더 무겁습니다"),
    PlacePriority.WAITED: N_("앞 가구가 먼저 신청했습니다"),
}
LEAVING: dict[LeaveWhy, str] = {
    LeaveWhy.NO_LONGER_WANTED: N_("더는 바라지 않음"),
    LeaveWhy.OTHER_HOME: N_("다른 집을 구함"),
    LeaveWhy.MOVED_AWAY: N_("다른 곳으로 이사함"),
    LeaveWhy.ASKED_BY_MISTAKE: N_("잘못 올림"),
}
OUT_OF_TURN: dict[OutOfTurn, str] = {
    OutOfTurn.HOME_DOES_NOT_FIT: N_("앞 가구에 맞지 않는 집"),
    OutOfTurn.FIRST_WAITS_ON: N_("앞 가구가 더 기다리기로 함"),
    OutOfTurn.NOT_REACHED: N_("앞 가구와 연락이 닿지 않음"),
    OutOfTurn.SAFETY: N_("안전 때문에"),
}
GAPS: dict[HomeGap, str] = {
    HomeGap.NO_MANAGER: N_("담당 없음"),
    HomeGap.NO_VISITING_HEALTH: N_("방문 건강 없음"),
    HomeGap.NO_CARE: N_("돌봄·식사 없음"),
}


def why_here(one: Waiting, district: str) -> str:
    """The order explains itself (domain JJ-06): all that speaks for this place, as ruled."""
    reasons = one.ranked.reasons if one.ranked else (PlacePriority.WAITED,)
    return " · ".join(_reason(one, each, district) for each in reasons)


def behind(one: Waiting) -> str:
    """What put it behind the household in front; nothing at the head of the list."""
    parted = one.ranked.behind if one.ranked else None
    return gettext(BEHIND[parted]) if parted else ""


def _reason(one: Waiting, priority: PlacePriority, district: str) -> str:
    if priority is PlacePriority.HOSPITAL_DISCHARGE:
        first = gettext("병원에서 나오는 사람 먼저")
        if one.discharge_on is None:
            return first
        return f"{first} · {gettext('%(day)s 퇴원', day=short_day(one.discharge_on))}"
    if priority is PlacePriority.URGENT:
        return gettext("긴급")
    if priority is PlacePriority.LEVEL:
        return level_name(district, one.level or "")
    return gettext("%(day)s에 신청", day=short_day(one.asked_at))
