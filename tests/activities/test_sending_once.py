"""A referral reaches a body once, or a person is told that it may have reached it twice (F10)."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from activities.send_referral import ReferralSender
from activities.sending_notes import SendingNotes
from care.messages.envelope import DeliveryResult
from care.model.codes import PartnerChannel
from care.model.ids import LinkageId
from partners.channel import Endpoint, Known, Referral, TransportError
from store.database import Database
from store.deliveries import Delivery, deliveries
from store.keyring import Keyring
from tests.activities.conftest import DISTRICT, Remembering, body
from tests.activities.scene import CONTACT, Scene

THOUSAND, FEW = 1000, 40


@pytest.fixture
def scene(database: Database, keyring: Keyring, channel: Remembering) -> Scene:
    return Scene(database, keyring, channel)


async def noted(scene: Scene) -> Delivery:
    async with scene.database.of(DISTRICT).read() as session:
        [one] = await deliveries(session, scene.desk.case_id)
    return one


async def test_f10_a_body_that_honours_keys_is_sent_the_same_again_and_never_asked(
    scene: Scene,
) -> None:
    await scene.stand()
    scene.channel.lost = 1
    await scene.fails()
    assert (await scene.send()).code == "http_202"
    assert {one.effect_id for one in scene.channel.sent} == {"linkage-1:1"}
    assert scene.channel.asked == []


async def test_f10_a_body_that_does_not_is_asked_before_anything_goes_again(scene: Scene) -> None:
    await scene.stand()
    await scene.keep(body(honours_key=False))
    scene.channel.lost, scene.channel.can_be_asked = 1, True
    await scene.fails()
    assert (await noted(scene)).unsure
    assert (await scene.send()).code == "found"
    assert len(scene.channel.sent) == 1


async def test_f10_what_the_body_says_it_has_not_goes_again_and_nobody_need_worry(
    scene: Scene,
) -> None:
    await scene.stand()
    await scene.keep(body(honours_key=False))
    scene.channel.can_be_asked = True
    scene.channel.fails = [TransportError("timeout", permanent=False, unsure=True)]
    await scene.fails()
    assert (await scene.send()).code == "http_202"
    assert not (await noted(scene)).maybe_twice


async def test_f10_where_the_body_cannot_tell_it_goes_again_and_a_person_is_told(
    scene: Scene,
) -> None:
    await scene.stand()
    await scene.keep(body(honours_key=False))
    scene.channel.lost = 1
    await scene.fails()
    assert (await scene.send()).code == "possibly_twice"
    assert len(scene.channel.sent) == 2
    assert (await noted(scene)).maybe_twice
    assert (await scene.send()).code == "possibly_twice"
    assert len(scene.channel.sent) == 2


async def test_what_surely_did_not_arrive_leaves_no_doubt(scene: Scene) -> None:
    await scene.stand()
    await scene.keep(body(honours_key=False))
    scene.channel.fails = [TransportError("unreachable", permanent=False)]
    await scene.fails()
    assert not (await noted(scene)).unsure
    assert (await scene.send()).code == "http_202"
    assert scene.channel.asked == []


async def test_a_doubt_outlives_a_try_that_surely_did_not_arrive(scene: Scene) -> None:
    await scene.stand()
    await scene.keep(body(honours_key=False))
    scene.channel.lost = 1
    await scene.fails()
    scene.channel.fails = [TransportError("unreachable", permanent=False)]
    await scene.fails()
    assert (await scene.send()).code == "possibly_twice"


class Dead(BaseException):
    """As if the process had been killed at this very point."""


@dataclass(kw_only=True)
class MortalBody(Remembering):
    """A body that keeps what it gets, while the worker that sends may die at any moment."""

    honours: bool
    tells: bool
    kept: Counter[str] = field(default_factory=Counter)
    dies: list[str] = field(default_factory=list)
    effect: str = ""
    then: str = ""

    def point(self) -> str:
        return self.dies.pop(0) if self.dies else ""

    async def send(self, referral: Referral, endpoint: Endpoint) -> DeliveryResult:
        dies = self.point()
        if dies == "before it arrives":
            raise Dead
        if not (self.honours and self.kept[referral.effect_id]):
            self.kept[referral.effect_id] += 1
        if dies == "after it arrived":
            raise Dead
        self.then = dies
        return DeliveryResult(delivered=True, code="http_202")

    async def find(self, linkage_id: LinkageId, endpoint: Endpoint) -> Known:
        if not self.tells:
            return Known.CANNOT_TELL
        return Known.THERE if self.kept[self.effect] else Known.NOT_THERE


class MortalNotes(SendingNotes):
    def __init__(self, notes: SendingNotes, mortal: MortalBody) -> None:
        super().__init__(notes._database, notes._clock)
        self._mortal = mortal

    async def success(self, *noted: object) -> None:
        if self._mortal.then == "before it is noted":
            self._mortal.then = ""
            raise Dead
        await super().success(*noted)  # type: ignore[arg-type]
        if self._mortal.then == "before the engine hears":
            self._mortal.then = ""
            raise Dead


DEATHS = (
    "before it arrives",
    "after it arrived",
    "before it is noted",
    "before the engine hears",
)


def new_worker(scene: Scene, mortal: MortalBody) -> None:
    """A process that knows nothing but what was stored."""
    scene.sender = ReferralSender(
        scene.database, scene.keyring, {PartnerChannel.REST: mortal}, contact=CONTACT
    )
    scene.sender._notes = MortalNotes(scene.sender._notes, mortal)


async def killed_often(scene: Scene, mortal: MortalBody, times: int) -> Counter[str]:
    """What became of each referral, by how it was called in the end."""
    chance, codes = random.Random(5), Counter[str]()
    number = killed = 0
    while killed < times:
        number += 1
        mortal.effect = f"linkage-1:{number}"
        mortal.dies = chance.choices(DEATHS, k=chance.randint(1, 3))
        while True:
            new_worker(scene, mortal)
            try:
                result = await scene.send(mortal.effect)
            except Dead:
                killed += 1
                continue
            break
        count = mortal.kept[mortal.effect]
        assert count >= 1, "lost"
        assert count == 1 or result.code == "possibly_twice", "twice, and nobody is told"
        codes[result.code if count == 1 else "twice, and told"] += 1
    return codes


@pytest.mark.parametrize(
    "times", [FEW, pytest.param(THOUSAND, marks=[pytest.mark.slow, pytest.mark.faults])]
)
@pytest.mark.parametrize(("honours", "tells"), [(True, False), (False, True), (False, False)])
async def test_f10_a_worker_killed_a_thousand_times_between_sending_and_recording(
    scene: Scene, honours: bool, tells: bool, times: int
) -> None:
    await scene.stand()
    await scene.keep(replace(body(), honours_key=honours))
    mortal = MortalBody(honours=honours, tells=tells)
    codes = await killed_often(scene, mortal, times)
    told = codes["possibly_twice"] + codes["twice, and told"]
    assert bool(told) is (not honours and not tells)
    if honours or tells:
        assert set(mortal.kept.values()) == {1}
