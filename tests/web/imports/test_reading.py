"""A list as it is read: any Korean spelling, a remark for every refused row, nobody named in it."""

import io
import json
import unicodedata
from datetime import date, timedelta
from typing import Any

import pytest
import xlsxwriter

from care.messages.batches import SAME_AS, SAME_ROW
from care.model.discovery import BatchKind
from tests.web.imports.lists import (
    HEADING,
    SETTING,
    TODAY,
    csv_of,
    person,
    read,
    refused_of,
    rows_of,
    warned_of,
)
from web.imports import reading
from web.imports.columns import Extra, How, Setting, extra_column
from web.imports.reading import read_list
from web.imports.words import sentence
from web.reading.cells import Fault
from web.reading.remarks import Unreadable
from web.reading.workbooks import Cell


def one(column: str, value: str, heading: str = "") -> tuple[dict[str, str], list[str]]:
    """What a cell says, and the codes of what is remarked of it."""
    places = ["name", "born", "phone", "address", "office", "kinds", "on", "note"]
    row = person(1, **{column: f'"{value}"'}) if column in places else f"{person(1)},{value}"
    found = read(HEADING + heading, row)
    told = [code for _, code, _, _, _ in found.portions[0].remarks]
    rows = rows_of(found)
    return (rows[0][1] if rows else {}), told


def workbook(*rows: list[Any], late: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": late}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                else:
                    sheet.write(at, column, value)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_b01_b02_lists_of_any_korean_spelling_say_the_same(encoding: str) -> None:
    found = read(HEADING, person(1), encoding=encoding)
    [(row, said)] = rows_of(found)
    assert (row, said["name"], said["address"]) == (2, "가온각", "솔빛시 새싹길 1")
    assert (said["kinds"], said["observed_on"]) == ("POWER_CUT", "2026-02-20")


def test_b01_excels_own_spelling_is_said_so_that_somebody_looks() -> None:
    assert ("READ_CP949", {}) in read(HEADING, person(1), encoding="cp949").notes
    assert read(HEADING, person(1)).notes == []


def test_b01_a_byte_in_no_spelling_names_its_row() -> None:
    broken = csv_of(HEADING, person(1)) + b"\r\n\xff\xfe\xff"
    with pytest.raises(Unreadable) as failure:
        read_list(broken, BatchKind.SIGNALS, SETTING)
    assert failure.value.remark.code == "CSV_ENCODING"
    assert failure.value.remark.params == {"row": "3"}


def test_b02_mixed_line_ends_quoted_breaks_wide_digits_and_taken_apart_hangul() -> None:
    apart = unicodedata.normalize("NFD", person(2, note='"첫째 줄\n둘째 줄"'))
    wide = person(3, born="１９６１-０３-０４")
    found = read_list(
        ("\ufeff" + HEADING + "\r\n" + apart + "\n" + wide).encode(), BatchKind.SIGNALS, SETTING
    )
    assert [said["name"] for _, said in rows_of(found)] == ["가온갂", "가온갃"]
    assert rows_of(found)[1][1]["birth_date"] == "1961-03-04"
    assert [code for code, _ in found.notes] == ["COMPOSED", "READ_MARK", "WIDE"]


@pytest.mark.parametrize(
    ("heading", "code", "column"),
    [
        ("이름,주소,위기정보", "CSV_HEADER", "생년월일"),
        ("생년월일,주소,위기정보", "CSV_HEADER", "이름"),
        ("이름,성명,생년월일,위기정보", "CSV_HEADER_TWICE", "이름"),
    ],
)
def test_b03_a_missing_or_repeated_heading_refuses_the_list(
    heading: str, code: str, column: str
) -> None:
    with pytest.raises(Unreadable) as failure:
        read(heading, "가,나,다")
    assert (failure.value.remark.code, failure.value.remark.params["column"]) == (code, column)


def test_b03_what_was_found_is_told_without_resident_numbers() -> None:
    with pytest.raises(Unreadable) as failure:
        read("홍길동,610304-1234567,솔빛시")
    assert failure.value.remark.params["found"] == "홍길동, ******-*******, 솔빛시"


def test_b03_other_columns_are_named_and_never_kept() -> None:
    found = read(f"{HEADING},종교", f"{person(1)},비밀")
    assert found.notes == [("COLUMN_UNKNOWN", {"said": "종교"})]
    assert ("종교", "") in found.columns
    assert "비밀" not in json.dumps(list(found.plain()), ensure_ascii=False)


def test_b03_a_title_above_the_heading_and_other_names_of_it_are_known() -> None:
    found = read("2026년 1회차 명단,,", "", "성명 *,생년 월일,휴대폰,단전", "가온새,19610304,,O")
    assert rows_of(found)[0][0] == 4
    assert rows_of(found)[0][1]["kinds"] == "POWER_CUT"


def test_b04_fifty_thousand_and_one_rows_are_refused_before_a_row_is_looked_at() -> None:
    content = csv_of("이름,생년월일,단전", *["가,1961-03-04,O"] * 50_001)
    with pytest.raises(Unreadable) as failure:
        read_list(content, BatchKind.SIGNALS, SETTING)
    assert failure.value.remark.code == "FILE_TOO_LARGE"
    assert failure.value.remark.params["rows"] == "50,000"


def test_b05_one_bad_row_among_many_refuses_itself_alone() -> None:
    rows = [person(n) for n in range(1, 1000)]
    rows[510] = person(511, born="1961-02-30")
    found = read(HEADING, *rows)
    assert refused_of(found) == [(512, "DATE_INVALID", "생년월일")]
    assert (found.refused, len(rows_of(found))) == (1, 998)
    [said] = [told for portion in found.portions for _, _, _, told, _ in portion.remarks]
    assert "2월 30일" in sentence("DATE_INVALID", said)


def test_b06_the_same_row_and_the_same_person_again_are_marked() -> None:
    found = read(HEADING, person(1), person(2), person(1), person(1, kinds="실직·휴폐업"))
    [_, _, same, other] = [said for _, said in rows_of(found)]
    assert same[SAME_ROW] == "2"
    assert (other[SAME_AS], other["kinds"]) == ("2", "JOB_LOST")


def test_b07_a_formula_is_text_and_flagged() -> None:
    said, codes = one("note", '=HYPERLINK(""http://evil.example"")')
    assert said["note"] == '=HYPERLINK("http://evil.example")'
    assert codes == ["FORMULA"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1961-03-04", "1961-03-04"),
        ("1961. 3. 4.", "1961-03-04"),
        ("19610304", "1961-03-04"),
        ("1961년 3월 4일", "1961-03-04"),
        ("610304", "1961-03-04"),
        ("'61.3.4", "1961-03-04"),
        ("２０１０.１.２", "2010-01-02"),
    ],
)
def test_b09_a_birth_date_that_is_one_day_is_read(value: str, said: str) -> None:
    assert one("born", value)[0]["birth_date"] == said


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("03/04/05", "DATE_AMBIGUOUS"),
        ("'24.3.5", "DATE_AMBIGUOUS"),
        ("240305", "DATE_AMBIGUOUS"),
        ("611304", "DATE_INVALID"),
        ("1961-02-30", "DATE_INVALID"),
        ("예순살", "DATE_INVALID"),
        ("2026-03-03", "DATE_FUTURE"),
    ],
)
def test_b09_b12_a_birth_date_that_could_be_two_or_none_is_refused(value: str, code: str) -> None:
    said, codes = one("born", value)
    assert (said, codes) == ({}, [code])


