"""What happens by itself if nobody acts, in sentences (ui check 31)."""

from care.decide.ladder import next_step, rungs
from care.model.case import CaseState
from care.model.work import Deadline, NextStep, Waiting
from i18n.loader import gettext
from i18n.wording import words
from web.cases.sight import Sight
from web.filters import moment


def step_words(step: NextStep) -> str:
    """``11. 17.(화) 09:00 복지과장에게 알림``, with what it is about."""
    sentence = (
        "%(at)s %(role)s에게 다시 알림" if step.code == "reminder" else "%(at)s %(role)s에게 알림"
    )
    return gettext(sentence, at=moment(step.at), role=words(step.to))


def about_step(step: NextStep) -> str:
    return gettext("%(what)s 기한", what=words(step.kind))


def of_deadline(state: CaseState, deadline: Deadline | None, count: int = 3) -> list[str]:
    """The rungs still ahead of one clock."""
    if deadline is None:
        return []
    return [step_words(next_step(rung)) for rung in rungs(state, (deadline,))[:count]]


def waiting_words(wait: Waiting, sight: Sight) -> str:
    """For what the case waits, and for whom: ``서가람 팀장의 계획 승인``."""
    what = words(_CODES.get(wait.code, wait.code))
    if wait.code == "NOTHING":
        return gettext("기다리는 일이 없습니다")
    if wait.code == "PARTNER_ANSWER" or wait.code == "LINKAGE_START":
        linkage = sight.state.linkage(wait.subject)
        if linkage is not None:
            return gettext("%(whom)s: %(what)s", whom=sight.agency(linkage.agency_id), what=what)
    whom = sight.who(wait.person) if wait.person else words(wait.role)
    return gettext("%(whom)s: %(what)s", whom=whom, what=what)


_CODES: dict[str, str] = {}
"""Codes whose word for a wait differs from their word as a clock; none so far."""
