"""What districts and editions say differently, and that overriding follows one simple law."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.decide.calendar import due, local_date
from care.model.ids import LevelCode
from policies.catalogue import CATALOGUE
from policies.differences import differences, what_it_says
from policies.document import parse
from policies.editing import stated, with_value, without_value
from policies.layers import resolve_texts
from policies.resolve import resolve
from policies.resolved import ResolvedPolicy
from policies.sources import read_texts

TEXTS = read_texts()
SEOUL = ZoneInfo("Asia/Seoul")
FILE = "districts/gimpo-si.yaml"
BARE = TEXTS[FILE].partition("# 지침")[0]
ABOVE = {file: text for file, text in TEXTS.items() if not file.startswith("districts/")}
"""All but the districts."""


def policy(text: str, above: dict[str, str] | None = None) -> ResolvedPolicy:
    return resolve_texts({**(above or ABOVE), FILE: text}, "gimpo-si")


def told(one: str, other: str, locale: str = "ko") -> dict[str, tuple[str | None, str | None]]:
    found = differences(resolve(one), resolve(other), locale)
    return {each.key: (each.before, each.after) for each in found}


BARE_POLICY = policy(BARE)


def against_the_nation(code: str) -> dict[str, tuple[str | None, str | None]]:
    """What the district's own file changes of what stands above it."""
    found = differences(BARE_POLICY, resolve(code), "ko")
    return {each.key: (each.before, each.after) for each in found}


def test_gimpo_counts_business_days_so_that_a_plan_of_the_ninth_of_january_is_due_in_february() -> (
    None
):
    found = told("11215", "41570")
    assert found["dayCount"] == ("달력일 (첫날 빼고)", "영업일 (첫날 빼고)")
    assert found["plan.due"][1] == "접수 뒤 30영업일 (첫날 빼고)"
    start = datetime(2026, 1, 9, 10, tzinfo=SEOUL)
    rules = resolve("41570").case_policy
    assert local_date(due(start, rules.plan_due, rules.calendar), rules.calendar).isoformat() == (
        "2026-02-25"
    )
    assert "ics.firstCheck" not in found


def test_gimpo_has_an_intensive_level_its_hubs_and_decides_in_its_own_conference() -> None:
    found = told("11350", "41570")
    assert "집중사례관리 (→ 행복이음 일반사례관리)" in (found["levels"][1] or "")
    assert found["conference.decidedBy"] == ("권역 사례회의", "내부 사례회의")
    assert found["hubs"][0] == "없음"
    assert "통진 거점 (통진읍, 월곶면, 하성면, 한들읍)" in (found["hubs"][1] or "")
    assert found["monitor.CASE_INTENSIVE"][0] is None
    level = resolve("41570").case_policy.level(LevelCode("CASE_INTENSIVE"))
    assert level is not None
    assert level.export_as == "CASE_GENERAL"


def test_jung_gu_knocks_every_21_days_and_its_section_head_confirms_each_year() -> None:
    found = told("11350", "11140")
    assert "30일" in (found["engagement.cadence"][0] or "")
    assert "21일" in (found["engagement.cadence"][1] or "")
    assert found["engagement.annualBy"] == ("희망복지지원단 팀장", "과장")
    assert found["assessment.form"][1] == "jung-hoarding-2024"


def test_nowon_has_eight_zones_and_joint_cases() -> None:
    nowon = resolve("11350")
    assert len(nowon.case_policy.zones) == 8
    assert nowon.case_policy.joint_case
    found = told("11215", "11350")
    assert found["conference.jointCase"] == ("아니요", "예")
    assert (found["zones"][1] or "").count("권역 (") == 8
    assert found["casebook.stories"] == ("0편", "36편")


def test_jeonju_asks_its_own_form_confers_weekly_and_watches_thirty_days() -> None:
    found = told("11350", "52110")
    assert found["assessment.form"] == ("national-2024", "jeonju-care-2024")
    assert found["conference.rhythm"] == ("매월", "매주")
    assert "14일" in (found["engagement.cadence"][1] or "")
    assert found["situationRoom.enabled"] == ("아니요", "예")
    assert found["campaign.select"] == ("정하지 않음", "600명")
    assert found["housing.capacity"][1] == "285호"


def test_gwangjin_answers_a_referral_in_three_days_and_medical_bodies_too() -> None:
    found = told("11140", "11215")
    assert "5영업일" in (found["highDifficultyReferral.answer"][0] or "")
    assert "3영업일" in (found["highDifficultyReferral.answer"][1] or "")
    clinic = found["linkage.partnerAnswerByKind.CLINIC"]
    assert clinic[0] is None
    assert "3영업일" in (clinic[1] or "")
    assert len(resolve("11215").case_policy.zones) == 3


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_a_policy_differs_in_nothing_from_itself_and_both_ways_alike(locale: str) -> None:
    one, other = resolve("41570"), resolve("52110")
    assert differences(one, one, locale) == []
    there, back = differences(one, other, locale), differences(other, one, locale)
    assert [(each.key, each.before, each.after) for each in there] == [
        (each.key, each.after, each.before) for each in back
    ]
    assert all(each.label and each.group for each in there)


