"""Opening, contacts, red flags and the household."""

from datetime import date

import pytest

from care.messages import commands as c
from care.messages import events as e
from care.model import codes as k
from care.model.policy import CasePolicy
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused

OFFICE = k.Role.LOCAL_OFFICE


def test_a_case_is_opened_once() -> None:
    assert refused(a_case(), b.an_opening(), OFFICE).code == "already_open"


def test_nothing_can_be_done_to_a_case_that_was_never_opened() -> None:
    assert refused(b.a_blank(), b.met(), OFFICE).code == "not_open"


@pytest.mark.parametrize(
    "members",
    [
        (b.a_member(b.MOTHER),),
        (b.a_member(excluded=True),),
        (b.a_member(), b.a_member("m-2", relation=k.Relation.CLIENT)),
    ],
)
def test_a_household_has_exactly_one_client(members: tuple[object, ...]) -> None:
    opening = b.an_opening(members=members)
    assert refused(b.a_blank(), opening, OFFICE).code == "invalid_value"


def test_two_members_cannot_share_an_id() -> None:
    opening = b.an_opening(members=(b.a_member(), b.a_member()))
    assert refused(b.a_blank(), opening, OFFICE).code == "duplicate_subject"


def test_a_red_flag_at_the_door_makes_the_case_urgent() -> None:
    state = a_case(red_flags=(k.RedFlag.SUICIDE,))
    assert state.urgent_since == b.NOW


def test_meeting_somebody_ends_discovery() -> None:
    assert done(a_case(), b.met(), OFFICE).stage is k.Stage.INTAKE


@pytest.mark.parametrize(
    ("result", "policy"),
    [
        (k.ContactResult.NO_ANSWER, b.a_policy()),
        (k.ContactResult.NO_ANSWER, b.before_life()),
        (k.ContactResult.REFUSED, b.before_life()),
    ],
)
def test_knocking_in_vain_keeps_the_case_in_discovery_and_counts(
    result: k.ContactResult, policy: CasePolicy
) -> None:
    state = done(a_case(policy=policy), b.met(result=result, members=()), OFFICE)
    assert (state.stage, state.contacts.attempts) == (k.Stage.DISCOVERY, 1)


def test_meeting_somebody_starts_the_count_of_attempts_anew() -> None:
    state = done(a_case(), b.met(result=k.ContactResult.NO_ANSWER), OFFICE)
    state = done(state, b.met(), OFFICE)
    assert (state.contacts.attempts, state.contacts.total) == (0, 2)


def test_a_refusal_at_the_door_is_counted_as_one() -> None:
    assert done(a_case(), b.met(result=k.ContactResult.REFUSED), OFFICE).refusals == 1


def test_an_excluded_person_is_never_contacted() -> None:
    members = (b.a_member(), b.a_member(b.FORMER, excluded=True))
    state = a_case(members=members)
    assert refused(state, b.met(members=(b.FORMER,)), OFFICE).code == "unknown_subject"


def test_the_next_contact_cannot_be_agreed_for_the_past() -> None:
    contact = b.met(next_on=date(2026, 3, 4))
    assert refused(a_case(), contact, OFFICE).params == {"field": "next_on"}


def test_a_red_flag_is_raised_once_and_cleared_with_a_reason() -> None:
    raising = c.RaiseRedFlag(flags=(k.RedFlag.VIOLENCE,))
    state = done(a_case(k.Stage.MONITORING, b.before_life()), raising)
    assert events_of(state, raising) == ()
    state = done(state, c.ClearRedFlags(reason=b.TEXT))
    assert (state.red_flags, state.urgent_since) == ((), None)
    assert refused(state, c.ClearRedFlags(reason=b.TEXT)).code == "nothing_pending"


def test_a_known_flag_raised_again_with_words_is_kept() -> None:
    raising = c.RaiseRedFlag(flags=(k.RedFlag.VIOLENCE,))
    state = done(a_case(), raising)
    again = raising.model_copy(update={"note": b.TEXT})
    assert isinstance(events_of(state, again)[0], e.RedFlagRaised)


def test_a_second_client_cannot_join_the_household() -> None:
    adding = c.AddMember(member=b.a_member("m-9", relation=k.Relation.CLIENT))
    assert refused(a_case(), adding).code == "duplicate_subject"
    assert len(done(a_case(), c.AddMember(member=b.a_member(b.CHILD))).members) == 3


def test_protecting_a_protected_address_changes_nothing() -> None:
    state = a_case(address_protected=True)
    assert events_of(state, c.ProtectAddress(protected=True, reason=b.TEXT)) == ()
    assert not done(state, c.ProtectAddress(protected=False, reason=b.TEXT)).address_protected


def test_an_excluded_persons_request_is_kept_and_can_only_be_refused() -> None:
    members = (b.a_member(), b.a_member(b.FORMER, excluded=True))
    state = a_case(members=members, address_protected=True)
    asking = c.RecordInformationRequest(member_id=b.FORMER, granted=True)
    answer = refused(state, asking)
    assert (answer.code, answer.missing[0].code) == ("consent_missing", "address_protected")
    kept = events_of(state, asking.model_copy(update={"granted": False}))
    assert isinstance(kept[0], e.InformationRequestRecorded)
