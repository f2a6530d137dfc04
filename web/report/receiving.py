"""A report on its way in: kept with its receipt, placed in the queue, and, if urgent, hurried on.

Everything stands in one transaction, so a report is received whole or not at all. What the reporter
is told is the same whether or not the district knew of the household (SR-10).
"""

from dataclasses import dataclass
from datetime import datetime

from care.decide.routing import moved_to
from care.model.codes import DiscoveryChannel, RedFlag, Role
from care.model.discovery import FoundHousehold, FoundOutcome, Signal, SignalSource
from care.model.ids import CaseId, DistrictCode, OfficeCode, OpeningId, PersonId
from care.model.reports import Occupation, signal_of
from policies.resolve import ResolvedPolicy
from store import reports
from store.at_risk_intake import Origin, place
from store.reports import Report, Reporter
from store.urgent_lane import Hurried, Lane, hurry
from web.dependencies import Dependencies
from web.identity import local_date
from web.words import Problem

NOBODY = Reporter()


@dataclass(frozen=True)
class Told:
    """What somebody told, checked. ``key``: of the form, so that one sent twice is one report."""

    key: str
    found: FoundHousehold
    reporter: Reporter = NOBODY
    occupation: Occupation | None = None
    by: PersonId | None = None
    role: Role = Role.CASE_MANAGER
    at_once: bool = False
    """Somebody of the district wants the case without triage."""


@dataclass(frozen=True)
class Received:
    receipt: str
    outcome: FoundOutcome | None = None
    """None: this very form was received before."""
    opening_id: OpeningId | None = None
    case_id: CaseId | None = None


def household(
    policy: ResolvedPolicy,
    at: datetime,
    channel: DiscoveryChannel,
    key: str,
    also: tuple[str, ...] = (),
    **known: object,
) -> FoundHousehold:
    """With the signal this channel counts as. Two reports of a day stay two: each has its key."""
    rules = policy.discovery
    if rules is None:
        raise Problem(404, "NOT_FOUND")
    day, (kind, source) = local_date(at), signal_of(channel, rules)
    told = [Signal(kind=kind, source=source, observed_on=day, key=reports.receipt_of(key))]
    kinds = [one for code in also if (one := rules.kind(code))]
    told += [Signal(kind=one.code, source=one.source, observed_on=day) for one in kinds]
    return FoundHousehold.model_validate(known | {"channel": channel, "signals": tuple(told)})


def nameable(policy: ResolvedPolicy) -> frozenset[str]:
    """Kinds somebody at a desk may add to a report: what a person sees, not what a list says."""
    kinds = policy.discovery.kinds if policy.discovery else ()
    told = (SignalSource.LOCAL, SignalSource.ISOLATION)
    return frozenset(one.code for one in kinds if one.source in told)


def seat_of(policy: ResolvedPolicy) -> OfficeCode:
    """Where a household goes that cannot wait and that nobody can place: the first of the hubs."""
    hubs = policy.case_policy.hubs
    first = next((seats[0] for _, seats in sorted(hubs.items()) if seats), None)
    seat = first or next(iter(policy.offices))
    return moved_to(policy.case_policy.rules, seat)


async def receive(
    dependencies: Dependencies, policy: ResolvedPolicy, told: Told, at: datetime
) -> Received:
    """Safe to repeat with the same key."""
    district, rules = policy.district, policy.discovery
    if rules is None:
        raise Problem(404, "NOT_FOUND")
    receipt, keyring = reports.receipt_of(told.key), dependencies.keyring
    urgent = bool(told.found.red_flags)
    async with dependencies.database.of(district).write() as session:
        if not await reports.keep(
            session, keyring, _report(told, receipt, district, at), told.reporter
        ):
            known = await reports.get(session, district, receipt)
            return Received(receipt, opening_id=known.opening_id if known else None)
        (placed,) = await place(
            session, keyring, district, rules, (told.found,), Origin(told.by), at
        )
        lane = Lane()
        if placed.at_risk_id is not None:
            if urgent or told.at_once:
                asked = Hurried(
                    placed.at_risk_id,
                    told.found.office or seat_of(policy),
                    told.found.channel,
                    told.by,
                    told.role,
                )
                lane = await hurry(session, keyring, district, asked, at)
            await reports.lead_to(session, receipt, placed.at_risk_id, lane.opening_id)
    if (urgent or told.at_once) and dependencies.openings is not None:
        await dependencies.openings.start(district)
    return Received(receipt, placed.outcome, lane.opening_id, lane.case_id)


def _report(told: Told, receipt: str, district: DistrictCode, at: datetime) -> Report:
    return Report(
        receipt=receipt,
        district=district,
        office=told.found.office,
        channel=told.found.channel,
        received_at=at,
        urgent=bool(told.found.red_flags),
        occupation=told.occupation,
        taken_by=told.by,
    )


def red_flag_questions() -> tuple[RedFlag, ...]:
    """In the order they are asked: what ends a life soonest comes first."""
    return (
        RedFlag.SUICIDE,
        RedFlag.MEDICAL_EMERGENCY,
        RedFlag.VIOLENCE,
        RedFlag.MINOR_UNSAFE,
        RedFlag.NO_FOOD_HEAT_POWER,
    )