def test_a_bounded_value_names_its_law() -> None:
    text = with_value(BARE, "ics.nextCheck", {**_nation("ics.nextCheck"), "n": 4})
    (only,) = differences(BARE_POLICY, policy(text), "en")
    assert (only.key, only.statutory) == ("ics.nextCheck", "통합지원법 시행규칙 제10조제1항")


def test_a_corrected_reason_is_no_difference() -> None:
    reason = {**_nation("workload.warn"), "source": "district", "note": "조례로 정함"}
    changed = policy(with_value(BARE, "workload.warn", reason))
    assert differences(BARE_POLICY, changed) == []
    assert changed.case_policy.content_hash == BARE_POLICY.case_policy.content_hash


def _nation(key: str) -> dict[str, object]:
    found = stated(TEXTS["national.yaml"], key)
    assert found is not None
    return found


TERMS = ("engagement.cadence", "assessment.due", "approval.sla", "transfer.accept", "merge.undo")
NUMBERS = ("workload.warn", "aftercare.checks", "plan.returnLimit", "discovery.contactAttempts")
overrides = st.dictionaries(
    st.sampled_from((*TERMS, *NUMBERS)), st.integers(1, 20), min_size=1, max_size=4
)


def overriding(chosen: dict[str, int], text: str = BARE) -> str:
    for key, number in chosen.items():
        name = "n" if key in TERMS else "value"
        text = with_value(text, key, {**_nation(key), name: number, "source": "district"})
    return text


def said(found: ResolvedPolicy) -> dict[str, dict[str, object]]:
    return {value.key: what_it_says(value.value) for value in found.values}


@settings(max_examples=15, deadline=None)
@given(overrides)
def test_an_override_wins_and_everything_else_is_inherited(chosen: dict[str, int]) -> None:
    found = policy(overriding(chosen))
    for value in found.values:
        if value.key in chosen:
            assert not value.inherited
            assert chosen[value.key] in what_it_says(value.value).values()
        else:
            assert value.inherited
            assert what_it_says(value.value) == said(BARE_POLICY)[value.key]
    changed = {key for key in chosen if said(found)[key] != said(BARE_POLICY)[key]}
    assert {each.key for each in differences(BARE_POLICY, found)} == changed


@settings(max_examples=10, deadline=None)
@given(overrides, st.randoms(use_true_random=False))
def test_the_order_of_keys_in_a_file_changes_nothing(chosen: dict[str, int], order: Random) -> None:
    keys = list(chosen)
    order.shuffle(keys)
    one, other = overriding(chosen), overriding({key: chosen[key] for key in keys})
    assert policy(one).case_policy == policy(other).case_policy
    assert said(policy(one)) == said(policy(other))


@settings(max_examples=10, deadline=None)
@given(overrides, st.data())
def test_taking_an_override_out_gives_what_stands_above(
    chosen: dict[str, int], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(sorted(chosen)))
    found = policy(without_value(overriding(chosen), gone))
    value = found.value(gone)
    assert value.inherited
    assert what_it_says(value.value) == said(BARE_POLICY)[gone]
    rest = {key: number for key, number in chosen.items() if key != gone}
    assert found.case_policy == policy(overriding(rest)).case_policy


@settings(max_examples=10, deadline=None)
@given(overrides, overrides)
def test_two_policies_have_one_hash_exactly_when_they_say_the_same(
    one: dict[str, int], other: dict[str, int]
) -> None:
    left, right = policy(overriding(one)), policy(overriding(other))
    same = said(left) == said(right)
    assert (left.case_policy.content_hash == right.case_policy.content_hash) is same
    assert (not differences(left, right)) is same


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 20), st.integers(1, 20))
def test_the_district_stands_above_the_province_and_the_province_above_the_nation(
    of_province: int, of_district: int
) -> None:
    province = "provinces/gyeonggi.yaml"
    value = {**_nation("workload.warn"), "source": "district"}
    above = {
        **ABOVE,
        province: with_value(TEXTS[province], "workload.warn", {**value, "value": of_province}),
    }
    inherited = policy(BARE, above)
    assert inherited.case_policy.workload_warn == of_province
    assert inherited.value("workload.warn").origin == "gyeonggi"
    own = policy(with_value(BARE, "workload.warn", {**value, "value": of_district}), above)
    assert own.case_policy.workload_warn == of_district
    overridden = own.value("workload.warn").overridden
    assert overridden is not None
    assert what_it_says(overridden)["value"] == of_province


def test_every_key_of_the_catalogue_is_said_by_the_nation_or_stands_for_a_name() -> None:
    keys = parse(TEXTS["national.yaml"], "national.yaml").sayings
    assert {key for key in CATALOGUE if not key.endswith("*")} <= set(keys)
