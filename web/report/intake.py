"""``/triage/new``: a report by phone or at a desk, in one light form (JJ-09, NW-10).

Red-flag questions come first; any yes opens a case at once. Else it goes to the queue, or, where
somebody at the desk already knows, straight to a case.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import StringConstraints

from care.model.codes import DiscoveryChannel, RedFlag
from care.model.ids import OfficeCode
from care.model.reports import Occupation
from i18n.loader import gettext, language
from i18n.wording import words
from policies.resolve import ResolvedPolicy
from store.reports import Reporter
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import policy_of
from web.forms import Filled, Form, Line
from web.identity import local_date
from web.render import page
from web.report.public import ASKED
from web.report.receiving import Told, household, nameable, receive, red_flag_questions
from web.visitor import Visit
from web.words import Problem

area = Area("/triage")
CHANNELS = tuple(one for one in DiscoveryChannel if one is not DiscoveryChannel.BATCH)


class Taken(Form):
    channel: DiscoveryChannel
    occupation: Occupation | None = None
    office: Annotated[str, StringConstraints(max_length=64)]
    name: Line | None = None
    birth_date: date | None = None
    phone: Line | None = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None
    kinds: tuple[str, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    story: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] | None = None
    reporter_name: Line | None = None
    reporter_phone: Line | None = None
    reporter_belongs: Line | None = None
    lane: Literal["QUEUE", "OPEN"] = "QUEUE"


@area.get("/new", access=Access("TakeReport", record=None))
async def show(visit: Here) -> Response:
    asked = visit.request.query_params.get("channel", "")
    channel = asked if asked in CHANNELS else ""
    return _page(visit, forms.blank(office=visit.visitor.office, lane="QUEUE", channel=channel))


@area.post("/new", access=Access("TakeReport", record="act"))
async def take(visit: Here) -> Response:
    filled, policy = await forms.read(visit, Taken), _policy(visit)
    if filled.data is not None:
        _check(filled, policy, local_date(visit.now))
    if filled.errors or filled.data is None or filled.intent is None:
        return _page(visit, filled, status=422)
    told = _told(visit, policy, filled.data, filled.intent, visit.now)
    received = await receive(visit.dependencies, policy, told, visit.now)
    if received.opening_id is not None:
        return moved(visit.request, f"/openings/{received.opening_id}")
    outcome = received.outcome.value if received.outcome else ""
    return moved(visit.request, f"/triage/reports?received={received.receipt}&outcome={outcome}")


def _policy(visit: Visit) -> ResolvedPolicy:
    policy = policy_of(visit.visitor.district)
    if policy is None:
        raise Problem(404, "NOT_FOUND")
    return policy


def _check(filled: Filled[Taken], policy: ResolvedPolicy, today: date) -> None:
    told = filled.value
    if told.channel not in CHANNELS:
        filled.refuse("channel", "CHOICE_INVALID")
    if told.office not in policy.offices:
        filled.refuse("office", "CHOICE_INVALID")
    if any(code not in nameable(policy) for code in told.kinds):
        filled.refuse("kinds", "CHOICE_INVALID")
    if not (told.name or told.phone or told.address):
        filled.refuse("name", "SOMEBODY_NEEDED")
    if told.channel is DiscoveryChannel.DUTY_REPORTER and told.occupation is None:
        filled.refuse("occupation", "CHOICE_INVALID")
    if told.birth_date is not None and told.birth_date > today:
        filled.refuse("birth_date", "DATE_FUTURE")


def _told(visit: Visit, policy: ResolvedPolicy, told: Taken, intent: str, at: datetime) -> Told:
    found = household(
        policy,
        at,
        told.channel,
        intent,
        also=tuple(dict.fromkeys(told.kinds)),
        name=told.name or "",
        birth_date=told.birth_date,
        phone=told.phone or "",
        address=told.address or "",
        office=OfficeCode(told.office),
        red_flags=tuple(dict.fromkeys(told.red_flags)),
        note=told.story or "",
    )
    reporter = Reporter(
        told.reporter_name or "", told.reporter_phone or "", told.reporter_belongs or ""
    )
    duty = told.channel is DiscoveryChannel.DUTY_REPORTER
    return Told(
        key=intent,
        found=found,
        reporter=reporter,
        occupation=told.occupation if duty else None,
        by=visit.visitor.person,
        role=visit.visitor.actor().role,
        at_once=told.lane == "OPEN",
    )


def _page(visit: Visit, filled: Filled[Any], status: int = 200) -> Response:
    policy = _policy(visit)
    kinds = policy.discovery.kinds if policy.discovery else ()
    english = language() == "en"
    return page(
        visit.request,
        "report/take.html",
        block="content",
        status=status,
        form=filled,
        ready=policy.discovery is not None,
        channels=[(one.value, words(one)) for one in CHANNELS],
        occupations=[(one.value, words(one)) for one in Occupation],
        offices=[(str(code), name) for code, name in policy.offices.items()],
        questions=[(one.value, gettext(ASKED[one])) for one in red_flag_questions()],
        kinds=[
            (one.code, one.en if english else one.ko)
            for one in kinds
            if one.code in nameable(policy)
        ],
        lanes=[("QUEUE", gettext("분류 목록에 둡니다")), ("OPEN", gettext("바로 사례를 엽니다"))],
        labels=_labels(),
    )


def _labels() -> dict[str, str]:
    return {
        "channel": gettext("발굴 경로"),
        "office": gettext("읍면동"),
        "name": gettext("이름"),
        "birth_date": gettext("태어난 날"),
        "occupation": gettext("신고의무자의 일"),
        "story": gettext("들은 이야기"),
    }
