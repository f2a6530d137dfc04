"""One district for all acceptance rows of the service loop that go through pages."""

from collections.abc import Iterator

import pytest

from tests.acceptance.at_desk import save_bodies
from tests.web.flow import Flow, district


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("desk")) as flow:
        flow._run(save_bodies, flow)
        yield flow
