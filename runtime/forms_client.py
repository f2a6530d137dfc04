"""A browser without script: reads a page's form, fills it in by name, and sends it as people do."""

import asyncio
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from typing import Any

import httpx2

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
Values = dict[str, list[str]]
LOOKS = 120
PAUSE_SECONDS = 0.5


@dataclass
class PageForm:
    """A form as it would be sent untouched."""

    action: str
    values: Values = field(default_factory=dict)

    def filled(self, given: dict[str, Any]) -> Values:
        return self.values | {name: _texts(value) for name, value in given.items()}


def _texts(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, bool):
        return ["true"] if value else []
    return [] if value is None else [str(value)]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.code = ""
        self.again = ""
        self.text: list[str] = []
        self._open: PageForm | None = None
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.code = given.get("data-code") or self.code
        self.again = given.get("data-reload-to") or self.again
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._open = PageForm(given.get("action") or "")
            self.forms.append(self._open)
        if self._open is not None:
            self._take(tag, given)

    def _take(self, tag: str, given: dict[str, str | None]) -> None:
        name = given.get("name") or ""
        if tag == "input" and name:
            kind = given.get("type") or "text"
            if kind not in ("radio", "checkbox") or "checked" in given:
                self._put(name, given.get("value") or "")
        elif tag == "textarea":
            self._area = name
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._put(self._select, given.get("value") or "")

    def _put(self, name: str, value: str) -> None:
        if self._open is not None:
            self._open.values.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._area:
            self._put(self._area, data.strip())


@dataclass(frozen=True)
class Answer:
    """What came back: status, where to, the code of a refusal, and the text a person reads."""

    status: int
    location: str
    code: str
    text: str


class FormsClient:
    """One person at one browser; cookies are theirs."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http

    async def aclose(self) -> None:
        await self.http.aclose()

    async def text_of(self, path: str) -> str:
        return " ".join("".join(self._read(await self._get(path)).text).split())

    async def status_of(self, path: str) -> int:
        return (await self._get(path)).status_code

    async def log_in(self, login: str, password: str) -> None:
        answer = await self.send("/login", {"login": login, "password": password})
        if answer.status != 303:
            raise PermissionError(f"{login} cannot log in: {answer.status}")

    async def send(self, path: str, given: dict[str, Any], action: str = "") -> Answer:
        """Open ``path``, fill its form (the one posting to ``action``, else to itself), send it."""
        shown = await self._get(path)
        if shown.status_code != 200:
            return self._answer(shown)
        form = _form_for(self._read(shown).forms, action or path)
        response = await self.http.post(
            form.action or path, data=form.filled(given), headers=SAME_ORIGIN
        )
        return self._answer(await self._known(response))

    async def _known(self, response: httpx2.Response) -> httpx2.Response:
        """Waits as the page 확인 중 does: a busy machine may not have answered in time."""
        for _ in range(LOOKS):
            again = self._read(response).again
            if response.status_code != 202 or not again:
                break
            await asyncio.sleep(PAUSE_SECONDS)
            response = await self._get(again)
        return response

    async def _get(self, path: str) -> httpx2.Response:
        return await self.http.get(path)

    def _answer(self, response: httpx2.Response) -> Answer:
        page = self._read(response)
        return Answer(
            status=response.status_code,
            location=response.headers.get("location", ""),
            code=page.code,
            text=" ".join("".join(page.text).split()),
        )

    @staticmethod
    def _read(response: httpx2.Response) -> _Forms:
        page = _Forms()
        page.feed(response.text)
        return page


def _posts_to(form: PageForm, path: str) -> bool:
    """``*`` in the path stands for an id whoever looks at the page need not know."""
    return fnmatchcase((form.action or path).split("?")[0], path)


def _form_for(forms: list[PageForm], path: str) -> PageForm:
    plain = path.split("?")[0]
    found = next((form for form in forms if _posts_to(form, plain)), None)
    if found is None:
        raise LookupError(f"no form posts to {plain}")
    return found
