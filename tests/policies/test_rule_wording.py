"""Rules of a policy in words a policy officer reads."""

from datetime import date

import pytest

from policies.catalogue import GROUPS, Entry, entry_for
from policies.condition_words import condition_words
from policies.editing import with_value
from policies.explain import ExplainRow, explain_policy
from policies.layers import resolve_texts
from policies.sources import read_texts

TEXTS = read_texts()
FILE = "districts/gimpo-si.yaml"


def explained(key: str, value: dict[str, object], locale: str = "ko") -> str:
    text = with_value(TEXTS[FILE], key, {"source": "district", **value})
    policy = resolve_texts({**TEXTS, FILE: text}, "gimpo-si")
    rows: list[ExplainRow] = explain_policy(policy, locale)
    return next(row.value for row in rows if row.key == key)


@pytest.mark.parametrize(
    ("text", "ko", "en"),
    [
        ("money > 2000000", "이 계획의 사업비(원) > 2,000,000",
         "case fund of this plan (won) > 2,000,000"),
        ("urgent && level != 'CASE_GENERAL'", "위기 신호가 있음 그리고 대상자 구분 ≠ 일반",
         "a red flag is up and level ≠ general"),
        ("actions > 1 && (people > 2 || bodies > 1)",
         "서비스 수 > 1 그리고 (가구원 수 > 2 또는 의뢰할 서비스 수 > 1)",
         "actions > 1 and (people in the household > 2 or actions asked of bodies > 1)"),
        ("!('SUICIDE' in redFlags)", "(자살 시도·계획 ∈ 위기 신호) 아님",
         "not (suicide attempt or plan ∈ red flags)"),
        ("true", "언제나", "always"),
        ("nothing here", "nothing here", "nothing here"),
    ],
)  # fmt: skip
def test_a_condition_reads_as_a_sentence(text: str, ko: str, en: str) -> None:
    assert condition_words(text, "approval", "ko") == ko
    assert condition_words(text, "approval", "en") == en


def test_an_approval_line_says_who_and_when() -> None:
    rule = {"code": "big", "when": "money > 1000000", "tiers": ["COORDINATOR", "SECTION_HEAD"],
            "ko": "큰 금액", "en": "much money"}  # fmt: skip
    assert explained("plan.approvalRules", {"rules": [rule]}) == (
        "큰 금액: 희망복지지원단 팀장 → 과장 (이 계획의 사업비(원) > 1,000,000)"
    )


def test_a_delegation_a_freeze_and_a_holiday_say_what_they_do() -> None:
    given = {"code": "away", "of": "SECTION_HEAD", "to": "COORDINATOR", "subjects": ["PLAN"],
             "ko": "과장 전결", "en": "delegated", "when": "money < 500000"}  # fmt: skip
    assert explained("approval.delegations", {"delegations": [given]}) == (
        "과장 전결: 과장 ⇒ 희망복지지원단 팀장 (계획 승인; 이 계획의 사업비(원) < 500,000)"
    )
    freeze = {"code": "year_end", "subject": "PLAN", "first": _day(24), "last": _day(31),
              "moneyOnly": True, "ko": "회계 마감", "en": "closing of accounts"}  # fmt: skip
    assert explained("approval.freezes", {"freezes": [freeze]}, "en") == (
        "closing of accounts: 2026-12-24 – 2026-12-31 (plan approval, case fund only)"
    )
    day = {"day": _day(24), "name": "임시공휴일", "announced": _day(1)}
    assert explained("calendar.temporary", {"days": [day]}) == (
        "2026-12-24 임시공휴일 (2026-12-01 발표)"
    )


def _day(day: int) -> object:
    return date(2026, 12, day)


def test_a_routing_and_a_moved_office_name_offices_as_people_do() -> None:
    route = {"code": "big_family", "when": "children >= 3", "to": "sau-dong"}
    assert explained("intake.routings", {"routings": [route]}) == "19세 미만 가구원 수 ≥ 3 → 사우동"
    assert explained("officesMoved", {"moved": {"old-dong": "sau-dong"}}) == "old-dong → 사우동"


@pytest.mark.parametrize(
    "key", ["crisis.rules", "plan.approvalRules", "officesMoved", "consent.texts.PROVIDE_TO"]
)
def test_every_new_key_has_a_group_and_a_label(key: str) -> None:
    entry = entry_for(key)
    assert isinstance(entry, Entry)
    assert entry.group in GROUPS
    assert entry.ko != entry.en
