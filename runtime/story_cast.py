"""The cast of a story: accounts and bodies made for one telling, and the ids behind its labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from secrets import token_hex
from typing import TypeVar

from pydantic import SecretStr

from care.model.case import CaseState
from care.model.codes import PartnerChannel
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from runtime.parts import Parts
from runtime.story_file import Body, Person, Story, StoryError, Worker
from store import agencies, partner_access, people
from store.agencies import Agency, Direction
from store.people import Person as Colleague
from web.passwords import hash_now

BY = PersonId("system")
Named = TypeVar("Named")
PASSWORD = "one story, told once"  # noqa: S105 - lives as long as a scratch database
PIN = "204816"
"""Of every body."""
PATHS = {PartnerChannel.REST: "", PartnerChannel.FHIR: "/fhir"}
"""Where a body of the sandbox listens, below its own name."""


@dataclass(frozen=True)
class Account:
    person: PersonId
    login: str
    password: str


@dataclass
class Cast:
    """Labels of the file to ids of this telling; linkages and pledges join as they are made."""

    workers: dict[str, Account]
    bodies: dict[str, AgencyId]
    members: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    keys: dict[str, SecretStr] = field(default_factory=dict)
    """Body to the key by which it reads its own Tasks from us."""

    def member(self, label: str) -> str:
        return _known(self.members, label, "member")

    def body(self, label: str) -> str:
        return _known(self.bodies, label, "body")

    def worker(self, label: str) -> Account:
        return _known(self.workers, label, "worker")

    def thing(self, label: str) -> str:
        return _known(self.made, label.removeprefix("@"), "label")

    def meet(self, people: Mapping[str, Person], state: CaseState) -> None:
        """The household was entered in the file's order, the client first."""
        ids = [member.member_id for member in state.members]
        self.members |= dict(zip(people, ids, strict=True))


def _known(names: Mapping[str, Named], label: str, kind: str) -> Named:
    if label not in names:
        raise StoryError(f"no {kind} is called {label}")
    return names[label]


async def gather(story: Story, parts: Parts, sandbox: str, at: datetime) -> Cast:
    """New accounts and bodies, so that stories never meet; ``sandbox`` is where bodies listen."""
    mark = f"{story.story.lower()}-{token_hex(3)}"
    hashed, pin = hash_now(PASSWORD), hash_now(PIN)
    cast = Cast(workers={}, bodies={})
    district = DistrictCode(story.district)
    for label, body in story.bodies.items():
        pool = AgencyId(cast.body(body.member_of)) if body.member_of else None
        made = AgencyId(f"{mark}-{label}")
        cast.bodies[label] = await make_body(parts, made, district, body, sandbox, at)
        cast.keys[label] = await _let_in(parts, made, pool, pin, at)
    for label, worker in story.workers.items():
        employer = AgencyId(cast.body(worker.agency)) if worker.agency else None
        account = AccountOf(DistrictCode(worker.district or story.district), employer, hashed)
        cast.workers[label] = await _account(parts, account, f"{mark}-{label}", worker, at)
    return cast


async def _let_in(
    parts: Parts, agency_id: AgencyId, pool: AgencyId | None, pin: str, at: datetime
) -> SecretStr:
    """Its association, the PIN behind its links, and a key to its Tasks."""
    async with parts.database.for_all().write() as session:
        body = await agencies.agency(session, agency_id)
        if body is None:
            raise StoryError(f"no body {agency_id}")
        await agencies.save_agency(session, replace(body, member_of=pool))
        await partner_access.set_pin(session, body, pin, BY, at)
        return await partner_access.make_key(session, body, BY, at)


@dataclass(frozen=True)
class AccountOf:
    district: DistrictCode
    agency: AgencyId | None
    hashed: str


async def _account(
    parts: Parts, of: AccountOf, login: str, worker: Worker, at: datetime
) -> Account:
    person = Colleague(
        person_id=PersonId(f"p-{login}"),
        login=login,
        district=of.district,
        agency_id=of.agency,
        office=OfficeCode(worker.office) if worker.office else None,
        roles=frozenset({worker.role}),
    )
    async with parts.database.for_all().write() as session:
        await people.create_person(session, parts.keyring, person, worker.name, of.hashed, at)
    return Account(person.person_id, login, PASSWORD)


async def make_body(
    parts: Parts,
    agency_id: AgencyId,
    district: DistrictCode,
    body: Body,
    sandbox: str,
    at: datetime,
) -> AgencyId:
    """Save a body and, the first time, the two secrets shared with it."""
    path = PATHS.get(body.channel)
    agency = Agency(
        agency_id=agency_id,
        district=district,
        name=body.name,
        kind=body.kind,
        channel=body.channel,
        endpoint="" if path is None else f"{sandbox}/{agency_id}{path}",
        agreement_from=date(2018, 1, 1),
        mail=f"{agency_id}@hamkke.example" if body.channel is PartnerChannel.MAIL else "",
    )
    async with parts.database.for_all().write() as session:
        await agencies.save_agency(session, agency)
        kept = await agencies.secrets(session, parts.keyring, agency_id)
        if path is not None and kept.sending is None:
            for direction in Direction:
                secret = f"whsec_{token_hex(24)}"
                await agencies.add_secret(session, parts.keyring, agency_id, direction, secret, at)
    return agency_id
