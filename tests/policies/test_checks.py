"""Bad policy files (security B24, B25): everything wrong is told at once, and nothing runs."""

import pytest

from care.model.codes import Role
from policies.checks import Findings, check, check_all
from policies.sources import read_texts

TEXTS = read_texts()
SLUG = "gimpo-si"
FILE = f"districts/{SLUG}.yaml"
OWN = TEXTS[FILE].partition("examples:")[0]


def checked(text: str) -> Findings:
    return check({**TEXTS, FILE: text}, SLUG)


def codes(text: str) -> set[str]:
    return {problem.code for problem in checked(text).problems}


def added(value: str) -> str:
    return f"{OWN}\n{value}\n"


def test_the_file_that_ships_is_sound() -> None:
    found = checked(TEXTS[FILE])
    assert found.sound
    assert found.resolved is not None
    assert found.resolved.slug == SLUG


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (added("workload:\n\twarn: {value: 3, source: district}"), "tab"),
        (added("caseManagers: {value: GU, source: district}"), "duplicate_key"),
        (added("workload: {warn: &w {value: 3, source: district}}"), "anchor"),
        (added("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]"), "alias"),
        (added("workload: !!python/object/apply:os.system {args: [ls]}"), "tag"),
        (added('workload: {warn: {value: "3", source: district}}'), "type"),
        (added("workload: {warn: {worth: 3, source: district}}"), "unknown_key"),
        (added("wrkload: {warn: {value: 3, source: district}}"), "unknown_key"),
        ("# " + "x" * 1024 * 1024, "too_large"),
        (OWN.replace("log: {value: true", "log: {value: on"), "old_boolean"),
        (added("engagement: {remoteMode: {value: yes, source: district}}"), "old_boolean"),
        (added("workload: {warn: {value: 08, source: district}}"), "octal"),
        (added("situationRoom:\n  complaint: {n: 0, unit: bd, from: request,"
               " firstDay: INCLUDED, rollover: NEXT, source: district}"), "range"),
        (added("plan: {approval: {tiers: [CASE_MANAGER], source: district}}"),
         "approver_is_requester"),
        (added("plan: {approvalRules: {source: district, rules: [{code: own, when: money > 1,"
               " tiers: [LOCAL_OFFICE], ko: 가, en: a}]}}"), "approver_is_requester"),
        (added("approval: {delegations: {source: district, delegations: [{code: own,"
               " of: SECTION_HEAD, to: PARTNER_WORKER, subjects: [PLAN], ko: 가, en: a}]}}"),
         "approver_is_requester"),
        (added("crisis: {rules: {source: district, rules: ["
               "{level: CASE_GENERAL, when: \"true\"}]}}"), "level_unreachable"),
        (added("crisis: {rules: {source: district, rules: [{level: CASE_GENERAL, when: \"true\"},"
               "{level: CASE_INTENSIVE, when: sum > 2}]}}"), "rule_unreachable"),
        (added("crisis: {rules: {source: district, rules: ["
               "{level: CASE_NOWHERE, when: sum > 2}]}}"), "level_unknown"),
        (OWN.replace("monitor:\n  CASE_INTENSIVE:\n    contact: {n: 14, unit: d,",
                     "monitor:\n  CASE_INTENSIVE:\n    contact: {n: 1, unit: h,"),
         "loop_without_wait"),
        (added("approval: {delegations: {source: district, delegations: ["
               "{code: up, of: COORDINATOR, to: SECTION_HEAD, subjects: [PLAN], ko: 가, en: a},"
               "{code: down, of: SECTION_HEAD, to: COORDINATOR, subjects: [PLAN],"
               " ko: 가, en: a}]}}"), "delegated_in_circle"),
        (added("officesMoved: {source: district, moved: {a-dong: b-dong, b-dong: a-dong}}"),
         "moved_in_circle"),
        (added("escalation: {standard: {source: district, steps: ["
               "{code: due, to: CASE_MANAGER},"
               "{code: early, to: TEAM_LEAD, beforePercent: 20}]}}"), "ladder_order"),
        (added("retention: {case: {n: 72, unit: month, from: closure, firstDay: EXCLUDED,"
               " rollover: PREVIOUS, source: law, law: 사회보장급여법 제34조}}"),
         "statutory_maximum"),
        (added("consent: {sets: {purposes: [COLLECT_USE], source: district}}"),
         "statutory_consent"),
        (added("approval: {freezes: {source: district, freezes: [{code: long, subject: PLAN,"
               " first: 2026-01-01, last: 2026-12-31, ko: 가, en: a}]}}"), "freeze_too_long"),
        (added("intake: {routings: {source: district, routings: ["
               "{code: far, when: people > 3, to: nowhere-dong}]}}"), "office_unknown"),
        ("policy: []\n", "type"),
        ("", "not_mapping"),
        ("\x00", "syntax"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_a_place_and_two_languages(text: str, code: str) -> None:
    found = checked(text)
    told = [problem for problem in found.problems if problem.code == code]
    assert told, found.problems
    assert found.resolved is None
    for problem in told:
        assert problem.file == FILE
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.ko != problem.en


def test_a_head_alone_is_a_whole_policy_that_inherits_everything() -> None:
    assert checked(OWN.partition("# 지침")[0]).sound


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ('"office.owner == 1"', "EXPRESSION_FORBIDDEN"),
        ("\"services.exists(s, s == 'x')\"", "EXPRESSION_FORBIDDEN"),
        ('\'"a".matches("(a+)+$")\'', "EXPRESSION_FORBIDDEN"),
        ('\'__import__("os").system("ls")\'', "EXPRESSION_FORBIDDEN"),
        ("money > office", "expression_type"),
        ("refusals > 1", "expression_unknown"),
        ("money >", "expression_syntax"),
        (f"money > {'1' * 600}", "expression_too_long"),
    ],
)
def test_an_expression_that_reaches_too_far_is_refused(when: str, code: str) -> None:
    rule = f"{{code: own, when: {when}, tiers: [SECTION_HEAD], ko: 가, en: a}}"
    text = added(f"plan: {{approvalRules: {{source: district, rules: [{rule}]}}}}")
    assert codes(text) == {code}


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [
        ('{code: own, when: money > "x", tiers: [SECTION_HEAD], ko: 가, en: a}', 4, 33),
        ('{code: own, when: "money > \\"x\\"", tiers: [SECTION_HEAD], ko: 가, en: a}', 4, 34),
        ("{code: own, when: 'money > \"x\"', tiers: [SECTION_HEAD], ko: 가, en: a}", 4, 34),
        ('code: own\n        when: |\n          actions > 1 &&\n            money > "x"\n'
         "        tiers: [SECTION_HEAD]\n        ko: 가\n        en: a", 7, 19),
        ('code: own\n        when: >\n          actions > 1 &&\n          money > "x"\n'
         "        tiers: [SECTION_HEAD]\n        ko: 가\n        en: a", 7, 17),
        ('code: own\n        when: actions > 1 &&\n          money > "x"\n'
         "        tiers: [SECTION_HEAD]\n        ko: 가\n        en: a", 6, 17),
    ],
)  # fmt: skip
def test_a_fault_of_an_expression_is_told_where_it_stands_in_the_file(
    written: str, line: int, column: int
) -> None:
    rules = f"plan:\n  approvalRules:\n    rules:\n      - {written}\n    source: district\n"
    (problem,) = checked(OWN + rules).problems
    before = OWN.count("\n")
    assert (problem.code, problem.line - before, problem.column) == (
        "expression_type",
        line,
        column,
    )


