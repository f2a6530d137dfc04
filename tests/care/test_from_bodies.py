"""What a body's worker may do beside answering, and that it is nobody else's and no more."""

from datetime import date
from typing import Any

import pytest

from care.messages import commands as c
from care.model import codes as k
from care.model import service_codes as sk
from care.model.case import CaseState
from care.model.ids import AgencyId, LinkageId, PledgeId
from care.model.linking import ChaseStep, LinkingRules
from care.model.policy import CasePolicy
from tests.care import builders as b
from tests.care.builders import a_case, an_actor, done, events_of, refused

R, S = k.Role, k.SubDomain
WORKER = an_actor(R.PARTNER_WORKER, agency=b.CENTRE)
ANOTHER = an_actor(R.PARTNER_WORKER, agency=AgencyId("a-another"))


def loop(**changes: Any) -> CasePolicy:
    step = ChaseStep(code="remind", act=sk.ChaseAct.REMIND, after=b.bdays(3))
    rules = LinkingRules(
        chase=(step,),
        chase_urgent=(step,),
        status_every=b.days(30),
        waitlist_review=b.days(30),
        gap_after=3,
        gap_answer=b.bdays(5),
        concern_answer=b.bdays(1),
        double_send=b.bdays(1),
        groups_by_kind={},
        capacity_fresh=b.days(30),
        directory_fresh=b.days(180),
        link_valid=b.days(14),
        place_priority=(sk.PlacePriority.WAITED,),
        place_offer=b.bdays(3),
    )
    return b.a_policy(linking=rules, **changes)


def found(channel: k.DiscoveryChannel = k.DiscoveryChannel.PARTNER) -> CaseState:
    return done(b.a_blank(loop()), b.an_opening(channel=channel), WORKER)


def linked(policy: CasePolicy | None = None) -> CaseState:
    state = a_case(k.Stage.LINKAGE, policy or loop())
    state = done(state, b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO))
    return done(state, b.a_request())


def promised(**changes: Any) -> c.RecordPledge:
    said = {
        "pledge_id": PledgeId("pledge-1"),
        "agency_id": b.CENTRE,
        "source": k.ResourceSource.COMPANY,
        "need": S.HEALTH_BODY,
        "amount": 500_000,
        "first_month": date(2026, 3, 1),
        "months": 12,
        "day": 5,
    }
    return c.RecordPledge.model_validate(said | changes)


def paid(**changes: Any) -> c.RecordResource:
    said = {
        "entry_id": "entry-1",
        "source": k.ResourceSource.COMPANY,
        "agency_id": b.CENTRE,
        "need": S.HEALTH_BODY,
        "amount": 500_000,
        "on": b.NOW.date(),
        "pledge_id": PledgeId("pledge-1"),
        "month": date(2026, 3, 1),
    }
    return c.RecordResource.model_validate(said | changes)


@pytest.mark.parametrize("channel", [k.DiscoveryChannel.PARTNER, k.DiscoveryChannel.DUTY_REPORTER])
def test_a_body_refers_a_household_in(channel: k.DiscoveryChannel) -> None:
    state = found(channel)
    assert (state.stage, state.channel) == (k.Stage.DISCOVERY, channel)


def test_a_body_opens_a_case_in_no_other_way() -> None:
    said = b.an_opening(channel=k.DiscoveryChannel.OUTREACH)
    assert refused(b.a_blank(loop()), said, WORKER).code == "role_not_allowed"
    levelled = b.an_opening(channel=k.DiscoveryChannel.PARTNER, level=k.CASE_GENERAL)
    assert refused(b.a_blank(loop()), levelled, WORKER).code == "role_not_allowed"
    of_nobody = an_actor(R.PARTNER_WORKER, agency=None)
    own = b.an_opening(channel=k.DiscoveryChannel.PARTNER)
    assert refused(b.a_blank(loop()), own, of_nobody).code == "role_not_allowed"


def test_the_consent_the_body_took_comes_with_the_household() -> None:
    state = done(found(), b.a_consent(), WORKER)
    [consent] = state.consents
    assert consent.purpose is k.ConsentPurpose.COLLECT_USE


def test_a_body_records_no_other_consent() -> None:
    providing = b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO)
    assert refused(found(), providing, WORKER).code == "role_not_allowed"
    later = a_case(k.Stage.LINKAGE, loop())
    assert refused(later, b.a_consent(), WORKER).code == "role_not_allowed"
    visited = done(b.a_blank(loop()), b.an_opening(channel=k.DiscoveryChannel.OUTREACH))
    assert refused(visited, b.a_consent(), WORKER).code == "role_not_allowed"


def test_a_sponsor_keeps_its_schedule_and_its_payments() -> None:
    state = done(done(linked(), promised(), WORKER), paid(), WORKER)
    [pledge] = state.pledges
    assert pledge.paid == (date(2026, 3, 1),)
    assert state.private_total == 500_000


def test_a_sponsor_promises_and_pays_for_nobody_else() -> None:
    state = done(linked(), promised(), WORKER)
    assert refused(state, promised(pledge_id=PledgeId("p-2")), ANOTHER).code == "role_not_allowed"
    assert refused(state, paid(), ANOTHER).code == "role_not_allowed"
    as_if = paid(agency_id=ANOTHER.agency)
    assert refused(state, as_if, ANOTHER).code == "role_not_allowed"
    unpromised = paid(pledge_id=None, month=None, linkage_id=LinkageId("linkage-HEALTH_BODY"))
    assert refused(state, unpromised, WORKER).code == "role_not_allowed"


def test_a_body_that_was_not_asked_about_the_household_promises_nothing() -> None:
    unasked = promised(agency_id=ANOTHER.agency)
    assert refused(linked(), unasked, ANOTHER).code == "role_not_allowed"


def test_under_an_older_policy_none_of_it_exists() -> None:
    old = linked(b.a_policy(linking=None))
    assert refused(old, promised(), WORKER).code == "role_not_allowed"
    opening = b.an_opening(channel=k.DiscoveryChannel.PARTNER)
    before = b.a_blank(b.a_policy(linking=None))
    assert refused(before, opening, WORKER).code == "role_not_allowed"
    state = done(before, opening)
    assert refused(state, b.a_consent(), WORKER).code == "role_not_allowed"


def test_staff_do_all_of_it_as_before() -> None:
    assert events_of(linked(), promised())
    assert events_of(found(), b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO))
