"""The time machine: an operator lets one case live through days at once.

Only demonstrations and rehearsals have these routes; with real people the web knows no such
address, and the machine itself refuses as well.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound

from care.model.codes import Role
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from store import case_clocks, queries
from store.case_clocks import CaseClock
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import calendar_of
from web.engine import TimeMachine, TimeStandsStill
from web.filters import moment
from web.forms import Filled, Form, blank, read
from web.operations.moving import LONGEST_DAYS, Movers, Moving
from web.render import page
from web.resources import the_case
from web.visitor import Visit
from web.words import Problem

area = Area("/operations")
PATH = "/cases/{case_id}/time"
SPANS: tuple[tuple[str, str], ...] = (
    ("1", N_("1일")),
    ("7", N_("1주")),
    ("30", N_("한 달")),
    ("91", N_("석 달")),
    ("365", N_("1년")),
    ("other", N_("다른 날수")),
)
STOPPED: dict[str, str] = {
    "ENDED": N_("옮기는 동안 사례가 끝났습니다."),
    "NOT_FOUND": N_("엔진에 이 사례가 없습니다."),
    "ENGINE_AWAY": N_("처리 엔진이 답하지 않습니다. 잠시 뒤 다시 해 주세요."),
    "ENGINE_UNIMPLEMENTED": N_("이 엔진은 시간을 옮기지 못합니다."),
    "MOVING": N_("이 사례는 지금 옮기는 중입니다. 끝난 뒤에 다시 해 주세요."),
}
Days = Annotated[int, Bound(ge=1, le=LONGEST_DAYS)]


class MoveForm(Form):
    """``by`` is a number of days, or ``other`` with ``days``."""

    by: str
    days: Days | None = None

    @property
    def span(self) -> timedelta | None:
        asked = self.days if self.by == "other" else int(self.by) if self.by.isdecimal() else None
        known = asked is not None and (self.by == "other" or self.by in dict(SPANS))
        return timedelta(days=asked) if asked and known else None


@dataclass(frozen=True)
class Course:
    """How far a move has got, in whole days."""

    clock: CaseClock
    moving: bool
    done: int
    whole: int
    failed: str

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.whole) if self.whole else 100


@area.get(PATH, access=Access("MoveTime", the_case, record=None))
async def show(visit: Here) -> Response:
    machine_of(visit)
    return await _page(visit, visit.session, blank(by="30"))


@area.post(PATH, access=Access("MoveTime", the_case, record="move_time"))
async def move(visit: Here) -> Response:
    machine, filled = machine_of(visit), await read(visit, MoveForm)
    span = filled.data.span if filled.data else None
    if filled.data is not None and span is None:
        filled.refuse("days", "FIELD_MISSING")
    if span is None:
        return await _again(visit, filled)
    database = visit.dependencies.database.of(visit.visitor.district)
    moving = Moving(database, machine, visit.case_id, visit.request.app.state.clock)
    try:
        await moving.begin(span)
    except TimeStandsStill as stopped:
        return await _again(visit, filled, 409, stopped.code)
    movers_of(visit).start(moving)
    return moved(visit.request, f"/operations/cases/{visit.case_id}/time")


def machine_of(visit: Visit) -> TimeMachine:
    machine = visit.dependencies.time_machine
    if machine is None:
        raise Problem(404, "NOT_FOUND")
    return machine


def movers_of(visit: Visit) -> Movers:
    """Of this process; a move outlives the request that began it."""
    state = visit.request.app.state
    if not hasattr(state, "movers"):
        state.movers = Movers()
    found: Movers = state.movers
    return found


async def _again(visit: Visit, filled: Filled[Any], status: int = 422, code: str = "") -> Response:
    async with visit.read() as session:
        return await _page(visit, session, filled, status, code)


async def _page(
    visit: Visit, session: Any, filled: Filled[Any], status: int = 200, code: str = ""
) -> Response:
    row = await queries.case_row(session, visit.dependencies.keyring, visit.scope, visit.case_id)
    if row is None:
        raise Problem(404, "NOT_FOUND")
    course = _course(await case_clocks.case_clock(session, visit.case_id), visit.at)
    tasks = await queries.tasks_of_case(
        session, visit.dependencies.keyring, visit.scope, visit.case_id, visit.now
    )
    told = [one.escalated_to for one in tasks if one.escalated_to]
    return page(
        visit.request,
        "operations/time.html",
        block="content",
        status=status,
        row=row,
        form=filled,
        spans=[(value, gettext(label)) for value, label in SPANS],
        course=course,
        trouble=_why(code) if code else "",
        today=visit.now,
        waiting=_waiting(row),
        late=row.waiting_due is not None and row.waiting_due < visit.now,
        told=words(max(told, key=_height)) if told else "",
        following=_following(row),
        calendar=calendar_of(row.district),
    )


def _course(clock: CaseClock | None, at: datetime) -> Course | None:
    if clock is None or clock.goal == clock.start:
        return None
    moving = clock.moving(at)
    broken = not moving and not clock.arrived and not clock.failed
    failed = _why(clock.failed) if clock.failed else ""
    return Course(
        clock=clock,
        moving=moving,
        done=max(0, round((clock.lead - clock.start) / timedelta(days=1))),
        whole=round((clock.goal - clock.start) / timedelta(days=1)),
        failed=gettext("옮기다가 멈추었습니다. 다시 옮기면 이어집니다.") if broken else failed,
    )


def _why(code: str) -> str:
    known = STOPPED.get(code)
    return gettext(known) if known else gettext("시간을 옮기지 못했습니다 (%(code)s).", code=code)


HEIGHTS = (Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD)


def _height(role: Role) -> int:
    return HEIGHTS.index(role) if role in HEIGHTS else -1


def _waiting(row: queries.CaseRow) -> str:
    if row.waiting_code == "NOTHING":
        return gettext("기다리는 일이 없습니다")
    return gettext("%(whom)s: %(what)s", whom=words(row.waiting_role), what=words(row.waiting_code))


def _following(row: queries.CaseRow) -> str:
    if row.rung_at is None or row.rung_to is None:
        return gettext("저절로 일어날 일이 없습니다")
    return gettext("%(at)s %(role)s에게 알림", at=moment(row.rung_at), role=words(row.rung_to))
