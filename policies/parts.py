"""Which texts a district's policy is made of: its own, and those it builds on."""

from collections.abc import Iterator

from policies import parsed
from policies.document import Document
from policies.forms import extended_by
from policies.kinds import TextValue
from policies.problems import PolicyError
from policies.sources import Texts

HEIGHT = 3
"""Nation, province, district."""


def parts_of(texts: Texts, slug: str) -> dict[str, str]:
    """Only the texts the district's policy is read from; what is missing or wrong is left out."""
    own = f"districts/{slug}.yaml"
    parts = {own: texts[own]} if own in texts else {}
    chain = list(_chain(texts, own))
    parts |= {document.file: texts[document.file] for document in chain}
    for file in (_table(chain), *_forms(texts, chain)):
        if file in texts:
            parts[file] = texts[file]
    return dict(sorted(parts.items()))


def own_parts(texts: Texts, slug: str, shared: Texts) -> dict[str, str]:
    """What a district may change: its file, and forms that are not everybody's (``shared``)."""
    own = f"districts/{slug}.yaml"
    return {
        file: text
        for file, text in texts.items()
        if file == own or (file.startswith("forms/") and shared.get(file) != text)
    }


def _chain(texts: Texts, file: str | None) -> Iterator[Document]:
    """From the district up, as far as it can be read."""
    for _ in range(HEIGHT):
        if file is None or file not in texts:
            return
        try:
            document = parsed.document(texts[file], file)
        except PolicyError:
            return
        yield document
        above = document.head.extends
        file = None if above is None else f"{above}.yaml"


def _said(chain: list[Document], key: str) -> str:
    """The word of the lowest that says anything; empty when none does."""
    for document in chain:
        saying = document.sayings.get(key)
        if saying is not None and isinstance(saying.value, TextValue):
            return saying.value.value
    return ""


def _table(chain: list[Document]) -> str:
    return f"calendars/{_said(chain, 'calendar.holidays')}.yaml"


def _forms(texts: Texts, chain: list[Document]) -> Iterator[str]:
    """The named form, and the forms it extends."""
    version: str | None = _said(chain, "assessment.form")
    seen: set[str] = set()
    while version and version not in seen:
        seen.add(version)
        yield f"forms/{version}.yaml"
        version = extended_by(texts, version)
