"""What bodies tell by webhook reaches the case once and in order (F11 to F16)."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import event, text

from care.messages import commands as c
from care.messages.inbound import InboundRejected
from care.model.codes import (
    AgencyKind,
    ConsentMethod,
    ConsentPurpose,
    LinkageStatus,
    PartnerChannel,
    ServiceType,
)
from care.model.directory import EntryFields
from care.model.ids import (
    AgencyId,
    ConsentId,
    DistrictCode,
    LinkageId,
    PersonId,
    PlanItemId,
)
from care.model.linkage import Linkage
from partners.rest.inbound import read_answer
from partners.rest.signing import signed_headers
from runtime.relay import Relay
from store import agencies, agency_health, directory, erasure, webhooks
from store.agencies import Agency, Direction
from store.danger import Knock
from store.database import Busy, Database
from store.directory import Entering, Query
from store.directory_fields import entry_of
from store.statements import add, table_of
from store.tables.cases import LinkageLine
from store.tables.transfers import TransferLine
from tests.web.acts.conftest import GIMPO
from tests.web.flow import MOTHER, Flow, approve, classify, open_case, receive, submit
from web.webhooks.keeping import Arrived, Outcome

BODY = Agency(
    AgencyId("repair"), GIMPO, "가상집수리봉사단", AgencyKind.VOLUNTEER, PartnerChannel.REST
)
NOWON = DistrictCode("11350")
LINKAGE = LinkageId("linkage-0001")
SECRET = SecretStr("whsec_" + "s" * 32)
IDS = count(1)


class Body:
    """The body's side: signs, sends, and may send again."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def tell(self, told: dict[str, Any], message_id: str = "", ago: int = 0) -> Any:
        content = json.dumps(told).encode()
        message_id = message_id or f"msg-{next(IDS)}"
        at = datetime.now(UTC) - timedelta(seconds=ago)
        headers = signed_headers(message_id, content, SECRET, at)
        path = f"/webhooks/partners/{BODY.agency_id}"
        return self.flow.client.post(path, content=content, headers=headers)

    def answer(self, answer: str, message_id: str = "", **more: Any) -> Any:
        told = {"type": "referral.answered", "referral": LINKAGE, "answer": answer}
        return self.tell(told | more, message_id)

    def brought(self) -> None:
        cases = self.flow.cases
        relay = Relay(cases.database.for_all(), cases.keyring, cases, self.flow.clock)
        while self.flow._run(relay.look):
            continue

    def pouring_in(self, **numbers: int) -> tuple[Counter[str], list[str]]:
        """What each was told, and the statements it took for all."""
        app: Any = self.flow.client.app
        arrived = [one for kind, number in numbers.items() for one in self.made(kind, number)]
        sent: list[str] = []
        engine = self.flow.cases.database._engine.sync_engine

        def told(_one: object, _two: object, statement: str, *_: object) -> None:
            sent.append(statement)

        async def pour() -> list[Any]:
            event.listen(engine, "before_cursor_execute", told)
            try:
                return await asyncio.gather(*map(app.state.inbox.add, arrived))
            finally:
                event.remove(engine, "before_cursor_execute", told)

        return Counter(map(self.word, self.flow._run(pour))), sent

    def made(self, kind: str, number: int) -> Iterator[Arrived]:
        """``doubled`` are those of ``good`` again, in the same breath."""
        referral = "linkage-9999" if kind == "unknown" else LINKAGE
        secret = SecretStr("whsec_" + "eA" * 12) if kind == "forged" else SECRET
        content = json.dumps({"referral": referral, "answer": "PROGRESS", "sessions": 1}).encode()
        name = "good" if kind == "doubled" else kind
        for one in range(number):
            headers = signed_headers(f"{name}-{one}", content, secret, datetime.now(UTC))
            yield Arrived(BODY.agency_id, content, headers, self.flow.clock(), read_answer)

    def word(self, outcome: Outcome) -> str:
        if isinstance(outcome, InboundRejected):
            return outcome.code
        return "nobody" if isinstance(outcome, Knock) else outcome.value

    def retired(self) -> None:
        async def retire() -> None:
            async with self.flow.cases.database.of(GIMPO).write() as session:
                await agencies.retire_secrets(
                    session, BODY.agency_id, Direction.RECEIVING, 2, self.flow.clock()
                )

        self.flow._run(retire)

    def linkage(self) -> Linkage:
        return next(one for one in self.flow.state().linkages if one.linkage_id == LINKAGE)

    def erased(self) -> None:
        case_id, at = self.flow.state().case_id, self.flow.clock()

        async def erase() -> None:
            async with self.flow.cases.database.write() as session:
                await erasure.erase_case(session, self.flow.cases.keyring, case_id, at)

        self.flow._run(erase)

    def carried_on(self, known: bool = True) -> str:
        """The case was given to another district, whose case may hold the same referral."""
        case_id = self.flow.state().case_id
        successor = f"{NOWON}-bbbbbbbbbbbbbbbb"

        async def given() -> None:
            async with self.flow.cases.database.write() as session:
                transfer = {
                    "transfer_id": "t-1",
                    "from_district": GIMPO,
                    "to_district": NOWON,
                    "from_case": case_id,
                    "lineage": case_id,
                    "episode": 1,
                    "status": "ACCEPTED",
                    "offered_at": self.flow.clock(),
                    "due": self.flow.clock(),
                    "successor": successor,
                }
                await add(session, TransferLine, (transfer,))
                if known:
                    columns = [column.name for column in table_of(LinkageLine).columns]
                    named = ", ".join(columns)
                    own = {"case_id": ":case", "district": ":district", "agency_id": ":agency"}
                    taken = ", ".join(own.get(name, name) for name in columns)
                    await session.execute(
                        text(f"INSERT INTO linkages ({named}) SELECT {taken} FROM linkages"),
                        {"case": successor, "district": NOWON, "agency": "repair-there"},
                    )

        self.flow._run(given)
        return successor

    def entered(self) -> None:
        """The body has an entry for its repairs."""
        fields = EntryFields(
            organization="가상집수리봉사단",
            service_name="집수리",
            services=frozenset({ServiceType.HOUSE_REPAIR}),
        )

        async def enter() -> None:
            async with self.flow.cases.database.of(GIMPO).write() as session:
                by = Entering(PersonId("coordinator"), self.flow.clock())
                organization, service = entry_of(fields)
                await directory.save_entry(
                    session, GIMPO, organization, service, by, BODY.agency_id
                )

        self.flow._run(enter)

    def room(self) -> tuple[str | None, int | None, int | None]:
        """As whoever looks for a service finds it."""

        async def look() -> Any:
            async with self.flow.cases.database.of(GIMPO).read() as session:
                asked = Query(service=ServiceType.HOUSE_REPAIR, agency_id=BODY.agency_id)
                return await directory.search(session, GIMPO, asked)

        [found] = self.flow._run(look).found
        return found.capacity, found.capacity_free, found.waits_days

    def kept(self) -> int:
        return len(self.sizes())

    def sizes(self) -> list[int]:
        """Of what is kept of each message."""

        async def ask() -> list[int]:
            async with self.flow.cases.database.read() as session:
                return list(await session.scalars(text("SELECT length(body) FROM webhook_inbox")))

        found: list[int] = self.flow._run(ask)
        return found

    def outcomes(self) -> list[str]:
        async def ask() -> list[str]:
            async with self.flow.cases.database.read() as session:
                query = text("SELECT outcome FROM webhook_inbox ORDER BY message_id")
                return [str(one) for one in await session.scalars(query)]

        found: list[str] = self.flow._run(ask)
        return found


