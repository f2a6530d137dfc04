"""The crisis lane beside all stages, and grounds other than consent (guide §2.4)."""

from datetime import date

from care.decide.context import UNDER_WAY, Context, Decision, refuse, today
from care.decide.grounds import RECORDED, ground_stands
from care.decide.hold import taken_back
from care.decide.lane import lane_open
from care.decide.rule import CASEWORK, Rule, Rules, with_life
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import ContactMode, Role
from care.model.course import LawfulGround
from care.model.linkage import Linkage
from care.model.loop_codes import CrisisAid

FROM_AFAR = frozenset({ContactMode.PHONE, ContactMode.VIDEO})
PRIVACY_OFFICER = frozenset({Role.PRIVACY_OFFICER})


def record_on_site_check(
    state: CaseState, command: lc.RecordOnSiteCheck, context: Context
) -> Decision:
    """Somebody went there; it may be repeated until the household is found."""
    if not lane_open(state):
        return refuse("nothing_pending")
    if command.mode in FROM_AFAR:
        return refuse("invalid_value", field="mode")
    return (le.OnSiteChecked(check=command),)


def record_crisis_aid(state: CaseState, command: lc.RecordCrisisAid, context: Context) -> Decision:
    """May come before the on-site check and before documents (긴급복지지원법 제8조③)."""
    if not lane_open(state):
        return refuse("nothing_pending")
    if CrisisAid.NOT_NEEDED in command.aid and len(set(command.aid)) > 1:
        return refuse("invalid_value", field="aid")
    return (le.CrisisAided(aided=command),)


def record_post_check(state: CaseState, command: lc.RecordPostCheck, context: Context) -> Decision:
    lane = state.crisis
    if lane is None or lane.settled_at is None or lane.post_checked_at is not None:
        return refuse("nothing_pending")
    return (le.CrisisPostChecked(check=command),)


def record_lawful_ground(
    state: CaseState, command: lc.RecordLawfulGround, context: Context
) -> Decision:
    if _ground(state, command.ground_id) is not None:
        return refuse("duplicate_subject", ground=command.ground_id)
    if command.basis not in RECORDED:
        return refuse("invalid_value", field="basis")
    member = state.member(command.member_id)
    if member is None or member.excluded:
        return refuse("unknown_subject", member=command.member_id)
    if command.until is not None and command.until < today(state, context):
        return refuse("invalid_value", field="until")
    return (le.GroundRecorded(ground=command),)


def report_ground(state: CaseState, command: lc.ReportGround, context: Context) -> Decision:
    """Owed also of a ground that has ended meanwhile (급여법 제5조③)."""
    ground = _ground(state, command.ground_id)
    if ground is None:
        return refuse("unknown_subject", ground=command.ground_id)
    if ground.reported_at is not None:
        return refuse("nothing_pending", ground=command.ground_id)
    return (le.GroundReported(ground_id=command.ground_id, note=command.note),)


def end_lawful_ground(state: CaseState, command: lc.EndLawfulGround, context: Context) -> Decision:
    """Ends at once, and every open linkage that can no longer stand without it."""
    ground = _ground(state, command.ground_id)
    if ground is None:
        return refuse("unknown_subject", ground=command.ground_id)
    if ground.ended_at is not None:
        return refuse("nothing_pending", ground=command.ground_id)
    ended = le.GroundEnded(ground_id=command.ground_id, reason=command.reason)
    resting = _resting_on(state, ground, today(state, context))
    return (ended, *taken_back(resting, command.reason))


def _resting_on(state: CaseState, ground: LawfulGround, on: date) -> tuple[Linkage, ...]:
    left = tuple(known for known in state.grounds if known.ground_id != ground.ground_id)
    without = state.model_copy(update={"grounds": left})
    return tuple(
        linkage
        for linkage in state.linkages
        if linkage.status.is_open
        and linkage.basis is ground.basis
        and ground.member_id in linkage.members
        and ground.agency_id in (None, linkage.agency_id)
        and not ground_stands(without, ground.member_id, linkage.agency_id, ground.basis, on)
    )


def demand_purge(state: CaseState, command: lc.DemandPurge, context: Context) -> Decision:
    if any(known.demand_id == command.demand_id for known in state.purges):
        return refuse("duplicate_subject", demand=command.demand_id)
    if state.member(command.member_id) is None:
        return refuse("unknown_subject", member=command.member_id)
    return (le.PurgeDemanded(demand=command),)


def record_purge(state: CaseState, command: lc.RecordPurge, context: Context) -> Decision:
    demand = next((known for known in state.purges if known.demand_id == command.demand_id), None)
    if demand is None:
        return refuse("unknown_subject", demand=command.demand_id)
    if demand.done_at is not None:
        return refuse("nothing_pending", demand=command.demand_id)
    return (le.Purged(demand_id=command.demand_id),)


def _ground(state: CaseState, ground_id: str) -> LawfulGround | None:
    return next((known for known in state.grounds if known.ground_id == ground_id), None)


CRISIS_RULES: Rules = {
    lc.RecordOnSiteCheck: Rule(with_life(record_on_site_check), CASEWORK, UNDER_WAY),
    lc.RecordCrisisAid: Rule(with_life(record_crisis_aid), CASEWORK, UNDER_WAY),
    lc.RecordPostCheck: Rule(with_life(record_post_check), CASEWORK, UNDER_WAY),
    lc.RecordLawfulGround: Rule(with_life(record_lawful_ground), CASEWORK, UNDER_WAY),
    lc.ReportGround: Rule(with_life(report_ground), CASEWORK, UNDER_WAY),
    lc.EndLawfulGround: Rule(with_life(end_lawful_ground), CASEWORK, UNDER_WAY),
    lc.DemandPurge: Rule(with_life(demand_purge), CASEWORK, UNDER_WAY),
    lc.RecordPurge: Rule(with_life(record_purge), PRIVACY_OFFICER, UNDER_WAY),
}
