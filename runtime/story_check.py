"""What a story says must be true, held against the case, its pages and what bodies received."""

from collections.abc import Awaitable, Callable, Iterator

from care.decide.calendar import local_date
from care.decide.deadlines import deadlines
from care.decide.tasks import tasks
from care.model.case import CaseState
from i18n.wording import words
from runtime.sandbox import Sandbox
from runtime.story_file import Expectation, Step, StoryError
from runtime.story_run import Telling


def checker(sandbox: Sandbox) -> Callable[[Telling, Step], Awaitable[None]]:
    async def check(telling: Telling, step: Step) -> None:
        wanted = step.expect
        if wanted is None:
            return

        async def holds() -> str | None:
            state = await telling.state()
            faults = [*_of_state(wanted, state, telling), *_of_bodies(wanted, sandbox, telling)]
            return faults[0] if faults else await _of_pages(wanted, telling)

        await telling.eventually(holds)

    return check


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


def _of_bodies(wanted: Expectation, sandbox: Sandbox, telling: Telling) -> Iterator[str]:
    ours = set(telling.cast.bodies.values())
    received = [one for one in sandbox.received if one.agency in ours]
    for text in wanted.bodies_never_saw:
        if any(text in one.body for one in received):
            yield f"a body saw {text}"
    for label, count in wanted.bodies_saw.items():
        agency = telling.cast.body(label)
        found = {one.referral for one in received if one.agency == agency and one.kept}
        if len(found) != count:
            yield f"{label} should have received {count} referrals, received {len(found)}"


async def _of_pages(wanted: Expectation, telling: Telling) -> str | None:
    for worker, kind in wanted.inbox.items():
        if words(kind) not in await _inbox(telling, worker):
            return f"the inbox of {worker} should show {words(kind)}"
    for worker, text in wanted.page_shows.items():
        if text not in await _case_pages(telling, worker):
            return f"{worker} should see {text!r}"
    for worker, text in wanted.page_hides.items():
        if text in await _case_pages(telling, worker):
            return f"{worker} should not see {text!r}"
    return None


async def _inbox(telling: Telling, worker: str) -> str:
    browser = await telling.browser(worker)
    return " ".join([await browser.text_of("/inbox"), await browser.text_of("/inbox?tab=team")])


async def _case_pages(telling: Telling, worker: str) -> str:
    browser = await telling.browser(worker)
    page = await browser.text_of(f"/cases/{telling.case_id}")
    plan = await browser.text_of(f"/cases/{telling.case_id}/plan")
    return f"{page} {plan}"


__all__ = ["StoryError", "checker"]
