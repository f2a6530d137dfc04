"""Many cases handed to somebody else at once: each is asked by itself, and answers by itself.

The intent of each case follows from the form's, so that the same form sent twice does it once.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from care.decide.decision import ANSWERS
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model.codes import Role
from care.model.ids import CaseId, IntentKey, PersonId
from i18n.loader import gettext
from store import cases, danger
from store.cases import CaseRow
from web import records
from web.decisions import Act, Declined, Done, TextIds, decide
from web.visitor import Resource, Visit
from web.words import Problem

AT_ONCE = 6
COMMANDS: dict[str, type[c.AssignOwner] | type[lc.SetCover]] = {
    "reassign": c.AssignOwner,
    "cover": lc.SetCover,
}


@dataclass(frozen=True)
class Handing:
    """What is to happen to each of the chosen cases."""

    do: Literal["reassign", "cover"]
    owner: PersonId | None
    to: PersonId
    until: date | None
    note: str | None
    intent: IntentKey

    @property
    def action(self) -> str:
        return COMMANDS[self.do].__name__

    def act(self, row: CaseRow, role: Role | None) -> Act:
        def command(ids: TextIds) -> c.Command:
            if self.do == "cover" and self.until is not None:
                return lc.SetCover(cover=self.to, until=self.until, note=ids.get("note"))
            return c.AssignOwner(owner=self.to, co_owner=row.co_owner, handover=ids.get("note"))

        return Act(row.case_id, command, {"note": self.note}, role)

    def intent_of(self, case_id: CaseId) -> IntentKey:
        return IntentKey(f"{self.intent}-{case_id.rpartition('-')[2]}")


@dataclass(frozen=True)
class Handed:
    """One case's answer."""

    case_id: CaseId
    row: CaseRow | None
    state: Literal["done", "refused", "doubt"]
    why: str = ""


async def hand(
    visit: Visit, handing: Handing, chosen: Sequence[CaseId], rows: Iterable[CaseRow]
) -> list[Handed]:
    """In the order they were chosen; one that is refused does not stop the others.

    Raises Problem when none of them is in reach (404) or none may be handed on (403).
    """
    asked = list(dict.fromkeys(chosen))
    known = {row.case_id: row for row in rows}
    unknown = {one for one in asked if one not in known}
    stale = await _in_reach(visit, unknown)
    denied = {
        one
        for one in asked
        if one in known and not visit.may_to(handing.action, resource_of(known[one]))
    }
    if not (known.keys() | stale) & set(asked):
        raise Problem(404, "NOT_FOUND")
    if denied | (unknown - stale) == set(asked):
        raise Problem(403, "NOT_PERMITTED")
    await _leave_records(
        visit,
        [one for one in asked if one in known and one not in denied],
        [*sorted(denied), *[CaseId("")] * bool(unknown - stale)],
    )
    found: list[Handed] = []
    for start in range(0, len(asked), AT_ONCE):
        few = asked[start : start + AT_ONCE]
        found += await asyncio.gather(
            *(_one(visit, handing, one, known.get(one), one in stale) for one in few)
        )
    return found


async def _in_reach(visit: Visit, unknown: Iterable[CaseId]) -> set[CaseId]:
    """Those that somebody else owns meanwhile; whatever else was sent names no case."""
    async with visit.read() as session:
        return {
            one for one in unknown if await cases.case_place(session, visit.scope, one) is not None
        }


async def _one(
    visit: Visit, handing: Handing, case_id: CaseId, row: CaseRow | None, stale: bool
) -> Handed:
    if row is None and not stale:
        return Handed(case_id, None, "refused", gettext("볼 수 있는 사례가 아닙니다."))
    if row is None or row.owner not in (handing.owner, handing.to):
        return Handed(case_id, row, "refused", gettext("그사이 담당이 바뀌었습니다."))
    if await _is_hidden(visit, row, handing.to):
        return Handed(case_id, row, "refused", gettext("이 사람에게는 맡길 수 없는 사례입니다."))
    if not visit.may_to(handing.action, resource_of(row)):
        return Handed(case_id, row, "refused", gettext("이 사례에 할 권한이 없습니다."))
    try:
        act = handing.act(row, _role(visit, handing))
        outcome = await decide(visit, act, handing.intent_of(case_id))
    except Problem:
        return Handed(case_id, row, "refused", gettext("이 사례는 이미 끝났습니다."))
    if isinstance(outcome, Done):
        return Handed(case_id, row, "done")
    if isinstance(outcome, Declined):
        said = " ".join((outcome.words.sentence, *outcome.words.missing))
        return Handed(case_id, row, "refused", said)
    return Handed(
        case_id, row, "doubt", gettext("답이 늦어 확인하고 있습니다. 두 번 되지 않습니다.")
    )


async def _is_hidden(visit: Visit, row: CaseRow, person: PersonId) -> bool:
    """For a danger person the household does not exist, so they are never given it (SR-18)."""
    async with visit.read() as session:
        nobody, _ = await danger.hidden_from(session, row.household_id)
    return person in nobody


def resource_of(row: CaseRow) -> Resource:
    return Resource(
        kind="Case",
        id=row.case_id,
        district=row.district,
        office=row.office,
        owner=row.owner or "",
        co_owner=row.co_owner or "",
    )


def _role(visit: Visit, handing: Handing) -> Role | None:
    wanted = ANSWERS[COMMANDS[handing.do]].roles
    own = (*visit.visitor.roles, *visit.visitor.standing_roles)
    return next((role for role in own if role in wanted), None)


async def _leave_records(
    visit: Visit, subjects: Sequence[CaseId], refused: Sequence[CaseId]
) -> None:
    """Before anything is asked: whose cases are handed on and whose are not, one record each."""
    visit.subjects = list(subjects)
    async with visit.write() as session:
        if subjects:
            await records.keep(session, visit, "reassign", "ReassignCases")
        for one in refused:
            await records.keep_refusal(session, visit, "ReassignCases", "NOT_PERMITTED", one)
