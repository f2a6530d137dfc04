"""A body with a FHIR server of its own: keeps ServiceRequests and Tasks, and works on the Tasks.

Stands beside the signed sandbox and shares its scripts, so that a body answers alike by either way.
It answers by updating its Task, which Hamkke reads when it looks.
"""

import asyncio
import hmac
import itertools
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx2
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from care.messages.served import ServedReferral
from care.model.codes import NeedArea, PartnerAnswer, ServiceType
from care.model.ids import AgencyId, LinkageId
from care.model.linkage import LEADS_TO
from care.model.service_codes import Capacity
from partners.fhir import codes, mapping, room, subscription
from runtime.sandbox import Received, Sandbox, ScriptedAnswer, SecretsOf

FHIR_JSON = "application/fhir+json"
KINDS = ("ServiceRequest", "Task", "HealthcareService", "Subscription")
PAGE = 20

Resource = dict[str, Any]


class FhirSandbox:
    """What the servers of all bodies hold, by body, kind and logical id."""

    def __init__(self, sandbox: Sandbox, secrets_of: SecretsOf) -> None:
        self.sandbox = sandbox
        self.kept: dict[tuple[str, str], dict[str, Resource]] = {}
        self._secrets_of = secrets_of
        self._numbers = itertools.count(1)
        self._tries: dict[tuple[str, str, str], int] = {}
        self._working: set[asyncio.Task[None]] = set()

    def of(self, agency: str, kind: str) -> dict[str, Resource]:
        return self.kept.setdefault((agency, kind), {})

    def held(self, agency: str, kind: str, referral: str) -> list[Resource]:
        """Every resource with this identifier: one, unless something was created twice."""
        return [one for one in self.of(agency, kind).values() if _referral(one) == referral]

    async def admits(self, agency: str, headers: Any) -> bool:
        shared = await self._secrets_of(agency)
        if shared is None:
            return False
        wanted = f"Bearer {shared.hears.get_secret_value()}"
        return hmac.compare_digest(headers.get("authorization", "").encode(), wanted.encode())

    async def create(self, agency: str, kind: str, resource: Resource, known: str) -> Response:
        script = self.sandbox.script(agency)
        referral = _referral(resource)
        tried = self._tries[(agency, kind, referral)] = (
            self._tries.get((agency, kind, referral), 0) + 1
        )
        await asyncio.sleep(script.delay_seconds)
        if tried <= script.fail_first:
            return _outcome("transient", script.fail_status)
        before = self.held(agency, kind, referral) if known and script.honours_key else []
        if before:
            return _told(before[0], agency, 200)
        made = self._keep(agency, resource | {"id": f"{kind.lower()}-{next(self._numbers)}"}, 1)
        if kind == subscription.KIND:
            return _told(self._switched_on(agency, made), agency, 201)
        self._note(agency, kind, made)
        if kind == "Task":
            self._work(agency, made["id"])
        lost = tried <= script.loses_first
        return _outcome("transient", 502) if lost else _told(made, agency, 201)

    def update(
        self, agency: str, kind: str, logical: str, resource: Resource, guard: str
    ) -> Response:
        known = self.of(agency, kind).get(logical)
        if known is None:
            return _outcome("not-found", 404)
        version = int(known["meta"]["versionId"])
        if guard and guard != f'W/"{version}"':
            return _outcome("conflict", 412)
        made = self._keep(agency, resource | {"id": logical}, version + 1)
        if kind == subscription.KIND:
            return _told(self._switched_on(agency, made), agency, 200)
        self._note(agency, f"{kind}/{logical}", made)
        return _told(made, agency, 200)

    def search(self, agency: str, kind: str, asked: dict[str, list[str]], base: str) -> Resource:
        referral = next(iter(asked.get("identifier", [])), "").partition("|")[2]
        since = next(iter(asked.get("_lastUpdated", [])), "").removeprefix("ge")
        first = int(next(iter(asked.get("page", [])), "0"))
        found = [
            one
            for one in self.of(agency, kind).values()
            if (not referral or _referral(one) == referral)
            and (not since or _moment(one) >= datetime.fromisoformat(since))
        ]
        found.sort(key=_moment)
        shown, rest = found[first : first + PAGE], found[first + PAGE :]
        bundle: Resource = {
            "resourceType": "Bundle",
            "type": "searchset",
            "total": len(found),
            "entry": [{"resource": one} for one in shown],
        }
        if rest:
            further = urlencode(asked | {"page": [str(first + PAGE)]}, doseq=True)
            bundle["link"] = [{"relation": "next", "url": f"{base}/{kind}?{further}"}]
        return bundle

    def answer(self, agency: str, logical: str, scripted: ScriptedAnswer) -> None:
        """What a worker of the body does on the Task."""
        task = self.of(agency, "Task")[logical]
        status = LEADS_TO[scripted.answer]
        days = scripted.scheduled_in_days
        today = self.sandbox.today or datetime.now(UTC).date()
        state = ServedReferral(
            linkage_id=LinkageId(_referral(task)),
            agency_id=AgencyId(agency),
            service=ServiceType.OTHER,
            need=NeedArea.SOCIAL,
            urgent=False,
            requested_at=datetime.now(UTC),
            answer_by=today,
            contact="",
            status=status,
            decline=scripted.decline_reason,
            scheduled_on=None if days is None else today + timedelta(days=days),
            outcome=scripted.outcome,
        )
        made = mapping.task(state, task["focus"]["reference"])
        parts = ("status", "businessStatus", "statusReason", "executionPeriod", "output")
        told = {name: made[name] for name in parts if name in made}
        if scripted.answer is PartnerAnswer.PROGRESS:
            once = {"coding": [{"system": codes.OUTPUT, "code": codes.SESSIONS}]}
            told["output"] = [{"type": once, "valueInteger": 1}]
        moment = {"lastModified": datetime.now(UTC).isoformat()}
        self._keep(agency, task | told | moment, int(task["meta"]["versionId"]) + 1)
        for one in self.of(agency, subscription.KIND).values():
            if one["status"] == "active":
                self._begin(_notified(one["channel"]))

    def _switched_on(self, agency: str, made: Resource) -> Resource:
        return self._keep(agency, made | {"status": "active"}, int(made["meta"]["versionId"]))

    def offer(self, agency: str, service: ServiceType, capacity: Capacity) -> None:
        """What the body says of its room for a service."""
        told = {"url": room.STATUS, "valueCodeableConcept": {"coding": [codes.room(capacity)]}}
        logical = f"offers-{service.lower().replace('_', '-')}"
        known = self.of(agency, room.KIND).get(logical)
        version = int(known["meta"]["versionId"]) + 1 if known else 1
        made = {
            "resourceType": room.KIND,
            "id": logical,
            "active": True,
            "type": [codes.concept(codes.SERVICE, service)],
            "extension": [{"url": room.EXTENSION, "extension": [told]}],
        }
        self._keep(agency, made, version)

    async def aclose(self) -> None:
        for one in self._working:
            one.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)

    def _keep(self, agency: str, resource: Resource, version: int) -> Resource:
        meta = (resource.get("meta") or {}) | {
            "versionId": str(version),
            "lastUpdated": datetime.now(UTC).isoformat(),
        }
        made = resource | {"meta": meta}
        self.of(agency, made["resourceType"])[made["id"]] = made
        return made

    def _note(self, agency: str, path: str, made: Resource) -> None:
        self.sandbox.received.append(
            Received(
                agency=agency,
                message_id=made["meta"]["versionId"],
                referral=_referral(made),
                path=path,
                kept=True,
                body=bytes(JSONResponse(made).body).decode(),
            )
        )

    def _work(self, agency: str, logical: str) -> None:
        async def all_of_it() -> None:
            for scripted in self.sandbox.script(agency).answers:
                await asyncio.sleep(scripted.after_seconds)
                self.answer(agency, logical, scripted)

        self._begin(all_of_it())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)


