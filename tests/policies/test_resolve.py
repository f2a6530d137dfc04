"""Nation, province and district put on top of each other; the last good policy stays."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.model.codes import AgencyKind, ClosureReason
from care.model.ids import LevelCode
from care.model.policy import CasePolicy
from care.model.term import Rollover, Unit
from policies.catalogue import CATALOGUE, entry_for
from policies.problems import PolicyError
from policies.resolve import DIRECTORY, PolicyBook, districts, resolve, resolve_directory

FIVE = ("11140", "11215", "11350", "41570", "52110")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("provinces", "districts", "calendars"):
        shutil.copytree(DIRECTORY / name, tmp_path / name)
    shutil.copy(DIRECTORY / "national.yaml", tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def by_code(folder: Path, code: str) -> CasePolicy:
    return next(p.case_policy for p in resolve_directory(folder) if p.district == code)


def test_there_are_five_districts_and_all_differ() -> None:
    assert districts() == FIVE
    assert len({resolve(code).case_policy.content_hash for code in FIVE}) == 5


def test_each_district_differs_from_the_others_in_its_values_not_only_its_name() -> None:
    said = [
        {value.key: value.value for value in resolve(code).values if value.key != "offices"}
        for code in FIVE
    ]
    assert all(said[a] != said[b] for a in range(5) for b in range(a))


def test_a_district_is_found_by_code_and_by_name() -> None:
    assert resolve("41570") is resolve("gimpo-si")
    with pytest.raises(KeyError):
        resolve("99999")


def test_every_value_knows_a_file_and_a_line_that_say_it() -> None:
    for code in FIVE:
        for value in resolve(code).values:
            line = (DIRECTORY / value.file).read_text(encoding="utf-8").split("\n")[value.line - 1]
            assert line.strip().startswith(f"{value.key.rpartition('.')[2]}:")


def test_every_key_of_the_catalogue_is_resolved_in_every_district() -> None:
    for code in FIVE:
        keys = {value.key for value in resolve(code).values}
        assert {key for key in CATALOGUE if not key.endswith("*")} <= keys
        assert all(entry_for(key) for key in keys)


def test_business_days_turn_the_handbook_clock_and_nothing_statutory() -> None:
    gimpo, gwangjin = resolve("41570").case_policy, resolve("11215").case_policy
    for name in ("assessment_due", "conference_due", "plan_due", "plan_after_conference"):
        assert getattr(gimpo, name).unit is Unit.BUSINESS_DAYS
        assert getattr(gwangjin, name).unit is Unit.DAYS
        assert getattr(gimpo, name).n == getattr(gwangjin, name).n
    assert gimpo.ics_first_check == gwangjin.ics_first_check
    assert gimpo.ics_first_check.rollover is Rollover.PREVIOUS
    assert gimpo.linkage_start.unit is Unit.DAYS
    assert resolve("41570").value("plan.due").turned_by == "dayCount"
    assert resolve("11215").value("plan.due").turned_by is None


def test_a_level_only_gyeonggi_knows_is_exported_as_general() -> None:
    intensive = resolve("41570").case_policy.level(LevelCode("CASE_INTENSIVE"))
    assert intensive is not None
    assert intensive.export_as == "CASE_GENERAL"
    assert resolve("11215").case_policy.level(LevelCode("CASE_INTENSIVE")) is None
    assert resolve("41570").value("levels").file == "provinces/gyeonggi.yaml"


def test_an_override_replaces_one_value_and_keeps_what_stood_above() -> None:
    found = resolve("41570").value("monitor.CASE_INTENSIVE")
    assert found.file == "districts/gimpo-si.yaml"
    assert not found.inherited
    assert found.overridden is not None
    assert resolve("41570").value("monitor.CASE_GENERAL").inherited


def test_medical_bodies_answer_sooner_in_gwangjin() -> None:
    assert resolve("11215").case_policy.partner_answer_by_kind[AgencyKind.CLINIC].n == 3
    assert resolve("11350").case_policy.partner_answer_by_kind == {}


def test_a_village_without_a_hub_of_its_own_belongs_to_tongjin() -> None:
    policy = resolve("41570")
    assert "handeul-eup" in policy.case_policy.hubs["tongjin"]
    assert policy.office_name(policy.case_policy.hubs["tongjin"][-1]) == "한들읍"


def test_every_closure_reason_has_a_rule_and_refusal_needs_two() -> None:
    policy = resolve("11140").case_policy
    assert {rule.reason for rule in policy.closure_rules} == set(ClosureReason)
    refused = policy.closure_rule(ClosureReason.REFUSED)
    assert refused is not None
    assert len(refused.tiers) == 2


def test_every_case_managed_level_has_its_clocks() -> None:
    for code in FIVE:
        policy = resolve(code).case_policy
        for level in policy.levels:
            if level.case_managed:
                assert level.code in policy.monitoring
                assert level.code in policy.reassessment


def test_the_hash_stays_when_only_words_around_the_values_change(folder: Path) -> None:
    before = by_code(folder, "41570").content_hash
    national = folder / "national.yaml"
    change(national, "# 전국 기본값.", "# 온 나라의 기본값.")
    change(national, "warn: {value: 25, source: proposed}", "warn: {source: guide, value: 25}")
    assert by_code(folder, "41570").content_hash == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("national.yaml", "warn: {value: 25,", "warn: {value: 26,"),
        ("national.yaml", "cyclesPerYear: {value: 4,", "cyclesPerYear: {value: 6,"),
        ("provinces/gyeonggi.yaml", "rank: 25", "rank: 26"),
        ("districts/gimpo-si.yaml", "BUSINESS, firstDay: EXCLUDED", "BUSINESS, firstDay: INCLUDED"),
        ("calendars/kr-2019-2031.yaml", "day: 2026-02-16", "day: 2026-02-19"),
    ],
)
def test_the_hash_changes_with_any_value_or_closed_day(
    folder: Path, file: str, old: str, new: str
) -> None:
    before = by_code(folder, "41570").content_hash
    change(folder / file, old, new)
    assert by_code(folder, "41570").content_hash != before


@given(st.sampled_from(FIVE))
def test_resolving_twice_changes_nothing(code: str) -> None:
    first = resolve(code).case_policy
    assert resolve(code).case_policy == first
    assert CasePolicy.model_validate_json(first.model_dump_json()) == first


def test_a_wrong_file_is_kept_out_and_the_last_good_policy_stays(folder: Path) -> None:
    book = PolicyBook(folder)
    good = book.resolve("41570")
    district = folder / "districts" / "gimpo-si.yaml"
    text = district.read_text(encoding="utf-8")
    district.write_text(text.replace("value: BUSINESS", "value: SOMETIMES"), encoding="utf-8")
    assert not book.refresh()
    assert book.resolve("41570") is good
    assert [(p.file, p.line, p.code) for p in book.problems] == [
        ("districts/gimpo-si.yaml", 14, "choice")
    ]
    district.write_text(text.replace("value: BUSINESS", "value: CALENDAR"), encoding="utf-8")
    assert book.refresh()
    assert book.problems == ()
    assert book.resolve("41570").case_policy.plan_due.unit is Unit.DAYS


def test_a_wrong_file_of_one_district_does_not_hold_up_another(folder: Path) -> None:
    book = PolicyBook(folder)
    change(folder / "districts/gimpo-si.yaml", "value: BUSINESS", "value: SOMETIMES")
    change(folder / "districts/jung-gu.yaml", "version: 4", "version: 5")
    assert book.refresh()
    assert {problem.file for problem in book.problems} == {"districts/gimpo-si.yaml"}
    assert book.resolve("11140").case_policy.version == 5
    assert book.resolve("41570").case_policy.plan_due.unit is Unit.BUSINESS_DAYS


def test_without_anything_published_a_wrong_file_stops_the_start(folder: Path) -> None:
    change(folder / "national.yaml", "value: CALENDAR", "value: SOMETIMES")
    with pytest.raises(PolicyError):
        PolicyBook(folder)


def test_a_missing_file_leaves_the_last_good_policy_too(folder: Path) -> None:
    book = PolicyBook(folder)
    (folder / "provinces" / "gyeonggi.yaml").unlink()
    assert not book.refresh()
    assert {problem.code for problem in book.problems} == {"extends"}
    assert book.resolve("41570").case_policy.district == "41570"


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("districts/gimpo-si.yaml", "handeul-eup]", "nowhere-eup]", "office_unknown"),
        ("districts/gimpo-si.yaml", "gurae: [gurae-dong,", "gurae: [tongjin-eup,", "office_twice"),
        ("districts/gwangjin-gu.yaml", "gwangjin-medical-2024", "no-such-form", "not_found"),
        ("national.yaml", "kr-2019-2031", "kr-1900", "not_found"),
        ("districts/jung-gu.yaml", "numberPrefix: JG", "numberPrefix: GP", "taken_twice"),
        ("provinces/gyeonggi.yaml", "exportAs: CASE_GENERAL", "exportAs: CASE_NONE", "export_as"),
        ("provinces/gyeonggi.yaml", "reassess:\n  CASE_INTENSIVE", "reassess:\n  CASE_OTHER",
         "no_clock"),
        ("provinces/gyeonggi.yaml", "reassess:\n  CASE_INTENSIVE", "reassess:\n  CASE_OTHER",
         "level_unknown"),
        ("national.yaml", "  warn: {value: 25, source: proposed}\n", "", "missing"),
    ],
)  # fmt: skip
def test_files_that_do_not_fit_together_are_refused(
    folder: Path, file: str, old: str, new: str, code: str
) -> None:
    change(folder / file, old, new)
    if code == "missing":
        change(folder / file, "workload:\n", "")
    with pytest.raises(PolicyError) as refused:
        resolve_directory(folder)
    assert code in {problem.code for problem in refused.value.problems}


def test_faults_of_several_files_are_told_together(folder: Path) -> None:
    change(folder / "districts/gimpo-si.yaml", "version: 8", "version: 0")
    change(folder / "districts/jung-gu.yaml", "version: 4", "version: x")
    change(folder / "calendars/kr-2019-2031.yaml", "day: 2026-02-16", "day: never")
    with pytest.raises(PolicyError) as refused:
        resolve_directory(folder)
    assert {problem.file for problem in refused.value.problems} == {
        "districts/gimpo-si.yaml", "districts/jung-gu.yaml", "calendars/kr-2019-2031.yaml",
    }  # fmt: skip
