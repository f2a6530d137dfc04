"""Panels of the hold and of the crisis lane, with the grounds that stand apart from consent."""

from collections.abc import Sequence

from care.model.codes import ContactResult, Role
from care.model.course import Attempt, CrisisLane, EngagementHold, LawfulGround, PurgeDemand
from care.model.loop_codes import CrisisFinding
from care.model.work import Deadline, DeadlineKind
from i18n.loader import gettext
from i18n.wording import words
from web.acts.offers import Offer
from web.cases.panels import Fact, Line, Panel, act_on, acts_of, hours_left, left_words, running
from web.cases.sight import Sight
from web.filters import moment, short_day

SHOWN = 4
"""Attempts on the page; the history has all."""


def hold_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    hold = sight.state.hold
    if hold is None:
        return None
    tries = sight.state.contacts.recent
    return Panel(
        code="hold",
        title=gettext("관계 유지"),
        aside=gettext("%(day)s부터", day=short_day(hold.since)),
        kind="warning",
        facts=_hold_facts(sight, hold),
        lines=[_try(one) for one in reversed(tries[-SHOWN:])],
        note=gettext("저절로 닫히지 않습니다. 당사자가 먼저 연락하면 멈춘 단계로 돌아갑니다."),
        offers=acts_of(offers, "hold/wake", "hold/review"),
    )


def _hold_facts(sight: Sight, hold: EngagementHold) -> list[Fact]:
    contact = running(sight, DeadlineKind.HOLD_CONTACT)
    review = running(sight, DeadlineKind.HOLD_REVIEW, DeadlineKind.HOLD_ANNUAL)
    facts = [
        Fact(gettext("까닭"), words(hold.cause)),
        Fact(gettext("돌아갈 단계"), words(hold.former)),
        Fact(gettext("다음 접촉"), left_words(contact, sight) or gettext("정하지 않음")),
        Fact(
            gettext("다음 검토"),
            left_words(review, sight) or gettext("정하지 않음"),
            _by(review, sight),
        ),
    ]
    if hold.reviews:
        last = hold.reviews[-1]
        said = gettext("%(who)s, %(day)s", who=sight.who(last.by), day=short_day(last.at))
        facts.append(Fact(gettext("지난 검토"), words(last.decision), said))
    return facts


def _by(deadline: Deadline | None, sight: Sight) -> str:
    if deadline is None:
        return ""
    return sight.who(deadline.person) if deadline.person else words(deadline.whom)


def _try(one: Attempt) -> Line:
    small = words(one.mode)
    if one.next_on is not None:
        small = f"{small} · {gettext('다음 %(day)s', day=short_day(one.next_on))}"
    met = one.result is ContactResult.MET
    return Line(
        text=f"{short_day(one.at)} {words(one.band)}",
        small=small,
        mark=words(one.result),
        kind="ok" if met else "plain",
    )


def crisis_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """Two clocks in hours until it is settled, then the adequacy review; after that nothing."""
    lane = sight.state.crisis
    if lane is None or lane.post_checked_at is not None:
        return None
    settled = lane.settled_at is not None
    return Panel(
        code="crisis",
        title=gettext("긴급 개입"),
        aside=gettext("%(at)s부터", at=moment(lane.opened_at)),
        kind="" if settled else "danger",
        facts=_crisis_facts(sight, lane),
        lines=_crisis_steps(sight, lane),
        note=_next_step(lane),
        offers=acts_of(offers, *_asked_now(lane)),
    )


def _asked_now(lane: CrisisLane) -> tuple[str, ...]:
    """What the lane asks for next stands first."""
    if lane.settled_at is not None:
        return ("crisis/post-check",)
    if not _was_there(lane):
        return ("crisis/on-site", "crisis/aid")
    return ("crisis/aid",) if lane.aid_at is None else ("red-flag/clear", "crisis/aid")


def _was_there(lane: CrisisLane) -> bool:
    return lane.on_site_at is not None and lane.finding is not CrisisFinding.NOT_FOUND


