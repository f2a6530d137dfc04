"""One opened case with one linkage asked of one body, and the activity that sends it."""

from datetime import UTC, date, datetime

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.send_referral import ReferralSender
from activities.store_step import StepStore
from care.decide.evolve import blank
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step
from care.messages.envelope import DeliveryResult, Envelope, ReferralToSend, Step
from care.model.case import CaseState
from care.model.codes import (
    AgencyKind,
    ConsentMethod,
    ConsentPurpose,
    PartnerChannel,
    Role,
    ServiceType,
    SubDomain,
)
from care.model.household import Consent
from care.model.ids import ConsentId, EffectId, HouseholdId
from care.model.linkage import Linkage
from care.model.term import Term, Unit
from policies.resolve import resolve
from store.agencies import Agency, save_agency
from store.database import Database
from store.keyring import Keyring
from tests.activities.conftest import DISTRICT, Remembering, body, settle_in
from tests.workflows.acts import ACTION, AGENCY, LINKAGE, MEMBER, Desk

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CONTACT = "http://127.0.0.1:8460"


GIVEN = Consent(
    consent_id=ConsentId("consent-1"),
    member_id=MEMBER,
    purpose=ConsentPurpose.PROVIDE_TO,
    agency_id=AGENCY,
    method=ConsentMethod.WRITTEN,
    given_at=NOW,
    valid_until=date(2030, 12, 31),
)


class Scene:
    """One opened case with one linkage in the read model, stored as the worker stores it."""

    def __init__(self, database: Database, keyring: Keyring, channel: Remembering) -> None:
        self.database, self.keyring, self.channel = database, keyring, channel
        self.desk = Desk(None, resolve(DISTRICT).case_policy)  # type: ignore[arg-type]
        self.sender = ReferralSender(
            database, keyring, {PartnerChannel.REST: channel}, contact=CONTACT
        )

    async def stand(
        self,
        *,
        protected: bool = False,
        consent: Consent | None = GIVEN,
        channel: PartnerChannel = PartnerChannel.REST,
        kind: AgencyKind = AgencyKind.PUBLIC_AGENCY,
        service: ServiceType = ServiceType.HOME_VISIT_DOCTOR,
    ) -> None:
        state, opened = self._opened(protected)
        household = self._home = state.household_id
        await settle_in(self.database, self.keyring, HouseholdId(household))
        asked = linkage().model_copy(
            update={"channel": channel, "agency_kind": kind, "service": service}
        )
        given = () if consent is None else (consent,)
        state = state.model_copy(update={"linkages": (asked,), "consents": given})
        written = Step(
            case_id=state.case_id,
            intent=opened.intent,
            events=self.events,
            snapshot=snapshot(state),
        )
        await StepStore(self.database, self.keyring).store_step(written)

    def home(self) -> HouseholdId:
        return self._home

    def _opened(self, protected: bool) -> tuple[CaseState, Envelope]:
        command = self.desk.opening().model_copy(update={"address_protected": protected})
        envelope = self.desk.envelope(command, Role.LOCAL_OFFICE)
        stepped = step(blank(self.desk.start), envelope, NOW)
        assert isinstance(stepped, Stepped)
        self.events = stepped.recorded
        return stepped.state, envelope

    async def send(
        self, effect: str = "linkage-1:1", *, now: datetime = NOW, **how: bool
    ) -> DeliveryResult:
        asked = ReferralToSend(
            case_id=self.desk.case_id,
            district=DISTRICT,
            effect_id=EffectId(effect),
            linkage_id=LINKAGE,
            now=now,
            **how,
        )
        return await ActivityEnvironment().run(self.sender.send_referral, asked)

    async def fails(
        self, effect: str = "linkage-1:1", *, now: datetime = NOW, **how: bool
    ) -> ApplicationError:
        with pytest.raises(ApplicationError) as failed:
            await self.send(effect, now=now, **how)
        return failed.value

    async def keep(self, agency: Agency) -> None:
        async with self.database.write() as session:
            await save_agency(session, agency)


def linkage() -> Linkage:
    return Linkage(
        linkage_id=LINKAGE,
        action_id=ACTION,
        agency_id=AGENCY,
        agency_kind=body().kind,
        channel=PartnerChannel.REST,
        service=ServiceType.HOME_VISIT_DOCTOR,
        need=SubDomain.HEALTH_BODY,
        members=(MEMBER,),
        answer_term=Term(n=5, unit=Unit.BUSINESS_DAYS),
        requested_at=NOW,
        status_at=NOW,
    )
