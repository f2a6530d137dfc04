"""Decision files on the web: as it stood, why, by whom, and proved; the same as a PDF (C4)."""

import re
from datetime import UTC, datetime

from sqlalchemy import text

from tests.web.flow import Flow, approve, classify, open_case, receive, submit
from web import papers
from web.papers import Paper, Section

PRINTED = datetime(2026, 3, 1, 3, 0, 7, 123_456, tzinfo=UTC)


def decided(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)


def files(flow: Flow, who: str = "manager") -> dict[str, str]:
    """Address of each file of the case by the kind it is listed under, the newest of each."""
    page = flow.get(who, f"/cases/{flow.case_id}/decisions").text
    found = re.findall(r'href="(/cases/[^"]+/decisions/\d+)">[^<]*</a><small>([^<]*)<', page)
    return {kind: address for address, kind in reversed(found)}


def records(flow: Flow) -> list[tuple[str, str, str]]:
    async def ask() -> list[tuple[str, str, str]]:
        async with flow.cases.database.read() as session:
            rows = await session.execute(
                text(
                    "SELECT person, outcome, purpose FROM access_records"
                    " WHERE task = 'ViewDecision' ORDER BY sequence"
                )
            )
            return [(row[0], row[1], row[2]) for row in rows]

    return flow._run(ask)  # type: ignore[no-any-return]


def test_every_decision_of_the_case_is_listed_and_linked_from_its_history(flow: Flow) -> None:
    decided(flow)
    found = files(flow)
    assert {"욕구조사와 위기도 점수", "대상자 구분", "계획 결재"} <= found.keys()
    history = flow.get("manager", f"/cases/{flow.case_id}").text
    assert found["계획 결재"] in history


def test_a_level_is_shown_with_its_data_its_score_its_policy_and_its_proof(flow: Flow) -> None:
    decided(flow)
    page = flow.get("manager", files(flow)["대상자 구분"]).text
    for words in (
        "같은 결과가 나왔습니다", "셈한 점수와 제안", "제안된 구분", "정한 구분",
        "난방과 생계가 가장 급하다고 봄", "그때 따르던 정책", "districts/gimpo-si.yaml",
        "구분 규칙 1", "safety &gt;= safetyHigh",
    ):  # fmt: skip
        assert words in page, words
    assert "겨울을 따뜻하게 난다" not in page, "the plan came later"


def test_a_plan_is_shown_as_it_was_asked_with_who_answered(flow: Flow) -> None:
    decided(flow)
    flow.clock.forward(days=30)
    page = flow.get("manager", files(flow)["계획 결재"]).text
    for words in ("겨울을 따뜻하게 난다", "1,200,000원", "결재선", "승인", "민들레"):
        assert words in page, words


def test_who_answered_is_shown_with_the_times_they_had_the_case_open(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    flow.get("manager", f"/cases/{flow.case_id}")
    submit(flow)
    approve(flow)
    page = flow.get("manager", files(flow)["계획 결재"]).text
    assert "결정하기 전에 본 기록" in page
    assert "서가온 (희망복지지원단 팀장)" in flow.get("manager", files(flow)["대상자 구분"]).text


def test_the_pdf_says_the_same_and_can_be_read_aloud(flow: Flow) -> None:
    decided(flow)
    answer = flow.get("manager", files(flow)["대상자 구분"] + "/pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "GP-2026-0001" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in answer.content or b"pdfuaid" in answer.content
    assert [one[2] for one in records(flow)] == ["decision_file", "decision_file_pdf"]


def test_who_may_not_see_the_case_gets_no_file_of_it(flow: Flow) -> None:
    decided(flow)
    address = files(flow)["대상자 구분"]
    for who in ("elsewhere", "operator", "admin"):
        for path in (address, address + "/pdf", address.rpartition("/")[0]):
            assert flow.get(who, path).status_code in (403, 404), (who, path)


def test_what_is_no_decision_has_no_page(flow: Flow) -> None:
    decided(flow)
    for number in ("1", "999", "0", "-1", "x"):
        address = f"/cases/{flow.case_id}/decisions/{number}"
        assert flow.get("manager", address).status_code == 404, number


async def test_what_somebody_wrote_is_never_code_of_the_paper() -> None:
    nasty = 'quote " backslash \\ #set page(width: 1pt) \n $x$ *b* `r` @ref <label> #{panic()}'
    paper = Paper(nasty, nasty, (Section("a", nasty, facts=((nasty, nasty),)),), "2026. 3. 1.")
    assert (await papers.pdf(paper, PRINTED)).startswith(b"%PDF")


async def test_a_letter_the_font_lacks_becomes_a_box_and_the_paper_is_made() -> None:
    paper = Paper("이모지 🦊 ✓", "x", (Section("a", "가", lede="ሰላም 🦊"),), "2026. 3. 1.")
    made = await papers.pdf(paper, PRINTED)
    assert made.startswith(b"%PDF")
    within = PRINTED.replace(microsecond=456_789)
    assert made == await papers.pdf(paper, within), "the same second, the same file"


def test_every_piece_of_the_font_is_there_for_papers() -> None:
    pieces = {one.stem for one in (papers.FONTS.parent / "files").glob("*.woff2")}
    assert pieces == {one.stem for one in papers.FONTS.glob("*.ttf")}
