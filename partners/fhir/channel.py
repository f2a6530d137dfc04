"""Lays a referral on a body's own FHIR server: created once, found again, cancelled, asked after.

Both resources are created conditionally by our identifier, so that a repeat makes nothing new and
a try that broke off in between goes on where it stood.
"""

import json
import re
from typing import Any
from urllib.parse import urlencode

import httpx2

from care.messages.envelope import DeliveryResult
from care.messages.served import ServedPerson, ServedReferral
from care.model.codes import LinkageStatus
from care.model.ids import EffectId, LinkageId
from partners.channel import Endpoint, Known, Referral, Reminder, TransportError
from partners.fhir import codes, mapping
from partners.rest.door import Door, failure
from partners.rest.outward import Resolve, resolved
from partners.strict_json import Faulty, strict_json

FHIR_JSON = "application/fhir+json"
MOST = 512 * 1024
"""Bytes of a resource or a page of a search; a longer one is cut and not believed."""
LOGICAL_ID = re.compile(r"[A-Za-z0-9.\-]{1,64}")
LOCATION = re.compile(r"(?:^|/)(\w+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[^/]+)?/?$")
CHANGED_MEANWHILE = 412
NOT_THERE = frozenset({404, 410})
OVER = frozenset({"completed", "failed", "rejected", "cancelled", "entered-in-error"})
"""A Task that has ended is left as the body ended it."""
FETCHED = DeliveryResult(delivered=True, code="fhir_to_fetch")
"""A body without a server of its own comes for it to ours; nothing leaves before."""
WITHDRAWN = "의뢰를 거두었습니다. 받은 개인정보는 없애 주세요."
PLEASE_ANSWER = "답을 기다립니다."
HOW_DOES_IT_GO = "서비스가 어떻게 되고 있는지 알려 주세요."


class FhirServer:
    """One request at a time to one body's server, authenticated by the key it gave us."""

    def __init__(self, door: Door, endpoint: Endpoint) -> None:
        self._door, self._endpoint = door, endpoint

    async def create(self, resource: dict[str, Any]) -> str:
        """The reference of the resource, new or known by our identifier from before."""
        return await self.lay(resource, _query(mapping.referral_of(resource)))

    async def lay(self, resource: dict[str, Any], known: str) -> str:
        """The reference of the resource, new or found by the search ``known``."""
        kind = resource["resourceType"]
        response, body = await self._ask("POST", kind, resource, {"if-none-exist": known})
        if not response.is_success:
            raise failure(response)
        found = LOCATION.search(response.headers.get("location", ""))
        if found is not None and found[1] == kind:
            return f"{kind}/{found[2]}"
        logical = str(_parsed(body).get("id", ""))
        if not LOGICAL_ID.fullmatch(logical):
            raise TransportError("no_id_told", permanent=True)
        return f"{kind}/{logical}"

    async def find(self, kind: str, linkage_id: LinkageId) -> dict[str, Any] | None:
        """The resource with our identifier; None when the server says that it has none."""
        response, body = await self._ask("GET", f"{kind}?{_query(linkage_id)}")
        if not response.is_success:
            raise failure(response)
        found = [one for one in entries(_parsed(body), kind) if _means(one, linkage_id)]
        return found[0] if found else None

    async def read(self, kind: str, logical: str) -> dict[str, Any] | None:
        """None when the server says that it is not there, or no more."""
        response, body = await self._ask("GET", f"{kind}/{logical}")
        if response.status_code in NOT_THERE:
            return None
        if not response.is_success:
            raise failure(response)
        found = _parsed(body)
        return found if found.get("resourceType") == kind and found.get("id") == logical else None

    async def update(self, resource: dict[str, Any]) -> int:
        """Over the version that was read; changed meanwhile, it is read and tried again later."""
        kind, logical = resource["resourceType"], str(resource.get("id", ""))
        if not LOGICAL_ID.fullmatch(logical):
            raise TransportError("no_id_told", permanent=True)
        version = str((resource.get("meta") or {}).get("versionId", ""))
        guard = {"if-match": f'W/"{version}"'} if LOGICAL_ID.fullmatch(version) else {}
        response, _ = await self._ask("PUT", f"{kind}/{logical}", resource, guard)
        if response.status_code == CHANGED_MEANWHILE:
            raise TransportError("changed_meanwhile", permanent=False)
        if not response.is_success:
            raise failure(response)
        return response.status_code

    async def search(self, address: str) -> dict[str, Any]:
        """One page of a search; ``address`` stands below the base."""
        response, body = await self._ask("GET", address)
        if not response.is_success:
            raise failure(response)
        return _parsed(body)

    async def _ask(
        self,
        method: str,
        below: str,
        resource: dict[str, Any] | None = None,
        more: dict[str, str] | None = None,
    ) -> tuple[httpx2.Response, bytes]:
        endpoint = self._endpoint
        if not endpoint.secrets:
            raise TransportError("agency_not_connected", permanent=True)
        headers = {
            "accept": FHIR_JSON,
            "authorization": f"Bearer {endpoint.secrets[0].get_secret_value()}",
            **(more or {}),
        }
        content = b""
        if resource is not None:
            headers["content-type"] = FHIR_JSON
            content = json.dumps(resource, ensure_ascii=False).encode()
        url = f"{endpoint.url.rstrip('/')}/{below}"
        return await self._door.ask(method, url, headers, content, endpoint, MOST)


