"""``/report/{slug}``: anybody tells of a household in need. No account, simple words, a receipt.

Open only where the district's policy says so; elsewhere there is no such page. What is answered
never depends on whether the household is known (SR-10). Who reports says so only if they want to.
"""

import secrets
from base64 import b32encode
from datetime import datetime
from typing import Annotated, Any, Literal

import segno
from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from care.model.codes import DiscoveryChannel, RedFlag
from care.model.ids import OfficeCode
from care.model.reports import Occupation
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from policies.resolve import ResolvedPolicy
from store import reports
from store.reports import Report, Reporter
from web import forms
from web.access import Access, Area, Here
from web.districts import policy_of
from web.forms import Filled, Form, Line
from web.records import origin_of
from web.render import page
from web.report.limits import sendings_of
from web.report.receiving import Told, household, receive, red_flag_questions
from web.visitor import Visit
from web.words import Problem

area = Area("/report")
OPEN = Access.to_all("anybody may tell of a household in need; shows nobody")
KEY_BYTES = 15
WHO: dict[str, tuple[DiscoveryChannel, str]] = {
    "SELF": (DiscoveryChannel.SELF, N_("내 이야기입니다")),
    "NEIGHBOUR": (DiscoveryChannel.REPORT, N_("다른 사람이 걱정됩니다")),
    "DUTY": (DiscoveryChannel.DUTY_REPORTER, N_("신고의무자로서 알립니다")),
}
ASKED: dict[RedFlag, str] = {
    RedFlag.SUICIDE: N_("죽고 싶다고 하거나 스스로 해치려고 합니다"),
    RedFlag.MEDICAL_EMERGENCY: N_("많이 아프거나 다쳐서 바로 치료가 필요합니다"),
    RedFlag.VIOLENCE: N_("맞거나 위협을 받고 있습니다"),
    RedFlag.MINOR_UNSAFE: N_("아이가 혼자 있거나 안전하지 않습니다"),
    RedFlag.NO_FOOD_HEAT_POWER: N_("먹을 것이 없거나 전기·난방이 끊겼습니다"),
}
"""Red flags in words anybody understands."""


class Telling(Form):
    key: Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{24}$")]
    who: Literal["SELF", "NEIGHBOUR", "DUTY"]
    occupation: Occupation | None = None
    office: Annotated[str, StringConstraints(max_length=64)] | None = None
    name: Line | None = None
    phone: Line | None = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None
    story: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None = None
    red_flags: tuple[RedFlag, ...] = ()
    reporter_name: Line | None = None
    reporter_phone: Line | None = None
    reporter_belongs: Line | None = None


@area.get("/{slug}", access=OPEN)
async def show(visit: Here, slug: str) -> Response:
    return _form(visit, _open_at(slug), forms.blank(key=_new_key()))


@area.post("/{slug}", access=OPEN)
async def tell(visit: Here, slug: str) -> Response:
    policy = _open_at(slug)
    wait = sendings_of(visit.request.app.state).wait_minutes(origin_of(visit), policy.district)
    if wait:
        return _slowed(visit, policy, wait)
    filled = await forms.read(visit, Telling, once=False)
    if filled.data is not None:
        _check(filled, policy)
    if filled.errors or filled.data is None:
        if not filled.text("key"):
            filled.raw["key"] = [_new_key()]
        return _form(visit, policy, filled, status=422)
    received = await receive(
        visit.dependencies, policy, _told(policy, filled.data, visit.at), visit.at
    )
    return RedirectResponse(f"/report/{slug}/received/{received.receipt}", status_code=303)


@area.get("/{slug}/received/{receipt}", access=OPEN)
async def received(visit: Here, slug: str, receipt: str) -> Response:
    """What happens next. Nothing of the household or of who reported is ever shown here."""
    policy = _open_at(slug)
    async with visit.dependencies.database.of(policy.district).read() as session:
        report = await reports.get(session, policy.district, receipt)
    if report is None or report.taken_by is not None:
        raise Problem(404, "NOT_FOUND")
    return _receipt(visit, policy, report)


