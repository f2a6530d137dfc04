"""``/figures/months``: months closed as they were reported, and what was recorded since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Response

from care.model.codes import ClosureReason, DiscoveryChannel, ResourceSource
from care.model.figures import CorrectionReason, Measure
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.figures import CORRECTION_REASON, MEASURE
from store import closed_months, people
from store.closed_months import ClosedMonth, Closing, asked_of
from store.figure_counts import Which, sees_all
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.figures.asked import MONTH, PATH, Wanted
from web.forms import Form
from web.identity import local_date
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area(f"{PATH}/months")
VIEW = Access("ViewFigures", record=None)
OFFERED = 24
"""Months back that can be closed."""
CODES: tuple[Any, ...] = (*DiscoveryChannel, *ClosureReason, *ResourceSource)


class ClosingForm(Form):
    month: str
    reason: CorrectionReason | None = None


@dataclass(frozen=True)
class Compared:
    """A number as reported, as it stands now, and where it is made of what."""

    word: str
    reported: int
    now: int
    is_part: bool
    href: str

    @property
    def change(self) -> int:
        return self.now - self.reported


@area.get("", access=VIEW)
async def listed(visit: Here) -> Response:
    district, today = visit.visitor.district, local_date(visit.now)
    kept = await closed_months.closed(visit.session, district)
    months = sorted({*kept, *over(today)}, reverse=True)
    return page(
        visit.request,
        "figures/months.html",
        block="content",
        months=[(one, Wanted(one, one).words, kept.get(one, 0)) for one in months],
        may_close=visit.may("CloseMonth"),
    )


@area.get("/one", access=VIEW)
async def show(visit: Here) -> Response:
    given = visit.request.query_params.get("month", "")
    if not given:
        return moved(visit.request, f"{PATH}/months")
    month = _month(given)
    versions = await closed_months.versions(visit.session, visit.visitor.district, month)
    if not versions:
        raise Problem(404, "NOT_FOUND")
    return await _page(visit, visit.session, versions)


@area.post("", access=Access("CloseMonth", record="act"))
async def close(visit: Here) -> Response:
    form = await forms.read(visit, ClosingForm)
    month, district = _month(form.value.month), visit.visitor.district
    if month not in over(local_date(visit.now)):
        raise Problem(422, "FORM_INVALID")
    async with visit.write() as session:
        before = await closed_months.versions(session, district, month)
        if before and form.value.reason is None:
            form.refuse("reason", "FIELD_MISSING")
            return await _page(visit, session, before, form=form, status=422)
        reason = form.value.reason.value if before and form.value.reason else ""
        closing = Closing(month, visit.visitor.person, visit.now, reason)
        await closed_months.close(session, district, closing)
    return moved(visit.request, f"{PATH}/months/one?month={month}")


def over(today: date) -> list[str]:
    """The months that are over, the latest first."""
    last = today.year * 12 + today.month - 2
    return [f"{one // 12}-{one % 12 + 1:02d}" for one in range(last, last - OFFERED, -1)]


async def _page(
    visit: Visit,
    session: Any,
    versions: list[ClosedMonth],
    form: Any = None,
    status: int = 200,
) -> Response:
    month, keyring = versions[0].month, visit.dependencies.keyring
    everything = await sees_all(session, visit.scope)
    reported = [await _as_reported(visit, session, one, everything) for one in versions]
    now = await closed_months.numbers(session, visit.scope, asked_of(month))
    names = await people.display_names(session, keyring, {one.closed_by for one in versions})
    return page(
        visit.request,
        "figures/month.html",
        block="content",
        status=status,
        month=month,
        title=Wanted(month, month).words,
        versions=versions,
        lines=compared(reported[0], now, month),
        corrections=[
            (one, [line for line in compared(before, after, month) if line.change])
            for one, before, after in zip(versions[1:], reported, reported[1:], strict=False)
        ],
        changed=reported[-1] != now,
        part_only=visit.scope.offices is not None,
        names=names,
        reasons=[(one.value, gettext(word)) for one, word in CORRECTION_REASON.items()],
        reason_words={one.value: gettext(word) for one, word in CORRECTION_REASON.items()},
        form=form or forms.blank(month=month),
        may_close=visit.may("CloseMonth"),
    )


async def _as_reported(
    visit: Visit, session: Any, one: ClosedMonth, everything: bool
) -> dict[str, int]:
    """Whoever may not know every household gets what they might have seen on that day."""
    if everything:
        return dict(one.numbers)
    return await closed_months.numbers(session, visit.scope, asked_of(one.month, one.closed_at))


def compared(
    reported: Mapping[str, int], now: Mapping[str, int], month: str
) -> tuple[Compared, ...]:
    keys = [one for measure in Measure for one in _keys_of(measure, {*reported, *now})]
    return tuple(_compared(one, reported.get(one, 0), now.get(one, 0), month) for one in keys)


def _keys_of(measure: Measure, known: set[str]) -> list[str]:
    parts = [f"{measure}/{code.value}" for code in CODES]
    return [measure.value, *(one for one in dict.fromkeys(parts) if one in known)]


def _compared(key: str, reported: int, now: int, month: str) -> Compared:
    name, _, code = key.partition("/")
    measure, wanted = Measure(name), Wanted(month, month)
    which = Which(measure.kind, measure.how, code or None)
    return Compared(
        word=words(code) if code else gettext(MEASURE[measure]),
        reported=reported,
        now=now,
        is_part=bool(code),
        href=wanted.behind(which) if now else "",
    )


def _month(given: str) -> str:
    if not MONTH.fullmatch(given):
        raise Problem(404, "NOT_FOUND")
    return given
