"""Why these people are asked, in the words of the policy the case carries.

Shown where somebody decides, and before somebody sends a plan or proposes an end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from care.decide.approval_lines import ApprovalLine, Ground
from care.decide.freezes import frozen
from care.model.case import CaseState
from care.model.codes import ClosureReason, Role
from care.model.policy import CasePolicy
from care.model.policy_rules import Subject
from i18n.loader import gettext, language
from i18n.wording import words
from policies.resolve import policy_by_hash
from policies.resolved import ResolvedPolicy
from policies.rule_kinds import (
    ApprovalCasesValue,
    ClosureCasesValue,
    DelegationsValue,
    FreezesValue,
    Worded,
)
from web.districts import policy_of
from web.filters import day, won

RULES = ("plan.approvalRules", "closure.approvalRules", "approval.delegations", "approval.freezes")


@dataclass(frozen=True)
class Asked:
    """Who will be asked: roles in their order, and every sentence of why."""

    chain: str
    why: tuple[str, ...]
    frozen: str = ""


@dataclass(frozen=True)
class Request:
    """What the words speak of: ``money`` is won of case fund, ``reason`` that of an end."""

    subject: Subject
    because: str
    delegated: tuple[str, ...] = ()
    money: int = 0
    reason: ClosureReason | None = None
    tiers: tuple[Role, ...] = ()


def asked_words(state: CaseState, found: ApprovalLine, request: Request, on: date) -> Asked:
    chain = " → ".join(words(role) for role in found.tiers)
    return Asked(chain, tuple(why_words(state, request)), freeze_words(state, request, on))


def why_words(state: CaseState, request: Request) -> Iterator[str]:
    """The rule that asks for these tiers, then each delegation that stands in them."""
    policy = state.policy
    told = rule_words(policy)
    because = request.because or _common_ground(state, policy, request)
    if because in told:
        yield told[because]
    elif because:
        yield _ground_words(state, policy, request, because)
    for code in request.delegated:
        yield gettext("전결: %(rule)s", rule=told.get(code, code))


def freeze_words(state: CaseState, request: Request, on: date) -> str:
    """Empty while nothing is frozen."""
    policy = state.policy
    held = frozen(state, policy, request.subject, request.money, on)
    if held is None:
        return ""
    return gettext(
        "%(rule)s: %(day)s까지 승인하지 않습니다. 돌려보낼 수는 있고, 기한은 그다음 날부터 셉니다.",
        rule=rule_words(policy).get(held.code, held.code),
        day=day(held.last),
    )


def rule_words(policy: CasePolicy) -> dict[str, str]:
    """Words of every line, delegation and freeze, by code, in the reader's language."""
    resolved = policy_by_hash(policy.district, policy.content_hash) or policy_of(policy.district)
    return words_of(resolved) if resolved is not None else {}


def words_of(policy: ResolvedPolicy) -> dict[str, str]:
    """The same of a policy that may not be published yet."""
    return dict(_worded(policy))


def _worded(policy: ResolvedPolicy) -> Iterator[tuple[str, str]]:
    for key in RULES:
        for one in _listed(policy, key):
            yield one.code, one.en if language() == "en" else one.ko


def _listed(policy: ResolvedPolicy, key: str) -> Iterable[Worded]:
    try:
        value = policy.value(key).value
    except KeyError:
        return ()
    match value:
        case ApprovalCasesValue() | ClosureCasesValue():
            return value.rules
        case DelegationsValue():
            return value.delegations
        case FreezesValue():
            return value.freezes
    return ()


def _common_ground(state: CaseState, policy: CasePolicy, request: Request) -> str:
    """Of a request made under a policy that kept no reason."""
    rule = policy.plan_approval
    if request.subject is Subject.CLOSURE:
        return Ground.CLOSURE_REASON
    if rule.money_review is not None and request.money > rule.money_review:
        return Ground.MONEY_REVIEW
    heavy = request.tiers == rule.tiers_high != rule.tiers and state.level is not None
    return Ground.HIGH_DIFFICULTY if heavy else Ground.EVERY_PLAN


def _ground_words(state: CaseState, policy: CasePolicy, request: Request, because: str) -> str:
    rule = policy.plan_approval
    if because == Ground.MONEY_REVIEW and rule.money_review is not None:
        return gettext(
            "사례관리사업비 %(fund)s이 검토 기준 %(limit)s을 넘음",
            fund=won(request.money),
            limit=won(rule.money_review),
        )
    if because == Ground.HIGH_DIFFICULTY and state.level is not None:
        return gettext("구분이 %(level)s임", level=words(state.level))
    if because == Ground.CLOSURE_REASON and request.reason is not None:
        return gettext("종결 사유가 %(reason)s임", reason=words(request.reason))
    if because == Ground.EVERY_PLAN:
        return gettext("모든 계획은 승인을 받음")
    return because
