"""Assessment forms ask every area, and districts only add."""

from pathlib import Path

import pytest

from care.model.codes import NeedArea, SubDomain
from policies.forms import FORMS, form, form_versions, load_form
from policies.problems import PolicyError
from policies.resolve import districts, resolve


def test_the_national_form_asks_ten_areas_with_two_sub_domains_each() -> None:
    national = form("national-2024")
    assert [area.code for area in national.areas] == list(NeedArea)
    asked = [sub.code for area in national.areas for sub in area.sub_domains]
    assert asked == list(SubDomain)
    assert all(sub.items for area in national.areas for sub in area.sub_domains)
    assert [score.value for score in national.scores] == [0, 1, 2, 3]


@pytest.mark.parametrize("version", form_versions())
def test_a_form_that_extends_drops_nothing(version: str) -> None:
    national, extended = form("national-2024"), form(version)
    for sub in SubDomain:
        assert national.item_codes(sub) <= extended.item_codes(sub)


@pytest.mark.parametrize("version", form_versions())
def test_no_item_is_asked_twice_in_one_place(version: str) -> None:
    for area in form(version).areas:
        for sub in area.sub_domains:
            codes = [item.code for item in sub.items]
            assert len(codes) == len(set(codes))


def test_gwangjin_asks_about_medical_access_and_jung_gu_about_hoarding() -> None:
    gwangjin, jung = form("gwangjin-medical-2024"), form("jung-hoarding-2024")
    assert [section.code for section in gwangjin.sections_of(NeedArea.HEALTH)] == ["medical_access"]
    assert [section.code for section in jung.sections_of(NeedArea.LIVING_ENV)] == ["hoarding"]
    assert "blocked_exit" in jung.item_codes(SubDomain.LIVING_INSIDE)


def test_every_district_names_a_form_that_exists() -> None:
    for district in districts():
        assert form(resolve(district).case_policy.assessment_form).areas


def test_an_unknown_version_is_not_found() -> None:
    with pytest.raises(KeyError):
        form("../national")


def test_a_form_without_an_area_is_refused(tmp_path: Path) -> None:
    text = (FORMS / "national-2024.yaml").read_text(encoding="utf-8")
    cut = text[: text.index("  LEGAL:\n")]
    (tmp_path / "national-2024.yaml").write_text(cut, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_form(tmp_path, "national-2024")
    assert {problem.code for problem in refused.value.problems} == {"missing"}
    assert len(refused.value.problems) == 2
