"""The three decisions people are asked for, each as one page: plan, closure, takeover."""

from care.decide.case_fund import fund_money
from care.model.case import CaseState
from care.model.codes import ApprovalAnswer, Role
from care.model.ids import TextId
from care.model.plan import CarePlan, PlanSubmission
from care.model.policy_rules import Subject
from care.model.work import DeadlineKind
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from web.approval_words import Request
from web.cases import plan_words
from web.cases.sight import Sight
from web.filters import moment, short_day
from web.inbox.view import (
    Button,
    DecisionView,
    FormerAnswer,
    Pin,
    put_answered,
    put_clock,
    put_reasons,
    put_right,
    put_tiers,
    start,
)
from web.visitor import Visit

APPROVE, RETURN, REJECT = ApprovalAnswer.APPROVE, ApprovalAnswer.RETURN, ApprovalAnswer.REJECT


def plan_view(sight: Sight, visit: Visit) -> DecisionView:
    """The plan that waits; else the last approved one, with who answered."""
    state = sight.state
    changed = state.plan is not None
    title = gettext("서비스 제공계획 변경 승인") if changed else gettext("서비스 제공계획 승인")
    view = start(sight, title, "inbox/_plan.html", "plan/decision")
    submission = state.submission
    shown = submission.plan if submission else state.plan
    _put_plan(view, sight, shown)
    if submission is None:
        put_answered(view, sight, "plan")
        return view
    _put_request(view, sight, submission)
    put_clock(view, sight, (DeadlineKind.APPROVAL, DeadlineKind.PLAN))
    put_tiers(view, submission.tiers, submission.steps, sight)
    _put_returned(view, sight)
    role = submission.tiers[submission.tier]
    put_right(view, visit, role, submission.requested_by, "DecidePlan")
    view.buttons = _open(view, _plan_buttons(sight, submission))
    view.points = _pins(submission.plan, sight)
    view.hidden = [
        ("version", str(submission.plan.version)),
        ("tier", str(submission.tier)),
        ("submission", submission.intent),
    ]
    return view


def _open(view: DecisionView, buttons: list[Button]) -> list[Button]:
    """In a freeze a request can only be sent back."""
    return [one for one in buttons if not view.frozen or one.value == RETURN.value]


def note_of(state: CaseState) -> TextId | None:
    """The words sent with the plan; their id follows from the intent of the submission."""
    submission = state.submission
    return TextId(f"{submission.intent}.note") if submission else None


def _put_plan(view: DecisionView, sight: Sight, plan: CarePlan | None) -> None:
    view.detail |= {
        "base": None,
        "goals": plan_words.goals(plan, sight) if plan else [],
        "plan_title": gettext("계획 %(n)s판", n=plan.version) if plan else gettext("계획"),
        "money_after": plan_words.money(plan),
        "uncovered": plan_words.uncovered(plan, sight) if plan else [],
    }


def _put_request(view: DecisionView, sight: Sight, submission: PlanSubmission) -> None:
    base, at = sight.state.plan, moment(submission.requested_at)
    view.requester = sight.who(submission.requested_by)
    view.asked = gettext("%(who)s, %(at)s 요청", who=view.requester, at=at)
    view.note = sight.text(note_of(sight.state))
    asked = Request(
        subject=Subject.PLAN,
        because=submission.because,
        delegated=submission.delegated,
        money=fund_money(submission.plan),
        tiers=submission.tiers,
    )
    put_reasons(view, sight, asked)
    view.returned = sight.state.last_returned is not None
    if base is None:
        return
    changes = plan_words.changes(base, submission, sight)
    view.detail |= {
        "base": base,
        "changes": changes,
        "difference_title": gettext(
            "%(version)s판과 달라진 점 %(n)s건", version=base.version, n=len(changes)
        ),
        "same_words": gettext("그대로인 항목 %(n)s건", n=plan_words.same_count(base, submission)),
        "before_head": _approved_head(sight, base),
        "after_head": gettext(
            "요청한 %(version)s판 (%(day)s)",
            version=submission.plan.version,
            day=short_day(submission.requested_at),
        ),
        "money_before": plan_words.money(base),
    }


def _approved_head(sight: Sight, base: CarePlan) -> str:
    return gettext(
        "승인된 %(version)s판 (%(day)s)",
        version=base.version,
        day=short_day(sight.state.plan_approved_at),
    )


def _put_returned(view: DecisionView, sight: Sight) -> None:
    """Earlier answers: of the version sent back, and the approval it builds on."""
    last = sight.state.last_returned
    for step in reversed(last.steps if last else ()):
        said = gettext(
            "%(who)s %(role)s: %(answer)s",
            who=sight.who(step.by),
            role=words(step.role),
            answer=words(step.answer),
        )
        icon = "ok" if step.answer is APPROVE else "back"
        view.former.append(FormerAnswer(step.at, icon, said, sight.text(step.reason)))
    if sight.state.plan is not None and sight.state.plan_approved_at is not None:
        said = gettext("계획 %(version)s판이 승인됨", version=sight.state.plan.version)
        view.former.append(FormerAnswer(sight.state.plan_approved_at, "ok", said, ""))


def _plan_buttons(sight: Sight, submission: PlanSubmission) -> list[Button]:
    asker = sight.who(submission.requested_by)
    following = submission.tiers[submission.tier + 1 : submission.tier + 2]
    onward = (
        gettext("%(role)s에게 넘어갑니다", role=words(following[0]))
        if following
        else gettext("계획이 정해지고 당사자 동의를 받으러 갑니다")
    )
    return [
        Button(APPROVE.value, gettext("승인"), "approve large", onward),
        Button(RETURN.value, gettext("보완 요청"), "large", _return_words(sight, asker)),
        Button(REJECT.value, gettext("불승인"), "reject", _reject_words(sight)),
    ]


