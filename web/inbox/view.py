"""What the page of one decision shows; the same shape for a plan, a closure and a takeover."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from care.decide.calendar import local_date
from care.decide.snapshot import is_urgent, risk
from care.model.codes import ApprovalAnswer, Role
from care.model.ids import PersonId
from care.model.plan import ApprovalStep
from care.model.work import Deadline, DeadlineKind
from i18n.loader import gettext
from i18n.wording import words
from web.approval_words import Request, freeze_words, why_words
from web.cases.outlook_words import of_deadline
from web.cases.sight import Sight
from web.clocks import ClockWords, clock_of
from web.filters import moment
from web.visitor import Visit

ICONS = {
    ApprovalAnswer.APPROVE: "ok",
    ApprovalAnswer.RETURN: "back",
    ApprovalAnswer.REJECT: "over",
}


@dataclass(frozen=True)
class Button:
    value: str
    label: str
    style: str
    consequence: str


@dataclass(frozen=True)
class FormerAnswer:
    at: datetime
    icon: str
    words: str
    reason: str


@dataclass(frozen=True)
class Pin:
    """An item to which a remark can be pinned."""

    item_id: str
    label: str
    text: str = ""


@dataclass
class DecisionView:
    """``detail`` holds what only one kind of decision shows; templates read it like the rest."""

    title: str
    evidence: str
    action: str
    policy: str
    risk: int
    urgent: bool
    face: ClockWords | None = None
    outlook: list[str] = field(default_factory=list)
    asked: str = ""
    requester: str = ""
    note: str = ""
    why: tuple[str, ...] = ()
    """Which rule of the policy asks for these tiers, then each delegation (ui check 8)."""
    frozen: str = ""
    """Until when nothing is decided, and why; empty on every other day."""
    chain: str = ""
    tier_words: str = ""
    returned: bool = False
    former: list[FormerAnswer] = field(default_factory=list)
    pending: bool = False
    allowed: bool = False
    closed_title: str = ""
    closed_words: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    points: list[Pin] = field(default_factory=list)
    points_open: bool = False
    owners: list[Any] = field(default_factory=list)
    owner: str = ""
    reason: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """Jinja asks for ``view.goals``; what no decision of this kind has is an error."""
        try:
            return self.__dict__["detail"][name]
        except KeyError as missing:
            raise AttributeError(name) from missing


def start(sight: Sight, title: str, evidence: str, action: str) -> DecisionView:
    state = sight.state
    return DecisionView(
        title=title,
        evidence=evidence,
        action=f"/cases/{state.case_id}/{action}",
        policy=policy_words(sight),
        risk=risk(state),
        urgent=is_urgent(state),
    )


def policy_words(sight: Sight) -> str:
    policy = sight.state.policy
    return gettext(
        "%(district)s 정책 %(version)s판", district=policy.district_name, version=policy.version
    )


def put_clock(view: DecisionView, sight: Sight, kinds: tuple[DeadlineKind, ...]) -> None:
    """The clock that presses for this answer, and what its ladder will do."""
    running = [one for one in sight.running if one.kind in kinds]
    deadline = min(running, key=lambda one: one.due, default=None)
    if deadline is None:
        return
    view.face = face_of(deadline, sight)
    view.outlook = of_deadline(sight.state, deadline)


def face_of(deadline: Deadline, sight: Sight) -> ClockWords | None:
    calendar = sight.state.policy.calendar
    return clock_of(deadline.due, sight.now, calendar, deadline.since)


def put_tiers(
    view: DecisionView, tiers: tuple[Role, ...], steps: tuple[ApprovalStep, ...], sight: Sight
) -> None:
    """Who answers in what order, where it stands, and what was answered so far."""
    view.chain = " → ".join(words(role) for role in tiers)
    if len(steps) < len(tiers):
        view.tier_words = gettext(
            "%(n)s차 %(role)s · %(all)s단계 중",
            n=len(steps) + 1,
            role=words(tiers[len(steps)]),
            all=len(tiers),
        )
    view.former += [former(step, sight) for step in reversed(steps)]


def put_reasons(view: DecisionView, sight: Sight, request: Request) -> None:
    view.why = tuple(why_words(sight.state, request))
    on = local_date(sight.now, sight.state.policy.calendar)
    view.frozen = freeze_words(sight.state, request, on)


def former(step: ApprovalStep, sight: Sight) -> FormerAnswer:
    said = gettext(
        "%(who)s %(role)s: %(answer)s",
        who=sight.who(step.by),
        role=words(step.role),
        answer=words(step.answer),
    )
    return FormerAnswer(step.at, ICONS[step.answer], said, sight.text(step.reason))


def put_right(
    view: DecisionView, visit: Visit, role: Role, requester: PersonId, action: str
) -> None:
    """Whether the visitor may answer now; if not, why not and who can."""
    view.pending = True
    if requester == visit.visitor.person:
        view.closed_title = gettext("내가 올린 요청입니다")
        view.closed_words = gettext(
            "요청한 사람은 답할 수 없습니다. %(role)s의 답을 기다립니다.", role=words(role)
        )
        return
    if not visit.may(action) or not visit.visitor.may_act_as(role):
        view.closed_title = gettext("%(role)s의 답을 기다립니다", role=words(role))
        view.closed_words = gettext("지금 역할로는 볼 수만 있습니다.")
        return
    view.allowed = True


def put_answered(view: DecisionView, sight: Sight, subject: str) -> None:
    """Nothing waits any more: say who answered, what, and when."""
    last = next(
        (one for one in reversed(sight.state.decided) if one.subject.startswith(subject)), None
    )
    if last is None:
        view.closed_title = gettext("답을 기다리는 요청이 없습니다")
        view.closed_words = gettext("요청이 아직 올라오지 않았거나 거두어졌습니다.")
        return
    view.closed_title = gettext("이미 답이 나왔습니다")
    view.closed_words = gettext(
        "%(who)s 님이 %(at)s에 %(answer)s했습니다.",
        who=sight.who(last.by),
        at=moment(last.at),
        answer=words(last.answer),
    )
