"""Finds every sentence the code and the templates can show, so that none stays untranslated."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract

KEYWORDS = {"_": None, "gettext": None, "N_": None}
PACKAGES = ("web", "i18n", "policies", "runtime", "partners", "activities")
OPTIONS = {
    "extensions": "jinja2.ext.i18n",
    "trimmed": "true",
    "silent": "false",
    "newstyle_gettext": "true",
}


def used_messages(root: Path) -> dict[str, str]:
    """Sentence to the first place it stands in."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            for sentence, line in _in_file(path):
                found.setdefault(sentence, f"{path.relative_to(root)}:{line}")
    return found


def _in_file(path: Path) -> Iterator[tuple[str, int]]:
    if "vendor" in path.parts or path.suffix not in (".py", ".html"):
        return
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {} if path.suffix == ".py" else OPTIONS
    content = BytesIO(path.read_bytes())
    for line, sentence, _comments, _context in extract(method, content, KEYWORDS, (), options):
        if isinstance(sentence, str) and sentence.strip():
            yield sentence, line
