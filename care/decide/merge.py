"""A record that repeats another: merged, taken back within the days policy gives, then ended."""

from care.decide.calendar import due
from care.decide.context import Context, Decision, lacking, refuse
from care.messages import commands as c
from care.messages import events as e
from care.messages import kin_commands as kc
from care.messages import loop_events as le
from care.model.case import CaseState, TellKept
from care.model.codes import Stage
from care.model.course import Merge
from care.model.ids import EffectId
from care.model.refusal import Missing, Refusal

STILL_TAKEN = frozenset({kc.UndoMerge, c.RecordDelivery, c.RecordPartnerAnswer, kc.RecordTold})
"""What a merged record takes: the way back, and words that were already on their way."""


def merged_refusal(state: CaseState, command: c.Command) -> Refusal | None:
    if state.merge is None or state.stage is Stage.ENDED or type(command) in STILL_TAKEN:
        return None
    return refuse("merged", into=state.merge.into)


def merge_into(state: CaseState, command: kc.MergeInto, context: Context) -> Decision:
    life = state.policy.life
    if life is None or command.into in (state.case_id, *state.absorbed):
        return refuse("invalid_value", field="into")
    if state.transfer is not None and state.transfer.is_open:
        return lacking(Missing(code="transfer_pending"))
    merge = Merge(
        into=command.into,
        at=context.now,
        by=context.actor.person,
        undo_until=due(context.now, life.merge_undo, state.policy.calendar),
    )
    return (le.CaseMerged(merge=merge, reason=command.reason), _told(state, merge))


def _told(state: CaseState, merge: Merge, undone: bool = False) -> e.Event:
    effect_id = EffectId(f"{state.case_id}:merge:{state.revision}")
    return e.EffectOrdered(effect=TellKept(effect_id=effect_id, into=merge.into, undone=undone))


def undo_merge(state: CaseState, command: kc.UndoMerge, context: Context) -> Decision:
    """Everything goes on as it was: no clock was moved meanwhile."""
    if state.merge is None:
        return refuse("nothing_pending")
    return (le.MergeUndone(reason=command.reason), _told(state, state.merge, undone=True))


def not_taken(state: CaseState, command: kc.RecordTold) -> tuple[e.Event, ...]:
    """A record that is itself merged away takes none: two that repeat each other would both end.

    An episode that is over stays over, whatever is heard of it then.
    """
    if state.stage is Stage.ENDED:
        return ()
    effect = next((k for k in state.effects if k.effect_id == command.effect_id), None)
    merging = isinstance(effect, TellKept) and not effect.undone and state.merge is not None
    return (le.MergeUndone(),) if merging and not command.done else ()


def record_merged(state: CaseState, command: kc.RecordMerged, context: Context) -> Decision:
    if command.other == state.case_id:
        return refuse("invalid_value", field="other")
    known = command.other in state.absorbed
    return () if known is not command.undone else (le.OtherMerged(merged=command),)
