"""``/survey``: the surveyor's own targets on a phone, the form of one, and tries in vain."""

import base64
from functools import lru_cache
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field as Bound
from pydantic import create_model

from care.decide.selection import AnswersUnsound, sound
from care.model.campaign import Campaign, CampaignState, SurveyForm, TargetState, TryResult
from care.model.ids import CampaignId, DistrictCode
from store import campaign_answers, campaign_targets, campaigns
from store.campaign_answers import Answer
from store.campaign_targets import Known, Told
from store.sealing import blind_index
from web import forms
from web.access import Access, Area, Here
from web.campaigns import asking
from web.campaigns.found import my_target, target_of, today, used
from web.decisions import moved
from web.forms import FIELD_LIMIT, Filled, Form, Memo
from web.intents import FIELD, opened_intent
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area("/survey")
HOME = "/survey"
MY_LIST = Access("SurveyTargets", record="list")
LOOK = Access("SurveyTargets", my_target, record="view")
TELL = Access("SurveyTargets", my_target, record="act")
MOST_SHOWN = 400


class Answering(Form):
    version: Annotated[int, Bound(ge=1)]
    note: Memo | None = None


class Trying(Form):
    result: TryResult


@area.get("", access=MY_LIST)
async def mine(visit: Here) -> Response:
    used(visit)
    done = visit.request.query_params.get("done", "") == "1"
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    async with visit.read() as session:
        named = {
            one.campaign_id: one
            for one in await campaigns.campaigns(session, district)
            if one.state is CampaignState.SURVEYING
        }
        own = [campaign_targets.mine(visit.visitor.person), campaign_targets.of_any(named)]
        listed = [*own, campaign_targets.waiting(not done)]
        found = await campaign_targets.known(session, keyring, district, listed, limit=MOST_SHOWN)
        waiting = [*own, campaign_targets.waiting(True)]
        left = await campaign_targets.count(session, district, waiting)
    visit.saw([one.target.target_id for one in found])
    groups = [
        (one, [each for each in found if each.campaign_id == key]) for key, one in named.items()
    ]
    return page(
        visit.request,
        "campaigns/mine.html",
        block="content",
        groups=[(one, each) for one, each in groups if each],
        done=done,
        left=left,
        most=MOST_SHOWN,
    )


@area.get("/{target_id}", access=LOOK)
async def ask(visit: Here) -> Response:
    return await _page(visit, None)


@area.post("/{target_id}", access=TELL)
async def answer(visit: Here) -> Response:
    """Safe to send again: a draft that waited for the network counts once."""
    sent = await visit.request.form(max_files=0, max_fields=FIELD_LIMIT)
    try:
        async with visit.read() as session:
            one, campaign, versions = await _known(visit, session)
    except Problem:
        opened_intent(visit.visitor, str(sent.get(FIELD, "")))  # an old form is told first
        raise
    version = _version(sent, versions)
    filled: Filled[Any] = await forms.read(visit, _model(version))
    answers = _answers(filled, version)
    if filled.data is None or filled.errors or answers is None:
        return await _page(visit, filled, 422)
    told = Told(answers=answers, note=filled.data.note or "")
    given = Answer(
        campaign_id=campaign.campaign_id,
        target_id=one.target.target_id,
        form=version,
        told=told,
        by=visit.visitor.person,
        at=visit.now,
        day=today(visit),
    )
    async with visit.write() as session:
        kept = await campaign_answers.answer(
            session, visit.dependencies.keyring, campaign.district, given
        )
    if not kept and one.told != told:
        raise Problem(409, "SURVEY_RESTS")
    return moved(visit.request, HOME)


@area.post("/{target_id}/tries", access=TELL)
async def tried(visit: Here) -> Response:
    filled = await forms.read(visit, Trying)
    async with visit.read() as session:
        one, campaign, _ = await _known(visit, session)
    async with visit.write() as session:
        kept = await campaign_answers.tried(
            session,
            campaign.district,
            campaign.campaign_id,
            one.target.target_id,
            f"try-{filled.intent}",
            filled.value.result,
            visit.visitor.person,
            visit.now,
            today(visit),
        )
    if not kept:
        raise Problem(409, "SURVEY_RESTS")
    return moved(visit.request, HOME)


async def _known(visit: Visit, session: Any) -> tuple[Known, Campaign, dict[int, SurveyForm]]:
    one = await target_of(visit, session)
    campaign = await campaigns.campaign(session, visit.visitor.district, one.campaign_id)
    if campaign is None:
        raise Problem(404, "NOT_FOUND")
    return one, campaign, await campaigns.forms(session, CampaignId(one.campaign_id))


def _version(sent: Any, versions: dict[int, SurveyForm]) -> SurveyForm:
    """What the page in hand asked, which need not be what is asked now (JJ-03)."""
    said = str(sent.get("version", ""))
    number = int(said) if said.isdecimal() and len(said) < 6 else max(versions)
    return versions.get(number, versions[max(versions)])


def _model(version: SurveyForm) -> Any:
    return _made(tuple((one.code, one.most) for one in version.questions))


@lru_cache(maxsize=64)
def _made(questions: tuple[tuple[str, int], ...]) -> Any:
    parts: dict[str, Any] = {
        f"q_{code}": (Annotated[int, Bound(ge=0, le=most)], ...) for code, most in questions
    }
    return create_model("Answers", __base__=Answering, **parts)


def _answers(filled: Filled[Any], version: SurveyForm) -> dict[str, int] | None:
    if filled.data is None:
        return None
    answers = {one.code: getattr(filled.data, f"q_{one.code}") for one in version.questions}
    try:
        sound(answers, version)
    except AnswersUnsound as fault:
        filled.refuse(f"q_{fault.code}", "CHOICE_INVALID")
        return None
    return answers


async def _page(visit: Visit, filled: Filled[Any] | None, status: int = 200) -> Response:
    async with visit.read() as session:
        one, campaign, versions = await _known(visit, session)
        tries = await campaign_answers.tries(session, one.target.target_id)
        key = await _draft_key(visit, session, one)
    number = one.form_version if one.told else max(versions)
    if filled is not None and filled.text("version").isdecimal():
        number = int(filled.text("version"))
    version = versions.get(number or 0, versions[max(versions)])
    return page(
        visit.request,
        "campaigns/ask.html",
        status=status,
        one=one,
        who=one.who,
        campaign=campaign,
        asked=version,
        filled=filled or forms.blank(**_given(one)),
        tries=tries,
        results=list(TryResult),
        scale=asking.scale_words(version.form),
        hints=asking.hints_of(version.form),
        word_of=asking.word_of,
        labels={f"q_{one.code}": asking.word_of(one) for one in version.questions},
        draft_key=key[0],
        draft_name=key[1],
        open=campaign.state is CampaignState.SURVEYING,
        answered=one.target.state is TargetState.SURVEYED,
    )


def _given(one: Known) -> dict[str, str]:
    if one.told is None:
        return {}
    found = {f"q_{code}": str(value) for code, value in one.told.answers.items()}
    return found | {"note": one.told.note}


async def _draft_key(visit: Visit, session: Any, one: Known) -> tuple[str, str]:
    """What a browser seals its draft with, and the name it keeps it under.

    Both are this person's for this target; the key stands in the open page alone.
    """
    district = DistrictCode(visit.visitor.district)
    key = await visit.dependencies.keyring.blind_key(session, district)
    about = f"{visit.visitor.person}\x1f{one.target.target_id}"
    sealing = base64.b64encode(blind_index(key, "survey-draft", about)).decode()
    return sealing, blind_index(key, "survey-draft-name", about).hex()
