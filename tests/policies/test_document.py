"""What a policy file may say: known keys, right shapes, within the law."""

import pytest

from policies.document import parse
from policies.problems import PolicyError

HEAD = """policy:
  level: DISTRICT
  code: "41570"
  name: 김포시
  nameEn: Gimpo-si
  numberPrefix: GP
  version: 1
  effectiveFrom: 2026-01-01
  extends: provinces/gyeonggi
  legalBasis: [조례]
  approvedBy: section-head
"""
TERM = "firstDay: EXCLUDED, rollover: NEXT, source: district"
LIMIT = "firstDay: EXCLUDED, rollover: PREVIOUS, source: district"


def codes(body: str, head: str = HEAD) -> list[tuple[str, int]]:
    with pytest.raises(PolicyError) as refused:
        parse(head + body, "districts/gimpo-si.yaml")
    for problem in refused.value.problems:
        assert problem.ko
        assert problem.en
        assert problem.column >= 1
    return [(problem.code, problem.line) for problem in refused.value.problems]


def test_an_override_says_its_value_and_place() -> None:
    document = parse(HEAD + "workload: {warn: {value: 30, source: district}}\n", "districts/x.yaml")
    saying = document.sayings["workload.warn"]
    assert (saying.line, saying.value.source) == (12, "district")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("worklod: {warn: {value: 30, source: district}}", "unknown_key"),
        ("workload: {warm: {value: 30, source: district}}", "unknown_key"),
        ("workload: {warn: {value: 30, source: district, valeu: 1}}", "unknown_key"),
        ('workload: {warn: {value: "30", source: district}}', "type"),
        ("workload: {warn: {value: 2.5, source: district}}", "type"),
        ("workload: {warn: {value: true, source: district}}", "type"),
        ("workload: {warn: {value: -1, source: district}}", "range"),
        ("workload: {warn: {value: 30}}", "missing"),
        ("workload: {warn: {value: 30, source: hearsay}}", "choice"),
        ("workload: {warn: {value: 30, source: law}}", "law_unnamed"),
        ("workload: {warn: 30}", "type"),
        ("workload: 30", "unknown_key"),
        ('conference: {jointCase: {value: "yes", source: district}}', "type"),
        ("conference: {jointCase: {value: 1, source: district}}", "type"),
        ("conference: {rhythm: {value: SOMETIMES, source: district}}", "choice"),
        ("plan: {due: {n: 0, unit: d, from: receipt, " + TERM + "}}", "range"),
        ("plan: {due: {n: 30, unit: week, from: receipt, " + TERM + "}}", "choice"),
        ("plan: {due: {n: 30, unit: d, from: contact, " + TERM + "}}", "start"),
        ("plan: {due: {n: 30, unit: d, from: receipt, source: guide}}", "missing"),
        ("plan: {approval: {tiers: [], source: district}}", "empty"),
        ("plan: {approval: {tiers: [COORDINATOR, COORDINATOR], source: district}}", "tier_twice"),
        ("closure: {reasons: {BORED: {tiers: [COORDINATOR], aftercare: true, source: district}}}",
         "choice"),
        ("ics: {firstCheck: {n: 4, unit: month, from: firstPlan, " + LIMIT + "}}",
         "statutory_maximum"),
        ("ics: {firstCheck: {n: 90, unit: d, from: firstPlan, " + LIMIT + "}}",
         "statutory_maximum"),
        ("ics: {nextCheck: {n: 7, unit: month, from: lastCheck, " + LIMIT + "}}",
         "statutory_maximum"),
        ("ics: {nextCheck: {n: 60, unit: bd, from: lastCheck, " + LIMIT + "}}", "statutory_unit"),
        ("ics: {nextCheck: {n: 6, unit: month, from: lastCheck, " + TERM + "}}",
         "statutory_rollover"),
        ("discovery: {unreachableNotice: {n: 31, unit: d, from: numberReceived, " + LIMIT + "}}",
         "statutory_maximum"),
        ("retention: {accessLog: {n: 23, unit: month, from: record, " + TERM + "}}",
         "statutory_minimum"),
        ("retention: {case: {n: 61, unit: month, from: closure, " + LIMIT + "}}",
         "statutory_maximum"),
        ("escalation: {standard: {source: district, steps: [{code: due, to: CASE_MANAGER, "
         "beforePercent: 20, after: {n: 1, unit: bd, firstDay: EXCLUDED, rollover: NEXT}}]}}",
         "before_and_after"),
        ("workload: {warn: {value: 30, source: district, case_managed: 1}}", "unknown_key"),
        ("dayCount: {value: BUSINESS, first_day: EXCLUDED, source: district}", "snake_key"),
    ],
)  # fmt: skip
def test_a_value_the_catalogue_does_not_allow_is_refused(body: str, code: str) -> None:
    assert (code, 12) in codes(body + "\n")


def test_every_fault_of_a_file_is_listed_at_its_line() -> None:
    body = (
        "worklod: {warn: {value: 30, source: district}}\n"
        'workload: {warn: {value: "30", source: hearsay}}\n'
        "ics:\n"
        "  firstCheck: {n: 4, unit: month, from: firstPlan, " + TERM + "}\n"
    )
    assert sorted(codes(body)) == [
        ("choice", 13), ("statutory_maximum", 15), ("statutory_rollover", 15), ("type", 13),
        ("unknown_key", 12),
    ]  # fmt: skip


def test_a_misspelt_key_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(PolicyError, match=r"workload\.warn"):
        parse(HEAD + "workload: {wran: {value: 1, source: district}}\n", "districts/x.yaml")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  code: \"41570\"\n", "", "missing"),
        ("  code: \"41570\"\n", "  code: 41570\n", "type"),
        ("  code: \"41570\"\n", "  code: \"4157\"\n", "pattern"),
        ("  extends: provinces/gyeonggi\n", "  extends: ../../secrets\n", "pattern"),
        ("section-head", "emperor", "choice"),
        ("  version: 1\n", "  version: 0\n", "range"),
        ("level: DISTRICT", "level: PROVINCE", "unknown_key"),
        ("policy:", "polcy:", "missing"),
    ],
)  # fmt: skip
def test_a_head_that_says_too_little_or_too_much_is_refused(old: str, new: str, code: str) -> None:
    assert code in [found for found, _ in codes("", HEAD.replace(old, new))]
