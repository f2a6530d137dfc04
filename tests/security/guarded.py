"""A protected household among the others, and accounts from which it is hidden."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from care.messages import commands as c
from care.model import ids
from care.model.codes import DiscoveryChannel, NeedArea, Role
from care.model.discovery import DiscoveryRules, FoundHousehold, FoundOutcome, Signal
from policies.resolve import resolve
from store import (
    agendas,
    at_risk_intake,
    conferences,
    danger,
    households,
    lessons,
    locations,
    people,
    reports,
    sessions,
)
from store.at_risk_intake import Origin
from store.danger import Identity, NewDanger
from store.households import MemberDetails
from store.lessons import Lesson
from store.locations import Naming
from store.people import Person
from store.reports import Report, Reporter
from tests.security.canaries import Canaries
from tests.security.discovered import BORN, lesson_words
from tests.security.population import (
    GIMPO,
    LIFETIME,
    OFFICE,
    Household,
    Population,
    person_of,
)
from web import passwords

PASSWORD = "나뭇잎 흔들리는 오후"
OFFENDER = Identity("강제외", date(1980, 2, 3), "010-9876-5432")
READERS = (Role.CASE_MANAGER, Role.TEAM_LEAD)


@dataclass(frozen=True)
class Secrets:
    """What only named readers may see: a shelter, a way to reach, an address, a phone."""

    place: str
    reach: str
    address: str
    phone: str

    @classmethod
    def new(cls, number: int) -> "Secrets":
        tag = Canaries.new(number).tag
        return cls(
            place=f"쉼터 {tag} 삼층",
            reach=f"상담원 {tag} 편에",
            address=f"비밀로 {tag}길 7",
            phone=f"010-6{number:03d}-77{number:02d}",
        )

    @property
    def values(self) -> tuple[str, ...]:
        return (self.place, self.reach, self.address, self.phone)

    def shown_in(self, body: str) -> list[str]:
        return [value for value in self.values if value in body]


class Protected(Household):
    """Opened protected; its people live at the secret address, not at the household's."""

    def __init__(self, population: Population, number: int) -> None:
        super().__init__(population.stack, GIMPO, number)
        self.secrets = Secrets.new(number)
        self.at_risk = ids.AtRiskId("none")

    @property
    def home(self) -> ids.HouseholdId:
        return ids.HouseholdId(f"home-{self.case_id}")

    def opening(self) -> c.OpenCase:
        return super().opening().model_copy(update={"address_protected": True})

    async def keep(self) -> None:
        await super().keep()
        now, keyring = datetime.now(UTC), self.stack.keyring
        async with self.stack.database.for_all().write() as session:
            for member_id, name in (
                (self.member, self.canaries.name),
                (self.child, self.canaries.child),
            ):
                secret = self.secrets
                details = MemberDetails(
                    member_id,
                    name,
                    BORN if member_id == self.member else None,
                    phone=secret.phone,
                    address=secret.address,
                )
                await households.add_member(session, keyring, self.home, details)
            await locations.protect(session, keyring, self.home, GIMPO, now, phones=True)
            told = (self.secrets.place, self.secrets.reach)
            await locations.note_place(session, keyring, self.home, *told)
            for role in READERS:
                naming = Naming(person_of(GIMPO, role), person_of(GIMPO, Role.COORDINATOR), now)
                await locations.name_reader(session, keyring, self.home, GIMPO, naming)

    async def called(self, beside: Household) -> None:
        """The conference about it is called for another case; its own is put before that later."""
        meeting = self.meeting(datetime.now(UTC))
        async with self.stack.database.for_all().write() as session:
            await conferences.call_conference(session, self.stack.keyring, meeting)
            await agendas.put_on_agenda(session, meeting, beside.agenda())

    async def _confer(self, session: AsyncSession, now: datetime) -> None:
        await super()._confer(session, now)
        await agendas.move_item(session, self.meeting(now), self.case_id, up=True)

    async def _be_offered(self, session: AsyncSession, now: datetime) -> None:
        """What another district offers is about people of its own."""

    @property
    def receipt(self) -> str:
        """Of the report about it, known before there is one."""
        return reports.receipt_of(str(self.case_id))

    def told(self, kind: int = 0) -> FoundHousehold:
        """What somebody who knows its people tells of it."""
        rules, today = rules_of(), datetime.now(UTC).date()
        one = rules.kinds[kind]
        return FoundHousehold(
            name=self.canaries.name,
            birth_date=BORN,
            phone=self.secrets.phone,
            address=self.secrets.address,
            office=self.office,
            signals=(Signal(kind=one.code, source=one.source, observed_on=today),),
        )

    async def told_of(self) -> None:
        """A list names it, somebody reports it, and something was learned from it."""
        now, keyring, by = datetime.now(UTC), self.stack.keyring, person_of(GIMPO, Role.COORDINATOR)
        channel = DiscoveryChannel.REPORT
        report = Report(self.receipt, GIMPO, self.office, channel, now, urgent=False)
        lesson = Lesson(
            f"lesson-{self.case_id}", GIMPO, NeedArea.HEALTH, lesson_words("곁"), by, now,
            case_id=self.case_id,
        )  # fmt: skip
        async with self.stack.database.for_all().write() as session:
            [placed] = await at_risk_intake.place(
                session, keyring, GIMPO, rules_of(), (self.told(),), Origin(by), now
            )
            assert placed.outcome is FoundOutcome.ATTACHED
            assert placed.at_risk_id is not None
            self.at_risk = placed.at_risk_id
            await reports.keep(session, keyring, report, Reporter())
            await reports.lead_to(session, self.receipt, self.at_risk, None)
            await lessons.write(session, keyring, lesson)

    async def endangered(self, danger_id: str) -> None:
        """The offender is entered; whoever matches is shut out from now on."""
        now, by = datetime.now(UTC), person_of(GIMPO, Role.TEAM_LEAD)
        new = NewDanger(danger_id, self.home, GIMPO, OFFENDER, by, now)
        async with self.stack.database.for_all().write() as session:
            await danger.add_danger(session, self.stack.keyring, new)


