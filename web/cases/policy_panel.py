"""이 사례가 따르는 정책: which edition, since when and why, what it moved, and what comes next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from care.messages.events import PolicyAdopted, Recorded
from care.messages.rollouts import CaseResult
from care.model.codes import Stage
from care.model.policy_rules import Adoption, Boundary
from care.model.work import MovedDeadline
from i18n.loader import gettext
from i18n.marks import N_
from i18n.phrases import error_sentence
from i18n.wording import words
from policies.edition import Edition
from policies.resolve import standing, today
from store import events, policy_rollouts
from store.policy_rollouts import RolloutCase
from web.cases.panels import Fact, Line, Panel
from web.cases.sight import Sight
from web.filters import day, moment, short_day
from web.policies.adoption_words import adoption_word
from web.visitor import Visit

CAUSES: dict[Boundary, str] = {
    Boundary.STAGE: N_("단계가 바뀌면서"),
    Boundary.REVIEW: N_("재사정이나 점검을 마치면서"),
    Boundary.ROLLOUT: N_("시·군·구가 진행 중인 사례에 적용하면서"),
}
SHOWN = 12
"""Moved clocks on the page; a case has few more."""


async def policy_panel(visit: Visit, session: Any, sight: Sight) -> Panel | None:
    """None for a case of an earlier release, whose policy has no editions."""
    state = sight.state
    if state.policy.rules is None:
        return None
    keyring = visit.dependencies.keyring
    taken = await events.last_of(session, keyring, state.case_id, "PolicyAdopted")
    said = await policy_rollouts.last_word(session, state.case_id, state.policy.version)
    ahead = [] if state.stage is Stage.ENDED else _newer(sight)
    return Panel(
        code="policy",
        title=gettext("이 사례가 따르는 정책"),
        aside=gettext("%(n)s판", n=state.policy.version),
        facts=_facts(taken, state.opened_at),
        lines=[*_moved(taken), *(_waiting(one, said) for one in ahead)],
    )


def _facts(taken: Recorded | None, opened_at: datetime | None) -> list[Fact]:
    if taken is None or not isinstance(taken.event, PolicyAdopted):
        since = short_day(opened_at) if opened_at else ""
        return [Fact(gettext("언제부터"), since, gettext("사례를 열 때의 판입니다."))]
    event = taken.event
    before = _before(event)
    cause = gettext(CAUSES[event.boundary])
    return [
        Fact(gettext("언제부터"), moment(taken.at), before),
        Fact(gettext("왜"), cause, "" if event.moved else gettext("옮겨진 기한은 없습니다.")),
    ]


def _before(event: PolicyAdopted) -> str:
    """A release may say more under a number than the one before it did."""
    if event.previous_version == event.policy.version:
        return gettext("그 전에는 같은 판의 앞선 규칙")
    return gettext("그 전에는 %(n)s판", n=event.previous_version)


def _moved(taken: Recorded | None) -> list[Line]:
    if taken is None or not isinstance(taken.event, PolicyAdopted):
        return []
    return [
        Line(text=words(one.kind), small=_from_to(one), mark=gettext("기한 옮김"), kind="info")
        for one in taken.event.moved[:SHOWN]
    ]


def _from_to(moved: MovedDeadline) -> str:
    before = short_day(moved.before) if moved.before else gettext("기한 없음")
    after = short_day(moved.after) if moved.after else gettext("기한 없음")
    return f"{before} → {after}"


def _newer(sight: Sight) -> Sequence[Edition]:
    """Published editions the case may still take up."""
    state = sight.state
    try:
        known = standing(state.district)
    except KeyError:
        return ()
    newer = (one for one in known if one.number > state.policy.version)
    return [one for one in newer if one.adoption is not Adoption.NEW_CASES]


def _waiting(edition: Edition, said: RolloutCase | None) -> Line:
    refused = said is not None and said.result is CaseResult.REFUSED
    why = error_sentence(said.code) if said and refused else ""
    begins = "" if edition.begins <= today() else day(edition.begins)
    when = gettext("%(day)s 시행", day=begins) if begins else adoption_word(edition.adoption)
    return Line(
        text=gettext("새 판 %(n)s판", n=edition.number),
        small=" · ".join(part for part in (when, why) if part),
        mark=gettext("아직"),
        kind="warning" if refused else "plain",
    )
