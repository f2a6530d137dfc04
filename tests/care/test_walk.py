"""A case walks through all its stages by its own commands."""

import pytest

from care.model.codes import Stage
from tests.care.builders import a_case


@pytest.mark.parametrize("stage", list(Stage))
def test_a_case_reaches_every_stage_by_commands_alone(stage: Stage) -> None:
    assert a_case(stage).stage is stage
