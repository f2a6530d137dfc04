"""Writes the table of public holidays anew: ``python -m policies.regenerate_calendar 2019 2031``.

Run by a person when the government announces a change; the table is then reviewed like any policy
and committed. Needs the development dependency ``holidays``; the running system only reads it.
"""

import sys
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

CALENDARS = Path(__file__).parent / "calendars"
VERIFY = {date(2026, 7, 17)}
"""In the package, but to be compared with the official gazette before it is relied on."""


def table(first: int, last: int, published: date) -> str:
    """YAML text of the table: one line a day, in order."""
    # A development dependency: absent where Hamkke only runs.
    holidays = import_module("holidays")
    found = holidays.country_holidays("KR", years=range(first, last + 1), language="ko")
    head = (
        "# 관공서의 공휴일(대체공휴일과 선거일 포함). 토요일과 일요일은 적지 않아도 쉽니다.\n"
        "# 임시공휴일은 갑자기 정해집니다. 정해지면 이 표에 더하고 published 를 고칩니다.\n"
        f"calendar: kr-{first}-{last}\n"
        f"published: {published.isoformat()}\n"
        f"source: holidays {version('holidays')}, 관공서의 공휴일에 관한 규정\n"
        "closed:\n"
    )
    return head + "".join(_row(day, found[day]) for day in sorted(found))


def _row(day: date, name: str) -> str:
    verify = ", verify: true" if day in VERIFY else ""
    return f'  - {{day: {day.isoformat()}, name: "{name}"{verify}}}\n'


def main(arguments: list[str]) -> None:
    first, last = (int(year) for year in arguments)
    # A publication date is a fact about the person publishing today, not about a case.
    text = table(first, last, date.today())  # noqa: DTZ011
    (CALENDARS / f"kr-{first}-{last}.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
