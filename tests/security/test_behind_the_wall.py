"""On PostgreSQL a district stays hidden even when our own queries forget to ask for one (SR-09)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import true
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import Role
from care.model.ids import DistrictCode
from store import cases, database
from store.database import EVERY_DISTRICT, migrate
from tests.postgres import new_database, own_server, owned, used
from tests.security import crawl
from tests.security.bodies import let_through
from tests.security.population import GIMPO, GWANGJIN, Population
from tests.security.questions import FOR_POSTGRES, broken_by
from tests.security.stack import whole_system

pytestmark = [pytest.mark.engine, pytest.mark.postgres, pytest.mark.slow]
READERS = (Role.COORDINATOR, Role.LOCAL_OFFICE, Role.OPERATOR)
"""The widest view of a district, a narrow one, and one without people."""


@pytest.fixture(scope="module")
def walled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Population]:
    folder = tmp_path_factory.mktemp("walled")
    with own_server() as server:
        new_database(server, "walled")
        migrate(owned(server, "walled"))
        with whole_system(folder, used(server, "walled")) as stack:
            made = Population(stack)
            stack.do(made.settle())
            yield made


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No query of cases and tasks asks for a district any more, and none is remembered after."""
    monkeypatch.setattr("store.scope._within", lambda _line, _scope: true())
    cases._place_in.cache_clear()
    yield
    cases._place_in.cache_clear()


def strangers_shown(walled: Population, role: Role) -> set[str]:
    """Routes that tell somebody of one district of people or cases of the other."""
    asked = walled.home(GWANGJIN, "linked")
    strangers = [home for (district, _), home in walled.homes.items() if district == GWANGJIN]
    # The id of the case asked for may come back in the answer; of the others nothing was said.
    untold = [home.case_id for home in strangers if home is not asked]
    shown, written = set(), walled.governed[GWANGJIN].tag
    with walled.stack.http(walled.token(GIMPO, role)) as browser:
        for route in crawl.routes(walled.stack):
            for path in crawl.ways(walled, route, asked) if route.method == "GET" else ():
                body = browser.get(path, headers=crawl.HTML).text
                told = any(case_id in body for case_id in untold)
                people = [one for home in strangers for one in (home.canaries, home.strangers)]
                told = told or written in body
                if told or any(one.shown_in(body) for one in people):
                    shown.add(route.path)
    return shown


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("role", READERS)
def test_nobody_sees_another_district_even_when_queries_forget_to_ask(
    walled: Population, role: Role
) -> None:
    assert strangers_shown(walled, role) == set()


@pytest.mark.usefixtures("forgetful")
def test_it_is_the_wall_that_hides_them(
    walled: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it the lists show them: the tests above would notice."""
    show = database._show

    async def show_all(session: AsyncSession, _district: str) -> None:
        await show(session, EVERY_DISTRICT)

    monkeypatch.setattr(database, "_show", show_all)
    assert "/cases" in strangers_shown(walled, Role.COORDINATOR)


@pytest.mark.parametrize("asked_in", [GIMPO, GWANGJIN], ids=["here", "elsewhere"])
def test_what_another_body_was_asked_is_nothing_at_all(
    walled: Population, asked_in: DistrictCode
) -> None:
    assert let_through(walled, walled.home(asked_in, "linked"), GIMPO) == []


def test_no_odd_question_breaks_a_page_on_this_database(walled: Population) -> None:
    assert broken_by(walled, FOR_POSTGRES, each=1) == []


def test_every_role_opens_its_own_pages_behind_the_wall(walled: Population) -> None:
    """Whatever a page needs is in reach of its own district."""
    reads = [route for route in crawl.routes(walled.stack) if route.method == "GET"]
    failed = []
    for role in READERS:
        with walled.stack.http(walled.token(GIMPO, role)) as browser:
            for route in reads:
                for path in crawl.ways(walled, route, walled.home(GIMPO, "linked")):
                    status = browser.get(path, headers=crawl.HTML).status_code
                    if status >= 500:
                        failed.append((role, path, status))
    assert failed == []