@pytest.fixture
def body(flow: Flow) -> Body:
    app: Any = flow.client.app
    app.state.dependencies = replace(app.state.dependencies, read_answer=read_answer)
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    flow._run(connected, flow)
    ask(flow)
    return Body(flow)


async def connected(flow: Flow) -> None:
    cases = flow.cases
    async with cases.database.of(GIMPO).write() as session:
        await agencies.save_agency(session, BODY)
        await agencies.add_secret(
            session,
            cases.keyring,
            BODY.agency_id,
            Direction.RECEIVING,
            SECRET.get_secret_value(),
            flow.clock(),
        )


def ask(flow: Flow) -> None:
    plan = flow.state().plan
    assert plan is not None
    agreed = c.RecordPlanAgreement(
        version=plan.version, member_id=MOTHER, method=ConsentMethod.WRITTEN
    )
    consent = c.RecordConsent(
        consent_id=ConsentId("consent-2"),
        member_id=MOTHER,
        purpose=ConsentPurpose.PROVIDE_TO,
        agency_id=BODY.agency_id,
        method=ConsentMethod.WRITTEN,
    )
    asked = c.RequestLinkage(
        linkage_id=LINKAGE,
        action_id=PlanItemId("a-1"),
        agency_id=BODY.agency_id,
        agency_kind=BODY.kind,
        channel=BODY.channel,
        members=(MOTHER,),
    )
    for command in (agreed, consent, asked):
        flow.act("manager", command)


