"""A book of a year: stories under themes, nobody in it, whom it goes to (domain NW-03 to NW-05)."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from care.messages import commands as c
from care.model.ids import CaseId, PersonId
from store import agencies, casebook
from store.casebook import Wording
from store.tables.cases import LinkageLine
from tests.web.casebook.test_casebook import TOLD, agree, close
from tests.web.flow import BODIES, Flow, district, open_case, receive

BOOK = "/casebook/volumes/2026-1"
THEMES = ("일하는 사람들의 이야기", "민관이 함께한 이야기")
UNPRINTED = "UPDATE stories SET published_on = NULL WHERE case_id = :case AND :day <> ''"
PRINTED = "UPDATE stories SET published_on = :day, reviewed_by = 'manager2' WHERE case_id = :case"
MADE = {"kind": "CASEBOOK", "year": "2026", "which": "1", "title": "함께 걷는 길",
        "parts": "\n".join(THEMES)}  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    """A closed case with a story in a volume; every test says what it changes."""
    with district(tmp_path_factory.mktemp("shelf")) as flow:
        open_case(flow)
        receive(flow)
        agree(flow)
        close(flow)
        home = flow.get("manager", "/casebook").text
        assert "아직 책이 없습니다" in home
        number = str(flow.state().case_number)
        assert sent(flow, "manager", "/casebook/new", number=number, theme="SAFETY") == 303
        assert sent(flow, "coordinator", "/casebook/volumes/new", **MADE) == 303
        yield flow


def send(flow: Flow, who: str, path: str, **fields: Any) -> Any:
    return flow.post(who, path, fields, intent=flow.intent(who, "/casebook"))


def sent(flow: Flow, who: str, path: str, **fields: Any) -> int:
    return int(send(flow, who, path, **fields).status_code)


def story(flow: Flow) -> str:
    return f"/casebook/{flow.case_id}"


def written(flow: Flow, words: str, title: str = "봄을 기다리며", **more: Any) -> Any:
    return send(flow, "manager", f"{story(flow)}/draft", draft=words, title=title, **more)


def read_and_published(flow: Flow) -> None:
    page = flow.get("manager2", story(flow)).text
    found = re.search(r'name="wording" value="([^"]*)"', page)
    assert found is not None
    seen = found[1].replace("&#43;", "+")
    assert sent(flow, "manager2", f"{story(flow)}/review", wording=seen) == 303
    assert sent(flow, "coordinator", f"{story(flow)}/publish") == 303


def file(flow: Flow, name: str, book: str = BOOK) -> Any:
    return flow.get("coordinator", f"{book}/files/{name}")


async def many(flow: Flow, count: int) -> None:
    """Stories told as the one there is, so that a whole book is there to print."""
    async with flow.cases.database.write() as session:
        keyring = flow.cases.keyring
        one = await casebook.story(session, keyring, flow.case_id)
        assert one is not None
        for number in range(count):
            twin = replace(one, case_id=CaseId(f"{one.case_id}-{number}"))
            await casebook.propose_story(session, twin)
            said = Wording(f"{number}번째 이야기입니다. 문이 열렸습니다.", f"이야기 {number}")
            await casebook.write_draft(session, keyring, twin, said, one.proposed_by, flow.clock())
            known = await casebook.story(session, keyring, twin.case_id)
            assert known is not None
            other = PersonId("manager2")
            assert await casebook.review_story(session, known, other, flow.clock())
            assert await casebook.publish_story(session, twin.case_id, flow.clock().date())
            await casebook.place_story(session, twin.case_id, "2026-1", number % 2 + 1)


def test_what_is_typed_with_names_comes_back_with_proposals_and_is_not_kept(shelf: Flow) -> None:
    answer = written(shelf, "윤다온 씨는 36세였다. 2024년 3월 2일에 만났다.")
    assert answer.status_code == 422
    assert "적으신 글에서 찾은 것" in answer.text
    assert "<mark" in answer.text
    assert "당사자 씨는 30대였다. 어느 봄날에 만났다.</textarea>" in answer.text
    assert 'class="prose"></p>' not in answer.text
    assert written(shelf, "어느 어머니의 봄").status_code == 303


def test_what_only_looks_so_is_changed_or_kept_before_a_second_person_agrees(shelf: Flow) -> None:
    words = "가상복지관에서 만난 36세 어머니가 봄을 기다렸다."
    assert written(shelf, words).status_code == 303
    page = shelf.get("manager", story(shelf)).text
    assert "말이 2군데 있습니다" in page
    assert "제안: 한 복지관" in page
    other = shelf.get("manager2", story(shelf)).text
    found = re.search(r'name="wording" value="([^"]*)"', other)
    assert found is not None
    seen = found[1].replace("&#43;", "+")
    refused = send(shelf, "manager2", f"{story(shelf)}/review", wording=seen)
    assert refused.status_code == 409
    assert "누구인지 알 수 있을 만한 말이 남아 있습니다" in refused.text
    shelf.clock.forward(minutes=1)
    assert written(shelf, words, kept=["가상복지관"], replace="true").status_code == 303
    page = shelf.get("manager2", story(shelf)).text
    assert "가상복지관에서 만난 30대 어머니가" in page
    assert "그대로 두기로 한 말: 가상복지관" in page
    assert "군데 있습니다" not in page


def test_nw_03_thirty_six_stories_grouped_by_theme_and_read_by_a_second_person(
    shelf: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.casebook.reading.stories_of", lambda district: 36)
    shelf.clock.forward(minutes=1)
    assert written(shelf, "어느 어머니가 아이와 함께 겨울을 났습니다.").status_code == 303
    assert sent(shelf, "manager", f"{story(shelf)}/place", place="2026-1/2") == 303
    assert sent(shelf, "manager", f"{story(shelf)}/place", place="2026-1/9") == 422
    assert "아직 실을 수 없는 이야기" in shelf.get("coordinator", BOOK).text
    read_and_published(shelf)
    shown = shelf.get("coordinator", BOOK).text
    assert "겨울을 났습니다" in shown.partition(THEMES[1])[2]
    assert "35편이 더 있어야 합니다" in shown
    before = shelf.case_id
    monkeypatch.setattr("web.casebook.reading.state_of", as_told(shelf))
    shelf._run(many, shelf, 36)
    shown = shelf.get("coordinator", BOOK).text
    assert "이야기 37편" in shown
    assert "더 있어야 합니다" not in shown
    assert "책 전체에서 누구인지 알 수 있는 말을 찾지 못했습니다" in shown
    groups = [
        shown.partition(f"<h2>{theme}</h2>")[2].partition("</section>")[0] for theme in THEMES
    ]
    assert [group.count("<article>") for group in groups] == [18, 19]
    printed = file(shelf, "casebook.pdf")
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-1.7")
    assert len(printed.content) > 20_000
    assert shelf.case_id == before


def as_told(flow: Flow) -> Any:
    """Each of the stories is told with the consent of the one case there is."""
    state = flow.state()

    async def state_of(visit: Any, session: Any, case_id: CaseId) -> Any:
        return state

    return state_of


def test_nw_04_no_personal_text_in_the_export_found_by_planting_it(shelf: Flow) -> None:
    async def plant(words: str) -> None:
        async with shelf.cases.database.write() as session:
            keyring, at = shelf.cases.keyring, shelf.clock()
            known = await casebook.story(session, keyring, shelf.case_id)
            assert known is not None
            own = {"case": shelf.case_id, "day": at.date().isoformat()}
            await session.execute(text(UNPRINTED), own)
            assert await casebook.write_draft(
                session, keyring, known, Wording(words), known.proposed_by, at
            )
            await session.execute(text(PRINTED), own)

    planted = {
        "윤다온 씨": "가구원 이름",
        "민들레 주무관이 말했다": "담당자 이름",
        "010-555-1234로": "전화번호",
        "101동 203호에서": "사는 곳 주소",
        "2024년 3월 2일": "날짜",
        "36세": "나이",
        "가상복지관": "기관 이름",
        str(shelf.state().case_number): "번호",
    }
    for words, kind in planted.items():
        shelf._run(plant, f"어느 날 {words} 그랬다.")
        shown = shelf.get("coordinator", BOOK).text
        assert kind in shown.partition("내보내기 전에 살필 것")[2].partition("</section>")[0], words
        assert file(shelf, "casebook.pdf").status_code == 409
        assert sent(shelf, "coordinator", f"{BOOK}/print") == 409
    shelf._run(plant, "어느 날 문이 열렸다.")
    assert file(shelf, "casebook.pdf").status_code == 200


def test_nw_04_recipients_are_listed_counted_sent_and_exported(shelf: Flow) -> None:
    path = f"{BOOK}/recipients"
    assert sent(shelf, "manager", path, kind="MINISTRY", name="가상복지부", copies="400") == 303
    for _ in range(2):
        assert sent(shelf, "manager", f"{path}/fill") == 303
    shown = shelf.get("manager", BOOK).text
    assert "한들읍" in shown
    assert "가상집수리" in shown
    assert sent(shelf, "manager", f"{path}/body-repair/drop") == 303
    assert sent(shelf, "manager", path, kind="MINISTRY", name="", copies="0") == 422
    assert sent(shelf, "manager", f"{path}/sent", on="2026-04-01") == 303
    rows = list(csv.reader(io.StringIO(file(shelf, "recipients.csv").content.decode("utf-8-sig"))))
    assert rows[0] == ["종류", "받는 곳", "부수", "보낸 날"]
    assert rows[1] == ["중앙부처", "가상복지부", "400", "2026-04-01"]
    assert ["민간기관", "가상복지관", "1", "2026-04-01"] in rows
    assert not [row for row in rows if row[1] == "가상집수리"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(file(shelf, "recipients.xlsx").content))
    assert len(book.get_sheet_by_name("받는 곳").to_python()) == len(rows)


def test_nw_05_partner_bodies_are_introduced_with_what_they_did(shelf: Flow) -> None:
    async def helped() -> None:
        async with shelf.cases.database.write() as session:
            for number, (service, status) in enumerate(
                [("LEGAL", "DONE"), ("MEALS", "STARTED"), ("TRAINING", "DECLINED")]
            ):
                told = {"case_id": shelf.case_id, "linkage_id": f"l-{number}", "chain": "l"}
                session.add(linked(**told, service=service, status=status, at=shelf.clock()))

    shelf._run(helped)
    content = file(shelf, "partners.xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("함께한 기관")
    told = {row[1]: row for row in rows.to_python()}
    assert told["가상복지관"] == ["사회복지관", "가상복지관", "법률 지원, 식사 지원"]
    assert told["가상집수리"][2] == "함께하는 기관"
    shown = shelf.get("coordinator", BOOK).text
    assert "법률 지원, 식사 지원" in shown.partition("부록: 함께한 기관")[2]


def linked(at: Any, **told: Any) -> LinkageLine:
    return LinkageLine(
        district="41570", agency_id="welfare", agency_kind="WELFARE_CENTRE", channel="REST",
        need="ECONOMY_BASIC", urgent=False, requested_at=at, delivery_failed=False, status_at=at,
        value=0, chain_since=at, attempt=1, sessions=0, **told,
    )  # fmt: skip


def test_a_withdrawn_consent_drops_the_story_even_from_a_printed_book(shelf: Flow) -> None:
    assert sent(shelf, "coordinator", f"{BOOK}/print") == 303
    assert "냄" in shelf.get("coordinator", "/casebook").text
    assert sent(shelf, "manager", f"{BOOK}/words", title="다른 이름") == 409
    assert sent(shelf, "manager", f"{story(shelf)}/place", place="2026-1/1") == 422
    assert "문이 열렸다" in shelf.get("coordinator", BOOK).text
    shelf.act("manager", c.WithdrawConsent(consent_id=TOLD))
    assert "문이 열렸다" not in shelf.get("coordinator", BOOK).text


def test_a_volume_names_no_colleague_and_is_begun_once(shelf: Flow) -> None:
    second = MADE | {"which": "2"}
    named = send(shelf, "coordinator", "/casebook/volumes/new", **second | {"title": "민들레 지음"})
    assert named.status_code == 422
    for _ in range(2):
        assert sent(shelf, "coordinator", "/casebook/volumes/new", **second) == 303
    other = second | {"title": "다른 책"}
    assert sent(shelf, "coordinator", "/casebook/volumes/new", **other) == 409
    assert sent(shelf, "manager", "/casebook/volumes/new", **second) == 403
    address = "/casebook/volumes/2026-2"
    assert sent(shelf, "manager", f"{address}/words", title="둘째 책", foreword="봄") == 303
    assert "둘째 책" in shelf.get("manager", "/casebook").text
    assert file(shelf, "casebook.pdf", address).status_code == 200
    assert file(shelf, "white-paper.pdf", address).status_code == 404
    assert file(shelf, "none.pdf", address).status_code == 404
    assert shelf.get("coordinator", "/casebook/volumes/2026-9").status_code == 404


def test_gp_08_a_white_paper_of_the_year_stays_as_it_was_printed(shelf: Flow) -> None:
    made = MADE | {"kind": "WHITE_PAPER", "which": "3", "title": "2026 자원백서"}
    assert sent(shelf, "coordinator", "/casebook/volumes/new", **made) == 303
    address = "/casebook/volumes/2026-3"
    shown = shelf.get("coordinator", address).text
    for table in ("자원 목록", "서비스 종류별", "한 해 연계", "한 해 자원", "함께한 기관"):
        assert table in shown
    assert file(shelf, "white-paper.pdf", address).content.startswith(b"%PDF-1.7")
    assert sent(shelf, "coordinator", f"{address}/print") == 303
    before = file(shelf, "white-paper.xlsx", address).content
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(before)).sheet_names
    assert {"한 해 연계", "한 해 자원", "함께한 기관"} <= set(sheets)

    async def leave() -> None:
        async with shelf.cases.database.write() as session:
            await agencies.save_agency(session, replace(BODIES[0], active=False))

    shelf._run(leave)
    again = file(shelf, "white-paper.xlsx", address).content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(again)).get_sheet_by_name("함께한 기관")
    assert "가상집수리" in str(sheet.to_python())
