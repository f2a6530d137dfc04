"""A body that reads its referrals on our FHIR pages, with a key of its own."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import text

from care.model.codes import PartnerChannel
from care.model.ids import PersonId
from partners.fhir.serving import FhirPages
from partners.kept import kept
from runtime.relay import Relay
from store import agencies, partner_access
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow, approve, classify, open_case, receive, submit
from tests.web.links.conftest import BODY, LINKAGE, link

LIGHT = replace(BODY, channel=PartnerChannel.FHIR)


@dataclass
class Reader:
    flow: Flow
    key: str

    def get(self, below: str, agency: str = "repair", key: str = "") -> Any:
        return self._ask("GET", f"/fhir/{agency}/{below}", key)

    def put(self, content: bytes, agency: str = "repair", key: str = "", of: str = LINKAGE) -> Any:
        return self._ask("PUT", f"/fhir/{agency}/Task/{of}", key, content)

    def _ask(self, method: str, path: str, key: str, content: bytes = b"") -> Any:
        headers = {"authorization": f"Bearer {key or self.key}", "accept": "application/fhir+json"}
        return self.flow.client.request(method, path, headers=headers, content=content)

    def brought(self) -> None:
        cases = self.flow.cases
        relay = Relay(cases.database.for_all(), cases.keyring, cases, self.flow.clock)
        self.flow._run(relay.look)

    def sql(self, query: str) -> list[Any]:
        async def ask() -> list[Any]:
            async with self.flow.cases.database.write() as session:
                found: Any = await session.execute(text(query))
                return [tuple(row) for row in found] if found.returns_rows else []

        return list(self.flow._run(ask))


@pytest.fixture
def reader(flow: Flow) -> Reader:
    app: Any = flow.client.app
    app.state.dependencies = replace(app.state.dependencies, write_answer=kept, fhir=FhirPages())
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    link(flow, PartnerChannel.FHIR)
    return Reader(flow, flow._run(key_of, flow))


async def key_of(flow: Flow) -> str:
    async with flow.cases.database.of(GIMPO).write() as session:
        await agencies.save_agency(session, LIGHT)
        key = await partner_access.make_key(session, LIGHT, PersonId("coordinator"), flow.clock())
    return key.get_secret_value()