@dataclass
class Insiders:
    """Accounts of the offender, with every right there is, and of a colleague at their body."""

    population: Population
    tokens: dict[str, str] = field(default_factory=dict)

    async def settle(self, body: ids.AgencyId) -> None:
        staff = frozenset(
            {Role.CASE_MANAGER, Role.COORDINATOR, Role.SECTION_HEAD, Role.OPERATOR}
            | {Role.POLICY_ADMIN, Role.PRIVACY_OFFICER}
        )
        partner = frozenset({Role.PARTNER_WORKER, Role.CASE_MANAGER})
        await self._account("offender", staff, None, OFFENDER)
        await self._account("offender-there", partner, body, OFFENDER)
        await self._account("colleague-there", partner, body, None)

    async def _account(
        self,
        login: str,
        roles: frozenset[Role],
        body: ids.AgencyId | None,
        identity: Identity | None,
    ) -> None:
        stack, now = self.population.stack, datetime.now(UTC)
        person = Person(ids.PersonId(f"{GIMPO}-{login}"), login, GIMPO, agency_id=body, roles=roles)
        async with stack.database.for_all().write() as session:
            await people.create_person(session, stack.keyring, person, "가온", "none", now)
            if identity is not None:
                await danger.identify(session, stack.keyring, person.person_id, identity, now)
            token = await sessions.create(session, person.person_id, now, LIFETIME)
        self.tokens[login] = str(token)

    def asleep(self) -> None:
        """Nobody else is disturbed by them once the tests are over."""

        async def leave(session: Any) -> None:
            for login in self.tokens:
                person = ids.PersonId(f"{GIMPO}-{login}")
                await people.set_active(session, person, False, datetime.now(UTC))

        self.population.stack.write(leave)


def rules_of() -> DiscoveryRules:
    rules = resolve(GIMPO).discovery
    assert rules is not None
    return rules


async def give_passwords(population: Population) -> None:
    hashed = passwords.hash_now(PASSWORD)
    async with population.stack.database.for_all().write() as session:
        for role in Role:
            if role is not Role.SYSTEM:
                await people._set(session, person_of(GIMPO, role), password_hash=hashed)


__all__ = ["OFFICE", "PASSWORD", "Insiders", "Protected", "Secrets", "give_passwords"]
