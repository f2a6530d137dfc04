"""An episode that came from another one: reopened, handed over, split off (재개입·전입·분리)."""

from care.decide.context import refuse
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_events as le
from care.model.case import CaseState, TellFormer
from care.model.codes import LINKAGE_ONLY, Stage
from care.model.ids import EffectId
from care.model.loop_codes import Kinship
from care.model.refusal import Refusal


def former_refusal(state: CaseState, opening: c.OpenCase) -> Refusal | None:
    """Only who reopens a case may say its level beforehand."""
    level, former = opening.level, opening.former
    if level is None:
        return None
    if state.policy.life is None or former is None or former.kinship is not Kinship.REOPENED:
        return refuse("invalid_value", field="level")
    known = level == LINKAGE_ONLY or state.policy.level(level) is not None
    return None if known else refuse("unknown_level", level=level)


def begun(state: CaseState, opening: c.OpenCase) -> tuple[e.Event, ...]:
    """An episode that came from another one knows its people: it starts with the interview."""
    former = opening.former
    if former is None or state.policy.life is None:
        return ()
    effect = TellFormer(
        effect_id=EffectId(f"{state.case_id}:former"),
        former=former,
        transfer_id=opening.transfer_id,
    )
    return (
        le.FormerLinked(
            former=former,
            lineage=opening.lineage or former.case_id,
            episode=opening.episode,
        ),
        e.StageEntered(stage=Stage.INTAKE, left=Stage.DISCOVERY),
        e.EffectOrdered(effect=effect),
    )
