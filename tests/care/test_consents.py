"""Who may consent, what carries a sharing, and what a withdrawal undoes."""

from datetime import date

import pytest

from care.decide.consents import Sharing, missing_consents, surely_aged
from care.messages import commands as c
from care.messages import events as e
from care.model import codes as k
from care.model.case import CaseState, WithdrawReferral
from care.model.loop_codes import IcsApplicant
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused

TO = k.ConsentPurpose.PROVIDE_TO
FAMILY = (b.a_member(), b.a_member(b.MOTHER), b.a_member(b.CHILD),
          b.a_member(b.FORMER, excluded=True))  # fmt: skip


def in_linkage() -> CaseState:
    return a_case(k.Stage.LINKAGE, members=FAMILY)


@pytest.mark.parametrize(
    ("on", "aged"),
    [("2026-05-31", False), ("2026-06-30", False), ("2026-07-01", True)],
)
def test_an_age_is_reached_for_certain_only_after_the_month_of_birth(on: str, aged: bool) -> None:
    kid = b.a_member(b.CHILD, birth_year=2012, birth_month=6)
    assert surely_aged(kid, 14, date.fromisoformat(on)) is aged


def test_a_child_under_14_needs_a_guardian_of_age() -> None:
    state = in_linkage()
    alone = b.a_consent(b.CHILD, TO)
    assert refused(state, alone).code == "guardian_required"
    for guardian, code in ((b.CHILD, "unknown_subject"), (b.FORMER, "unknown_subject")):
        assert refused(state, alone.model_copy(update={"by_guardian": guardian})).code == code
    done(state, alone.model_copy(update={"by_guardian": b.CLIENT}))


def test_a_sibling_under_age_is_no_guardian() -> None:
    brother = b.a_member("m-teen", relation=k.Relation.SIBLING, birth_year=2009)
    state = done(in_linkage(), c.AddMember(member=brother))
    signed = b.a_consent(b.CHILD, TO, by_guardian="m-teen")
    assert refused(state, signed).code == "guardian_required"


def test_read_aloud_consent_needs_a_witness() -> None:
    read = b.a_consent(purpose=TO, method=k.ConsentMethod.READ_ALOUD)
    assert refused(in_linkage(), read).code == "witness_required"
    done(in_linkage(), read.model_copy(update={"witnessed": True}))


def test_a_consent_is_valid_as_long_as_policy_says() -> None:
    state = done(in_linkage(), b.a_consent(purpose=TO), on="2026-03-06")
    # 12 months later is a Saturday: the next business day.
    assert state.consents[-1].valid_until == date(2027, 3, 8)


def test_nobody_is_asked_twice_under_one_id_nor_outside_the_household() -> None:
    assert refused(in_linkage(), b.a_consent()).code == "duplicate_subject"
    assert refused(in_linkage(), b.a_consent(b.FORMER)).code == "unknown_subject"


ON = date(2026, 4, 1)


def missing(
    state: CaseState, kind: k.AgencyKind, basis: k.LawfulBasis | None = None, *members: str
) -> list[str]:
    asked = members or (b.CLIENT,)
    sharing = Sharing(b.CENTRE, kind, asked, k.ServiceType.MEALS, basis)  # type: ignore[arg-type]
    return [m.code for m in missing_consents(state, sharing, ON)]


def test_a_private_body_gets_nothing_without_consent() -> None:
    assert missing(in_linkage(), k.AgencyKind.WELFARE_CENTRE) == ["consent_provide_to"]


def test_a_general_consent_reaches_listed_kinds_and_no_others() -> None:
    state = done(in_linkage(), b.a_consent(purpose=TO))
    assert missing(state, k.AgencyKind.WELFARE_CENTRE) == []
    for kind in (k.AgencyKind.CLINIC, k.AgencyKind.COMPANY, k.AgencyKind.POLICE):
        assert missing(state, kind) == ["consent_provide_to"]


def test_a_consent_naming_the_body_reaches_it_whatever_its_kind() -> None:
    state = done(in_linkage(), b.a_consent(purpose=TO, agency=b.CENTRE))
    assert missing(state, k.AgencyKind.CLINIC) == []
    clinic = Sharing(b.CLINIC, k.AgencyKind.CLINIC, (b.CLIENT,), k.ServiceType.MEALS)
    other = missing_consents(state, clinic, ON)
    assert [m.subject for m in other] == [b.CLIENT]


def test_every_member_concerned_consents_for_themselves() -> None:
    state = done(in_linkage(), b.a_consent(purpose=TO))
    codes = missing(state, k.AgencyKind.WELFARE_CENTRE, None, b.CLIENT, b.MOTHER)
    assert codes == ["consent_provide_to"]


def test_an_excluded_member_is_shared_on_no_basis() -> None:
    duty = k.LawfulBasis.LEGAL_DUTY
    assert missing(in_linkage(), k.AgencyKind.POLICE, duty, b.FORMER) == ["member_excluded"]


@pytest.mark.parametrize(
    ("basis", "kind", "fits"),
    [
        (k.LawfulBasis.PUBLIC_MINIMUM, k.AgencyKind.PUBLIC_AGENCY, True),
        (k.LawfulBasis.PUBLIC_MINIMUM, k.AgencyKind.WELFARE_CENTRE, False),
        (k.LawfulBasis.LEGAL_DUTY, k.AgencyKind.COMPANY, False),
        (k.LawfulBasis.ICS_PLAN_PARTNER, k.AgencyKind.CLINIC, False),
    ],
)
def test_a_basis_carries_only_what_it_is_for(
    basis: k.LawfulBasis, kind: k.AgencyKind, fits: bool
) -> None:
    assert (missing(in_linkage(), kind, basis) == []) is fits


