"""Editions live in the memory of the process: each test begins with the files alone."""

from collections.abc import Iterator

import pytest

from policies.resolve import DIRECTORY, PolicyBook, use
from web.districts import _policy


@pytest.fixture(autouse=True)
def files_alone() -> Iterator[None]:
    yield
    use(PolicyBook(DIRECTORY))
    _policy.cache_clear()