def test_faults_of_every_kind_are_told_together_in_order_of_their_place() -> None:
    text = (
        OWN.replace("gurae: [gurae-dong, yangchon-eup]", "gurae: [nowhere-eup]")
        .replace("version: 8", "version: 0")
        .replace("source: guide", "source: rumour")
        + "\nworkload: {warn: {value: -1, source: district}}\n"
        + "intake: {routings: {source: district, routings: ["
        + "{code: far, when: people >, to: sau-dong}]}}\n"
    )
    found = checked(text)
    told = {problem.code for problem in found.problems}
    assert {"range", "choice", "expression_syntax"} <= told
    assert list(found.problems) == sorted(found.problems)


def test_a_value_that_cannot_be_read_hides_no_other_fault_and_is_told_once() -> None:
    text = OWN.replace("log: {value: true", "log: {value: on")
    text += "\nworkload: {warn: {value: -1, source: district}}\n"
    assert sorted(problem.code for problem in checked(text).problems) == ["old_boolean", "range"]


def test_a_wrong_value_does_not_hide_what_does_not_fit_together() -> None:
    text = OWN.replace("gurae: [gurae-dong, yangchon-eup]", "gurae: [nowhere-eup]")
    text += "\nworkload: {warn: {value: -1, source: district}}\n"
    assert codes(text) == {"range", "office_unknown"}


def test_a_wrong_list_does_not_echo_through_all_that_names_what_is_on_it() -> None:
    assert codes(OWN.replace("sau-dong: 사우동", "sau-dong: 8")) == {"type"}
    levels = TEXTS["provinces/gyeonggi.yaml"].replace("rank: 5,", "rank: -5,")
    found = check({**TEXTS, "provinces/gyeonggi.yaml": levels}, SLUG)
    assert [problem.code for problem in found.problems] == ["range"]


def test_all_districts_are_checked_together_examples_included() -> None:
    assert check_all(TEXTS) == ()
    wrong = TEXTS[FILE].replace("due: 2026-02-25", "due: 2026-02-24")
    other = TEXTS["districts/jung-gu.yaml"].replace("numberPrefix: JG", "numberPrefix: GP")
    found = check_all({**TEXTS, FILE: wrong, "districts/jung-gu.yaml": other})
    assert {problem.code for problem in found} == {"example_failed", "taken_twice"}


def test_what_is_wrong_in_another_district_is_not_wrong_here() -> None:
    other = {**TEXTS, "districts/jung-gu.yaml": "policy: ["}
    assert check(other, SLUG).sound


