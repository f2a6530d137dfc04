"""Lists of invented people, as files of any spelling."""

from datetime import date

from care.model.discovery import BatchKind
from web.imports.columns import Extra, How, Setting
from web.imports.reading import ListRead, read_list

TODAY = date(2026, 3, 2)
KINDS = (
    Extra("POWER_CUT", "단전", How.FLAG, names=("Power cut off", "POWER_CUT")),
    Extra("JOB_LOST", "실직·휴폐업", How.FLAG, names=("Job lost",)),
    Extra("LIVES_ALONE", "혼자 사는 중장년·노인", How.FLAG),
)
SETTING = Setting(TODAY, {"handeul-eup": "한들읍", "sodam-dong": "소담동"}, extras=KINDS)
HEADING = "이름,생년월일,전화번호,주소,읍면동,위기정보,기준일,비고"


def person(number: int, **said: str) -> str:
    """A row of ``HEADING``; everybody differs by their number."""
    told = {
        "name": f"가온{chr(0xAC00 + number)}",
        "born": f"1961-03-{number % 28 + 1:02d}",
        "phone": f"010-0000-{number:04d}",
        "address": f"솔빛시 새싹길 {number}",
        "office": "한들읍",
        "kinds": "단전",
        "on": "2026-02-20",
        "note": "",
    } | said
    return ",".join(told.values())


def csv_of(*rows: str, encoding: str = "utf-8", ends: str = "\r\n") -> bytes:
    return ends.join(rows).encode(encoding)


def read(*rows: str, setting: Setting = SETTING, encoding: str = "utf-8") -> ListRead:
    return read_list(csv_of(*rows, encoding=encoding), BatchKind.SIGNALS, setting)


def rows_of(found: ListRead) -> list[tuple[int, dict[str, str]]]:
    return [row for portion in found.portions for row in portion.rows]


def refused_of(found: ListRead) -> list[tuple[int, str, str]]:
    """Row, code and column of every refusal."""
    return [
        (row, code, column)
        for portion in found.portions
        for row, code, column, _, refused in portion.remarks
        if refused
    ]


def warned_of(found: ListRead) -> list[tuple[int, str]]:
    return [
        (row, code)
        for portion in found.portions
        for row, code, _, _, refused in portion.remarks
        if not refused
    ]
