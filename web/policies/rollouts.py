"""``/policies/rollouts``: which cases take an edition up now, how far it is, who could not and why.

A rollout goes on by itself; people pause it, let it go on, or end it, and read its results.
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import Field

from care.decide.adoption import PASSING
from care.messages.envelope import SYSTEM_PERSON
from care.messages.rollouts import CaseResult, RolloutStart, RolloutState
from care.model.ids import PersonId, RolloutId
from i18n.loader import gettext
from i18n.phrases import error_sentence
from i18n.wording import words
from policies.edition import SEOUL, Edition
from policies.resolve import standing, today
from store import people, policy_rollouts
from store.policy_rollouts import Narrowed, Rollout, Tally
from web import forms
from web.access import Access, Area, Here
from web.decisions import moved
from web.districts import office_name
from web.filters import moment
from web.forms import Filled, Form
from web.policies.adoption_words import adoption_word
from web.policies.rollout_words import (
    KINDS,
    SIGNS,
    result_word,
    state_word,
)
from web.render import page
from web.visitor import Visit
from web.words import Problem
from workflows.rollouts import CANCEL, PAUSE, RESUME, rollout_id

area = Area("/policies/rollouts")
SEEN = "ViewPolicyDesk"
STEERED = "SteerRollout"
PAGE = 50
ALL = 1_000_000
"""A list for a spreadsheet has every case of the district."""


class Starting(Form):
    edition: Annotated[int, Field(ge=1, le=100_000)]


@dataclass(frozen=True)
class Row:
    """One rollout of the list."""

    rollout: Rollout
    state: str
    kind: str
    sign: str
    who: str


@dataclass(frozen=True)
class Count:
    """How many cases came to a result, and the address of the list behind the number."""

    words: str
    kind: str
    sign: str
    cases: int
    href: str
    why: str = ""
    again: bool = False
    """Ends by itself; a later rollout of the same edition may succeed."""


@area.get("", access=Access(SEEN, record=None))
async def listed(visit: Here) -> Response:
    return await _list(visit, forms.blank())


@area.post("", access=Access(STEERED, record="act"))
async def start(visit: Here) -> Response:
    form = await forms.read(visit, Starting)
    found = _startable(visit, form)
    if found is None or form.intent is None:
        return await _list(visit, form, 422)
    rollout = Rollout(
        rollout_id=rollout_id(found.district, found.number, form.intent),
        district=found.district,
        edition=found.number,
        begins_at=visit.now,
        started_by=visit.visitor.person,
        started_at=visit.now,
    )
    async with visit.write() as session:
        await policy_rollouts.begin(session, rollout)
    door = visit.dependencies.rollouts
    if door is not None:  # the relay tells the engine of those it does not know yet
        await door.start(
            RolloutStart(
                rollout_id=rollout.rollout_id,
                district=rollout.district,
                begins_at=rollout.begins_at,
            )
        )
    return moved(visit.request, f"/policies/rollouts/{rollout.rollout_id}")


@area.get("/{rollout}", access=Access(SEEN, record="list"))
async def show(visit: Here, rollout: str) -> Response:
    return await _page(visit, await _found(visit, rollout))


@area.get("/{rollout}/results", access=Access(SEEN, record="export"))
async def results(visit: Here, rollout: str) -> Response:
    """A file for a spreadsheet; codes and numbers of cases, nobody's name."""
    found = await _found(visit, rollout)
    async with visit.read() as session:
        cases = await policy_rollouts.results(
            session, found.rollout_id, Narrowed(scope=visit.scope), most=ALL
        )
    visit.saw([one.case_id for one in cases])
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(_headings())
    for one in cases:
        why = error_sentence(one.code) if one.code else ""
        told = [one.case_number, words(one.stage), office_name(found.district, one.office)]
        table.writerow([*told, one.former_edition, result_word(one.result), one.code, why])
    return Response(
        written.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.rollout_id}.csv"'},
    )


@area.post("/{rollout}/pause", access=Access(STEERED, record="act"))
async def pause(visit: Here, rollout: str) -> Response:
    return await _steer(visit, rollout, PAUSE)


@area.post("/{rollout}/resume", access=Access(STEERED, record="act"))
async def resume(visit: Here, rollout: str) -> Response:
    return await _steer(visit, rollout, RESUME)


@area.post("/{rollout}/cancel", access=Access(STEERED, record="act"))
async def cancel(visit: Here, rollout: str) -> Response:
    return await _steer(visit, rollout, CANCEL)


async def _steer(visit: Visit, rollout: str, wish: str) -> Response:
    await forms.pressed(visit)
    found = await _found(visit, rollout)
    door = visit.dependencies.rollouts
    if door is None:
        raise Problem(503, "ENGINE_AWAY")
    if found.state.is_over:
        return await _page(visit, found, 409, gettext("이미 끝난 적용입니다. 바뀐 것은 없습니다."))
    async with visit.write() as session:
        await policy_rollouts.steered(session, found.rollout_id, visit.visitor.person, visit.now)
    try:
        state = await door.steer(found.rollout_id, wish)
    except KeyError:
        state = await _before_it_began(visit, found, wish)
    if state is None:
        told = gettext("아직 답이 없습니다. 잠시 뒤에 다시 보고, 그대로이면 한 번 더 눌러 주세요.")
        return await _page(visit, found, 202, told)
    return moved(visit.request, f"/policies/rollouts/{found.rollout_id}")


