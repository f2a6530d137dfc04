"""What a link shows once its PIN was given: this one referral, while it is open for the body."""

from dataclasses import dataclass
from typing import Any

from care.model.codes import LinkageStatus
from care.model.linkage import LEADS_TO, Linkage
from store.agencies import agency
from store.partner_links import Link
from web.links.reading import Read, referral
from web.visitor import Visit


@dataclass(frozen=True)
class Asked:
    """One referral that is still open for the body the link was sent to."""

    read: Read
    status: LinkageStatus
    """As the body told it last, even while its answer is on the way to the case."""


async def asked(session: Any, visit: Visit, link: Link) -> Asked | None:
    """None when it is over, taken back, erased, or hidden from this body."""
    body = await agency(session, link.agency_id)
    if body is None or not link.opens(visit.now):
        return None
    read = await referral(session, visit, body, link.linkage_id)
    if read is None or not read.served.people:
        return None
    status = _status(read.linkage, link)
    return Asked(read, status) if read.linkage.status.is_open and status.is_open else None


def _status(linkage: Linkage, link: Link) -> LinkageStatus:
    if link.answer is None or link.answered_at is None:
        return linkage.status
    # For the moment until the answer has reached the case.
    newer = link.answered_at >= (linkage.told_at or linkage.status_at)
    return LEADS_TO[link.answer] if newer else linkage.status
