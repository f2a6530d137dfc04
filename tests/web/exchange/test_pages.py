"""A file is looked at before it is taken, once and by who brought it; what goes out comes back."""

import io
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from store import directory_bulk
from store.directory import Entry
from tests.web.acts.conftest import GIMPO
from tests.web.exchange.hsds import faults, published
from tests.web.flow import Flow, district
from web.look import Look

ROWS = (
    "기관명,서비스명,서비스 종류,욕구 영역,최소 나이,비용(원),제공 지역",
    "푸른복지관,밑반찬 배달,식사 지원,,65,무료,",
    "한들의원,방문진료,왕진,,,15000,",
    "마을법률지원단,법률 상담,법률 지원,,예순,,",
)


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    """One office for the whole file: each test brings its own lines."""
    with district(tmp_path_factory.mktemp("exchange")) as found:
        yield found


def bring(flow: Flow, content: bytes, who: str = "coordinator", name: str = "자원.csv") -> Any:
    shown = flow.get(who, "/directory/import").text
    intent = re.search(r'name="intent" value="([^"]+)"', shown)
    assert intent is not None
    return flow.client.post(
        "/directory/import",
        data={"intent": unescape(intent[1])},
        files={"file": (name, content, "application/octet-stream")},
        headers=flow._as(who),
        follow_redirects=False,
    )


def brought(flow: Flow, content: bytes) -> str:
    answer = bring(flow, content)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def confirm(flow: Flow, address: str, who: str = "coordinator") -> Any:
    return flow.post(who, address, {}, flow.intent(who, address))


def filled(flow: Flow) -> None:
    """The two good rows are there, whichever test runs first."""
    if "밑반찬 배달" not in entries(flow):
        confirm(flow, brought(flow, sheet(*ROWS[:3])))


def entries(flow: Flow) -> dict[str, Entry]:
    async def ask() -> list[Entry]:
        async with flow.cases.database.read() as session:
            return await directory_bulk.everything(session, GIMPO)

    return {one.found.service_name: one for one in flow._run(ask)}


def sheet(*rows: str) -> bytes:
    return "\n".join(rows).encode("cp949")


def test_nothing_is_taken_before_it_is_confirmed_and_then_the_good_rows_are(flow: Flow) -> None:
    address = brought(flow, sheet(*ROWS))
    shown = flow.get("coordinator", address).text
    assert "4행 ‘최소 나이’" in shown
    assert "받지 않는 줄은 빼고 2건 확정" in shown
    assert "푸른복지관" in shown
    assert not {"밑반찬 배달", "방문진료"} & set(entries(flow))
    assert confirm(flow, address).status_code == 303
    kept = entries(flow)
    assert {"밑반찬 배달", "방문진료"} <= set(kept)
    assert "법률 상담" not in kept
    assert (kept["방문진료"].found.cost_won, kept["밑반찬 배달"].found.cost_won) == (15_000, 0)
    assert kept["방문진료"].found.entered_by == "coordinator"
    assert "에 넣었습니다" in flow.get("coordinator", address).text


def test_b06_the_same_file_again_changes_nothing_and_a_change_changes_that_alone(
    flow: Flow,
) -> None:
    content = sheet("기관명,서비스명,최소 나이,설명", "새솔센터,산책 동무,60,함께 걷기")
    confirm(flow, brought(flow, content))
    again = flow.get("coordinator", brought(flow, content)).text
    assert "이 파일에는 새로 넣거나 바꿀 것이 없습니다" in again
    before = entries(flow)["산책 동무"].found
    confirm(flow, brought(flow, sheet("기관명,서비스명,최소 나이", "새솔센터,산책 동무,55")))
    after = entries(flow)["산책 동무"]
    assert (after.found.service_id, after.found.minimum_age) == (before.service_id, 55)
    assert after.service.description == "함께 걷기"


def test_two_presses_take_a_file_once(flow: Flow) -> None:
    first = brought(flow, sheet("기관명,서비스명,설명", "두번의원,진찰,처음"))
    second = brought(flow, sheet("기관명,서비스명,설명", "두번의원,진찰,나중"))
    key = flow.intent("coordinator", first)
    flow.post("coordinator", first, {}, key)
    confirm(flow, second)
    flow.post("coordinator", first, {}, key)
    assert entries(flow)["진찰"].service.description == "나중"


