"""The one door to every decision: who may ask what at which stage, then the rule itself."""

from care.decide import (
    adoption,
    answers,
    assessment,
    closure,
    conference,
    consents,
    discovery,
    from_bodies,
    household,
    intake,
    linkages,
    monitoring,
    notes,
    planning,
)
from care.decide.context import (
    BEFORE_CLOSURE,
    IN_SERVICE,
    UNDER_WAY,
    WITH_PLAN,
    Context,
    Decision,
    refuse,
)
from care.decide.course import COURSE_RULES
from care.decide.crisis import CRISIS_RULES
from care.decide.endings import unfinished
from care.decide.engagement import ENGAGEMENT_RULES
from care.decide.from_bodies import BODIES
from care.decide.heard import HEARD_RULES
from care.decide.immediate_help import IMMEDIATE_RULES
from care.decide.kin import KIN_RULES
from care.decide.linking import LINKING_RULES
from care.decide.long_case import LONG_CASE_RULES
from care.decide.merge import merged_refusal
from care.decide.rule import (
    ALWAYS,
    CASEWORK,
    CHECKED,
    FROM_RECEIPT,
    HELD,
    LEADS,
    OUTSIDE,
    PRIVACY,
    REFERRABLE,
    STAFF,
    SYSTEM,
    Rule,
    Rules,
)
from care.decide.support import SUPPORT_RULES
from care.messages import commands as c
from care.messages import kin_commands as kc
from care.messages import loop_commands as lc
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.refusal import Refusal

__all__ = ["ANSWERS", "Context", "Decision", "decide"]

JOINT = frozenset(
    {
        c.RecordContact,
        c.RecordConsent,
        c.RecordAssessment,
        c.SubmitPlan,
        c.WithdrawPlan,
        c.RecordPlanAgreement,
        c.RecordCheck,
        c.RecordAftercare,
        c.AddNote,
        lc.CompleteAgreedTask,
        kc.SignClosure,
    }
)
"""What the private-side case manager of a joint case does as the public one (domain NW-02)."""


