"""The whole system, with bodies that sign and one linkage that waits for an answer."""

from collections.abc import Iterator

import pytest

from tests.engine import engine_server
from tests.security.population import Population
from tests.security.stack import Stack, end, stack_on


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("webhooks")
    with engine_server(folder) as place:
        made = stack_on(place, folder)
        made.do(made.start())
        try:
            yield made
        finally:
            end(made)


@pytest.fixture(scope="module")
def population(stack: Stack) -> Population:
    made = Population(stack)
    stack.do(made.settle())
    return made
