"""회의록 of one case: what was decided, by how many votes, and who does what by when.

Saving sends HoldConference to the case. What was typed is kept as a draft before the case is
asked and until it has said yes, so a refusal, a lost answer or a broken line loses nothing.
"""

import json
from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound
from pydantic import create_model

from care.messages import commands as c
from care.model.course import AgreedTask, Votes
from care.model.ids import IntentKey, LevelCode, PersonId, TaskId, TextId
from care.model.loop_codes import AgendaPurpose
from i18n.loader import gettext
from store import agendas, drafts
from store.agendas import AgendaItem
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.around import Around, look_around
from web.acts.models import Code, Number
from web.acts.options import options_of
from web.acts.pages import Told, told
from web.acts.sending import around_now, beside, role_for
from web.acts.table.conferring import CONFERENCE
from web.acts.words import fault_words, reason_words
from web.conferences import deidentified
from web.conferences.reading import (
    Choice,
    Reading,
    read_conference,
    staff_to_ask,
)
from web.conferences.words import said
from web.filters import local
from web.forms import Filled, Form, Memo
from web.render import page
from web.resources import the_case
from web.visitor import Visit

area = Area("/conferences")
TASKS = 5
SAVE, ASK = "save", "ask"
RECORD = Access("RecordMinutes", the_case, record="act")
Present = Annotated[Number, Bound(ge=1, le=200)]
HARD = frozenset({"RRN_NOT_ALLOWED_HERE", "TEXT_INVALID", "FIELD_NOT_ALLOWED", "FIELD_REPEATED"})
"""Faults for which not even a draft is kept."""


def _model() -> type[Form]:
    parts: dict[str, Any] = {
        "minutes": (Memo | None, None),
        "level": (Code | None, None),
        "difference": (Memo | None, None),
        "attendees": (Present | None, None),
        "agree": (Number | None, None),
        "disagree": (Number | None, None),
        "abstain": (Number | None, None),
        "question": (Memo | None, None),
        "step": (Code, "sign"),
    }
    for row in range(TASKS):
        parts[f"task_{row}_text"] = (Memo | None, None)
        parts[f"task_{row}_person"] = (Code | None, None)
        parts[f"task_{row}_due"] = (date | None, None)
    return create_model("MinutesAnswers", __base__=Form, **parts)


MINUTES = _model()


@area.get("/{conference_id}/items/{case_id}", access=Access("RecordMinutes", the_case))
async def show(visit: Here) -> Response:
    session = visit.session
    reading, item = await _item(visit, session)
    around = await look_around(session, visit)
    kept = await drafts.draft(
        session,
        visit.dependencies.keyring,
        visit.visitor.person,
        visit.case_id,
        reading.conference.conference_id,
    )
    start = {"attendees": str(len(reading.present) + 1), "question": item.question}
    form = forms.blank(**(start | (json.loads(kept) if kept else {})))
    return await _page(visit, session, reading, item, around, form, kept=bool(kept))


@area.post("/{conference_id}/items/{case_id}", access=RECORD)
async def do(visit: Here) -> Response:
    form = await forms.read(visit, MINUTES)
    reading, item = await _item_now(visit)
    around = await around_now(visit)
    if form.intent is None or any(fault.code in HARD for fault in form.errors):
        return await _again(visit, around, form)
    if form.text("step") == SAVE:
        return await _kept(visit, reading, form)
    _judge_question(form, around)
    if form.text("step") == ASK:
        return await _asked(visit, reading, around, form)
    if item.is_done and item.intent == form.intent:
        return decisions.moved(visit.request, _done(reading, item))
    act = await _act(visit, reading, item, around, form)
    if act is None:
        return await _again(visit, around, form)
    return await _sign(visit, reading, item, act, form)


async def _item(visit: Visit, session: Any) -> tuple[Reading, AgendaItem]:
    reading = await read_conference(visit, session)
    return reading, reading.item(visit.case_id)


async def _item_now(visit: Visit) -> tuple[Reading, AgendaItem]:
    async with visit.read() as session:
        return await _item(visit, session)


def _address(reading: Reading) -> str:
    return f"/conferences/{reading.conference.conference_id}"


def _done(reading: Reading, item: AgendaItem) -> str:
    return f"{_address(reading)}#item-{item.position}"


