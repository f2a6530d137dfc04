"""The same service twice for the same person, from two bodies at once (domain NW-02)."""

from datetime import datetime, timedelta

from care.model.case import CaseState
from care.model.codes import LinkageStatus, ServiceType
from care.model.ids import LinkageId, MemberId
from care.model.linkage import Linkage

LATELY = timedelta(days=30)
"""How long a service that was done still counts as being given."""


def given_already(
    state: CaseState,
    service: ServiceType,
    members: tuple[MemberId, ...],
    now: datetime,
    replaces: LinkageId | None = None,
) -> Linkage | None:
    """The linkage by which one of the members has this service, other than the one replaced.

    ``OTHER`` names no service, so that two of them are not the same one.
    """
    if service is ServiceType.OTHER:
        return None
    return next(
        (
            linkage
            for linkage in state.linkages
            if linkage.linkage_id != replaces
            and linkage.service is service
            and not set(members).isdisjoint(linkage.members)
            and _is_given(linkage, now)
        ),
        None,
    )


def _is_given(linkage: Linkage, now: datetime) -> bool:
    done = linkage.status is LinkageStatus.DONE and now - linkage.status_at <= LATELY
    return linkage.status.is_open or done
