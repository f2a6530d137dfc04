"""Intake, receipt and who is responsible."""

import pytest

from care.messages import commands as c
from care.model import codes as k
from care.model.ids import PersonId
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused

OFFICE, LEAD = k.Role.LOCAL_OFFICE, k.Role.TEAM_LEAD
OTHER = PersonId("p-other")


def intake(outcome: k.IntakeOutcome) -> c.RecordIntake:
    return c.RecordIntake(outcome=outcome)


def test_information_only_ends_the_case() -> None:
    state = done(a_case(k.Stage.INTAKE), intake(k.IntakeOutcome.INFO_ONLY), OFFICE)
    assert state.stage is k.Stage.ENDED


def test_a_refusal_never_closes_a_case_of_the_earlier_policy_either() -> None:
    state = a_case(k.Stage.INTAKE, b.before_life())
    for _ in range(5):
        state = done(state, intake(k.IntakeOutcome.REFUSED), OFFICE)
    assert (state.stage, state.refusals) == (k.Stage.INTAKE, 5)


def test_receipt_lists_all_that_is_missing() -> None:
    answer = refused(a_case(k.Stage.INTAKE), c.ReceiveCase(), OFFICE)
    assert answer.code == "requirements_missing"
    assert [m.code for m in answer.missing] == ["intake_outcome", "consent_collect_use"]
    assert answer.missing[1].subject == b.CLIENT


@pytest.mark.parametrize("outcome", [k.IntakeOutcome.RECEIVE, k.IntakeOutcome.EMERGENCY])
def test_receipt_with_consent_starts_the_thirty_days(outcome: k.IntakeOutcome) -> None:
    state = done(a_case(k.Stage.INTAKE), intake(outcome), OFFICE)
    state = done(state, b.a_consent(), OFFICE)
    state = done(state, c.ReceiveCase(), OFFICE, "2026-03-10")
    assert (state.stage, state.received_at) == (k.Stage.RECEIVED, b.at("2026-03-10"))


def test_the_mothers_consent_is_not_the_clients() -> None:
    state = done(a_case(k.Stage.INTAKE), intake(k.IntakeOutcome.RECEIVE), OFFICE)
    state = done(state, b.a_consent(b.MOTHER), OFFICE)
    assert refused(state, c.ReceiveCase(), OFFICE).missing[0].code == "consent_collect_use"


def test_an_outdated_consent_does_not_open_the_case() -> None:
    state = done(a_case(k.Stage.INTAKE), intake(k.IntakeOutcome.RECEIVE), OFFICE)
    state = done(state, b.a_consent(), OFFICE)
    late = refused(state, c.ReceiveCase(), OFFICE, "2027-03-30")
    assert late.missing[0].code == "consent_collect_use"


def test_before_the_loops_a_lawful_basis_needed_no_record() -> None:
    state = done(a_case(k.Stage.INTAKE, b.before_life()), intake(k.IntakeOutcome.EMERGENCY), OFFICE)
    urgent = c.ReceiveCase(basis=k.LawfulBasis.URGENT_LIFE)
    assert done(state, urgent, OFFICE).stage is k.Stage.RECEIVED
    odd = c.ReceiveCase(basis=k.LawfulBasis.ICS_PLAN_PARTNER)
    assert refused(state, odd, OFFICE).params == {"field": "basis"}


def test_the_first_owner_starts_the_assessment() -> None:
    state = done(a_case(k.Stage.RECEIVED), c.AssignOwner(owner=b.MANAGER), LEAD)
    assert (state.stage, state.owner) == (k.Stage.ASSESSMENT, b.MANAGER)


def test_a_worker_does_not_name_the_owner() -> None:
    naming = c.AssignOwner(owner=b.MANAGER)
    assert refused(a_case(k.Stage.RECEIVED), naming).code == "role_not_allowed"


def test_replacing_an_owner_needs_a_handover_note() -> None:
    state = a_case(k.Stage.MONITORING)
    assert refused(state, c.AssignOwner(owner=OTHER), LEAD).params == {"field": "handover"}
    state = done(state, c.AssignOwner(owner=OTHER, handover=b.TEXT), LEAD)
    assert (state.owner, state.stage) == (OTHER, k.Stage.MONITORING)


def test_a_district_without_joint_cases_takes_no_private_manager() -> None:
    joining = c.AssignOwner(owner=b.MANAGER, co_owner=OTHER)
    answer = refused(a_case(k.Stage.MONITORING), joining, LEAD)
    assert (answer.code, answer.params) == ("invalid_value", {"field": "co_owner"})


def test_a_private_manager_may_join_without_a_handover() -> None:
    state = a_case(k.Stage.MONITORING, b.a_policy(joint_case=True))
    state = done(state, c.AssignOwner(owner=b.MANAGER, co_owner=OTHER), LEAD)
    assert state.co_owner == OTHER
    assert events_of(state, c.AssignOwner(owner=b.MANAGER, co_owner=OTHER), LEAD) == ()