def test_f11_the_same_message_again_and_again_is_one_answer(body: Body) -> None:
    codes = [body.answer("ACCEPTED", "msg-same").status_code for _ in range(20)]
    assert codes == [202] + [200] * 19
    body.brought()
    body.answer("ACCEPTED", "msg-same")
    body.brought()
    assert body.outcomes() == ["applied"]
    assert body.linkage().status is LinkageStatus.ACCEPTED


def test_f12_a_known_id_with_another_content_is_a_conflict(body: Body) -> None:
    assert body.answer("ACCEPTED", "msg-1").status_code == 202
    assert body.answer("DECLINED", "msg-1", decline_reason="OTHER").status_code == 409
    body.brought()
    assert body.linkage().status is LinkageStatus.ACCEPTED


def test_f12_a_contradicting_answer_overwrites_nobodys_decision(body: Body) -> None:
    body.answer("ACCEPTED")
    body.answer("DECLINED", decline_reason="OTHER")
    body.brought()
    found = body.linkage()
    assert found.status is LinkageStatus.ACCEPTED
    assert found.late_since is not None


def test_f13_an_answer_to_what_is_over_is_kept_and_reopens_nothing(body: Body) -> None:
    body.answer("DECLINED", decline_reason="NO_CAPACITY")
    body.brought()
    assert body.answer("ACCEPTED").status_code == 202
    body.brought()
    assert body.linkage().status is LinkageStatus.DECLINED
    assert body.linkage().late_since is not None


def test_f13_an_unknown_referral_is_answered_as_anothers_would_be(body: Body) -> None:
    told = {"type": "referral.answered", "referral": "linkage-9999", "answer": "ACCEPTED"}
    assert body.tell(told).status_code == 404


def test_f13_of_an_erased_case_nothing_is_kept_and_the_body_is_told_so(body: Body) -> None:
    body.answer("ACCEPTED", "msg-before", note="현관이 좁습니다.")
    body.erased()
    answer = body.answer("STARTED", note="다녀왔습니다.")
    assert (answer.status_code, answer.json()["code"]) == (410, "CASE_ERASED")
    assert body.kept() == 1
    body.brought()
    assert body.outcomes() == ["erased"]
    assert body.sizes() == [0]


