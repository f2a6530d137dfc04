"""Approval lines: who is asked, under which condition, who decides in whose place, and when not.

Read for every district; changed in a draft only.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Response

from care.model.codes import ClosureReason, Role
from care.model.policy_rules import Subject
from i18n.loader import gettext, language
from policies.fact_names import ENVIRONMENTS
from policies.kinds import OptionalNumberValue, RolesValue
from policies.resolved import ResolvedPolicy
from policies.rule_kinds import (
    ApprovalCaseSpec,
    ClosureCaseSpec,
    DelegationSpec,
    FreezeSpec,
    Worded,
)
from policies.vocabulary import ROLES, SUBJECTS, code_word, said
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.filters import won
from web.forms import Filled, Form, Line
from web.policies.draft_sight import DraftSight, sight_of
from web.policies.drafting import draft_of, open_drafts
from web.policies.line_forms import (
    LISTS,
    Named,
    NewDelegation,
    NewFreeze,
    NewLine,
    Said,
    delegation_said,
    freeze_said,
    line_said,
    listed,
    with_one,
    without,
)
from web.policies.own_values import own, write
from web.policies.study_links import study_links
from web.policies.tabs import name_of, policy_in_force, tabs_of
from web.policies.value_forms import APPROVERS
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/policies")
READ = Access("ViewPolicy", record=None)
SEE = Access("ViewPolicyDesk", record="view")
EDIT = Access("DraftPolicy", record="act")
FORMS = ("line", "delegation", "freeze")


class Removed(Form):
    revision: int
    key: Line
    code: Line


@dataclass(frozen=True)
class LineRow:
    """``when``: the condition as the district wrote it; empty where it always holds."""

    key: str
    code: str
    words: str
    chain: str
    when: str = ""
    about: str = ""


@dataclass(frozen=True)
class FreezeRow:
    code: str
    words: str
    subject: str
    first: date
    last: date
    money_only: bool


@area.get("/{district}/approvals", access=READ)
async def show(visit: Here, district: str) -> Response:
    policy = policy_in_force(district)
    drafts = []
    if policy.district == visit.visitor.district and visit.may("DraftPolicy"):
        drafts = await open_drafts(visit)
    return _page(visit, policy, drafts=drafts, tabs=tabs_of(policy.district))


@area.get("/drafts/{draft_id}/approvals", access=SEE)
async def show_draft(visit: Here, draft_id: str) -> Response:
    sight = await sight_of(visit, await draft_of(visit, draft_id))
    return _page(visit, sight.readable, sight)


@area.post("/drafts/{draft_id}/approvals/line", access=EDIT)
async def add_line(visit: Here, draft_id: str) -> Response:
    return await _added(visit, draft_id, await forms.read(visit, NewLine), line_said)


@area.post("/drafts/{draft_id}/approvals/delegation", access=EDIT)
async def add_delegation(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, NewDelegation)
    if form.data is not None and not form.value.subjects:
        form.refuse("subjects", "CHOICE_MISSING")
    if form.data is not None and form.value.of is form.value.to:
        form.refuse("to", "SELF_NOT_ALLOWED")
    return await _added(visit, draft_id, form, delegation_said)


@area.post("/drafts/{draft_id}/approvals/freeze", access=EDIT)
async def add_freeze(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, NewFreeze)
    if form.data is not None and form.value.last_day < form.value.first_day:
        form.refuse("last_day", "DATE_ORDER")
    return await _added(visit, draft_id, form, freeze_said)


@area.post("/drafts/{draft_id}/approvals/remove", access=EDIT)
async def remove(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, Removed)
    sight, policy = await _drafted(visit, draft_id)
    given = form.value
    if given.key not in LISTS:
        raise Problem(404, "NOT_FOUND")
    left = without(policy, given.key, given.code)
    values = {given.key: own(policy, given.key, **{LISTS[given.key]: left})}
    faults = await write(visit, sight, values, given.revision)
    if faults:
        return _page(visit, policy, sight, faults=faults, status=422)
    return moved(visit.request, f"{sight.address}/approvals")


async def _added(visit: Visit, draft_id: str, form: Filled[Any], how: Said) -> Response:
    sight, policy = await _drafted(visit, draft_id)
    if form.data is None or form.errors:
        return _page(visit, policy, sight, form=form, status=422)
    given: Named = form.data
    key, rules = with_one(policy, given.head, how(given))
    values = {key: own(policy, key, **{LISTS[key]: rules})}
    faults = await write(visit, sight, values, given.revision)
    if faults:
        return _page(visit, policy, sight, form=form, faults=faults, status=422)
    return moved(visit.request, f"{sight.address}/approvals")


async def _drafted(visit: Visit, draft_id: str) -> tuple[DraftSight, ResolvedPolicy]:
    sight = await sight_of(visit, await draft_of(visit, draft_id))
    if sight.readable is None:
        raise Problem(422, "POLICY_INVALID")
    return sight, sight.readable


def _page(
    visit: Visit,
    policy: ResolvedPolicy | None,
    sight: DraftSight | None = None,
    *,
    form: Filled[Any] | None = None,
    faults: list[str] | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    return page(
        visit.request,
        "policies/approvals.html",
        block="content",
        status=status,
        sight=sight,
        policy=policy,
        name=name_of(policy) if policy else "",
        plans=_plans(policy) if policy else [],
        ends=_ends(policy) if policy else [],
        delegations=_delegations(policy) if policy else [],
        freezes=_freezes(policy) if policy else [],
        roles=[(one.value, _role(one)) for one in APPROVERS],
        subjects=[(one.value, _subject(one)) for one in Subject],
        reasons=[(one.value, code_word(one, language())) for one in ClosureReason],
        facts=_facts(),
        form=form or forms.blank(),
        faults=faults or [],
        studies=study_links(visit, sight.draft.draft_id) if sight else [],
        labels=_labels(),
        **values,
    )


def _plans(policy: ResolvedPolicy) -> list[LineRow]:
    """In the order they are tried: conditions first, then what applies to all."""
    rows = [*_ruled(policy, "plan.approvalRules")]
    review = policy.value("caseFund.review").value
    limit = review.value if isinstance(review, OptionalNumberValue) else None
    heavy = gettext("고난도")
    if limit is not None:
        heavy = gettext("고난도이거나 사업비가 %(limit)s을 넘음", limit=won(limit))
    for key, words in (("plan.approvalHigh", heavy), ("plan.approval", gettext("그 밖의 계획"))):
        rows.append(LineRow(key, "", words, _chain_of(policy, key)))
    return rows


def _ends(policy: ResolvedPolicy) -> list[LineRow]:
    rows = [*_ruled(policy, "closure.approvalRules")]
    for rule in policy.case_policy.closure_rules:
        key = f"closure.reasons.{rule.reason}"
        rows.append(LineRow(key, "", code_word(rule.reason, language()), _chain_of(policy, key)))
    return rows


def _ruled(policy: ResolvedPolicy, key: str) -> list[LineRow]:
    rows = []
    for rule in listed(policy, key):
        if not isinstance(rule, ApprovalCaseSpec):
            continue
        reasons = rule.reasons if isinstance(rule, ClosureCaseSpec) else ()
        about = ", ".join(code_word(one, language()) for one in reasons)
        rows.append(LineRow(key, rule.code, _words(rule), _chain(rule.tiers), rule.when, about))
    return rows


def _chain_of(policy: ResolvedPolicy, key: str) -> str:
    value = policy.value(key).value
    return _chain(value.tiers) if isinstance(value, RolesValue) else ""


def _chain(tiers: tuple[Role, ...]) -> str:
    return " → ".join(_role(one) for one in tiers)


def _delegations(policy: ResolvedPolicy) -> list[LineRow]:
    rows = []
    for one in listed(policy, "approval.delegations"):
        if isinstance(one, DelegationSpec):
            whose = gettext("%(of)s 대신 %(to)s", of=_role(one.of), to=_role(one.to))
            about = ", ".join(_subject(subject) for subject in one.subjects)
            key = "approval.delegations"
            rows.append(LineRow(key, one.code, _words(one), whose, one.when or "", about))
    return rows


def _freezes(policy: ResolvedPolicy) -> list[FreezeRow]:
    return [
        FreezeRow(one.code, _words(one), _subject(one.subject), one.first, one.last, one.money_only)
        for one in listed(policy, "approval.freezes")
        if isinstance(one, FreezeSpec)
    ]


def _words(rule: Worded) -> str:
    return rule.en if language() == "en" else rule.ko


def _role(role: Role) -> str:
    return said(ROLES[role], language())


def _subject(subject: Subject) -> str:
    return said(SUBJECTS[subject], language())


def _facts() -> list[tuple[str, list[tuple[str, str]]]]:
    titles = {
        "approval": gettext("계획"),
        "closure": gettext("종결"),
        "delegation": gettext("전결"),
    }
    return [
        (title, [(one.name, said(one.words, language())) for one in ENVIRONMENTS[name]])
        for name, title in titles.items()
    ]


def _labels() -> dict[str, str]:
    return {
        **{f"{form}_ko": gettext("까닭(한국어)") for form in FORMS},
        **{f"{form}_en": gettext("까닭(영어)") for form in FORMS},
        **{f"{form}_code": gettext("규칙 부호") for form in FORMS},
        "when": gettext("조건"),
        "first": gettext("첫째"),
        "subjects": gettext("무엇에"),
        "to": gettext("전결할 사람"),
        "first_day": gettext("첫날"),
        "last_day": gettext("마지막 날"),
    }
