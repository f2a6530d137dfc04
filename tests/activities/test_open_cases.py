"""Cases opened in bulk: one each, whatever dies between two steps, and the urgent ones first."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.testing import ActivityEnvironment

from activities import open_cases
from activities.open_cases import UNKNOWN_NAME, OpeningDesk
from care.messages.envelope import CaseStart, Envelope, Receipt
from care.messages.openings import OpeningsAsked, OpeningsProgress
from care.model.codes import DiscoveryChannel, RedFlag, Role
from care.model.discovery import FoundHousehold
from care.model.ids import DistrictCode, OfficeCode, OpeningId, PersonId
from care.model.refusal import Refusal
from policies.resolve import resolve
from store import households, openings, texts
from store.database import Database
from store.keyring import Keyring
from store.openings import Asked, Opening, OpeningState, opening_id
from store.tables.cases import CaseLine
from store.tables.openings import OpeningLine
from tests.care.builders import NOW
from tests.web.acts.conftest import Clock, HeartOnly
from workflows.client import Refused, Unknown

GIMPO = DistrictCode("41570")
ASKED = OpeningsAsked(district=GIMPO)
OFFICE = OfficeCode("handeul-eup")


class Engine(HeartOnly):
    """Opens by the heart alone; may not answer, or say no, as often as told."""

    silent = refusing = 0

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.order: list[str] = []

    async def open(self, start: CaseStart, envelope: Envelope) -> Receipt:
        if self.refusing:
            self.refusing -= 1
            raise Refused(Refusal(code="role_not_allowed"))
        if self.silent:
            self.silent -= 1
            raise Unknown(envelope.intent)
        self.order.append(start.case_id)
        return await super().open(start, envelope)


class Told:
    def __init__(self) -> None:
        self.heard: list[tuple[OpeningId, OpeningState]] = []
        self.dies = 0

    async def hear(self, session: Any, ended: Asked, at: datetime) -> None:
        if self.dies:
            self.dies -= 1
            raise RuntimeError("killed before the commit")
        self.heard.append((ended.opening_id, ended.state))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(database: Database, keyring: Keyring, clock: Clock) -> Engine:
    return Engine(database, keyring, clock)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def desk(
    database: Database, keyring: Keyring, engine: Engine, told: Told, clock: Clock
) -> OpeningDesk:
    def policy_of(district: DistrictCode) -> Any:
        return resolve(district).case_policy

    return OpeningDesk(database, keyring, engine, policy_of, (told.hear,), clock)


def wanted(number: int, **more: Any) -> Opening:
    found = FoundHousehold(**{"name": f"표본{number}", "phone": "010-0000-0001", **more})
    return Opening(
        opening_id=opening_id(GIMPO, f"risk-{number}"),
        district=GIMPO,
        office=OFFICE,
        found=found,
        channel=DiscoveryChannel.REPORT,
        at=NOW - timedelta(days=90) + timedelta(seconds=number),
        asked_by=PersonId("hub"),
        asked_as=Role.LOCAL_OFFICE,
    )


async def asked(database: Database, keyring: Keyring, *all_wanted: Opening) -> int:
    async with database.write() as session:
        return await openings.ask_all(session, keyring, all_wanted)


async def a_round(desk: OpeningDesk) -> OpeningsProgress:
    return await ActivityEnvironment().run(desk.open_cases, ASKED)


async def lines(database: Database) -> list[CaseLine]:
    async with database.read() as session:
        return list(await session.scalars(select(CaseLine).order_by(CaseLine.case_number)))


async def state_of(database: Database, opening: Opening) -> Asked:
    async with database.read() as session:
        found = await openings.states(session, GIMPO, [opening.opening_id])
    return found[opening.opening_id]


async def test_each_household_gets_one_case_with_its_people_sealed(
    database: Database, keyring: Keyring, desk: OpeningDesk, told: Told
) -> None:
    all_wanted = [wanted(n, note="며칠째 불이 꺼져 있음") for n in range(5)]
    assert await asked(database, keyring, *all_wanted) == 5
    assert await asked(database, keyring, *all_wanted) == 0
    assert await a_round(desk) == OpeningsProgress(opened=5)
    assert await a_round(desk) == OpeningsProgress()
    assert [line.case_number for line in await lines(database)] == [
        f"GP-2025-{n:04d}" for n in range(1, 6)
    ]
    first = await state_of(database, all_wanted[0])
    async with database.read() as session:
        home = await households.household(session, keyring, openings.household_of(first.opening_id))
        words = await texts.texts(
            session,
            keyring,
            first.case_id,
            [f"{first.opening_id}.note"],  # type: ignore[list-item]
        )
        left = await session.scalar(select(OpeningLine.found).limit(1))
    assert home is not None
    assert [one.name for one in home.members] == ["표본0"]
    assert list(words.values()) == ["며칠째 불이 꺼져 있음"]
    assert left is None
    assert {state for _, state in told.heard} == {OpeningState.OPENED}


async def test_dying_after_the_case_is_open_opens_no_second_one(
    database: Database, keyring: Keyring, desk: OpeningDesk, told: Told, engine: Engine
) -> None:
    await asked(database, keyring, wanted(1), wanted(2))
    told.dies = 1
    with pytest.raises(RuntimeError, match="killed"):
        await a_round(desk)
    before = [(one.case_id, one.case_number) for one in await lines(database)]
    assert await a_round(desk) == OpeningsProgress(opened=2)
    assert [(one.case_id, one.case_number) for one in await lines(database)] == before
    assert len(before) == len(told.heard) == 2
    assert len(engine.order) == 4


async def test_no_answer_is_asked_again_later_and_never_given_up(
    database: Database, keyring: Keyring, desk: OpeningDesk, engine: Engine, clock: Clock
) -> None:
    one = wanted(1)
    await asked(database, keyring, one)
    engine.silent = open_cases.GIVE_UP_AFTER + 1
    for _ in range(open_cases.GIVE_UP_AFTER + 1):
        assert await a_round(desk) == OpeningsProgress(put_off=1, waiting=1)
        assert await a_round(desk) == OpeningsProgress(waiting=1)
        clock.forward(days=1)
    assert await a_round(desk) == OpeningsProgress(opened=1)
    assert len(await lines(database)) == 1


async def test_a_refusal_is_told_and_may_be_tried_again_by_hand(
    database: Database, keyring: Keyring, desk: OpeningDesk, engine: Engine, told: Told
) -> None:
    one = wanted(1)
    await asked(database, keyring, one)
    engine.refusing = 1
    assert await a_round(desk) == OpeningsProgress(refused=1)
    found = await state_of(database, one)
    assert (found.state, found.refusal) == (OpeningState.REFUSED, "role_not_allowed")
    assert told.heard == [(one.opening_id, OpeningState.REFUSED)]
    async with database.write() as session:
        assert await openings.again(session, GIMPO, one.opening_id, NOW - timedelta(days=90))
        assert not await openings.again(session, GIMPO, one.opening_id, NOW)
    assert await a_round(desk) == OpeningsProgress(opened=1)


async def test_something_broken_is_set_aside_after_many_tries_and_holds_nobody_up(
    database: Database,
    keyring: Keyring,
    desk: OpeningDesk,
    engine: Engine,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def breaks(start: CaseStart, envelope: Envelope) -> Receipt:
        if start.case_id == openings.case_of(broken.opening_id, GIMPO):
            raise ValueError("broken")
        return await HeartOnly.open(engine, start, envelope)

    broken, sound = wanted(1), wanted(2)
    await asked(database, keyring, broken, sound)
    monkeypatch.setattr(engine, "open", breaks)
    assert (await a_round(desk)).opened == 1
    for _ in range(open_cases.GIVE_UP_AFTER - 1):
        clock.forward(days=1)
        await a_round(desk)
    found = await state_of(database, broken)
    assert (found.state, found.refusal) == (OpeningState.FAILED, "ValueError")


async def test_red_flags_are_opened_before_those_who_asked_first(
    database: Database,
    keyring: Keyring,
    desk: OpeningDesk,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(open_cases, "PORTION", 1)
    urgent = wanted(9, red_flags=(RedFlag.SUICIDE,), name="")
    await asked(database, keyring, wanted(1), wanted(2), urgent)
    await a_round(desk)
    case_id = openings.case_of(urgent.opening_id, GIMPO)
    assert engine.order[0] == case_id
    assert (await engine.state(case_id)).red_flags == (RedFlag.SUICIDE,)
    async with database.read() as session:
        home = await households.household(
            session, keyring, openings.household_of(urgent.opening_id)
        )
    assert home is not None
    assert home.members[0].name == UNKNOWN_NAME
