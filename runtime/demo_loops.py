"""Loops of a case's life as the demonstration shows them: where each leaves the straight way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Told = tuple[int, dict[str, Any]]
"""Business days since the step before, and the step."""


def act(gap: int, by: str, name: str, label: str | None = None, **fields: Any) -> Told:
    return gap, {"by": by, "act": name, "fields": fields, "label": label}


@dataclass(frozen=True)
class Loop:
    """``after`` is the last chapter lived straight; ``steps`` know the reader's today."""

    after: str
    steps: Callable[[date], tuple[Told, ...]]


def _returned(today: date) -> tuple[Told, ...]:
    return (
        act(
            1,
            "coordinator",
            "decide-plan",
            answer="RETURN",
            reason="식사 지원이 언제부터인지 보완해 주십시오",
            points={"a-meals": "첫 배달일을 적어 주십시오"},
        ),
    )


def _held(today: date) -> tuple[Told, ...]:
    """Knocked at, refused, and sought again every few weeks."""
    return (
        act(1, "office", "contact", mode="DOORSTEP", result="NO_ANSWER"),
        act(3, "office", "contact", mode="VISIT", result="REFUSED", note="필요한 것이 없다고 하심"),
        act(14, "office", "contact", mode="DOORSTEP", result="NO_ANSWER"),
        act(14, "office", "contact", mode="DOORSTEP", result="MET", note="문틈으로 인사를 나눔"),
        act(15, "office", "contact", mode="PHONE", result="NO_ANSWER"),
    )


def _crisis(today: date) -> tuple[Told, ...]:
    flag = act(3, "manager", "red-flag", flags=["SUICIDE"], note="통화에서 죽고 싶다고 하심")
    return (flag,)


def _paused(today: date) -> tuple[Told, ...]:
    back = (today + timedelta(days=17)).isoformat()
    return (act(4, "manager", "pause", reason="HOSPITAL", resume_on=back, note="넘어져 입원하심"),)


def _both_tracks(today: date) -> tuple[Told, ...]:
    applied = (today - timedelta(days=30)).isoformat()
    return (
        act(
            5,
            "manager",
            "programmes/new",
            programme="ICS",
            applied_on=applied,
            applicant="SELF",
        ),
        act(3, "manager", "programmes/survey", surveyor="NHIS", note="집에서 조사함"),
        act(3, "manager", "programmes/determination", determination="ELIGIBLE"),
        act(1, "manager", "programmes/told", note="결과를 말로 설명함"),
        act(1, "coordinator", "programmes/plan", programme="ICS"),
    )


def _stalled(today: date) -> tuple[Told, ...]:
    return (act(1, "manager", "contact", mode="VISIT", result="MET", members=["client"]),)


def _covered(today: date) -> tuple[Told, ...]:
    until = (today + timedelta(days=30)).isoformat()
    return (act(2, "lead", "cover", cover="coordinator", until=until, note="담당자 휴직"),)


LOOPS = {
    "returned": Loop("plan", _returned),
    "held": Loop("opened", _held),
    "crisis": Loop("owner", _crisis),
    "paused": Loop("started", _paused),
    "both_tracks": Loop("started", _both_tracks),
    "stalled": Loop("started", _stalled),
    "covered": Loop("started", _covered),
}
