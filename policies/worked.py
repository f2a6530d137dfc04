"""Worked examples run: what a policy makes of each, and whether that is what its author expects."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from care.decide.approval_lines import Matter, line
from care.decide.calendar import due, local_date
from care.decide.conditions import holds
from care.decide.routing import moved_to
from care.decide.score import crisis_score
from care.model.case import CaseState
from care.model.codes import ClosureReason
from care.model.condition import Plain
from care.model.ids import CaseId, LevelCode, OfficeCode
from care.model.policy import CasePolicy
from care.model.policy_rules import Subject
from policies.assemble import Values, case_policy
from policies.document import Document, Head
from policies.examples import Example, ExampleText, filled
from policies.holiday_table import HolidayTable
from policies.kinds import DayCountValue, TermValue
from policies.problems import Problem
from policies.typed_values import typed

MORNING = time(10)
FAILED = "example_failed"


@dataclass(frozen=True)
class Worked:
    """``expected`` and ``found`` are codes or dates; equal when the example holds."""

    name: str
    file: str
    line: int
    column: int
    expected: str
    found: str

    @property
    def held(self) -> bool:
        return self.expected == self.found

    @property
    def problem(self) -> Problem:
        return Problem(self.file, self.line, self.column, FAILED,
                       f"보기 ‘{self.name}’이(가) 맞지 않습니다. 바란 답: {self.expected}, "
                       f"나온 답: {self.found}",
                       f"The example '{self.name}' fails: expected {self.expected}, "
                       f"found {self.found}.")  # fmt: skip


def work(chain: list[Document], table: HolidayTable) -> Iterator[Worked]:
    """Runs the examples of every file of the chain, each against what holds down to that file."""
    values: Values = {}
    for document in chain:
        values = {**values, **{key: said.value for key, said in document.sayings.items()}}
        if document.examples:
            yield from _of_file(document, chain[-1].head, values, table)


def _of_file(
    document: Document, head: Head, values: Values, table: HolidayTable
) -> Iterator[Worked]:
    policy = case_policy(head, values, table)
    for example in document.examples:
        yield _worked(example, policy, values)


def _worked(example: Example, policy: CasePolicy, values: Values) -> Worked:
    text, expect = example.text, example.text.expect
    if text.given.scores is not None:
        expected = f"{expect.level}{', urgent' if expect.urgent else ''}"
    elif expect.approvers is not None:
        expected = _listed(expect.approvers)
    else:
        expected = str(expect.due or expect.office)
    return Worked(
        name=text.name,
        file=example.file,
        line=example.line,
        column=example.column,
        expected=expected,
        found=_found(text, policy, values),
    )


def _listed(codes: tuple[str, ...]) -> str:
    return " → ".join(codes)


def _found(text: ExampleText, policy: CasePolicy, values: Values) -> str:
    given = text.given
    if given.scores is not None:
        return _level(text, policy)
    if given.deadline is not None:
        return _due(text, policy, values)
    if given.plan is not None:
        return _approvers(policy, Subject.PLAN, filled("approval", given.plan))
    if given.closure is not None:
        return _approvers(policy, Subject.CLOSURE, filled("closure", given.closure))
    return _landing(policy, filled("routing", given.opening or {}))


def _landing(policy: CasePolicy, facts: dict[str, Plain]) -> str:
    rules = policy.rules
    routings = rules.routings if rules else ()
    routed = next((each.to for each in routings if holds(each.when, facts)), None)
    return moved_to(rules, routed or OfficeCode(str(facts["office"])))


def _level(text: ExampleText, policy: CasePolicy) -> str:
    given = text.given
    about = {"people": given.people, "children": given.children, "seniors": given.seniors}
    score = crisis_score(given.scores or {}, given.red_flags, given.refusals, policy, about)
    return f"{score.level}{', urgent' if score.urgent else ''}"


def _due(text: ExampleText, policy: CasePolicy, values: Values) -> str:
    """Nothing for a key that is no term."""
    spec, start = values.get(text.given.deadline or ""), text.given.start
    if not isinstance(spec, TermValue) or start is None:
        return "-"
    count = typed(values, "dayCount", DayCountValue)
    moment = datetime.combine(start, MORNING, tzinfo=ZoneInfo(policy.calendar.tz))
    found = due(moment, spec.term(count.value, count.first_day), policy.calendar)
    return local_date(found, policy.calendar).isoformat()


def _approvers(policy: CasePolicy, subject: Subject, facts: dict[str, Plain]) -> str:
    level = LevelCode(str(facts["level"])) or None
    known = policy.level(level) if level else None
    facts = {**facts, "exportLevel": known.export_as if known else ""}
    state = CaseState(
        case_id=CaseId("example"), district=policy.district, policy=policy, level=level
    )
    reason, money = str(facts.get("reason", "")), facts.get("money", 0)
    matter = Matter(
        subject=subject,
        money=money if isinstance(money, int) else 0,
        reason=ClosureReason(reason) if reason in set(ClosureReason) else None,
    )
    return _listed(line(state, policy, matter, facts).tiers)
