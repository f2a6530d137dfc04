"""A what-if (가정 재현): recorded cases lived through again under a policy nobody has published.

Nothing of a case is changed; what is kept are codes, ids and moments, never who lives there.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from activities.policy_study import CHUNK
from care.decide.policy_effect import zone_of
from care.decide.whatif import what_if
from care.model.ids import CaseId, DistrictCode
from care.model.policy import CasePolicy
from care.model.whatif import CaseWhatIf, Difference, Outcome
from store.case_clocks import leads
from store.database import Database
from store.folded import PolicyOf
from store.keyring import Keyring
from store.moments import Leads
from store.policy_studies import Finding, Portion, Study, tally_key
from store.recorded_cases import Period, RecordedCase, RecordedCases

CASES, DIFFERENT, EVENTS, UNREAD = "cases", "different", "events", "unread"
"""Sums of a what-if: cases lived through and those with any difference, by stage and zone; events;
cases that were erased or being written just then."""
WORK, PARTED, DAYS = "work", "parted", "days"
"""Work by office, role and kind, before and after; cases whose course parts from the record, by
what parted it; days a difference moves things by, summed and how many it is the sum of."""
SEPARATOR = "|"


class WhatIfExaminer:
    def __init__(self, database: Database, keyring: Keyring, policy_of: PolicyOf) -> None:
        self._database = database
        self._keyring = keyring
        self._policy_of = policy_of
        self._open: dict[DistrictCode, tuple[str, RecordedCases, Leads]] = {}

    async def total(self, study: Study) -> int:
        return await self._recorded(study.district).total(_period(study))

    async def portion(self, study: Study, policy: CasePolicy, after: str) -> Portion:
        recorded, ahead = await self._of(study)
        page = await recorded.page(_period(study), after, CHUNK)
        found, each = await asyncio.to_thread(_examined, page.cases, policy, study.as_of, ahead)
        tally: Counter[str] = Counter()
        for own in each.values():
            tally.update(own)
        if page.looked_at > len(page.cases):
            tally[UNREAD] += page.looked_at - len(page.cases)
        return Portion(
            after=after,
            reached=page.reached,
            cases=page.looked_at,
            findings=tuple(found),
            tally=tally,
            each=each,
            last=page.last,
        )

    async def _of(self, study: Study) -> tuple[RecordedCases, Leads]:
        """Kept while a study goes on, so that a policy thousands of cases share is read once."""
        known = self._open.get(study.district)
        if known is not None and known[0] == study.study_id:
            return known[1:]
        recorded = self._recorded(study.district)
        async with self._database.of(study.district).read() as session:
            ahead = await leads(session, study.district)
        self._open[study.district] = (study.study_id, recorded, ahead)
        return recorded, ahead

    def _recorded(self, district: DistrictCode) -> RecordedCases:
        return RecordedCases(self._database, self._keyring, district, self._policy_of)


def _period(study: Study) -> Period:
    return Period(study.from_day, study.until_day)


def _examined(
    cases: Sequence[RecordedCase], policy: CasePolicy, as_of: datetime, ahead: Leads
) -> tuple[list[Finding], dict[CaseId, Counter[str]]]:
    found: list[Finding] = []
    each: dict[CaseId, Counter[str]] = {}
    for case in cases:
        until = as_of + ahead.get(CaseId(case.start.case_id), timedelta(0))
        told = what_if(case.start, case.recorded, policy, until)
        zone = zone_of(policy, case.office)
        tally = each[told.case_id] = Counter({EVENTS: told.events})
        tally[tally_key(CASES, case.stage, zone)] += 1
        if told.differences:
            tally[tally_key(DIFFERENT, case.stage, zone)] += 1
        if told.parted_by:
            tally[tally_key(PARTED, told.parted_by)] += 1
        tally.update(_work(told))
        tally.update(_days(told))
        found += findings_of(case, told, zone)
    return found, each


def _work(told: CaseWhatIf) -> Counter[str]:
    work: Counter[str] = Counter()
    for team in told.work:
        for kind in ("asked", "late", "told"):
            for side, office in (("before", told.office), ("after", told.office_after)):
                number = getattr(team, f"{kind}_{side}")
                if number:
                    work[tally_key(WORK, office, team.role, kind, side)] = number
    return work


def _days(told: CaseWhatIf) -> Counter[str]:
    days: Counter[str] = Counter()
    for one in told.differences:
        if one.days is not None and one.outcome in (Outcome.EARLIER, Outcome.LATER):
            days[tally_key(DAYS, code_of(one), "sum")] += one.days
            days[tally_key(DAYS, code_of(one), "of")] += 1
    return days


def code_of(one: Difference) -> str:
    return f"{one.point}.{one.outcome}"


def findings_of(case: RecordedCase, told: CaseWhatIf, zone: str) -> Iterator[Finding]:
    """``before`` is what was said and when; ``after`` what would be and when, why it is unknown,
    who was never asked, and whether it rests on the record."""
    seen: Counter[str] = Counter()
    for one in told.differences:
        subject = SEPARATOR.join(part for part in (one.subject, one.step) if part)
        name = f"{code_of(one)} {subject}"
        seen[name] += 1
        again = f"#{seen[name]}" if seen[name] > 1 else ""
        yield Finding(
            case_id=told.case_id,
            case_number=told.case_number,
            stage=case.stage,
            zone=zone,
            office=case.office,
            code=code_of(one),
            subject=f"{subject}{again}",
            before=SEPARATOR.join((one.was, _moment(one.before))),
            after=SEPARATOR.join(
                (
                    one.would,
                    _moment(one.after),
                    one.why,
                    ",".join(one.unasked),
                    "resting" if one.resting else "",
                )
            ),
            days=one.days,
            known=one.outcome is not Outcome.UNKNOWN,
        )


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