def _crisis_facts(sight: Sight, lane: CrisisLane) -> list[Fact]:
    facts = []
    if sight.state.red_flags:
        flags = ", ".join(words(one) for one in sight.state.red_flags)
        facts.append(Fact(gettext("긴급 신호"), flags))
    if lane.finding is not None:
        facts.append(Fact(gettext("본 것"), words(lane.finding)))
    if lane.aid:
        facts.append(Fact(gettext("한 일"), ", ".join(words(one) for one in lane.aid)))
    active = [one for one in sight.state.grounds if one.ended_at is None]
    if active:
        told = ", ".join(dict.fromkeys(words(one.basis) for one in active))
        facts.append(Fact(gettext("법적 근거"), told))
    return facts


def _crisis_steps(sight: Sight, lane: CrisisLane) -> list[Line]:
    steps = [
        (gettext("현장확인(24시간)"), lane.on_site_at, DeadlineKind.CRISIS_ON_SITE),
        (gettext("긴급 지원(72시간)"), lane.aid_at, DeadlineKind.CRISIS_AID),
    ]
    lines = []
    for text, done, kind in steps:
        deadline = running(sight, kind)
        if deadline is None:
            at = moment(done) if done is not None else ""
            lines.append(Line(text, at, gettext("마침"), "ok", "ok"))
        else:
            over = deadline.due <= sight.now
            left = hours_left(deadline.due, sight.now)
            until = gettext("%(at)s까지", at=moment(deadline.due))
            lines.append(Line(text, until, left, "danger", "over" if over else "today"))
    if lane.settled_at is not None:
        post = running(sight, DeadlineKind.CRISIS_POST_CHECK)
        lines.append(Line(gettext("사후조사"), left_words(post, sight), gettext("아직"), "warning"))
    return lines


def _next_step(lane: CrisisLane) -> str:
    if lane.settled_at is not None:
        return gettext("다음: 지원이 알맞았는지 살핍니다.")
    if not _was_there(lane):
        return gettext("다음: 지금 가서 눈으로 확인합니다. 혼자 가지 않습니다.")
    if lane.aid_at is None:
        return gettext("다음: 필요한 것을 먼저 돕고, 서류는 나중에 갖춥니다.")
    return gettext("다음: 위험이 사라졌으면 긴급 신호를 내립니다.")


def grounds_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """Grounds other than consent that stand, and demands to destroy that wait."""
    state = sight.state
    lines = [_ground(one, sight, offers) for one in state.grounds if one.ended_at is None]
    lines += [_demand(one, sight) for one in state.purges if one.done_at is None]
    if not lines:
        return None
    return Panel(code="grounds", title=gettext("동의가 아닌 근거와 파기 요구"), lines=lines)


def _demand(demand: PurgeDemand, sight: Sight) -> Line:
    """The privacy officer answers it; here it is only seen."""
    asked = gettext("%(at)s 요구", at=moment(demand.at))
    return Line(
        f"{sight.member(demand.member_id)} · {words(demand.ground)}",
        f"{asked} · {words(Role.PRIVACY_OFFICER)}",
        gettext("파기 전"),
        "warning",
    )


def _ground(ground: LawfulGround, sight: Sight, offers: Sequence[Offer]) -> Line:
    report = act_on(offers, "grounds/{ground_id}/report", ground.ground_id)
    small = [gettext("%(day)s부터", day=short_day(ground.since))]
    if ground.until is not None:
        small.append(gettext("%(day)s까지", day=short_day(ground.until)))
    if ground.agency_id is not None:
        small.append(sight.agency(ground.agency_id))
    if ground.reported_at is not None:
        small.append(gettext("%(day)s 보고", day=short_day(ground.reported_at)))
    return Line(
        f"{sight.member(ground.member_id)} · {words(ground.basis)}",
        " · ".join(small),
        gettext("보고 전") if report else gettext("유효"),
        "warning" if report else "ok",
        href=report or act_on(offers, "grounds/{ground_id}/end", ground.ground_id),
    )
