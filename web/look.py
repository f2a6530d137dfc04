"""How a person wants pages to look and speak; kept in a cookie of the browser, no personal data."""

from dataclasses import dataclass, replace
from typing import get_args

from fastapi import Request, Response

from i18n.loader import DEFAULT, LANGUAGES, Language

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
_NAMES = ("language", "theme", "density", "contrast", "keys")


def look_of(request: Request) -> Look:
    """Korean unless somebody chose otherwise; what the cookie says is checked word by word."""
    parts = request.cookies.get(COOKIE, "").split(".")
    if len(parts) != len(_NAMES):
        return Look()
    if any(part not in choices for part, choices in zip(parts, _CHOICES, strict=True)):
        return Look()
    chosen = next(one for one in LANGUAGES if one == parts[0])
    return replace(Look(language=chosen), **dict(zip(_NAMES[1:], parts[1:], strict=True)))


def keep_look(response: Response, look: Look, *, secure: bool) -> None:
    response.set_cookie(
        COOKIE, look.written(), max_age=_YEAR, httponly=True, secure=secure, samesite="lax"
    )
