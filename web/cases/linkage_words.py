"""Referrals in words: one record a chain, with who was asked when, what they said, who is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from care.decide.calendar import local_date
from care.decide.linking_clocks import chase_step
from care.model.codes import LinkageStatus
from care.model.ids import LinkageId
from care.model.linkage import Linkage
from care.model.service_codes import ChaseAct
from care.model.work import Deadline, DeadlineKind
from i18n.loader import gettext
from i18n.wording import words
from store.chains import Chain, chains
from store.deliveries import Delivery
from web.acts.offers import Offer
from web.cases.sight import Sight
from web.filters import clock_time, moment, short_day

Tries = Mapping[LinkageId, Delivery]
"""The last message to each body that has not arrived."""
_LOOKS: dict[LinkageStatus, tuple[str, str]] = {
    LinkageStatus.RECEIVED: ("warning", "today"),
    LinkageStatus.WAITLISTED: ("warning", "wait"),
    LinkageStatus.NOT_DELIVERED: ("warning", "back"),
    LinkageStatus.PASSED_ON: ("plain", "send"),
    LinkageStatus.DECLINED: ("plain", "back"),
    LinkageStatus.WITHDRAWN: ("plain", "back"),
}
TO_ANSWER = frozenset({DeadlineKind.PARTNER_ANSWER, DeadlineKind.MANUAL_REFERRAL})
BEGUN = frozenset({LinkageStatus.STARTED, LinkageStatus.DONE})


@dataclass(frozen=True)
class LinkageWords:
    """``sign`` and ``kind`` are the shape and the colour beside the word."""

    linkage: Linkage
    body: str
    status: str
    kind: str
    sign: str
    about: str
    offers: list[Offer]
    sending: str = ""
    """Tries of a message that has not arrived, and when the next one is."""


@dataclass(frozen=True)
class ChainWords:
    """``links`` in the order they were asked; the last one is where it stands."""

    title: str
    need: str
    waited: str
    links: list[LinkageWords]
    following: str = ""
    """Who is asked next, and when, if the last one does not take it."""

    @property
    def is_open(self) -> bool:
        return any(one.linkage.status.is_open for one in self.links)


def tries_of(deliveries: Sequence[Delivery]) -> Tries:
    return {one.linkage_id: one for one in deliveries if one.waiting}


def chain_words(sight: Sight, offers: Sequence[Offer], tries: Tries) -> list[ChainWords]:
    """The newest chain first."""
    return [_chain(one, sight, offers, tries) for one in reversed(chains(sight.state.linkages))]


def _chain(chain: Chain, sight: Sight, offers: Sequence[Offer], tries: Tries) -> ChainWords:
    last = chain.last
    members = ", ".join(sight.member(one) for one in last.members)
    return ChainWords(
        title=" · ".join(one for one in (words(last.service), members) if one),
        need=words(last.need),
        waited=_waited(chain, sight),
        links=[_linkage(one, sight, offers, tries) for one in chain.links],
        following=_following(last, sight),
    )


def _waited(chain: Chain, sight: Sight) -> str:
    """From the first request; until the service began, or as long as nobody began it."""
    calendar, last = sight.state.policy.calendar, chain.last
    begun = local_date(chain.since, calendar)
    until = sight.now if last.status.is_open and last.status not in BEGUN else last.status_at
    days = (local_date(until, calendar) - begun).days
    if last.status is LinkageStatus.STARTED:
        return gettext("%(n)s일 만에 시작", n=days)
    if last.status.is_open:
        return gettext("첫 부탁부터 %(n)s일", n=days)
    return gettext("첫 부탁부터 끝까지 %(n)s일", n=days)


def _following(last: Linkage, sight: Sight) -> str:
    if not last.then or not last.status.is_open or last.status in BEGUN:
        return ""
    body = sight.agency(last.then[0].agency_id)
    at = next_body_at(last, sight)
    if at is None:
        return gettext("거절하면 %(body)s에 묻습니다", body=body)
    return gettext("답이 없으면 %(day)s에 %(body)s에 묻습니다", day=short_day(at), body=body)


def next_body_at(linkage: Linkage, sight: Sight) -> datetime | None:
    """When the ladder of the district goes on to the next body, if it does."""
    chased = (one for one in sight.running if one.subject == linkage.linkage_id)
    for clock in chased:
        step = chase_step(sight.state, clock) if clock.kind is DeadlineKind.CHASE else None
        if step is not None and step.act is ChaseAct.NEXT_BODY:
            return clock.due
    return None


def _linkage(linkage: Linkage, sight: Sight, offers: Sequence[Offer], tries: Tries) -> LinkageWords:
    status, kind, sign = status_words(linkage)
    return LinkageWords(
        linkage=linkage,
        body=sight.agency(linkage.agency_id),
        status=status,
        kind=kind,
        sign=sign,
        about=" · ".join(_about(linkage, sight)),
        offers=[one for one in offers if one.subject == linkage.linkage_id],
        sending=sending_words(tries.get(linkage.linkage_id)),
    )


def status_words(linkage: Linkage) -> tuple[str, str, str]:
    return state_words(
        linkage.status, sent=linkage.delivered_at is not None, failed=linkage.delivery_failed
    )


def state_words(status: LinkageStatus, *, sent: bool, failed: bool) -> tuple[str, str, str]:
    """The word, its colour and its shape."""
    if status is LinkageStatus.REQUESTED:
        if failed:
            return gettext("전하지 못함"), "danger", "over"
        if not sent:
            return gettext("보내는 중"), "plain", "wait"
        return gettext("답 기다림"), "warning", "today"
    return words(status), *_LOOKS.get(status, ("ok", "ok"))


def sending_words(tried: Delivery | None) -> str:
    """``14:02부터 7번 시도, 다음 14:40``."""
    if tried is None or not tried.attempts:
        return ""
    since = gettext("%(at)s부터 %(n)s번 시도", at=moment(tried.first_at), n=tried.attempts)
    if tried.next_at is None:
        return since
    return gettext("%(since)s, 다음 %(at)s", since=since, at=clock_time(tried.next_at))


def _about(linkage: Linkage, sight: Sight) -> list[str]:
    """The whole way so far in words."""
    parts = [gettext("%(day)s 부탁", day=short_day(linkage.requested_at))]
    if linkage.replaces is not None:
        former = sight.state.linkage(linkage.replaces)
        whom = sight.agency(former.agency_id) if former else ""
        parts.append(gettext("%(whom)s 대신", whom=whom))
    return [*parts, *_wait(linkage, sight), *_end(linkage, sight)]


def _wait(linkage: Linkage, sight: Sight) -> list[str]:
    parts = []
    if linkage.status is LinkageStatus.REQUESTED:
        clock = _answer_due(linkage, sight)
        parts += [gettext("%(day)s까지 답", day=short_day(clock.due))] if clock else []
        if linkage.reminded:
            last = short_day(linkage.reminded[-1])
            parts.append(gettext("%(n)s번 재촉, 마지막 %(day)s", n=len(linkage.reminded), day=last))
    if linkage.scheduled_on and linkage.status in (
        LinkageStatus.ACCEPTED,
        LinkageStatus.SCHEDULED,
    ):
        parts.append(gettext("%(day)s 시작 예정", day=short_day(linkage.scheduled_on)))
    elif linkage.wanted_on and linkage.status.is_open and linkage.status not in BEGUN:
        parts.append(gettext("%(day)s에 받고 싶어 함", day=short_day(linkage.wanted_on)))
    if linkage.proposed is not None and linkage.status.is_open:
        parts.append(gettext("%(body)s 추천", body=sight.agency(linkage.proposed)))
    return parts


def _end(linkage: Linkage, sight: Sight) -> list[str]:
    parts = [words(one) for one in (linkage.decline, linkage.outcome) if one is not None]
    if linkage.sessions:
        parts.append(gettext("%(n)s번 받음", n=linkage.sessions))
    if linkage.told_at is not None and linkage.status in BEGUN:
        parts.append(gettext("마지막 소식 %(day)s", day=short_day(linkage.told_at)))
    if not linkage.status.is_open and linkage.status is not LinkageStatus.DONE:
        parts.append(gettext("%(day)s 끝남", day=short_day(linkage.status_at)))
    if linkage.maybe_twice_at is not None:
        parts.append(gettext("두 번 갔을 수 있음"))
    if linkage.destroyed_at is not None:
        parts.append(gettext("%(day)s 파기 확인", day=short_day(linkage.destroyed_at)))
    return parts


def _answer_due(linkage: Linkage, sight: Sight) -> Deadline | None:
    asked = (one for one in sight.running if one.subject == linkage.linkage_id)
    return next((one for one in asked if one.kind in TO_ANSWER), None)
