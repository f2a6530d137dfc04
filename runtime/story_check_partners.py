"""What bodies can read on our own pages: the partner desk, and their Tasks over FHIR."""

import json
from collections.abc import AsyncIterator

from care.model.case import CaseState
from care.model.ids import AgencyId
from runtime.story_bodies import tasks_read
from runtime.story_file import Expectation
from runtime.story_run import Telling

DESK = "/partner"


async def of_partners(wanted: Expectation, telling: Telling, state: CaseState) -> str | None:
    """The first thing that is not as the story says."""
    for worker, labels in wanted.sees_only.items():
        fault = await _of_desk(telling, worker, labels, state)
        if fault is not None:
            return fault
    if not wanted.bodies_never_saw:
        return None
    async for where, shown in _shown(telling, state):
        for text in wanted.bodies_never_saw:
            if text in shown:
                return f"{where} shows {text}"
    return None


async def _of_desk(
    telling: Telling, worker: str, labels: tuple[str, ...], state: CaseState
) -> str | None:
    """Its own referrals open, no other one does, nor the case itself."""
    browser = await telling.browser(worker)
    own = {telling.cast.thing(label) for label in labels}
    for linkage in state.linkages:
        status = await browser.status_of(f"{DESK}/referrals/{linkage.linkage_id}")
        if status != (200 if linkage.linkage_id in own else 404):
            return f"{worker} gets {status} for {linkage.linkage_id} of {linkage.service}"
    if await browser.status_of(f"/cases/{state.case_id}") not in (403, 404):
        return f"{worker} can read the case"
    return None


async def _shown(telling: Telling, state: CaseState) -> AsyncIterator[tuple[str, str]]:
    for worker, one in telling.story.workers.items():
        if not one.agency:
            continue
        browser = await telling.browser(worker)
        body = telling.cast.body(one.agency)
        mine = [k.linkage_id for k in state.linkages if k.agency_id == body]
        for below in ("", "/pledges", "/consents", *(f"/referrals/{k}" for k in mine)):
            yield f"{worker} {DESK}{below}", await browser.text_of(f"{DESK}{below}")
    async with telling.http() as http:
        for label, key in telling.cast.keys.items():
            agency = AgencyId(telling.cast.body(label))
            for told in await tasks_read(http, agency, key):
                yield f"{label} /fhir", json.dumps(json.loads(told), ensure_ascii=False)
