"""A file nobody vouches for is read by a process with little memory and little time (B08)."""

import io
import json
import subprocess
import sys
import zipfile
from time import monotonic

import pytest
import xlsxwriter

from care.model.discovery import BatchKind
from tests.web.imports.lists import HEADING, SETTING, csv_of, person
from web.imports import apart
from web.imports.apart import read_apart
from web.imports.reading_process import plain, setting_of
from web.reading.remarks import Unreadable

MEASURED = (
    "import resource, sys; from web.imports.reading_process import limit, main; main(); "
    "sys.stderr.write(open('/proc/self/status').read())"
)
SHEET = "xl/worksheets/sheet1.xml"


def book() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["이름", "생년월일", "단전"])
        sheet.write_row(1, 0, ["가온새", "1961-03-04", "O"])
    return out.getvalue()


def repacked(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in [one for one in old.namelist() if one not in parts]:
            new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


LAUGHS = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
MANY = b"<workbook><sheets>" + b'<sheet name="s"/>' * 1000 + b"</sheets></workbook>"
UNSAFE = {
    "a zip bomb": repacked(**{SHEET: b" " * (60 * 1024**2)}),
    "a thousand sheets": repacked(**{"xl/workbook.xml": MANY}),
    "a billion laughs": repacked(**{SHEET: LAUGHS}),
    "a link to outside": repacked(**{"xl/externalLinks/externalLink1.xml": b"x"}),
    "macros": repacked(**{"xl/vbaProject.bin": b"x"}),
    "a broken book": repacked(**{SHEET: b"<worksheet"}),
}
OTHER = {
    "an old book or one with a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a text of another program": b"HWP Document File\x00\x00",
    "a zip of something else": b"PK\x03\x04 not a book",
}


def measured(content: bytes) -> tuple[dict[str, object], float, int]:
    """The first line of the answer, seconds, and the most memory in MiB."""
    asked = json.dumps({"kind": "SIGNALS", "setting": plain(SETTING)}).encode() + b"\n"
    begun = monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED], input=asked + content, capture_output=True, check=True
    )
    peak = next(one for one in done.stderr.decode().splitlines() if one.startswith("VmHWM"))
    return (
        json.loads(done.stdout.splitlines()[0]),
        monotonic() - begun,
        int(peak.split()[1]) // 1024,
    )


@pytest.mark.parametrize("what", [*UNSAFE, *OTHER])
def test_b08_what_is_no_safe_list_is_refused_in_little_memory(what: str) -> None:
    told, seconds, memory = measured((UNSAFE | OTHER)[what])
    assert told["unreadable"] == ("FILE_UNSAFE" if what in UNSAFE else "FILE_TYPE")
    assert memory <= 100
    assert seconds < 20  # two, unless the machine is busy with other tests


async def test_a_list_read_apart_is_what_it_is_read_here() -> None:
    found = await read_apart(csv_of(HEADING, person(1), person(2)), BatchKind.SIGNALS, SETTING)
    [portion] = found.portions
    assert [row for row, _ in portion.rows] == [2, 3]
    assert portion.rows[0][1]["kinds"] == "POWER_CUT"
    assert (found.refused, found.reading.columns[0]) == (0, ("이름", "name"))


async def test_a_line_separator_within_a_text_parts_no_answer() -> None:
    row = person(1, note='"앞\u2028뒤"')
    [portion] = (await read_apart(csv_of(HEADING, row), BatchKind.SIGNALS, SETTING)).portions
    assert portion.rows[0][1]["note"] == "앞\u2028뒤"


async def test_b04_a_file_too_large_is_refused_before_a_process_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "MOST_BYTES", 10)
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with pytest.raises(Unreadable) as failure:
        await read_apart(b"x" * 11, BatchKind.SIGNALS, SETTING)
    assert failure.value.remark.code == "FILE_TOO_LARGE"


async def test_a_reading_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LONGEST", 0.01)
    with pytest.raises(Unreadable) as failure:
        await read_apart(csv_of(HEADING, person(1)), BatchKind.SIGNALS, SETTING)
    assert failure.value.remark.code == "FILE_UNSAFE"


async def test_a_process_that_dies_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "READING", "web.imports.nowhere")
    with pytest.raises(Unreadable) as failure:
        await read_apart(csv_of(HEADING, person(1)), BatchKind.SIGNALS, SETTING)
    assert failure.value.remark.code == "FILE_UNSAFE"


async def test_no_secret_of_ours_reaches_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMKKE_MASTER_KEY", "secret")
    assert "HAMKKE_MASTER_KEY" not in apart.surroundings()


def test_the_setting_crosses_the_pipe_whole() -> None:
    assert setting_of(plain(SETTING)) == SETTING
