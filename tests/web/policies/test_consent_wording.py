"""What is read before somebody consents: the district's words, by purpose and level."""

import re

from care.model.codes import ConsentPurpose
from tests.web.flow import Flow, open_case
from tests.web.policies.life import begin, revision
from web.consent_texts import LEVELS, consent_texts

PAGE = "/policies/41570/texts"
KEY = "consent.texts.SENSITIVE"
OWN = {
    "key": KEY,
    "ko": "마음과 몸의 병 이야기를 적어도 될까요?",
    "ko_easy": "아픈 이야기를 적어도 될까요?",
    "en": "May we write down what ails you?",
    "source": "district",
}


def test_every_purpose_has_words_at_every_level(flow: Flow) -> None:
    page = flow.get("manager", PAGE).text
    found = consent_texts("41570", flow.clock().date())
    assert set(found) == {purpose.value for purpose in ConsentPurpose}
    for text in found.values():
        assert [level for level, *_ in text.levels] == [level for level, *_ in LEVELS]
        assert all(said in page for *_, said in text.levels)


def test_the_form_of_consent_reads_the_districts_words(flow: Flow) -> None:
    open_case(flow)
    page = flow.get("manager", f"/cases/{flow.case_id}/consent").text
    for text in consent_texts("41570", flow.clock().date()).values():
        assert text.levels[0][3] in page


def test_the_words_are_changed_in_a_draft_like_any_other_value(flow: Flow) -> None:
    draft = begin(flow, title="민감정보 동의 문구")
    page = f"{draft}/values?key={KEY}"
    given = OWN | {"revision": revision(flow, draft)}
    made = flow.post("admin", f"{draft}/values", given, flow.intent("admin", page))
    assert made.status_code == 303, made.text
    assert re.search("아픈 이야기를 적어도", flow.get("admin", f"{draft}/text").text)
    assert "아픈 이야기를 적어도" not in flow.get("manager", PAGE).text
