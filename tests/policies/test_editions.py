"""Editions: each resolves alone, holds from its day, and outlives the file it came from (F29)."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from care.model.codes import SubDomain
from care.model.edition import Origin, PublishedEdition
from care.model.policy_rules import Adoption
from policies import forms
from policies.book import PolicyBook
from policies.checks import check
from policies.edition import Edition, parts_of, read_texts, resolve_texts, today
from policies.problems import PolicyError
from policies.sources import DIRECTORY, FOLDERS
from policies.successors import inherited, living

GIMPO, GWANGJIN = "41570", "11215"
OWN = "districts/gimpo-si.yaml"
LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FOLDERS:
        shutil.copytree(DIRECTORY / name, tmp_path / name)
    shutil.copy(DIRECTORY / "national.yaml", tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def own_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_published", {})
    forms.form.cache_clear()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def of_file(folder: Path = DIRECTORY, district: str = GIMPO) -> Edition:
    """The district's file as it is kept once it is settled."""
    file = PolicyBook(folder).editions(district)[-1]
    return Edition.of(file.model_copy(update={"published_at": LONG_AGO}))


def following(before: Edition, **changes: object) -> Edition:
    """The next edition, which counts days by the calendar again."""
    own = before.texts[OWN].replace("value: BUSINESS", "value: CALENDAR")
    texts = {**before.texts, OWN: own}
    policy = resolve_texts(texts, before.slug)
    values: dict[str, object] = {
        "number": before.number + 1,
        "texts": texts,
        "origin": Origin.PUBLISHED,
        "adoption": Adoption.NEXT_REVIEW,
        "content_hash": policy.case_policy.content_hash,
        **changes,
    }
    return Edition.of(PublishedEdition.model_validate({**_plain(before), **values}))


def _plain(edition: Edition) -> dict[str, object]:
    return {name: getattr(edition, name) for name in PublishedEdition.model_fields}


def test_an_edition_resolves_out_of_its_own_texts_alone() -> None:
    file = PolicyBook(DIRECTORY).editions(GIMPO)[-1]
    kept = Edition.of(PublishedEdition.model_validate_json(_json(file)))
    assert kept.resolved == file.resolved
    assert sorted(kept.texts) == [
        "calendars/kr-2019-2031.yaml", OWN, "forms/national-2024.yaml", "national.yaml",
        "provinces/gyeonggi.yaml",
    ]  # fmt: skip
    assert kept.case_policy.content_hash == kept.content_hash


def _json(edition: Edition) -> str:
    return PublishedEdition.model_validate(_plain(edition)).model_dump_json()


def test_a_form_that_extends_another_brings_it_along() -> None:
    texts = parts_of(read_texts(), "gwangjin-gu")
    assert {"forms/gwangjin-medical-2024.yaml", "forms/national-2024.yaml"} <= texts.keys()


def test_what_a_district_may_change_is_its_file_and_its_own_forms(folder: Path) -> None:
    book = PolicyBook(folder)
    file = book.editions(GIMPO)[-1]
    own = {**file.texts, "forms/gimpo-2027.yaml": "its own"}
    kept = file.model_copy(update={"texts": own})
    assert book.own_texts(kept).keys() == {OWN, "forms/gimpo-2027.yaml"}
    assert book.working_texts(GIMPO, {OWN: file.texts[OWN]}) == file.texts


def test_the_number_day_and_adoption_of_the_publication_count_not_those_of_the_text() -> None:
    later = following(of_file(), number=12, effective_from=date(2026, 2, 1))
    rules = later.case_policy.rules
    assert rules is not None
    assert (later.case_policy.version, rules.edition) == (12, 12)
    assert rules.adoption is Adoption.NEXT_REVIEW
    assert later.resolved.effective_from == date(2026, 2, 1)


def test_the_hash_covers_what_the_form_asks(folder: Path) -> None:
    before = of_file(folder).content_hash
    change(folder / "forms/national-2024.yaml", "자살", "자해와 자살")
    assert of_file(folder).content_hash != before


def test_an_edition_holds_from_its_day_and_never_before_it_was_published() -> None:
    first = of_file()
    coming = following(first, published_at=LONG_AGO, effective_from=date(2026, 6, 1))
    book = PolicyBook(DIRECTORY, [first, coming])
    assert book.in_force(GIMPO, date(2026, 5, 31)).number == first.number
    assert book.in_force(GIMPO, date(2026, 6, 1)).number == coming.number
    assert book.in_force(GIMPO, date(2019, 1, 1)).number == first.number
    assert [each.number for each in book.upcoming(GIMPO, date(2026, 5, 31))] == [coming.number]
    late = following(first, published_at=LONG_AGO, effective_from=date(2025, 6, 1))
    assert late.begins == date(2026, 1, 2)


