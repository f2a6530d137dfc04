"""Which acts make sense now: what the case page offers, and beside which item.

``acts_for`` reads the stored snapshot alone. It only spares people useless forms; the case decides.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import get_args

from care.messages.commands import RequestImmediateHelp
from care.messages.loop_commands import LOOP_COMMANDS
from care.model.codes import PartnerChannel
from care.model.work import CaseSnapshot
from web.acts.fields import Act
from web.acts.heard_offers import HEARD, HEARD_CONDITIONS
from web.acts.linking_offers import LINKING, LINKING_ITEMS
from web.acts.loop_offers import LOOP_CONDITIONS, LOOP_ITEMS
from web.acts.registry import ACTS
from web.visitor import Visit


@dataclass(frozen=True)
class Offer:
    """A link to a form. ``subject`` is the item it is about, where there is one."""

    act: Act
    href: str
    subject: str = ""

    @property
    def title(self) -> str:
        return self.act.title

    @property
    def group(self) -> str:
        return self.act.group


def acts_for(
    snapshot: CaseSnapshot,
    visit: Visit,
    *,
    loops: bool = True,
    linking: bool = True,
    heard: bool = True,
) -> list[Offer]:
    """Acts the visitor may do and the stage asks for, in the order of the process.

    ``loops`` is false for a case whose policy does not know them yet; ``linking`` likewise for
    the closed loop of services, ``heard`` for phone numbers asked of carriers.
    """
    known = {_LOOPS: loops, LINKING: linking, HEARD: heard}
    unknown = frozenset[type]().union(*(acts for acts, yes in known.items() if not yes))
    found = _all(snapshot, visit, unknown)
    if snapshot.merge is not None:
        return [one for one in found if one.act.when == "merged"]
    return found


def _all(snapshot: CaseSnapshot, visit: Visit, unknown: Collection[type]) -> list[Offer]:
    return [
        offer
        for act in ACTS
        if snapshot.stage in act.stages and act.command not in unknown
        if _holds(act, snapshot) and visit.may(act.action) and _for(act, snapshot, visit)
        for offer in _offers(act, snapshot)
    ]


def _holds(act: Act, snapshot: CaseSnapshot) -> bool:
    return not act.when or _CONDITIONS[act.when](snapshot)


def _for(act: Act, snapshot: CaseSnapshot, visit: Visit) -> bool:
    """Some acts are one person's, or of fewer roles than may in general."""
    if act.mine and getattr(snapshot, act.mine) != visit.visitor.person:
        return False
    return not act.by or any(visit.visitor.may_act_as(role) for role in act.by)


def _offers(act: Act, snapshot: CaseSnapshot) -> Iterable[Offer]:
    below = f"/cases/{snapshot.case_id}/"
    if not act.each:
        return (Offer(act, below + act.slug),)
    name = act.path_ids[0]
    return (
        Offer(act, below + act.slug.replace(f"{{{name}}}", subject), subject)
        for subject in _ITEMS[act.each](snapshot)
    )


def _escalated(snapshot: CaseSnapshot) -> bool:
    return any(task.escalated_to for task in snapshot.tasks)


_LOOPS = frozenset(get_args(LOOP_COMMANDS)) | {RequestImmediateHelp}
_CONDITIONS: dict[str, Callable[[CaseSnapshot], bool]] = {
    "plan": lambda snapshot: snapshot.plan is not None,
    "submitted": lambda snapshot: snapshot.submission is not None,
    "urgent": lambda snapshot: snapshot.urgent,
    "escalated": _escalated,
    **LOOP_CONDITIONS,
    **HEARD_CONDITIONS,
}


def _open_linkages(snapshot: CaseSnapshot) -> list[str]:
    return [one.linkage_id for one in snapshot.linkages if one.status.is_open]


def _linkages_by_hand(snapshot: CaseSnapshot) -> list[str]:
    """Bodies on a channel answer for themselves."""
    return [
        one.linkage_id
        for one in snapshot.linkages
        if one.status.is_open and one.channel is PartnerChannel.MANUAL
    ]


def _undelivered_by_hand(snapshot: CaseSnapshot) -> list[str]:
    """Referrals somebody has to phone or send by letter."""
    return [
        one.linkage_id
        for one in snapshot.linkages
        if one.status.is_open
        and one.delivered_at is None
        and (one.channel is PartnerChannel.MANUAL or one.delivery_failed)
    ]


def _late_answers(snapshot: CaseSnapshot) -> list[str]:
    return [one.linkage_id for one in snapshot.linkages if one.late_since is not None]


def _to_recall(snapshot: CaseSnapshot) -> list[str]:
    return [one.linkage_id for one in snapshot.linkages if one.to_recall]


def _consents(snapshot: CaseSnapshot) -> list[str]:
    return [one.consent_id for one in snapshot.consents if one.withdrawn_at is None]


_ITEMS: dict[str, Callable[[CaseSnapshot], list[str]]] = {
    "open_linkages": _open_linkages,
    "linkages_by_hand": _linkages_by_hand,
    "undelivered_by_hand": _undelivered_by_hand,
    "late_answers": _late_answers,
    "to_recall": _to_recall,
    "consents": _consents,
    **LOOP_ITEMS,
    **LINKING_ITEMS,
}
