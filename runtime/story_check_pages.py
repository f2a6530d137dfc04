"""What people of a story see on their pages, and what stays hidden from them."""

from i18n.wording import words
from runtime.story_file import Expectation
from runtime.story_run import Telling


async def of_pages(wanted: Expectation, telling: Telling, about: str) -> str | None:
    """The first thing that is not as the story says."""
    for worker, kind in wanted.inbox.items():
        if words(kind) not in await _inbox(telling, worker):
            return f"the inbox of {worker} should show {words(kind)}"
    for worker, text in wanted.page_shows.items():
        if text not in await _case_pages(telling, worker, about):
            return f"{worker} should see {text!r}"
    for worker, text in wanted.page_hides.items():
        if text in await _case_pages(telling, worker, about):
            return f"{worker} should not see {text!r}"
    return await _of_visits(wanted, telling, about)


async def _of_visits(wanted: Expectation, telling: Telling, about: str) -> str | None:
    for worker in wanted.cannot_read:
        browser = await telling.browser(worker)
        if await browser.status_of(f"/cases/{telling.about(about)}") not in (403, 404):
            return f"{worker} can read the case"
    for visit, text in wanted.visits_shown.items():
        if text not in await _visited(telling, visit, about):
            return f"{visit} should show {text!r}"
    for visit, text in wanted.visits_hidden.items():
        if text in await _visited(telling, visit, about):
            return f"{visit} should not show {text!r}"
    return None


async def _visited(telling: Telling, visit: str, about: str) -> str:
    worker, _, address = visit.partition(" ")
    browser = await telling.browser(worker)
    return await browser.text_of(telling.address(address, about))


async def _inbox(telling: Telling, worker: str) -> str:
    browser = await telling.browser(worker)
    return " ".join([await browser.text_of("/inbox"), await browser.text_of("/inbox?tab=team")])


async def _case_pages(telling: Telling, worker: str, about: str) -> str:
    browser = await telling.browser(worker)
    page = await browser.text_of(f"/cases/{telling.about(about)}")
    plan = await browser.text_of(f"/cases/{telling.about(about)}/plan")
    return f"{page} {plan}"
