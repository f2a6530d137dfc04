"""The resolved policy a case carries: every number a decision needs, so history replays the same.

``policies.resolve`` builds it from the nation's, province's and district's files; a case pins it
with its version and content hash when it enters a stage.
"""

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from care.model.codes import AgencyKind, ClosureReason, RedFlag, Role
from care.model.ids import DistrictCode, LevelCode, OfficeCode
from care.model.linking import LinkingRules
from care.model.policy_rules import ProcessRules
from care.model.term import Term, Unit
from care.model.value import Value


class Calendar(Value):
    """Closed days are data with a publication date; weekends are closed in any case."""

    tz: str = "Asia/Seoul"
    closed: tuple[date, ...] = ()
    """Public holidays, substitute and temporary ones, and district closures; sorted."""
    opens: int = Field(default=9, ge=0, le=23)
    closes: int = Field(default=18, ge=1, le=24)
    """A due date means this hour, local time."""


class LadderStep(Value):
    """One rung: when it fires, counted from the due moment, and whom it tells.

    ``before_percent`` fires that share of the term before it is due; otherwise ``after`` it.
    """

    code: str
    to: Role
    before_percent: int | None = None
    after: Term | None = None
    """None with no ``before_percent`` means at the due moment."""


class Ladder(Value):
    steps: tuple[LadderStep, ...]
    immediate: bool = False
    """Red flags ignore quiet hours."""


class Cadence(Value):
    """How often a household of a level is contacted and visited."""

    contact: Term
    visit: Term


class LevelRule(Value):
    code: LevelCode
    export_as: LevelCode
    """What 행복이음 can hold; equals ``code`` except for local levels."""
    rank: int
    """Higher is heavier; used for order and for stepping down."""
    case_managed: bool


class CrisisRule(Value):
    """Thresholds of the crisis score (domain guide §6.3); the official table replaces them."""

    safety_high: int = 2
    mental_high: int = 2
    sum_high: int = 25
    refusals_high: int = 3
    general_areas: int = 2
    general_sum: int = 8
    urgent_flags: tuple[RedFlag, ...] = tuple(RedFlag)


class ApprovalRule(Value):
    """Who approves, tier by tier, and from when the second list applies instead."""

    tiers: tuple[Role, ...]
    tiers_high: tuple[Role, ...]
    money_review: int | None = None
    """Won of case fund above which ``tiers_high`` applies; None: level alone decides."""
    return_limit: int = 2


class ClosureRule(Value):
    reason: ClosureReason
    tiers: tuple[Role, ...]
    aftercare: bool


class LifeRules(Value):
    """Clocks of the loops and exits (domain guide §2.4, §2.6, §2.7, §6.1).

    A policy pinned by a release before them has none: such a case goes on as it did until it takes
    up a newer policy at its next stage.
    """

    engagement_cadence: Term
    engagement_review: Term
    engagement_annual: Term
    engagement_annual_by: Role
    crisis_on_site: Term
    crisis_aid: Term
    crisis_post_check: Term
    ground_report: Term
    """Telling the head of the office of somebody taken in without consent."""
    purge: Term
    ics_survey: Term
    ics_determination: Term
    ics_tell: Term
    ics_plan: Term
    long_supervision: Term
    long_solution: Term
    long_confirm: Term
    supervision_after: Term
    """From an incident or a request until the session is held."""
    transfer_accept: Term
    transfer_first_contact: Term
    merge_undo: Term
    complaint: Term
    visit_pair: int = 2
    """How many people go where a safety flag stands, or first to somebody who refused."""


class CasePolicy(Value):
    """Policy of one district, resolved and versioned."""

    district: DistrictCode
    district_name: str
    number_prefix: str
    version: int
    content_hash: str
    calendar: Calendar

    first_contact: Term
    first_contact_red_flag: Term
    contact_attempts: int
    intake_to_receipt: Term
    assign_owner: Term
    assessment_due: Term
    """From receipt."""
    conference_due: Term
    """From the completed assessment."""
    plan_due: Term
    """From receipt; the whole 30-day clock."""
    plan_after_conference: Term
    approval_sla: Term
    plan_approval: ApprovalRule
    case_fund_cap: int | None
    linkage_request: Term
    """From plan approval and agreement until every action is requested of somebody."""
    partner_answer: Term
    partner_answer_urgent: Term
    partner_answer_by_kind: dict[AgencyKind, Term]
    linkage_start: Term
    late_answer: Term = Term(n=2, unit=Unit.BUSINESS_DAYS)
    """From an answer that changed nothing until a person has looked at it."""
    recall: Term = Term(n=1, unit=Unit.BUSINESS_DAYS)
    """From a withdrawal until a body no channel reaches was told to stop and destroy."""
    monitoring: dict[LevelCode, Cadence]
    reassessment: dict[LevelCode, Term]
    closure_due: Term
    closure_rules: tuple[ClosureRule, ...]
    aftercare_checks: int
    aftercare_within: Term
    high_difficulty_answer: Term
    ics_first_check: Term
    ics_next_check: Term
    pledge_grace: Term
    """After the pledged day of a month until a missing payment becomes a task."""
    consent_validity: Term
    consent_partner_kinds: tuple[AgencyKind, ...]
    """Private kinds that may receive data on a general PROVIDE_TO; others must be named in it."""

    levels: tuple[LevelRule, ...]
    crisis: CrisisRule
    ladders: dict[str, Ladder]
    """Keys ``standard``, ``urgent``, ``statutory`` and, with ``life``, ``stall``."""
    acknowledge_for: Term
    """How long an acknowledged ladder is quiet."""
    escalation_spread_minutes: int
    quiet_from: int
    quiet_until: int
    workload_warn: int
    assessment_form: str
    """Form version, e.g. ``national-2024``."""
    hubs: dict[str, tuple[OfficeCode, ...]]
    zones: dict[str, tuple[OfficeCode, ...]]
    joint_case: bool = False
    conference_votes: bool = False
    """Whether a conference records votes."""
    life: LifeRules | None = None
    rules: ProcessRules | None = None
    linking: LinkingRules | None = None
    number_notice: Term | None = None
    """From a phone number's receipt until the person is told; None: a policy of an earlier release.
    """

    def looked_after_from(self, office: OfficeCode) -> frozenset[OfficeCode]:
        """The office itself and, from the seat of a hub (its first office), all the hub covers.

        With them what became of them: a case of an office that is no more has its successor until
        it takes up this policy.
        """
        covered = (area for area in self.hubs.values() if area and area[0] == office)
        return self.with_former(frozenset({office}).union(*covered))

    def with_former(self, offices: Iterable[OfficeCode]) -> frozenset[OfficeCode]:
        """The offices and those that are no more and went into them."""
        now, rules = frozenset(offices), self.rules
        if rules is None:
            return now
        return now | {old for old in rules.moved_offices if rules.successor(old) in now}

    def zone_offices(self, zone: str) -> frozenset[OfficeCode]:
        return self.with_former(self.zones.get(zone, ()))

    def level(self, code: LevelCode) -> LevelRule | None:
        return next((rule for rule in self.levels if rule.code == code), None)

    def exported(self, code: LevelCode) -> LevelCode:
        """The level under which other systems and other districts know it."""
        rule = self.level(code)
        return rule.export_as if rule else code

    def closure_rule(self, reason: ClosureReason) -> ClosureRule | None:
        return next((rule for rule in self.closure_rules if rule.reason == reason), None)