def test_a_file_is_seen_by_who_brought_it_alone(flow: Flow) -> None:
    address = brought(flow, sheet("기관명,서비스명", "혼자의원,혼자"))
    assert flow.get("lead", address).status_code == 404
    assert flow.get("manager", address).status_code == 403
    assert flow.get("coordinator", "/directory/import/upload-none").status_code == 404
    assert bring(flow, b"x", "coordinator").status_code == 422


def test_only_who_keeps_the_directory_as_a_whole_may_fill_it(flow: Flow) -> None:
    assert flow.get("manager", "/directory/import").status_code == 403
    assert flow.get("manager", "/directory/export").status_code == 200
    assert "/directory/import" not in flow.get("manager", "/directory/export").text


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 422, "비어 있습니다"),
        (b"PK\x03\x04 nothing", 422, "만 올릴 수 있습니다"),
        ("이름,주소\n가,나".encode(), 422, "‘기관명’ 열이 없습니다"),
        (b"a,b\n" * 50_002, 413, "한 번에 50,000행"),
        (b'{"name": ', 422, "JSON으로 읽을 수 없습니다"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    flow: Flow, content: bytes, status: int, said: str
) -> None:
    answer = bring(flow, content)
    assert answer.status_code == status
    assert said in answer.text


def test_b04_a_file_too_large_is_refused_before_it_is_read(flow: Flow) -> None:
    assert bring(flow, b"a" * (11 * 1024**2)).status_code == 413


def test_markup_in_a_file_is_text_on_the_page(flow: Flow) -> None:
    shown = flow.get(
        "coordinator", brought(flow, sheet("기관명,서비스명,<b>", "<script>,나,1"))
    ).text
    assert "<script>," not in shown
    assert "&lt;script&gt;" in shown
    assert "‘&lt;b&gt;’" in shown


@published
def test_the_export_is_valid_hsds_and_comes_back_without_a_change(flow: Flow) -> None:
    filled(flow)
    answer = flow.get("coordinator", "/directory/export/directory.json")
    assert "attachment" in answer.headers["content-disposition"]
    for one in json.loads(answer.content):
        assert faults("organization", one) == []
    again = flow.get("coordinator", brought(flow, answer.content)).text
    assert "이 파일에는 새로 넣거나 바꿀 것이 없습니다" in again
    assert 'class="status danger"' not in again


@pytest.mark.parametrize("file", ["directory.csv", "directory.xlsx"])
def test_sheets_come_back_without_a_change(flow: Flow, file: str) -> None:
    filled(flow)
    content = flow.get("coordinator", f"/directory/export/{file}").content
    again = flow.get("coordinator", brought(flow, content)).text
    assert "이 파일에는 새로 넣거나 바꿀 것이 없습니다" in again


@pytest.mark.parametrize("file", ["template.csv", "template.xlsx"])
def test_templates_are_files_we_read(flow: Flow, file: str) -> None:
    content = flow.get("coordinator", f"/directory/export/{file}").content
    assert bring(flow, content).status_code == 303
    assert flow.get("coordinator", "/directory/export/other.csv").status_code == 404


def test_gp_08_the_directory_as_tables_of_the_white_paper(flow: Flow) -> None:
    filled(flow)
    content = flow.get("manager", "/directory/export/white-paper.xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == [
        "자원 목록",
        "서비스 종류별",
        "욕구 영역별",
        "지역별",
        "기관 종류별",
    ]
    listed = book.get_sheet_by_name("자원 목록").to_python()
    assert len(listed) - 1 == len(entries(flow))
    kinds = {row[0]: row[1:] for row in book.get_sheet_by_name("서비스 종류별").to_python()}
    assert kinds["식사 지원"] == [1, 1, 0, 1]
    assert kinds["방문진료"] == [1, 1, 1, 0]
    places = {row[0]: row[1] for row in book.get_sheet_by_name("지역별").to_python()}
    assert places["전체 지역"] == len(entries(flow))


def test_what_is_shown_is_said_in_english_too(flow: Flow) -> None:
    address = brought(flow, sheet("기관명,서비스명,최소 나이", "가,나,예순"))
    cookie = f"hamkke={flow.tokens['coordinator']}; hamkke_look={Look('en').written()}"
    shown = flow.client.get(address, headers={"Cookie": cookie}).text
    assert "Row 2 “Lowest age”" in shown
    assert "Please write a whole number from 0: 예순" in shown
