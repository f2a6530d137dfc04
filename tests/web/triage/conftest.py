"""A district at work, with households at risk in its queue."""

from collections.abc import Iterator
from typing import Any

import pytest

from care.model.discovery import FoundHousehold, Placed
from care.model.ids import AtRiskId, PersonId
from policies.resolve import resolve
from store.at_risk_intake import Origin, place
from tests.web.flow import Flow, district

GIMPO = "41570"


@pytest.fixture
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("triage")) as found:
        yield found


def told(flow: Flow, *found: FoundHousehold) -> list[AtRiskId]:
    """The households of the queue after the district was told of these."""
    placed: list[Placed] = flow._run(_told, flow, found)
    return [one.at_risk_id for one in placed if one.at_risk_id]


async def _told(flow: Flow, found: tuple[FoundHousehold, ...]) -> Any:
    rules = resolve(GIMPO).discovery
    async with flow.cases.database.write() as session:
        origin = Origin(PersonId("coordinator"))
        return await place(session, flow.cases.keyring, GIMPO, rules, found, origin, flow.clock())
