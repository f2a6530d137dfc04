"""Grounds other than consent: recorded with a reason, apart from consent, ended apart from it."""

from datetime import date, timedelta
from typing import Any

import pytest

from care.decide.consents import Sharing, missing_consents
from care.decide.deadlines import deadlines
from care.decide.grounds import ground_stands
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import GroundId
from care.model.work import DeadlineKind
from tests.care import builders as b
from tests.care.builders import a_case, done, refused

R, Stage, Basis, Kind = k.Role, k.Stage, k.LawfulBasis, k.AgencyKind
OFFICE = R.LOCAL_OFFICE
ON = date(2026, 3, 6)


def a_ground(basis: k.LawfulBasis = Basis.INCAPACITY, **changes: Any) -> lc.RecordLawfulGround:
    values = {
        "ground_id": GroundId("ground-1"),
        "basis": basis,
        "member_id": b.CLIENT,
        "reason": b.TEXT,
    }
    return lc.RecordLawfulGround(**{**values, **changes})


ENDING = lc.EndLawfulGround(ground_id=GroundId("ground-1"), reason=b.TEXT)
REPORT = lc.ReportGround(ground_id=GroundId("ground-1"))


def interviewed() -> CaseState:
    intake = c.RecordIntake(outcome=k.IntakeOutcome.EMERGENCY)
    return done(a_case(Stage.INTAKE), intake, OFFICE)


def gaps(state: CaseState, basis: k.LawfulBasis, kind: k.AgencyKind = Kind.POLICE) -> list[str]:
    sharing = Sharing(b.CENTRE, kind, (b.CLIENT,), k.ServiceType.MEDICAL, basis)
    return [m.code for m in missing_consents(state, sharing, ON)]


def kinds(state: CaseState) -> set[DeadlineKind]:
    return {d.kind for d in deadlines(state)}


# Taking somebody in --------------------------------------------------------------------------


@pytest.mark.parametrize("basis", [Basis.INCAPACITY, Basis.LEGAL_DUTY, Basis.URGENT_LIFE])
def test_whoever_cannot_consent_is_taken_in_on_a_recorded_ground(basis: k.LawfulBasis) -> None:
    receipt = c.ReceiveCase(basis=basis)
    (gap,) = refused(interviewed(), receipt, OFFICE).missing
    assert (gap.code, gap.subject) == ("lawful_ground", basis)
    state = done(interviewed(), a_ground(basis), OFFICE)
    assert done(state, receipt, OFFICE).stage is Stage.RECEIVED


def test_a_ground_of_another_basis_or_member_or_for_a_body_takes_nobody_in() -> None:
    receipt = c.ReceiveCase(basis=Basis.INCAPACITY)
    for other in (
        a_ground(Basis.LEGAL_DUTY),
        a_ground(member_id=b.MOTHER),
        a_ground(agency_id=b.CENTRE),
        a_ground(until=date(2026, 3, 5)),
    ):
        state = done(interviewed(), other, OFFICE)
        assert refused(state, receipt, OFFICE, "2026-03-06").missing[0].code == "lawful_ground"


def test_what_a_law_says_by_itself_needs_no_record() -> None:
    state = done(interviewed(), c.ReceiveCase(basis=Basis.PUBLIC_MINIMUM), OFFICE)
    assert state.stage is Stage.RECEIVED
    odd = c.ReceiveCase(basis=Basis.ICS_PLAN_PARTNER)
    assert refused(interviewed(), odd, OFFICE).params == {"field": "basis"}


def test_in_mortal_danger_nobody_fills_in_a_form_first() -> None:
    state = done(interviewed(), c.RaiseRedFlag(flags=(k.RedFlag.MEDICAL_EMERGENCY,)), OFFICE)
    assert done(state, c.ReceiveCase(basis=Basis.URGENT_LIFE), OFFICE).stage is Stage.RECEIVED


