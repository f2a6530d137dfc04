"""What must fit together among the rules of a resolved policy."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from care.model.codes import ConsentPurpose, Role
from care.model.condition import Constant
from care.model.term import Unit
from policies.document import Saying
from policies.expressions import read_expression
from policies.kinds import (
    AreasValue,
    CadenceValue,
    LadderValue,
    LevelsValue,
    OfficesValue,
    PurposesValue,
    RolesValue,
    Stated,
    StepSpec,
    TermSpec,
)
from policies.problems import Problem
from policies.rule_kinds import (
    ApprovalCasesValue,
    ClosureCasesValue,
    DelegationSpec,
    DelegationsValue,
    FreezesValue,
    LevelCasesValue,
    MovedValue,
    RoutingsValue,
    TemporaryValue,
)

Sayings = dict[str, Saying]
APPROVERS = frozenset({Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD})
"""Nobody who asks, advises or runs the system decides a plan or an end."""
LEGAL_CONSENTS = (
    ConsentPurpose.COLLECT_USE,
    ConsentPurpose.PROVIDE_TO,
    ConsentPurpose.SENSITIVE,
)
HOURS = {Unit.HOURS: 1, Unit.DAYS: 24, Unit.BUSINESS_DAYS: 24, Unit.MONTHS: 24 * 28}


def rule_problems(sayings: Sayings) -> Iterator[Problem]:
    for saying in sayings.values():
        yield from _of_one(saying)
    yield from _levels(sayings)
    yield from _places(sayings)


def _of_one(saying: Saying) -> Iterator[Problem]:
    for kind, look in _LOOKS:
        if isinstance(saying.value, kind):
            yield from look(saying, saying.value)


def _lines(saying: Saying, value: ApprovalCasesValue | ClosureCasesValue) -> Iterator[Problem]:
    yield from _twice(saying, (rule.code for rule in value.rules))
    yield from _never_reached(saying, [(rule.when, rule.code) for rule in value.rules])
    for rule in value.rules:
        yield from _approvers(saying, rule.tiers)


def _tiers(saying: Saying, value: RolesValue) -> Iterator[Problem]:
    yield from _approvers(saying, value.tiers)


def _freezes(saying: Saying, value: FreezesValue) -> Iterator[Problem]:
    yield from _twice(saying, (each.code for each in value.freezes))


def _approvers(saying: Saying, tiers: Iterable[Role]) -> Iterator[Problem]:
    for role in tiers:
        if role not in APPROVERS:
            yield at(saying, "approver_is_requester",
                     f"‘{role}’은(는) 승인할 수 없습니다. 요청하는 사람과 승인하는 사람은 "
                     f"달라야 합니다. 쓸 수 있는 값: {_roles()}",
                     f"'{role}' cannot approve: who asks and who approves differ. "
                     f"Allowed: {_roles()}.")  # fmt: skip


def _roles() -> str:
    return ", ".join(sorted(APPROVERS))


def _delegations(saying: Saying, value: DelegationsValue) -> Iterator[Problem]:
    given = value.delegations
    yield from _twice(saying, (each.code for each in given))
    for each in given:
        yield from _approvers(saying, (each.of, each.to))
    for one in given:
        if any(_back(one, other) for other in given):
            yield at(saying, "delegated_in_circle",
                     f"전결이 되돌아옵니다: ‘{one.code}’.",
                     f"The delegation '{one.code}' comes back to who gave it.")  # fmt: skip


def _back(one: DelegationSpec, other: DelegationSpec) -> bool:
    return (one.to, one.of) == (other.of, other.to) and bool({*one.subjects} & {*other.subjects})


def _twice(saying: Saying, codes: Iterable[str]) -> Iterator[Problem]:
    for code, count in Counter(codes).items():
        if count > 1:
            yield at(saying, "code_twice", f"‘{code}’이(가) 두 번 나옵니다.",
                     f"'{code}' appears twice.")  # fmt: skip


def _never_reached(saying: Saying, rules: list[tuple[str, str]]) -> Iterator[Problem]:
    """What stands below a rule that always holds, or never holds itself."""
    open_end = True
    for when, name in rules:
        always = _constant(saying, when)
        if not open_end or always is False:
            yield at(saying, "rule_unreachable",
                     f"‘{name}’ 규칙에는 아무도 이르지 못합니다.",
                     f"No case ever reaches the rule '{name}'.")  # fmt: skip
        open_end = open_end and always is not True


def _constant(saying: Saying, when: str) -> bool | None:
    environment = {
        "crisis.rules": "level",
        "plan.approvalRules": "approval",
        "closure.approvalRules": "closure",
        "intake.routings": "routing",
    }[saying.key]
    found = read_expression(when, environment).condition
    if found is not None and isinstance(found.tree, Constant):
        return found.tree.value is True
    return None


def _temporary(saying: Saying, value: TemporaryValue) -> Iterator[Problem]:
    yield from _twice(saying, (each.day.isoformat() for each in value.days))
    for each in value.days:
        if each.announced > each.day:
            yield at(saying, "announced_late",
                     f"{each.day.isoformat()}보다 뒤에 발표한 임시공휴일은 적을 수 없습니다.",
                     f"The holiday {each.day.isoformat()} was announced after the "
                     f"day.")  # fmt: skip


def _ladder(saying: Saying, value: LadderValue) -> Iterator[Problem]:
    """Each step once, and each no earlier than the one before it."""
    steps = value.steps
    yield from _twice(saying, (step.code for step in steps))
    for one, other in pairwise(steps):
        if _moment(other) < _moment(one):
            yield at(saying, "ladder_order",
                     f"‘{other.code}’ 단계가 앞선 ‘{one.code}’보다 빠릅니다.",
                     f"The step '{other.code}' comes before '{one.code}' above it.")  # fmt: skip


def _moment(step: StepSpec) -> tuple[int, int]:
    """Before the due moment by percent, then after it by hours."""
    if step.before_percent is not None:
        return -1, -step.before_percent
    return (1, _hours(step.after)) if step.after else (0, 0)


def _hours(spec: TermSpec) -> int:
    return spec.n * HOURS[spec.unit]


def _cadence(saying: Saying, cadence: CadenceValue) -> Iterator[Problem]:
    """A clock that starts itself again must leave a day between."""
    for name, spec in (("contact", cadence.contact), ("visit", cadence.visit)):
        if _hours(spec) < HOURS[Unit.DAYS]:
            yield at(saying, "loop_without_wait",
                     f"‘{name}’ 주기는 하루보다 짧을 수 없습니다.",
                     f"The cadence '{name}' cannot be under a day.")  # fmt: skip


def _consents(saying: Saying, value: PurposesValue) -> Iterator[Problem]:
    """``consent.sets``, the one value of this kind."""
    for purpose in LEGAL_CONSENTS:
        if purpose not in value.purposes:
            yield at(saying, "statutory_consent",
                     f"‘{purpose}’ 동의는 뺄 수 없습니다(개인정보 보호법 제15조·제17조·제23조).",
                     f"The consent '{purpose}' cannot be left out "
                     f"(개인정보 보호법 제15조·제17조·제23조).")  # fmt: skip


def _levels(sayings: Sayings) -> Iterator[Problem]:
    rules, levels = sayings["crisis.rules"], sayings["levels"].value
    if not (isinstance(rules.value, LevelCasesValue) and isinstance(levels, LevelsValue)):
        return
    known = {level.code for level in levels.levels}
    proposed = [rule.level for rule in rules.value.rules]
    yield from _never_reached(rules, [(rule.when, rule.level) for rule in rules.value.rules])
    for code in proposed:
        if code not in known:
            yield at(rules, "level_unknown", f"‘{code}’은(는) 이 정책의 구분에 없습니다.",
                     f"'{code}' is not a level of this policy.")  # fmt: skip
    if not proposed or not rules.file.startswith("districts/"):
        # Rules from above do not know a level a province or district adds; people choose it.
        return
    for level in levels.levels:
        if level.case_managed and level.code not in proposed:
            yield at(rules, "level_unreachable",
                     f"‘{level.code}’ 구분을 제안하는 규칙이 없습니다.",
                     f"No rule proposes the level '{level.code}'.")  # fmt: skip


def _places(sayings: Sayings) -> Iterator[Problem]:
    offices, zones = sayings["offices"].value, sayings["zones"]
    if not isinstance(offices, OfficesValue):
        return
    known = set(offices.offices)
    if isinstance(zones.value, AreasValue) and zones.value.areas:
        placed = {office for area in zones.value.areas.values() for office in area}
        for office in sorted(known - placed):
            yield at(zones, "office_unplaced", f"‘{office}’이(가) 어느 권역에도 없습니다.",
                     f"'{office}' is in no zone.")  # fmt: skip
    yield from _routings(sayings["intake.routings"], known)
    yield from _moved(sayings["officesMoved"], known)


def _routings(saying: Saying, known: set[str]) -> Iterator[Problem]:
    if not isinstance(saying.value, RoutingsValue):
        return
    routings = saying.value.routings
    yield from _twice(saying, (each.code for each in routings))
    yield from _never_reached(saying, [(each.when, each.code) for each in routings])
    for each in routings:
        if each.to not in known:
            yield _no_office(saying, each.to)


def _moved(saying: Saying, known: set[str]) -> Iterator[Problem]:
    """An office is there or gone; following those that are gone leads to one that is there."""
    if not isinstance(saying.value, MovedValue):
        return
    moved = saying.value.moved
    for old, new in moved.items():
        if old in known:
            yield at(saying, "office_still_there",
                     f"‘{old}’은(는) 읍면동 목록에 아직 있습니다.",
                     f"'{old}' is still among the local offices.")  # fmt: skip
        seen = {old}
        while new in moved and new not in seen:
            seen.add(new)
            new = moved[new]
        if new in seen:
            yield at(saying, "moved_in_circle", f"‘{old}’에서 나가는 길이 없습니다.",
                     f"From '{old}' the way leads in a circle.")  # fmt: skip
        elif new not in known:
            yield _no_office(saying, new)


def _no_office(saying: Saying, office: str) -> Problem:
    return at(saying, "office_unknown", f"‘{office}’은(는) 읍면동 목록에 없습니다.",
              f"'{office}' is not among the local offices.")  # fmt: skip


def at(saying: Saying, code: str, ko: str, en: str) -> Problem:
    return Problem(saying.file, saying.line, saying.column, code, ko, en)


_Look = Callable[[Saying, Any], Iterator[Problem]]
_LOOKS: tuple[tuple[type[Stated], _Look], ...] = (
    (ApprovalCasesValue, _lines),
    (ClosureCasesValue, _lines),
    (RolesValue, _tiers),
    (DelegationsValue, _delegations),
    (FreezesValue, _freezes),
    (TemporaryValue, _temporary),
    (LadderValue, _ladder),
    (CadenceValue, _cadence),
    (PurposesValue, _consents),
)
