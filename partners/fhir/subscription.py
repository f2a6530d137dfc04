"""Our R4 Subscription at a body's server: it says when a Task of ours changed, and nothing else.

Without ``payload`` a notification is empty; what changed is read where it stands.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from care.messages.served import LOOK_HEADER
from partners.channel import TransportError
from partners.fhir import codes
from partners.fhir.channel import FhirServer, entries

KIND = "Subscription"
CRITERIA = f"Task?identifier={codes.REFERRAL}|"
HOLDS = frozenset({"requested", "active"})


def resource(door: str, secret: SecretStr, until: datetime) -> dict[str, Any]:
    """``door``: where we hear it."""
    return {
        "resourceType": KIND,
        "status": "requested",
        "reason": "Hamkke",
        "criteria": CRITERIA,
        "end": until.isoformat(),
        "channel": {
            "type": "rest-hook",
            "endpoint": door,
            "header": [f"{LOOK_HEADER}: {secret.get_secret_value()}"],
        },
    }


async def found(server: FhirServer, logical: str, door: str) -> dict[str, Any] | None:
    """By its id, else by where it leads; None where the server has none, or cannot tell."""
    try:
        if logical and (known := await server.read(KIND, logical)) is not None:
            return known
        bundle = await server.search(f"{KIND}?{urlencode({'url': door})}")
        return next((one for one in entries(bundle, KIND) if _endpoint(one) == door), None)
    except TransportError as failed:
        if failed.permanent:
            return None
        raise


async def laid(server: FhirServer, known: dict[str, Any] | None, wanted: dict[str, Any]) -> str:
    """Over the one that is known, else a new one; answers its id there."""
    if known is not None:
        await server.update(known | wanted)
        return str(known["id"])
    where = urlencode({"url": wanted["channel"]["endpoint"]})
    reference = await server.lay(wanted, where)
    return reference.rpartition("/")[2]


def holds(known: dict[str, Any], door: str, until: datetime) -> bool:
    """Whether it still tells us by then; a server that dropped the end is taken at its word."""
    told = str(known.get("end", ""))
    try:
        end = datetime.fromisoformat(told) if told else None
    except ValueError:
        return False
    lasts = end is None or (end.tzinfo is not None and until < end)
    as_wanted = known.get("criteria") == CRITERIA and _endpoint(known) == door
    return as_wanted and lasts and known.get("status") in HOLDS


def _endpoint(known: dict[str, Any]) -> str:
    channel = known.get("channel")
    return str(channel.get("endpoint", "")) if isinstance(channel, dict) else ""
