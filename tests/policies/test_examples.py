"""The worked cases policy officers can read and add to, in the files they speak of."""

import pytest

from policies.checks import Findings, check
from policies.sources import read_texts

FIVE = ("gimpo-si", "gwangjin-gu", "jeonju-si", "jung-gu", "nowon-gu")
TEXTS = read_texts()
GIMPO = "districts/gimpo-si.yaml"


def with_examples(text: str) -> Findings:
    own = TEXTS[GIMPO].partition("examples:")[0]
    return check({**TEXTS, GIMPO: f"{own}examples:\n{text}"}, "gimpo-si")


@pytest.mark.parametrize("slug", FIVE)
def test_every_example_that_ships_holds(slug: str) -> None:
    found = check(TEXTS, slug)
    assert found.problems == ()
    assert {worked.file for worked in found.examples} == {
        "national.yaml",
        f"districts/{slug}.yaml",
    }
    assert all(worked.held for worked in found.examples)


def test_an_example_of_the_nation_speaks_of_the_nation_not_of_what_a_district_makes_of_it() -> None:
    found = check(TEXTS, "gimpo-si")
    due = {worked.file: worked.found for worked in found.examples if "30일" in worked.name}
    nation = next(worked for worked in found.examples if "일요일이면" in worked.name)
    assert due[GIMPO] == "2026-02-25"
    assert nation.found == "2026-02-09"


def test_an_example_that_fails_is_told_with_its_line_and_what_came_out() -> None:
    found = with_examples(
        "  - {name: 너무 이른 날, given: {deadline: plan.due, start: 2026-01-09},"
        " expect: {due: 2026-02-09}}\n"
    )
    (problem,) = found.problems
    line = TEXTS[GIMPO].partition("examples:")[0].count("\n") + 2
    assert (problem.code, problem.file, problem.line) == ("example_failed", GIMPO, line)
    assert "2026-02-25" in problem.ko
    assert "2026-02-09" in problem.en


OWN_LINE = """
plan:
  approvalRules:
    source: district
    rules:
      - {code: big_money, when: money > 1000000, tiers: [SECTION_HEAD], ko: 큰 금액, en: much}
examples:
  - name: 백만 원이 넘으면 과장
    given: {plan: {money: 1000001}}
    expect: {approvers: [SECTION_HEAD]}
  - {name: 백만 원까지는 팀장, given: {plan: {money: 1000000}}, expect: {approvers: [COORDINATOR]}}
"""
OWN_ROUTING = """
intake:
  routings:
    source: district
    routings:
      - {code: hospital, when: channel == "HOSPITAL" && seniors > 0, to: sau-dong}
examples:
  - name: 병원에서 온 어르신은 사우동
    given: {opening: {channel: HOSPITAL, seniors: 1, office: gurae-dong}}
    expect: {office: sau-dong}
  - name: 다른 가구는 그대로
    given: {opening: {channel: HOSPITAL, office: gurae-dong}}
    expect: {office: gurae-dong}
"""


@pytest.mark.parametrize("rules", [OWN_LINE, OWN_ROUTING])
def test_rules_of_the_district_are_what_its_examples_run_against(rules: str) -> None:
    own = TEXTS[GIMPO].partition("examples:")[0]
    found = check({**TEXTS, GIMPO: own + rules}, "gimpo-si")
    assert found.problems == ()
    assert len([worked for worked in found.examples if worked.file == GIMPO]) == 2


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{name: x, given: {}, expect: {level: CASE_GENERAL}}", "example_given"),
        ("{name: x, given: {deadline: plan.due}, expect: {due: 2026-01-01}}", "example_start"),
        ("{name: x, given: {scores: {}}, expect: {due: 2026-01-01}}", "example_expect"),
        ("{name: x, given: {plan: {colour: 1}}, expect: {approvers: [COORDINATOR]}}",
         "example_fact"),
        ("{name: x, given: {plan: {money: much}}, expect: {approvers: [COORDINATOR]}}",
         "example_fact"),
        ("{name: x, given: {scores: {NOTHING: 1}}, expect: {level: CASE_GENERAL}}", "choice"),
    ],
)  # fmt: skip
def test_an_example_nobody_can_run_is_a_fault(line: str, code: str) -> None:
    assert code in {problem.code for problem in with_examples(f"  - {line}\n").problems}
