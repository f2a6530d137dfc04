"""The lines of the inbox in words: from whom, for whom, since when, until when, whose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from care.model.ids import PersonId
from care.model.policy import Calendar
from care.model.work import TaskKind
from i18n.loader import gettext
from i18n.wording import words
from store import people
from store.queries import TaskRow
from web.cases.doing import act_address
from web.clocks import ClockWords, clock_of, waited
from web.districts import office_name
from web.filters import short_day
from web.visitor import Visit

DECISIONS = frozenset(
    {TaskKind.APPROVE_PLAN, TaskKind.APPROVE_CLOSURE, TaskKind.ANSWER_HIGH_DIFFICULTY}
)


@dataclass(frozen=True)
class Line:
    """One item. ``row`` is the store's; the rest is how it reads."""

    row: TaskRow
    from_whom: str
    whose: str
    office: str
    waited: str
    since: str
    clock: ClockWords | None
    open: bool = False
    failed: bool = False
    snoozed: bool = False
    moved: int = 0
    """Days by which the case's own clock was moved ahead."""

    @property
    def address(self) -> str:
        return f"/tasks/{self.row.task_id}"

    @property
    def act(self) -> str:
        return act_address(self.row.case_id, self.row.kind, self.row.subject)

    @property
    def is_decision(self) -> bool:
        return self.row.kind in DECISIONS


@dataclass(frozen=True)
class Group:
    title: str
    words: str
    lines: list[Line]


@dataclass(frozen=True)
class Marked:
    """Which line is open beside the list, and which could not be done in bulk."""

    opened: str = ""
    failed: tuple[str, ...] = ()


async def lines_of(
    visit: Visit, session: Any, rows: Sequence[TaskRow], calendar: Calendar, marked: Marked
) -> list[Line]:
    ids = {one for row in rows for one in (row.person, row.requester, row.claimed_by, row.done_by)}
    names = await people.display_names(session, visit.dependencies.keyring, ids)
    return [_line(row, names, visit, calendar, marked) for row in rows]


def _line(
    row: TaskRow,
    names: Mapping[PersonId, str],
    visit: Visit,
    calendar: Calendar,
    marked: Marked,
) -> Line:
    now = visit.now_of(row.case_id)
    return Line(
        row=row,
        from_whom=_from(row, names),
        whose=_whose(row, names),
        office=office_name(row.district, row.office),
        waited=waited(row.since, now, calendar),
        since=gettext("%(day)s부터", day=short_day(row.since)),
        clock=clock_of(row.due, now, calendar, row.since),
        open=row.task_id == marked.opened,
        failed=row.task_id in marked.failed,
        snoozed=row.snoozed_until is not None and row.snoozed_until > now,
        moved=visit.days_ahead(row.case_id),
    )


def _from(row: TaskRow, names: Mapping[PersonId, str]) -> str:
    if row.requester is not None:
        return gettext("%(who)s 요청", who=names.get(row.requester, gettext("옛 담당")))
    return gettext("사례 진행에 따라")


def _whose(row: TaskRow, names: Mapping[PersonId, str]) -> str:
    if row.done_by is not None:
        return names.get(row.done_by, "")
    taken = row.claimed_by or row.person
    if taken is not None:
        return names.get(taken, "")
    return gettext("미배정 · %(role)s", role=words(row.role))


def grouped(tab: str, lines: Iterable[Line]) -> list[Group]:
    """Overdue, due today, the rest; other tabs are one list."""
    found = list(lines)
    if tab == "done":
        return _whole(found, gettext("지난 30일에 끝낸 일"), gettext("나중에 끝낸 것부터"))
    if tab == "snoozed":
        return _whole(found, gettext("미룬 일"), gettext("날이 되면 저절로 돌아옵니다"))
    late = [one for one in found if one.row.overdue]
    today = [one for one in found if one.row.due_today]
    rest = [one for one in found if not one.row.overdue and not one.row.due_today]
    return [
        *_whole(late, gettext("기한 지남 %(n)s건", n=len(late)), gettext("먼저 처리합니다")),
        *_whole(today, gettext("오늘까지 %(n)s건", n=len(today)), ""),
        *_whole(
            rest,
            gettext("그 밖 %(n)s건", n=len(rest)),
            gettext("상향 보고, 위험도, 오래 기다린 순"),
        ),
    ]


def _whole(lines: list[Line], title: str, note: str) -> list[Group]:
    return [Group(title, note, lines)] if lines else []
