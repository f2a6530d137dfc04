"""Levels of a district: its own beside the nation's, and as what 행복이음 and others know them.

Read for every district; changed in a draft only. A level goes only when no open case has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound
from pydantic import StringConstraints

from care.model.ids import LevelCode
from i18n.loader import gettext, language
from policies import editing
from policies.kinds import LevelsValue, NamedCode
from policies.resolved import ResolvedPolicy
from store.open_cases import open_by_level
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.forms import Filled, Form, Line
from web.policies.draft_sight import DraftSight, sight_of
from web.policies.drafting import Said, draft_of, open_drafts
from web.policies.own_values import own, write
from web.policies.tabs import name_of, policy_in_force, tabs_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/policies")
READ = Access("ViewPolicy", record=None)
SEE = Access("ViewPolicyDesk", record="view")
EDIT = Access("DraftPolicy", record="act")
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=NamedCode)]
Days = Annotated[int, Bound(ge=1, le=366)]
Months = Annotated[int, Bound(ge=1, le=36)]
_COUNTED = {"firstDay": "EXCLUDED", "rollover": "NEXT"}


class NewLevel(Form):
    """A level people work at has a cadence and a reassessment of its own."""

    revision: int
    code: Code
    ko: Line
    en: Line
    export_as: Line
    rank: Annotated[int, Bound(ge=0, le=100)]
    contact_days: Days
    visit_days: Days
    reassess_months: Months


class GoneLevel(Form):
    revision: int
    code: Line


@dataclass(frozen=True)
class LevelRow:
    code: str
    name: str
    export_as: str
    """Empty where 행복이음 knows the level itself."""
    rank: int
    case_managed: bool
    cases: int | None
    removable: bool


@area.get("/{district}/levels", access=READ)
async def show(visit: Here, district: str) -> Response:
    policy = policy_in_force(district)
    drafts = []
    if policy.district == visit.visitor.district and visit.may("DraftPolicy"):
        drafts = await open_drafts(visit)
    return await _page(visit, policy, drafts=drafts, tabs=tabs_of(policy.district))


@area.get("/drafts/{draft_id}/levels", access=SEE)
async def show_draft(visit: Here, draft_id: str) -> Response:
    sight = await sight_of(visit, await draft_of(visit, draft_id))
    return await _page(visit, sight.readable, sight)


@area.post("/drafts/{draft_id}/levels", access=EDIT)
async def add(visit: Here, draft_id: str) -> Response:
    form = await forms.read(visit, NewLevel)
    sight, policy = await _drafted(visit, draft_id)
    known = {one.code for one in _levels(policy)}
    if form.data is not None and form.value.code in known:
        form.refuse("code", "POLICY_CODE_TAKEN")
    if form.data is not None and form.value.export_as not in known:
        form.refuse("export_as", "CHOICE_INVALID")
    if form.data is None or form.errors:
        return await _page(visit, policy, sight, form=form, status=422)
    faults = await write(visit, sight, _added(policy, form.value), form.value.revision)
    if faults:
        return await _page(visit, policy, sight, form=form, faults=faults, status=422)
    return moved(visit.request, f"{sight.address}/levels")


@area.post("/drafts/{draft_id}/levels/remove", access=EDIT)
async def remove(visit: Here, draft_id: str) -> Response:
    """Its cadence and reassessment go with it."""
    form = await forms.read(visit, GoneLevel)
    sight, policy = await _drafted(visit, draft_id)
    code = form.value.code
    async with visit.read() as session:
        there = await open_by_level(session, visit.visitor.district)
    if there.get(LevelCode(code)):
        faults = [gettext("진행 중인 사례 %(n)s건이 이 구분입니다.", n=there[LevelCode(code)])]
        return await _page(visit, policy, sight, faults=faults, status=422)
    left = [_plain(one) for one in _levels(policy) if one.code != code]
    values: dict[str, Said | None] = {
        "levels": own(policy, "levels", levels=left),
        f"monitor.{code}": None,
        f"reassess.{code}": None,
    }
    faults = await write(visit, sight, values, form.value.revision)
    if faults:
        return await _page(visit, policy, sight, faults=faults, status=422)
    return moved(visit.request, f"{sight.address}/levels")


def _added(policy: ResolvedPolicy, given: NewLevel) -> Mapping[str, Said | None]:
    made = {
        "code": given.code,
        "exportAs": given.export_as,
        "rank": given.rank,
        "caseManaged": True,
        "ko": given.ko,
        "en": given.en,
    }
    levels = [*map(_plain, _levels(policy)), made]
    cadence = {
        "contact": {"n": given.contact_days, "unit": "d", **_COUNTED},
        "visit": {"n": given.visit_days, "unit": "d", **_COUNTED},
        "source": "district",
    }
    again = {"n": given.reassess_months, "unit": "month", "from": "assessment", **_COUNTED}
    return {
        "levels": own(policy, "levels", levels=levels),
        f"monitor.{given.code}": cadence,
        f"reassess.{given.code}": again | {"source": "district"},
    }


def _levels(policy: ResolvedPolicy) -> tuple[Any, ...]:
    value = policy.value("levels").value
    return value.levels if isinstance(value, LevelsValue) else ()


def _plain(one: Any) -> dict[str, Any]:
    found: dict[str, Any] = editing.plain(one.model_dump(by_alias=True, exclude_none=True))
    return found


async def _drafted(visit: Visit, draft_id: str) -> tuple[DraftSight, ResolvedPolicy]:
    sight = await sight_of(visit, await draft_of(visit, draft_id))
    if sight.readable is None:
        raise Problem(422, "POLICY_INVALID")
    return sight, sight.readable


async def _page(
    visit: Visit,
    policy: ResolvedPolicy | None,
    sight: DraftSight | None = None,
    *,
    form: Filled[Any] | None = None,
    faults: list[str] | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    rows = await _rows(visit, policy) if policy else []
    return page(
        visit.request,
        "policies/levels.html",
        block="content",
        status=status,
        sight=sight,
        policy=policy,
        name=name_of(policy) if policy else "",
        rows=rows,
        form=form or forms.blank(),
        faults=faults or [],
        labels=_labels(),
        **values,
    )


async def _rows(visit: Visit, policy: ResolvedPolicy) -> list[LevelRow]:
    """The heaviest first; how many cases there are only of the reader's own district."""
    there: Mapping[LevelCode, int] | None = None
    if policy.district == visit.visitor.district:
        async with visit.read() as session:
            there = await open_by_level(session, policy.district, visit.scope)
    known = _levels(policy)
    names = {one.code: one.en if language() == "en" else one.ko for one in known}
    return [
        LevelRow(
            code=one.code,
            name=names[one.code],
            export_as=names.get(one.export_as, one.export_as) if one.export_as else "",
            rank=one.rank,
            case_managed=one.case_managed,
            cases=there.get(LevelCode(one.code), 0) if there is not None else None,
            removable=one.export_as is not None,
        )
        for one in sorted(known, key=lambda level: -level.rank)
    ]


def _labels() -> dict[str, str]:
    return {
        "code": gettext("구분 부호"),
        "ko": gettext("이름(한국어)"),
        "en": gettext("이름(영어)"),
        "export_as": gettext("행복이음에 적을 구분"),
        "rank": gettext("무게"),
        "contact_days": gettext("연락 간격(일)"),
        "visit_days": gettext("방문 간격(일)"),
        "reassess_months": gettext("재조사 간격(달)"),
    }
