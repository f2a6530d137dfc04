"""Words of this part: why a location is read, and what an alert is about."""

from i18n.marks import N_

PURPOSES: dict[str, str] = {
    "VISIT": N_("만나러 갑니다"),
    "ESCORT": N_("병원·법원 등에 함께 갑니다"),
    "SAFETY": N_("안전을 확인합니다"),
    "DELIVERY": N_("물품을 전합니다"),
    "LEGAL": N_("법에 따라 알립니다"),
    "OTHER": N_("그 밖의 까닭"),
}
"""Stands in the access record; the free words beside it are sealed with the case."""

ALERTS: dict[str, str] = {
    "MATCH": N_("위험 인물과 같은 사람의 계정이 있습니다."),
    "ATTEMPT": N_("숨긴 사례에 들어오려고 했습니다."),
}
