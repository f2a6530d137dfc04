"""Late signs of risk, a phone number asked of the carriers, and the household's own words."""

from datetime import date, datetime

import pytest

from care.decide.deadlines import deadlines
from care.decide.heard import publishable
from care.decide.snapshot import snapshot
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import discovery_commands as dc
from care.messages import kin_commands as kc
from care.messages import loop_commands as lc
from care.model import codes as k
from care.model.case import CaseState
from care.model.discovery import SignalSource
from care.model.ids import AtRiskId, FeedbackId, TextId
from care.model.loop_codes import PauseReason
from care.model.policy import CasePolicy
from care.model.searches import FeedbackForm, NoticeMethod
from care.model.term import Rollover
from care.model.work import Deadline, DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused
from tests.care.standing import SEOUL

POWER_CUT = dc.RecordSignal(
    signal="POWER_CUT",
    source=SignalSource.BLIND_SPOT,
    observed_on=date(2026, 3, 9),
    at_risk_id=AtRiskId("at-risk-1"),
)
ASK, FOUND = dc.RecordNumberRequest(), dc.RecordNumberReceived(found=True)
TOLD = dc.RecordNumberNotice(method=NoticeMethod.LETTER)
LETTER = dc.RecordFeedback(
    feedback_id=FeedbackId("feedback-1"),
    member_id=b.CLIENT,
    form=FeedbackForm.LETTER,
    text=TextId("letter.text"),
)
NOBODY = k.ContactResult.NO_ANSWER
TRIES = (
    ("2026-03-10T10:00+09:00", k.ContactMode.PHONE),
    ("2026-03-11T15:00+09:00", k.ContactMode.PHONE),
    ("2026-03-12T19:00+09:00", k.ContactMode.PHONE),
)


def policy(**changes: object) -> CasePolicy:
    return b.a_policy(number_notice=b.days(30, Rollover.PREVIOUS), **changes)


def sought(*tries: tuple[str, k.ContactMode]) -> CaseState:
    state = a_case(k.Stage.DISCOVERY, policy())
    for when, mode in tries:
        state = done(state, b.met(mode=mode, result=NOBODY), on=datetime.fromisoformat(when))
    return state


def in_vain() -> CaseState:
    return sought(*TRIES, ("2026-03-13T10:00+09:00", k.ContactMode.VISIT))


def asked_for(state: CaseState) -> TaskKind:
    (kind,) = [t.kind for t in tasks(state) if t.deadline == "FIRST_CONTACT:"]
    return kind


def clock(state: CaseState, kind: DeadlineKind) -> Deadline | None:
    return next((each for each in deadlines(state) if each.kind is kind), None)


def test_three_tries_in_different_bands_then_a_visit_then_the_number() -> None:
    assert asked_for(sought()) is TaskKind.MAKE_FIRST_CONTACT
    assert asked_for(sought(*TRIES[:2])) is TaskKind.MAKE_FIRST_CONTACT
    assert asked_for(sought(*TRIES)) is TaskKind.VISIT_HOUSEHOLD
    assert asked_for(in_vain()) is TaskKind.REQUEST_NUMBER
    assert asked_for(done(in_vain(), ASK)) is TaskKind.MAKE_FIRST_CONTACT


def test_three_tries_at_one_time_of_day_are_not_enough() -> None:
    state = sought(*[(f"2026-03-1{n}T10:00+09:00", k.ContactMode.VISIT) for n in range(3)])
    assert asked_for(state) is TaskKind.MAKE_FIRST_CONTACT
    answer = refused(state, ASK)
    assert [missing.code for missing in answer.missing] == ["contact_bands"]


def test_the_number_is_not_asked_for_before_the_tries_but_at_once_in_danger() -> None:
    codes = [missing.code for missing in refused(sought(), ASK).missing]
    assert codes == ["contact_attempts", "contact_bands", "contact_visit"]
    flagged = done(sought(), c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,)))
    assert done(flagged, ASK).heard.number is not None


def test_the_person_is_told_within_thirty_days_of_the_number() -> None:
    state = done(in_vain(), ASK, on="2026-03-16")
    assert refused(state, ASK).code == "duplicate_subject"
    assert clock(state, DeadlineKind.NUMBER_NOTICE) is None
    state = done(state, FOUND, on="2026-03-18")
    notice = clock(state, DeadlineKind.NUMBER_NOTICE)
    assert notice is not None
    assert notice.statutory
    assert notice.due.astimezone(SEOUL).date() == date(2026, 4, 17)
    item = next(t for t in tasks(state) if t.kind is TaskKind.GIVE_NUMBER_NOTICE)
    assert item.role is k.Role.LOCAL_OFFICE
    state = done(state, TOLD, on="2026-04-01")
    assert clock(state, DeadlineKind.NUMBER_NOTICE) is None
    assert refused(state, TOLD).code == "nothing_pending"
    assert snapshot(state).heard.number == state.heard.number


def test_in_danger_the_thirty_days_begin_when_the_danger_is_over() -> None:
    state = done(sought(), c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,)), on="2026-03-02")
    state = done(done(state, ASK, on="2026-03-03"), FOUND, on="2026-03-03")
    assert clock(state, DeadlineKind.NUMBER_NOTICE) is None
    for act in (
        lc.RecordOnSiteCheck(finding="AT_RISK"),  # type: ignore[arg-type]
        lc.RecordCrisisAid(aid=("FOOD_HEAT",)),  # type: ignore[arg-type]
        c.ClearRedFlags(reason=b.TEXT),
    ):
        state = done(state, act, on="2026-03-10")
    notice = clock(state, DeadlineKind.NUMBER_NOTICE)
    assert notice is not None
    assert notice.due.astimezone(SEOUL).date() == date(2026, 4, 9)


