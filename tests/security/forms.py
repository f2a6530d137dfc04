"""Forms as a browser finds them on a page: where they go, and what each field is."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

TEXTS = frozenset({"text", "search", "tel", "email", "url", "textarea"})
SHAPED = frozenset({"number", "date", "month", "select", "radio"})
"""Fields that take only what has a certain shape."""


@dataclass
class Found:
    """One form that carries the key of an act."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    shaped: list[str] = field(default_factory=list)

    @property
    def is_an_act(self) -> bool:
        return "intent" in self.values

    def with_text(self, name: str, value: str) -> dict[str, str | list[str]]:
        return {**self.values, name: value}


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms = page, list[Found]()
        self.open: Found | None = None
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = given.get("method", "get").lower() == "post"
            self.open = Found(given.get("action") or self.page) if posts else None
            self.forms += [self.open] if self.open else []
        elif self.open and given.get("name") and tag in {"input", "textarea", "select"}:
            self._field(self.open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None

    def _field(self, form: Found, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in TEXTS and given["name"] not in form.texts:
            form.texts.append(given["name"])
        if kind in SHAPED and given["name"] not in form.shaped:
            form.shaped.append(given["name"])
        if kind in {"hidden", "text", "date", "number"} and given.get("value"):
            form.values.setdefault(given["name"], []).append(given["value"])


class _Asking(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names = set[str]()
        self.asks = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.asks = given.get("method", "get").lower() == "get"
        elif self.asks and tag in {"input", "select"} and given.get("name"):
            self.names.add(given["name"])
        asked = urlsplit(given.get("href", ""))
        self.names |= {name for name, _ in parse_qsl(asked.query, keep_blank_values=True)}

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.asks = False


def asked_on(html: str) -> set[str]:
    """What the page's own searches and links ask by: the names in their addresses."""
    reader = _Asking()
    reader.feed(html)
    return reader.names


def forms_on(page: str, html: str) -> list[Found]:
    reader = _Reader(page)
    reader.feed(html)
    return [form for form in reader.forms if form.is_an_act]
