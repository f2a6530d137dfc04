"""What a district's rules show at work: who is asked and why, quiet days, where a case lands."""

import re
import shutil
from pathlib import Path

import pytest

from policies.resolve import DIRECTORY, PolicyBook, use
from tests.web.flow import Flow, approve, classify, open_case, receive, submit

HANGUL = re.compile(r"[가-힣]")
ENGLISH = "hamkke_look=en.system.comfortable.system.on"
RULES = """
plan:
  approvalRules:
    rules:
      - {code: many, ko: 두 사람이 넘는 가구, en: More than two people, when: people > 1,
         tiers: [COORDINATOR, SECTION_HEAD]}
    source: district
approval:
  delegations:
    delegations:
      - {code: table_1, ko: 사무전결 규칙 별표 1, en: 'Delegation rules, table 1',
         of: SECTION_HEAD, to: COORDINATOR, subjects: [PLAN]}
    source: district
  freezes:
    freezes:
      - {code: books, ko: 회계 마감, en: Closing of accounts, subject: FROZEN,
         first: 2026-01-01, last: 2026-01-30}
    source: district
intake:
  routings:
    routings: [{code: children, when: children > 0, to: sodam-dong}]
    source: district
"""


def under(rules: str, tmp_path: Path) -> None:
    """Gimpo's file with these rules is what holds."""
    folder = tmp_path / "policies"
    shutil.copytree(DIRECTORY, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "districts/gimpo-si.yaml"
    file.write_text(file.read_text() + rules)
    use(PolicyBook(folder))


def without_routing(rules: str) -> str:
    return rules.split("intake:")[0]


@pytest.fixture
def planning(flow: Flow, tmp_path: Path) -> Flow:
    under(without_routing(RULES).replace("FROZEN", "PLAN"), tmp_path)
    open_case(flow)
    receive(flow)
    classify(flow)
    return flow


def test_before_sending_a_plan_one_reads_who_will_be_asked_and_why(planning: Flow) -> None:
    page = planning.get("manager", planning.form("plan")).text
    asked = page.split('id="asked"')[1].split("</dl>")[0]
    assert "희망복지지원단 팀장" in asked
    assert "과장" not in asked, "the coordinator decides in the place of the section head"
    assert "두 사람이 넘는 가구" in asked
    assert "전결: 사무전결 규칙 별표 1" in asked
    assert "회계 마감: 2026" in page


def test_who_decides_reads_the_same_and_can_only_send_back_on_quiet_days(planning: Flow) -> None:
    submit(planning)
    page = planning.get("coordinator", planning.form("plan/decision")).text
    assert "두 사람이 넘는 가구" in page
    assert "전결: 사무전결 규칙 별표 1" in page
    assert "까지 승인하지 않습니다" in page
    assert 'value="RETURN"' in page
    assert 'value="APPROVE"' not in page
    planning.clock.forward(days=30)
    assert 'value="APPROVE"' in planning.get("coordinator", planning.form("plan/decision")).text


def test_an_approval_typed_all_the_same_is_refused_with_the_day(planning: Flow) -> None:
    submit(planning)
    path = planning.form("plan/decision")
    fields = {"answer": "APPROVE", "version": "1", "tier": "0"}
    answer = planning.post("coordinator", path, fields)
    assert answer.status_code == 422
    assert re.search(r"이런 결재를 쉬는 기간입니다\(2026[^)]*30[^까]*까지\)", answer.text)


def test_an_end_names_its_quiet_days_beside_the_reasons(flow: Flow, tmp_path: Path) -> None:
    under(without_routing(RULES).replace("FROZEN", "CLOSURE"), tmp_path)
    open_case(flow)
    receive(flow)
    classify(flow)
    page = flow.get("manager", flow.form("closure")).text
    assert "회계 마감: 2026" in page
    assert "희망복지지원단 팀장 → 과장" in page


def test_a_routed_household_is_looked_after_elsewhere_and_its_finder_is_told(
    flow: Flow, tmp_path: Path
) -> None:
    under(RULES.replace("FROZEN", "PLAN"), tmp_path)
    fields = {
        "office": "handeul-eup",
        "channel": "OUTREACH",
        "note": "학교에서 알려 옴",
        "member_0_name": "윤다온",
        "member_0_relation": "CLIENT",
        "member_0_birth_date": "1987-04-02",
        "member_1_name": "윤가람",
        "member_1_relation": "CHILD",
        "member_1_birth_date": "2016-05-01",
        "rows": "2",
    }
    opened = flow.post("hub", "/cases/new", fields)
    assert opened.status_code == 303, opened.text
    there = opened.headers["location"]
    assert there == "/cases?landed=sodam-dong"
    assert "소담동에서 맡습니다" in flow.get("hub", there).text
    assert "윤○온" in flow.get("elsewhere", "/cases").text


@pytest.mark.parametrize("part", ["approvals", "levels", "zones"])
def test_in_english_only_names_stay_korean(flow: Flow, part: str) -> None:
    cookie = {"Cookie": f"hamkke={flow.tokens['admin']}; {ENGLISH}"}
    answer = flow.client.get(f"/policies/11350/{part}", headers=cookie, follow_redirects=False)
    shown = answer.text.partition('<main class="page"')[2]
    left = {one.strip() for one in shown.splitlines() if HANGUL.search(one)}
    assert all(re.search(r"[가-힣0-9·]{2,}동\b", one) for one in left), left


@pytest.mark.parametrize("part", ["approvals", "levels", "zones"])
def test_no_two_fields_of_a_page_have_the_same_name_for_the_browser(flow: Flow, part: str) -> None:
    from tests.web.policies.life import begin

    page = flow.get("admin", f"{begin(flow)}/{part}").text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
    assert all(f'id="{name}"' in page for name in re.findall(r'label for="([^"]+)"', page))


def test_an_approved_plan_needs_the_delegate_alone(flow: Flow, tmp_path: Path) -> None:
    under(without_routing(RULES).replace("FROZEN", "CLOSURE"), tmp_path)
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    assert flow.state().plan is not None
