"""Panels of the service loop: concerns, gaps, services that run, what was reached, who is near."""

from collections.abc import Sequence

from care.model.codes import LinkageStatus
from care.model.linkage import Linkage
from care.model.linking import Concern, MilestoneReached, ResourceGap, Support
from care.model.service_codes import SupportStrength
from care.model.work import DeadlineKind
from i18n.loader import gettext
from i18n.wording import words
from web.acts.offers import Offer
from web.cases.panels import Line, Panel, act_on, acts_of, left_words
from web.cases.sight import Sight
from web.filters import moment, short_day

SHOWN = 6
"""Milestones on the page; the history has all."""
_TIES = {
    SupportStrength.STRONG: ("ok", "ok"),
    SupportStrength.WEAK: ("plain", ""),
    SupportStrength.STRESSED: ("warning", "over"),
}


def concerns_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """What a body noticed and nobody answered yet."""
    waiting = [one for one in sight.state.concerns if one.answered_at is None]
    if not waiting:
        return None
    pressing = any(one.red_flag is not None for one in waiting)
    return Panel(
        code="concerns",
        title=gettext("기관이 알려 온 걱정 %(n)s건", n=len(waiting)),
        kind="danger" if pressing else "warning",
        lines=[_concern(one, sight, offers) for one in waiting],
    )


def _concern(one: Concern, sight: Sight, offers: Sequence[Offer]) -> Line:
    said = sight.text(one.note)
    small = [gettext("%(body)s · %(at)s", body=sight.agency(one.agency_id), at=moment(one.at))]
    small += [f"‘{said}’"] if said else []
    small += [words(one.red_flag)] if one.red_flag else []
    clock = next((d for d in sight.running if d.subject == one.concern_id), None)
    return Line(
        words(one.concern),
        " · ".join(small),
        left_words(clock, sight) or gettext("답을 기다림"),
        "danger" if one.red_flag else "warning",
        "over" if one.red_flag else "today",
        act_on(offers, "concerns/{concern_id}/answer", one.concern_id),
    )


def gaps_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """Needs nobody could serve, until a lead has settled them."""
    open_gaps = [one for one in sight.state.gaps if one.ended_at is None]
    if not open_gaps:
        return None
    return Panel(
        code="gaps",
        title=gettext("줄 수 있는 곳이 없음 %(n)s건", n=len(open_gaps)),
        kind="warning",
        lines=[_gap(one, sight, offers) for one in open_gaps],
        note=gettext("총괄이 정리하고, 시·군·구의 부족한 자원으로 셉니다."),
    )


def _gap(one: ResourceGap, sight: Sight, offers: Sequence[Offer]) -> Line:
    clock = next((d for d in sight.running if d.subject == one.gap_id), None)
    asked = gettext("%(n)s곳에 물음", n=one.asked)
    since = gettext("%(day)s부터 기다림", day=short_day(one.waiting_since))
    return Line(
        f"{words(one.service)} · {words(one.need)}",
        f"{asked} · {since}",
        left_words(clock, sight) or gettext("찾는 중"),
        "warning",
        "today",
        act_on(offers, "gaps/{gap_id}/settle", one.gap_id),
    )


def services_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """Services that run: how often they were given and the body's last word."""
    running = [one for one in sight.state.linkages if one.status is LinkageStatus.STARTED]
    if not running or sight.state.policy.linking is None:
        return None
    return Panel(
        code="services",
        title=gettext("받고 있는 서비스 %(n)s건", n=len(running)),
        lines=[_service(one, sight, offers) for one in running],
    )


def _service(one: Linkage, sight: Sight, offers: Sequence[Offer]) -> Line:
    asked = next(
        (
            d
            for d in sight.running
            if d.kind is DeadlineKind.STATUS_UPDATE and d.subject == one.linkage_id
        ),
        None,
    )
    told = one.told_at or one.status_at
    parts = [sight.agency(one.agency_id), gettext("마지막 소식 %(day)s", day=short_day(told))]
    parts += [gettext("%(day)s에 경과를 묻습니다", day=short_day(asked.due))] if asked else []
    times = gettext("%(n)s번", n=one.sessions) if one.sessions else gettext("진행 중")
    href = act_on(offers, "linkages/{linkage_id}/answer", one.linkage_id)
    return Line(words(one.service), " · ".join(parts), times, "ok", "ok", href)


def milestones_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    reached = sight.state.milestones
    if not reached:
        return None
    newest = sorted(reached, key=lambda one: one.on, reverse=True)[:SHOWN]
    return Panel(
        code="milestones",
        title=gettext("이룬 것 %(n)s건", n=len(reached)),
        lines=[_milestone(one, sight) for one in newest],
        offers=acts_of(offers, "milestones/new"),
    )


def _milestone(one: MilestoneReached, sight: Sight) -> Line:
    linkage = sight.state.linkage(one.linkage_id) if one.linkage_id else None
    parts = [sight.member(one.member_id)] if one.member_id else []
    parts += [sight.agency(linkage.agency_id)] if linkage else []
    return Line(words(one.milestone), " · ".join(parts), short_day(one.on), "ok", "ok")


def supports_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """People and groups that stand by the household without being asked by us."""
    near = [one for one in sight.state.supports if one.ended_at is None]
    if not near:
        return None
    return Panel(
        code="supports",
        title=gettext("둘레의 사람 %(n)s", n=len(near)),
        lines=[_support(one, sight, offers) for one in near],
        offers=acts_of(offers, "supports/new"),
    )


def _support(one: Support, sight: Sight, offers: Sequence[Offer]) -> Line:
    kind, sign = _TIES[one.strength]
    return Line(
        sight.text(one.label) or words(one.support),
        gettext("%(who)s · %(day)s부터", who=words(one.support), day=short_day(one.since)),
        words(one.strength),
        kind,
        sign,
        act_on(offers, "supports/{support_id}/change", one.support_id),
    )
