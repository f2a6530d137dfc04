"""The desk: what waits for whom about the policy, what is coming, and papers of a draft."""

import re

import pytest

from tests.web.flow import Flow
from tests.web.policies.life import TERMS, act, approved, begin, published, ready, seen, settled

PDF = b"%PDF-1.4\n" + b"x" * 2_000_000


def part(page: str, title: str) -> str:
    """The text of one part of the desk; empty when it is left out."""
    found = re.search(rf"<h2[^>]*>{title}</h2>(.*?)</section>", page, re.S)
    return found[1] if found else ""


def test_a_draft_is_for_whoever_has_the_next_turn(flow: Flow) -> None:
    draft = ready(flow)
    assert draft in part(flow.get("admin", "/policies/desk").text, "내가 할 일")
    assert draft in part(flow.get("privacy", "/policies/desk").text, "다른 사람이 할 일")
    act(flow, "admin", draft, "submit", **TERMS)
    assert draft in part(flow.get("privacy", "/policies/desk").text, "내가 할 일")
    assert draft in part(flow.get("admin", "/policies/desk").text, "다른 사람이 할 일")
    act(flow, "privacy", draft, "review")
    assert draft in part(flow.get("head", "/policies/desk").text, "내가 할 일")


def test_values_nobody_has_verified_are_counted(flow: Flow) -> None:
    told = part(flow.get("admin", "/policies/desk").text, "확인할 값")
    shown = flow.get("admin", "/policies/41570?show=verify").text
    count = re.search(r"확인할 값 (\d+)개", told)
    assert count is not None
    assert int(count[1]) == shown.count('<tr role="row" id=')


def test_what_is_coming_stands_with_the_value_it_changes(flow: Flow) -> None:
    settled(flow)
    draft = ready(flow)
    act(flow, "admin", draft, "submit", **TERMS | {"effective_from": "2027-03-01"})
    act(flow, "privacy", draft, "review")
    act(flow, "head", draft, "approve")
    act(flow, "admin", draft, "publish", reason="조례 개정")
    now = flow.get("manager", "/policies/41570").text
    row = now.split('id="engagement.cadence"')[1].split("</tr>")[0]
    assert "2027. 3. 1.(월)부터" in row
    assert "21일" in row
    coming = flow.get("manager", "/policies/41570/upcoming").text
    assert "30일" in coming
    assert "2027. 3. 1." in part(flow.get("admin", "/policies/desk").text, "시행을 기다리는 판")
    nothing = flow.get("manager", "/policies/11140/upcoming").text
    assert "예약된 변경이 없습니다" in nothing


def test_a_new_draft_builds_on_what_is_coming(flow: Flow) -> None:
    settled(flow)
    draft = ready(flow)
    act(flow, "admin", draft, "submit", **TERMS | {"effective_from": "2027-03-01"})
    act(flow, "privacy", draft, "review")
    act(flow, "head", draft, "approve")
    act(flow, "admin", draft, "publish", reason="조례 개정")
    page = flow.get("admin", begin(flow, title="다음 변경")).text
    assert "다른 값이 없습니다" in page
    assert "새 판이 나왔습니다" not in page


def test_a_draft_begun_before_another_was_published_says_so(flow: Flow) -> None:
    other = begin(flow, title="다른 변경")
    published(flow)
    assert "이 초안이 바탕으로 삼은 뒤에 새 판이 나왔습니다" in flow.get("admin", other).text


def upload(flow: Flow, draft: str, body: bytes) -> int:
    hidden = seen(flow, draft, "admin")
    fields = {"name": "조례", "number": "제1호", "day": "2025-12-01"}
    fields |= {"intent": hidden["intent"], "revision": hidden["revision"]}
    sent = flow.client.post(
        f"{draft}/documents",
        data=fields,
        files={"file": ("조례.pdf", body, "application/pdf")},
        headers=flow._as("admin"),
        follow_redirects=False,
    )
    return int(sent.status_code)


def test_an_ordinance_is_attached_and_read_again(flow: Flow) -> None:
    draft = begin(flow)
    assert upload(flow, draft, PDF) == 303
    found = re.search(rf'href="({draft}/documents/[^"]+)"', flow.get("head", draft).text)
    assert found is not None
    paper = flow.get("head", found[1])
    assert paper.content == PDF
    assert paper.headers["content-type"] == "application/pdf"
    assert "attachment" in paper.headers["content-disposition"]
    assert flow.get("manager", found[1]).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"<b>", 422), (b"%PDF-" + b"x" * (6 * 1024 * 1024), 413)],
    ids=["not-a-pdf", "too-large"],
)
def test_what_is_no_paper_is_not_attached(flow: Flow, body: bytes, status: int) -> None:
    draft = begin(flow)
    assert upload(flow, draft, body) == status
    assert "붙인 문서가 없습니다" in flow.get("admin", draft).text


def test_a_published_draft_is_history(flow: Flow) -> None:
    draft = approved(flow)
    act(flow, "admin", draft, "publish", reason="조례 개정")
    page = flow.get("admin", draft).text
    assert "공고함" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
