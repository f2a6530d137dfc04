"""Addresses with a question in them, asked with what nobody would ask."""

from itertools import cycle, islice
from urllib.parse import quote

from care.model.codes import Role
from tests.security import crawl
from tests.security.forms import asked_on
from tests.security.population import GIMPO, Population

FOR_POSTGRES = ("\0", "99999999999999999999", "0001-01-01", "9999-12-31", "\\")
"""What a stricter database takes less easily than SQLite."""

ASKING = (Role.COORDINATOR, Role.PARTNER_WORKER)


def broken_by(population: Population, words: tuple[str, ...], each: int) -> list[tuple[str, int]]:
    """Pages that fail when asked so; every name a page asks by gets ``each`` of the words."""
    given, broken, asked = cycle(words), [], 0
    home = population.home(GIMPO, "linked")
    for role in ASKING:
        with population.stack.http(population.token(GIMPO, role)) as browser:
            for route in crawl.routes(population.stack):
                if route.method != "GET" or not route.action or "/ops/" in route.path:
                    continue
                path = crawl.filled(route, population, home).partition("?")[0]
                page = browser.get(path, headers=crawl.HTML)
                html = page.text if "html" in page.headers.get("content-type", "") else ""
                for name in sorted(asked_on(html)):
                    for word in islice(given, each):
                        address = f"{path}?{name}={quote(word)}"
                        status = browser.get(address, headers=crawl.HTML).status_code
                        asked += 1
                        if status >= 500:
                            broken.append((address, status))
    assert asked > 100
    return broken
