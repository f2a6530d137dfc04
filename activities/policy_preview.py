"""A preview (모의 적용): what a policy would do to each of a district's open cases, today."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from activities.policy_study import CHUNK
from care.decide.policy_effect import Effect, PolicyEffect, days_moved, effect
from care.model.case import CaseState
from care.model.ids import CaseId, DistrictCode
from care.model.policy import CasePolicy
from care.model.value import Value
from care.model.work import MovedDeadline, NextStep
from store.case_clocks import leads
from store.case_states import CaseStates
from store.database import Database
from store.folded import PolicyOf
from store.keyring import Keyring
from store.moments import Leads
from store.policy_studies import Finding, Portion, Study, tally_key

CASES, TOUCHED, UNREAD = "cases", "touched", "unread"
"""Sums of a preview: cases looked at and those in which anything changes, by stage and zone; and
cases that were erased or being written just then."""

_Line = tuple[str, str, str, int | None]
"""Subject, before, after, days later."""


class PreviewExaminer:
    def __init__(self, database: Database, keyring: Keyring, policy_of: PolicyOf) -> None:
        self._database = database
        self._keyring = keyring
        self._policy_of = policy_of
        self._open: dict[DistrictCode, tuple[str, CaseStates, Leads]] = {}

    async def total(self, study: Study) -> int:
        return await self._states(study.district).total()

    async def portion(self, study: Study, policy: CasePolicy, after: str) -> Portion:
        states, ahead = await self._of(study)
        page = await states.page(after, CHUNK)
        found, each = await asyncio.to_thread(_examined, page.states, policy, study.as_of, ahead)
        tally = sum(each.values(), Counter[str]())
        tally[UNREAD] += page.looked_at - len(page.states)
        return Portion(
            after=after,
            reached=page.reached,
            cases=page.looked_at,
            findings=tuple(found),
            tally=+tally,
            each=each,
            last=page.last,
        )

    async def _of(self, study: Study) -> tuple[CaseStates, Leads]:
        """Kept while a study goes on, so that a policy thousands of cases share is read once."""
        known = self._open.get(study.district)
        if known is not None and known[0] == study.study_id:
            return known[1:]
        states = self._states(study.district)
        async with self._database.of(study.district).read() as session:
            ahead = await leads(session, study.district)
        self._open[study.district] = (study.study_id, states, ahead)
        return states, ahead

    def _states(self, district: DistrictCode) -> CaseStates:
        return CaseStates(self._database, self._keyring, district, self._policy_of)


def _examined(
    states: Sequence[CaseState], policy: CasePolicy, as_of: datetime, ahead: Leads
) -> tuple[list[Finding], dict[CaseId, Counter[str]]]:
    found: list[Finding] = []
    each: dict[CaseId, Counter[str]] = {}
    for state in states:
        now = as_of + ahead.get(CaseId(state.case_id), timedelta(0))
        differs = effect(state, policy, now)
        tally = each[state.case_id] = Counter({tally_key(CASES, differs.stage, differs.zone): 1})
        if differs.effects:
            tally[tally_key(TOUCHED, differs.stage, differs.zone)] += 1
            found += findings_of(state, differs)
    return found, each


def findings_of(state: CaseState, differs: PolicyEffect) -> Iterator[Finding]:
    """Codes, ids and moments only: nothing of these lines tells who lives there."""
    lines: dict[Effect, list[_Line]] = {
        Effect.OVERDUE: _clocks(state, differs, differs.overdue),
        Effect.RELIEVED: _clocks(state, differs, differs.relieved),
        Effect.MOVED: [_moved(state, one) for one in differs.moved],
        Effect.LEVEL: [("", differs.level_before or "", differs.level_after or "", None)],
        Effect.DECIDERS: [
            ("", _json(differs.deciders_before), _json(differs.deciders_after), None)
        ],
        Effect.ESCALATION: [_escalation(differs)],
        Effect.OFFICE: [("", differs.office, differs.office_after, None)],
        Effect.ZONE: [("", differs.zone, differs.zone_after, None)],
        Effect.REFUSED: [("", "", differs.refused.code if differs.refused else "", None)],
    }
    for code in differs.effects:
        for subject, before, after, days in lines[code]:
            yield Finding(
                case_id=state.case_id,
                case_number=state.case_number,
                stage=differs.stage,
                zone=differs.zone,
                office=differs.office,
                code=code,
                subject=subject,
                before=before,
                after=after,
                days=days,
            )


def _clocks(state: CaseState, differs: PolicyEffect, keys: Sequence[str]) -> list[_Line]:
    return [_moved(state, one) for one in differs.moved if one.key in keys]


def _moved(state: CaseState, moved: MovedDeadline) -> _Line:
    return moved.key, _moment(moved.before), _moment(moved.after), days_moved(state, moved)


def _escalation(differs: PolicyEffect) -> _Line:
    before, after = differs.escalation_before, differs.escalation_after
    days = (after.at.date() - before.at.date()).days if before and after else None
    return "", _step(before), _step(after), days


def _step(step: NextStep | None) -> str:
    return f"{step.at.isoformat()}|{step.to}|{step.deadline}" if step else ""


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _json(value: Value | None) -> str:
    return value.model_dump_json() if value else ""
