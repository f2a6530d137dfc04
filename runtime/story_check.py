"""What a story says must be true, held against the case, its pages and what bodies received."""

from collections.abc import Awaitable, Callable, Iterator

from care.decide.calendar import local_date
from care.decide.deadlines import deadlines
from care.decide.tasks import tasks
from care.model.case import CaseState
from care.model.codes import LinkageStatus
from runtime.sandbox import Received
from runtime.story_bodies import Outside
from runtime.story_check_life import Lived, of_life
from runtime.story_check_pages import of_pages
from runtime.story_check_partners import of_partners
from runtime.story_file import Expectation, Step, StoryError
from runtime.story_histories import Histories
from runtime.story_run import Telling


def checker(outside: Outside, histories: Histories) -> Callable[[Telling, Step], Awaitable[None]]:
    async def check(telling: Telling, step: Step) -> None:
        wanted = step.expect
        if wanted is None:
            return
        about = wanted.case or step.case

        async def holds() -> str | None:
            state = await telling.state(about)
            lived = await Lived.of(telling, state)
            faults = [
                *_of_state(wanted, state, telling),
                *of_life(wanted, state, telling.cast, lived),
                *_of_bodies(wanted, state, outside, telling),
            ]
            if faults:
                return faults[0]
            return await of_pages(wanted, telling, about) or await of_partners(
                wanted, telling, state
            )

        await telling.eventually(holds)
        if wanted.replays or wanted.releases:
            await _of_histories(wanted, histories, telling, about)

    return check


async def _of_histories(
    wanted: Expectation, histories: Histories, telling: Telling, about: str
) -> None:
    state = await telling.state(about)
    lived = await Lived.of(telling, state)
    if wanted.replays:
        for fault in await histories.faults(lived.lineage):
            raise StoryError(f"today's code does not follow {fault}")
    if wanted.releases:
        found = await histories.releases(lived.lineage)
        if len(found) < wanted.releases:
            raise StoryError(f"{wanted.releases} releases should have worked, did {sorted(found)}")


def _of_state(wanted: Expectation, state: CaseState, telling: Telling) -> Iterator[str]:
    owner = telling.cast.worker(wanted.owner).person if wanted.owner else None
    for name, want, found in (
        ("stage", wanted.stage, state.stage),
        ("level", wanted.level, state.level),
        ("owner", owner, state.owner),
        ("private total", wanted.private_total, state.private_total),
        ("public total", wanted.public_total, state.public_total),
    ):
        if want is not None and want != found:
            yield f"{name} should be {want}, is {found}"
    yield from _of_clocks(wanted, state, telling)
    yield from _of_tasks(wanted, state)


def _of_clocks(wanted: Expectation, state: CaseState, telling: Telling) -> Iterator[str]:
    calendar = state.policy.calendar
    running = deadlines(state)
    for kind, day in wanted.due.items():
        found = sorted({local_date(d.due, calendar) for d in running if d.kind is kind})
        if day not in found:
            yield f"{kind} should be due {day}, is {[str(one) for one in found]}"
    for kind in wanted.overdue:
        if not any(d.kind is kind and d.due < telling.clock.now() for d in running):
            yield f"{kind} should be overdue"


def _of_tasks(wanted: Expectation, state: CaseState) -> Iterator[str]:
    found = {task.kind for task in tasks(state)}
    for kind in wanted.tasks:
        if kind not in found:
            yield f"task {kind} should be open; open are {sorted(found)}"
    for kind in wanted.no_tasks:
        if kind in found:
            yield f"task {kind} should not be open"


def _of_bodies(
    wanted: Expectation, state: CaseState, outside: Outside, telling: Telling
) -> Iterator[str]:
    ours = set(telling.cast.bodies.values())
    received = [one for one in outside.sandbox.received if one.agency in ours]
    seen = outside.seen(ours) if wanted.bodies_never_saw else []
    for text in wanted.bodies_never_saw:
        if any(text in one for one in seen):
            yield f"a body saw {text}"
    for label, count in wanted.bodies_saw.items():
        agency = telling.cast.body(label)
        found = {one.referral for one in received if _is_referral(one) and one.agency == agency}
        if len(found) != count:
            yield f"{label} should have received {count} referrals, received {len(found)}"
    for label in wanted.cut_off:
        yield from _cut_off(label, telling.cast.body(label), state, received)


def _is_referral(one: Received) -> bool:
    return one.kept and one.path in ("referrals", "Task")


def _cut_off(label: str, agency: str, state: CaseState, received: list[Received]) -> Iterator[str]:
    """Nothing open with the body, and whatever it took over the wire it was told to destroy."""
    for linkage in state.linkages:
        if linkage.agency_id == agency and linkage.status.is_open:
            yield f"{label} still has an open referral"
    mine = [one for one in received if one.agency == agency and one.kept]
    told = {one.referral for one in mine if not _is_referral(one)}
    over = {k.linkage_id for k in state.linkages if k.status is LinkageStatus.DONE}
    kept = {one.referral for one in mine if _is_referral(one)} - told - over
    if kept:
        yield f"{label} was not told to destroy {len(kept)} referrals"


__all__ = ["StoryError", "checker"]