def serve_fhir(app: FastAPI, bodies: FhirSandbox) -> None:
    """``{base}/{agency}/fhir`` is the server of one body."""

    @app.post("/{agency}/fhir/{kind}")
    async def create(agency: str, kind: str, request: Request) -> Response:
        if kind not in KINDS or not await bodies.admits(agency, request.headers):
            return _outcome("login", 401)
        known = request.headers.get("if-none-exist", "")
        return await bodies.create(agency, kind, await request.json(), known)

    @app.put("/{agency}/fhir/{kind}/{logical}")
    async def update(agency: str, kind: str, logical: str, request: Request) -> Response:
        if kind not in KINDS or not await bodies.admits(agency, request.headers):
            return _outcome("login", 401)
        guard = request.headers.get("if-match", "")
        return bodies.update(agency, kind, logical, await request.json(), guard)

    _serve_reading(app, bodies)


def _serve_reading(app: FastAPI, bodies: FhirSandbox) -> None:
    @app.get("/{agency}/fhir/{kind}/{logical}")
    async def one(agency: str, kind: str, logical: str, request: Request) -> Response:
        if kind not in KINDS or not await bodies.admits(agency, request.headers):
            return _outcome("login", 401)
        found = bodies.of(agency, kind).get(logical)
        return _told(found, agency, 200) if found else _outcome("not-found", 404)

    @app.get("/{agency}/fhir/{kind}")
    async def search(agency: str, kind: str, request: Request) -> Response:
        if kind not in KINDS or not await bodies.admits(agency, request.headers):
            return _outcome("login", 401)
        if not bodies.sandbox.script(agency).can_be_asked:
            return _outcome("not-supported", 400)
        base = str(request.url).partition(f"/{kind}")[0]
        asked = parse_qs(request.url.query)
        return JSONResponse(bodies.search(agency, kind, asked, base), media_type=FHIR_JSON)


async def _notified(channel: Resource) -> None:
    """An empty POST, as for a channel without a payload; whoever is away does not hear it."""
    headers = dict(one.split(": ", 1) for one in channel["header"])
    with suppress(httpx2.HTTPError):
        async with httpx2.AsyncClient(trust_env=False) as http:
            await http.post(channel["endpoint"], headers=headers)


def _told(resource: Resource, agency: str, status: int) -> Response:
    place = f"{agency}/fhir/{resource['resourceType']}/{resource['id']}/_history/1"
    headers = {"location": f"http://sandbox/{place}"}
    return JSONResponse(resource, status, headers, FHIR_JSON)


def _outcome(code: str, status: int) -> Response:
    issue = {"severity": "error", "code": code}
    return JSONResponse(
        {"resourceType": "OperationOutcome", "issue": [issue]}, status, media_type=FHIR_JSON
    )


def _referral(resource: Resource) -> str:
    return mapping.referral_of(resource)


def _moment(resource: Resource) -> datetime:
    return datetime.fromisoformat(resource["meta"]["lastUpdated"])