def _return_words(sight: Sight, asker: str) -> str:
    limit = sight.state.policy.plan_approval.return_limit
    sentence = N_("%(who)s에게 돌아갑니다. 이번이 %(n)s회째입니다")
    if sight.state.plan_returns + 1 >= limit:
        sentence = N_("%(who)s에게 돌아갑니다. %(n)s회째라 함께 모여 의논할 때입니다")
    return gettext(sentence, who=asker, n=sight.state.plan_returns + 1)


def _reject_words(sight: Sight) -> str:
    if sight.state.plan is None:
        return gettext("이 계획은 쓰지 않고 새로 세웁니다")
    return gettext("승인된 %(version)s판이 그대로 이어집니다", version=sight.state.plan.version)


def _pins(plan: CarePlan, sight: Sight) -> list[Pin]:
    goals = [Pin(g.item_id, gettext("목표: %(text)s", text=sight.text(g.text))) for g in plan.goals]
    actions = [Pin(a.item_id, sight.text(a.text) or words(a.service)) for a in plan.actions]
    return goals + actions


def closure_view(sight: Sight, visit: Visit, note: str = "") -> DecisionView:
    state, closure = sight.state, sight.state.closure
    view = start(sight, gettext("종결 심사 승인"), "inbox/_closure.html", "closure/decision")
    contacts = state.contacts
    view.detail |= {
        "closure_reason": closure.reason if closure else None,
        "results": _results(sight),
        "attempts": contacts.attempts,
        "tries": tuple(reversed(contacts.recent)),
        "signature": _signature(sight),
        "last_contact": contacts.last_at,
        "last_met": contacts.last_met_at,
        "refusals": state.refusals,
    }
    if closure is None or len(closure.steps) >= len(closure.tiers):
        put_answered(view, sight, "closure")
        return view
    view.note, view.requester = note, sight.who(closure.requested_by)
    view.asked = gettext(
        "%(who)s, %(at)s 요청", who=view.requester, at=moment(closure.requested_at)
    )
    asked = Request(
        subject=Subject.CLOSURE,
        because=closure.because,
        delegated=closure.delegated,
        reason=closure.reason,
    )
    put_reasons(view, sight, asked)
    put_clock(view, sight, (DeadlineKind.APPROVAL, DeadlineKind.CLOSURE))
    put_tiers(view, closure.tiers, closure.steps, sight)
    role = closure.tiers[len(closure.steps)]
    put_right(view, visit, role, closure.requested_by, "DecideClosure")
    view.hidden = [("tier", str(len(closure.steps)))]
    last = len(closure.steps) + 1 == len(closure.tiers)
    view.buttons = _open(view, _closure_buttons(sight, last))
    return view


def _signature(sight: Sight) -> str:
    """Joint case: both managers put their name to the end (domain NW-02)."""
    state, closure = sight.state, sight.state.closure
    if closure is None or state.co_owner is None or state.policy.life is None:
        return ""
    if closure.signed_at is None:
        return gettext("%(who)s 님의 서명을 기다립니다", who=sight.who(state.co_owner))
    return gettext(
        "%(who)s, %(at)s 서명", who=sight.who(closure.signed_by), at=moment(closure.signed_at)
    )


def _results(sight: Sight) -> list[plan_words.ActionWords]:
    state = sight.state
    if state.closure is None or state.plan is None:
        return []
    goals = plan_words.goals(state.plan, sight, state.closure.results)
    return [action for goal in goals for action in goal.actions]


def _closure_buttons(sight: Sight, last: bool) -> list[Button]:
    former = words(sight.state.closure.former) if sight.state.closure else ""
    back = gettext("%(stage)s 단계로 돌아갑니다", stage=former)
    onward = gettext("사례를 종결합니다") if last else gettext("다음 결재자에게 넘어갑니다")
    return [
        Button(APPROVE.value, gettext("승인"), "approve large", onward),
        Button(RETURN.value, gettext("보완 요청"), "large", back),
        Button(REJECT.value, gettext("불승인"), "reject", back),
    ]


def takeover_view(sight: Sight, visit: Visit, note: str = "") -> DecisionView:
    referral = sight.state.high_difficulty
    view = start(
        sight,
        gettext("고난도 의뢰 수락 여부"),
        "inbox/_high_difficulty.html",
        "high-difficulty/answer",
    )
    if referral is None or not referral.is_open:
        put_answered(view, sight, "high_difficulty")
        return view
    view.note, view.requester = note, sight.who(referral.requested_by)
    view.asked = gettext(
        "%(who)s, %(at)s 의뢰", who=view.requester, at=moment(referral.requested_at)
    )
    put_clock(view, sight, (DeadlineKind.HIGH_DIFFICULTY_ANSWER,))
    put_right(view, visit, Role.COORDINATOR, referral.requested_by, "AnswerHighDifficulty")
    taken = gettext("우리 팀이 맡고 담당이 바뀝니다")
    back = gettext("%(who)s에게 돌아가고 담당은 그대로입니다", who=view.requester)
    view.buttons = [
        Button("yes", gettext("수락"), "approve large", taken),
        Button("no", gettext("돌려보내기"), "large", back),
    ]
    return view
