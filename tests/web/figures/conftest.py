"""A district with thirty ended cases of last year, looked at by everybody who works there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from care.model.ids import DistrictCode
from runtime.demo_years import Era, portions, remember
from tests.web.flow import Flow, district

TODAY = date(2026, 4, 20)
ERA = Era(
    "test", DistrictCode("41570"), date(2025, 1, 2), date(2025, 9, 30),
    found=40, cases=33, services=96, refused=9, private=41_300_000, public=22_000_000,
)  # fmt: skip


async def recall(flow: Flow, era: Era, today: date = TODAY) -> None:
    given: Any = SimpleNamespace(database=flow.cases.database, keyring=flow.cases.keyring)
    for portion in portions(era):
        await remember(given, era, portion, today)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    """For looking only, but for the months whoever closes them."""
    with district(tmp_path_factory.mktemp("figures")) as flow:
        flow.clock.now = datetime(2026, 4, 20, 1, tzinfo=UTC)
        flow._run(recall, flow, ERA)
        yield flow
