"""The health board: a line for each part of the system, how it is, and what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from i18n.loader import gettext
from i18n.phrases import short_day
from store.access_records import ChainReport
from store.troubles import Trouble, Troubles
from web.engine import EngineHealth
from web.filters import clock_time, local
from web.operations.policy_work import WorkLine

POLLS = timedelta(minutes=2)
"""A worker asks anew at least once a minute; two without a question and nobody is there."""


@dataclass(frozen=True)
class Line:
    """``kind`` and ``sign`` are the look of a status; ``state`` says the same in words."""

    name: str
    state: str
    kind: str
    sign: str
    detail: str = ""

    @property
    def well(self) -> bool:
        return self.kind == "ok"


def _ok(name: str, state: str, detail: str = "") -> Line:
    return Line(name, state, "ok", "ok", detail)


def _warn(name: str, state: str, detail: str = "") -> Line:
    return Line(name, state, "warning", "wait", detail)


def _bad(name: str, state: str, detail: str = "") -> Line:
    return Line(name, state, "danger", "over", detail)


@dataclass(frozen=True)
class Looked:
    """What was asked of every part at one moment; ``engine`` is None when it does not answer."""

    now: datetime
    engine: EngineHealth | None
    troubles: Troubles
    policy_problems: int
    chain: ChainReport
    work: Sequence[WorkLine] = ()


def board(looked: Looked) -> tuple[Line, ...]:
    troubles = looked.troubles
    deliveries, webhooks, commands, aside = troubles.totals
    return (
        *_engine(looked),
        _waiting(gettext("기관에 보내는 의뢰"), deliveries, _first(troubles.deliveries)),
        _waiting(gettext("기관에서 온 답"), webhooks, _first(troubles.webhooks)),
        _waiting(gettext("결과를 확인하는 요청"), commands, _first(troubles.commands)),
        _set_aside(aside),
        _policies(looked.policy_problems),
        _policy_work(looked.work),
        _chain(looked.chain),
    )


def _engine(looked: Looked) -> Iterable[Line]:
    name = gettext("처리 엔진")
    if looked.engine is None:
        yield _bad(
            name,
            gettext("답하지 않음"),
            gettext("요청은 보관되고, 엔진이 돌아오면 이어서 처리됩니다."),
        )
        return
    yield _ok(name, gettext("답함"))
    yield _worker(looked.engine.worker_seen, looked.now)
    yield _stuck(looked.engine.stuck_total)


def _worker(seen: datetime | None, now: datetime) -> Line:
    name = gettext("작업자")
    if seen is None or now - seen > POLLS:
        detail = gettext("hamkke worker가 켜져 있는지 확인해 주세요. 사례가 멈춰 있습니다.")
        return _bad(name, gettext("없음"), detail)
    return _ok(name, gettext("일하고 있음"), gettext("마지막 확인 %(at)s", at=clock_time(seen)))


def _stuck(total: int) -> Line:
    name = gettext("되풀이해 실패하는 사례")
    if not total:
        return _ok(name, gettext("없음"))
    detail = gettext("엔진이 계속 다시 시도합니다. 고친 작업자가 켜지면 저절로 이어집니다.")
    return _bad(name, _cases(total), detail)


def _waiting(name: str, total: int, since: datetime | None) -> Line:
    if not total or since is None:
        return _ok(name, gettext("밀린 것 없음"))
    at = f"{short_day(local(since).date())} {clock_time(since)}"
    return _warn(name, _cases(total), gettext("가장 오래된 것 %(at)s부터", at=at))


def _set_aside(total: int) -> Line:
    name = gettext("따로 둔 답")
    if not total:
        return _ok(name, gettext("없음"))
    detail = gettext("여러 번 실패해 더 시도하지 않습니다. 원인을 고친 뒤 다시 보내 주세요.")
    return _bad(name, _cases(total), detail)


def _policies(problems: int) -> Line:
    name = gettext("정책 파일")
    if not problems:
        return _ok(name, gettext("모두 쓰이고 있음"))
    detail = gettext("고칠 때까지 앞서 맞았던 정책을 그대로 씁니다.")
    return _bad(name, gettext("잘못된 곳 %(n)s군데", n=problems), detail)


def _policy_work(work: Sequence[WorkLine]) -> Line:
    name = gettext("정책 적용과 모의")
    stuck = sum(one.kind == "danger" for one in work)
    held = sum(one.kind == "warning" for one in work)
    if stuck:
        detail = gettext("작업자와 처리 엔진을 살펴 주세요. 사례는 이 일과 따로 돌아갑니다.")
        return _bad(name, gettext("나아가지 않음 %(n)s건", n=stuck), detail)
    if held:
        detail = gettext("이어서 하거나 그만둘 때까지 기다립니다.")
        return _warn(name, gettext("잠시 멈춤 %(n)s건", n=held), detail)
    return _ok(name, gettext("진행 중 %(n)s건", n=len(work)) if work else gettext("없음"))


def _chain(report: ChainReport) -> Line:
    name = gettext("접속기록 사슬")
    if report.holds:
        return _ok(name, gettext("이어짐"), gettext("%(n)s건 확인", n=report.checked))
    detail = gettext(
        "%(n)s번째 기록이 바뀌었거나 없습니다. 개인정보 보호 담당자에게 알려 주세요.",
        n=report.first_bad or 0,
    )
    return _bad(name, gettext("끊김"), detail)


def _cases(total: int) -> str:
    return gettext("%(n)s건", n=total)


def _first(items: tuple[Trouble, ...]) -> datetime | None:
    return items[0].since if items else None
