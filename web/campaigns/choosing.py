"""The selection of a campaign: the list and its line explained, two signatures, what each got."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from fastapi import Response

from care.decide.selection import whole_rule
from care.model.campaign import Campaign, CampaignState, Cut, Why
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from store import campaign_selection, campaign_targets, campaigns, people
from store.campaign_selection import Outcome
from store.openings import OpeningState
from store.scope import PAGE_SIZE
from web import forms, sheets
from web.access import Access, Area, Here
from web.campaigns.found import FOLLOW, HOME, MANAGE, SIGN, campaign_of, page_number, rights
from web.decisions import moved
from web.districts import policy_of
from web.narrowing import address_of
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area(HOME)
READ_NAMES = Access("ManageCampaign", record="view")
FAILED = "failed"
"""Asks for those whose case could not be opened, among the reasons of the others."""
NEAR = 10
"""Rows shown on each side of the line."""


@area.get("/{campaign_id}/selection", access=FOLLOW)
async def show(visit: Here) -> Response:
    """In numbers of targets: who they are is not needed to see that the list is right."""
    query = visit.request.query_params
    wanted = query.get("why", "")
    number = page_number(visit)
    async with visit.read() as session:
        campaign = await campaign_of(visit, session)
        cut, rows = await _list(visit, session, campaign)
        signers = await people.display_names(
            session, visit.dependencies.keyring, {campaign.proposed_by, campaign.signed_by}
        )
        started = await campaigns.started(session, campaign.district, campaign.campaign_id)
    chosen = [one for one in rows if not wanted or _is_of(one, wanted)]
    here = f"{HOME}/{campaign.campaign_id}/selection"
    first = (max(1, min(number, 1 + len(chosen) // PAGE_SIZE)) - 1) * PAGE_SIZE
    return page(
        visit.request,
        "campaigns/selection.html",
        block="content",
        campaign=campaign,
        cut=cut,
        told=explained(campaign, cut),
        near=_near(rows, cut),
        whys=_counted(rows),
        failed=sum(one.failed for one in rows),
        shown=chosen[first : first + PAGE_SIZE],
        wanted=wanted,
        total=len(chosen),
        number=first // PAGE_SIZE + 1,
        size=PAGE_SIZE,
        address=lambda at: address_of(here, {"why": wanted, "page": at}),
        ties=whole_rule(campaign.ties),
        signers=signers,
        started=started,
        opened=started.get(OpeningState.OPENED, 0),
        working=bool(started.get(OpeningState.WAITING, 0)),
        own_list=campaign.proposed_by == visit.visitor.person,
        **rights(visit),
        cases=visit.may("ListCases"),
    )


@area.post("/{campaign_id}/propose", access=MANAGE)
async def propose(visit: Here) -> Response:
    await forms.pressed(visit)
    async with visit.write() as session:
        campaign = await campaign_of(visit, session)
        keyring, who = visit.dependencies.keyring, visit.visitor.person
        seen = await campaign_targets.count(
            session, campaign.district, [campaign_targets.of_campaign(campaign.campaign_id)]
        )
        if not seen:
            raise Problem(409, "TARGETS_MISSING")
        made = await campaign_selection.propose(session, keyring, campaign, who, visit.now)
    if made is None and campaign.proposed_by != visit.visitor.person:
        raise Problem(409, "SURVEY_RESTS")
    return moved(visit.request, f"{HOME}/{campaign.campaign_id}/selection")


@area.post("/{campaign_id}/send-back", access=SIGN)
async def send_back(visit: Here) -> Response:
    await forms.pressed(visit)
    async with visit.write() as session:
        campaign = await campaign_of(visit, session)
        done = await campaign_selection.send_back(session, campaign)
    if not done and campaign.state is CampaignState.SIGNED:
        raise Problem(409, "SELECTION_SIGNED")
    return moved(visit.request, f"{HOME}/{campaign.campaign_id}/selection")


@area.post("/{campaign_id}/sign", access=SIGN)
async def sign(visit: Here) -> Response:
    """Who proposed the list does not sign it; the selected are asked to be opened with it."""
    await forms.pressed(visit)
    async with visit.write() as session:
        campaign = await campaign_of(visit, session)
        keyring, who = visit.dependencies.keyring, visit.visitor.person
        policy = policy_of(campaign.district)
        rules = policy.discovery if policy else None
        asked = await campaign_selection.sign(session, keyring, campaign, who, visit.now, rules)
    if asked is None and campaign.signed_by != who:
        raise Problem(409, "SECOND_PERSON_NEEDED" if campaign.proposed_by == who else "NOT_WAITING")
    if asked and visit.dependencies.openings is not None:
        await visit.dependencies.openings.start(campaign.district)
    return moved(visit.request, f"{HOME}/{campaign.campaign_id}/selection")


@area.get("/{campaign_id}/outcomes", access=FOLLOW)
async def outcomes(visit: Here) -> Response:
    """The whole list as a sheet, in numbers of targets; ``?file=csv`` for the plain one."""
    async with visit.read() as session:
        campaign = await campaign_of(visit, session)
        _, rows = await _list(visit, session, campaign)
    told: list[list[object]] = [[gettext(one) for one in HEADINGS]]
    told += [_cells(one) for one in rows]
    plain = visit.request.query_params.get("file") == "csv"
    content = sheets.write_csv(told) if plain else sheets.write_xlsx({gettext("선정"): told})
    name = f"{campaign.campaign_id}.{'csv' if plain else 'xlsx'}"
    kept = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=sheets.CSV if plain else sheets.XLSX, headers=kept)


@area.get("/{campaign_id}/letters", access=READ_NAMES)
async def letters(visit: Here) -> Response:
    """What each is told, one a page, to be printed. Only once the list is signed."""
    at = page_number(visit)
    async with visit.read() as session:
        campaign = await campaign_of(visit, session)
        if campaign.state is not CampaignState.SIGNED:
            raise Problem(409, "NOT_WAITING")
        rows = await campaign_selection.outcomes(session, campaign)
        told = [one for one in rows if one.why in LETTERS]
        part = told[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
        where = [campaign_targets.one_of([one.target_id for one in part])]
        known = await campaign_targets.known(
            session, visit.dependencies.keyring, campaign.district, where
        )
    visit.saw([one.target_id for one in part])
    who = {one.target.target_id: one.who for one in known}
    here = f"{HOME}/{campaign.campaign_id}/letters"
    return page(
        visit.request,
        "campaigns/letters.html",
        campaign=campaign,
        letters=[(one, who[one.target_id]) for one in part if who[one.target_id].name],
        total=len(told),
        number=at,
        size=PAGE_SIZE,
        address=lambda wanted: address_of(here, {"page": wanted}),
    )


LETTERS = (Why.SCORE, Why.TIE_TAKEN, Why.TIE_LEFT, Why.BELOW_CUT, Why.BELOW_LEAST)
"""Who answered is told what came of it; whoever refused or moved is not written to."""
HEADINGS = (
    N_("조사 번호"), N_("구역"), N_("조사"), N_("점수"), N_("순위"), N_("결과"), N_("까닭"),
    N_("동점 규칙"), N_("사례"),
)  # fmt: skip


async def _list(visit: Visit, session: Any, campaign: Campaign) -> tuple[Cut, list[Outcome]]:
    """As proposed, or while it is surveyed as it would be now."""
    rows = await campaign_selection.outcomes(session, campaign)
    kept = await campaigns.cut_of(session, campaign.campaign_id)
    if kept is not None:
        return kept, rows
    made = await campaign_selection.preview(session, visit.dependencies.keyring, campaign)
    return made.cut, campaign_selection.as_if(rows, made)


def explained(campaign: Campaign, cut: Cut) -> list[str]:
    """The line in words: who stands on each side of it and what decided."""
    told = [
        gettext(
            "조사한 %(surveyed)s명 가운데 %(selected)s명을 선정합니다. 자리는 %(places)s명입니다.",
            surveyed=cut.surveyed,
            selected=cut.selected,
            places=cut.places,
        )
    ]
    if cut.last_in is not None:
        told.append(gettext("마지막으로 선정된 점수는 %(n)s점입니다.", n=cut.last_in))
    if cut.first_out is not None:
        told.append(gettext("선정되지 않은 첫 점수는 %(n)s점입니다.", n=cut.first_out))
    if cut.equal and cut.tie_by is not None:
        told.append(
            gettext(
                "%(score)s점이 %(equal)s명이고 그 가운데 %(taken)s명이 들어갑니다."
                " 가른 규칙: %(rule)s.",
                score=cut.last_in,
                equal=cut.equal,
                taken=cut.equal_in,
                rule=words(cut.tie_by),
            )
        )
    elif cut.first_out is not None:
        told.append(gettext("선정선에 같은 점수는 없습니다."))
    if cut.below_least:
        told.append(
            gettext(
                "최저 %(least)s점에 못 미친 사람은 %(n)s명입니다.",
                least=campaign.least,
                n=cut.below_least,
            )
        )
    return told


def _is_of(one: Outcome, wanted: str) -> bool:
    return one.failed if wanted == FAILED else bool(one.why and one.why.value == wanted)


def _near(rows: Sequence[Outcome], cut: Cut) -> list[Outcome]:
    ranked = [one for one in rows if one.rank is not None]
    return ranked[max(0, cut.selected - NEAR) : cut.selected + NEAR]


def _counted(rows: Sequence[Outcome]) -> list[tuple[Why, int]]:
    found = Counter(one.why for one in rows)
    return [(why, found[why]) for why in Why if found[why]]


def _cells(one: Outcome) -> list[object]:
    chosen = one.why is not None and one.why.is_selected
    return [
        one.number,
        one.zone,
        words(one.state),
        one.score,
        one.rank,
        gettext("선정") if chosen else gettext("선정하지 않음") if one.why else "",
        words(one.why) if one.why else "",
        words(one.tie_by) if one.tie_by else "",
        _started(one),
    ]


def _started(one: Outcome) -> str:
    if one.case_id:
        return gettext("열림")
    if one.joins:
        return gettext("진행 중인 사례에 더함")
    return gettext("열지 못함") if one.refusal else ""
