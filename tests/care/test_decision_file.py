"""The file of a past decision: the data as it stood, and a recomputation that proves the result."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from care.decide import decision_file as files
from care.decide.step import Stepped, step, tick
from care.messages import commands as c
from care.messages import events as e
from care.messages.envelope import Envelope
from care.messages.events import Recorded
from care.model import codes as k
from care.model.case import CaseState
from care.model.decision_file import DecisionKind, Verdict
from care.model.ids import LevelCode
from care.model.refusal import Refusal
from tests.care import builders as b

K = DecisionKind


class Life:
    """Every event of the case a test drives, in order."""

    def __init__(self) -> None:
        self.recorded: list[Recorded] = []

    def step(self, state: CaseState, envelope: Envelope, now: object) -> Stepped | Refusal:
        answer = step(state, envelope, now)  # type: ignore[arg-type]
        self._keep(answer)
        return answer

    def clock(self, state: CaseState, days: int) -> CaseState:
        ticked = tick(state, b.NOW + timedelta(days=days))
        self._keep(ticked)
        return ticked.state if ticked else state

    def _keep(self, answer: Stepped | Refusal | None) -> None:
        if isinstance(answer, Stepped):
            self.recorded.extend(answer.recorded)

    def opened(self) -> Iterator[files.DecisionFile]:
        for point in files.decision_points(self.recorded):
            found = files.open_file(b.a_blank(), self.recorded, point.sequence)
            assert found is not None
            yield found

    def one(self, kind: DecisionKind) -> files.DecisionFile:
        return next(one for one in self.opened() if one.point.kind is kind)


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Life:
    lived = Life()
    monkeypatch.setattr(b, "step", lived.step)
    return lived


def test_every_decision_of_a_whole_life_is_proved(life: Life) -> None:
    b.a_case(k.Stage.AFTERCARE, level=k.CASE_HIGH_DIFFICULTY)
    kinds = {one.point.kind for one in life.opened()}
    assert {K.SCORE, K.LEVEL, K.PLAN, K.CLOSURE} <= kinds
    for one in life.opened():
        assert one.proof.verdict is Verdict.SAME, one.proof
        assert one.proof.recorded == one.proof.again
        assert one.after.revision == one.events[-1].sequence


def test_an_escalation_follows_from_the_state_and_the_moment(life: Life) -> None:
    state = b.a_case(k.Stage.ASSESSMENT)
    for days in range(1, 30):
        state = life.clock(state, days)
    fired = [one for one in life.opened() if one.point.kind is K.ESCALATION]
    assert len(fired) > 2
    assert {one.proof.verdict for one in fired} == {Verdict.SAME}


def test_the_state_is_that_of_the_moment_not_of_today(life: Life) -> None:
    b.a_case(k.Stage.ENDED)
    file = life.one(K.LEVEL)
    assert file.before.stage is k.Stage.CONFERENCE
    assert (file.before.level, file.after.level) == (None, k.CASE_GENERAL)
    assert file.before.plan is None
    assert file.answered.role == k.Role.COORDINATOR


def test_returned_and_rejected_plans_are_decisions_too(life: Life) -> None:
    state = b.done(b.a_case(k.Stage.PLANNING), c.SubmitPlan(plan=b.a_plan()))
    assert state.submission is not None
    back = b.an_answer(answer=k.ApprovalAnswer.RETURN)
    b.done(state, back, state.submission.tiers[0])
    file = life.one(K.PLAN)
    assert file.proof.verdict is Verdict.SAME
    assert isinstance(file.events[-1].event, e.PlanReturned)


def test_an_answered_referral_and_a_partial_assessment_are_proved(life: Life) -> None:
    state = b.a_case(k.Stage.ASSESSMENT)
    ours = tuple(one.member_id for one in state.members if not one.excluded)
    part = b.an_assessment(ours[:1]).model_copy(
        update={"complete": False, "red_flags": (k.RedFlag.NO_FOOD_HEAT_POWER,)}
    )
    state = b.done(state, part)
    whole = b.an_assessment(ours).model_copy(update={"red_flags": (k.RedFlag.NO_FOOD_HEAT_POWER,)})
    state = b.done(state, whole)
    state = b.done(state, c.ReferHighDifficulty(reason=b.TEXT))
    taken = c.AnswerHighDifficulty(accepted=True, owner=b.COORDINATOR, reason=b.TEXT)
    b.done(state, taken, k.Role.COORDINATOR)
    assert life.one(K.SCORE).proof.verdict is Verdict.SAME
    assert life.one(K.HIGH_DIFFICULTY).proof.verdict is Verdict.SAME


def test_a_changed_record_is_noticed_at_its_place(life: Life) -> None:
    b.a_case(k.Stage.PLANNING)
    for number, one in enumerate(life.recorded):
        if isinstance(one.event, e.Classified):
            forged = one.event.model_copy(update={"proposed": LevelCode("LINKAGE_ONLY")})
            life.recorded[number] = one.model_copy(update={"event": forged})
    proof = life.one(K.LEVEL).proof
    assert proof.verdict is Verdict.DIFFERENT
    assert proof.recorded != proof.again
    [deviation] = proof.deviations
    assert (deviation.place, deviation.recorded) == ("Classified.proposed", '"LINKAGE_ONLY"')


def test_an_answer_nobody_could_have_given_is_refused(life: Life) -> None:
    b.a_case(k.Stage.LINKAGE)
    for number, one in enumerate(life.recorded):
        if isinstance(one.event, e.PlanAnswered):
            life.recorded[number] = one.model_copy(update={"role": k.Role.LOCAL_OFFICE})
    proof = life.one(K.PLAN).proof
    assert (proof.verdict, proof.refusal) == (Verdict.REFUSED, "role_not_allowed")


def test_what_is_no_decision_has_no_file(life: Life) -> None:
    b.a_case(k.Stage.PLANNING)
    assert files.open_file(b.a_blank(), life.recorded, 1) is None
    assert files.open_file(b.a_blank(), life.recorded, 999) is None