def test_a_missing_nation_is_told_and_raises_nothing() -> None:
    found = check({FILE: TEXTS[FILE]}, SLUG)
    assert not found.sound
    assert check({}, SLUG).problems


@pytest.mark.parametrize(
    ("key", "text", "law"),
    [
        ("ics", "ics: {firstCheck: {n: 4, unit: month, from: firstPlan, firstDay: EXCLUDED,"
                " rollover: PREVIOUS, source: district}}", "시행규칙 제10조"),
        ("ics", "ics: {nextCheck: {n: 182, unit: d, from: lastCheck, firstDay: EXCLUDED,"
                " rollover: PREVIOUS, source: district}}", "시행규칙 제10조"),
        ("ics", "ics: {nextCheck: {n: 3, unit: bd, from: lastCheck, firstDay: EXCLUDED,"
                " rollover: PREVIOUS, source: district}}", "시행규칙 제10조"),
        ("ics", "ics: {firstCheck: {n: 3, unit: month, from: firstPlan, firstDay: EXCLUDED,"
                " rollover: NEXT, source: district}}", "시행규칙 제10조"),
        ("discovery", "discovery: {unreachableNotice: {n: 31, unit: d, from: numberReceived,"
                      " firstDay: EXCLUDED, rollover: PREVIOUS, source: district}}",
         "사회보장급여법 제11조"),
        ("retention", "retention: {case: {n: 61, unit: month, from: closure, firstDay: EXCLUDED,"
                      " rollover: PREVIOUS, source: district}}", "사회보장급여법 제34조"),
        ("retention", "retention: {discovery: {n: 61, unit: month, from: settled,"
                      " firstDay: EXCLUDED, rollover: PREVIOUS, source: district}}",
         "사회보장급여법 제34조"),
        ("retention", "retention: {accessLog: {n: 23, unit: month, from: record,"
                      " firstDay: EXCLUDED, rollover: NONE, source: district}}",
         "안전성 확보조치"),
    ],
)  # fmt: skip
def test_what_the_law_limits_is_refused_with_the_article(key: str, text: str, law: str) -> None:
    found = checked(added(text)).problems
    assert found
    assert all(problem.code.startswith("statutory_") for problem in found)
    assert all(law in problem.ko and law in problem.en for problem in found)


def test_what_opens_up_is_listed_to_be_confirmed() -> None:
    kinds = (
        "[WELFARE_CORPORATION, WELFARE_FACILITY, WELFARE_CENTRE, DESIGNATED, COMPANY, VOLUNTEER]"
    )
    text = added(
        f"consent: {{partnerKindsAllowed: {{kinds: {kinds}, source: district}}}}\n"
        "plan:\n"
        "  approvalHigh: {tiers: [SECTION_HEAD], source: district}\n"
        "  approvalRules: {source: district, rules: [{code: small, when: money == 0,"
        " tiers: [TEAM_LEAD], ko: 돈이 들지 않는 계획, en: costs nothing}]}\n"
        "approval: {delegations: {source: district, delegations: [{code: away,"
        " of: SECTION_HEAD, to: COORDINATOR, subjects: [PLAN], ko: 전결, en: delegated}]}}\n"
    )
    before = check(TEXTS, SLUG).resolved
    found = check({**TEXTS, FILE: text}, SLUG, before=before)
    assert found.sound
    assert sorted(widening.key for widening in found.widenings) == [
        "approval.delegations",
        "consent.partnerKindsAllowed",
        "consent.partnerKindsAllowed",
        "plan.approvalHigh",
        "plan.approvalRules",
    ]
    assert all(widening.ko != widening.en for widening in found.widenings)


@pytest.mark.parametrize(("key", "months"), [("campaign", 13), ("complaint", 24)])
def test_who_never_became_a_case_is_not_kept_longer_unsaid(key: str, months: int) -> None:
    rollover = "PREVIOUS" if key == "campaign" else "NONE"
    text = added(
        f"retention: {{{key}: {{n: {months}, unit: month, from: settled, firstDay: EXCLUDED,"
        f" rollover: {rollover}, source: district}}}}"
    )
    found = check({**TEXTS, FILE: text}, SLUG, before=check(TEXTS, SLUG).resolved)
    assert found.sound
    assert [one.key for one in found.widenings] == [f"retention.{key}"]


def test_what_was_open_before_needs_no_second_confirmation() -> None:
    text = added("plan: {approvalHigh: {tiers: [SECTION_HEAD], source: district}}")
    before = checked(text).resolved
    assert check({**TEXTS, FILE: text}, SLUG, before=before).widenings == ()
    assert [found.key for found in checked(text).widenings] == ["plan.approvalHigh"]


def test_only_those_who_may_decide_are_asked() -> None:
    for role in Role:
        text = added(f"plan: {{approval: {{tiers: [{role}], source: district}}}}")
        fits = role in (Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD)
        assert ("approver_is_requester" in codes(text)) is not fits
