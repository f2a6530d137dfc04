"""What a district's conditions may ask of a case; ``policies.fact_names`` names and types it.

Ages are known by year and month of birth only: somebody counts as under 19 or as 65 and over when
that is certain, and an unknown birth year counts as neither.
"""

from collections.abc import Sequence
from datetime import date

from care.decide.calendar import local_date
from care.decide.case_fund import fund_money, fund_of_year
from care.decide.consents import surely_aged
from care.decide.context import household
from care.messages.commands import OpenCase
from care.model.case import CaseState, Closure
from care.model.codes import ItemOutcome, RedFlag
from care.model.condition import Plain
from care.model.household import Member
from care.model.plan import PlanSubmission

ADULT, SENIOR = 19, 65
NOT_REACHED = frozenset({ItemOutcome.NOT_ACHIEVED, ItemOutcome.NOT_DELIVERED})
Facts = dict[str, Plain]


def approval_facts(state: CaseState, submission: PlanSubmission) -> Facts:
    """Of a plan on the day it was asked for."""
    plan, on = submission.plan, local_date(submission.requested_at, state.policy.calendar)
    bodies = [action for action in plan.actions if action.agency_kind or action.agency_id]
    kinds = {action.agency_kind.value for action in bodies if action.agency_kind}
    return {
        **case_facts(state, on),
        "money": fund_money(plan),
        "moneyOfYear": fund_of_year(state, plan, on.year),
        "moneyAll": sum(action.money for action in plan.actions),
        "actions": len(plan.actions),
        "bodies": len(bodies),
        "version": plan.version,
        "returns": state.plan_returns,
        "bodyKinds": tuple(sorted(kinds)),
        "services": tuple(sorted({action.service.value for action in plan.actions})),
    }


def closure_facts(state: CaseState, closure: Closure) -> Facts:
    """Of an end on the day it was proposed."""
    on = local_date(closure.requested_at, state.policy.calendar)
    received = state.received_at or state.opened_at or closure.requested_at
    return {
        **case_facts(state, on),
        "reason": closure.reason.value,
        "days": (on - local_date(received, state.policy.calendar)).days,
        "unmet": sum(result.outcome in NOT_REACHED for result in closure.results),
        "planned": state.plan is not None,
    }


def routing_facts(opening: OpenCase, on: date) -> Facts:
    """Of a household just found; nothing else is known of it."""
    counted = [member for member in opening.members if not member.excluded]
    return {
        **_household(counted, opening.red_flags, on),
        "channel": opening.channel.value,
        "office": str(opening.office),
        "programmes": (),
    }


def case_facts(state: CaseState, on: date) -> Facts:
    """What plans and ends have in common, and a delegation may ask for."""
    level = state.level
    return {
        **_household(household(state), state.red_flags, on),
        "urgent": state.urgent_since is not None or bool(state.red_flags),
        "level": str(level or ""),
        "exportLevel": str(state.policy.exported(level) if level else ""),
        "programmes": tuple(sorted({one.programme.value for one in state.enrolments})),
        "office": str(state.office),
    }


def _household(members: Sequence[Member], flags: Sequence[RedFlag], on: date) -> Facts:
    known = [member for member in members if member.birth_year is not None]
    return {
        "people": len(members),
        "children": sum(not surely_aged(member, ADULT, on) for member in known),
        "seniors": sum(surely_aged(member, SENIOR, on) for member in known),
        "redFlags": tuple(sorted({flag.value for flag in flags})),
        "urgent": bool(flags),
    }
