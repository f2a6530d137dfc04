"""Several at the same moment: one effect, and everybody is told the truth (F17, F19)."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from care.model.codes import Role
from care.model.ids import PersonId
from store import people, sessions
from store.people import Person
from store.timeline import events
from tests.security.forms import forms_on
from tests.security.population import GIMPO, LIFETIME, Household, Population

pytestmark = [pytest.mark.engine, pytest.mark.slow]
ROUNDS = 20
SECOND, SECOND_NAME = PersonId("41570-second"), "나래둘"


def kinds(population: Population, home: Household) -> list[str]:
    stack = population.stack
    recorded = stack.read(lambda session: events(session, stack.keyring, home.case_id))
    return [one.event.kind for one in recorded]


def client(population: Population, token: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        base_url=population.stack.base,
        headers={"Sec-Fetch-Site": "same-origin", "Cookie": f"hamkke={token}"},
        timeout=60,
    )


async def fields(browser: httpx2.AsyncClient, path: str, having: str) -> dict[str, list[str]]:
    page = (await browser.get(path)).text
    return next(form.values for form in forms_on(path, page) if having in form.values)


async def five_presses(population: Population, home: Household) -> list[httpx2.Response]:
    path = f"/cases/{home.case_id}/note"
    async with client(population, population.token(GIMPO, Role.CASE_MANAGER)) as browser:
        sent = await fields(browser, path, "intent") | {"note": ["이웃이 전한 이야기"]}
        presses = [browser.post(path, data=sent) for _ in range(5)]
        return list(await asyncio.gather(*presses))


def test_five_presses_of_one_button_are_one_act(population: Population) -> None:
    home = population.stack.do(population.new_home(GIMPO, "new"))
    before = kinds(population, home).count("NoteAdded")
    answers = asyncio.run(five_presses(population, home))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert kinds(population, home).count("NoteAdded") == before + 1


async def second_coordinator(population: Population) -> str:
    """Another one with the same right."""
    stack, now = population.stack, datetime.now(UTC)
    person = Person(SECOND, "41570.second", GIMPO, roles=frozenset({Role.COORDINATOR}))
    async with stack.database.write() as session:
        if await people.person(session, SECOND) is None:
            await people.create_person(session, stack.keyring, person, SECOND_NAME, "none", now)
        return str(await sessions.create(session, SECOND, now, LIFETIME))


async def both_approve(
    population: Population, home: Household, tokens: tuple[str, str]
) -> list[httpx2.Response]:
    path = f"/cases/{home.case_id}/plan/decision"
    async with client(population, tokens[0]) as one, client(population, tokens[1]) as other:
        sent = [await fields(each, path, "tier") for each in (one, other)]
        return list(
            await asyncio.gather(
                *(
                    each.post(path, data=form | {"answer": "APPROVE"})
                    for each, form in zip((one, other), sent, strict=True)
                )
            )
        )


def test_of_two_approvers_one_wins_and_the_other_is_told_who_and_when(
    population: Population,
) -> None:
    stack = population.stack
    tokens = (population.token(GIMPO, Role.COORDINATOR), stack.do(second_coordinator(population)))
    names = ("가온CO", SECOND_NAME)
    for _ in range(ROUNDS):
        home = stack.do(population.new_home(GIMPO, "plan"))
        answers = asyncio.run(both_approve(population, home, tokens))
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        [won] = [n for n, answer in enumerate(answers) if answer.status_code == 303]
        told = answers[1 - won].text
        assert names[won] in told
        assert re.search(r"\d{1,2}:\d{2}", sentence(told)), sentence(told)
        assert kinds(population, home).count("PlanAnswered") == 1


def sentence(page: str) -> Any:
    """The words of the page without its tags."""
    return re.sub(r"<[^>]+>|\s+", " ", page.partition("<main")[2])
