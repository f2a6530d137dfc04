"""The case as lists and pages read it, made once after every step."""

from typing import Any

from care.decide.clock import entered
from care.decide.course import goes_in_pairs
from care.decide.deadlines import deadlines
from care.decide.outlook import next_at, next_steps, waiting
from care.decide.tasks import heaviest, tasks
from care.model.case import CaseState
from care.model.work import CaseSnapshot

HIGH, MIDDLE, LOW = 3, 2, 1


def snapshot(state: CaseState) -> CaseSnapshot:
    """This runs on every step: clocks and rungs are worked out once and handed on."""
    ahead = next_steps(state, running=(running := deadlines(state)))
    return CaseSnapshot(
        case_id=state.case_id,
        district=state.district,
        case_number=state.case_number,
        office=state.office,
        household_id=state.household_id,
        revision=state.revision,
        stage=state.stage,
        stage_since=entered(state),
        stages=state.stages,
        opened_at=state.opened_at or entered(state),
        received_at=state.received_at,
        level=state.level,
        proposed_level=state.score.level if state.score is not None else None,
        risk=risk(state),
        urgent=is_urgent(state),
        owner=state.owner,
        co_owner=state.co_owner,
        policy_version=state.policy.version,
        policy_hash=state.policy.content_hash,
        last_contact_at=state.contacts.last_at,
        next_contact_on=state.contacts.next_on,
        returns=state.plan_returns,
        public_total=state.public_total,
        private_total=state.private_total,
        address_protected=state.address_protected,
        waiting=waiting(state, running),
        next_steps=ahead,
        next_at=next_at(state, running, ahead),
        deadlines=running,
        tasks=tasks(state, running),
        linkages=state.linkages,
        consents=state.consents,
        excluded_members=tuple(m.member_id for m in state.members if m.excluded),
        **_loops(state),
    )


CARRIED = (
    "plan", "submission",
    "hold", "crisis", "red_flags", "grounds", "purges", "safety", "pause", "cover", "enrolments",
    "high_difficulty", "closure", "transfer", "merge", "absorbed", "lineage", "episode", "former",
    "kin", "deceased", "complaints", "agreed", "long_case", "progress_at",
    "pledges", "concerns", "gaps", "milestones", "supports", "heard",
)  # fmt: skip
"""What pages read just as the case holds it."""


def _loops(state: CaseState) -> dict[str, Any]:
    told = {name: getattr(state, name) for name in CARRIED}
    met = state.contacts.last_met_at
    seen = {"attempts": state.contacts.recent, "last_met_at": met}
    return {**told, **seen, "pair": goes_in_pairs(state)}


def is_urgent(state: CaseState) -> bool:
    return state.urgent_since is not None or bool(state.red_flags)


def risk(state: CaseState) -> int:
    """The box people see: high when urgent or of the heaviest level, middle when case-managed."""
    if is_urgent(state) or heaviest(state):
        return HIGH
    rule = state.policy.level(state.level) if state.level is not None else None
    return MIDDLE if rule is not None and rule.case_managed else LOW
