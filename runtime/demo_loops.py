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
    now: tuple[Told, ...] = ()
    """Done only when the case has arrived at the reader's today. A body that cannot be reached is
    tried again and again, which a case on its way through months would live through."""


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


def asked(label: str, action: str, body: str, gap: int = 0, **more: Any) -> Told:
    given = {"action_id": action, "agency_id": body, "members": ["client"], **more}
    return act(gap, "manager", "linkages/new", label, **given)


def answered(gap: int, body: str, label: str, answer: str, **more: Any) -> Told:
    return gap, {"body": body, "answers": {"linkage": label, "answer": answer, **more}}


def consented(*bodies: str, purpose: str = "PROVIDE_TO") -> tuple[Told, ...]:
    """The client's word for each body by name; a district consent covers public ones alone."""
    given = {"member_id": "client", "purpose": purpose, "method": "WRITTEN"}
    return tuple(act(0, "manager", "consent", **given, agency_id=body) for body in bodies)


def _chain(today: date) -> tuple[Told, ...]:
    """Declined by one body, so the next has a letter by itself; a clinic has a waiting list."""
    return (
        *consented("welfare", "volunteers", "clinic"),
        *consented("clinic", purpose="SENSITIVE"),
        asked("meals", "a-meals", "welfare", then_1="volunteers"),
        asked("health", "a-health", "clinic"),
        answered(2, "welfare", "meals", "DECLINED", decline="NO_CAPACITY"),
        answered(0, "clinic", "health", "WAITLISTED"),
    )


def _gap(today: date) -> tuple[Told, ...]:
    """Three bodies in vain: the district has nobody for it, and counts that."""
    return (
        *consented("welfare", "clinic", "foundation"),
        asked("first", "a-meals", "welfare"),
        answered(2, "welfare", "first", "DECLINED", decline="NO_CAPACITY"),
        asked("second", "a-meals", "clinic", 1, replaces="@first"),
        answered(2, "clinic", "second", "DECLINED", decline="OTHER"),
        asked("third", "a-meals", "foundation", 1, replaces="@second"),
        act(0, "manager", "linkages/@third/delivery", delivered=True),
        act(2, "manager", "linkages/@third/answer", answer="DECLINED", decline="NOT_ELIGIBLE"),
    )


def _stood_by(today: date) -> tuple[Told, ...]:
    """People and services around one household: a pledge that stopped, a body that cannot be
    reached, a step reached, and a concern of who brings the meals."""
    months = [_month(today, back) for back in (3, 2)]
    pledge = {"source": "FOUNDATION", "agency_id": "foundation", "need": "DAILY_ESSENTIALS"}
    return (
        _supporter("FAMILY", "STRESSED", "따로 사는 누나"),
        _supporter("NEIGHBOUR", "STRONG", "아래층 이웃"),
        act(0, "manager", "pledges/new", "pledge", **pledge, amount=100_000,
            first_month=months[0], months=12, day=10),
        act(18, "manager", "resources/new", **pledge, amount=100_000,
            on=f"{months[0]}-10", pledge_id="@pledge", month=months[0]),
        act(20, "manager", "check", outcome="CONTINUE", mode="VISIT", note="살림이 나아짐"),
        act(1, "manager", "milestones/new", milestone="SAVING_STARTED",
            on=(today - timedelta(days=9)).isoformat(), goal_id="g-money"),
        *consented("repair"),
        _at_desk("welfare", "meals", "session", sessions=3, note="문을 열고 인사하심"),
        _at_desk("welfare", "meals", "concern", concern="HEALTH_WORSE", note="기침이 심하심"),
    )  # fmt: skip


def _supporter(kind: str, strength: str, label: str) -> Told:
    fields = {"support": kind, "strength": strength, "label": label}
    return 0, {"by": "manager", "act": "supports/new", "fields": fields}


def _at_desk(body: str, label: str, what: str, **fields: Any) -> Told:
    """By the body's own worker, on the body's own page of that referral."""
    here = f"/partner/referrals/@{label}"
    return 1, {"by": f"at-{body}", "act": f"{here}/{what}", "page": here, "fields": fields}


def _month(today: date, back: int) -> str:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return f"{year}-{month + 1:02}"


def _at_housing(gap: int, by: str, what: str, **fields: Any) -> Told:
    return gap, {"by": by, "act": f"/housing/{what}", "page": "/housing", "fields": fields}


def _homes(today: date) -> tuple[Told, ...]:
    """Four homes, one of them ready, and the first household that waits for one."""
    return (
        _at_housing(1, "coordinator", "units", first=1, last=4),
        _at_housing(0, "coordinator", "units/1/state", to="REPAIRING"),
        _at_housing(0, "coordinator", "units/2/state", to="REPAIRING"),
        _at_housing(1, "coordinator", "units/1/state", to="READY"),
        _at_housing(0, "manager", "waiting", number="@number"),
    )


def _hospital(today: date) -> tuple[Told, ...]:
    """Who comes home from hospital goes before who waits longer."""
    leaves = (today + timedelta(days=17)).isoformat()
    waiting = {"number": "@number", "from_hospital": "true", "discharge_on": leaves}
    return (*_paused(today), _at_housing(0, "manager", "waiting", **waiting))


LOOPS = {
    "returned": Loop("plan", _returned),
    "held": Loop("opened", _held),
    "crisis": Loop("owner", _crisis),
    "paused": Loop("started", _paused),
    "both_tracks": Loop("started", _both_tracks),
    "stalled": Loop("started", _stalled),
    "covered": Loop("started", _covered),
    "chain": Loop("approved", _chain),
    "gap": Loop("approved", _gap),
    "stood_by": Loop("started", _stood_by, (asked("repair", "a-home", "repair"),)),
    "homes": Loop("started", _homes),
    "hospital": Loop("started", _hospital),
}
