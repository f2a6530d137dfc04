"""A district with bodies whose people sign in, and a household that waits to be linked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.partner.partners import Kept, Partners, brought, copied


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return brought(tmp_path_factory.mktemp("planned"))


@pytest.fixture(scope="session")
def planned_apart(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return brought(tmp_path_factory.mktemp("apart"), protected=True)


@pytest.fixture
def partners(planned: Kept, tmp_path: Path) -> Iterator[Partners]:
    with copied(planned, tmp_path) as found:
        yield found


@pytest.fixture
def protected(planned_apart: Kept, tmp_path: Path) -> Iterator[Partners]:
    """The same with an address that is nobody's to know."""
    with copied(planned_apart, tmp_path) as found:
        yield found
