"""Before something is sent: who will be asked, and why these people."""

from dataclasses import replace

from care.decide.approval_lines import ApprovalLine, Ground
from care.decide.calendar import at_hour
from care.decide.case_fund import fund_money
from care.decide.deciders import NOTHING_PLANNED, closure_line, plan_line
from care.model.codes import ClosureReason, Role
from care.model.plan import CarePlan
from care.model.policy import ClosureRule
from care.model.policy_rules import Subject
from web.acts.around import Around
from web.approval_words import Asked, Request, asked_words, freeze_words

NOON = 12
"""Lines depend on the day alone."""


def plan_asked(around: Around, plan: CarePlan | None, role: Role) -> Asked:
    """``plan`` as far as it is written; None before anything of it can be read."""
    case, written = around.case, plan or NOTHING_PLANNED
    now = at_hour(around.today, NOON, case.policy.calendar)
    found = plan_line(case, written, role, now)
    money = fund_money(written)
    return asked_words(case, found, _request(Subject.PLAN, found, money), around.today)


def closure_asked(around: Around, rule: ClosureRule, role: Role) -> Asked:
    case = around.case
    now = at_hour(around.today, NOON, case.policy.calendar)
    found = closure_line(case, rule.reason, (), role, now)
    request = _request(Subject.CLOSURE, found, reason=rule.reason)
    asked = asked_words(case, found, request, around.today)
    plain = found.because in ("", Ground.CLOSURE_REASON)
    # Beside its own name a reason that asks for nobody special says nothing more.
    return replace(asked, why=asked.why[1:]) if plain else asked


def closures_frozen(around: Around) -> str:
    """Until when no end is approved, and why; empty on every other day."""
    request = Request(subject=Subject.CLOSURE, because="")
    return freeze_words(around.case, request, around.today)


def _request(
    subject: Subject, found: ApprovalLine, money: int = 0, reason: ClosureReason | None = None
) -> Request:
    return Request(
        subject=subject,
        because=found.because,
        delegated=found.delegated,
        money=money,
        reason=reason,
        tiers=found.tiers,
    )
