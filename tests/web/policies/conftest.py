"""Editions live in the memory of the process: each test begins with the files alone."""

from collections.abc import Iterator

import pytest

from tests.editions import files_afterwards


@pytest.fixture(autouse=True)
def files_alone() -> Iterator[None]:
    with files_afterwards():
        yield
