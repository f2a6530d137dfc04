"""How a person wants pages to look and speak; kept in a cookie of the browser, no personal data."""

from dataclasses import dataclass
from typing import get_args

from fastapi import Request, Response

from i18n.loader import DEFAULT, Language, known

COOKIE = "hamkke_look"
THEMES = ("system", "light", "dark")
DENSITIES = ("comfortable", "compact")
CONTRASTS = ("system", "normal", "more")
KEYS = ("on", "off")
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Look:
    language: Language = DEFAULT
    theme: str = "system"
    density: str = "comfortable"
    contrast: str = "system"
    keys: str = "on"

    def written(self) -> str:
        return ".".join((self.language, self.theme, self.density, self.contrast, self.keys))


_CHOICES = (get_args(Language), THEMES, DENSITIES, CONTRASTS, KEYS)


def look_of(request: Request) -> Look:
    """Korean unless somebody chose otherwise; what the cookie says is checked word by word."""
    parts = request.cookies.get(COOKIE, "").split(".")
    if len(parts) != len(_CHOICES):
        return Look()
    if any(part not in choices for part, choices in zip(parts, _CHOICES, strict=True)):
        return Look()
    language, theme, density, contrast, keys = parts
    return Look(known(language) or DEFAULT, theme, density, contrast, keys)


def keep_look(response: Response, look: Look, *, secure: bool) -> None:
    response.set_cookie(
        COOKIE, look.written(), max_age=_YEAR, httponly=True, secure=secure, samesite="lax"
    )
