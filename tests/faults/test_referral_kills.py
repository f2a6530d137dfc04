"""Real workers killed with referrals on their way: one each, or a person is told (F04, F10).

The same at a thousand moments, without processes: tests/activities/test_sending_once.py.
"""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from care.messages import commands as c
from care.model.codes import AgencyKind, LawfulBasis, PartnerChannel, Role
from care.model.ids import AgencyId, DistrictCode, HouseholdId, LinkageId, OfficeCode
from policies.resolve import resolve
from store.agencies import Agency, Direction, add_secret, save_agency
from store.deliveries import Delivery, deliveries
from store.households import MemberDetails, add_member, new_household
from tests.faults.conftest import Scene, opened
from tests.faults.test_kills import lifespan
from tests.serving import serving
from tests.workflows.acts import ACTION, MEMBER, Desk

pytestmark = [pytest.mark.engine, pytest.mark.faults, pytest.mark.slow]
DISTRICT = DistrictCode("11215")
HONOURS, TELLS, NEITHER = AgencyId("honours"), AgencyId("tells"), AgencyId("neither")
HOUSEHOLD = HouseholdId("h-of-all")
BODIES = (HONOURS, TELLS, NEITHER)
EACH = 6
ON_THEIR_WAY = (3 * EACH, 2 * EACH)
"""Sent and unanswered at each kill; what was asked and found is not sent again."""


@dataclass
class Town:
    """Three bodies at one address. They keep what arrives and answer nobody before it is over."""

    kept: Counter[str] = field(default_factory=Counter)
    arrived: int = 0
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    seen: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await lifespan(receive, send)
        content = b""
        while True:
            message = await receive()
            content += message.get("body", b"")
            if not message.get("more_body"):
                break
        body, _, referral = scope["path"].strip("/").partition("/referrals")
        if scope["method"] == "GET":
            return await self._find(body, referral.strip("/"), send)
        self._keep(body, json.loads(content)["referral"])
        self.arrived += 1
        self.seen.set()
        await self.answers.wait()
        await _answer(send, 202, b"{}")

    def _keep(self, body: str, referral: str) -> None:
        if body != HONOURS or not self.kept[referral]:
            self.kept[referral] += 1

    async def _find(self, body: str, referral: str, send: Any) -> None:
        known = self.kept[referral] > 0
        told = json.dumps({"referral": referral, "known": known}).encode()
        await _answer(send, 200 if body == TELLS else 404, told)

    async def all_here(self, number: int) -> None:
        async with asyncio.timeout(90):
            while self.arrived < number:
                self.seen.clear()
                await self.seen.wait()


async def _answer(send: Any, status: int, content: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": content})


async def known(scene: Scene, address: str) -> None:
    now, keyring = datetime.now(UTC), scene.parts.keyring
    async with scene.parts.database.write() as session:
        await new_household(session, HOUSEHOLD, DISTRICT, OfficeCode("office-1"), now)
        await add_member(session, keyring, HOUSEHOLD, MemberDetails(MEMBER, "표본해온"))
        for body in BODIES:
            agency = Agency(
                agency_id=body,
                district=DISTRICT,
                name="가상기관",
                kind=AgencyKind.PUBLIC_AGENCY,
                channel=PartnerChannel.REST,
                endpoint=f"{address}/{body}",
                honours_key=body == HONOURS,
                timeout=timedelta(seconds=18),
            )
            await save_agency(session, agency)
            await add_secret(session, keyring, body, Direction.SENDING, "whsec_c2VjcmV0", now)


class OneHousehold(Desk):
    """Every case is of the same household: who is referred does not matter here."""

    def opening(self) -> c.OpenCase:
        return super().opening().model_copy(update={"household_id": HOUSEHOLD})


async def ready(scene: Scene) -> Desk:
    desk = OneHousehold(scene.cases, resolve(DISTRICT).case_policy)
    await opened(desk)
    await desk.to_linkage_from_open()
    return desk


async def ask(desk: Desk, body: AgencyId, number: int) -> None:
    await desk.act(
        c.RequestLinkage(
            linkage_id=LinkageId(f"linkage-{body}-{number}"),
            action_id=ACTION,
            agency_id=body,
            agency_kind=AgencyKind.PUBLIC_AGENCY,
            channel=PartnerChannel.REST,
            members=(MEMBER,),
            basis=LawfulBasis.PUBLIC_MINIMUM,
        ),
        Role.CASE_MANAGER,
    )


async def noted(scene: Scene, desk: Desk) -> Delivery:
    async with scene.parts.database.read() as session:
        [one] = await deliveries(session, desk.case_id)
    return one


async def delivered(scene: Scene, desk: Desk) -> Delivery:
    async with asyncio.timeout(120):
        while True:
            linkage = (await desk.cases.state(desk.case_id)).linkages[0]
            if linkage.delivered_at is not None:
                return await noted(scene, desk)
            await asyncio.sleep(0.2)


async def test_workers_killed_with_dozens_of_referrals_on_their_way(scene: Scene) -> None:
    town = Town()
    async with serving(town) as address:
        await known(scene, address)
        asked = [(body, number) for body in BODIES for number in range(EACH)]
        desks = await asyncio.gather(*(ready(scene) for _ in asked))
        at_once = zip(desks, asked, strict=True)
        await asyncio.gather(*(ask(desk, *whom) for desk, whom in at_once))
        for on_their_way in ON_THEIR_WAY:
            await town.all_here(on_their_way)
            town.arrived = 0
            await scene.kill_worker()
            await scene.start_worker()
        town.answers.set()
        found = await asyncio.gather(*(delivered(scene, desk) for desk in desks))
    for one in found:
        copies = town.kept[one.linkage_id]
        if one.agency_id == NEITHER:
            assert copies > 1
            assert one.maybe_twice
        else:
            assert copies == 1
            assert not one.maybe_twice
