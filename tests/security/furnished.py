"""What the service loop leaves about a case and its bodies: so that every address has something."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from pydantic import SecretStr

from care.messages import commands as c
from care.messages import linking_commands as lk
from care.model import ids
from care.model.codes import AgencyKind, PartnerChannel, ResourceSource, Role, SubDomain
from care.model.directory import Organization, Service, ServiceStatus
from care.model.service_codes import ConcernKind, Milestone, SupportKind, SupportStrength
from store import directory, partner_access, partner_links, people, sessions
from store.agencies import Agency
from store.directory import Entering
from store.people import Person
from tests.security.stack import Stack
from web import passwords

if TYPE_CHECKING:
    from tests.security.population import Household

AMOUNT = 770_077
"""Won a month of every promise; occurs nowhere else."""


@dataclass(frozen=True)
class Held:
    """What a body was told once: its PIN and its key; and its entry in the directory."""

    body: ids.AgencyId
    key: SecretStr
    service_id: str
    pin: str


def service_of(body: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"hamkke:tests:{body}"))


def listed(stack: Stack, body: ids.AgencyId) -> Agency:
    """As the district knows it."""
    return Agency(
        body,
        ids.DistrictCode(body.rpartition("-")[2]),
        f"가상 {body}",
        AgencyKind.PUBLIC_AGENCY,
        PartnerChannel.REST,
        f"{stack.bodies}/{body}",
    )


async def neighbour(stack: Stack, district: ids.DistrictCode, life: timedelta) -> str:
    """Somebody who works at the body that was asked for nothing; their session."""
    now, login = datetime.now(UTC), f"{district}-neighbour"
    person = Person(
        person_id=ids.PersonId(login),
        login=login,
        district=district,
        agency_id=ids.AgencyId(f"centre-{district}"),
        roles=frozenset({Role.PARTNER_WORKER}),
    )
    async with stack.database.for_all().write() as session:
        await people.create_person(session, stack.keyring, person, "이웃", "none", now)
        return str(await sessions.create(session, person.person_id, now, life))


async def hold(stack: Stack, body: Agency, by: ids.PersonId) -> Held:
    """A PIN, a key, and one service with the place where it is entered."""
    now, service_id = datetime.now(UTC), service_of(body.agency_id)
    pin = partner_access.new_pin().get_secret_value()
    hashed = passwords.hash_now(pin)
    organization = Organization(
        id=service_of(f"{body.agency_id}-whole"), name=body.name, description=""
    )
    service = Service(
        id=service_id,
        name=f"반찬 나눔 {body.agency_id}",
        status=ServiceStatus.ACTIVE,
        organization_id=organization.id,
    )
    async with stack.database.for_all().write() as session:
        await partner_access.set_pin(session, body, hashed, by, now)
        key = await partner_access.make_key(session, body, by, now)
        entering = Entering(by, now, body.agency_id)
        await directory.save_entry(
            session, body.district, organization, service, entering, body.agency_id
        )
    return Held(body.agency_id, key, service_id, pin)


async def take_back(home: "Household") -> None:
    """One more referral to the same body, taken back before the one that stays."""
    await home.request(home.withdrawn)
    await home.settled()
    withdrawn = c.WithdrawLinkage(linkage_id=home.withdrawn, reason=ids.TextId("text-1"))
    await home.act(withdrawn, Role.CASE_MANAGER)


async def furnish(home: "Household") -> None:
    """A promise, a worry of the body, a support, a milestone."""
    text, today = ids.TextId("text-1"), datetime.now(UTC).date()
    for command in (
        c.RecordPledge(
            pledge_id=home.pledge,
            agency_id=home.body,
            source=ResourceSource.COMPANY,
            need=SubDomain.HEALTH_BODY,
            amount=AMOUNT,
            first_month=today.replace(day=1),
            months=3,
        ),
        lk.RaiseConcern(
            concern_id=home.concern,
            linkage_id=home.linkage,
            agency_id=home.body,
            concern=ConcernKind.MONEY,
            note=text,
        ),
        lk.RecordSupport(
            support_id=home.support,
            support=SupportKind.FRIEND,
            strength=SupportStrength.STRONG,
            label=text,
        ),
        lk.RecordMilestone(milestone=Milestone.HOUSED, member_id=home.member, on=today, note=text),
    ):
        role = Role.SYSTEM if isinstance(command, lk.RaiseConcern) else Role.CASE_MANAGER
        await (home.relay(command) if role is Role.SYSTEM else home.act(command, role))


async def linked_by_letter(stack: Stack, home: "Household", body: Agency, until: datetime) -> str:
    """The token of a signed link at this household's referral."""
    async with stack.database.for_all().write() as session:
        made = await partner_links.issue(
            session, stack.keyring, home.linkage, body, until, datetime.now(UTC)
        )
    return made.get_secret_value()