def test_where_the_carriers_know_no_number_nobody_has_to_be_told() -> None:
    state = done(done(in_vain(), ASK), dc.RecordNumberReceived(found=False))
    assert clock(state, DeadlineKind.NUMBER_NOTICE) is None
    assert refused(state, TOLD).code == "nothing_pending"
    assert done(state, ASK).heard.number is not None


def test_no_pause_puts_the_notice_off() -> None:
    state = a_case(k.Stage.MONITORING, policy())
    state = done(state, c.RaiseRedFlag(flags=(k.RedFlag.MEDICAL_EMERGENCY,)), on="2026-03-16")
    state = done(done(state, ASK, on="2026-03-16"), FOUND, on="2026-03-16")
    for act in (
        lc.RecordOnSiteCheck(finding="AT_RISK"),  # type: ignore[arg-type]
        lc.RecordCrisisAid(aid=("MEDICAL",)),  # type: ignore[arg-type]
        c.ClearRedFlags(reason=b.TEXT),
        lc.PauseCase(reason=PauseReason.HOSPITAL, resume_on=date(2026, 5, 20)),
    ):
        state = done(state, act, on="2026-03-17")
    notice = clock(state, DeadlineKind.NUMBER_NOTICE)
    assert notice is not None
    assert notice.due.astimezone(SEOUL).date() == date(2026, 4, 16)


@pytest.mark.parametrize("stage", [s for s in k.Stage if s is not k.Stage.ENDED])
def test_a_sign_reaches_an_open_case_at_any_stage_and_is_looked_at(stage: k.Stage) -> None:
    state = done(a_case(stage, policy()), POWER_CUT, k.Role.SYSTEM)
    (signal,) = state.heard.signals
    assert (signal.signal, signal.at_risk_id) == ("POWER_CUT", "at-risk-1")
    assert TaskKind.LOOK_AT_SIGNAL in {item.kind for item in tasks(state)}
    looked = done(state, dc.AnswerSignals(note=b.TEXT))
    assert TaskKind.LOOK_AT_SIGNAL not in {item.kind for item in tasks(looked)}
    assert looked.heard.signals == state.heard.signals
    assert refused(looked, dc.AnswerSignals(note=b.TEXT)).code == "nothing_pending"


def test_the_same_sign_told_again_changes_nothing() -> None:
    state = done(a_case(k.Stage.MONITORING, policy()), POWER_CUT, k.Role.SYSTEM)
    again = POWER_CUT.model_copy(update={"at_risk_id": AtRiskId("at-risk-2")})
    assert events_of(state, again, k.Role.SYSTEM) == ()
    later = POWER_CUT.model_copy(update={"observed_on": date(2026, 4, 9)})
    assert len(done(state, later, k.Role.SYSTEM).heard.signals) == 2


def test_signs_do_not_pile_up_in_the_case() -> None:
    state = a_case(k.Stage.MONITORING, policy())
    for day in range(1, 29):
        sign = POWER_CUT.model_copy(update={"observed_on": date(2026, 3, day)})
        state = done(state, sign, k.Role.SYSTEM)
    assert len(state.heard.signals) == 12
    assert sum(item.kind is TaskKind.LOOK_AT_SIGNAL for item in tasks(state)) == 1


def test_a_case_of_an_earlier_policy_keeps_signs_and_asks_for_nothing() -> None:
    before = a_case(k.Stage.MONITORING, b.a_policy())
    state = done(before, POWER_CUT, k.Role.SYSTEM)
    assert len(state.heard.signals) == 1
    assert deadlines(state) == deadlines(before)
    assert refused(state, ASK).code == "wrong_stage"
    assert asked_for_in(a_case(k.Stage.DISCOVERY, b.a_policy())) is TaskKind.MAKE_FIRST_CONTACT


def asked_for_in(state: CaseState) -> TaskKind:
    for when, mode in (*TRIES, ("2026-03-13T10:00+09:00", k.ContactMode.VISIT)):
        state = done(state, b.met(mode=mode, result=NOBODY), on=datetime.fromisoformat(when))
    return asked_for(state)


def test_a_merged_record_hears_nothing_more() -> None:
    state = a_case(k.Stage.MONITORING, policy())
    state = done(state, kc.MergeInto(into="11140-ABCDEFGHJKMNPQRS", reason=b.TEXT),  # type: ignore[arg-type]
                 k.Role.COORDINATOR)  # fmt: skip
    assert refused(state, POWER_CUT, k.Role.SYSTEM).code == "merged"


def test_nw_08_the_letter_is_kept_and_published_only_by_a_consent_of_its_own() -> None:
    state = done(a_case(k.Stage.MONITORING, policy()), LETTER)
    (kept,) = state.heard.feedback
    assert (kept.text, kept.form) == ("letter.text", FeedbackForm.LETTER)
    assert refused(state, LETTER).code == "duplicate_subject"
    stranger = LETTER.model_copy(update={"member_id": "nobody", "feedback_id": "feedback-2"})
    assert refused(state, stranger).code == "unknown_subject"
    assert publishable(state, b.NOW.date()) == ()
    consent = b.a_consent(purpose=k.ConsentPurpose.STORY_PUBLICATION)
    consented = done(state, consent)
    assert publishable(consented, b.NOW.date()) == (kept,)
    withdrawn = done(consented, c.WithdrawConsent(consent_id=consent.consent_id))
    assert publishable(withdrawn, b.NOW.date()) == ()