def test_b09_a_short_year_of_a_day_of_today_is_of_this_century() -> None:
    assert one("on", "'24.3.5")[0]["observed_on"] == "2024-03-05"


@pytest.mark.parametrize("late", [False, True])
def test_b09_days_of_a_workbook_by_either_calendar_and_an_eaten_zero(late: bool) -> None:
    content = workbook(
        ["이름", "생년월일", "전화번호", "단전"],
        ["가온새", date(1961, 3, 4), 1000000001, "O"],
        late=late,
    )
    found = read_list(content, BatchKind.SIGNALS, SETTING)
    [(_, said)] = rows_of(found)
    assert (said["birth_date"], said["phone"]) == ("1961-03-04", "01000000001")
    assert warned_of(found) == [(2, "PHONE_ZERO")]


@pytest.mark.parametrize("column", ["name", "note", "address", "phone"])
def test_b10_a_resident_number_where_none_belongs_is_refused_and_never_repeated(
    column: str,
) -> None:
    found = read(HEADING, person(1, **{column: "가온 610304-1234567"}))
    assert [code for _, code, _ in refused_of(found)] == ["RRN_NOT_ALLOWED_HERE"]
    assert "1234567" not in json.dumps(list(found.plain()))


def resident(number: str) -> tuple[dict[str, str], list[str]]:
    found = read("이름,주민등록번호,단전", f"가온새,{number},O")
    assert number[-7:] not in json.dumps(list(found.plain()))
    rows = rows_of(found)
    return (rows[0][1] if rows else {}), [code for _, code, _, _, _ in found.portions[0].remarks]


@pytest.mark.parametrize(
    ("number", "born", "codes"),
    [
        ("610304-1234562", "1961-03-04", []),
        ("610304-1234567", "1961-03-04", ["RRN_CHECK"]),
        ("2001024999999", "2020-01-02", ["RRN_CHECK"]),
    ],
)
def test_b11_a_resident_number_tells_a_birth_date_and_is_gone(
    number: str, born: str, codes: list[str]
) -> None:
    said, told = resident(number)
    assert (said["birth_date"], "resident_birth" in said, told) == (born, False, codes)


@pytest.mark.parametrize("number", ["610304-123456", "611304-1234567", "61030a-1234567"])
def test_b11_one_of_wrong_length_month_or_letters_is_refused(number: str) -> None:
    assert resident(number) == ({}, ["RRN_INVALID"])


