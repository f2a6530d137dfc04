"""Forms of the service loop: what may be given, what a body may say, and what older cases see."""

import pytest

from care.decide.snapshot import snapshot
from care.model.codes import AgencyKind, LinkageStatus, PartnerAnswer, PartnerChannel
from care.model.service_codes import DataGroup
from tests.care.builders import NOW
from tests.store.steps import a_case_in_linkage
from tests.web.acts.conftest import Office
from tests.web.acts.test_assessing import everybody, to_assessment
from web.acts.around import Around
from web.acts.linking_offers import LINKING_ITEMS
from web.acts.linking_options import SINCE_LINKING
from web.acts.options import options_of
from web.acts.shown import shown
from web.acts.table import BY_SLUG
from web.forms import blank


@pytest.fixture(scope="module", autouse=True)
def _case(office: Office) -> None:
    to_assessment(office)


def around(office: Office, *, linking: bool) -> Around:
    case = office.state()
    policy = case.policy if linking else case.policy.model_copy(update={"linking": None})
    return Around(
        case=case.model_copy(update={"policy": policy}),
        members={},
        names={},
        agencies={},
        case_managers={},
        colleagues={},
        today=office.clock().date(),
    )


def test_a_consent_may_name_what_is_given_group_by_group(office: Office) -> None:
    member = everybody(office)[0]
    office.do(
        "manager",
        "consent",
        member_id=member,
        purpose="PROVIDE_TO",
        agency_id="welfare",
        groups=["IDENTITY", "NEED"],
        method="WRITTEN",
    )
    assert office.state().consents[-1].groups == (DataGroup.IDENTITY, DataGroup.NEED)


def test_what_an_older_case_does_not_know_is_neither_asked_nor_offered(office: Office) -> None:
    answer, consent = BY_SLUG["linkages/{linkage_id}/answer"], BY_SLUG["consent"]
    asked = answer.field("answer")
    assert asked is not None
    for linking in (True, False):
        seen = around(office, linking=linking)
        said = {PartnerAnswer(one.value) for one in options_of(asked, seen)}
        assert (said >= SINCE_LINKING) is linking
        names = {one.name for one in shown(consent, seen.case, blank(), "")}
        assert ("groups" in names) is linking
        fields = {one.name for one in shown(answer, seen.case, blank(), "")}
        assert ({"sessions", "on", "proposed"} <= fields) is linking


def test_each_act_is_offered_beside_what_it_is_about_and_nowhere_else() -> None:
    linkage = a_case_in_linkage().state.linkages[0]
    told = snapshot(a_case_in_linkage().state)

    def offered(name: str, **changes: object) -> bool:
        linkages = (linkage.model_copy(update=changes),)
        return bool(LINKING_ITEMS[name](told.model_copy(update={"linkages": linkages})))

    there, manual = {"delivered_at": NOW}, {"channel": PartnerChannel.MANUAL}
    gone = {"status": LinkageStatus.WITHDRAWN}
    association = {"agency_kind": AgencyKind.PROFESSIONAL_ASSOCIATION}
    assert [offered("to_remind", **one) for one in ({}, there, there | gone)] == [
        False,
        True,
        False,
    ]
    assert [offered("to_pass_on", **one) for one in ({}, association)] == [False, True]
    assert [offered("maybe_twice", **one) for one in ({}, {"maybe_twice_at": NOW})] == [False, True]
    assert [offered("concern_by_hand", **one) for one in ({}, manual)] == [False, True]
    ended = there | manual | gone
    assert offered("to_destroy", **ended)
    assert not offered("to_destroy", **ended, destroyed_at=NOW)
    assert not offered("to_destroy", **there, **gone)
