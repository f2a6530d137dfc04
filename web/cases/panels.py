"""What a panel of the case page is made of, and the words all of them need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from care.model.work import Deadline, DeadlineKind
from i18n.loader import gettext
from web.acts.offers import Offer
from web.cases.sight import Sight
from web.clocks import clock_of

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    small: str = ""


@dataclass(frozen=True)
class Line:
    """One thing in a list. ``sign`` and ``kind`` are shape and colour beside ``mark``."""

    text: str
    small: str = ""
    mark: str = ""
    kind: str = "plain"
    sign: str = ""
    href: str = ""


@dataclass(frozen=True)
class Panel:
    """One loop the case is in: shown only while there is something to say of it."""

    code: str
    title: str
    aside: str = ""
    kind: str = ""
    """``danger``, ``warning`` or nothing."""
    facts: Sequence[Fact] = ()
    lines: Sequence[Line] = ()
    note: str = ""
    offers: Sequence[Offer] = ()


def acts_of(offers: Sequence[Offer], *slugs: str) -> list[Offer]:
    return [one for slug in slugs for one in offers if one.act.slug == slug]


def act_on(offers: Sequence[Offer], slug: str, subject: str) -> str:
    """The address of an act about one item; empty when it is not offered."""
    found = (one.href for one in offers if one.act.slug == slug and one.subject == subject)
    return next(found, "")


def running(sight: Sight, *kinds: DeadlineKind) -> Deadline | None:
    """The clock of these kinds that ends first."""
    found = (one for one in sight.running if one.kind in kinds)
    return min(found, key=lambda one: one.due, default=None)


def left_words(deadline: Deadline | None, sight: Sight) -> str:
    """``3일 남음, 12. 4.(금)까지``."""
    if deadline is None:
        return ""
    clock = clock_of(deadline.due, sight.now, sight.state.policy.calendar)
    return f"{clock.left}, {clock.until}" if clock else ""


def hours_left(due: datetime, now: datetime) -> str:
    """Hours and minutes: what is urgent is not counted in working days."""
    seconds = int((due - now).total_seconds())
    hours, minutes = divmod(abs(seconds) // MINUTE, HOUR // MINUTE)
    if seconds < 0:
        return gettext("%(h)s시간 %(m)s분 지남", h=hours, m=minutes)
    return gettext("%(h)s시간 %(m)s분 남음", h=hours, m=minutes)
