"""All tables of words, by the enum they word, and the codes that are no enum."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from i18n.marks import N_
from i18n.wording import (
    answer,
    campaigns,
    case,
    contact,
    discovery,
    heard,
    learned,
    linking,
    loops,
    need,
    reports,
    service,
    work,
)

TABLES: dict[type[Enum], Mapping[Any, str]] = {
    type(next(iter(table))): table
    for table in (
        case.STAGE,
        case.ROLE,
        work.DEADLINE_KIND,
        work.TASK_KIND,
        case.PROGRAMME,
        case.DISCOVERY_CHANNEL,
        case.RELATION,
        case.COMMUNICATION_NEED,
        case.RED_FLAG,
        case.INTAKE_OUTCOME,
        contact.CONTACT_MODE,
        contact.CONTACT_RESULT,
        contact.TEACH_BACK,
        contact.CONSENT_PURPOSE,
        contact.CONSENT_METHOD,
        contact.LAWFUL_BASIS,
        contact.CONFERENCE_KIND,
        contact.CHECK_OUTCOME,
        contact.AFTERCARE_RESULT,
        need.NEED_AREA,
        need.SUB_DOMAIN,
        service.AGENCY_KIND,
        service.PARTNER_CHANNEL,
        service.SERVICE_TYPE,
        service.LINKAGE_STATUS,
        service.PARTNER_ANSWER,
        service.DECLINE_REASON,
        service.RESOURCE_SOURCE,
        answer.APPROVAL_ANSWER,
        answer.CLOSURE_REASON,
        answer.ITEM_OUTCOME,
        work.UNIT,
        work.FIRST_DAY,
        work.ROLLOVER,
        *loops.LOOP_TABLES,
        *linking.LINKING_TABLES,
        *discovery.DISCOVERY_TABLES,
        *learned.LEARNED_TABLES,
        *reports.REPORT_TABLES,
        *campaigns.CAMPAIGN_TABLES,
        *heard.HEARD_TABLES,
    )
}

PLAIN: dict[str, str] = {
    "CASE_GENERAL": N_("일반사례관리"),
    "CASE_HIGH_DIFFICULTY": N_("고난도사례관리"),
    "CASE_INTENSIVE": N_("집중사례관리"),
    "LINKAGE_ONLY": N_("서비스연계"),
    "REFERRED_OUT": N_("타 기관 의뢰"),
    "NOT_SELECTED": N_("미선정"),
    "NOTHING": N_("기다리는 일 없음"),
    "reminder": N_("미리 알림"),
    "due": N_("기한"),
    "plus_1": N_("1영업일 지남"),
    "plus_3": N_("3영업일 지남"),
    "plus_5": N_("5영업일 지남"),
    "plus_2h": N_("2시간 지남"),
    "plus_4h": N_("4시간 지남"),
    "plus_8h": N_("8시간 지남"),
    "due_lead": N_("기한, 팀장에게도"),
    "day_60": N_("법정 기한 3분의 1 남음"),
    "day_75": N_("법정 기한 17% 남음"),
    "day_80": N_("법정 기한 11% 남음"),
    "day_85": N_("법정 기한 6% 남음"),
    "breach": N_("법정 기한 넘김"),
    "stall_30": N_("30일 움직임 없음"),
    "stall_60": N_("60일 움직임 없음"),
    "stall_90": N_("90일 움직임 없음"),
    "stall_180": N_("180일 움직임 없음"),
    "stall_365": N_("한 해 움직임 없음"),
    "stall": N_("움직임 없음 알림 단계"),
    "remind_1": N_("기관에 첫 번째 알림"),
    "remind_2": N_("기관에 두 번째 알림"),
    "remind_3": N_("기관에 세 번째 알림"),
    "tell_owner": N_("담당자에게 알림"),
    "next_body": N_("다음 기관에 요청"),
    "standard": N_("일반 알림 단계"),
    "urgent": N_("긴급 알림 단계"),
    "statutory": N_("법정 알림 단계"),
    "national": N_("전국 기준"),
}
"""Levels, ladders and rungs: policy may add to them, so they are open codes."""


def _bare() -> dict[str, str]:
    """By bare code; where two enums share a code the earlier table wins."""
    found: dict[str, str] = dict(PLAIN)
    for table in TABLES.values():
        for member, word in table.items():
            found.setdefault(member.value, word)
    return found


BARE: dict[str, str] = _bare()