def test_the_head_is_told_of_whoever_was_taken_in_without_consent() -> None:
    state = done(interviewed(), a_ground(), OFFICE)
    assert DeadlineKind.GROUND_REPORT not in kinds(state)
    state = done(state, c.ReceiveCase(basis=Basis.INCAPACITY), OFFICE, "2026-03-10")
    (owed,) = [d for d in deadlines(state) if d.kind is DeadlineKind.GROUND_REPORT]
    assert (owed.due.date(), owed.subject) == (date(2026, 3, 11), "ground-1")
    # Owed also when the ground ended meanwhile.
    state = done(state, ENDING, OFFICE, "2026-03-10")
    assert DeadlineKind.GROUND_REPORT in kinds(state)
    state = done(state, REPORT, OFFICE, "2026-03-11")
    assert DeadlineKind.GROUND_REPORT not in kinds(state)
    assert refused(state, REPORT, OFFICE).code == "nothing_pending"


@pytest.mark.parametrize(
    "ground", [a_ground(Basis.URGENT_LIFE), a_ground(Basis.LEGAL_DUTY, agency_id=b.OFFICE)]
)
def test_a_danger_and_a_report_to_a_body_are_told_to_no_head(ground: lc.RecordLawfulGround) -> None:
    state = done(a_case(Stage.ASSESSMENT), ground)
    assert DeadlineKind.GROUND_REPORT not in kinds(state)


# Telling a body ------------------------------------------------------------------------------


def test_a_duty_to_report_needs_its_record_and_names_its_body() -> None:
    state = a_case(Stage.LINKAGE)
    assert gaps(state, Basis.LEGAL_DUTY) == ["lawful_ground"]
    assert gaps(done(state, a_ground(Basis.LEGAL_DUTY)), Basis.LEGAL_DUTY) == ["lawful_ground"]
    named = done(state, a_ground(Basis.LEGAL_DUTY, agency_id=b.CENTRE))
    assert gaps(named, Basis.LEGAL_DUTY) == []
    assert gaps(named, Basis.LEGAL_DUTY, Kind.COMPANY) == ["basis_does_not_fit"]


def test_incapacity_lets_a_named_body_be_told_and_no_other() -> None:
    taken_in = done(a_case(Stage.LINKAGE), a_ground())
    assert gaps(taken_in, Basis.INCAPACITY) == ["lawful_ground"]
    named = a_ground(ground_id=GroundId("ground-2"), agency_id=b.CENTRE)
    assert gaps(done(taken_in, named), Basis.INCAPACITY) == []


def test_a_recorded_danger_reaches_whichever_body_can_help() -> None:
    state = a_case(Stage.LINKAGE)
    assert gaps(state, Basis.URGENT_LIFE, Kind.CLINIC) == ["lawful_ground"]
    recorded = done(state, a_ground(Basis.URGENT_LIFE))
    assert gaps(recorded, Basis.URGENT_LIFE, Kind.CLINIC) == []
    elsewhere = done(state, a_ground(Basis.URGENT_LIFE, agency_id=b.OFFICE))
    assert gaps(elsewhere, Basis.URGENT_LIFE, Kind.CLINIC) == ["lawful_ground"]


@pytest.mark.parametrize(
    ("flag", "carries"),
    [
        (k.RedFlag.SUICIDE, True),
        (k.RedFlag.VIOLENCE, True),
        (k.RedFlag.MEDICAL_EMERGENCY, True),
        (k.RedFlag.NO_FOOD_HEAT_POWER, False),
    ],
)
def test_an_open_lane_carries_it_only_for_a_danger_to_life(flag: k.RedFlag, carries: bool) -> None:
    state = done(a_case(Stage.LINKAGE), c.RaiseRedFlag(flags=(flag,)))
    assert (gaps(state, Basis.URGENT_LIFE) == []) is carries
    for act in (
        lc.RecordOnSiteCheck(finding="SAFE"),  # type: ignore[arg-type]
        lc.RecordCrisisAid(aid=("NOT_NEEDED",)),  # type: ignore[arg-type]
        c.ClearRedFlags(reason=b.TEXT),
    ):
        state = done(state, act)
    assert gaps(state, Basis.URGENT_LIFE) == ["lawful_ground"]


