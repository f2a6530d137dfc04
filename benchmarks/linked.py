"""Cases that may ask a body, or have asked one, put into store and engine as they stand."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from benchmarks.house import House
from benchmarks.prepared import DISTRICT, HeartOnly, Pattern, begin
from care.decide.snapshot import snapshot
from care.messages.commands import RequestLinkage
from care.messages.envelope import Step
from care.model.case import CaseState
from care.model.codes import AgencyKind, LawfulBasis, PartnerAnswer, PartnerChannel, Role
from care.model.ids import (
    AgencyId,
    CaseId,
    CaseNumber,
    HouseholdId,
    IntentKey,
    LinkageId,
    OfficeCode,
)
from policies.resolve import resolve
from store import agencies
from store.agencies import Agency, Direction
from store.households import MemberDetails, add_member, new_household
from store.timeline import append
from tests.workflows.acts import ACTION, AGENCY, LINKAGE, MEMBER, Desk

HOUSEHOLD = HouseholdId("h-bench")
"""One for all cases: what is measured is how they are asked and answered for."""
SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0"
_numbers = count(1)


@dataclass(frozen=True)
class Heart:
    """A case in memory, and somebody to act on it."""

    cases: HeartOnly
    desk: Desk

    def pattern(self) -> Pattern:
        return Pattern(self.cases.now, tuple(self.cases.recorded))


async def agreed() -> Pattern:
    """The household agreed to its plan; the next act asks a body."""
    return (await _agreed()).pattern()


async def started() -> Pattern:
    """The body was asked in our own pages and has begun: it has only progress to tell."""
    heart = await _agreed()
    await heart.desk.act(asking(LINKAGE, PartnerChannel.PORTAL), Role.CASE_MANAGER)
    for answer in (PartnerAnswer.ACCEPTED, PartnerAnswer.STARTED):
        await heart.desk.answer(answer)
    return heart.pattern()


def asking(linkage: LinkageId, channel: PartnerChannel = PartnerChannel.REST) -> RequestLinkage:
    return RequestLinkage(
        linkage_id=linkage,
        action_id=ACTION,
        agency_id=AGENCY,
        agency_kind=AgencyKind.PUBLIC_AGENCY,
        channel=channel,
        members=(MEMBER,),
        basis=LawfulBasis.PUBLIC_MINIMUM,
    )


async def _agreed() -> Heart:
    cases = HeartOnly()
    desk = Desk(cases, resolve(DISTRICT).case_policy)
    await desk.open()
    await desk.to_linkage_from_open()
    return Heart(cases, desk)


def linkage_of(state: CaseState) -> LinkageId:
    return LinkageId(f"linkage-{state.case_id.rpartition('-')[2].lower()}")


def copy(pattern: Pattern) -> CaseState:
    number = f"{next(_numbers):08d}"
    case_id = CaseId(f"{DISTRICT}-LINK{number}")
    state = pattern.state.model_copy(
        update={
            "case_id": case_id,
            "case_number": CaseNumber(f"L-{number}"),
            "household_id": HOUSEHOLD,
        }
    )
    own = tuple(one.model_copy(update={"linkage_id": linkage_of(state)}) for one in state.linkages)
    return state.model_copy(update={"linkages": own})


async def place(made: House, pattern: Pattern, number: int) -> list[CaseState]:
    """So many copies in the store and running in the engine."""
    states = [copy(pattern) for _ in range(number)]
    for state in states:
        await begin(made.client, state)
    async with made.database.write() as session:
        for state in states:
            written = Step(
                case_id=state.case_id,
                intent=IntentKey(f"{state.case_id}.all"),
                events=pattern.recorded,
                snapshot=snapshot(state),
            )
            await append(session, written, made.keyring)
    return states


async def settle(made: House, endpoint: str, agency_id: AgencyId = AGENCY) -> None:
    """The household, and the body with one secret for each direction."""
    now = datetime.now(UTC)
    body = Agency(
        agency_id,
        DISTRICT,
        "가상기관",
        AgencyKind.PUBLIC_AGENCY,
        PartnerChannel.REST,
        endpoint,
    )
    async with made.database.write() as session:
        await new_household(session, HOUSEHOLD, DISTRICT, OfficeCode("office-1"), now)
        person = MemberDetails(MEMBER, "표본해온")
        await add_member(session, made.keyring, HOUSEHOLD, person)
        await agencies.save_agency(session, body)
        for direction in Direction:
            await agencies.add_secret(session, made.keyring, agency_id, direction, SECRET, now)
