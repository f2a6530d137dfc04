"""One whole system for all tests here; a test that changes a case makes one of its own."""

from collections.abc import Iterator

import pytest

from tests.security.population import Population
from tests.security.stack import Stack, whole_system


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with whole_system(tmp_path_factory.mktemp("stack")) as made:
        yield made


@pytest.fixture(scope="session")
def population(stack: Stack) -> Population:
    made = Population(stack)
    stack.do(made.settle())
    return made
