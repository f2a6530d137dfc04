"""What the desk keeps of the people of a case beside the case itself, so that it goes with it.

Found by ids where the case came from there, and by who the people are where nobody joined the two:
the same certainty as everywhere (``care.decide.alike``).
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select

from care.decide.alike import Likeness, Someone, alike
from care.decide.likeness import plain_name, plain_phone
from care.decide.triage import QUEUE
from care.model.campaign import CampaignState
from care.model.discovery import AtRiskStatus
from care.model.ids import CaseId, HouseholdId
from store import campaign_targets, complaint_desk, forgetting, reports
from store.at_risk_found import around, keys_of
from store.campaign_targets import Who
from store.complaint_desk import Complaint
from store.forgetting import Forgetting
from store.openings import OpeningState
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine
from store.tables.campaigns import CampaignLine, CampaignTargetLine
from store.tables.keys import CaseKeyLine
from store.tables.openings import OpeningLine

WAITING = frozenset({one.value for one in QUEUE} | {AtRiskStatus.OPENING.value})
"""Told anew and nobody has decided yet: not even an erasure puts danger aside."""

LAST_DIGITS = 4
"""Of a telephone, as people tell them at the desk."""


@dataclass(frozen=True)
class Whose:
    """``case_id``: all that led to it. ``household_id``: all that was told of it.

    ``people``: whatever is certainly about one of them, wherever the desk keeps it.
    """

    case_id: CaseId | None = None
    household_id: HouseholdId | None = None
    people: tuple[Someone, ...] = ()


async def forget(doing: Forgetting, whose: Whose) -> None:
    """What waits for a decision, is being surveyed or is not yet answered stays."""
    if whose.case_id is not None:
        receipts = await reports.of_case(doing.session, whose.case_id)
        await forgetting.reporters(doing, receipts)
    known = await _households(doing, whose)
    await forgetting.households(doing, known)
    await forgetting.signals(doing, AtRiskSignalLine.at_risk_id.in_(known))
    await forgetting.failed_openings(doing, await _openings(doing, whose, known))
    await forgetting.targets(doing, await _targets(doing, whose))
    await forgetting.complaints(doing, await _complaints(doing, whose.people))


async def _households(doing: Forgetting, whose: Whose) -> list[str]:
    line, found = AtRiskLine, set(await _told_alike(doing, whose.people))
    opened = select(OpeningLine.at_risk_id).where(OpeningLine.case_id == whose.case_id)
    ways = [
        line.at_risk_id.in_(found),
        and_(line.case_id == whose.case_id, line.case_id.is_not(None)),
        and_(line.at_risk_id.in_(opened), line.case_id.is_(None)),
        and_(line.household_id == whose.household_id, line.household_id.is_not(None)),
    ]
    erased = exists().where(
        CaseKeyLine.owner_id == line.case_id, CaseKeyLine.destroyed_at.is_not(None)
    )
    of_others = and_(line.case_id.is_not(None), line.case_id != (whose.case_id or ""), ~erased)
    query = select(line.at_risk_id).where(
        line.district == doing.district, or_(*ways), ~of_others, line.status.not_in(WAITING)
    )
    known = set(await doing.session.scalars(query))
    fresh = known
    while fresh:
        merged = select(line.at_risk_id).where(line.merged_into.in_(fresh))
        fresh = set(await doing.session.scalars(merged)) - known
        known |= fresh
    return sorted(known)


async def _told_alike(doing: Forgetting, people: Sequence[Someone]) -> set[str]:
    if not people:
        return set()
    keys = await keys_of(doing.session, doing.keyring, doing.district)
    seen = await around(doing.session, doing.keyring, keys, people, None)
    return {
        one
        for one, told in seen.told.items()
        if any(alike(person, told).likeness is Likeness.CERTAIN for person in people)
    }


async def _openings(doing: Forgetting, whose: Whose, known: Collection[str]) -> list[str]:
    line = OpeningLine
    query = select(line.opening_id).where(
        line.district == doing.district,
        line.state != OpeningState.WAITING.value,
        line.found.is_not(None),
        or_(line.at_risk_id.in_(known), line.case_id == (whose.case_id or "")),
    )
    return list(await doing.session.scalars(query))


async def _targets(doing: Forgetting, whose: Whose) -> list[str]:
    line, marks = CampaignTargetLine, []
    signed = select(CampaignLine.campaign_id).where(
        CampaignLine.district == doing.district, CampaignLine.state == CampaignState.SIGNED.value
    )
    for campaign in await doing.session.scalars(signed):
        for who in (Who(**one.model_dump()) for one in whose.people if _is_somebody(one)):
            marks.append(
                await campaign_targets.mark_of(
                    doing.session, doing.keyring, doing.district, campaign, who
                )
            )
    ours = or_(line.case_id == (whose.case_id or ""), line.mark.in_(marks))
    waits = func.coalesce(line.opening, "") == OpeningState.WAITING.value
    query = select(line.target_id).where(
        line.district == doing.district, line.campaign_id.in_(signed), ours, ~waits
    )
    return list(await doing.session.scalars(query))


async def _complaints(doing: Forgetting, people: Sequence[Someone]) -> list[str]:
    """Resolved ones with somebody's telephone, or with their name and its last digits."""
    if not any(plain_phone(one.phone) for one in people):
        return []
    resolved = complaint_desk.resolved(doing.session, doing.keyring, doing.district)
    return [one.complaint_id async for one in resolved if any(_names(one, who) for who in people)]


def _names(one: Complaint, who: Someone) -> bool:
    phone, name = plain_phone(who.phone), plain_name(who.name)
    if not phone:
        return False
    said = _run_together(f"{one.who}\n{one.what}\n{one.answer}")
    return phone in said or (bool(name) and name in said and phone[-LAST_DIGITS:] in said)


def _is_somebody(one: Someone) -> bool:
    """A name alone is nobody in particular (B06)."""
    return bool(plain_name(one.name) and (one.birth_date or one.phone or one.address))


def _run_together(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())
