"""Decisions and workflows take time and chance from outside, so that a replay years later agrees.

Ruff's banned-api says the same while typing; this test also sees calls ruff cannot resolve.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.repository import named, parsed, project, sources

CLOCKS = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time"}
CHANCE = {"uuid.uuid1", "uuid.uuid4", "uuid4", "uuid1"}
ORDER = {"asyncio.wait", "asyncio.as_completed"}
FORBIDDEN = CLOCKS | CHANCE | ORDER
FORBIDDEN_MODULES = {"random", "secrets"}
# Runs in the web and the relay, never inside a workflow.
OUTSIDE = {"workflows/client.py"}


def _uses(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            last_two = ".".join(called.split(".")[-2:])
            yield from {called, last_two} & FORBIDDEN
        elif isinstance(node, ast.Import):
            yield from {alias.name for alias in node.names} & FORBIDDEN_MODULES
        elif isinstance(node, ast.ImportFrom) and node.module in FORBIDDEN_MODULES:
            yield node.module


def test_no_decision_and_no_workflow_reads_a_clock_or_rolls_dice() -> None:
    paths = [path for path in sources("care", "workflows") if named(path) not in OUTSIDE]
    assert paths
    found = [(named(path), use) for path in paths for use in _uses(parsed(path))]
    assert found == []


@pytest.mark.parametrize(
    "text",
    ["import random", "from secrets import token_hex", "datetime.datetime.now(UTC)", "uuid4()"],
)
def test_the_search_sees_what_it_looks_for(text: str) -> None:
    assert list(_uses(ast.parse(text)))


def test_the_workflow_clock_is_not_mistaken_for_the_machine_clock() -> None:
    text = "workflow.now(); workflow.uuid4(); workflow.random(); workflow.wait(tasks)"
    assert list(_uses(ast.parse(text))) == []


def test_ruff_bans_the_same_names() -> None:
    banned = set(project()["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"])
    for name in CLOCKS | ORDER:
        assert any(full.endswith(name) for full in banned), name
