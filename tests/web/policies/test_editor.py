"""Forms and full text are one document: what a form writes stands in the text, and the reverse."""

import pytest

from tests.web.flow import Flow
from tests.web.policies.life import begin, revision, write

HEAD = "policy:\n  level: DISTRICT\n"
FILE = "districts/gimpo-si.yaml"


def text_of(flow: Flow, draft: str) -> str:
    from html import unescape

    page = flow.get("admin", f"{draft}/text").text
    return unescape(page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0])[1:]


def send(flow: Flow, draft: str, text: str, to: str = "text", **changed: str) -> object:
    fields = {"file": FILE, "revision": revision(flow, draft), "text": text} | changed
    return flow.post("admin", f"{draft}/{to}", fields, flow.intent("admin", f"{draft}/text"))


def test_a_form_changes_one_value_of_the_text_and_nothing_else(flow: Flow) -> None:
    draft = begin(flow)
    before = text_of(flow, draft)
    assert write(flow, draft).status_code == 303
    after = text_of(flow, draft)
    assert "# 지침의 30일 시계를 영업일로 셉니다." in after
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert any("cadence" in line for line in added)
    assert len(added) <= 8


def test_what_is_typed_as_text_stands_in_the_form(flow: Flow) -> None:
    draft = begin(flow)
    text = text_of(flow, draft) + "\nworkload:\n  warn: {value: 20, source: district}\n"
    assert send(flow, draft, text.replace("\n", "\r\n")).status_code == 303
    page = flow.get("admin", f"{draft}/values?key=workload.warn").text
    assert 'value="20"' in page
    assert "\r" not in text_of(flow, draft)


def test_a_value_can_go_back_to_what_stands_above(flow: Flow) -> None:
    draft = begin(flow)
    write(flow, draft)
    fields = {"key": "engagement.cadence", "revision": revision(flow, draft)}
    intent = flow.intent("admin", f"{draft}/values?key=engagement.cadence")
    assert flow.post("admin", f"{draft}/inherit", fields, intent).status_code == 303
    assert "cadence" not in text_of(flow, draft)


def test_a_statutory_bound_is_refused_beside_the_field_with_its_article(flow: Flow) -> None:
    draft = begin(flow)
    sent = {
        "key": "ics.nextCheck",
        "revision": revision(flow, draft),
        "n": "9",
        "unit": "month",
        "first_day": "EXCLUDED",
        "rollover": "PREVIOUS",
        "source": "law",
        "law": "통합지원법 시행규칙 제10조제1항",
    }
    intent = flow.intent("admin", f"{draft}/values?key=ics.nextCheck")
    refused = flow.post("admin", f"{draft}/values", sent, intent)
    assert refused.status_code == 422
    assert "6개월을 넘을 수 없습니다(통합지원법 시행규칙 제10조제1항)" in refused.text
    assert 'value="9"' in refused.text, "nothing typed is lost"
    assert "nextCheck" not in text_of(flow, draft)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("\tx: 1\n", "탭 문자는"),
        ("unknown: {value: 1, source: district}\n", "정책에 없는 항목"),
        ("workload:\n  warn: {value: on, source: district}\n", "true 또는 false"),
        ("a: &x 1\nb: *x\n", "앵커"),
    ],
    ids=["tab", "unknown", "on", "anchor"],
)
def test_a_text_with_faults_is_kept_and_goes_no_further(flow: Flow, wrong: str, said: str) -> None:
    draft = begin(flow)
    assert send(flow, draft, text_of(flow, draft) + wrong).status_code == 303
    page = flow.get("admin", f"{draft}/text").text
    assert said in page
    assert "data-line=" in page
    assert "글에 고칠 곳이 있습니다." in flow.get("admin", draft).text
    assert "전체 글에서 먼저 고쳐 주세요" in flow.get("admin", f"{draft}/values").text or (
        "engagement.cadence" in flow.get("admin", f"{draft}/values").text
    )


def test_looking_at_what_is_typed_changes_nothing(flow: Flow) -> None:
    draft = begin(flow)
    before = text_of(flow, draft)
    looked = send(flow, draft, before + "unknown: 1\n", "check")
    assert looked.status_code == 200
    assert "정책에 없는 항목" in looked.text
    assert text_of(flow, draft) == before


def test_two_who_write_at_once_do_not_undo_each_other(flow: Flow) -> None:
    draft = begin(flow)
    old = revision(flow, draft)
    write(flow, draft, "admin2")
    late = send(flow, draft, text_of(flow, draft) + "# 늦은 글\n", revision=old)
    assert late.status_code == 409
    assert "한결음" in late.text
    assert "# 늦은 글" in late.text, "what was typed is not lost"


def test_another_districts_values_come_under_our_own_head(flow: Flow) -> None:
    draft = begin(flow, source="11140")
    text = text_of(flow, draft)
    assert "name: 김포시" in text
    assert "sodam-dong: 소담동" in text
    assert "중구" not in text.split("legalBasis")[0]
    page = flow.get("admin", draft).text
    assert "engagement.cadence" in page


def test_a_ladder_is_changed_in_a_form(flow: Flow) -> None:
    draft = begin(flow)
    page = f"{draft}/values?key=escalation.standard"
    assert "3번째 단계" in flow.get("admin", page).text
    sent = {
        "key": "escalation.standard",
        "revision": revision(flow, draft),
        "source": "district",
        "code_1": "due",
        "to_1": "CASE_MANAGER",
        "code_2": "plus_1",
        "to_2": "SECTION_HEAD",
        "after_2": "1",
        "unit_2": "bd",
    }
    done = flow.post("admin", f"{draft}/values", sent, flow.intent("admin", page))
    assert done.status_code == 303, done.text
    assert "기한 1영업일 지남 → 과장" in flow.get("admin", draft).text


@pytest.mark.parametrize("key", ["none", "levels.none", "policy"])
def test_a_value_that_is_not_there_has_no_form(flow: Flow, key: str) -> None:
    draft = begin(flow)
    assert flow.get("admin", f"{draft}/values?key={key}").status_code == 404


def test_a_value_is_written_although_an_example_spoke_of_the_old_one(flow: Flow) -> None:
    draft = begin(flow)
    sent = {"key": "dayCount", "value": "CALENDAR", "first_day": "EXCLUDED", "source": "district"}
    sent["revision"] = revision(flow, draft)
    intent = flow.intent("admin", f"{draft}/values?key=dayCount")
    assert flow.post("admin", f"{draft}/values", sent, intent).status_code == 303
    assert "글에 고칠 곳이 있습니다." in flow.get("admin", f"{draft}/values?key=dayCount").text
    assert "CASE-2" in flow.get("admin", f"{draft}/text").text
    assert f'action="{draft}/submit"' not in flow.get("admin", draft).text
