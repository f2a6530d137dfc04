"""What the board shows: read for a whole district at once, and as each viewer may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.decide.calendar import due
from care.model.codes import Role
from care.model.ids import DistrictCode, PersonId
from care.model.policy import CasePolicy
from store import complaint_desk, people
from store.complaint_desk import Complaint
from store.scope import Scope
from store.situation_board import BoardLine, Picture, picture, seen
from web.clocks import ClockWords, clock_of
from web.dependencies import Dependencies
from web.districts import calendar_of, policy_of
from web.filters import local
from web.visitor import Visit


@dataclass(frozen=True)
class Board:
    """Of one district, with everything anybody may see of it."""

    picture: Picture
    desk: tuple[Complaint, ...]
    """Complaints of no case that wait."""
    solved: int
    """Of those resolved today."""
    names: Mapping[PersonId, str]
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """A line of the board with its clock as words."""

    line: BoardLine
    clock: ClockWords | None


@dataclass(frozen=True)
class AtDesk:
    """A complaint of no case; what was said stands on its own page."""

    complaint: Complaint
    clock: ClockWords | None
    told: Role | None
    """Whom the district's ladder tells by now; None before the day is over."""


async def read_board(
    dependencies: Dependencies, session: Any, district: DistrictCode, watching: tuple[Scope, ...]
) -> Board:
    """The only question the database is asked, however many watch."""
    keyring, now = dependencies.keyring, dependencies.clock()
    shown = await picture(session, district, now, watching)
    desk = tuple(await complaint_desk.waiting(session, keyring, district))
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    *_, solved = await complaint_desk.numbers(session, district, now, midnight)
    ids = {one.person for one in shown.lines} | {one.assigned_to for one in desk}
    names = await people.display_names(session, keyring, ids)
    return Board(picture=shown, desk=desk, solved=solved, names=names, at=now)


def board_values(board: Board, visit: Visit) -> dict[str, Any]:
    """For the template: this viewer's part of the board."""
    mine, calendar = seen(board.picture, visit.scope), calendar_of(visit.visitor.district)
    may_list, may_handle = visit.may("ListCases"), visit.may("HandleComplaints")

    def waiting(lines: tuple[BoardLine, ...]) -> list[Waiting]:
        return [
            Waiting(one, clock_of(one.due, visit.now_of(one.case_id), calendar, one.since))
            for one in lines
        ]

    return {
        "counts": mine.counts,
        "trouble": waiting(mine.trouble) if may_list else [],
        "complaints": waiting(mine.complaints) if may_list else [],
        "opened": waiting(mine.opened) if may_list else [],
        "desk": at_desk(board.desk, visit.visitor.district, board.at) if may_handle else [],
        "desk_waiting": len(board.desk),
        "desk_solved": board.solved,
        "board_names": board.names,
        "board_at": board.at,
        "may_list": may_list,
        "may_handle": may_handle,
    }


def at_desk(desk: tuple[Complaint, ...], district: str, now: datetime) -> list[AtDesk]:
    policy = policy_of(district)
    calendar = calendar_of(district)
    found = []
    for one in desk:
        told = told_by(one.due, policy.case_policy, now) if policy else ()
        clock = clock_of(one.due, now, calendar, one.received_at)
        found.append(AtDesk(one, clock, told[-1] if told else None))
    return found


def told_by(due_at: datetime, policy: CasePolicy, now: datetime) -> tuple[Role, ...]:
    """Whom the district's ordinary ladder has told past the day, the highest last."""
    return tuple(
        step.to
        for step in policy.ladders["standard"].steps
        if step.before_percent is None
        and (due(due_at, step.after, policy.calendar) if step.after else due_at) <= now
    )
