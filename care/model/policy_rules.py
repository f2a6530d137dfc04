"""What a policy says in rules rather than numbers, since districts adjust their own process."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from care.model.codes import ClosureReason, Role
from care.model.condition import Condition
from care.model.ids import LevelCode, OfficeCode
from care.model.value import Value


class Adoption(StrEnum):
    """When a running case takes up a published policy; a new case always starts under it."""

    NEW_CASES = "NEW_CASES"
    NEXT_STAGE = "NEXT_STAGE"
    NEXT_REVIEW = "NEXT_REVIEW"
    """At the next reassessment, check, or review of a hold or a long case."""
    NOW = "NOW"


class Boundary(StrEnum):
    """The moment at which a case asks for, or is given, a newer policy."""

    STAGE = "STAGE"
    REVIEW = "REVIEW"
    ROLLOUT = "ROLLOUT"
    """A rollout of the district asks the case."""


class Subject(StrEnum):
    """What an approval line speaks of."""

    PLAN = "PLAN"
    CLOSURE = "CLOSURE"


class LevelCase(Value):
    """The level proposed when ``when`` holds; the first that holds counts (domain guide §6.3)."""

    level: LevelCode
    when: Condition


class ApprovalCase(Value):
    """An approval line with the condition it stands under; the first that holds counts.

    With none that holds, the tiers of ``ApprovalRule`` or ``ClosureRule`` apply.
    """

    code: str
    """Stable name, shown with its words on the decision page: why these people are asked."""
    subject: Subject
    when: Condition
    tiers: tuple[Role, ...]
    reasons: tuple[ClosureReason, ...] = ()
    """CLOSURE only; empty: every reason."""


class Delegation(Value):
    """전결: ``to`` decides finally in place of ``of`` while ``when`` holds."""

    code: str
    of: Role
    to: Role
    subjects: tuple[Subject, ...]
    when: Condition | None = None


class Freeze(Value):
    """Days, both included, on which a kind of decision is not made; its clock waits until after.

    Sending back stays possible, and a case with an urgent flag is never frozen.
    """

    code: str
    subject: Subject
    first: date
    last: date
    money_only: bool = False
    """Only what spends case fund."""


class Routing(Value):
    """Where a new household's case lands when ``when`` holds; the first that holds counts."""

    code: str
    when: Condition
    to: OfficeCode


class ProcessRules(Value):
    """A policy pinned by an earlier release has none, and its case changes nothing of this."""

    edition: int
    """Number of the district's published edition; the same as ``CasePolicy.version``."""
    adoption: Adoption = Adoption.NEXT_STAGE
    levels: tuple[LevelCase, ...] = ()
    """Empty: the thresholds of ``CasePolicy.crisis`` decide."""
    approvals: tuple[ApprovalCase, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    routings: tuple[Routing, ...] = ()
    moved_offices: dict[OfficeCode, OfficeCode] = Field(default_factory=dict)
    """A local office that is no more, and the one that looks after its cases now."""

    def successor(self, office: OfficeCode) -> OfficeCode:
        """Follows offices that went one into the next; a circle leads nowhere."""
        seen, here = {office}, office
        while here in self.moved_offices:
            here = self.moved_offices[here]
            if here in seen:
                return office
            seen.add(here)
        return here
