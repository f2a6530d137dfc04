"""Integrated support beside case management: one plan, two sets of clocks (통합지원법)."""

from datetime import date

from care.decide.context import (
    UNDER_WAY,
    WITH_PLAN,
    Context,
    Decision,
    lacking,
    refuse,
    today,
)
from care.decide.requirements import missing_collect_consent
from care.decide.rule import CASEWORK, Rule, Rules, with_life
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model.case import CaseState, Enrolment
from care.model.codes import Programme, Role, Stage
from care.model.loop_codes import Determination, IcsApplicant
from care.model.refusal import Missing, Refusal

FOR_ANOTHER = frozenset(
    {IcsApplicant.HOSPITAL_STAFF, IcsApplicant.FACILITY_STAFF, IcsApplicant.EX_OFFICIO}
)
"""Who applies only with the person's or the guardian's consent (규칙 제7조, 영 제4조)."""
STEERING = frozenset({Role.TEAM_LEAD, Role.COORDINATOR})


def enrolment(state: CaseState, programme: Programme) -> Enrolment | None:
    """The one that runs; those that were ended stay in the list."""
    return next(
        (k for k in state.enrolments if k.programme is programme and k.ended_at is None), None
    )


def enrol_programme(state: CaseState, command: c.EnrolProgramme, context: Context) -> Decision:
    if enrolment(state, command.programme) is not None:
        return refuse("duplicate_subject", programme=command.programme)
    if command.applied_on > today(state, context):
        return refuse("invalid_value", field="applied_on")
    joined = e.ProgrammeEnrolled(
        programme=command.programme,
        applied_on=command.applied_on,
        applicant=command.applicant,
        discharge_on=command.discharge_on,
    )
    if state.policy.life is None or command.programme is not Programme.ICS:
        return (joined,)
    if state.stage is Stage.AFTERCARE:
        # Whoever is asked for anew begins a new episode; this one ends without looking back.
        return refuse("wrong_stage", stage=state.stage)
    refused = _applicant_refusal(state, command, today(state, context))
    return refused or (joined,)


def _applicant_refusal(state: CaseState, command: c.EnrolProgramme, on: date) -> Refusal | None:
    if command.applicant is None:
        return refuse("invalid_value", field="applicant")
    if command.applicant not in FOR_ANOTHER:
        return None
    gaps = missing_collect_consent(state, on)
    return lacking(*(_to_apply(gap) for gap in gaps)) if gaps else None


def _to_apply(gap: Missing) -> Missing:
    return Missing(code="consent_to_apply", subject=gap.subject)


def accept_individual_plan(
    state: CaseState, command: c.AcceptIndividualPlan, context: Context
) -> Decision:
    """One plan, two clocks: the programme's own starts at the first acceptance."""
    enrolled = enrolment(state, command.programme)
    if enrolled is None:
        return refuse("unknown_subject", programme=command.programme)
    if enrolled.plan_accepted_on is not None:
        return refuse("duplicate_subject", programme=command.programme)
    if enrolled.determination not in (None, Determination.ELIGIBLE):
        return lacking(Missing(code="ics_eligible"))
    if state.plan is None or state.plan.version != command.version:
        return refuse("stale_version", expected=state.plan.version if state.plan else 0)
    return (
        e.IndividualPlanAccepted(
            programme=command.programme, version=command.version, on=today(state, context)
        ),
    )


def record_discharge_notice(
    state: CaseState, command: lc.RecordDischargeNotice, context: Context
) -> Decision:
    """The body asks the person's consent before it tells (법 제11조①); we keep what it told.

    It may come before anybody applied, from discovery on: the application then takes it up.
    """
    return (le.DischargeNoticed(notice=command),)


def record_survey(state: CaseState, command: lc.RecordSurvey, context: Context) -> Decision:
    """The first one, or a regular re-evaluation once the last result was told (법 제12조)."""
    enrolled = enrolment(state, Programme.ICS)
    if enrolled is None:
        return refuse("unknown_subject", programme=Programme.ICS)
    if to_determine(enrolled) or to_tell(enrolled):
        return refuse("duplicate_subject", field="survey")
    return (le.Surveyed(survey=command),)


def record_determination(
    state: CaseState, command: lc.RecordDetermination, context: Context
) -> Decision:
    enrolled = enrolment(state, Programme.ICS)
    if enrolled is None:
        return refuse("unknown_subject", programme=Programme.ICS)
    if enrolled.surveyed_at is None:
        return lacking(Missing(code="ics_survey"))
    if not to_determine(enrolled):
        return refuse("nothing_pending")
    return (le.Determined(determination=command),)


def tell_determination(
    state: CaseState, command: lc.TellDetermination, context: Context
) -> Decision:
    enrolled = enrolment(state, Programme.ICS)
    if enrolled is None:
        return refuse("unknown_subject", programme=Programme.ICS)
    if enrolled.determined_at is None:
        return lacking(Missing(code="ics_determination"))
    if not to_tell(enrolled):
        return refuse("nothing_pending")
    return (le.DeterminationTold(note=command.note),)


def end_programme(state: CaseState, command: lc.EndProgramme, context: Context) -> Decision:
    if enrolment(state, command.programme) is None:
        return refuse("unknown_subject", programme=command.programme)
    return (le.ProgrammeEnded(ended=command),)


def to_determine(enrolled: Enrolment) -> bool:
    """The last survey has no result yet."""
    surveyed, determined = enrolled.surveyed_at, enrolled.determined_at
    return surveyed is not None and (determined is None or determined < surveyed)


def to_tell(enrolled: Enrolment) -> bool:
    """The last result was not told to the person yet."""
    determined, told = enrolled.determined_at, enrolled.told_at
    return determined is not None and (told is None or told < determined)


def running_programmes(state: CaseState) -> tuple[Missing, ...]:
    """What the law asks for would be lost with the case: whoever ends it ends this first.

    To somebody who died nothing is owed any more.
    """
    enrolled = enrolment(state, Programme.ICS)
    counts = state.policy.life is not None and state.client_died_at is None
    if not counts or enrolled is None or not _owes(enrolled):
        return ()
    return (Missing(code="programme_running", subject=Programme.ICS),)


def _owes(enrolled: Enrolment) -> bool:
    """A check or an answer is still due to the person."""
    if enrolled.plan_accepted_on is not None:
        return True
    applied = enrolled.applied_at is not None
    not_told = enrolled.told_at is None or to_determine(enrolled) or to_tell(enrolled)
    return applied and (not_told or enrolled.determination is Determination.ELIGIBLE)


SUPPORT_RULES: Rules = {
    c.EnrolProgramme: Rule(enrol_programme, CASEWORK, UNDER_WAY),
    c.AcceptIndividualPlan: Rule(accept_individual_plan, CASEWORK, WITH_PLAN),
    lc.RecordDischargeNotice: Rule(with_life(record_discharge_notice), CASEWORK, UNDER_WAY),
    lc.RecordSurvey: Rule(with_life(record_survey), CASEWORK, UNDER_WAY),
    lc.RecordDetermination: Rule(with_life(record_determination), CASEWORK, UNDER_WAY),
    lc.TellDetermination: Rule(with_life(tell_determination), CASEWORK, UNDER_WAY),
    lc.EndProgramme: Rule(with_life(end_programme), STEERING, UNDER_WAY),
}
