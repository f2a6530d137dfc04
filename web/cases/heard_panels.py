"""Panels of what a case heard from outside: signs to look at, a number, the household's words."""

from collections.abc import Sequence

from care.decide.calendar import local_date
from care.decide.heard import publishable
from care.model.searches import AttachedSignal, Feedback, NumberSearch
from care.model.work import DeadlineKind
from i18n.loader import gettext
from i18n.wording import words
from web.acts.offers import Offer
from web.cases.panels import Fact, Line, Panel, acts_of, left_words, running
from web.cases.sight import Sight
from web.districts import signal_words
from web.filters import moment, short_day


def signals_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """Risk signals that came since the opening and nobody has looked at."""
    since = sight.state.heard.signals_since
    waiting = [one for one in sight.state.heard.signals if since is not None and one.at >= since]
    if not waiting:
        return None
    kinds = signal_words(sight.state.district)
    return Panel(
        code="signals",
        title=gettext("새로 온 위기정보 %(n)s건", n=len(waiting)),
        aside=left_words(running(sight, DeadlineKind.SIGNAL), sight),
        kind="warning",
        lines=[_signal(one, kinds, sight) for one in reversed(waiting)],
        offers=acts_of(offers, "signals/look"),
    )


def _signal(one: AttachedSignal, kinds: dict[str, str], sight: Sight) -> Line:
    """It leads to what was told: the reporter's own words stand there."""
    word, day = kinds.get(one.signal, one.signal), short_day(one.observed_on)
    href = f"/triage/{one.at_risk_id}" if one.at_risk_id in sight.told_of else ""
    return Line(word, words(one.source), day, href=href)


def number_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """A number asked of the carriers, until the person was told of it."""
    asked = sight.state.heard.number
    if asked is None or not asked.is_open:
        return None
    kind = DeadlineKind.NUMBER_NOTICE if asked.found else DeadlineKind.NUMBER_ANSWER
    return Panel(
        code="number",
        title=gettext("통신사에 요청한 전화번호"),
        aside=left_words(running(sight, kind), sight),
        kind="warning" if asked.found else "",
        facts=_number(asked),
        note=gettext("번호를 받으면 30일 안에 당사자에게 알립니다(사회보장급여법 제11조)."),
        offers=acts_of(offers, "number/answer", "number/notice"),
    )


def _number(asked: NumberSearch) -> list[Fact]:
    facts = [Fact(gettext("요청한 때"), moment(asked.requested_at))]
    if asked.received_at is not None:
        facts.append(Fact(gettext("번호를 받은 때"), moment(asked.received_at)))
    return facts


def feedback_panel(sight: Sight, offers: Sequence[Offer]) -> Panel | None:
    """The words themselves stand in the history."""
    said = sight.state.heard.feedback
    if not said:
        return None
    printable = publishable(sight.state, local_date(sight.now, sight.state.policy.calendar))
    return Panel(
        code="feedback",
        title=gettext("당사자의 소감 %(n)s건", n=len(said)),
        lines=[_words(one, sight, one in printable) for one in reversed(said)],
        note=gettext("사례집에는 사례 공개 동의가 있는 말씀만 싣습니다."),
        offers=acts_of(offers, "feedback/new"),
    )


def _words(one: Feedback, sight: Sight, printable: bool) -> Line:
    mark = gettext("공개 동의 있음") if printable else gettext("공개 동의 없음")
    small = f"{sight.member(one.member_id)} · {moment(one.at)}"
    return Line(words(one.form), small, mark, "ok" if printable else "plain")
