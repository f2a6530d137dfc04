"""``/resources/pledges``: monthly sponsorship, which months came in, who filled in for whom."""

from dataclasses import dataclass
from datetime import date

from fastapi import Response

from care.model.ids import AgencyId
from i18n.loader import gettext
from i18n.phrases import bare_day
from store import agencies, pledges
from store.pledges import PledgeMonth, PledgeRow
from web.access import Access, Area, Here
from web.identity import local_date
from web.render import page

area = Area("/resources/pledges")


@dataclass(frozen=True)
class MonthWords:
    """``kind`` and ``sign`` are the colour and the shape beside the words."""

    month: str
    words: str
    kind: str
    sign: str
    href: str = ""
    """Where a missed month is filled."""


@dataclass(frozen=True)
class PledgeWords:
    row: PledgeRow
    body: str
    until: str
    months: list[MonthWords]
    missed: int


@area.get("", access=Access("ViewLedger", record="list"))
async def show(visit: Here) -> Response:
    given = visit.request.query_params
    number = given.get("page", "1")
    page_number = int(number) if number.isdecimal() and 0 < int(number) < 100_000 else 1
    late, body = given.get("late") == "1", given.get("body", "")[:80]
    ahead = max([visit.now_of(one) for one in visit.leads], default=visit.now)
    found = await pledges.pledge_list(
        visit.session,
        visit.scope,
        page_number,
        AgencyId(body) if body else None,
        local_date(ahead) if late else None,
    )
    visit.saw([one.case_id for one in found.items])
    known = await agencies.register(visit.session, visit.visitor.district)
    names = {str(one.agency_id): one.name for one in known}
    told = [_told(one, local_date(visit.now_of(one.case_id)), names) for one in found.items]
    return page(
        visit.request,
        "ledger/pledges.html",
        block="content",
        found=found,
        told=told,
        late=late,
        body=body,
        bodies=sorted(names.items(), key=lambda one: one[1]),
        pages=lambda n: f"/resources/pledges?page={n}{'&late=1' if late else ''}",
    )


def _told(row: PledgeRow, today: date, names: dict[str, str]) -> PledgeWords:
    months = [_month(row, one, today, names) for one in row.months]
    return PledgeWords(
        row=row,
        body=names.get(row.pledge.agency_id, row.pledge.agency_id),
        until=bare_day(row.months[-1].due),
        months=months,
        missed=len(row.missed(today)),
    )


def _month(row: PledgeRow, one: PledgeMonth, today: date, names: dict[str, str]) -> MonthWords:
    month = f"{one.month:%Y. %-m}."
    if one.paid_on is not None and one.by is not None:
        whom = names.get(one.by, one.by)
        return MonthWords(month, gettext("%(whom)s 대신", whom=whom), "info", "send")
    if one.paid_on is not None:
        return MonthWords(month, gettext("들어옴"), "ok", "ok")
    if one.due >= today:
        return MonthWords(month, gettext("아직"), "plain", "wait")
    ask = f"pledge_id={row.pledge.pledge_id}&month={one.month:%Y-%m}&need={row.pledge.need}"
    days = (today - one.due).days
    return MonthWords(
        month,
        gettext("%(n)s일 지남", n=days),
        "danger",
        "over",
        f"/cases/{row.case_id}/resources/new?{ask}",
    )
