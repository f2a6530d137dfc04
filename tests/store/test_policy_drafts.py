"""A draft's way to publication: nobody goes it alone, and what is approved is what was seen."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from care.model.ids import DistrictCode, DraftId, PersonId
from care.model.policy_rules import Adoption
from store import policy_attachments as papers
from store import policy_drafts as drafts
from store.database import Database
from store.keyring import Keyring
from store.policy_draft_lines import packed
from store.policy_drafts import By, Changes, Draft, DraftState, StepKind, Terms
from store.tables.policies import AttachmentLine, DraftStepLine, PolicyDraftLine
from tests.care.builders import NOW
from tests.postgres import used
from tests.store.conftest import clone

GIMPO = DistrictCode("41570")
AUTHOR, LAWYER, HEAD, SECOND = (PersonId(f"p-{name}") for name in ("a", "l", "h", "s"))
DRAFT = DraftId("draft-1")
FILES = {"districts/gimpo-si.yaml": "plan: 14 d"}
OTHER = {"districts/gimpo-si.yaml": "plan: 21 d"}
FIRST = Draft(DRAFT, GIMPO, "gimpo-si", "계획 기한 조정", FILES, 7, AUTHOR, NOW, NOW)


def by(person: PersonId, note: str = "", minutes: int = 0) -> By:
    return By(GIMPO, person, NOW + timedelta(minutes=minutes), note)


class Way:
    """A draft in a database, and acts on it one transaction each."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self.database, self.keyring = database, keyring

    async def create(self, draft: Draft = FIRST) -> bool:
        async with self.database.write() as session:
            return await drafts.create(session, self.keyring, draft)

    async def act(
        self, what: Callable[..., Awaitable[Draft]], who: By, seen: int, *more: object
    ) -> Draft:
        async with self.database.write() as session:
            return await what(session, self.keyring, DRAFT, who, seen, *more)

    async def get(self) -> Draft:
        async with self.database.read() as session:
            found = await drafts.get(session, self.keyring, GIMPO, DRAFT)
        assert found is not None
        return found

    async def steps(self) -> list[drafts.Step]:
        async with self.database.read() as session:
            return await drafts.history(session, self.keyring, GIMPO, DRAFT)

    async def up_to(self, state: DraftState) -> Draft:
        await self.create()
        draft = FIRST
        if state is not DraftState.DRAFT:
            draft = await self.act(drafts.submit, by(AUTHOR), 1, Terms())
        if state in (DraftState.REVIEWED, DraftState.APPROVED):
            draft = await self.act(drafts.review, by(LAWYER), 2)
        if state is DraftState.APPROVED:
            draft = await self.act(drafts.approve, by(HEAD), 3)
        return draft


@pytest.fixture
def way(database: Database, keyring: Keyring) -> Way:
    return Way(database, keyring)


async def test_a_draft_comes_back_as_it_was_made_and_is_made_once(way: Way) -> None:
    assert await way.create()
    assert not await way.create(replace(FIRST, title="다른 초안"))
    assert await way.get() == FIRST


async def test_four_people_and_five_acts_lead_to_publication(way: Way) -> None:
    draft = await way.up_to(DraftState.DRAFT)
    terms = Terms(date(2026, 12, 1), Adoption.NOW, ("consent.partnerKindsAllowed",))
    draft = await way.act(drafts.submit, by(AUTHOR, "검토 부탁"), 1, terms)
    assert (draft.effective_from, draft.adoption) == (date(2026, 12, 1), Adoption.NOW)
    assert draft.widenings == ("consent.partnerKindsAllowed",)
    draft = await way.act(drafts.review, by(LAWYER), 2)
    draft = await way.act(drafts.approve, by(HEAD), 3)
    draft = await way.act(drafts.mark_published, by(SECOND), 4, 8)
    assert (draft.state, draft.published_number) == (DraftState.PUBLISHED, 8)
    assert (draft.reviewer, draft.approver) == (LAWYER, HEAD)
    assert [step.kind for step in await way.steps()] == [
        StepKind.CREATED, StepKind.SUBMITTED, StepKind.REVIEWED, StepKind.APPROVED,
        StepKind.PUBLISHED,
    ]  # fmt: skip
    assert (await way.steps())[1].note == "검토 부탁"


