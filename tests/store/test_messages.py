"""Messages under way are kept until they are done, once, and sealed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from care.messages.envelope import CaseStart, DeliveryResult, Envelope, ReferralToSend
from care.model.codes import AgencyKind, PartnerChannel, Role
from care.model.ids import AgencyId, CaseId, DistrictCode, EffectId, LinkageId
from care.model.refusal import Refusal
from store import agencies, deliveries, drafts, marks, outbox, webhooks
from store.agencies import Agency, AgencySecrets, Direction
from store.database import Database
from store.keyring import Keyring
from store.webhooks import Accepted, InboundMessage
from tests.care.builders import CASE, DONG, NOW, a_policy, an_envelope, an_opening, met

DISTRICT = DistrictCode("11215")
CENTRE = AgencyId("a-centre")
MESSAGE = InboundMessage(CENTRE, DISTRICT, "w-1", '{"answer": "accepted"}', NOW)
LATER = NOW + timedelta(minutes=5)


async def test_a_message_is_kept_once_and_a_changed_repeat_is_told_apart(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        answers = [
            await webhooks.accept(session, keyring, message)
            for message in (
                MESSAGE,
                MESSAGE,
                replace(MESSAGE, body="{}"),
                replace(MESSAGE, agency_id=AgencyId("a-other")),
            )
        ]
    assert answers == [Accepted.NEW, Accepted.REPEATED, Accepted.CONFLICT, Accepted.NEW]


async def test_messages_that_come_together_are_told_apart_in_one_insert(
    database: Database, keyring: Keyring, counted: list[str]
) -> None:
    other, changed = replace(MESSAGE, webhook_id="w-2"), replace(MESSAGE, body="{}")
    async with database.write() as session:
        await webhooks.accept(session, keyring, other)
    counted.clear()
    async with database.write() as session:
        together = [MESSAGE, other, MESSAGE, changed, replace(other, body="{}")]
        answers = await webhooks.accept_all(session, keyring, together)
        assert await webhooks.known(session, [changed, replace(other, webhook_id="w-3")]) == [
            Accepted.CONFLICT,
            None,
        ]
    new, again, conflict = Accepted.NEW, Accepted.REPEATED, Accepted.CONFLICT
    assert answers == [new, again, again, conflict, conflict]
    assert sum("INSERT" in one for one in counted) == 1


@pytest.fixture
def counted(database: Database) -> list[str]:
    """Statements as they are sent."""
    sent: list[str] = []
    engine = database._engine.sync_engine

    @event.listens_for(engine, "before_cursor_execute")
    def _sent(_one: object, _two: object, statement: str, *_: object) -> None:
        sent.append(statement)

    return sent


async def test_a_taken_message_comes_back_unless_it_is_done(
    database: Database, keyring: Keyring
) -> None:
    async with database.write() as session:
        await webhooks.accept(session, keyring, MESSAGE)
        (first,) = await webhooks.next_unprocessed(session, keyring, NOW, 10)
        assert await webhooks.next_unprocessed(session, keyring, NOW, 10) == []
    assert (first.message, first.attempts) == (MESSAGE, 0)
    async with database.write() as session:
        (again,) = await webhooks.next_unprocessed(session, keyring, NOW + webhooks.LEASE, 10)
        assert again.attempts == 1
        await webhooks.mark_failed(session, again.message_id, LATER, "engine_away")
        assert await webhooks.next_unprocessed(session, keyring, NOW + webhooks.LEASE, 10) == []
        assert len(await webhooks.next_unprocessed(session, keyring, LATER, 10)) == 1
        await webhooks.mark_done(session, again.message_id, LATER, "applied")
        assert await webhooks.next_unprocessed(session, keyring, LATER, 9) == []


def an_act() -> Envelope:
    return an_envelope(met(), Role.LOCAL_OFFICE, "intent-kept")


async def test_an_unknown_act_is_asked_again_until_it_is_answered(
    database: Database, keyring: Keyring
) -> None:
    kept = outbox.Kept(envelope=an_act())
    async with database.write() as session:
        for _ in range(2):
            await outbox.keep_unknown(session, keyring, CASE, kept, NOW)
        (taken,) = await outbox.pending(session, keyring, NOW, 10)
        assert await outbox.pending(session, keyring, NOW, 10) == []
        waiting = await outbox.outcome(session, keyring, CASE, kept.envelope.intent)
        await outbox.try_later(session, CASE, kept.envelope.intent, LATER)
        assert await outbox.pending(session, keyring, NOW + outbox.LEASE, 10) == []
    assert (taken.case_id, taken.kept) == (CASE, kept)
    assert waiting == outbox.CommandOutcome(outbox.Outcome.PENDING)


@pytest.mark.parametrize("refusal", [None, Refusal(code="wrong_stage", params={"stage": "INTAKE"})])
async def test_the_answer_of_an_unknown_act_is_told_later(
    database: Database, keyring: Keyring, refusal: Refusal | None
) -> None:
    start = CaseStart(case_id=CASE, district=DISTRICT, policy=a_policy())
    opening = an_envelope(an_opening(), Role.LOCAL_OFFICE, "intent-open")
    async with database.write() as session:
        kept = outbox.Kept(envelope=opening, start=start)
        await outbox.keep_unknown(session, keyring, CASE, kept, NOW)
        await outbox.mark_done(session, keyring, CASE, opening.intent, LATER, refusal)
        assert await outbox.pending(session, keyring, LATER, 10) == []
        found = await outbox.outcome(session, keyring, CASE, opening.intent)
        other = await outbox.outcome(session, keyring, CaseId("11215-Z"), opening.intent)
    expected = outbox.Outcome.REFUSED if refusal else outbox.Outcome.DONE
    assert found == outbox.CommandOutcome(expected, refusal)
    assert other is None


async def test_a_draft_is_its_writers_own(database: Database, keyring: Keyring) -> None:
    async with database.write() as session:
        for words in ("첫 줄", "둘째 줄"):
            await drafts.save_draft(session, keyring, DONG, CASE, "plan", words, NOW)
        assert await drafts.draft(session, keyring, DONG, CASE, "plan") == "둘째 줄"
        assert await drafts.draft(session, keyring, DONG, CASE, "visit") is None
        await drafts.delete_draft(session, DONG, CASE, "plan")
        assert await drafts.draft(session, keyring, DONG, CASE, "plan") is None


BODY = Agency(
    CENTRE,
    DISTRICT,
    "소담종합사회복지관",
    AgencyKind.WELFARE_CENTRE,
    PartnerChannel.REST,
    "https://partner.example/referrals",
    date(2026, 1, 1),
    date(2026, 12, 31),
)


async def test_a_body_is_kept_with_its_agreement(database: Database) -> None:
    async with database.write() as session:
        await agencies.save_agency(session, replace(BODY, name="옛 이름"))
        await agencies.save_agency(session, BODY)
    async with database.read() as session:
        assert await agencies.agency(session, CENTRE) == BODY
        assert await agencies.agencies(session, DISTRICT) == [BODY]
        assert await agencies.agencies(session, DISTRICT, AgencyKind.SCHOOL) == []
        assert await agencies.agencies(session, DistrictCode("11140")) == []
    assert BODY.agreed_on(date(2026, 12, 31))
    assert not BODY.agreed_on(date(2027, 1, 1))


async def test_secrets_change_over_without_a_gap(database: Database, keyring: Keyring) -> None:
    async with database.write() as session:
        await agencies.save_agency(session, BODY)
        await agencies.add_secret(session, keyring, CENTRE, Direction.SENDING, "s-1", NOW)
        await agencies.add_secret(session, keyring, CENTRE, Direction.RECEIVING, "r-1", NOW)
        new = await agencies.add_secret(session, keyring, CENTRE, Direction.RECEIVING, "r-2", NOW)
        both = await agencies.secrets(session, keyring, CENTRE)
        await agencies.retire_secrets(session, CENTRE, Direction.RECEIVING, new, LATER)
        after = await agencies.secrets(session, keyring, CENTRE)
        with pytest.raises(agencies.NoSuchAgency):
            await agencies.add_secret(
                session, keyring, AgencyId("a-none"), Direction.SENDING, "x", NOW
            )
    assert both == AgencySecrets("s-1", ("r-2", "r-1"), ("s-1",))
    assert after == AgencySecrets("s-1", ("r-2",), ("s-1",))


async def test_attempts_at_an_effect_are_counted(database: Database) -> None:
    referral = ReferralToSend(
        case_id=CASE,
        district=DISTRICT,
        effect_id=EffectId("e-1"),
        linkage_id=LinkageId("k-1"),
        now=NOW,
    )
    results = (DeliveryResult(delivered=False, code="http_503"), DeliveryResult(delivered=True))
    async with database.write() as session:
        for result in results:
            await deliveries.note_attempt(session, referral, CENTRE, result, NOW)
    async with database.read() as session:
        (found,) = await deliveries.deliveries(session, CASE)
    assert (found.attempts, found.code, found.delivered_at) == (2, "", NOW)


async def test_a_mark_is_the_last_one_set(database: Database) -> None:
    async with database.write() as session:
        assert await marks.mark(session, "engine") is None
        await marks.set_mark(session, "engine", "one")
        await marks.set_mark(session, "engine", "two")
    async with database.read() as session:
        assert await marks.mark(session, "engine") == "two"