def test_a_ground_stands_to_its_last_day() -> None:
    state = done(a_case(Stage.LINKAGE), a_ground(until=date(2026, 3, 31)))
    last = date(2026, 3, 31)
    assert ground_stands(state, b.CLIENT, None, Basis.INCAPACITY, last)
    after = last + timedelta(days=1)
    assert not ground_stands(state, b.CLIENT, None, Basis.INCAPACITY, after)


# Apart from consent --------------------------------------------------------------------------


def asked_of_the_police() -> CaseState:
    state = done(a_case(Stage.LINKAGE), a_ground(Basis.LEGAL_DUTY, agency_id=b.OFFICE))
    request = b.a_request(agency_id=b.OFFICE, agency_kind=Kind.POLICE, basis=Basis.LEGAL_DUTY)
    return done(state, request)


def test_ending_a_ground_takes_back_what_rested_on_it() -> None:
    state = done(asked_of_the_police(), ENDING)
    assert state.grounds[0].ended_at == b.NOW
    assert state.linkages[0].status is k.LinkageStatus.WITHDRAWN


def test_another_ground_for_the_same_keeps_the_linkage() -> None:
    second = a_ground(Basis.LEGAL_DUTY, agency_id=b.OFFICE, ground_id=GroundId("ground-2"))
    state = done(done(asked_of_the_police(), second), ENDING)
    assert state.linkages[0].status.is_open


def test_no_ground_stands_in_for_consent_where_none_is_named() -> None:
    state = done(a_case(Stage.LINKAGE), a_ground(Basis.URGENT_LIFE))
    assert refused(state, b.a_request()).code == "consent_missing"


def test_a_withdrawn_consent_ends_no_ground_and_the_case_goes_on_by_it() -> None:
    state = done(a_case(Stage.PLANNING), a_ground())
    state = done(state, c.WithdrawConsent(consent_id=b.a_consent().consent_id))
    assert state.stage is Stage.PLANNING
    assert state.grounds[0].ended_at is None
    for member in ({"member_id": b.MOTHER}, {"agency_id": b.CENTRE}):
        other = done(a_case(Stage.PLANNING), a_ground(**member))
        other = done(other, c.WithdrawConsent(consent_id=b.a_consent().consent_id))
        assert other.stage is Stage.ENGAGEMENT_HOLD


# The record itself ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "code"),
    [
        (a_ground(Basis.PUBLIC_MINIMUM), "invalid_value"),
        (a_ground(Basis.ICS_PLAN_PARTNER), "invalid_value"),
        (a_ground(until=date(2026, 3, 4)), "invalid_value"),
        (a_ground(member_id=b.CHILD), "unknown_subject"),
        (a_ground(member_id=b.FORMER), "unknown_subject"),
    ],
)
def test_a_ground_is_a_fact_about_one_of_the_household(
    ground: lc.RecordLawfulGround, code: str
) -> None:
    members = (b.a_member(), b.a_member(b.FORMER, excluded=True))
    assert refused(a_case(members=members), ground).code == code


def test_a_ground_is_recorded_and_ended_once() -> None:
    state = done(a_case(), a_ground())
    assert refused(state, a_ground()).code == "duplicate_subject"
    state = done(state, ENDING)
    assert refused(state, ENDING).code == "nothing_pending"
    unknown = lc.EndLawfulGround(ground_id=GroundId("none"), reason=b.TEXT)
    assert refused(state, unknown).code == "unknown_subject"
    assert refused(a_case(policy=b.before_life()), a_ground()).code == "wrong_stage"