@pytest.mark.parametrize("act", [drafts.review, drafts.approve])
async def test_who_wrote_any_of_it_decides_nothing_about_it(
    way: Way, act: Callable[..., Awaitable[Draft]]
) -> None:
    await way.create()
    await way.act(drafts.save, by(SECOND), 1, Changes(OTHER))
    await way.act(drafts.submit, by(AUTHOR), 2, Terms())
    seen = 3
    if act is drafts.approve:
        await way.act(drafts.review, by(LAWYER), 3)
        seen = 4
    for writer in (AUTHOR, SECOND):
        with pytest.raises(drafts.OwnDraft):
            await way.act(act, by(writer), seen)


@pytest.mark.parametrize("state", [DraftState.IN_REVIEW, DraftState.REVIEWED, DraftState.APPROVED])
async def test_a_change_after_review_begins_the_way_again(way: Way, state: DraftState) -> None:
    draft = await way.up_to(state)
    draft = await way.act(drafts.save, by(AUTHOR), draft.revision, Changes(OTHER, base_number=8))
    assert (draft.state, draft.reviewer, draft.approver) == (DraftState.DRAFT, None, None)
    assert (draft.files, draft.base_number, draft.title) == (OTHER, 8, FIRST.title)
    with pytest.raises(drafts.DraftMoved):
        await way.act(drafts.mark_published, by(SECOND), draft.revision, 9)


async def test_a_returned_draft_says_why(way: Way) -> None:
    draft = await way.up_to(DraftState.REVIEWED)
    draft = await way.act(drafts.give_back, by(HEAD, "조례 근거가 없습니다"), draft.revision)
    assert draft.state is DraftState.DRAFT
    last = (await way.steps())[-1]
    assert (last.kind, last.note) == (StepKind.RETURNED, "조례 근거가 없습니다")


async def test_files_changed_behind_the_store_are_not_published(
    way: Way, intruder: Database
) -> None:
    draft = await way.up_to(DraftState.APPROVED)
    async with intruder.write() as session:
        await session.execute(update(PolicyDraftLine).values(files=packed(OTHER)))
    with pytest.raises(drafts.NotAsApproved):
        await way.act(drafts.mark_published, by(SECOND), draft.revision, 8)


async def test_of_two_approvers_at_once_one_is_told_of_the_other(way: Way) -> None:
    draft = await way.up_to(DraftState.REVIEWED)
    heads = [PersonId(f"head-{number}") for number in range(5)]
    answers = await asyncio.gather(
        *(way.act(drafts.approve, by(head), draft.revision) for head in heads),
        return_exceptions=True,
    )
    won = [answer for answer in answers if isinstance(answer, Draft)]
    told = [answer for answer in answers if isinstance(answer, drafts.DraftMoved)]
    assert (len(won), len(told)) == (1, 4)
    assert {answer.last.person for answer in told} == {won[0].approver}
    assert [step.kind for step in await way.steps()].count(StepKind.APPROVED) == 1


async def test_of_two_who_save_the_same_page_the_second_sees_the_first_one_s_text(
    way: Way,
) -> None:
    await way.create()
    await way.act(drafts.save, by(SECOND), 1, Changes(OTHER, title="새 제목"))
    with pytest.raises(drafts.DraftMoved) as moved:
        await way.act(drafts.save, by(AUTHOR), 1, Changes(FILES))
    assert moved.value.draft.files == OTHER
    assert moved.value.draft.title == "새 제목"


