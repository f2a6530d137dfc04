"""Needs and crisis assessment, and the reassessment later (욕구 및 위기도 조사)."""

from care.decide.context import Context, Decision, lacking, refuse, stranger, today
from care.decide.discovery import newly_raised
from care.decide.level_rules import people_facts
from care.decide.requirements import assessment_gaps
from care.decide.score import crisis_score
from care.messages import commands as c
from care.messages import events as e
from care.model.assessment import Assessment
from care.model.case import CaseState
from care.model.codes import Stage


def record_assessment(state: CaseState, command: c.RecordAssessment, context: Context) -> Decision:
    """Parts add up; the complete form opens the conference."""
    if command.form != state.policy.assessment_form:
        return refuse("invalid_value", field="form", expected=state.policy.assessment_form)
    unknown = stranger(state, command.members)
    if unknown:
        return refuse("unknown_subject", member=unknown)
    assessment = _joined(state, command, context)
    gaps = assessment_gaps(state, assessment) if command.complete else ()
    if gaps:
        return lacking(*gaps)
    flags = assessment.red_flags
    about = people_facts(state, today(state, context))
    score = crisis_score(assessment.scores, flags, state.refusals, state.policy, about)
    saved = (
        e.AssessmentSaved(assessment=assessment, score=score),
        *newly_raised(state, command.red_flags, context),
    )
    if command.complete and state.stage is Stage.ASSESSMENT:
        return (*saved, e.StageEntered(stage=Stage.CONFERENCE, left=Stage.ASSESSMENT))
    return saved


def _joined(state: CaseState, command: c.RecordAssessment, context: Context) -> Assessment:
    """The part just told, over what was saved of the same, unfinished form."""
    last = state.assessment
    saved = last if last is not None and not last.complete and last.form == command.form else None
    number = saved.number if saved else (last.number + 1 if last else 1)
    return Assessment(
        number=number,
        form=command.form,
        scores={**(saved.scores if saved else {}), **command.scores},
        members=tuple(dict.fromkeys((*(saved.members if saved else ()), *command.members))),
        red_flags=tuple(dict.fromkeys((*(saved.red_flags if saved else ()), *command.red_flags))),
        answers=command.answers or (saved.answers if saved else None),
        assessed_by=context.actor.person,
        assessed_at=context.now,
        complete=command.complete,
    )