def test_f13_an_answer_follows_its_referral_to_the_district_that_carries_it_on(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both carry the referral: the case that was given away, and its successor."""
    successor = body.carried_on()
    asked: list[tuple[str, str]] = []

    async def ask(case_id: str, envelope: Any) -> None:
        asked.append((case_id, envelope.actor.district))

    monkeypatch.setattr(body.flow.cases, "ask", ask)
    body.answer("ACCEPTED")
    body.brought()
    assert asked == [(successor, NOWON)]
    assert body.outcomes() == ["applied"]


def test_f13_where_the_new_district_does_not_know_the_referral_the_word_stays_here(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    body.carried_on(known=False)
    asked: list[str] = []

    async def ask(case_id: str, envelope: Any) -> None:
        asked.append(envelope.actor.district)

    monkeypatch.setattr(body.flow.cases, "ask", ask)
    body.answer("ACCEPTED")
    body.brought()
    assert asked == [GIMPO]


def test_f14_a_start_told_before_the_acceptance_counts_as_both(body: Body) -> None:
    assert body.linkage().delivered_at is None
    body.answer("STARTED")
    body.answer("ACCEPTED")
    body.brought()
    assert body.linkage().status is LinkageStatus.STARTED


def test_f15_a_message_is_kept_before_anybody_is_asked_and_survives_until_brought(
    body: Body,
) -> None:
    assert body.answer("RECEIVED").status_code == 202
    assert body.linkage().status is LinkageStatus.REQUESTED
    body.brought()
    assert body.linkage().status is LinkageStatus.RECEIVED


def test_f15_where_too_much_comes_in_at_once_a_body_is_asked_to_send_again(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise Busy

    with monkeypatch.context() as crowded:
        crowded.setattr(webhooks, "accept_all", busy)
        answer = body.answer("ACCEPTED", "msg-crowded")
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_BUSY")
    assert int(answer.headers["retry-after"]) > 0
    assert body.answer("ACCEPTED", "msg-crowded").status_code == 202


def test_f15_what_comes_together_is_kept_in_a_handful_of_statements_each_told_its_own(
    body: Body,
) -> None:
    codes, sent = body.pouring_in(forged=2, unknown=3, good=40, doubled=20)
    assert codes == Counter({"SIGNATURE_INVALID": 2, "nobody": 3, "new": 40, "repeated": 20})
    assert body.kept() == 40
    assert len(sent) <= 12


def test_a_secret_that_was_retired_opens_nothing_from_that_moment(body: Body) -> None:
    assert body.answer("ACCEPTED").status_code == 202
    body.retired()
    assert body.answer("STARTED").status_code == 401
    assert body.kept() == 1


def test_f15_what_became_of_a_batch_is_written_at_once_and_again_where_that_fails(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(12):
        body.answer("RECEIVED")
    opened: list[int] = []
    write, fails = Database.write, [False, True]

    cases = body.flow.cases
    own = cases.database.for_all()

    def counted(database: Database) -> Any:
        if database is not own:
            return write(database)
        opened.append(1)
        if fails and fails.pop(0):
            raise Busy
        return write(database)

    relay = Relay(own, cases.keyring, cases, body.flow.clock)

    async def done(*_: object) -> None:
        return

    monkeypatch.setattr(cases, "ask", done)
    monkeypatch.setattr(Database, "write", counted)
    with pytest.raises(Busy):
        body.flow._run(relay.look)
    assert len(opened) == 2
    assert body.outcomes() == ["None"] * 12
    body.flow._run(relay.look)
    assert body.outcomes() == ["applied"] * 12


def test_f16_many_answers_to_one_case_are_taken_in_their_order(body: Body) -> None:
    body.answer("ACCEPTED")
    body.answer("STARTED")
    for _ in range(58):
        assert body.answer("PROGRESS", sessions=1).status_code == 202
    body.answer("DONE", outcome="ACHIEVED")
    body.brought()
    assert body.outcomes() == ["applied"] * 61
    assert body.linkage().sessions == 58
    assert body.linkage().status is LinkageStatus.DONE


def test_pw_05_a_concern_told_by_machine_is_with_the_case_at_once(body: Body) -> None:
    told = {"type": "concern.raised", "referral": LINKAGE, "concern": "NOT_REACHED"}
    body.answer("ACCEPTED")
    assert body.tell(told | {"note": "두 번 찾아갔으나 답이 없음"}).status_code == 202
    body.brought()
    [concern] = body.flow.state().concerns
    assert (concern.agency_id, concern.linkage_id) == (BODY.agency_id, LINKAGE)
    assert concern.note is not None


def test_a_body_tells_its_room_without_any_referral(body: Body) -> None:
    told = {"type": "capacity.told", "service": "HOUSE_REPAIR", "capacity": "FULL", "free": 0}
    answer = body.tell(told)
    assert answer.status_code == 202, answer.text
    body.brought()
    assert body.outcomes() == ["no_entry"]


def test_the_room_a_body_tells_stands_in_its_entry_of_the_directory(body: Body) -> None:
    body.entered()
    told = {"type": "capacity.told", "service": "HOUSE_REPAIR", "capacity": "WAITLIST", "free": 3}
    assert body.tell(told | {"waits_days": 21}).status_code == 202
    body.brought()
    assert body.outcomes() == ["applied"]
    assert body.room() == ("WAITLIST", 3, 21)


def test_b22_a_clock_that_is_off_is_noted_where_the_message_was_really_signed(
    body: Body,
) -> None:
    told = {"type": "referral.answered", "referral": LINKAGE, "answer": "ACCEPTED"}
    assert body.tell(told, ago=700).status_code == 401

    async def skew() -> int | None:
        async with body.flow.cases.database.read() as session:
            return (await agency_health.health(session, BODY.agency_id)).skew_seconds

    seconds = body.flow._run(skew)
    assert seconds == pytest.approx(-700, abs=5)
