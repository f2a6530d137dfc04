"""A district at work, with cases opened as the worker opens them."""

from collections.abc import Iterator
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.open_cases import OpeningDesk
from care.messages.openings import OpeningsAsked
from care.model.ids import DistrictCode
from policies.resolve import resolve
from runtime.told import openings_told
from tests.web.flow import Flow, district


@pytest.fixture
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("reports")) as found:
        yield found


def open_what_waits(flow: Flow, where: str) -> None:
    """One round of the worker."""
    flow._run(_open, flow, DistrictCode(where))


async def _open(flow: Flow, where: DistrictCode) -> Any:
    cases = flow.cases
    desk = OpeningDesk(
        cases.database,
        cases.keyring,
        cases,
        lambda code: resolve(code).case_policy,
        openings_told(cases.keyring),
        flow.clock,
    )
    return await ActivityEnvironment().run(desk.open_cases, OpeningsAsked(district=where))