async def test_what_is_over_stays_over(way: Way) -> None:
    await way.create()
    await way.act(drafts.withdraw, by(AUTHOR), 1)
    with pytest.raises(drafts.DraftMoved):
        await way.act(drafts.save, by(AUTHOR), 2, Changes(OTHER))
    async with way.database.read() as session:
        assert await drafts.list_of(session, way.keyring, GIMPO) == []
        over = await drafts.list_of(session, way.keyring, GIMPO, (DraftState.WITHDRAWN,))
    assert [each.draft_id for each in over] == [DRAFT]


async def test_another_district_has_no_such_draft(way: Way) -> None:
    await way.create()
    async with way.database.read() as session:
        assert await drafts.get(session, way.keyring, DistrictCode("11140"), DRAFT) is None
    elsewhere = replace(by(AUTHOR), district=DistrictCode("11140"))
    with pytest.raises(drafts.DraftMissing):
        await way.act(drafts.withdraw, elsewhere, 1)


async def test_what_people_say_on_the_way_is_sealed(way: Way) -> None:
    await way.create()
    await way.act(drafts.withdraw, by(AUTHOR, "다음 분기에 다시"), 1)
    async with way.database.read() as session:
        titles = await session.scalars(select(PolicyDraftLine.title))
        notes = await session.scalars(select(DraftStepLine.note))
        kept = b"".join(value for value in (*titles, *notes) if value)
    assert FIRST.title.encode() not in kept
    assert "분기".encode() not in kept


PAPER = papers.Attachment(
    "paper-1", DRAFT, GIMPO, "김포시 통합사례관리 조례", "제1234호", date(2026, 11, 2), AUTHOR, NOW,
    kind="application/pdf",
)  # fmt: skip


async def test_an_ordinance_is_attached_to_a_draft_and_read_back(way: Way) -> None:
    await way.create()
    async with way.database.write() as session:
        assert await papers.attach(session, way.keyring, PAPER, b"%PDF ordinance", 1)
        assert not await papers.attach(session, way.keyring, PAPER, b"again", 1)
    async with way.database.read() as session:
        (listed,) = await papers.attachments(session, GIMPO, DRAFT)
        found = await papers.attached_file(session, way.keyring, GIMPO, "paper-1")
        body = await session.scalar(select(AttachmentLine.body))
    assert found == (listed, b"%PDF ordinance")
    assert listed == replace(PAPER, size=14)
    assert body is not None
    assert b"ordinance" not in body


async def test_a_paper_joins_no_draft_under_review_and_none_above_five_megabytes(way: Way) -> None:
    draft = await way.up_to(DraftState.IN_REVIEW)
    with pytest.raises(drafts.DraftMoved):
        async with way.database.write() as session:
            await papers.attach(session, way.keyring, PAPER, b"x", draft.revision)
    with pytest.raises(papers.TooLarge):
        async with way.database.write() as session:
            await papers.attach(session, way.keyring, PAPER, bytes(papers.MAX_BYTES + 1), 1)
    async with way.database.read() as session:
        assert await papers.attachments(session, GIMPO, DRAFT) == []


async def test_a_paper_is_taken_away_again(way: Way) -> None:
    await way.create()
    async with way.database.write() as session:
        await papers.attach(session, way.keyring, PAPER, None, 1)
    async with way.database.write() as session:
        await papers.detach(session, way.keyring, PAPER, by(AUTHOR), 2)
    async with way.database.read() as session:
        assert await papers.attachments(session, GIMPO, DRAFT) == []


@pytest.mark.postgres
async def test_the_database_shows_a_draft_to_its_own_district_alone(
    postgres_template: str, keyring: Keyring
) -> None:
    with clone(postgres_template) as name:
        house = Database(used(postgres_template, name))
        await Way(house.of(GIMPO), keyring).create()
        for line in (PolicyDraftLine, DraftStepLine):
            for shown, seen in ((GIMPO, 1), ("11140", 0), (None, 0)):
                database = house.of(shown) if shown else house
                async with database.read() as session:
                    assert len((await session.scalars(select(line))).all()) == seen
        await house.dispose()
