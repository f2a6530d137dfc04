"""One district for the page tests of an area; each test drives its own case in it."""

from collections.abc import Iterator

import pytest

from tests.web.flow import Flow, district


@pytest.fixture
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("district")) as found:
        yield found
