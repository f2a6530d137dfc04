"""What a district found: the queue, a list, surveys, a report, lessons, a closed month.

Whoever is told of here is nobody's case yet, with canaries of their own.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.campaign import Campaign, Question, SurveyForm
from care.model.codes import DiscoveryChannel, NeedArea, Role
from care.model.discovery import BatchKind, DiscoveryRules, FoundHousehold, FoundOutcome, Signal
from care.model.ids import AtRiskId, CampaignId, CaseId, DistrictCode, OfficeCode, PersonId
from care.model.learned import (
    Learning,
    LearningKind,
    LessonWords,
    RecipientKind,
    VolumeKind,
    VolumeWords,
)
from care.model.reports import Occupation
from policies.resolve import resolve
from store import (
    at_risk_intake,
    batches,
    campaign_answers,
    campaign_selection,
    campaign_targets,
    campaigns,
    closed_months,
    learning,
    lessons,
    reports,
    volumes,
)
from store.at_risk_intake import Origin
from store.batch_portions import PortionRead, Result
from store.batches import Batch
from store.campaign_answers import Answer
from store.campaign_targets import NewTarget, Told, Who
from store.lessons import Lesson
from store.reports import Report, Reporter
from store.tables.openings import OpeningLine
from store.volumes import Recipient, Volume
from tests.security.canaries import Canaries
from tests.security.stack import Stack

People = Callable[[str, Role], PersonId]
BORN = date(1949, 5, 6)
FORM = SurveyForm(
    version=1,
    form="national-2024",
    questions=(Question(code="own_1", ko="혼자 사시나요", en="Lives alone", points=10),),
)
SIGNED = ("/letters", "/outcomes", "/selection", "/send-back")
"""Pages of a campaign whose list is signed; the others are of one that is surveyed."""


@dataclass
class Discovered:
    """Of one district: what stands in its addresses, and who may be shown behind which of them."""

    district: DistrictCode
    known: dict[str, Canaries] = field(default_factory=dict)
    """By what a record of being shown them names."""
    reporter: Canaries = field(default_factory=lambda: Canaries.new(0))
    named: dict[str, str] = field(default_factory=dict)
    signed: str = ""
    surveyed: str = ""

    def ids(self, path: str) -> dict[str, object]:
        campaign = self.signed if path.endswith(SIGNED) else self.surveyed
        return {**self.named, "campaign_id": campaign, **self._files(path)}

    def _files(self, path: str) -> dict[str, str]:
        if path.startswith("/casebook/"):
            return {"file": "recipients.xlsx"}
        if path.startswith("/records/"):
            return {"file": "records.xlsx"}
        return {"name": "template.csv" if "/template/" in path else "result.csv"}

    def asked(self, path: str) -> str:
        return f"?month={self.named['month']}" if path == "/figures/months/one" else ""


class Discovering:
    """Makes all of it, as the pages and the worker would; nothing here is told to the engine."""

    def __init__(
        self, stack: Stack, district: DistrictCode, office: OfficeCode, people: People
    ) -> None:
        self.stack, self.district, self.office, self.people = stack, district, office, people
        self.by = people(district, Role.COORDINATOR)
        self.now, self.mark = datetime.now(UTC), secrets.token_hex(6)
        self.made = Discovered(district)
        rules = resolve(district).discovery
        assert rules is not None, "its pages would prove nothing"
        self.rules: DiscoveryRules = rules

    async def all(self, case_id: CaseId, tag: str) -> Discovered:
        """``case_id``: a case that something was learned from; ``tag``: in every free word."""
        await self._listed(tag)
        async with self.stack.database.for_all().write() as session:
            await self._told(session, "at_risk_id", Canaries.new(3001), Origin(self.by))
            await self._reported(session)
            self.made.surveyed = await self._surveyed(session, "one", self.by)
            await self._chosen(session)
            await self._learned(session, case_id, tag)
            month = (self.now.date().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
            closing = closed_months.Closing(month, self.by, self.now)
            await closed_months.close(session, self.district, closing)
            self.made.named["month"] = month
        return self.made

    def household(self, who: Canaries) -> FoundHousehold:
        return found(self.rules, who, self.office, self.now)

    async def _told(self, session: AsyncSession, name: str, who: Canaries, origin: Origin) -> str:
        keyring, told = self.stack.keyring, (self.household(who),)
        [placed] = await at_risk_intake.place(
            session, keyring, self.district, self.rules, told, origin, self.now
        )
        assert placed.at_risk_id is not None
        self.made.named[name] = placed.at_risk_id
        self.made.known[placed.at_risk_id] = who
        return placed.at_risk_id

    async def _listed(self, tag: str) -> None:
        """A list that was tried out and waits for somebody to confirm it."""
        who, store = Canaries.new(3002), self.stack.database.for_all()
        batch = Batch(
            batches.batch_id(self.district, self.mark), self.district, BatchKind.SIGNALS, self.by,
            self.now, file_name=f"명단 {tag}.csv", year=self.now.year,
            observed_on=self.now.date(),
        )  # fmt: skip
        row = {"name": who.name, "phone": who.phone, "address": who.address, "note": who.text}
        portions = [PortionRead(rows=((2, row),))]
        await batches.keep(self.stack.database, self.stack.keyring, batch, self.mark, portions)
        async with store.write() as session:
            await batches.begin(session, batch.batch_id, self.now)
            at_work = await batches.get(session, self.stack.keyring, self.district, batch.batch_id)
            assert at_work is not None
            result = Result(2, FoundOutcome.NEW)
            await batches.advance(session, self.stack.keyring, at_work, [result], self.now)
        self.made.named["batch"] = batch.batch_id
        self.made.known[batch.batch_id] = who

    async def _reported(self, session: AsyncSession) -> None:
        """By somebody who said who they are, which is shown to hardly anybody."""
        at_risk = await self._told(session, "of_report", Canaries.new(3003), Origin(None))
        who = self.made.reporter = Canaries.new(3004)
        receipt = reports.receipt_of(self.mark)
        report = Report(
            receipt, self.district, self.office, DiscoveryChannel.DUTY_REPORTER, self.now, False,
            occupation=next(iter(Occupation)),
        )  # fmt: skip
        said = Reporter(who.name, who.phone, who.address)
        await reports.keep(session, self.stack.keyring, report, said)
        await reports.lead_to(session, receipt, AtRiskId(at_risk), None)
        self.made.named["receipt"] = receipt

    async def _surveyed(self, session: AsyncSession, which: str, surveyor: PersonId) -> str:
        """A campaign with two people to ask, by the same surveyor."""
        name, today = CampaignId(f"campaign-{self.mark}-{which}"), self.now.date()
        campaign = Campaign(
            campaign_id=name, district=self.district, name="어르신 살핌 조사", wanted=2, places=1,
            first_day=today, last_day=today + timedelta(days=8), made_by=self.by,
            made_at=self.now,
        )  # fmt: skip
        await campaigns.create(session, campaign, FORM)
        people = [Canaries.new(3010 + len(self.made.known) + one) for one in range(2)]
        new = [NewTarget(who_of(one), "1구역", self.office) for one in people]
        await campaign_targets.add_targets(
            session, self.stack.keyring, self.district, name, new, self.now
        )
        targets = await campaign_targets.targets(session, self.district, name)
        share = {one.target_id: surveyor for one in targets}
        await campaign_targets.assign(session, self.district, share)
        self.made.known |= dict(zip(share, people, strict=True))
        self.made.named["target_id"] = targets[0].target_id
        return name

    async def _chosen(self, session: AsyncSession) -> None:
        """Of another campaign both answered; one is to be opened, one is written to."""
        open_target = self.made.named["target_id"]
        self.made.signed = await self._surveyed(session, "two", self.by)
        name, keyring = CampaignId(self.made.signed), self.stack.keyring
        self.made.named["target_id"] = open_target
        for points, one in enumerate(await campaign_targets.targets(session, self.district, name)):
            told = Told(answers={"own_1": points}, note=self.made.known[one.target_id].text)
            given = Answer(name, one.target_id, FORM, told, self.by, self.now, self.now.date())
            assert await campaign_answers.answer(session, keyring, self.district, given)
        campaign = await campaigns.campaign(session, self.district, name)
        assert campaign is not None
        await campaign_selection.propose(session, keyring, campaign, self.by, self.now)
        campaign = await campaigns.campaign(session, self.district, name)
        assert campaign is not None
        head = self.people(self.district, Role.SECTION_HEAD)
        await campaign_selection.sign(session, keyring, campaign, head, self.now, self.rules)
        later = OpeningLine.opening_id
        mine = select(later).where(OpeningLine.district == self.district)
        self.made.named["opening_id"] = str(await session.scalar(mine))

    async def _learned(self, session: AsyncSession, case_id: CaseId, tag: str) -> None:
        keyring, district, author = self.stack.keyring, self.district, self.by
        lesson = Lesson(
            f"lesson-{self.mark}", district, NeedArea.HEALTH, lesson_words(tag), author, self.now,
        )  # fmt: skip
        await lessons.write(session, keyring, lesson)
        words = VolumeWords(title=f"함께 걸은 해 {tag}", parts=("함께", "곁에"))
        year, apart = self.now.year, int(self.district)
        volume = Volume(
            district, f"{year}-{apart}", VolumeKind.CASEBOOK, year, words, author, self.now
        )
        await volumes.begin(session, keyring, volume)
        given = Recipient(f"recipient-{self.mark}", RecipientKind.OTHER, f"받는 곳 {tag}", 2)
        await volumes.add_recipients(session, keyring, district, volume.volume_id, [given])
        held = Learning(
            kind=LearningKind.SUPERVISION, held_on=self.now.date(), minutes=90,
            title=f"사례를 함께 봄 {tag}", people=(author,), cases=(case_id,),
        )  # fmt: skip
        event = learning.Kept(f"event-{self.mark}", held, author)
        await learning.keep(session, keyring, district, event, self.now)
        self.made.named |= {
            "lesson_id": lesson.lesson_id,
            "volume_id": volume.volume_id,
            "recipient_id": given.recipient_id,
            "event_id": event.event_id,
        }


def found(rules: DiscoveryRules, who: Canaries, office: OfficeCode, at: datetime) -> FoundHousehold:
    kind = rules.kinds[0]
    signal = Signal(kind=kind.code, source=kind.source, observed_on=at.date())
    return FoundHousehold(
        name=who.name, birth_date=BORN, phone=who.phone, address=who.address, office=office,
        channel=DiscoveryChannel.DUTY_REPORTER, signals=(signal,), note=who.text,
    )  # fmt: skip


def who_of(one: Canaries) -> Who:
    return Who(name=one.name, birth_date=BORN, phone=one.phone, address=one.address)


def lesson_words(tag: str) -> LessonWords:
    return LessonWords(
        title=f"늦은 연락 {tag}", situation=f"혼자 지냄 {tag}", tried="문 앞 쪽지", learned="꾸준히"
    )
