"""What a case hears from outside: late signs of risk, a phone number, the client's words.

A number is asked of a carrier only when as many tries as policy gives, in different parts of the
day or week and one of them a visit, were in vain, or danger is told; whoever it belongs to is told
of it (급여법 제11조③–⑤).
"""

from datetime import date

from care.decide.attempts import in_vain_gaps
from care.decide.consents import has_consent
from care.decide.context import UNDER_WAY, Context, Decision, lacking, refuse, stranger
from care.decide.rule import CASEWORK, STAFF, SYSTEM, Rule, Rules
from care.messages import discovery_commands as dc
from care.messages import discovery_events as de
from care.model.case import CaseState
from care.model.codes import ConsentPurpose
from care.model.searches import AttachedSignal, Feedback
from care.model.work import TaskKind


def record_signal(state: CaseState, command: dc.RecordSignal, context: Context) -> Decision:
    """The same sign told again changes nothing."""
    if any(_same(known, command) for known in state.heard.signals):
        return ()
    signal = AttachedSignal(
        signal=command.signal,
        source=command.source,
        observed_on=command.observed_on,
        at_risk_id=command.at_risk_id,
        at=context.now,
    )
    return (de.SignalRecorded(signal=signal),)


def _same(known: AttachedSignal, told: dc.RecordSignal) -> bool:
    return (known.signal, known.source, known.observed_on) == (
        told.signal,
        told.source,
        told.observed_on,
    )


def answer_signals(state: CaseState, command: dc.AnswerSignals, context: Context) -> Decision:
    if state.heard.signals_since is None:
        return refuse("nothing_pending")
    return (de.SignalsAnswered(note=command.note),)


def request_number(state: CaseState, command: dc.RecordNumberRequest, context: Context) -> Decision:
    if state.policy.number_notice is None:
        return refuse("wrong_stage", stage=state.stage)
    asked = state.heard.number
    if asked is not None and asked.is_open:
        return refuse("duplicate_subject", field="number")
    gaps = () if state.red_flags else in_vain_gaps(state)
    return lacking(*gaps) if gaps else (de.NumberRequested(note=command.note),)


def receive_number(
    state: CaseState, command: dc.RecordNumberReceived, context: Context
) -> Decision:
    asked = state.heard.number
    if asked is None or not asked.waits_for_number:
        return refuse("nothing_pending")
    return (de.NumberReceived(found=command.found, note=command.note),)


def give_notice(state: CaseState, command: dc.RecordNumberNotice, context: Context) -> Decision:
    asked = state.heard.number
    if asked is None or not asked.waits_for_notice:
        return refuse("nothing_pending")
    return (de.NumberNoticeGiven(method=command.method, note=command.note),)


def record_feedback(state: CaseState, command: dc.RecordFeedback, context: Context) -> Decision:
    if any(known.feedback_id == command.feedback_id for known in state.heard.feedback):
        return refuse("duplicate_subject", feedback=command.feedback_id)
    unknown = stranger(state, (command.member_id,))
    if unknown:
        return refuse("unknown_subject", member=unknown)
    feedback = Feedback(
        feedback_id=command.feedback_id,
        member_id=command.member_id,
        form=command.form,
        text=command.text,
        at=context.now,
    )
    return (de.FeedbackRecorded(feedback=feedback),)


def publishable(state: CaseState, on: date) -> tuple[Feedback, ...]:
    """The words of those whose consent to publication stands on that day (domain NW-08)."""
    purpose = ConsentPurpose.STORY_PUBLICATION
    return tuple(
        words for words in state.heard.feedback if has_consent(state, words.member_id, purpose, on)
    )


def sought_by(state: CaseState) -> TaskKind:
    """How somebody never met is sought next: tries, then a visit, then the carrier's word."""
    if state.policy.number_notice is None:
        return TaskKind.MAKE_FIRST_CONTACT
    gaps = tuple(gap.code for gap in in_vain_gaps(state))
    if gaps == ("contact_visit",):
        return TaskKind.VISIT_HOUSEHOLD
    asked = state.heard.number is not None
    return TaskKind.MAKE_FIRST_CONTACT if gaps or asked else TaskKind.REQUEST_NUMBER


HEARD_RULES: Rules = {
    dc.RecordSignal: Rule(record_signal, STAFF | SYSTEM, UNDER_WAY),
    dc.AnswerSignals: Rule(answer_signals, CASEWORK, UNDER_WAY),
    dc.RecordNumberRequest: Rule(request_number, CASEWORK, UNDER_WAY),
    dc.RecordNumberReceived: Rule(receive_number, CASEWORK, UNDER_WAY),
    dc.RecordNumberNotice: Rule(give_notice, CASEWORK, UNDER_WAY),
    dc.RecordFeedback: Rule(record_feedback, CASEWORK, UNDER_WAY),
}
