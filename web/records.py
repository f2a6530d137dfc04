"""Writes access records (접속기록): who saw or did what to whom, from where, under which policy."""

from typing import Any

from store import access_records
from store.access_records import AccessRecord
from web.visitor import Visit

NO_PERMIT = "no permit"


async def keep(session: Any, visit: Visit, purpose: str, action: str) -> None:
    """One record per case shown or changed; a page that showed nobody leaves one without a case."""
    own = [visit.resource.subject] if visit.resource and visit.resource.subject else []
    subjects = list(dict.fromkeys([*own, *visit.subjects])) or [""]
    entries = [_entry(visit, action, one, "allowed", purpose) for one in subjects]
    await access_records.record_all(session, entries)


async def keep_refusal(
    session: Any, visit: Visit, action: str, code: str, subject: str = ""
) -> None:
    """``subject``: a case in reach; what was only typed is never kept."""
    found = (visit.resource.subject if visit.resource else "") or subject
    await access_records.record(session, _entry(visit, action, found, "refused", code))


def _entry(visit: Visit, action: str, subject: str, outcome: str, purpose: str) -> AccessRecord:
    visitor, ruling = visit.visitor, visit.ruling
    return AccessRecord(
        district=visitor.district,
        at=visit.at,
        person=visitor.person,
        subject=subject,
        task=action,
        outcome=outcome,
        policy_id=ruling.policy if ruling else NO_PERMIT,
        policy_version=visit.dependencies.authority.policies.version,
        purpose=purpose,
        origin=origin_of(visit),
        request_id=visit.request_id,
    )


def origin_of(visit: Visit) -> str:
    """접속지: the address the request came from."""
    client = visit.request.client
    return client.host if client else ""
