"""What a policy says of the service loop: chasing, data groups, waiting lists."""

import pytest

from care.model.codes import AgencyKind
from care.model.ids import DistrictCode
from care.model.service_codes import ChaseAct, DataGroup, PlacePriority
from care.model.term import Term, Unit
from policies.assemble_linking import linking_rules
from policies.checks import check
from policies.explain import explain_policy
from policies.layers import resolve_texts
from policies.resolve import districts, resolve
from policies.sources import read_texts

TEXTS = read_texts()
SLUG = "nowon-gu"
FILE = f"districts/{SLUG}.yaml"
OWN = TEXTS[FILE].partition("examples:")[0]
TERM = "unit: bd, firstDay: EXCLUDED, rollover: NEXT"


def added(value: str) -> str:
    return f"{OWN}\n{value}\n"


def steps(*told: tuple[str, str, int]) -> str:
    listed = ", ".join(
        f"{{code: {code}, act: {act}, after: {{n: {n}, {TERM}}}}}" for code, act, n in told
    )
    return added(f"linkage: {{chase: {{source: district, steps: [{listed}]}}}}")


def codes(text: str) -> set[str]:
    return {problem.code for problem in check({**TEXTS, FILE: text}, SLUG).problems}


@pytest.mark.parametrize("district", districts())
def test_every_district_has_a_loop_that_asks_the_next_body_and_names_all_kinds(
    district: DistrictCode,
) -> None:
    rules = resolve(district).case_policy.linking
    assert rules is not None
    assert rules.chase[-1].act is ChaseAct.NEXT_BODY
    assert rules.chase_urgent[-1].act is ChaseAct.NEXT_BODY
    assert set(rules.groups_by_kind) == set(AgencyKind)
    assert rules.place_priority[-1] is PlacePriority.WAITED


def test_jj_05_in_jeonju_who_comes_home_from_hospital_is_first() -> None:
    jeonju, gimpo = (resolve(DistrictCode(code)).case_policy for code in ("52110", "41570"))
    assert jeonju.linking is not None
    assert gimpo.linking is not None
    assert jeonju.linking.place_priority[0] is PlacePriority.HOSPITAL_DISCHARGE
    assert PlacePriority.HOSPITAL_DISCHARGE not in gimpo.linking.place_priority


def test_gimpo_chases_sooner_than_the_nation() -> None:
    gimpo, nowon = (resolve(DistrictCode(code)).case_policy for code in ("41570", "11350"))
    assert gimpo.linking is not None
    assert nowon.linking is not None
    assert gimpo.linking.chase[0].after == Term(n=2, unit=Unit.BUSINESS_DAYS)
    assert nowon.linking.chase[0].after == Term(n=3, unit=Unit.BUSINESS_DAYS)


def test_an_association_looks_for_a_member_without_a_name() -> None:
    rules = resolve(DistrictCode("11215")).case_policy.linking
    assert rules is not None
    assert rules.groups_by_kind[AgencyKind.PROFESSIONAL_ASSOCIATION] == (DataGroup.NEED,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (steps(("one", "REMIND", 1), ("one", "REMIND", 2)), "step_twice"),
        (steps(("one", "REMIND", 3), ("two", "REMIND", 2)), "chase_order"),
        (steps(("one", "TELL_OWNER", 1), ("two", "TELL_OWNER", 2)), "chase_once"),
        (steps(("one", "NEXT_BODY", 1), ("two", "REMIND", 2)), "chase_after_next"),
        (steps(("One", "REMIND", 1)), "pattern"),
        (steps(("one", "SHOUT", 1)), "choice"),
        (added("places: {priority: {source: district, priorities: [URGENT]}}"), "priority_last"),
        (
            added("places: {priority: {source: district, priorities: [WAITED, WAITED]}}"),
            "priority_twice",
        ),
        (
            added("linkage: {groupsByKind: {COMPANY: {source: district, groups: [NEED, NEED]}}}"),
            "group_twice",
        ),
        (
            added("linkage: {groupsByKind: {SHOP: {source: district, groups: [NEED]}}}"),
            "choice",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused_with_its_place(text: str, code: str) -> None:
    assert code in codes(text)


def test_letting_a_kind_of_body_have_more_must_be_confirmed() -> None:
    text = added("linkage: {groupsByKind: {COMPANY: {source: district, groups: [NEED, IDENTITY]}}}")
    found = check({**TEXTS, FILE: text}, SLUG)
    assert found.sound
    assert [one.key for one in found.widenings] == ["linkage.groupsByKind.COMPANY"]
    assert "이름" in found.widenings[0].ko
    assert "name" in found.widenings[0].en


@pytest.mark.parametrize(
    ("key", "ko", "en"),
    [
        ("linkage.chase", "10영업일: 다음 기관에 요청", "10 business days: ask the next body"),
        ("places.priority", "긴급 먼저 → 무거운 구분 먼저", "urgent → heavier level"),
        ("linkage.groupsByKind.COMPANY", "욕구와 요청 내용", "need"),
    ],
)
def test_the_loop_reads_as_words(key: str, ko: str, en: str) -> None:
    for locale, said in (("ko", ko), ("en", en)):
        rows = {row.key: row.value for row in explain_policy(resolve_texts(TEXTS, SLUG), locale)}
        assert said in rows[key]


def test_an_edition_from_before_the_loop_lets_its_cases_be() -> None:
    assert linking_rules({}, lambda spec: Term(n=1, unit=Unit.DAYS)) is None
