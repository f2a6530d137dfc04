"""How a body does, in words: reached, failing since, resting, paused, gone, silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from care.model.codes import PartnerChannel
from i18n.loader import gettext
from i18n.marks import N_
from store import agency_health
from store.agencies import Agency
from store.agency_health import Answers, Health, Queue
from web.filters import clock_time, moment
from web.visitor import Visit

CODES: Mapping[str, str] = {
    "timeout": N_("제때 답하지 않음"),
    "unreachable": N_("연결되지 않음"),
    "broken_off": N_("보내는 중 끊김"),
    "endpoint_not_https": N_("https 주소가 아님"),
    "endpoint_not_public": N_("바깥 주소가 아님"),
    "endpoint_not_allowed": N_("허용한 곳이 아님"),
    "http_401": N_("서명을 받아들이지 않음"),
    "http_410": N_("그 주소를 없앴다고 함"),
    "http_429": N_("너무 잦다고 함"),
    "http_500": N_("기관 시스템 오류"),
    "http_502": N_("기관 시스템 오류"),
    "http_503": N_("기관 시스템이 쉬는 중"),
    "http_504": N_("기관 시스템 오류"),
}
BY_MACHINE = frozenset({PartnerChannel.REST, PartnerChannel.FHIR, PartnerChannel.MAIL})
SKEW_SHOWN = 60
"""Seconds from which the clock of a body is spoken of."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class State:
    words: str
    kind: str
    sign: str


@dataclass(frozen=True)
class Row:
    agency: Agency
    state: State
    health: Health
    queue: Queue
    answers: Answers

    @property
    def declined(self) -> int:
        return sum(self.answers.declined.values())

    @property
    def trouble(self) -> bool:
        return self.agency.active and self.state.kind in ("danger", "warning")

    @property
    def next_at(self) -> datetime | None:
        times = (self.queue.next_at, self.health.open_until)
        return max((one for one in times if one is not None), default=None)

    @property
    def skewed(self) -> bool:
        seconds = self.health.skew_seconds
        return seconds is not None and abs(seconds) >= SKEW_SHOWN


async def rows(visit: Visit, bodies: list[Agency]) -> list[Row]:
    """Four looks at the store, however many bodies there are; hidden households are in none."""
    district, scope = visit.visitor.district, visit.scope
    async with visit.read() as session:
        known = await agency_health.health_of_all(session, district)
        known = await agency_health.seen_by(session, scope, known)
        waiting = await agency_health.queues(session, district, scope)
        answered = await agency_health.answers(session, district, visit.now, scope)
    return [
        _row(one, known[one.agency_id], waiting[one.agency_id], answered[one.agency_id])
        for one in bodies
    ]


def _row(agency: Agency, health: Health, queue: Queue, answers: Answers) -> Row:
    return Row(agency, state_of(agency, health, queue), health, queue, answers)


def state_of(agency: Agency, health: Health, queue: Queue) -> State:
    if not agency.active:
        return State(gettext("쓰지 않음"), "plain", "back")
    if agency.gone_at is not None:
        words = gettext("주소가 없어짐 · %(at)s부터", at=moment(agency.gone_at))
        return State(words, "danger", "over")
    if agency.paused_at is not None:
        return State(
            gettext("보내지 않음 · %(at)s부터", at=moment(agency.paused_at)), "warning", "wait"
        )
    if health.failing_since is not None:
        return State(failing(health, queue), "danger", "over")
    if agency.channel in BY_MACHINE and health.reached_at is None:
        return State(gettext("아직 보낸 적 없음"), "plain", "today")
    return State(gettext("정상"), "ok", "ok")


def failing(health: Health, queue: Queue) -> str:
    """응답 없음 14:02부터, 7번 시도, 다음 14:40."""
    told = gettext(
        "응답 없음 %(at)s부터, %(n)s번 시도", at=moment(health.failing_since), n=health.tries
    )
    following = max((t for t in (queue.next_at, health.open_until) if t), default=None)
    if following is None:
        return told
    return f"{told}, {gettext('다음 %(at)s', at=clock_time(following))}"


def code_words(code: str) -> str:
    return gettext(CODES[code]) if code in CODES else code


def length(time: timedelta | None) -> str:
    """Rounded to what somebody says of a body."""
    if time is None:
        return ""
    if time < HOUR:
        return gettext("%(n)s분", n=max(1, round(time / timedelta(minutes=1))))
    if time < 2 * DAY:
        return gettext("%(n)s시간", n=round(time / HOUR))
    return gettext("%(n)s일", n=round(time / DAY))