def test_an_urgent_danger_and_an_accepted_individual_plan_carry_a_sharing() -> None:
    urgent = done(in_linkage(), c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,)))
    assert missing(urgent, k.AgencyKind.CLINIC, k.LawfulBasis.URGENT_LIFE) == []
    enrol = c.EnrolProgramme(
        programme=k.Programme.ICS, applied_on=date(2026, 3, 5), applicant=IcsApplicant.SELF
    )
    state = done(in_linkage(), enrol)
    partner = k.LawfulBasis.ICS_PLAN_PARTNER
    assert missing(state, k.AgencyKind.CLINIC, partner) == ["basis_does_not_fit"]
    state = done(state, c.AcceptIndividualPlan(programme=k.Programme.ICS, version=1))
    assert missing(state, k.AgencyKind.CLINIC, partner) == []


def test_a_consent_that_ran_out_carries_nothing() -> None:
    state = done(in_linkage(), b.a_consent(purpose=TO))
    late = date(2027, 6, 1)
    kind = k.AgencyKind.WELFARE_CENTRE
    assert missing_consents(state, Sharing(b.CENTRE, kind, (b.CLIENT,), k.ServiceType.MEALS), late)


HEALTH = (
    k.ServiceType.MEDICAL,
    k.ServiceType.HOME_VISIT_DOCTOR,
    k.ServiceType.MENTAL_HEALTH,
    k.ServiceType.THERAPY,
)
APART = k.ConsentPurpose.SENSITIVE


def therapy(kind: k.AgencyKind, basis: k.LawfulBasis | None = None) -> Sharing:
    return Sharing(b.CENTRE, kind, (b.CLIENT,), k.ServiceType.THERAPY, basis)


@pytest.mark.parametrize("service", HEALTH)
def test_health_data_goes_to_a_private_body_only_with_a_consent_apart(
    service: k.ServiceType,
) -> None:
    state = done(in_linkage(), b.a_consent(purpose=TO))
    sharing = Sharing(b.CENTRE, k.AgencyKind.WELFARE_CENTRE, (b.CLIENT,), service)
    (lacking,) = missing_consents(state, sharing, ON)
    assert (lacking.code, lacking.subject) == ("consent_sensitive", b.CLIENT)
    for agency in (None, b.CENTRE):
        given = done(state, b.a_consent(purpose=APART, agency=agency))
        assert missing_consents(given, sharing, ON) == ()
    elsewhere = done(state, b.a_consent(purpose=APART, agency=b.CLINIC))
    assert missing_consents(elsewhere, sharing, ON) == (lacking,)


def test_a_lawful_basis_or_a_public_body_needs_no_consent_apart() -> None:
    state = done(in_linkage(), b.a_consent(purpose=TO))
    assert missing_consents(state, therapy(k.AgencyKind.PUBLIC_AGENCY), ON) == ()
    urgent = done(state, c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,)))
    basis = k.LawfulBasis.URGENT_LIFE
    assert missing_consents(urgent, therapy(k.AgencyKind.CLINIC, basis), ON) == ()


def withdrawal(agency: str | None = None, purpose: k.ConsentPurpose = TO) -> c.WithdrawConsent:
    return c.WithdrawConsent(consent_id=b.a_consent(b.CLIENT, purpose, agency).consent_id)


def test_a_withdrawn_consent_recalls_the_open_linkages_that_rested_on_it() -> None:
    state = a_case(k.Stage.MONITORING)
    events = events_of(state, withdrawal())
    assert [type(event) for event in events] == [
        e.ConsentWithdrawn, e.LinkageWithdrawn, e.EffectOrdered,
    ]  # fmt: skip
    state = done(state, withdrawal())
    assert state.linkages[0].status is k.LinkageStatus.WITHDRAWN
    # The unsent referral is dropped; the body is told to stop and destroy.
    assert [type(effect) for effect in state.effects] == [WithdrawReferral]


def test_a_linkage_another_consent_still_carries_goes_on() -> None:
    state = done(a_case(k.Stage.MONITORING), b.a_consent(purpose=TO, agency=b.CENTRE))
    assert done(state, withdrawal()).linkages[0].status.is_open


def test_a_linkage_on_a_lawful_basis_goes_on() -> None:
    state = a_case(k.Stage.LINKAGE)
    basis = k.LawfulBasis.PUBLIC_MINIMUM
    kind = k.AgencyKind.PUBLIC_AGENCY
    state = done(state, b.a_request(agency_id=b.OFFICE, agency_kind=kind, basis=basis))
    state = done(state, b.a_consent(purpose=TO))
    assert done(state, withdrawal()).linkages[0].status.is_open


def test_without_consent_to_collection_no_consented_sharing_stands() -> None:
    state = a_case(k.Stage.MONITORING)
    state = done(state, withdrawal(purpose=k.ConsentPurpose.COLLECT_USE))
    assert not state.linkages[0].status.is_open


def test_a_consent_is_withdrawn_once() -> None:
    state = done(a_case(k.Stage.MONITORING), withdrawal())
    assert refused(state, withdrawal()).code == "nothing_pending"
    unknown = c.WithdrawConsent(consent_id="nobody's")  # type: ignore[arg-type]
    assert refused(state, unknown).code == "unknown_subject"


def test_withdrawing_the_consent_apart_recalls_health_services_and_no_others() -> None:
    meals = a_case(k.Stage.MONITORING)
    apart = b.a_consent(purpose=APART)
    therapy = meals.linkages[0].model_copy(update={"service": k.ServiceType.THERAPY})
    health = meals.model_copy(update={"linkages": (therapy,)})
    for state, goes_on in ((meals, True), (health, False)):
        after = done(done(state, apart), withdrawal(purpose=APART))
        assert after.linkages[0].status.is_open is goes_on
