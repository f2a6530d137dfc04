"""Words of the states of a home and of a place on the list."""

from i18n.loader import gettext
from i18n.marks import N_
from store.housing import UnitState, Waiting
from web.filters import short_day

STATES: dict[UnitState, str] = {
    UnitState.PLANNED: N_("계획"),
    UnitState.REPAIRING: N_("고치는 중"),
    UnitState.READY: N_("입주할 수 있음"),
    UnitState.OFFERED: N_("제안함"),
    UnitState.OCCUPIED: N_("입주"),
    UnitState.VACATED: N_("비움"),
}


def why_here(one: Waiting) -> str:
    """The order explains itself (domain JJ-06)."""
    if not one.from_hospital:
        return gettext("%(day)s에 신청", day=short_day(one.asked_at))
    if one.discharge_on is None:
        return gettext("병원에서 나오는 사람 먼저 · %(day)s에 신청", day=short_day(one.asked_at))
    return gettext("병원에서 나오는 사람 먼저 · %(day)s 퇴원", day=short_day(one.discharge_on))