def test_an_edition_for_today_leaves_the_one_for_new_year_in_its_place() -> None:
    first = of_file()
    new_year = following(first, published_at=LONG_AGO, effective_from=date(2027, 1, 1))
    holiday = following(first, number=new_year.number + 1, effective_from=date(2026, 7, 1))
    again = following(first, number=holiday.number + 1, effective_from=date(2027, 1, 1))
    book = PolicyBook(DIRECTORY, [first, new_year, holiday, again])
    assert book.in_force(GIMPO, date(2026, 8, 1)).number == holiday.number
    assert [each.number for each in book.upcoming(GIMPO, date(2026, 8, 1))] == [again.number]
    assert living(book.editions(GIMPO), date(2026, 8, 1)) == [holiday, again]


def rolled_back(first: Edition, *withdraws: int) -> Edition:
    number, on = max(withdraws) + 1, date(2026, 7, 1)
    back = {"origin": Origin.ROLLBACK, "restores": first.number, "withdraws": withdraws}
    at = datetime(2026, 7, 1, 3, tzinfo=UTC)
    return following(first, number=number, effective_from=on, published_at=at, **back)


def test_what_a_rollback_withdrew_before_its_day_never_begins() -> None:
    first = of_file()
    new_year = following(first, published_at=LONG_AGO, effective_from=date(2027, 1, 1))
    back = rolled_back(first, new_year.number)
    book = PolicyBook(DIRECTORY, [first, new_year, back])
    assert book.in_force(GIMPO, date(2026, 6, 30)) == first
    assert book.in_force(GIMPO, date(2026, 7, 1)) == book.in_force(GIMPO, date(2027, 6, 1)) == back
    assert book.upcoming(GIMPO, date(2026, 7, 1)) == ()
    assert living(book.editions(GIMPO), date(2026, 8, 1)) == [back]
    assert new_year in book.editions(GIMPO)


def test_nobody_withdraws_what_has_begun() -> None:
    first = of_file()
    begun = following(first, published_at=LONG_AGO, effective_from=date(2026, 6, 1))
    book = PolicyBook(DIRECTORY, [first, begun, rolled_back(first, begun.number)])
    assert book.in_force(GIMPO, date(2026, 6, 2)) == begun


def test_editions_of_the_database_win_over_a_file_until_it_has_a_higher_number(
    folder: Path,
) -> None:
    first = of_file(folder)
    second = following(first, published_at=LONG_AGO)
    book = PolicyBook(folder, [first, second])
    assert book.resolve(GIMPO).case_policy.version == 9
    change(folder / OWN, "version: 8", "version: 10")
    assert book.refresh()
    assert book.resolve(GIMPO).case_policy.version == 10
    assert [each.number for each in book.unsettled(GIMPO, today())] == [10]


def test_a_file_whose_number_is_used_up_is_told_to_its_author(folder: Path) -> None:
    first = of_file(folder)
    book = PolicyBook(folder, [first, following(first, published_at=LONG_AGO)])
    assert not book.problems
    change(folder / OWN, "value: BUSINESS", "value: CALENDAR")
    book.refresh()
    assert [(problem.file, problem.code) for problem in book.problems] == [(OWN, "number_used")]
    assert "10" in book.problems[0].ko


@pytest.mark.parametrize("broken", ["gone", "wrong", "not utf-8"])
def test_a_restart_finds_the_last_good_edition_though_its_files_are_gone_or_wrong(
    folder: Path, broken: str
) -> None:
    first = of_file(folder)
    good = following(first, published_at=LONG_AGO)
    if broken == "gone":
        for name in FOLDERS:
            shutil.rmtree(folder / name)
        (folder / "national.yaml").unlink()
    elif broken == "wrong":
        change(folder / "national.yaml", "value: CALENDAR", "value: SOMETIMES")
    else:
        (folder / OWN).write_bytes(b"\xff\xfe")
    book = PolicyBook(folder, [first, good])
    assert book.resolve(GIMPO) == good.resolved
    assert book.resolve(GIMPO).case_policy.version == 9
    assert book.problems


def test_an_edition_this_release_cannot_read_is_passed_over(folder: Path) -> None:
    first = of_file(folder)
    wrong = {**first.texts, OWN: first.texts[OWN].replace("BUSINESS", "SOMETIMES")}
    second = Edition.of(first.model_copy(update={"number": 9, "texts": wrong}))
    book = PolicyBook(folder, [first, second])
    assert book.resolve(GIMPO).case_policy.version == 8
    with pytest.raises(PolicyError):
        _ = second.resolved


def test_a_value_an_edition_of_an_earlier_release_never_knew_is_the_nation_s_of_today() -> None:
    first = of_file()
    older = first.texts["national.yaml"].replace("  warn: {value: 25, source: proposed}\n", "")
    older = older.replace("workload:\n", "")
    kept = Edition.of(first.model_copy(update={"texts": {**first.texts, "national.yaml": older}}))
    assert kept.case_policy.workload_warn == 25
    with pytest.raises(PolicyError):
        resolve_texts(kept.texts, kept.slug)


