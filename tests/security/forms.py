"""Forms as a browser finds them on a page: where they go, and what each field is."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TEXTS = frozenset({"text", "search", "tel", "textarea"})


@dataclass
class Found:
    """One form that carries the key of an act."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

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
        elif self.open and given.get("name") and tag in {"input", "textarea"}:
            self._field(self.open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None

    def _field(self, form: Found, tag: str, given: dict[str, str]) -> None:
        kind = "textarea" if tag == "textarea" else given.get("type", "text")
        if kind in TEXTS and given["name"] not in form.texts:
            form.texts.append(given["name"])
        if kind in {"hidden", "text", "date", "number"} and given.get("value"):
            form.values.setdefault(given["name"], []).append(given["value"])


def forms_on(page: str, html: str) -> list[Found]:
    reader = _Reader(page)
    reader.feed(html)
    return [form for form in reader.forms if form.is_an_act]
