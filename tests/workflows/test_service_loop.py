"""The service loop on the real engine: reminders, the next body and a gap, each in its time."""

from datetime import datetime, timedelta

import pytest
from temporalio.client import Client

from care.messages.commands import RecordPartnerAnswer
from care.messages.envelope import DeliveryResult, ReferralToSend
from care.model.codes import DeclineReason, LinkageStatus, PartnerAnswer
from care.model.policy import CasePolicy
from care.model.service_codes import GapEnding
from runtime.stories import StoryClock
from tests.workflows import loops
from tests.workflows.acts import AGENCY, LINKAGE, Desk, World, refuses_for_good
from workflows.client import Cases

pytestmark = pytest.mark.engine
MONDAY = datetime.fromisoformat("2026-03-02T10:00:00+09:00")


@pytest.fixture
async def clock(client: Client) -> StoryClock:
    return StoryClock(client, MONDAY)


@pytest.fixture
def desk(cases: Cases, policy: CasePolicy, clock: StoryClock) -> Desk:
    desk = Desk(cases, policy, shift=clock.shift)
    desk.today = lambda: clock.now().date()
    return desk


def sent(world: World) -> list[tuple[str, str]]:
    """What went out, by the linkage it spoke of."""

    def kind(asked: ReferralToSend) -> str:
        if asked.withdraw:
            return "withdraw"
        return ("status" if asked.status else "remind") if asked.remind else "send"

    return [(asked.linkage_id, kind(asked)) for asked in world.referrals]


async def test_a_silent_body_is_reminded_twice_and_then_the_next_one_is_asked(
    desk: Desk, world: World, clock: StoryClock
) -> None:
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    await loops.ask_with_another(desk)
    await desk.settled()
    await clock.advance_to(MONDAY + timedelta(days=15))
    await desk.settled()
    known = sent(world)
    assert known[:3] == [(LINKAGE, "send"), (LINKAGE, "remind"), (LINKAGE, "remind")]
    assert sorted(known[3:]) == [(LINKAGE, "withdraw"), (f"{LINKAGE}.2", "send")]
    state = await desk.cases.state(desk.case_id)
    assert [one.status for one in state.linkages] == [
        LinkageStatus.WITHDRAWN,
        LinkageStatus.REQUESTED,
    ]
    assert "PartnerReminded" in world.kinds(desk.case_id)


async def test_a_reminder_that_fails_for_good_leaves_the_referral_as_it_was(
    desk: Desk, world: World, clock: StoryClock
) -> None:
    world.answers = [DeliveryResult(delivered=True), refuses_for_good("http_410")]
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    await loops.ask_with_another(desk)
    await desk.settled()
    await clock.advance_to(MONDAY + timedelta(days=4))
    await desk.settled()
    linkage = (await desk.cases.state(desk.case_id)).linkages[0]
    assert not linkage.delivery_failed
    assert len(linkage.reminded) == 1
    assert "EffectSettled" in world.kinds(desk.case_id)


async def test_a_service_under_way_is_asked_after_over_its_channel(
    desk: Desk, world: World, clock: StoryClock
) -> None:
    await desk.to_linkage()
    clock.follow(desk.case_id, desk.shift)
    await desk.request()
    await desk.settled()
    await desk.answer(PartnerAnswer.STARTED)
    await clock.advance_to(MONDAY + timedelta(days=31))
    await desk.settled()
    assert sent(world) == [(LINKAGE, "send"), (LINKAGE, "status")]


async def test_three_declines_become_a_gap_the_coordinator_settles(
    desk: Desk, world: World
) -> None:
    world.answers = [DeliveryResult(delivered=True, code="possibly_twice")]
    await desk.to_linkage()
    await loops.ask_with_another(desk)
    await desk.settled()
    await loops.decline_all(desk)
    await loops.settle_the_gap(desk)
    state = await desk.cases.state(desk.case_id)
    assert [(gap.asked, gap.ending) for gap in state.gaps] == [(3, GapEnding.NOT_AVAILABLE)]
    assert state.linkages[0].maybe_twice_at is not None
    kinds = world.kinds(desk.case_id)
    assert kinds.count("LinkageRequested") == 3
    assert kinds.count("DoubleSendNoticed") == 1


async def test_a_decline_told_again_asks_nobody_twice(desk: Desk, world: World) -> None:
    await desk.to_linkage()
    await loops.ask_with_another(desk)
    await desk.settled()
    declined = RecordPartnerAnswer(
        linkage_id=LINKAGE,
        agency_id=AGENCY,
        answer=PartnerAnswer.DECLINED,
        decline=DeclineReason.NO_CAPACITY,
    )
    await desk.relay(declined)
    await desk.relay(declined)
    await desk.settled()
    assert len((await desk.cases.state(desk.case_id)).linkages) == 2
