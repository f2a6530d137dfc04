"""What a policy says in rules, as the ``ProcessRules`` a case carries."""

from care.model.condition import Condition
from care.model.ids import LevelCode, OfficeCode
from care.model.policy_rules import (
    Adoption,
    ApprovalCase,
    Delegation,
    Freeze,
    LevelCase,
    ProcessRules,
    Routing,
    Subject,
)
from policies.expressions import condition
from policies.kinds import TextValue
from policies.rule_kinds import (
    ApprovalCaseSpec,
    ApprovalCasesValue,
    ClosureCaseSpec,
    ClosureCasesValue,
    DelegationSpec,
    DelegationsValue,
    FreezesValue,
    LevelCasesValue,
    MovedValue,
    RoutingsValue,
)
from policies.typed_values import Values, typed

_SUBJECT_ENVIRONMENTS = {Subject.PLAN: "approval", Subject.CLOSURE: "closure"}


def delegation_environment(subjects: tuple[Subject, ...]) -> str:
    """The facts a delegation may speak of: those all its subjects have."""
    different = set(subjects)
    return _SUBJECT_ENVIRONMENTS[subjects[0]] if len(different) == 1 else "delegation"


def process_rules(edition: int, values: Values) -> ProcessRules:
    """The expressions were checked when the file was read."""
    levels = typed(values, "crisis.rules", LevelCasesValue).rules
    routings = typed(values, "intake.routings", RoutingsValue).routings
    freezes = typed(values, "approval.freezes", FreezesValue).freezes
    moved = typed(values, "officesMoved", MovedValue).moved
    return ProcessRules(
        edition=edition,
        adoption=Adoption(typed(values, "adoption.default", TextValue).value),
        levels=tuple(
            LevelCase(level=LevelCode(each.level), when=condition(each.when, "level"))
            for each in levels
        ),
        approvals=_approvals(values),
        delegations=tuple(
            map(_delegation, typed(values, "approval.delegations", DelegationsValue).delegations)
        ),
        freezes=tuple(Freeze(**each.model_dump(exclude={"ko", "en"})) for each in freezes),
        routings=tuple(
            Routing(code=each.code, when=condition(each.when, "routing"), to=OfficeCode(each.to))
            for each in routings
        ),
        moved_offices={OfficeCode(old): OfficeCode(new) for old, new in moved.items()},
    )


def _approvals(values: Values) -> tuple[ApprovalCase, ...]:
    plan = typed(values, "plan.approvalRules", ApprovalCasesValue).rules
    closure = typed(values, "closure.approvalRules", ClosureCasesValue).rules
    return (
        *(_approval(each, Subject.PLAN) for each in plan),
        *(_approval(each, Subject.CLOSURE) for each in closure),
    )


def _approval(spec: ApprovalCaseSpec, subject: Subject) -> ApprovalCase:
    return ApprovalCase(
        code=spec.code,
        subject=subject,
        when=condition(spec.when, _SUBJECT_ENVIRONMENTS[subject]),
        tiers=spec.tiers,
        reasons=spec.reasons if isinstance(spec, ClosureCaseSpec) else (),
    )


def _delegation(spec: DelegationSpec) -> Delegation:
    when: Condition | None = None
    if spec.when is not None:
        when = condition(spec.when, delegation_environment(spec.subjects))
    return Delegation(code=spec.code, of=spec.of, to=spec.to, subjects=spec.subjects, when=when)
