"""Static rules for templates, scripts and styles (SR-35 to SR-37)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3] / "web"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN = [one for one in (ROOT / "static").rglob("*") if one.is_file() and "vendor" not in one.parts]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"\|\s*safe\b", "output is always escaped"),
        (r"autoescape\s+false", "output is always escaped"),
        (r"\sstyle\s*=", "no inline style"),
        (r"<style", "no inline style"),
        (r"<script(?![^>]*\ssrc=)", "no inline script"),
        (r"\son[a-z]+\s*=\s*[\"']", "no inline handler"),
        (r"hx-on", "compiled as code"),
        (r"[\"']js:", "compiled as code"),
        (r"javascript:", "no script addresses"),
        (r"hx-history-cache|htmax", "keeps pages in the browser"),
        (r"csrf", "stopped by origin, not by tokens"),
    ],
)
def test_no_template_holds(pattern: str, why: str) -> None:
    found = [
        f"{one.relative_to(ROOT)}"
        for one in TEMPLATES
        if re.search(pattern, one.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert not found, why


def test_nothing_is_loaded_from_another_origin() -> None:
    outside = re.compile(r"(?:src|href|url|import)\s*[=(]\s*[\"']?(?:https?:)?//", re.IGNORECASE)
    found = [one.name for one in (*TEMPLATES, *OWN) if outside.search(one.read_text("utf-8"))]
    assert not found


def test_own_script_keeps_nothing_in_the_browser() -> None:
    script = (ROOT / "static" / "hamkke.js").read_text(encoding="utf-8")
    for word in (
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "eval(",
        "new Function",
        "innerHTML",
    ):
        assert word not in script


def test_htmx_is_set_as_decided() -> None:
    layout = (ROOT / "templates" / "layout.html").read_text(encoding="utf-8")
    assert '"history":"reload"' in layout
    assert '"mode":"same-origin"' in layout
    for word in ("safeEval", "inlineScriptNonce"):
        assert word not in layout
