"""One coming event in words: when, what, and who has to act or is told."""

from collections.abc import Mapping

from care.decide.forecast import Coming
from care.model.ids import PersonId
from i18n.loader import gettext
from i18n.wording import words
from web.filters import clock_time, short_day


def when(coming: Coming) -> str:
    """``11. 17.(화)``, with the hour where something happens by itself at that hour."""
    if coming.what == "due":
        return short_day(coming.at)
    return f"{short_day(coming.at)} {clock_time(coming.at)}"


def what(coming: Coming) -> str:
    kind = words(coming.kind)
    if coming.what == "itself":
        return gettext("저절로: %(what)s", what=kind)
    if coming.what == "rung":
        return gettext("%(what)s 기한 알림", what=kind)
    return gettext("%(what)s 기한", what=kind)


def to_whom(coming: Coming, names: Mapping[PersonId, str]) -> str:
    """By name where it is one person's move, else the role; of what is told, who is told."""
    if coming.what == "itself":
        return ""
    named = names.get(coming.person, "") if coming.person else ""
    return named or words(coming.to)
