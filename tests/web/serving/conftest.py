"""A case whose bodies decline one after the other, driven once for the pages of the loop."""

from collections.abc import Iterator

import pytest

from care.model.codes import ServiceType, SubDomain
from tests.acceptance.at_desk import action, goal, in_service, save_bodies
from tests.web.flow import Flow, district


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("served")) as flow:
        flow._run(save_bodies, flow)
        of = goal("g-mind", SubDomain.HEALTH_MIND)
        talk = action("a-talk", "g-mind", ServiceType.COUNSELLING, "mind")
        meals = action("a-meals", "g-mind", ServiceType.MEALS, "hands")
        in_service(flow, 1, (of,), (talk, meals))
        yield flow