def test_b11_a_birth_date_beside_it_must_be_the_same() -> None:
    found = read("이름,생년월일,주민등록번호,단전", "가온새,1961-03-05,610304-1234567,O")
    assert refused_of(found) == [(2, "BIRTH_DIFFERS", "생년월일")]


def test_b12_an_age_nobody_reaches_is_a_warning() -> None:
    said, codes = one("born", "1896-01-01")
    assert (said["birth_date"], codes) == ("1896-01-01", ["AGE_IMPROBABLE"])


@pytest.mark.parametrize("name", ["박하늘😀", "李世宗", "Nguyễn Thị Hoa", "김-이 나래", "남궁  솔"])
def test_b13_any_printable_name_is_taken(name: str) -> None:
    assert one("name", name)[0]["name"] == " ".join(name.split())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("가\x07온", "TEXT_INVALID"),
        ("가\u202e온", "TEXT_INVALID"),
        ("가" * 101, "TEXT_TOO_LONG"),
        ("   ", "REQUIRED"),
    ],
)
def test_b13_control_letters_long_and_blank_names_are_refused(name: str, code: str) -> None:
    found = read(HEADING, person(1, name=f'"{name}"'))
    [(row, told, column)] = refused_of(found)
    assert (row, told, column) == (2, code, "이름")


def test_b13_the_limit_is_told_with_the_number_there_is() -> None:
    found = read(HEADING, person(1, name="가" * 5000))
    [(_, code, _, said, _)] = found.portions[0].remarks
    assert "지금 5,000자" in sentence(code, said)


def test_signals_are_words_of_one_column_columns_of_their_own_or_of_the_whole_list() -> None:
    whole = Setting(TODAY, SETTING.offices, whole=("LIVES_ALONE",), extras=SETTING.extras)
    found = read(
        "이름,생년월일,위기정보,POWER_CUT,실직·휴폐업",
        '가온새,1961-03-04,"단전, 실직·휴폐업",,',
        "나래솔,1962-03-04,,O,x",
        "다솜결,1963-03-04,,,",
        setting=whole,
    )
    assert [said["kinds"].split(",") for _, said in rows_of(found)] == [
        ["POWER_CUT", "JOB_LOST", "LIVES_ALONE"],
        ["POWER_CUT", "LIVES_ALONE"],
        ["LIVES_ALONE"],
    ]


def test_a_row_without_a_signal_or_without_any_way_to_the_person_is_refused() -> None:
    found = read(
        HEADING,
        person(1, kinds=""),
        person(2, born="", phone="", address=""),
        person(3, kinds="집이 낡음"),
        person(4, office="없는동"),
    )
    assert [code for _, code, _ in refused_of(found)] == [
        "SIGNAL_MISSING",
        "PERSON_UNCLEAR",
        "WORD_UNKNOWN",
        "WORD_UNKNOWN",
    ]


def test_a_day_is_that_of_the_row_of_the_list_or_today() -> None:
    listed = Setting(TODAY, observed_on=TODAY - timedelta(days=9), extras=SETTING.extras)
    bare = "이름,생년월일,단전", "가온새,1961-03-04,O"
    assert rows_of(read(*bare, setting=listed))[0][1]["observed_on"] == "2026-02-21"
    assert rows_of(read(*bare))[0][1]["observed_on"] == "2026-03-02"


def test_columns_of_a_campaigns_own_are_read_by_their_kind() -> None:
    number = extra_column(Extra("n", "점수", How.NUMBER, most=10)).read
    word = extra_column(Extra("w", "상태", How.WORD, {"좋음": "GOOD"})).read
    assert [number(Cell(said), SETTING) for said in ("7", "007", "0", "")] == ["7", "7", "0", ""]
    assert word(Cell(" 좋 음"), SETTING) == "GOOD"
    for read_cell, wrong in ((number, "11"), (number, "-1"), (number, "1e9"), (word, "나쁨")):
        with pytest.raises(Fault):
            read_cell(Cell(wrong), SETTING)


def test_no_remark_repeats_a_name_a_number_or_an_address() -> None:
    found = read(
        HEADING,
        person(1, born="가온새 61년생"),
        person(2, phone="010-1111-2222 아들 " + "가" * 40),
        person(3, address="비밀길 " * 100),
        person(4, office="쉼터 뒷집"),
    )
    told = json.dumps([portion.remarks for portion in found.portions], ensure_ascii=False)
    assert found.refused == 4
    assert not [secret for secret in ("가온", "1111", "비밀길", "쉼터", "61년") if secret in told]


def test_one_long_text_named_by_every_row_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LETTERS", 3000)
    with pytest.raises(Unreadable) as failure:
        read(HEADING, person(1, note="가" * 1500), person(2, note="가" * 1500))
    assert failure.value.remark.code == "FILE_TOO_LARGE"