def _in(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


ANSWERS: Rules = {
    c.OpenCase: Rule(from_bodies.open_case, STAFF | SYSTEM | BODIES, ALWAYS),
    c.RecordContact: Rule(discovery.record_contact, STAFF, UNDER_WAY),
    c.RaiseRedFlag: Rule(discovery.raise_red_flag, STAFF | OUTSIDE, UNDER_WAY),
    c.ClearRedFlags: Rule(discovery.clear_red_flags, STAFF, UNDER_WAY),
    c.AddMember: Rule(household.add_member, CASEWORK, UNDER_WAY),
    c.ProtectAddress: Rule(household.protect_address, CASEWORK, UNDER_WAY),
    c.RecordInformationRequest: Rule(household.record_information_request, PRIVACY, UNDER_WAY),
    c.RecordIntake: Rule(intake.record_intake, CASEWORK, _in(Stage.INTAKE)),
    c.ReceiveCase: Rule(intake.receive_case, CASEWORK, _in(Stage.INTAKE)),
    c.AssignOwner: Rule(intake.assign_owner, LEADS, FROM_RECEIPT),
    c.RecordConsent: Rule(from_bodies.record_consent, CASEWORK | BODIES, UNDER_WAY),
    c.WithdrawConsent: Rule(consents.withdraw_consent, PRIVACY, UNDER_WAY),
    c.RecordAssessment: Rule(
        assessment.record_assessment, CASEWORK, IN_SERVICE | {Stage.ASSESSMENT}
    ),
    c.HoldConference: Rule(conference.hold_conference, STAFF, UNDER_WAY),
    c.ReferHighDifficulty: Rule(conference.refer_high_difficulty, CASEWORK, REFERRABLE),
    c.AnswerHighDifficulty: Rule(
        conference.answer_high_difficulty, frozenset({Role.COORDINATOR}), REFERRABLE | HELD
    ),
    c.SubmitPlan: Rule(planning.submit_plan, CASEWORK, WITH_PLAN),
    c.WithdrawPlan: Rule(planning.withdraw_plan, CASEWORK, WITH_PLAN | HELD),
    c.DecidePlan: Rule(planning.decide_plan, LEADS, WITH_PLAN),
    c.RecordPlanAgreement: Rule(planning.record_plan_agreement, CASEWORK, WITH_PLAN),
    c.RequestLinkage: Rule(linkages.request_linkage, CASEWORK, IN_SERVICE),
    c.RecordDelivery: Rule(linkages.record_delivery, CASEWORK | SYSTEM, ALWAYS),
    c.RecordPartnerAnswer: Rule(answers.record_partner_answer, CASEWORK | OUTSIDE, ALWAYS),
    c.AcknowledgeLateAnswer: Rule(linkages.acknowledge_late_answer, CASEWORK, UNDER_WAY),
    c.WithdrawLinkage: Rule(linkages.withdraw_linkage, CASEWORK, UNDER_WAY),
    c.RecordRecall: Rule(linkages.record_recall, CASEWORK, UNDER_WAY),
    c.RecordPledge: Rule(from_bodies.record_pledge, CASEWORK | BODIES, WITH_PLAN),
    c.RecordResource: Rule(from_bodies.record_resource, CASEWORK | BODIES, FROM_RECEIPT),
    c.RecordCheck: Rule(monitoring.record_check, CASEWORK, CHECKED | HELD),
    c.ProposeClosure: Rule(closure.propose_closure, CASEWORK, BEFORE_CLOSURE),
    c.DecideClosure: Rule(closure.decide_closure, LEADS, UNDER_WAY),
    c.RecordAftercare: Rule(closure.record_aftercare, CASEWORK, _in(Stage.AFTERCARE)),
    c.AddNote: Rule(notes.add_note, STAFF, UNDER_WAY),
    c.AcknowledgeEscalation: Rule(notes.acknowledge_escalation, STAFF, UNDER_WAY),
    c.AdoptPolicy: Rule(adoption.adopt_policy, SYSTEM, UNDER_WAY),
    **IMMEDIATE_RULES,
    **ENGAGEMENT_RULES,
    **CRISIS_RULES,
    **SUPPORT_RULES,
    **LONG_CASE_RULES,
    **COURSE_RULES,
    **KIN_RULES,
    **LINKING_RULES,
    **HEARD_RULES,
}
"""Complete over the ``Command`` union; a test proves it."""


def decide(state: CaseState, command: c.Command, context: Context) -> Decision:
    """Events, or why not. Nothing else is read and nothing is changed."""
    rule = ANSWERS[type(command)]
    refused = _guard(state, command, context, rule)
    if refused is not None:
        return refused
    answered = rule.answer(state, command, context)
    if isinstance(answered, Refusal):
        return answered
    return unfinished(state, answered) or answered


def _guard(state: CaseState, command: c.Command, context: Context, rule: Rule) -> Refusal | None:
    opening = isinstance(command, c.OpenCase)
    if opening and state.opened:
        return refuse("already_open")
    if not opening and not state.opened:
        return refuse("not_open")
    if not _may(state, command, context, rule):
        return refuse("role_not_allowed", role=context.actor.role)
    merged = merged_refusal(state, command)
    if merged is not None:
        return merged
    if state.stage not in rule.stages:
        ended = state.stage is Stage.ENDED
        return refuse("not_open" if ended else "wrong_stage", stage=state.stage)
    return None


def _may(state: CaseState, command: c.Command, context: Context, rule: Rule) -> bool:
    actor = context.actor
    if actor.district != state.district:
        return False
    if actor.role in rule.roles:
        return True
    # In hold only the public side goes on: nothing private is shared.
    held = state.stage in HELD
    return not held and actor.person == state.co_owner and type(command) in JOINT
