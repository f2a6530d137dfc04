"""Tells a story: everybody acts through their own pages, bodies answer by signed webhook."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx2
from fastapi import FastAPI

from care.model.case import CaseState
from care.model.ids import AgencyId, CaseId, PlanItemId
from runtime.forms_client import Answer, FormsClient
from runtime.parts import Parts
from runtime.relay import Relay
from runtime.releases import Shifts
from runtime.stories import StoryClock
from runtime.story_bodies import Answerer, Outside
from runtime.story_cast import Cast
from runtime.story_fields import home_of, opening_fields, path_of, typed
from runtime.story_file import Answering, Step, Story, StoryError
from workflows.client import Cases

Say = Callable[[str], None]
BASE = "http://127.0.0.1"
SETTLE_SECONDS = 10.0
NOT_YET = CaseId("")
NUMBER = "number"
"""``@number`` in a field is the case number of the case opened last."""


@dataclass
class Telling:
    """One story on one running system."""

    story: Story
    parts: Parts
    app: FastAPI
    cases: Cases
    relay: Relay
    clock: StoryClock
    cast: Cast
    case_id: CaseId = NOT_YET
    """The story's first case."""
    shifts: Shifts | None = None
    """None on a system whose workers are not ours to exchange."""
    outside: Outside | None = None
    """None on a system whose bodies' own systems are not ours to look into."""
    _browsers: dict[str, FormsClient] = field(default_factory=dict)

    async def tell(self, say: Say, check: Callable[["Telling", Step], Awaitable[None]]) -> CaseId:
        """Raises StoryError naming the step whose act or expectation failed."""
        try:
            for number, step in enumerate(self.story.steps, 1):
                await self._one(number, step, say, check)
        finally:
            for browser in self._browsers.values():
                await browser.aclose()
        return self.case_id

    async def _one(
        self,
        number: int,
        step: Step,
        say: Say,
        check: Callable[["Telling", Step], Awaitable[None]],
    ) -> None:
        try:
            await self.clock.advance_to(step.on)
            await self._do(step)
            if step.expect is not None:
                await check(self, step)
        except (StoryError, LookupError, AssertionError, PermissionError) as failed:
            where = f"{self.story.story} step {number} ({step.on:%Y-%m-%d %H:%M})"
            raise StoryError(f"{where}: {failed}") from failed
        say(f"{step.on:%Y-%m-%d %H:%M}  {step.by or step.body or '·'}  {step.act or 'looks'}")

    async def _do(self, step: Step) -> None:
        if step.release is not None and self.shifts is not None:
            await self.shifts.hand_over(step.release)
        if step.act == "new":
            await self._open(step)
        elif step.act is not None:
            await self._act(step)
        elif step.answers is not None and step.body is not None:
            await self._answer(step.body, step.answers, self.about(step.case))

    async def _open(self, step: Step) -> None:
        browser = await self.browser(step.by or "")
        home = home_of(self.story, step.household)
        # The case is born at this moment of the story; its shift is what the web gives it now.
        shift = self.clock.shift
        answer = await browser.send("/cases/new", opening_fields(home, step.fields))
        if answer.status != 303:
            raise StoryError(f"the case did not open: {answer.status} {answer.text[:300]}")
        case_id = self._begun(step, answer, shift)
        state = await self.cases.state(case_id)
        self.cast.made[NUMBER] = state.case_number
        self.cast.meet(home.people, state)

    async def _act(self, step: Step) -> None:
        about = self.about(step.case)
        before = await self.cases.state(about) if step.label or step.labels else None
        shift = self.clock.shift
        path, answer = await self._sent(step)
        if answer is None:
            return
        if step.refused is not None:
            return _must_refuse(step.refused, answer)
        if answer.status != 303:
            raise StoryError(f"{path}: {answer.status} {answer.code} {answer.text[:400]}")
        if step.begins and answer.location.startswith("/cases/"):
            self._begun(step, answer, shift)
        elif step.begins:
            self.cast.made[step.begins] = answer.location.split("?")[0].rpartition("/")[2]
        if before is not None:
            self._name(step, before, await self.cases.state(about))

    def _name(self, step: Step, before: CaseState, after: CaseState) -> None:
        if step.label is not None:
            self.cast.made[step.label] = made_since(before, after)
        known = {one.linkage_id for one in before.linkages}
        new = {one.action_id: one for one in after.linkages if one.linkage_id not in known}
        for action, label in step.labels.items():
            if PlanItemId(action) not in new:
                raise StoryError(f"{action} was not asked for")
            self.cast.made[label] = new[PlanItemId(action)].linkage_id

    async def _sent(self, step: Step) -> tuple[str, Answer | None]:
        """Where to, and what came back; None where the page does not even offer the act."""
        browser = await self.browser(step.by or "")
        action = self.address(step.act or "", step.case)
        stands = self.address(step.page, step.case) if step.page else action
        try:
            given = typed(step, self.story, self.cast)
            return action, await browser.send(stands, given, action)
        except LookupError:
            if step.refused == "any":
                return action, None
            raise

    def address(self, act: str, case: str) -> str:
        path = path_of(act, self.cast)
        return path if path.startswith("/") else f"/cases/{self.about(case)}/{path}"

    def about(self, case: str) -> CaseId:
        """The case of a label; the story's first for none."""
        return CaseId(self.cast.thing(case)) if case else self.case_id

    def _begun(self, step: Step, answer: Answer, shift: timedelta) -> CaseId:
        case_id = CaseId(answer.location.removeprefix("/cases/").split("?")[0])
        self.clock.follow(case_id, shift)
        if step.begins:
            self.cast.made[step.begins] = case_id
        if self.case_id == NOT_YET:
            self.case_id = case_id
        return case_id

    async def _answer(self, label: str, answering: Answering, case_id: CaseId) -> None:
        before = await self.cases.state(case_id)
        agency, key = AgencyId(self.cast.body(label)), self.cast.keys.get(label)
        async with self.http() as http:
            body = Answerer(self.parts, http, self.outside, agency, key)
            await body.tell(self.cast.thing(answering.linkage), answering)
        while await self.relay.look():
            pass
        await self.eventually(self._moved_since(before))

    def _moved_since(self, before: CaseState) -> Callable[[], Awaitable[str | None]]:
        """A relay of the running system may have been faster than ours; then it is still at it."""

        async def holds() -> str | None:
            moved = (await self.cases.state(before.case_id)).revision > before.revision
            return None if moved else "the answer has not reached the case"

        return holds

    async def state(self, case: str = "") -> CaseState:
        return await self.cases.state(self.about(case))

    async def browser(self, worker: str) -> FormsClient:
        if worker not in self._browsers:
            account = self.cast.worker(worker)
            browser = FormsClient(self.http())
            await browser.log_in(account.login, account.password)
            self._browsers[worker] = browser
        return self._browsers[worker]

    def http(self) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=self.app)
        return httpx2.AsyncClient(transport=transport, base_url=BASE, timeout=30)

    async def eventually(self, holds: Callable[[], Awaitable[str | None]]) -> None:
        """Until ``holds`` finds nothing wrong: effects and ticks finish beside the acts."""
        wrong = await holds()
        end = asyncio.get_running_loop().time() + SETTLE_SECONDS
        while wrong is not None:
            if asyncio.get_running_loop().time() > end:
                raise StoryError(wrong)
            await asyncio.sleep(0.05)
            wrong = await holds()


def _must_refuse(code: str, answer: Answer) -> None:
    if answer.status < 400:
        raise StoryError(f"must be refused, but was done ({answer.status})")
    if code != "any" and answer.code != code:
        raise StoryError(f"must be refused with {code}, was {answer.status} {answer.code!r}")


def made_since(before: CaseState, after: CaseState) -> str:
    """The id of the one thing an act made."""
    new = [made for made in _things(after) if made not in _things(before)]
    if len(new) != 1:
        raise StoryError(f"expected one new thing, found {len(new)}")
    return new[0]


def _things(state: CaseState) -> list[str]:
    return [
        *(k.linkage_id for k in state.linkages),
        *(p.pledge_id for p in state.pledges),
        *(c.consent_id for c in state.consents),
        *(g.ground_id for g in state.grounds),
        *(d.demand_id for d in state.purges),
        *(c.complaint_id for c in state.complaints),
        *(t.task_id for t in state.agreed),
        *((state.transfer.transfer_id,) if state.transfer else ()),
    ]
