"""Pledges and the ledger: no grant without a linked need, one payment for a month."""

from datetime import date
from typing import Any

import pytest

from care.messages import commands as c
from care.model import codes as k
from care.model.ids import LinkageId, PledgeId
from tests.care import builders as b
from tests.care.builders import a_case, done, refused

NEED = k.SubDomain.ECONOMY_BASIC


def a_pledge(**changes: Any) -> c.RecordPledge:
    values = {
        "pledge_id": PledgeId("pledge"),
        "agency_id": b.CENTRE,
        "source": k.ResourceSource.COMPANY,
        "need": NEED,
        "amount": 500_000,
        "first_month": date(2025, 12, 1),
        "months": 3,
    }
    return c.RecordPledge(**{**values, **changes})


def a_grant(**changes: Any) -> c.RecordResource:
    values = {
        "entry_id": "entry",
        "source": k.ResourceSource.COMPANY,
        "need": NEED,
        "amount": 500_000,
        "on": date(2026, 3, 5),
    }
    return c.RecordResource(**{**values, **changes})


def paid(month: date, **changes: Any) -> c.RecordResource:
    return a_grant(pledge_id=PledgeId("pledge"), month=month, **changes)


@pytest.mark.parametrize("act", [a_grant(need=k.SubDomain.LEGAL_HELP),
                                 a_pledge(need=k.SubDomain.LEGAL_HELP)])  # fmt: skip
def test_nothing_is_given_without_a_linked_need(act: c.Command) -> None:
    answer = refused(a_case(k.Stage.LINKAGE), act)
    assert [(m.code, m.subject) for m in answer.missing] == [("need_not_linked", "LEGAL_HELP")]


def test_a_need_scored_at_all_may_receive() -> None:
    state = done(a_case(k.Stage.LINKAGE), a_grant(need=k.SubDomain.SOCIAL_GROUPS))
    assert state.private_total == 500_000


def test_before_the_assessment_no_need_is_known() -> None:
    assert refused(a_case(k.Stage.RECEIVED), a_grant()).code == "requirements_missing"


def test_public_and_private_money_are_summed_apart() -> None:
    state = a_case(k.Stage.LINKAGE)
    for source in k.ResourceSource:
        state = done(state, a_grant(source=source, amount=10))
    assert (state.public_total, state.private_total) == (30, 40)


def test_a_payment_marks_its_month_and_a_substitute_may_stand_in() -> None:
    state = done(a_case(k.Stage.LINKAGE), a_pledge())
    state = done(state, paid(date(2026, 1, 1), source=k.ResourceSource.FOUNDATION))
    assert state.pledges[0].paid == (date(2026, 1, 1),)
    assert state.private_total == 500_000


@pytest.mark.parametrize(
    ("month", "code"),
    [
        (date(2026, 1, 1), "duplicate_subject"),
        (date(2026, 3, 1), "invalid_value"),
        (date(2025, 11, 1), "invalid_value"),
        (date(2026, 2, 10), "invalid_value"),
    ],
)
def test_only_an_unpaid_pledged_month_can_be_paid(month: date, code: str) -> None:
    state = done(a_case(k.Stage.LINKAGE), a_pledge())
    state = done(state, paid(date(2026, 1, 1)))
    assert refused(state, paid(month)).code == code


def test_a_month_belongs_to_a_known_pledge() -> None:
    state = a_case(k.Stage.LINKAGE)
    assert refused(state, paid(date(2026, 1, 1))).code == "unknown_subject"
    assert refused(state, a_grant(month=date(2026, 1, 1))).params == {"field": "month"}


def test_a_pledge_starts_on_the_first_of_a_month_and_is_made_once() -> None:
    state = done(a_case(k.Stage.LINKAGE), a_pledge())
    assert refused(state, a_pledge()).code == "duplicate_subject"
    odd = a_pledge(pledge_id="other", first_month=date(2026, 1, 2))
    assert refused(state, odd).params == {"field": "first_month"}


def test_what_a_linkage_brings_adds_up_on_it() -> None:
    state = a_case(k.Stage.MONITORING)
    linkage = state.linkages[0].linkage_id
    for _ in range(2):
        state = done(state, a_grant(linkage_id=linkage, in_kind=True, amount=70))
    assert state.linkages[0].value == 140
    lost = a_grant(linkage_id=LinkageId("none"))
    assert refused(state, lost).code == "unknown_subject"


def test_nothing_is_booked_ahead_of_its_day() -> None:
    late = a_grant(on=date(2026, 3, 6))
    assert refused(a_case(k.Stage.LINKAGE), late).params == {"field": "on"}
