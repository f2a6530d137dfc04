"""A list on its pages: its rows are seen, and it is confirmed, by whoever brought it alone."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from temporalio.testing import ActivityEnvironment

from activities.batch_import import BatchDesk
from activities.take_signals import SignalTaker
from care.messages.batches import BatchAsked
from care.model.discovery import BatchKind
from care.model.ids import BatchId
from policies.resolve import resolve
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow, district
from tests.web.imports.lists import csv_of

HOME = "/imports"
HEADING = "이름,생년월일,전화번호,주소,읍면동,위기정보,기준일,비고"


def person(number: int, kinds: str = "단전", born: str = "1961-03-04") -> str:
    return (
        f"가온{chr(0xB098 + number)},{born},010-0000-{number:04d},"
        f"솔빛시 새싹길 {number},한들읍,{kinds},2025-12-20,"
    )


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    """One office for the whole file: each test brings its own people."""
    with district(tmp_path_factory.mktemp("imports")) as found:
        yield found


def bring(
    flow: Flow, content: bytes, who: str = "manager", name: str = "명단.csv", **fields: str
) -> Any:
    shown = flow.get(who, HOME).text
    intent = re.search(r'name="intent" value="([^"]+)"', shown)
    assert intent is not None
    return flow.client.post(
        HOME,
        data={"intent": unescape(intent[1]), "kind": "SIGNALS"} | fields,
        files={"file": (name, content, "application/octet-stream")},
        headers=flow._as(who),
        follow_redirects=False,
    )


def brought(flow: Flow, *rows: str, **fields: str) -> str:
    answer = bring(flow, csv_of(HEADING, *rows), **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def work(flow: Flow, address: str) -> None:
    """As the worker would."""
    keyring, database = flow.cases.keyring, flow.cases.database
    taker = SignalTaker(keyring, lambda code: resolve(code).discovery, flow.clock)
    desk = BatchDesk(database, keyring, {BatchKind.SIGNALS: taker}, flow.clock)
    asked = BatchAsked(batch_id=BatchId(address.rsplit("/", 1)[1]), district=GIMPO)
    flow._run(ActivityEnvironment().run, desk.carry_batch, asked)


def press(flow: Flow, address: str, what: str, who: str = "manager") -> Any:
    return flow.post(who, f"{address}/{what}", {}, flow.intent(who, address))


def result(flow: Flow, address: str) -> list[list[str]]:
    answer = flow.get("manager", f"{address}/result/result.csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_list_is_brought_looked_at_confirmed_and_taken(flow: Flow) -> None:
    address = brought(flow, person(1), person(2, born="1961-02-30"), round="2")
    waiting = flow.get("manager", address).text
    assert f'hx-get="{address}"' in waiting
    assert 'http-equiv="refresh"' in waiting
    work(flow, address)
    tried = flow.get("manager", address).text
    assert "읽을 수 없는 1행은 빼고 1행 확정" in tried
    assert "2026년 2회차" in tried
    assert press(flow, address, "confirm").status_code == 303
    work(flow, address)
    done = flow.get("manager", address).text
    assert "모두 받고 파일의 행을 파기했습니다" in done
    assert "http-equiv" not in done


def test_b01_the_first_rows_are_shown_to_who_brought_them_and_recorded(flow: Flow) -> None:
    answer = bring(flow, csv_of(HEADING, person(11), encoding="cp949"))
    address = str(answer.headers["location"])
    assert "CP949" in flow.get("manager", address).text
    shown = flow.get("manager", f"{address}/first").text
    assert "솔빛시 새싹길 11" in shown
    assert "솔빛시" not in flow.get("manager", address).text


@pytest.mark.parametrize("page", ["first", "rows", "result/result.csv", "result/result.xlsx"])
def test_rows_are_seen_by_nobody_but_who_brought_them(flow: Flow, page: str) -> None:
    address = brought(flow, person(21))
    assert flow.get("manager", f"{address}/{page}").status_code == 200
    assert flow.get("coordinator", f"{address}/{page}").status_code == 404
    assert flow.get("head", f"{address}/{page}").status_code == 403
    assert flow.get("head", address).status_code == 200
    assert flow.get("hub", address).status_code == 403


def test_only_who_brought_it_confirms_and_others_may_stop_it(flow: Flow) -> None:
    address = brought(flow, person(31))
    work(flow, address)
    assert "행 확정" not in flow.get("coordinator", address).text
    assert press(flow, address, "confirm", "coordinator").status_code == 404
    assert press(flow, address, "stop", "coordinator").status_code == 303
    assert "그만두었습니다" in flow.get("manager", address).text
    assert "보여 줄 행이 없습니다" in flow.get("manager", f"{address}/first").text


def test_b02_what_was_mended_is_said(flow: Flow) -> None:
    content = b"\xef\xbb\xbf" + csv_of(HEADING, person(41, born="１９６１-０３-０４"))
    page = flow.get("manager", str(bring(flow, content).headers["location"])).text
    assert "BOM" in page
    assert "전각 숫자" in page


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (csv_of("이름,주소,위기정보", "가,나,다"), 422, "‘생년월일’ 열이 없습니다"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, 422, "엑셀(.xlsx) 또는 CSV만"),
        (b"x" * (10 * 1024**2 + 1), 413, "한 번에 50,000행, 10MB까지"),
        (csv_of(HEADING) + b"\r\n\xff\xfe\xff", 422, "2행을 읽을 수 없습니다"),
        (b"", 422, "파일이 비어 있습니다"),
    ],
)
def test_b01_b03_b04_b08_a_file_that_cannot_be_read_is_refused_with_the_reason(
    flow: Flow, content: bytes, status: int, words: str
) -> None:
    answer = bring(flow, content)
    assert answer.status_code == status
    assert words in unescape(answer.text)


def test_b04_a_body_far_too_large_is_refused_in_the_words_of_lists(flow: Flow) -> None:
    answer = bring(flow, b"x" * (11 * 1024**2))
    assert answer.status_code == 413
    assert "50,000행" in unescape(answer.text)


def test_b05_nothing_is_taken_until_it_is_confirmed_and_each_fault_has_its_line(
    flow: Flow,
) -> None:
    address = brought(flow, person(51), person(52, born="1961-02-30"), person(53, kinds="없음"))
    work(flow, address)
    heading, good, day, word = result(flow, address)
    assert heading == ["행", "결과", "열", "코드", "할 일"]
    assert good[:2] == ["2", "새 가구"]
    assert day[:4] == ["3", "받지 않음", "생년월일", "DATE_INVALID"]
    assert "2월 30일" in day[4]
    assert word[:4] == ["4", "받지 않음", "위기정보", "WORD_UNKNOWN"]
    page = flow.get("manager", f"{address}/rows?result=REFUSED").text
    assert "2005-03-04 형식" in page
    assert "새 가구로" not in page
    press(flow, address, "stop")


def test_b06_the_same_file_again_is_said_and_takes_nothing(flow: Flow) -> None:
    for expected in ("새 가구", "이미 받음"):
        address = brought(flow, person(61))
        flow.clock.forward(minutes=1)
        work(flow, address)
        assert result(flow, address)[1][1] == expected
        if expected == "새 가구":
            press(flow, address, "confirm")
            work(flow, address)
    page = flow.get("manager", address).text
    assert "같은 파일을" in page
    assert "새로 받을 행이 없습니다" in page


def test_b07_b10_the_result_file_repeats_nothing_of_the_list(flow: Flow) -> None:
    row = "=HYPERLINK(1),1961-03-04,,가온 610304-1234567,한들읍,단전,,@SUM(1)"
    address = brought(flow, row, person(71, born="가온새 61년생"))
    work(flow, address)
    files = [
        flow.get("manager", f"{address}/result/result.csv").content.decode("utf-8-sig"),
        str(
            CalamineWorkbook.from_filelike(
                io.BytesIO(flow.get("manager", f"{address}/result/result.xlsx").content)
            )
            .get_sheet_by_index(0)
            .to_python()
        ),
        flow.get("manager", f"{address}/rows").text,
    ]
    for told in files:
        assert "수식은" in told
        assert not [one for one in ("HYPERLINK", "SUM", "1234567", "가온", "61년") if one in told]


def test_a_list_may_name_its_signal_and_its_day_as_a_whole(flow: Flow) -> None:
    content = csv_of("이름,생년월일,주소", "가온새벽,1961-03-04,새싹길 81")
    answer = bring(flow, content, whole="LIVES_ALONE", observed_on="2025-12-05")
    address = str(answer.headers["location"])
    work(flow, address)
    assert result(flow, address)[1][1] == "새 가구"
    assert bring(flow, content, whole="NOWHERE").status_code == 422
    assert bring(flow, content, whole="POWER_CUT", round="9").status_code == 422
    assert bring(flow, content, whole="POWER_CUT", observed_on="2999-01-01").status_code == 422


def test_a_form_sent_twice_is_one_list(flow: Flow) -> None:
    shown = flow.get("manager", HOME).text
    intent = re.search(r'name="intent" value="([^"]+)"', shown)
    assert intent is not None
    sent = [
        flow.client.post(
            HOME,
            data={"intent": unescape(intent[1]), "kind": "SIGNALS"},
            files={"file": ("두번.csv", csv_of(HEADING, person(91)), "text/csv")},
            headers=flow._as("manager"),
            follow_redirects=False,
        )
        for _ in range(2)
    ]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert flow.get("manager", HOME).text.count("두번.csv") == 1


@pytest.mark.parametrize("name", ["template.csv", "template.xlsx"])
def test_the_empty_sheet_is_one_that_is_read(flow: Flow, name: str) -> None:
    content = flow.get("manager", f"{HOME}/template/{name}").content
    assert bring(flow, content, whole="POWER_CUT", name=name).status_code == 303


@pytest.mark.parametrize(
    "address",
    ["/imports/41570-batch-none", "/imports/45110-batch-1", "/imports/template/other.pdf"],
)
def test_what_is_not_there_is_not_found(flow: Flow, address: str) -> None:
    assert flow.get("manager", address).status_code == 404