async def _act(
    visit: Visit, reading: Reading, item: AgendaItem, around: Around, form: Filled[Any]
) -> decisions.Act | None:
    """The act with its texts apart, or None with the faults beside their fields."""
    await _judge(visit, reading, item, form)
    if form.data is None or form.errors or form.intent is None:
        return None
    given, intent = form.data, form.intent
    texts: dict[str, str | None] = {"minutes": given.minutes, "difference": given.difference}
    texts |= {f"task-{row}": getattr(given, f"task_{row}_text") for row in range(TASKS)}

    def command(ids: decisions.TextIds) -> c.HoldConference:
        return c.HoldConference(
            conference=reading.conference.kind,
            minutes=ids["minutes"],
            bodies=reading.bodies,
            attendees=given.attendees or 1,
            level=LevelCode(given.level) if given.level else None,
            difference=ids.get("difference"),
            conference_id=reading.conference.conference_id,
            purpose=item.purpose,
            votes=_votes(given) if _may_vote(reading, around) else None,
            tasks=_tasks(visit, given, intent, ids),
        )

    trial = command({name: TextId(f"{intent}.{name}") for name, text in texts.items() if text})
    role = role_for(CONFERENCE, visit.visitor, trial)
    return decisions.Act(visit.case_id, command, texts, role)


def _may_vote(reading: Reading, around: Around) -> bool:
    """By the policy of the district now, and by the one the case lives under."""
    return reading.conference.votes and around.case.policy.conference_votes


def _votes(given: Any) -> Votes | None:
    counted = (given.agree, given.disagree, given.abstain)
    if all(one is None for one in counted):
        return None
    agree, disagree, abstain = (one or 0 for one in counted)
    return Votes(agree=agree, disagree=disagree, abstain=abstain)


def _tasks(
    visit: Visit, given: Any, intent: IntentKey, ids: decisions.TextIds
) -> tuple[AgreedTask, ...]:
    made = []
    for row in range(TASKS):
        text = ids.get(f"task-{row}")
        if text is None:
            continue
        person = getattr(given, f"task_{row}_person")
        made.append(
            AgreedTask(
                task_id=TaskId(f"task-{intent}-{row}"),
                text=text,
                person=PersonId(person) if person else None,
                due_on=getattr(given, f"task_{row}_due"),
                agreed_at=visit.now,
            )
        )
    return tuple(made)


async def _judge(visit: Visit, reading: Reading, item: AgendaItem, form: Filled[Any]) -> None:
    """What the form itself can tell; the rest the case says."""
    if not reading.conference.is_open:
        form.refuse("", "CONFERENCE_OVER")
    if (item.is_done or item.in_doubt) and item.intent != form.intent:
        form.refuse("", "MINUTES_SIGNED")
    if form.data is None:
        return
    if not form.data.minutes:
        form.refuse("minutes", "FIELD_MISSING")
    async with visit.read() as session:
        staff = {one.value for one in await staff_to_ask(visit, session)}
    today = local(visit.now).date()
    for row in range(TASKS):
        _judge_task(form, row, staff, today)


def _judge_task(form: Filled[Any], row: int, staff: set[str], today: date) -> None:
    text, person, due = (
        getattr(form.data, f"task_{row}_{part}") for part in ("text", "person", "due")
    )
    if text and due is None:
        form.refuse(f"task_{row}_due", "FIELD_MISSING")
    if not text and (person or due):
        form.refuse(f"task_{row}_text", "FIELD_MISSING")
    if person and person not in staff:
        form.refuse(f"task_{row}_person", "PERSON_UNKNOWN")
    if due is not None and due < today:
        form.refuse(f"task_{row}_due", "DATE_PAST")


async def _kept(visit: Visit, reading: Reading, form: Filled[Any]) -> Response:
    async with visit.write() as session:
        await _save(visit, session, reading, form)
    here = f"{_address(reading)}/items/{visit.case_id}"
    return decisions.moved(visit.request, f"{here}?saved=1")


def _judge_question(form: Filled[Any], around: Around) -> None:
    """What outsiders are asked; words that could tell whose case it is are not taken."""
    found = deidentified.telling(form.text("question"), deidentified.identifiers_of(around))
    if found:
        form.refuse("question", "TEXT_NAMES_SOMEBODY", found=", ".join(found))


async def _asked(visit: Visit, reading: Reading, around: Around, form: Filled[Any]) -> Response:
    """The question alone is kept for the brief; the minutes stay a draft."""
    if form.error("question") is not None:
        return await _again(visit, around, form)
    async with visit.write() as session:
        await _put_question(visit, session, reading, form)
    return await _kept(visit, reading, form)