@area.get("/{slug}/poster", access=OPEN)
async def poster(visit: Here, slug: str) -> Response:
    """One page to print and hang up."""
    policy = _open_at(slug)
    address = f"{visit.dependencies.settings.public_url.rstrip('/')}/report/{slug}"
    rows = [tuple(row) for row in segno.make(address, error="m", micro=False).matrix]
    return page(
        visit.request,
        "report/poster.html",
        **_around(policy),
        address=address,
        squares=[(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark],
        across=len(rows),
    )


def _open_at(slug: str) -> ResolvedPolicy:
    """No page for a district that is not, has no rules, or has it switched off."""
    policy = policy_of(slug)
    if policy is None or policy.slug != slug:
        raise Problem(404, "NOT_FOUND")
    if policy.discovery is None or not policy.discovery.public_report:
        raise Problem(404, "NOT_FOUND")
    return policy


def _check(filled: Filled[Telling], policy: ResolvedPolicy) -> None:
    told = filled.value
    if told.office and told.office not in policy.offices:
        filled.refuse("office", "CHOICE_INVALID")
    if not (told.address or told.phone):
        filled.refuse("address", "PLACE_OR_PHONE")
    if not (told.story or told.red_flags):
        filled.refuse("story", "FIELD_MISSING")
    if told.who == "DUTY" and told.occupation is None:
        filled.refuse("occupation", "CHOICE_INVALID")


def _told(policy: ResolvedPolicy, told: Telling, at: datetime) -> Told:
    channel, _ = WHO[told.who]
    found = household(
        policy,
        at,
        channel,
        told.key,
        name=told.name or "",
        phone=told.phone or "",
        address=told.address or "",
        office=OfficeCode(told.office) if told.office else None,
        red_flags=tuple(dict.fromkeys(told.red_flags)),
        note=told.story or "",
    )
    reporter = Reporter(
        told.reporter_name or "", told.reporter_phone or "", told.reporter_belongs or ""
    )
    duty = told.occupation if told.who == "DUTY" else None
    return Told(key=told.key, found=found, reporter=reporter, occupation=duty)


def _form(
    visit: Visit, policy: ResolvedPolicy, filled: Filled[Telling], status: int = 200
) -> Response:
    return page(
        visit.request,
        "report/form.html",
        status=status,
        form=filled,
        who=[(code, gettext(word)) for code, (_, word) in WHO.items()],
        questions=[(one.value, gettext(ASKED[one])) for one in red_flag_questions()],
        offices=[(str(code), name) for code, name in policy.offices.items()],
        occupations=[(one.value, words(one)) for one in Occupation],
        labels=_labels(),
        **_around(policy),
    )


def _receipt(visit: Visit, policy: ResolvedPolicy, report: Report) -> Response:
    return page(visit.request, "report/received.html", report=report, **_around(policy))


def _slowed(visit: Visit, policy: ResolvedPolicy, minutes: int) -> Response:
    headers = {"Retry-After": str(minutes * 60)}
    return page(
        visit.request,
        "report/slowed.html",
        status=429,
        headers=headers,
        minutes=minutes,
        **_around(policy),
    )


def _around(policy: ResolvedPolicy) -> dict[str, Any]:
    return {"slug": policy.slug, "policy_name": policy.name, "policy_name_en": policy.name_en}


def _labels() -> dict[str, str]:
    return {
        "who": gettext("누구 이야기인지"),
        "occupation": gettext("하는 일"),
        "office": gettext("읍면동"),
        "address": gettext("사는 곳"),
        "story": gettext("무슨 일인지"),
    }


def _new_key() -> str:
    return b32encode(secrets.token_bytes(KEY_BYTES)).decode().lower()
