"""Panels of what runs beside the ten steps: integrated support, agreed tasks, complaints, years."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from care.decide.calendar import local_date
from care.model.case import Enrolment
from care.model.codes import Programme
from care.model.course import AgreedTask, Complaint
from care.model.work import DeadlineKind
from i18n.loader import gettext
from i18n.wording import words
from web.acts.offers import Offer
from web.cases.panels import Fact, Line, Panel, act_on, acts_of, left_words, running
from web.cases.sight import Sight
from web.filters import moment, short_day

A_YEAR = timedelta(days=330)
"""From about eleven months on a case is watched as one of years."""


def ics_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """통합지원: each step with its date, or until when the law wants it."""
    ours = [one for one in sight.state.enrolments if one.programme is Programme.ICS]
    if not ours:
        return None
    enrolment = ours[-1]
    ended = enrolment.ended_at is not None
    return Panel(
        code="ics",
        title=words(Programme.ICS),
        aside=gettext("%(day)s 마침", day=short_day(enrolment.ended_at)) if ended else "",
        lines=_ics_lines(enrolment, sight),
        note=_ics_note(enrolment),
        offers=acts_of(offers, *_asked_now(enrolment)),
    )


def _asked_now(enrolment: Enrolment) -> tuple[str, ...]:
    """A re-evaluation is in the menu; here stands only what the law waits for."""
    first = ("programmes/survey",) if enrolment.surveyed_at is None else ()
    return (*first, "programmes/determination", "programmes/told")


def _ics_note(enrolment: Enrolment) -> str:
    if enrolment.ending is not None:
        return gettext("마친 까닭: %(why)s", why=words(enrolment.ending))
    return gettext("사례관리와 계획 하나를 함께 쓰고, 기한은 따로 갑니다. 법정 기한이 먼저입니다.")


def _ics_lines(one: Enrolment, sight: Sight) -> list[Line]:
    applied = words(one.applicant) if one.applicant else ""
    lines = [_done(gettext("신청"), one.applied_on, applied)]
    if one.discharge_on is not None:
        lines.append(_done(gettext("퇴원(퇴소)"), one.discharge_on, ""))
    lines += [
        _step(
            gettext("조사"), one.surveyed_at, _word(one.surveyor), DeadlineKind.ICS_SURVEY, sight
        ),
        _step(
            gettext("종합판정"),
            one.determined_at,
            _word(one.determination),
            DeadlineKind.ICS_DETERMINATION,
            sight,
        ),
        _step(gettext("결과 알림"), one.told_at, "", DeadlineKind.ICS_TELL, sight),
        _step(gettext("개인별지원계획"), one.plan_accepted_on, "", DeadlineKind.ICS_PLAN, sight),
    ]
    if one.plan_accepted_on is not None:
        lines.append(_checks(one, sight))
    return lines


def _word(code: object) -> str:
    return words(code) if code is not None else ""


def _done(text: str, on: date | datetime, small: str) -> Line:
    return Line(text, small, short_day(on), "ok", "ok")


def _step(
    text: str, at: date | datetime | None, small: str, kind: DeadlineKind, sight: Sight
) -> Line:
    deadline = running(sight, kind)
    if deadline is not None:
        over = deadline.due <= sight.now
        left = left_words(deadline, sight)
        return Line(text, small, left, "danger" if over else "warning", "over" if over else "today")
    if at is not None:
        return _done(text, at, small)
    return Line(text, small, gettext("아직"), "plain")


def _checks(one: Enrolment, sight: Sight) -> Line:
    """Within three months of the plan, then at most every six (규칙 제10조)."""
    due = running(sight, DeadlineKind.ICS_CHECK)
    last = gettext("마지막 %(day)s", day=short_day(one.checks[-1])) if one.checks else ""
    over = due is not None and due.due <= sight.now
    return Line(
        gettext("법정 점검 %(n)s회", n=len(one.checks)),
        last,
        left_words(due, sight) or gettext("아직"),
        "danger" if over else "plain",
    )


def agreed_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    open_tasks = [one for one in sight.state.agreed if one.done_at is None]
    if not open_tasks:
        return None
    ordered = sorted(open_tasks, key=lambda one: one.due_on)
    return Panel(
        code="agreed",
        title=gettext("회의에서 정한 일 %(n)s건", n=len(ordered)),
        lines=[_agreed(one, sight, offers) for one in ordered],
    )


def _agreed(task: AgreedTask, sight: Sight, offers: Sequence[Offer]) -> Line:
    late = task.due_on < local_date(sight.now, sight.state.policy.calendar)
    return Line(
        sight.text(task.text) or gettext("회의에서 정한 일"),
        sight.who(task.person or sight.state.owner),
        gettext("%(day)s까지", day=short_day(task.due_on)),
        "danger" if late else "plain",
        "over" if late else "",
        act_on(offers, "agreed/{task_id}", task.task_id),
    )


def complaints_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    waiting = [one for one in sight.state.complaints if one.resolved_at is None]
    if not waiting:
        return None
    return Panel(
        code="complaints",
        title=gettext("불편 신고 %(n)s건", n=len(waiting)),
        kind="warning",
        lines=[_complaint(one, sight, offers) for one in waiting],
    )


def _complaint(one: Complaint, sight: Sight, offers: Sequence[Offer]) -> Line:
    linkage = sight.state.linkage(one.linkage_id) if one.linkage_id else None
    about = f" · {sight.agency(linkage.agency_id)}" if linkage is not None else ""
    clock = next((d for d in sight.running if d.subject == one.complaint_id), None)
    return Line(
        words(one.topic) + about,
        gettext("%(at)s 받음", at=moment(one.at)),
        left_words(clock, sight),
        href=act_on(offers, "complaints/{complaint_id}/resolve", one.complaint_id),
    )


def long_case_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """What keeps a case of years from standing in silence."""
    state, years = sight.state, sight.state.long_case
    asked = years.asked_supervision is not None or years.solution_asked_at is not None
    old = state.received_at is not None and sight.now - state.received_at >= A_YEAR
    if state.policy.life is None or not (asked or old):
        return None
    return Panel(
        code="long",
        title=gettext("장기 사례") if old else gettext("슈퍼비전과 솔루션회의"),
        facts=_long_facts(sight, old),
        offers=acts_of(offers, "stall", "supervision", "long-case"),
    )


def _long_facts(sight: Sight, old: bool) -> list[Fact]:
    years = sight.state.long_case
    facts = [
        _since(gettext("슈퍼비전"), years.supervised_at, DeadlineKind.SUPERVISION, sight),
        _since(gettext("솔루션회의"), years.solution_at, DeadlineKind.SOLUTION_CONFERENCE, sight),
    ]
    if old:
        confirmed = years.confirmed_at
        facts.append(_since(gettext("과장 확인"), confirmed, DeadlineKind.LONG_CASE_CONFIRM, sight))
    return facts


def _since(label: str, at: datetime | None, kind: DeadlineKind, sight: Sight) -> Fact:
    """When it last was, and until when the next one is wanted."""
    last = short_day(at) if at is not None else gettext("아직 없음")
    return Fact(label, last, left_words(running(sight, kind), sight))


def referral_panel(sight: Sight, reason: str) -> Panel | None:
    """고난도 의뢰 as the sender sees it: theirs until accepted; sent back with the reason."""
    referral = sight.state.high_difficulty
    if referral is None or referral.accepted_at is not None:
        return None
    asked = Fact(
        gettext("의뢰한 사람"), sight.who(referral.requested_by), short_day(referral.requested_at)
    )
    if referral.returned_at is not None:
        back = Fact(gettext("돌려보낸 날"), short_day(referral.returned_at))
        why = [Fact(gettext("까닭"), reason)] if reason else []
        return Panel(
            code="referral", title=gettext("고난도 의뢰가 돌아왔습니다"), facts=[asked, back, *why]
        )
    clock = running(sight, DeadlineKind.HIGH_DIFFICULTY_ANSWER)
    return Panel(
        code="referral",
        title=gettext("고난도 의뢰"),
        aside=gettext("시군구의 답을 기다림"),
        kind="warning",
        facts=[asked, Fact(gettext("답할 기한"), left_words(clock, sight))],
        note=gettext("수락할 때까지 읍면동이 책임집니다."),
    )
