"""A complaint is answered on the day it comes (상황실)."""

from datetime import date

import pytest

from care.decide.deadlines import deadlines
from care.decide.tasks import tasks
from care.messages import loop_commands as lc
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import ComplaintId, LinkageId
from care.model.loop_codes import ComplaintTopic, PauseReason
from care.model.term import FirstDay, Term, Unit
from care.model.work import Deadline, DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, done, refused
from tests.care.standing import SEOUL

SAME_DAY = Term(n=1, unit=Unit.BUSINESS_DAYS, first_day=FirstDay.INCLUDED)
MEALS = lc.ReceiveComplaint(
    complaint_id=ComplaintId("k-1"),
    topic=ComplaintTopic.LATE_SERVICE,
    linkage_id=LinkageId(f"linkage-{k.SubDomain.HEALTH_BODY}"),
    note=b.TEXT,
)
RESOLVE = lc.ResolveComplaint(complaint_id=ComplaintId("k-1"), note=b.TEXT)


def received() -> CaseState:
    policy = b.a_policy(life=b.life_rules(complaint=SAME_DAY))
    return done(a_case(k.Stage.MONITORING, policy), MEALS, on="2026-09-14")


def clock(state: CaseState) -> Deadline:
    (found,) = [each for each in deadlines(state) if each.kind is DeadlineKind.COMPLAINT]
    return found


def test_a_complaint_is_due_the_same_day_and_gone_when_resolved() -> None:
    state = received()
    assert clock(state).due.astimezone(SEOUL).isoformat() == "2026-09-14T18:00:00+09:00"
    item = next(t for t in tasks(state) if t.kind is TaskKind.RESOLVE_COMPLAINT)
    assert (item.subject, item.person) == ("k-1", b.MANAGER)
    state = done(state, RESOLVE, on="2026-09-14")
    assert DeadlineKind.COMPLAINT not in {each.kind for each in deadlines(state)}
    assert refused(state, RESOLVE, on="2026-09-15").code == "nothing_pending"


def test_a_complaint_outlasts_pause_hold_and_closure() -> None:
    state = received()
    pause = lc.PauseCase(reason=PauseReason.HOSPITAL, resume_on=date(2026, 10, 16))
    assert clock(done(state, pause, on="2026-09-14")).due == clock(state).due
    held = done(state, lc.HoldEngagement(note=b.TEXT), on="2026-09-14")
    assert clock(held).due == clock(state).due


@pytest.mark.parametrize("stage", [k.Stage.DISCOVERY, k.Stage.ASSESSMENT, k.Stage.AFTERCARE])
def test_whoever_complains_is_heard_at_any_stage(stage: k.Stage) -> None:
    state = done(a_case(stage), MEALS.model_copy(update={"linkage_id": None}))
    assert clock(state).subject == "k-1"


def test_a_complaint_is_about_something_of_this_case_and_told_once() -> None:
    assert refused(received(), MEALS).code == "duplicate_subject"
    other = MEALS.model_copy(update={"linkage_id": LinkageId("none"), "complaint_id": "k-2"})
    assert refused(received(), other).params == {"linkage": "none"}
    unknown = RESOLVE.model_copy(update={"complaint_id": ComplaintId("k-9")})
    assert refused(received(), unknown).params == {"complaint": "k-9"}


def test_settled_complaints_do_not_pile_up_in_the_case() -> None:
    state = received()
    for number in range(2, 40):
        name = ComplaintId(f"k-{number}")
        state = done(state, MEALS.model_copy(update={"complaint_id": name}), on="2026-09-15")
        state = done(state, RESOLVE.model_copy(update={"complaint_id": name}), on="2026-09-15")
    assert len(state.complaints) <= 22
    assert clock(state).subject == "k-1"
