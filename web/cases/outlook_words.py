"""What happens by itself if nobody acts, in sentences (ui check 31)."""

from itertools import islice

from care.decide.forecast import Coming
from care.decide.ladder import next_step, rungs
from care.model.case import CaseState
from care.model.work import Deadline, NextStep, Waiting
from i18n.loader import gettext
from i18n.wording import words
from web.cases.sight import Sight
from web.filters import clock_time, short_day


def coming_words(coming: Coming, sight: Sight) -> str:
    """A due date with whose move it is, a rung with who is told, or the hour of what just comes.

    Whoever is known is named, a role stands for the rest.
    """
    whose = sight.names.get(coming.person, "") if coming.person else ""
    at = f"{short_day(coming.at)} {clock_time(coming.at)}"
    if coming.what == "itself":
        return at
    if coming.what == "due":
        return gettext("%(at)s까지 %(role)s", at=at, role=whose or words(coming.to))
    return step_words(coming, whose)


def step_words(step: NextStep | Coming, whose: str = "") -> str:
    """``11. 17.(화) 09:00 복지과장에게 알림``."""
    at = f"{short_day(step.at)} {clock_time(step.at)}"
    role = whose or words(step.to)
    if step.code == "reminder":
        return gettext("%(at)s %(role)s에게 미리 알림", at=at, role=role)
    return gettext("%(at)s %(role)s에게 알림", at=at, role=role)


def about_coming(coming: Coming) -> str:
    if coming.what == "itself":
        return gettext("저절로: %(what)s", what=words(coming.kind))
    return gettext("%(what)s 기한", what=words(coming.kind))


def of_deadline(state: CaseState, deadline: Deadline | None, count: int = 3) -> list[str]:
    """The rungs still ahead of one clock."""
    if deadline is None:
        return []
    return [step_words(next_step(rung)) for rung in islice(rungs(state, (deadline,)), count)]


def waiting_words(wait: Waiting, sight: Sight) -> str:
    """For what the case waits, and for whom: ``서가람 팀장의 계획 승인``."""
    what = words(wait.code)
    if wait.code == "NOTHING":
        return gettext("기다리는 일이 없습니다")
    if wait.code == "PARTNER_ANSWER" or wait.code == "LINKAGE_START":
        linkage = sight.state.linkage(wait.subject)
        if linkage is not None:
            return gettext("%(whom)s: %(what)s", whom=sight.agency(linkage.agency_id), what=what)
    whom = sight.who(wait.person) if wait.person else words(wait.role)
    return gettext("%(whom)s: %(what)s", whom=whom, what=what)
