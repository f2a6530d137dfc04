"""The service loop's rules and cases with a referral on its way."""

from datetime import datetime, timedelta
from typing import Any

from care.decide.step import tick
from care.messages import commands as c
from care.messages.events import Event
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import AgencyId, EffectId, LinkageId
from care.model.linkage import Linkage
from care.model.linking import ChaseStep, LinkingRules, NextBody
from care.model.policy import CasePolicy
from care.model.service_codes import ChaseAct, DataGroup, PlacePriority
from tests.care import builders as b
from tests.care.builders import a_case, a_policy, done
from tests.care.standing import wake_at

FIRST = LinkageId(f"linkage-{k.SubDomain.HEALTH_BODY}")
SECOND, THIRD = AgencyId("a-second"), AgencyId("a-third")
CENTRE = k.AgencyKind.WELFARE_CENTRE
GROUPS = {
    CENTRE: tuple(DataGroup),
    k.AgencyKind.PROFESSIONAL_ASSOCIATION: (DataGroup.NEED,),
}


def linking_rules(**changes: Any) -> LinkingRules:
    """The national ladder and terms."""
    values: dict[str, Any] = {
        "chase": (
            ChaseStep(code="remind_1", act=ChaseAct.REMIND, after=b.bdays(3)),
            ChaseStep(code="remind_2", act=ChaseAct.REMIND, after=b.bdays(5)),
            ChaseStep(code="tell_owner", act=ChaseAct.TELL_OWNER, after=b.bdays(6)),
            ChaseStep(code="next_body", act=ChaseAct.NEXT_BODY, after=b.bdays(10)),
        ),
        "chase_urgent": (
            ChaseStep(code="remind_1", act=ChaseAct.REMIND, after=b.hours(4)),
            ChaseStep(code="next_body", act=ChaseAct.NEXT_BODY, after=b.bdays(2)),
        ),
        "status_every": b.days(30),
        "waitlist_review": b.days(14),
        "gap_after": 3,
        "gap_answer": b.bdays(5),
        "concern_answer": b.bdays(1),
        "double_send": b.bdays(1),
        "groups_by_kind": GROUPS,
        "capacity_fresh": b.days(30),
        "directory_fresh": b.months(6),
        "link_valid": b.days(14),
        "place_priority": (PlacePriority.URGENT, PlacePriority.WAITED),
        "place_offer": b.days(7),
    }
    return LinkingRules(**{**values, **changes})


def loop_policy(**changes: Any) -> CasePolicy:
    return a_policy(linking=linking_rules(**changes))


def a_next(agency: AgencyId = SECOND, **changes: Any) -> NextBody:
    values = {"agency_id": agency, "agency_kind": CENTRE, "channel": k.PartnerChannel.REST}
    return NextBody(**{**values, **changes})


def consented(policy: CasePolicy | None = None) -> CaseState:
    state = a_case(k.Stage.LINKAGE, policy or loop_policy())
    return done(state, b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO))


def asked(policy: CasePolicy | None = None, **changes: Any) -> CaseState:
    return done(consented(policy), b.a_request(**changes))


def there(state: CaseState, linkage_id: LinkageId = FIRST, code: str = "") -> CaseState:
    """The channel says it is delivered."""
    told = c.RecordDelivery(
        linkage_id=linkage_id, effect_id=EffectId(f"{linkage_id}:1"), delivered=True, code=code
    )
    return done(state, told, k.Role.SYSTEM)


def word(state: CaseState, answer: k.PartnerAnswer, **changes: Any) -> CaseState:
    """Of the body the linkage was asked of."""
    of = linkage(state, changes.get("linkage_id", FIRST))
    on = changes.pop("at", b.NOW)
    told = b.a_word(answer, agency_id=of.agency_id, **changes)
    return done(state, told, k.Role.SYSTEM, on)


def linkage(state: CaseState, linkage_id: str = FIRST) -> Linkage:
    found = state.linkage(linkage_id)
    assert found is not None
    return found


def until(state: CaseState, end: datetime) -> tuple[CaseState, tuple[tuple[datetime, Event], ...]]:
    """The case left alone until then, and what happened by itself with its moment."""
    happened: list[tuple[datetime, Event]] = []
    while (moment := wake_at(state)) is not None and moment <= end:
        stepped = tick(state, moment)
        assert stepped is not None
        happened += [(one.at, one.event) for one in stepped.recorded]
        state = stepped.state
    return state, tuple(happened)


def weeks(n: int) -> datetime:
    return b.NOW + timedelta(weeks=n)
