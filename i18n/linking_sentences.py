"""How an event of the service loop fills its sentence."""

from i18n.known import Fill, Known
from i18n.loader import gettext
from i18n.wording import words
from i18n.wording.linking import LINKING_TURNS


def _of(linkage: str, known: Known) -> dict[str, str]:
    return {"agency": known.of_linkage(linkage)}


def _turn(name: str) -> str:
    return gettext(LINKING_TURNS[name])


LINKING_FILLS: dict[str, Fill] = {
    "PartnerReminded": lambda v, k: {
        **_of(v.linkage_id, k),
        "what": _turn("progress" if v.status else "answer"),
    },
    "LinkagePassedOn": lambda v, k: {**_of(v.linkage_id, k), "to": k.of_linkage(v.to)},
    "DoubleSendNoticed": lambda v, k: _of(v.linkage_id, k),
    "DoubleSendAcknowledged": lambda v, k: _of(v.linkage_id, k),
    "DestructionConfirmed": lambda v, k: _of(v.linkage_id, k),
    "ConcernRaised": lambda v, k: {
        "agency": k.agency(v.concern.agency_id),
        "concern": words(v.concern.concern),
    },
    "ResourceGapFound": lambda v, k: {
        "service": words(v.gap.service),
        "asked": str(v.gap.asked),
    },
    "ResourceGapSettled": lambda v, k: {"ending": words(v.ending)},
    "MilestoneRecorded": lambda v, k: {"milestone": words(v.reached.milestone)},
    "SupportRecorded": lambda v, k: {
        "support": words(v.support.support),
        "strength": words(v.support.strength),
    },
}
