"""The published schemas and examples, where they lie; nothing of them is in the repository."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

BESIDE = Path(__file__).resolve().parents[3].parent / "shared" / "data"
DATA = Path(os.environ.get("HAMKKE_PUBLIC_DATA", BESIDE)) / "hsds-3.0"
published = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"published HSDS data not found: set HAMKKE_PUBLIC_DATA ({DATA})"
)


def example(name: str) -> Any:
    return json.loads((DATA / "examples" / f"{name}_full.json").read_text(encoding="utf-8"))


def faults(kind: str, data: Any) -> list[str]:
    """What the published schema has to say against an object, formats included."""
    return [
        f"{error.json_path}: {error.message[:120]}" for error in _validator(kind).iter_errors(data)
    ]


@cache
def _validator(kind: str) -> Draft202012Validator:
    schema = json.loads((DATA / "schema" / f"{kind}.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())
