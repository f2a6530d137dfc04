"""일제 발굴: how many to survey a day and to select, as values of the policy, and how far it is."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound

from care.decide.calendar import is_business_day
from care.model.campaign import Campaign
from care.model.codes import LINKAGE_ONLY, NOT_SELECTED, REFERRED_OUT
from care.model.ids import DraftId
from care.model.policy import Calendar
from i18n.loader import gettext
from policies.kinds import FlagValue, OptionalNumberValue
from policies.resolved import ResolvedPolicy
from store import campaign_progress, campaigns, situation_rooms
from store.situation_rooms import SituationRoom
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import calendar_of, policy_of
from web.forms import Filled, Form
from web.policies.drafting import begin_draft, draft_of, edit_draft, with_values
from web.policies.own_values import own
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/situation-room")
CHANGE = Access("DraftPolicy", record="act")
MOST = 1_000_000
Count = Annotated[int, Bound(ge=1, le=MOST)]
NOT_TAKEN = (NOT_SELECTED, REFERRED_OUT, LINKAGE_ONLY)
"""Levels of households that were surveyed and are not looked after as cases."""


class Targets(Form):
    discovery: bool = False
    select: Count | None = None
    per_day: Count | None = None


@dataclass(frozen=True)
class Progress:
    """``days``: day, found that day, and whether the day's target was reached (None: no target)."""

    select: int | None
    per_day: int | None
    found: int
    selected: int
    days: list[tuple[date, int, bool | None]]
    surveys: tuple[Campaign, ...] = ()

    @property
    def days_needed(self) -> int | None:
        """Working days that remain at the day's target."""
        if not self.select or not self.per_day:
            return None
        return max(0, math.ceil((self.select - self.selected) / self.per_day))


@area.get("/campaign", access=Access("DraftPolicy", record=None))
async def ask(visit: Here) -> Response:
    policy = _policy(visit)
    known = {
        "discovery": "true" if _flag(policy, "campaign.discovery") else "",
        "select": str(_number(policy, "campaign.select") or ""),
        "per_day": str(_number(policy, "campaign.perDay") or ""),
    }
    return _page(visit, forms.blank(**known))


@area.post("/campaign", access=CHANGE)
async def set_targets(visit: Here) -> Response:
    """Into a draft of its own: nothing is in force before it was reviewed and approved."""
    form = await forms.read(visit, Targets)
    if form.data is not None and form.data.discovery and form.data.select is None:
        form.refuse("select", "FIELD_MISSING")
    if form.data is None or form.errors or form.intent is None:
        return _page(visit, form, 422)
    draft_id = DraftId(f"draft-{form.intent}")
    await begin_draft(visit, gettext("일제 발굴 목표"), draft_id)
    draft = await draft_of(visit, draft_id)
    await edit_draft(visit, draft_id, with_values(draft, _values(_policy(visit), form.data)))
    return moved(visit.request, f"/policies/drafts/{draft_id}")


def _values(policy: ResolvedPolicy, given: Targets) -> dict[str, dict[str, Any]]:
    said = {
        "campaign.discovery": given.discovery,
        "campaign.select": given.select,
        "campaign.perDay": given.per_day,
    }
    return {
        key: own(policy, key, value=value)
        for key, value in said.items()
        if getattr(policy.value(key).value, "value", None) != value
    }


async def progress(
    session: Any, visit: Visit, rooms: Sequence[SituationRoom], today: date
) -> Progress | None:
    """Of the surveys that run beside the open room; without any, of all cases opened since it
    began. None where the policy has no campaign."""
    policy = policy_of(visit.visitor.district)
    room = next((one for one in rooms if one.open_on(today)), None)
    if policy is None or room is None or not _flag(policy, "campaign.discovery"):
        return None
    calendar = calendar_of(visit.visitor.district)
    surveys = [
        one
        for one in await campaigns.campaigns(session, policy.district)
        if one.first_day <= today and one.last_day >= room.from_day
    ]
    found, selected, select = await _surveyed(session, surveys)
    if not surveys:
        found = await situation_rooms.opened_by_day(session, visit.scope, room.from_day, today)
        selected = await situation_rooms.selected_count(
            session, visit.scope, room.from_day, today, NOT_TAKEN
        )
        select = _number(policy, "campaign.select") or 0
    target = _number(policy, "campaign.perDay")
    return Progress(
        select=select or None,
        per_day=target,
        found=sum(found.values()),
        selected=selected,
        days=[(day, n, _reached(day, n, target, calendar)) for day, n in found.items()],
        surveys=tuple(surveys),
    )


async def _surveyed(session: Any, surveys: Sequence[Campaign]) -> tuple[dict[date, int], int, int]:
    """People asked a day, those selected, and how many are to be."""
    days: Counter[date] = Counter()
    selected = 0
    for one in surveys:
        seen = await campaign_progress.progress(session, one)
        days.update({day: surveyed for day, _, surveyed in seen.days})
        started = await campaigns.started(session, one.district, one.campaign_id)
        selected += sum(started.values())
    return dict(sorted(days.items())), selected, sum(one.places for one in surveys)


def _reached(day: date, count: int, target: int | None, calendar: Calendar) -> bool | None:
    """Nobody surveys on a closed day, so none is asked for there."""
    return None if target is None or not is_business_day(day, calendar) else count >= target


def _page(visit: Visit, form: Filled[Any], status: int = 200) -> Response:
    return page(
        visit.request,
        "situation/campaign.html",
        block="content",
        status=status,
        form=form,
        yes=[("true", gettext("일제 발굴을 합니다"))],
    )


def _policy(visit: Visit) -> ResolvedPolicy:
    found = policy_of(visit.visitor.district)
    if found is None:
        raise Problem(404, "NOT_FOUND")
    return found


def _flag(policy: ResolvedPolicy, key: str) -> bool:
    value = policy.value(key).value
    return isinstance(value, FlagValue) and value.value


def _number(policy: ResolvedPolicy, key: str) -> int | None:
    value = policy.value(key).value
    return value.value if isinstance(value, OptionalNumberValue) else None