async def _put_question(visit: Visit, session: Any, reading: Reading, form: Filled[Any]) -> None:
    question = form.text("question").strip()
    keyring, conference = visit.dependencies.keyring, reading.conference
    await agendas.ask_panel(session, keyring, conference, visit.case_id, question)


async def _save(visit: Visit, session: Any, reading: Reading, form: Filled[Any]) -> None:
    raw = {name: texts for name, texts in form.raw.items() if name != "step" and any(texts)}
    await drafts.save_draft(
        session,
        visit.dependencies.keyring,
        visit.visitor.person,
        visit.case_id,
        reading.conference.conference_id,
        json.dumps(raw, ensure_ascii=False),
        visit.now,
    )


async def _sign(
    visit: Visit, reading: Reading, item: AgendaItem, act: decisions.Act, form: Filled[Any]
) -> Response:
    """Say first which intent carries the minutes, then ask the case."""
    conference, intent = reading.conference, IntentKey(form.intent or "")
    level = LevelCode(form.data.level) if form.data and form.data.level else None
    async with visit.write() as session:
        await _save(visit, session, reading, form)
        if "question" in form.raw:
            await _put_question(visit, session, reading, form)
        sending = agendas.Sending(visit.case_id, intent, level, instead_of=item.intent)
        mine = await agendas.sending_minutes(session, conference, sending)
    if not mine:
        form.refuse("", "MINUTES_SIGNED")
        return await _again(visit, await around_now(visit), form, status=409)
    outcome = await decisions.decide(visit, act, intent)
    done = _done(reading, item)
    if isinstance(outcome, decisions.InDoubt):
        return decisions.in_doubt(visit, outcome, done)
    async with visit.write() as session:
        if isinstance(outcome, decisions.Done):
            await drafts.delete_draft(
                session, visit.visitor.person, visit.case_id, conference.conference_id
            )
            return decisions.moved(visit.request, done)
        await agendas.minutes_refused(session, conference, visit.case_id, intent)
    beside(CONFERENCE, outcome.refusal, form)
    around = await around_now(visit)
    refusal = told(outcome.refusal, around)
    return await _again(visit, around, form, status=outcome.status, refusal=refusal)


async def _again(
    visit: Visit,
    around: Around,
    form: Filled[Any],
    *,
    status: int = 422,
    refusal: Told | None = None,
) -> Response:
    async with visit.read() as session:
        reading, item = await _item(visit, session)
        return await _page(
            visit, session, reading, item, around, form, status=status, refusal=refusal
        )


async def _page(  # noqa: PLR0913 - the one place where the page of an item is put together
    visit: Visit,
    session: Any,
    reading: Reading,
    item: AgendaItem,
    around: Around,
    form: Filled[Any],
    *,
    status: int = 200,
    refusal: Told | None = None,
    kept: bool = False,
) -> Response:
    return page(
        visit.request,
        "conferences/item.html",
        status=status,
        reading=reading,
        conference=reading.conference,
        item=item,
        number=reading.items.index(item) + 1,
        around=around,
        case=around.case,
        filled=form,
        refusal=refusal,
        kept=kept,
        saved="saved" in visit.request.query_params,
        levels=options_of(_field("level"), around),
        votes=_may_vote(reading, around),
        asks_level=item.purpose in (AgendaPurpose.SELECT, AgendaPurpose.PROGRESS),
        staff=await staff_to_ask(visit, session),
        rows=_rows(form),
        labels=_labels(),
        said=said,
        fault_words=fault_words,
        reason_words=reason_words,
    )


def _field(name: str) -> Any:
    return CONFERENCE.field(name)


def _rows(form: Filled[Any]) -> list[Choice]:
    """Five rows; the first and those with something in them stand open."""
    return [
        Choice(
            str(row),
            gettext("할 일 %(n)s", n=row + 1),
            "open"
            if row == 0
            or any(form.text(f"task_{row}_{part}") for part in ("text", "person", "due"))
            else "",
        )
        for row in range(TASKS)
    ]


def _labels() -> dict[str, str]:
    labels = {
        "minutes": gettext("회의 내용과 결정"),
        "level": gettext("결정한 대상자 구분"),
        "difference": gettext("제안과 다르게 정한 까닭"),
        "attendees": gettext("참석한 사람"),
        "agree": gettext("찬성"),
        "disagree": gettext("반대"),
        "abstain": gettext("기권"),
        "question": gettext("솔루션 위원에게 묻는 것"),
    }
    for row in range(TASKS):
        name = gettext("할 일 %(n)s", n=row + 1)
        labels |= {f"task_{row}_{part}": name for part in ("text", "person", "due")}
    return labels