def test_a_newer_nation_gives_every_living_edition_a_successor(folder: Path) -> None:
    first = of_file(folder)
    coming = following(first, published_at=LONG_AGO, effective_from=today() + timedelta(days=30))
    change(folder / "national.yaml", "warn: {value: 25,", "warn: {value: 20,")
    book = PolicyBook(folder, [first, coming])
    now, later = book.unsettled(GIMPO, today())
    assert (now.number, later.number) == (10, 11)
    assert (now.begins, later.begins) == (today(), coming.begins)
    assert {now.origin, later.origin} == {Origin.INHERITED}
    assert now.case_policy.workload_warn == later.case_policy.workload_warn == 20
    assert now.texts[OWN] == first.texts[OWN]
    assert later.texts[OWN] == coming.texts[OWN]
    book.take(
        [each.model_copy(update={"published_at": datetime.now(UTC)}) for each in (now, later)]
    )
    assert book.unsettled(GIMPO, today()) == ()


def test_other_words_around_the_same_values_make_no_successor(folder: Path) -> None:
    first = of_file(folder)
    change(folder / "national.yaml", "# 전국 기본값.", "# 온 나라의 기본값.")
    assert PolicyBook(folder, [first]).unsettled(GIMPO, today()) == ()


def test_a_successor_that_would_be_wrong_is_not_made_and_says_why(folder: Path) -> None:
    first = of_file(folder)
    change(folder / "provinces/gyeonggi.yaml", "  CASE_INTENSIVE:", "  CASE_OTHER:")
    book = PolicyBook(folder, [first])
    assert book.unsettled(GIMPO, today()) == ()
    assert "provinces/gyeonggi.yaml" in {problem.file for problem in book.problems}
    assert book.resolve(GIMPO) == first.resolved
    found = inherited([first], {**read_texts(), "national.yaml": "policy: {}"}, today())
    assert found.editions == ()
    assert found.problems


def test_old_answers_are_read_by_the_form_of_the_edition_they_were_given_under(
    folder: Path,
) -> None:
    first = of_file(folder, GWANGJIN)
    text = first.texts["forms/gwangjin-medical-2024.yaml"]
    own = text.replace("gwangjin-medical-2024", "gwangjin-2027")
    own += "\nadd:\n  HEALTH_BODY:\n    - {code: far_clinic, ko: 먼 병원, en: The clinic is far}\n"
    with pytest.raises(KeyError):
        forms.form("gwangjin-2027")
    PolicyBook(folder).take(
        [first.model_copy(update={"texts": {**first.texts, "forms/gwangjin-2027.yaml": own}})]
    )
    assert "far_clinic" in forms.form("gwangjin-2027").item_codes(SubDomain.HEALTH_BODY)
    assert "far_clinic" not in forms.form("gwangjin-medical-2024").item_codes(SubDomain.HEALTH_BODY)


def test_a_form_that_extends_itself_is_refused() -> None:
    text = (DIRECTORY / "forms/jeonju-care-2024.yaml").read_text(encoding="utf-8")
    loop = {"forms/jeonju-care-2024.yaml": text.replace("national-2024", "jeonju-care-2024")}
    with pytest.raises(PolicyError) as refused:
        forms.form_of(loop, "jeonju-care-2024")
    assert [problem.code for problem in refused.value.problems] == ["extends"]


@pytest.mark.parametrize(
    ("old", "new"), [('code: "41570"', 'code: "11140"'), ("numberPrefix: GP", "numberPrefix: JG")]
)
def test_a_draft_cannot_become_another_district_s_policy(old: str, new: str) -> None:
    first = of_file()
    texts = {**first.texts, OWN: first.texts[OWN].replace(old, new)}
    found = check(texts, first.slug, before=first.resolved)
    assert [problem.code for problem in found.problems] == ["identity"]
    assert first.texts[OWN].split("\n")[found.problems[0].line - 1].strip() == old


def test_an_edition_that_names_another_district_is_never_in_force() -> None:
    first = of_file()
    texts = {**first.texts, OWN: first.texts[OWN].replace('"41570"', '"99999"')}
    foreign = Edition.of(first.model_copy(update={"number": 9, "texts": texts}))
    assert PolicyBook(DIRECTORY, [first, foreign]).resolve(GIMPO).case_policy.version == 8


def test_a_policy_is_found_again_by_its_hash() -> None:
    first = of_file()
    second = following(first, published_at=LONG_AGO)
    book = PolicyBook(DIRECTORY, [first, second])
    found = book.by_hash(GIMPO, first.content_hash)
    assert found is not None
    assert found.case_policy.version == first.number
    assert book.by_hash(GIMPO, "0" * 64) is None