class FhirChannel:
    def __init__(self, *, allow_private: bool, resolve: Resolve = resolved) -> None:
        self._door = Door(allow_private=allow_private, resolve=resolve)

    async def aclose(self) -> None:
        await self._door.aclose()

    def server(self, endpoint: Endpoint) -> FhirServer:
        return FhirServer(self._door, endpoint)

    async def send(self, referral: Referral, endpoint: Endpoint) -> DeliveryResult:
        if not endpoint.url:
            return FETCHED
        served, server = served_of(referral), self.server(endpoint)
        focus = await server.create(mapping.service_request(served))
        await server.create(mapping.task(served, focus))
        return DeliveryResult(delivered=True, code="fhir_created")

    async def withdraw(
        self, linkage_id: LinkageId, effect_id: EffectId, endpoint: Endpoint
    ) -> DeliveryResult:
        """The people go out of the request first; a Task that never came needs no cancelling."""
        if not endpoint.url:
            return FETCHED
        server = self.server(endpoint)
        request = await server.find("ServiceRequest", linkage_id)
        if request is not None:
            await server.update(_without_people(request))
        task = await server.find("Task", linkage_id)
        if task is None:
            return DeliveryResult(delivered=True, code="fhir_not_there")
        if task.get("status") not in OVER:
            await server.update(_cancelled(task))
        return DeliveryResult(delivered=True, code="fhir_cancelled")

    async def remind(self, reminder: Reminder, endpoint: Endpoint) -> DeliveryResult:
        """A note on the Task, once for each reminder however often it is tried."""
        if not endpoint.url:
            return FETCHED
        server = self.server(endpoint)
        task = await server.find("Task", reminder.linkage_id)
        if task is None:
            raise TransportError("fhir_not_there", permanent=True)
        author = f"{codes.OWN}/{reminder.effect_id}"
        if not any(note.get("authorString") == author for note in task.get("note", [])):
            words = HOW_DOES_IT_GO if reminder.status else PLEASE_ANSWER
            note = {"authorString": author, "text": words}
            await server.update(task | {"note": [*task.get("note", []), note]})
        return DeliveryResult(delivered=True, code="fhir_noted")

    async def find(self, linkage_id: LinkageId, endpoint: Endpoint) -> Known:
        try:
            task = await self.server(endpoint).find("Task", linkage_id)
        except TransportError as failed:
            if failed.permanent:
                return Known.CANNOT_TELL
            raise
        return Known.NOT_THERE if task is None else Known.THERE


def served_of(referral: Referral) -> ServedReferral:
    people = tuple(
        ServedPerson(
            name=one.name or "",
            birth_year=one.birth_year,
            phone=one.phone or "",
            address=one.address or "",
        )
        for one in referral.people
    )
    known = set(ServedReferral.model_fields) - {"people"}
    return ServedReferral(people=people, **referral.model_dump(include=known))


def entries(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Resources of a kind in a search's answer; whatever else stands there is left alone."""
    if bundle.get("resourceType") != "Bundle":
        raise TransportError("no_bundle", permanent=True)
    found = bundle.get("entry")
    known = [one.get("resource") for one in found if isinstance(one, dict)] if found else []
    return [one for one in known if isinstance(one, dict) and one.get("resourceType") == kind]


def _without_people(request: dict[str, Any]) -> dict[str, Any]:
    """The request stays, without anybody in it."""
    empty = {"resourceType": "Patient", "id": f"{mapping.PERSON}-1"}
    subject = {"reference": f"#{mapping.PERSON}-1"}
    return request | {"status": "revoked", "contained": [empty], "subject": subject}


def _cancelled(task: dict[str, Any]) -> dict[str, Any]:
    status = mapping.TASK_STATUS[LinkageStatus.WITHDRAWN]
    business = codes.concept(codes.STATUS, LinkageStatus.WITHDRAWN)
    reason = {"text": WITHDRAWN}
    return task | {"status": status, "businessStatus": business, "statusReason": reason}


def _query(linkage_id: str) -> str:
    return urlencode({"identifier": f"{codes.REFERRAL}|{linkage_id}"})


def _means(resource: dict[str, Any], linkage_id: LinkageId) -> bool:
    """A server that ignores the search would hand out somebody else's."""
    return mapping.referral_of(resource) == linkage_id


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        found = strict_json(body) if body else {}
    except Faulty:
        raise TransportError("answer_unreadable", permanent=True) from None
    return found if isinstance(found, dict) else {}
