"""Beside which linkage, concern, gap or support an act of the service loop is offered."""

from collections.abc import Callable
from typing import get_args

from care.messages.linking_commands import LINKING_COMMANDS
from care.model.codes import AgencyKind, LinkageStatus, PartnerChannel
from care.model.work import CaseSnapshot

LINKING = frozenset(get_args(LINKING_COMMANDS))
"""Offered to no case whose policy does not know the loop."""


def _to_remind(snapshot: CaseSnapshot) -> list[str]:
    """Whoever has the referral and has the next move."""
    return [
        one.linkage_id
        for one in snapshot.linkages
        if one.status.is_open and one.delivered_at is not None
    ]


def _to_pass_on(snapshot: CaseSnapshot) -> list[str]:
    """Associations, which hand a referral to one of their members."""
    return [
        one.linkage_id
        for one in snapshot.linkages
        if one.status.is_open and one.agency_kind is AgencyKind.PROFESSIONAL_ASSOCIATION
    ]


def _to_destroy(snapshot: CaseSnapshot) -> list[str]:
    """Bodies reached by hand that got data of a referral since withdrawn."""
    return [
        one.linkage_id
        for one in snapshot.linkages
        if one.status is LinkageStatus.WITHDRAWN
        and one.delivered_at is not None
        and one.destroyed_at is None
        and one.channel is PartnerChannel.MANUAL
    ]


def _concern_by_hand(snapshot: CaseSnapshot) -> list[str]:
    """Bodies on a channel raise it themselves."""
    return [
        one.linkage_id
        for one in snapshot.linkages
        if one.status.is_open and one.channel is PartnerChannel.MANUAL
    ]


LINKING_ITEMS: dict[str, Callable[[CaseSnapshot], list[str]]] = {
    "to_remind": _to_remind,
    "to_pass_on": _to_pass_on,
    "maybe_twice": lambda snapshot: [
        one.linkage_id for one in snapshot.linkages if one.maybe_twice_at is not None
    ],
    "to_destroy": _to_destroy,
    "concern_by_hand": _concern_by_hand,
    "open_concerns": lambda snapshot: [
        one.concern_id for one in snapshot.concerns if one.answered_at is None
    ],
    "open_gaps": lambda snapshot: [one.gap_id for one in snapshot.gaps if one.ended_at is None],
    "supports": lambda snapshot: [
        one.support_id for one in snapshot.supports if one.ended_at is None
    ],
}
