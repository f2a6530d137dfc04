"""Gwangjin (domain guide §8.1): the clinic that comes home, from the answer to the visit."""

from datetime import date, timedelta

from care.decide.deadlines import deadlines
from care.decide.tasks import tasks
from care.messages.events import LadderStepFired
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import DistrictCode
from care.model.work import DeadlineKind, TaskKind
from policies.resolve import resolve
from tests.care import builders as b
from tests.care.builders import a_case, approved, done
from tests.care.looping import FIRST, linkage, there, until, word

P, L = k.PartnerAnswer, k.LinkageStatus
VISIT = date(2026, 3, 19)
CLINIC = k.AgencyKind.CLINIC


def asked_of_the_clinic() -> CaseState:
    """A doctor at home, asked of a neighbourhood clinic under Gwangjin's own policy."""
    policy = resolve(DistrictCode("11215")).case_policy.model_copy(
        update={"assessment_form": b.FORM}
    )
    state = a_case(k.Stage.PLANNING, policy)
    home = b.an_action(agency=b.CLINIC).model_copy(
        update={"service": k.ServiceType.HOME_VISIT_DOCTOR, "agency_kind": CLINIC}
    )
    others = tuple(b.an_action(need) for need in b.PLANNED[1:])
    state = approved(state, b.a_plan(actions=(home, *others)))
    state = done(state, b.an_agreement())
    for purpose in (k.ConsentPurpose.PROVIDE_TO, k.ConsentPurpose.SENSITIVE):
        state = done(state, b.a_consent(purpose=purpose, agency=b.CLINIC))
    return there(done(state, b.a_request(agency_id=b.CLINIC, agency_kind=CLINIC)))


def test_gj_04_the_clinics_visit_is_accepted_scheduled_and_recorded() -> None:
    state = asked_of_the_clinic()
    assert linkage(state).service is k.ServiceType.HOME_VISIT_DOCTOR
    state = word(state, P.ACCEPTED)
    state = word(state, P.SCHEDULED, scheduled_on=VISIT)
    assert (linkage(state).status, linkage(state).scheduled_on) == (L.SCHEDULED, VISIT)
    state = word(state, P.PROGRESS, sessions=1, on=VISIT, at="2026-03-19")
    assert (linkage(state).status, linkage(state).sessions) == (L.STARTED, 1)
    assert state.stage is k.Stage.MONITORING


def test_gj_04_a_visit_that_is_overdue_is_escalated() -> None:
    state = word(asked_of_the_clinic(), P.ACCEPTED, scheduled_on=VISIT)
    clock = next(one for one in deadlines(state) if one.kind is DeadlineKind.LINKAGE_START)
    assert clock.due.date() == VISIT
    late, happened = until(state, clock.due + timedelta(days=7))
    told = [
        event.to
        for _, event in happened
        if isinstance(event, LadderStepFired) and event.deadline == clock.key
    ]
    assert k.Role.TEAM_LEAD in told
    assert FIRST in {task.subject for task in tasks(late) if task.kind is TaskKind.CONFIRM_START}
