"""The tree holds what the build, the floors and the walls say it holds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, named, packages, parsed, project, sources, tracked

NOT_OURS_TO_SHIP = {"tests", "benchmarks", "docs"}
FUNCTION_WALL = 40
MODULE_WALL = 400
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers"}


def _top_level_packages() -> set[str]:
    tops = {path.relative_to(ROOT).parts[0] for path in tracked() if path.suffix == ".py"}
    return {top for top in tops if (ROOT / top).is_dir()} - NOT_OURS_TO_SHIP


def test_every_top_level_package_is_in_the_wheel() -> None:
    assert set(packages()) == _top_level_packages()


def test_every_top_level_package_stands_on_a_floor() -> None:
    linter = project()["tool"]["importlinter"]
    floors = next(c for c in linter["contracts"] if c["id"] == "floors")["layers"]
    standing = {name.strip() for layer in floors for name in layer.split("|")}
    assert set(linter["root_packages"]) == standing == _top_level_packages()


def test_contracts_that_list_packages_list_all_of_them() -> None:
    contracts = {c["id"]: c for c in project()["tool"]["importlinter"]["contracts"]}
    assert set(contracts["acyclic"]["ancestors"]) == _top_level_packages()
    assert set(contracts["one-data-door"]["source_modules"]) == _top_level_packages() - {"store"}


def test_tools_know_every_package() -> None:
    tools = project()["tool"]
    assert set(tools["deptry"]["known_first_party"]) == _top_level_packages()
    assert _top_level_packages() <= set(tools["mypy"]["files"])
    assert set(tools["ruff"]["lint"]["isort"]["known-first-party"]) == _top_level_packages()


@pytest.mark.parametrize("package", sorted(packages()))
def test_a_package_says_what_it_is_for(package: str) -> None:
    assert ast.get_docstring(parsed(ROOT / package / "__init__.py"))


def _walled() -> Iterator[Path]:
    """Migrations are lists of columns in their order; splitting one would hide what it does."""
    return (path for path in sources(*packages()) if "migrations/versions" not in path.as_posix())


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{named(path)}:{node.name}", node.end_lineno - node.lineno + 1


def test_no_function_passes_the_wall() -> None:
    sized = [one for path in _walled() for one in _functions(path)]
    assert {name: lines for name, lines in sized if lines > FUNCTION_WALL} == {}


def test_no_module_passes_the_wall() -> None:
    sized = {named(path): len(path.read_text().splitlines()) for path in _walled()}
    assert {name: lines for name, lines in sized.items() if lines > MODULE_WALL} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [named(path) for path in sources(*packages()) if path.stem in VAGUE] == []


# Spelt in pieces so that this file passes its own test.
HOSTS = [
    "registry.npm" + "js.org",
    "pypi." + "org",
    "files.python" + "hosted.org",
    "unpkg." + "com",
]
HOSTS += ["cdn." + "jsdelivr.net", "cdnjs." + "cloudflare.com", "fonts." + "googleapis.com"]
MACHINE_PATH = re.compile(
    "|".join(["/wo" + "rk/", "/ro" + "ot/", r"/ho" + r"me/\w", r"/Us" + r"ers/\w"])
)


def _texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_registry_or_a_content_network() -> None:
    found = [(named(path), host) for path, text in _texts() for host in HOSTS if host in text]
    assert found == []


def test_no_file_names_a_place_on_the_machine_it_was_written_on() -> None:
    found = [(named(p), m[0]) for p, text in _texts() if (m := MACHINE_PATH.search(text))]
    assert found == []


def test_no_file_of_others_is_kept() -> None:
    kept = [named(path) for path in tracked()]
    forbidden = re.compile(
        r"(^|/)(vendor|node_modules)/|\.min\.(js|css)$|\.(woff2?|ttf|otf|whl|map)$"
    )
    assert [name for name in kept if forbidden.search(name)] == []


def test_no_file_is_kept_that_git_should_ignore() -> None:
    kept = [named(path) for path in tracked()]
    assert [n for n in kept if n.endswith((".pyc", ".mo", ".db", ".key", ".env"))] == []
