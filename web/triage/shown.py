"""The lines of the queue in words: how pressing and why, since when, until when, what else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from care.decide import signals as risk
from care.decide.calendar import due
from care.model.discovery import AtRiskStatus, DiscoveryRules
from care.model.ids import CaseId, HouseholdId
from store import at_risk_queue, people
from store.at_risk_queue import QueueRow
from web.clocks import ClockWords, clock_of, waited
from web.districts import calendar_of, office_name, policy_of
from web.identity import local_date
from web.lookalikes import CaseWords, cases_in_reach
from web.triage.words import TermWords, reasons_of
from web.visitor import Visit
from web.words import Problem

SHOWN_REASONS = 3


@dataclass(frozen=True)
class Line:
    row: QueueRow
    office: str
    reasons: list[TermWords]
    more: int
    """Reasons beyond the first few."""
    waited: str
    clock: ClockWords | None
    case: CaseWords | None
    decided_by: str
    failed: bool = False

    @property
    def address(self) -> str:
        return f"/triage/{self.row.at_risk_id}"

    @property
    def is_open(self) -> bool:
        return self.row.status in (AtRiskStatus.WAITING, AtRiskStatus.SNOOZED)


def rules_of(visit: Visit) -> DiscoveryRules | None:
    """None under an edition of an earlier release; the page then says so."""
    policy = policy_of(visit.visitor.district)
    return policy.discovery if policy else None


def ruled(visit: Visit) -> DiscoveryRules:
    rules = rules_of(visit)
    if rules is None:
        raise Problem(404, "NOT_FOUND")
    return rules


async def lines_of(
    visit: Visit,
    session: Any,
    rows: Sequence[QueueRow],
    rules: DiscoveryRules,
    failed: Sequence[str] = (),
) -> list[Line]:
    homes = [row.household_id for row in rows if row.household_id]
    known = await at_risk_queue.open_cases(session, visit.visitor.district, homes)
    of_rows = [row.case_id or _going_on(row, known) for row in rows]
    cases = await cases_in_reach(visit, session, [one for one in of_rows if one])
    deciders = {row.decided_by for row in rows if row.decided_by}
    names = await people.display_names(session, visit.dependencies.keyring, deciders)
    return [
        _line(
            visit,
            row,
            rules,
            case=cases.get(case_id) if case_id else None,
            decided_by=names.get(row.decided_by, "") if row.decided_by else "",
            failed=row.at_risk_id in failed,
        )
        for row, case_id in zip(rows, of_rows, strict=True)
    ]


def _going_on(row: QueueRow, known: dict[HouseholdId, CaseId]) -> CaseId | None:
    return known.get(row.household_id) if row.household_id else None


def _line(
    visit: Visit,
    row: QueueRow,
    rules: DiscoveryRules,
    *,
    case: CaseWords | None,
    decided_by: str,
    failed: bool,
) -> Line:
    calendar = calendar_of(visit.visitor.district)
    score = risk.score(row.signals, row.red_flags, rules, local_date(visit.now))
    reasons = reasons_of(score, rules)
    ends = due(row.first_at, rules.triage, calendar)
    waits = row.status in (AtRiskStatus.WAITING, AtRiskStatus.SNOOZED)
    return Line(
        row=row,
        office=office_name(row.district, row.office) if row.office else "",
        reasons=reasons[:SHOWN_REASONS],
        more=max(0, len(reasons) - SHOWN_REASONS),
        waited=waited(row.first_at, visit.now, calendar),
        clock=clock_of(ends, visit.now, calendar, row.first_at) if waits else None,
        case=case,
        decided_by=decided_by,
        failed=failed,
    )