async def _before_it_began(visit: Visit, rollout: Rollout, wish: str) -> RolloutState | None:
    """The engine has not heard of it: an end needs no engine, anything else waits for it."""
    if wish != CANCEL:
        return None
    async with visit.write() as session:
        await policy_rollouts.note(session, rollout.rollout_id, RolloutState.CANCELLED, visit.now)
    return RolloutState.CANCELLED


async def _found(visit: Visit, rollout: str) -> Rollout:
    """One of the visitor's own district; any other is no page."""
    async with visit.read() as session:
        found = await policy_rollouts.get(session, RolloutId(rollout))
    if found is None or found.district != visit.visitor.district:
        raise Problem(404, "NOT_FOUND")
    return found


def _startable(visit: Visit, form: Filled[Starting]) -> Edition | None:
    if form.data is None:
        return None
    wanted = form.data.edition
    found = next((one for one in _in_force(visit) if one.number == wanted), None)
    if found is None:
        form.refuse("edition", "NOT_FOUND")
    return found


def _in_force(visit: Visit) -> list[Edition]:
    """Editions a rollout may carry: begun, the newest first."""
    known = standing(visit.visitor.district)
    return [one for one in reversed(known) if one.begins <= today()]


async def _list(visit: Visit, form: Filled[Starting], status: int = 200) -> Response:
    async with visit.read() as session:
        every = await policy_rollouts.list_of(session, visit.visitor.district)
        found = await policy_rollouts.as_known_to(session, visit.scope, every)
        who = await people.display_names(
            session, visit.dependencies.keyring, {one.started_by for one in found}
        )
    offered = [
        (str(one.number), gettext("%(n)s판 · %(when)s", n=one.number, when=_when(one)))
        for one in _in_force(visit)[:10]
    ]
    return page(
        visit.request,
        "policies/rollouts.html",
        block="content",
        status=status,
        form=form,
        rows=[_row(one, who) for one in found],
        offered=offered,
        may_steer=visit.may(STEERED),
    )


def _when(edition: Edition) -> str:
    return adoption_word(edition.adoption)


def _row(rollout: Rollout, names_of: dict[PersonId, str]) -> Row:
    state = rollout.state
    return Row(
        rollout=rollout,
        state=state_word(state),
        kind=KINDS[state],
        sign=SIGNS[state],
        who=_who(rollout.started_by, names_of),
    )


def _who(person: PersonId, names_of: dict[PersonId, str]) -> str:
    if person == SYSTEM_PERSON:
        return gettext("시행일에 저절로")
    return names_of.get(person, gettext("옛 담당"))


async def _page(visit: Visit, rollout: Rollout, status: int = 200, told: str = "") -> Response:
    wanted = visit.request.query_params
    result = _result(wanted.get("result", ""))
    code, after = wanted.get("code", "")[:64], wanted.get("after", "")[:64]
    async with visit.read() as session:
        latest = await policy_rollouts.get(session, rollout.rollout_id) or rollout
        [rollout] = await policy_rollouts.as_known_to(session, visit.scope, [latest])
        tally = await policy_rollouts.tally(session, rollout.rollout_id, visit.scope)
        cases = await policy_rollouts.results(
            session, rollout.rollout_id, Narrowed(result, code, visit.scope), after, PAGE + 1
        )
        who = await people.display_names(
            session, visit.dependencies.keyring, {rollout.started_by, rollout.steered_by}
        )
    visit.saw([one.case_id for one in cases[:PAGE]])
    address = f"/policies/rollouts/{rollout.rollout_id}"
    return page(
        visit.request,
        "policies/rollout.html",
        block="content",
        status=status,
        row=_row(rollout, who),
        rollout=rollout,
        told=told,
        counts=[_count(address, one) for one in tally],
        done=sum(one.cases for one in tally if one.result is not CaseResult.WAITING),
        cases=cases[:PAGE],
        more=_more(address, result, code, cases),
        wanted_result=result,
        wanted_code=code,
        result_word=result_word,
        steered=_who(rollout.steered_by, who) if rollout.steered_by else "",
        address=address,
        may_steer=visit.may(STEERED) and not rollout.state.is_over,
        begins=_day(rollout.begins_at),
    )


def _count(address: str, tally: Tally) -> Count:
    query = f"?result={tally.result}" + (f"&code={tally.code}" if tally.code else "")
    return Count(
        words=result_word(tally.result),
        kind={CaseResult.TAKEN: "ok", CaseResult.REFUSED: "warning"}.get(tally.result, "plain"),
        sign={CaseResult.TAKEN: "ok", CaseResult.REFUSED: "over"}.get(tally.result, ""),
        cases=tally.cases,
        href=f"{address}{query}#cases",
        why=error_sentence(tally.code) if tally.code else "",
        again=tally.code in PASSING,
    )


def _more(
    address: str, result: CaseResult | None, code: str, cases: list[policy_rollouts.RolloutCase]
) -> str:
    """The address of the next page; empty when this is the last."""
    if len(cases) <= PAGE:
        return ""
    kind = f"&result={result}" if result else ""
    which = f"&code={code}" if code else ""
    return f"{address}?after={cases[PAGE - 1].case_number}{kind}{which}#cases"


def _result(given: str) -> CaseResult | None:
    return CaseResult(given) if given in set(CaseResult) else None


def _day(at: datetime) -> str:
    return moment(at.astimezone(SEOUL))


def _headings() -> list[str]:
    return [
        gettext("사례번호"),
        gettext("단계"),
        gettext("읍면동"),
        gettext("따르던 판"),
        gettext("결과"),
        gettext("사유 코드"),
        gettext("사유"),
    ]
