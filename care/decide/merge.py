"""A record that repeats another: merged, taken back within the days policy gives, then ended."""

from care.decide.calendar import due
from care.decide.context import Context, Decision, lacking, refuse
from care.messages import commands as c
from care.messages import kin_commands as kc
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.course import Merge
from care.model.refusal import Missing, Refusal

STILL_TAKEN = frozenset({kc.UndoMerge, c.RecordDelivery, c.RecordPartnerAnswer, kc.RecordTold})
"""What a merged record takes: the way back, and words that were already on their way."""


def merged_refusal(state: CaseState, command: c.Command) -> Refusal | None:
    if state.merge is None or state.stage is Stage.ENDED or type(command) in STILL_TAKEN:
        return None
    return refuse("merged", into=state.merge.into)


def merge_into(state: CaseState, command: kc.MergeInto, context: Context) -> Decision:
    life = state.policy.life
    if life is None or command.into == state.case_id:
        return refuse("invalid_value", field="into")
    if state.transfer is not None and state.transfer.is_open:
        return lacking(Missing(code="transfer_pending"))
    merge = Merge(
        into=command.into,
        at=context.now,
        by=context.actor.person,
        undo_until=due(context.now, life.merge_undo, state.policy.calendar),
    )
    return (le.CaseMerged(merge=merge, reason=command.reason),)


def undo_merge(state: CaseState, command: kc.UndoMerge, context: Context) -> Decision:
    """Everything goes on as it was: no clock was moved meanwhile."""
    if state.merge is None:
        return refuse("nothing_pending")
    return (le.MergeUndone(reason=command.reason),)


def record_merged(state: CaseState, command: kc.RecordMerged, context: Context) -> Decision:
    if command.other == state.case_id:
        return refuse("invalid_value", field="other")
    return (le.OtherMerged(merged=command),)
