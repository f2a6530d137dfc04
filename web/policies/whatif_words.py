"""One finding of a what-if as a line of its list: what, as it was, as it would be, and why not."""

from dataclasses import dataclass
from datetime import datetime

from care.model.whatif import Point
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.whatif import RESTING, SAID, why
from store.policy_studies import Finding
from web.districts import level_name, office_name
from web.filters import day
from web.policies.whatif_sight import point_of

NOTHING = "–"


@dataclass(frozen=True)
class Told:
    what: str
    before: str
    after: str
    days: str = ""
    why: str = ""


def told_of(district: str, found: Finding) -> Told:
    point = point_of(found.code)
    was, before = _parts(found.before, 2)
    would, after, reason, unasked, resting = _parts(found.after, 5)
    notes = [_why(reason, unasked)] if reason else []
    notes += [gettext(RESTING)] if resting else []
    return Told(
        what=_what(point, found.subject),
        before=_said(district, point, was, before),
        after=gettext("알 수 없음") if not found.known else _said(district, point, would, after),
        days=_days(found.days) if found.known else "",
        why=" · ".join(notes),
    )


def _parts(text: str, count: int) -> list[str]:
    return (text.split("|") + [""] * count)[:count]


def _what(point: Point | None, subject: str) -> str:
    known = subject.partition("#")[0]
    match point:
        case Point.OFFICE:
            return gettext("맡는 읍면동")
        case Point.LEVEL:
            return gettext("%(n)s번째 조사", n=known)
        case Point.PLAN:
            return gettext("계획 %(n)s판", n=known)
        case Point.CLOSURE:
            return words(known)
        case Point.END:
            return gettext("사례의 끝")
        case Point.ESCALATION | Point.REVIEW:
            deadline, _, step = known.partition("|")
            clock = words(deadline.partition(":")[0])
            return f"{clock} · {words(step)}" if step else clock
        case None:
            return known


def _said(district: str, point: Point | None, code: str, at: str) -> str:
    """The word and the day; a line of deciders is written from one to the next."""
    when = day(datetime.fromisoformat(at)) if at else ""
    if not code:
        return when or NOTHING
    if point is Point.OFFICE:
        return office_name(district, code)
    if point is Point.LEVEL:
        return level_name(district, code)
    said = SAID.get(code)
    word = gettext(said) if said else " → ".join(words(one) for one in code.split(">"))
    return f"{word} · {when}" if when else word


def _why(reason: str, unasked: str) -> str:
    told = why(reason)
    if not unasked:
        return told
    return f"{told} ({', '.join(words(one) for one in unasked.split(','))})"


def _days(days: int | None) -> str:
    if not days:
        return ""
    if days > 0:
        return gettext("%(n)s일 늦게", n=days)
    return gettext("%(n)s일 일찍", n=-days)
