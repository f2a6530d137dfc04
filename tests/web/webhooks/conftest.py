"""The whole system, with bodies that sign and one linkage that waits for an answer."""

from collections.abc import Iterator

import pytest

from tests.security.population import Population
from tests.security.stack import Stack, whole_system


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with whole_system(tmp_path_factory.mktemp("webhooks")) as made:
        yield made


@pytest.fixture(scope="module")
def population(stack: Stack) -> Population:
    made = Population(stack)
    stack.do(made.settle())
    return made
