"""One district for the page tests of an area; each test drives its own case in it."""

from collections.abc import Iterator

import pytest

from tests.editions import files_afterwards
from tests.security.features import as_policies_say
from tests.web.flow import Flow, district


@pytest.fixture(autouse=True)
def own_policies() -> Iterator[None]:
    with as_policies_say():
        yield


@pytest.fixture
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with files_afterwards(), district(tmp_path_factory.mktemp("district")) as found:
        yield found
