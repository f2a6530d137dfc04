"""Consent at the door: what of a person may go to a body, group by group (SR-17, SR-20)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.decide.sharing import USUAL, groups_for
from care.decide.snapshot import snapshot
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import GroundId
from care.model.linkage import Linkage
from care.model.service_codes import DataGroup
from tests.care import builders as b
from tests.care.builders import done
from tests.care.looping import asked, consented, linkage, loop_policy

G = DataGroup
TODAY = date(2026, 3, 5)
POLICY = loop_policy()
WITHOUT_HEALTH = frozenset(G) - {G.HEALTH}


def groups(state: CaseState, of: Linkage | None = None, **changes: Any) -> frozenset[DataGroup]:
    """From the case and from what is stored of it: both must say the same."""
    at = {"member": b.CLIENT, "on": TODAY, "policy": POLICY, **changes}
    asked_of = of or linkage(state)
    found = [
        groups_for(case, asked_of, at["member"], at["on"], at["policy"])
        for case in (state, snapshot(state))
    ]
    assert found[0] == found[1]
    return found[0]


def only(*wanted: DataGroup) -> CaseState:
    """Consented to these groups for this body alone."""
    consent = b.a_consent(
        purpose=k.ConsentPurpose.PROVIDE_TO, agency=b.CENTRE, groups=tuple(wanted)
    )
    return done(asked(), consent)


def test_without_a_word_on_groups_all_goes_that_the_kind_may_have() -> None:
    assert groups(asked()) == WITHOUT_HEALTH


def test_health_goes_only_with_a_consent_of_its_own() -> None:
    told = done(asked(), b.a_consent(purpose=k.ConsentPurpose.SENSITIVE))
    assert groups(told) == frozenset(G)


def test_a_word_for_this_body_alone_says_more_exactly_what_it_may_have() -> None:
    assert groups(only(G.IDENTITY, G.NEED)) == {G.IDENTITY, G.NEED}


def test_no_consent_lets_a_kind_have_more_than_the_district_allows() -> None:
    state = only(G.IDENTITY, G.ADDRESS, G.NEED)
    small = loop_policy(groups_by_kind={k.AgencyKind.WELFARE_CENTRE: (G.NEED,)})
    assert groups(state, policy=small) == {G.NEED}
    unnamed = loop_policy(groups_by_kind={})
    assert groups(asked(), policy=unnamed) == USUAL


def test_sr_17_of_a_protected_household_neither_address_nor_phone_goes_anywhere() -> None:
    state = done(asked(), c.ProtectAddress(protected=True, reason=b.TEXT))
    assert groups(state) == WITHOUT_HEALTH - {G.ADDRESS, G.PHONE}


def test_somebody_else_of_the_household_is_not_told_of() -> None:
    assert groups(asked(), member=b.MOTHER) == frozenset()


def test_sr_20_nothing_goes_once_the_consent_ran_out_or_was_withdrawn() -> None:
    state = asked()
    assert groups(state, on=TODAY + timedelta(days=400)) == frozenset()
    consent = next(one for one in state.consents if one.purpose is k.ConsentPurpose.PROVIDE_TO)
    gone = done(state, c.WithdrawConsent(consent_id=consent.consent_id, note=b.TEXT))
    assert groups(gone, linkage(state)) == frozenset()


def test_a_health_service_of_a_private_body_tells_nothing_without_the_sensitive_consent() -> None:
    of = linkage(asked()).model_copy(update={"service": k.ServiceType.MENTAL_HEALTH})
    assert groups(asked(), of) == frozenset()


def grounded(basis: k.LawfulBasis) -> Linkage:
    return linkage(asked()).model_copy(update={"basis": basis})


def test_a_ground_carries_what_it_needs_and_only_while_it_stands() -> None:
    duty = grounded(k.LawfulBasis.LEGAL_DUTY)
    assert groups(consented(), duty) == frozenset()
    ground = lc.RecordLawfulGround(
        ground_id=GroundId("ground-1"),
        member_id=b.CLIENT,
        agency_id=b.CENTRE,
        basis=k.LawfulBasis.LEGAL_DUTY,
        reason=b.TEXT,
    )
    stands = done(consented(), ground)
    assert groups(stands, duty) == frozenset(G)
    ended = done(stands, lc.EndLawfulGround(ground_id=GroundId("ground-1"), reason=b.TEXT))
    assert groups(ended, duty) == frozenset()


def test_danger_to_life_needs_no_record_of_its_own() -> None:
    flagged = done(consented(), c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,), note=b.TEXT))
    found = groups(flagged, grounded(k.LawfulBasis.URGENT_LIFE))
    assert found == frozenset(G) - {G.HOUSEHOLD}


def test_a_public_agency_gets_the_minimum_without_consent() -> None:
    public = grounded(k.LawfulBasis.PUBLIC_MINIMUM)
    assert groups(consented(), public) == {G.IDENTITY, G.PHONE, G.ADDRESS, G.NEED}


def test_before_policies_spoke_of_groups_a_referral_held_what_it_always_did() -> None:
    assert groups(asked(), policy=b.a_policy()) == {G.IDENTITY, G.PHONE, G.ADDRESS, G.NEED}


@given(st.sets(st.sampled_from(sorted(G))), st.sets(st.sampled_from(sorted(G)), min_size=1))
def test_what_goes_was_consented_to_and_is_allowed(
    consented_to: set[DataGroup], allowed: set[DataGroup]
) -> None:
    rules = loop_policy(groups_by_kind={k.AgencyKind.WELFARE_CENTRE: tuple(sorted(allowed))})
    state = BASE.model_copy(
        update={
            "consents": tuple(
                one.model_copy(update={"groups": tuple(sorted(consented_to))})
                for one in BASE.consents
            )
        }
    )
    found = groups_for(state, linkage(state), b.CLIENT, TODAY, rules)
    assert found <= (consented_to or set(G)) & allowed


BASE = only(G.NEED)


@pytest.mark.parametrize("member", [b.CHILD, b.FORMER])
def test_nobody_outside_the_referral_is_told_of(member: str) -> None:
    assert groups(asked(), member=member) == frozenset()
