"""Sheets in and out: Korean headings, whatever Excel did, a remark for every refused cell."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from care.model.codes import NeedArea, ServiceType, SubDomain
from care.model.directory import EntryFields, ServiceStatus
from care.model.service_codes import Capacity
from i18n.wording.tables import TABLES
from web.exchange.columns import COLUMNS, Setting
from web.exchange.sheets import Sheet, read_sheet, sheet_rows, template_sheets
from web.reading.remarks import Unreadable, Weight
from web.sheets import write_csv, write_xlsx

SETTING = Setting(date(2026, 3, 2), {"handeul-eup": "한들읍", "saesol-dong": "새솔동"})
FULL = EntryFields(
    organization="한들의원",
    service_name="방문진료",
    services=frozenset({ServiceType.HOME_VISIT_DOCTOR, ServiceType.MEDICAL}),
    needs=frozenset({SubDomain.HEALTH_BODY}),
    description="집으로\n찾아갑니다",
    eligibility="65세 이상, 거동 불편",
    minimum_age=65,
    maximum_age=120,
    cost_won=15_000,
    cost_words="본인부담 30%",
    home_visit=True,
    offices=frozenset({"handeul-eup"}),
    schedule_words="평일 09:00–18:00",
    application="전화",
    documents=("신청서", "신분증 사본"),
    phone="031-000-0101",
    email="desk@handeul.example",
    url="https://handeul.example/visit",
    address="가상시 한들읍 1",
    capacity=Capacity.HAS_ROOM,
    capacity_free=3,
    waits_days=7,
    capacity_on=date(2026, 2, 20),
    status=ServiceStatus.ACTIVE,
    assured_on=date(2026, 1, 5),
    assurer="desk@handeul.example",
)


def csv_of(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(rows).encode(encoding)


def read(*rows: str, encoding: str = "utf-8") -> Sheet:
    return read_sheet(csv_of(*rows, encoding=encoding), SETTING)


def cell(heading: str, value: str) -> Any:
    """What a column says when a row holds this; the code when it is refused."""
    sheet = read(f"기관명,서비스명,{heading}", f'가나,다라,"{value}"')
    if not sheet.lines:
        [remark] = [one for one in sheet.remarks if one.weight is Weight.REFUSED]
        assert (remark.row, remark.column) == (2, heading)
        assert remark.words
        return remark.code
    [key] = [one.key for one in COLUMNS if one.heading == heading]
    return sheet.lines[0].said[key]


@pytest.mark.parametrize("write", [write_csv, lambda rows: write_xlsx({"자원": rows})])
def test_what_is_written_is_read_again(write: Any) -> None:
    sheet = read_sheet(write(sheet_rows([("id-1", FULL)], SETTING)), SETTING)
    [line] = sheet.lines
    assert line.over(None) == FULL
    assert line.service_id == "id-1"
    assert sheet.remarks == []


def test_another_reader_sees_in_our_workbook_what_we_wrote() -> None:
    made = write_xlsx({"자원": sheet_rows([("id-1", FULL)], SETTING)})
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0)
    heading, row = rows.to_python()
    said = dict(zip(heading, row, strict=True))
    assert (said["기관명"], said["비용(원)"], said["제공 지역"]) == ("한들의원", 15000, "한들읍")
    assert said["자리 확인일"] == date(2026, 2, 20)


def test_the_template_is_read_and_names_what_may_stand_in_it() -> None:
    sheets = template_sheets(SETTING)
    sheet = read_sheet(write_xlsx(sheets), SETTING)
    assert [line.said["organization"] for line in sheet.lines] == ["예시복지관"]
    assert sheet.remarks == []
    known = {row[0]: row[2] for row in sheets["적는 법"]}
    assert "방문진료" in str(known["서비스 종류"])
    assert known["제공 지역"] == "한들읍, 새솔동"


@pytest.mark.parametrize(
    ("heading", "value", "expected"),
    [
        ("최소 나이", "６５", 65),
        ("최소 나이", "65세", 65),
        ("최소 나이", "-1", "NUMBER_INVALID"),
        ("최소 나이", "예순", "NUMBER_INVALID"),
        ("최소 나이", "151", "NUMBER_INVALID"),
        ("비용(원)", "15,000원", 15_000),
        ("비용(원)", "무료", 0),
        ("비용(원)", "", None),
        ("비용(원)", "1e9", "NUMBER_INVALID"),
        ("서비스 종류", "왕진, 식사 지원", {ServiceType.HOME_VISIT_DOCTOR, ServiceType.MEALS}),
        ("서비스 종류", "HOME_VISIT_DOCTOR", {ServiceType.HOME_VISIT_DOCTOR}),
        ("서비스 종류", "마법", "WORD_UNKNOWN"),
        (
            "욕구 영역",
            TABLES[NeedArea][NeedArea.LEGAL],
            {SubDomain.LEGAL_HELP, SubDomain.LEGAL_RIGHTS},
        ),
        ("제공 지역", "한들읍 / 새솔동", {"handeul-eup", "saesol-dong"}),
        ("제공 지역", "전체", frozenset()),
        ("제공 지역", "딴동네", "WORD_UNKNOWN"),
        ("방문", "○", True),
        ("방문", "글쎄", "WORD_UNKNOWN"),
        ("내용 확인일", "2026-02-03", date(2026, 2, 3)),
        ("내용 확인일", "2026. 2. 3.", date(2026, 2, 3)),
        ("내용 확인일", "2026년 2월 3일", date(2026, 2, 3)),
        ("내용 확인일", "'24.3.5", date(2024, 3, 5)),
        ("내용 확인일", "03/04/05", "DATE_AMBIGUOUS"),
        ("내용 확인일", "24/3/5", "DATE_AMBIGUOUS"),
        ("내용 확인일", "3.4.2025", "DATE_AMBIGUOUS"),
        ("내용 확인일", "2026-02-30", "DATE_INVALID"),
        ("내용 확인일", "곧", "DATE_INVALID"),
        ("내용 확인일", "2026-03-03", "DATE_FUTURE"),
        ("전화", "0310000101", "0310000101"),
        ("전화", "1012345678", "01012345678"),
        ("전화", "1588-0000", "1588-0000"),
        ("누리집", "pureun.example", "http://pureun.example"),
        ("누리집", "javascript:alert(1)", "ADDRESS_INVALID"),
        ("전자우편", "없음", "MAIL_INVALID"),
        ("설명", "900101-1234567", "RRN_NOT_ALLOWED_HERE"),
        ("설명", "가" * 4001, "TEXT_TOO_LONG"),
        ("설명", "숨은\u202e글자", "TEXT_INVALID"),
        ("자리", "대기자 명단 있음", "WORD_UNKNOWN"),
        ("운영 상태", "", ServiceStatus.ACTIVE),
        ("운영 상태", "없어짐", ServiceStatus.DEFUNCT),
    ],
)
def test_a_cell_is_read_by_a_rule_or_refused_by_its_code(
    heading: str, value: str, expected: Any
) -> None:
    assert cell(heading, value) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_b01_b02_files_of_any_korean_spelling_are_read(encoding: str) -> None:
    sheet = read("기관명,서비스명", "푸른복지관,밑반찬", encoding=encoding)
    assert sheet.lines[0].said["organization"] == "푸른복지관"
    assert sheet.first == [["기관명", "서비스명"], ["푸른복지관", "밑반찬"]]


def test_b01_a_byte_in_no_spelling_names_its_row() -> None:
    with pytest.raises(Unreadable) as refused:
        read_sheet("기관명,서비스명\n가,나\n다,".encode() + b"\xff\xff", SETTING)
    assert refused.value.remark.code == "CSV_ENCODING"
    assert refused.value.remark.params["row"] == "3"


def test_b02_mixed_line_ends_quoted_breaks_and_taken_apart_hangul() -> None:
    name = "\u1112\u1161\u11ab\u1103\u1173\u11af"
    content = f'기관명,서비스명,설명\r"{name}","밑\n반찬",첫째\r\n푸른,도시락,둘째\n'.encode()
    first, second = read_sheet(content, SETTING).lines
    assert first.said == {"organization": "한들", "service_name": "밑\n반찬", "description": "첫째"}
    assert second.said["service_name"] == "도시락"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("기관명,이름", "CSV_HEADER"),
        ("단체,서비스명", "CSV_HEADER"),
        ("기관명,서비스명,기관명", "CSV_HEADER_TWICE"),
    ],
)
def test_b03_a_missing_or_repeated_column_refuses_the_file(heading: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(heading, "가,나")
    assert refused.value.remark.code == code
    assert "기관명" in refused.value.remark.words or "서비스명" in refused.value.remark.words


def test_b03_other_columns_are_named_and_never_kept() -> None:
    sheet = read("비고,서비스명,기관명", "비밀,밑반찬,푸른")
    assert sheet.lines[0].said == {"service_name": "밑반찬", "organization": "푸른"}
    [remark] = sheet.remarks
    assert (remark.code, remark.params["said"]) == ("COLUMN_UNKNOWN", "비고")


def test_a_title_above_the_heading_and_english_headings_do_no_harm() -> None:
    assert read("가상시 자원 목록", "", "기관명,서비스명", "푸른,밑반찬").lines[0].row == 4
    assert read("organization,service_name", "푸른,밑반찬").lines[0].row == 2


def test_b04_more_rows_than_allowed_are_refused_before_they_are_looked_at() -> None:
    with pytest.raises(Unreadable) as refused:
        read_sheet(b"a,b\n" * 50_002, SETTING)
    assert refused.value.remark.code == "FILE_TOO_LARGE"
    with pytest.raises(Unreadable) as refused:
        read_sheet(b"a" * (10 * 1024**2 + 1), SETTING)
    assert refused.value.remark.code == "FILE_TOO_LARGE"


def test_b05_one_bad_row_refuses_itself_alone() -> None:
    rows = [f"푸른,서비스{number},65" for number in range(200)]
    rows[100] = "푸른,서비스100,예순"
    sheet = read("기관명,서비스명,최소 나이", *rows)
    assert len(sheet.lines) == 199
    [remark] = sheet.remarks
    assert (remark.row, remark.where) == (102, "102행 ‘최소 나이’")


def test_b06_the_same_entry_twice_in_a_file_counts_once() -> None:
    sheet = read("기관명,서비스명", "푸른 복지관,밑반찬", "푸른복지관,밑 반찬")
    assert len(sheet.lines) == 1
    assert [(one.code, one.row) for one in sheet.remarks] == [("ALREADY_RECEIVED", 3)]


@pytest.mark.parametrize("value", ['=HYPERLINK("http://x")', "@SUM(1)", "\t=1", "+cmd|x"])
def test_b07_a_formula_is_text_flagged_and_written_harmless(value: str) -> None:
    sheet = read("기관명,서비스명,설명", f'푸른,밑반찬,"{value.replace(chr(34), chr(34) * 2)}"')
    [line] = sheet.lines
    assert line.said["description"] == value.strip()
    assert [one.code for one in sheet.remarks] == ["FORMULA"]
    written = write_csv(sheet_rows([("", line.over(None))], SETTING)).decode("utf-8-sig")
    assert f"'{value.strip()[0]}" in written
    again = read_sheet(write_csv(sheet_rows([("", line.over(None))], SETTING)), SETTING)
    assert again.lines[0].said["description"] == value.strip()


def workbook(*rows: list[Any], **options: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True} | options) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy. m. d."})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write(number, column, value)
    return out.getvalue()


def test_b07_a_formula_of_a_workbook_is_its_text_and_not_its_result() -> None:
    sheet = read_sheet(workbook(["기관명", "서비스명"], ["푸른", "=1+1"]), SETTING)
    assert sheet.lines[0].said["service_name"] == "=1+1"
    assert [one.code for one in sheet.remarks] == ["FORMULA"]


@pytest.mark.parametrize("late", [False, True])
def test_b09_days_of_a_workbook_by_either_calendar_and_eaten_zeros(late: bool) -> None:
    content = workbook(
        ["기관명", "서비스명", "내용 확인일", "전화", "최소 나이"],
        ["푸른", "밑반찬", date(2026, 1, 5), 310000101, 65.0],
        date_1904=late,
    )
    sheet = read_sheet(content, SETTING)
    said = sheet.lines[0].said
    assert said["assured_on"] == date(2026, 1, 5)
    assert (said["phone"], said["minimum_age"]) == ("0310000101", 65)
    assert [one.code for one in sheet.remarks] == ["PHONE_ZERO"]


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The workbook with parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


PLAIN = workbook(["기관명", "서비스명"], ["푸른", "밑반찬"])
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
FAR = b'<worksheet><sheetData><row r="9"><c r="XFD9"><v>1</v></c></row></sheetData></worksheet>'
DEEP = FAR.replace(b"XFD9", b"A9999999").replace(b'"9"', b'"9999999"')


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (repacked(PLAIN, **{SHEET: LAUGHS}), "FILE_UNSAFE"),
        (repacked(PLAIN, **{SHEET: LAUGHS.decode().encode("utf-16")}), "FILE_UNSAFE"),
        (repacked(PLAIN, **{SHEET: b" " * (60 * 1024**2)}), "FILE_UNSAFE"),
        (repacked(PLAIN, **{SHEET: b"<worksheet"}), "FILE_UNSAFE"),
        (repacked(PLAIN, **{SHEET: FAR}), "FILE_TOO_LARGE"),
        (repacked(PLAIN, **{SHEET: DEEP}), "FILE_TOO_LARGE"),
        (repacked(PLAIN, **{"xl/vbaProject.bin": b"x"}), "FILE_UNSAFE"),
        (repacked(PLAIN, **{"xl/externalLinks/externalLink1.xml": b"x"}), "FILE_UNSAFE"),
        (repacked(PLAIN, **{f"xl/x{number}": b"" for number in range(400)}), "FILE_UNSAFE"),
        (PLAIN[:-30], "FILE_TYPE"),
        (PLAIN[:200], "FILE_TYPE"),
        (b"PK\x03\x04 not a zip", "FILE_TYPE"),
        (repacked(PLAIN, **{"xl/workbook.xml": b"<a/>"}), "FILE_EMPTY"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "FILE_TYPE"),
        (b"HWP Document File\x00\x00", "FILE_TYPE"),
        (b" \r\n ", "FILE_EMPTY"),
    ],
)
def test_b08_what_is_no_safe_workbook_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_sheet(content, SETTING)
    assert refused.value.remark.code == code
    assert refused.value.remark.words


def test_b08_a_string_used_everywhere_is_held_once() -> None:
    """A small file whose cells all name one long string does not grow in memory."""
    import tracemalloc

    strings = b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    rows = b"".join(
        b'<row r="%d">%s</row>' % (n, b'<c t="s"><v>0</v></c>' * 20) for n in range(1, 1001)
    )
    body = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    tracemalloc.start()
    with pytest.raises(Unreadable):
        read_sheet(repacked(PLAIN, **{"xl/sharedStrings.xml": strings, SHEET: body}), SETTING)
    assert tracemalloc.get_traced_memory()[1] < 60 * 1024**2
    tracemalloc.stop()


def test_ages_the_wrong_way_round_are_refused() -> None:
    sheet = read("기관명,서비스명,최소 나이,최대 나이", "푸른,밑반찬,70,60")
    assert [one.code for one in sheet.remarks] == ["AGE_ORDER"]
    assert sheet.lines == []
