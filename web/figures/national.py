"""What is typed once more into the national system (행복이음): levels in its words, to copy."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from care.model.codes import ClosureReason
from care.model.figures import Measure
from care.model.ids import LevelCode
from care.model.policy import CasePolicy
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.figures import MEASURE
from store import figure_cases as by_case
from store import figure_counts as counts
from store.figure_cases import OneCase
from store.scope import Scope
from web.districts import district_name, level_name
from web.figures.asked import Wanted
from web.figures.tables import Cell, Leaving, Table

REPORTED = (
    Measure.FOUND,
    Measure.RECEIVED,
    Measure.MANAGED,
    Measure.SERVED,
    Measure.SERVICES,
    Measure.LINKAGES,
    Measure.PUBLIC,
    Measure.PRIVATE,
    Measure.CLOSED,
    Measure.REOPENED,
)


@dataclass(frozen=True)
class National:
    """``cases`` are named by number alone; whoever is shown them is shown these cases."""

    leaving: Leaving
    cases: tuple[OneCase, ...]


async def national(
    session: Any, scope: Scope, wanted: Wanted, policy: CasePolicy | None, district: str
) -> National:
    asked = wanted.asked(policy)
    whole = await counts.whole(session, scope, asked)
    levels = await by_case.levels(session, scope, asked)
    cases = await by_case.cases(session, scope, asked)
    numbers = tuple((gettext(MEASURE[one]), whole.value(one)) for one in REPORTED)
    tables = (
        Table(gettext("집계"), (gettext("지표"), gettext("수")), numbers),
        Table(
            gettext("구분별 선정 가구"),
            (gettext("행복이음 구분"), gettext("가구"), gettext("우리 구분")),
            _levels(levels, policy, district),
        ),
        Table(gettext("사례별"), _case_head(), tuple(_row(one, policy, district) for one in cases)),
    )
    made = Leaving(
        title=gettext("행복이음에 옮겨 적기 %(period)s", period=wanted.words),
        about=f"{district_name(district)} · {wanted.words}",
        name=f"national-{district}-{wanted.name}",
        tables=tables,
    )
    return National(made, tuple(cases))


def as_text(table: Table) -> str:
    """Cells with tabs between them, as a spreadsheet or a form of the national system takes it."""
    rows: Sequence[Sequence[Cell]] = (table.head, *table.rows)
    return "\n".join("\t".join(str(cell) for cell in row) for row in rows)


def _exported(level: LevelCode, policy: CasePolicy | None) -> LevelCode:
    return policy.exported(level) if policy else level


def _levels(
    levels: Mapping[LevelCode, int], policy: CasePolicy | None, district: str
) -> tuple[tuple[Cell, ...], ...]:
    """Levels the national system does not know are added to those they are written down as."""
    sums: Counter[LevelCode] = Counter()
    own: dict[LevelCode, list[str]] = {}
    for level, count in sorted(levels.items()):
        written = _exported(level, policy)
        sums[written] += count
        own.setdefault(written, []).append(f"{level_name(district, level)} {count}")
    return tuple(
        (level_name(district, level), count, ", ".join(own[level])) for level, count in sums.items()
    )


def _case_head() -> tuple[str, ...]:
    return (
        gettext("사례번호"), gettext("행복이음 구분"), gettext("발굴일"), gettext("접수일"),
        gettext("선정일"), gettext("의뢰"), gettext("제공 서비스"), gettext("공공 자원(원)"),
        gettext("민간 자원(원)"), gettext("종결일"), gettext("종결 사유"),
    )  # fmt: skip


def _row(one: OneCase, policy: CasePolicy | None, district: str) -> tuple[Cell, ...]:
    level = level_name(district, _exported(one.level, policy)) if one.level else ""
    reason = words(ClosureReason(one.reason)) if one.reason else ""
    days = [str(day or "") for day in (one.opened, one.received, one.managed)]
    return (
        one.case_number, level, *days, one.linkages, one.services, one.public, one.private,
        str(one.closed or ""), reason,
    )  # fmt: skip
