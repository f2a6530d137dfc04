"""Assessment forms by version: reading them, comparing them, making a new one in a draft."""

import re

import pytest

from policies.forms import form
from policies.resolve import resolve
from tests.web.flow import Flow

PAGE = "/policies/41570/forms"
NEW = {
    "version": "gimpo-2027",
    "extends": "national-2024",
    "ko": "김포 조사표",
    "en": "Gimpo survey",
    "item_0_where": "HEALTH_BODY",
    "item_0_code": "no_winter_clothes",
    "item_0_ko": "겨울옷이 없음",
    "item_0_en": "Has no winter clothes",
}
SECTION = {
    "section_area": "LIVING_ENV",
    "section_ko": "주거 안전",
    "section_en": "Safety of the home",
    "section_code": "home_safety",
    "item_1_where": "section",
    "item_1_code": "stairs_unsafe",
    "item_1_ko": "계단이 위험함",
    "item_1_en": "The stairs are unsafe",
}


def make(flow: Flow, **changed: str) -> tuple[int, str, str]:
    made = flow.post("admin", PAGE, NEW | changed, flow.intent("admin", PAGE))
    return made.status_code, str(made.headers.get("location", "")), made.text


def test_every_version_can_be_read_and_the_one_in_use_is_marked(flow: Flow) -> None:
    assert "지금 씀" in flow.get("manager", PAGE).text
    page = flow.get("manager", f"{PAGE}/gwangjin-medical-2024?against=national-2024").text
    assert "병원까지 가지 못함" in page
    assert "새로 물음" in page
    assert flow.get("manager", f"{PAGE}/nowhere-2024").status_code == 404


def test_a_new_version_is_a_file_of_a_draft_that_the_draft_uses(flow: Flow) -> None:
    status, draft, text = make(flow, **SECTION)
    assert status == 303, text
    policy = flow.get("admin", f"{draft}/text").text
    assert "gimpo-2027" in policy
    asked = flow.get("admin", f"{draft}/text?file=forms/gimpo-2027.yaml").text
    assert "겨울옷이 없음" in asked
    assert "계단이 위험함" in asked
    assert not re.search(r'class="[^"]*problem', flow.get("admin", draft).text)
    assert resolve("41570").case_policy.assessment_form == "national-2024"


def test_a_version_adds_to_what_it_extends_and_drops_no_area() -> None:
    assert {one.code for one in form("jung-hoarding-2024").areas} == {
        one.code for one in form("national-2024").areas
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"version": "national-2024"}, "version"),
        ({"version": "Gimpo 2027"}, "version"),
        ({"item_0_code": "Kleider"}, "item_0_code"),
        ({"item_0_en": ""}, "item_0_en"),
        ({"item_0_where": ""}, "item_0_where"),
        ({"item_0_ko": "", "item_0_en": "", "item_0_code": ""}, "item_0_ko"),
        ({"section_ko": "주거"}, "section_code"),
        ({"extends": "nowhere-2024"}, "extends"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    flow: Flow, changed: dict[str, str], field: str
) -> None:
    status, _, text = make(flow, **changed)
    assert status == 422
    assert f'id="{field}-error"' in text
