"""A referral asked by letter, its link, and a body that knows its PIN."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from care.messages import commands as c
from care.model.codes import AgencyKind, ConsentMethod, ConsentPurpose, PartnerChannel
from care.model.ids import AgencyId, ConsentId, LinkageId, PersonId, PlanItemId
from partners.kept import kept
from runtime.relay import Relay
from store import agencies, partner_access, partner_links
from store.agencies import Agency
from tests.web.acts.conftest import GIMPO
from tests.web.flow import MOTHER, Flow, approve, classify, open_case, receive, submit
from web import passwords

BODY = Agency(
    AgencyId("repair"), GIMPO, "가상집수리봉사단", AgencyKind.VOLUNTEER, PartnerChannel.MAIL
)
LINKAGE = LinkageId("linkage-by-letter")
PIN = "204816"
NAME = "윤다온"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


@dataclass
class Letterbox:
    """What the body does with the link it got: no account, no script, one browser."""

    flow: Flow
    token: str

    @property
    def path(self) -> str:
        return f"/r/{self.token}"

    def look(self) -> Any:
        return self.flow.client.get(self.path, follow_redirects=False)

    def pin(self, pin: str = PIN) -> Any:
        return self._post(f"{self.path}/pin", {"pin": pin})

    def press(self, act: str, **more: str) -> Any:
        shown = self.look().text
        press = shown.partition('name="press" value="')[2].partition('"')[0]
        return self._post(f"{self.path}/answer", {"act": act, "press": press or "x" * 12} | more)

    def _post(self, path: str, fields: dict[str, str]) -> Any:
        same = {"Sec-Fetch-Site": "same-origin"}
        return self.flow.client.post(path, data=fields, headers=same, follow_redirects=False)

    def brought(self) -> None:
        """The relay takes what was kept to the case."""
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
def letterbox(flow: Flow, quick: None) -> Letterbox:
    app: Any = flow.client.app
    app.state.dependencies = replace(app.state.dependencies, write_answer=kept)
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    link(flow)
    until = flow.clock() + timedelta(days=14)
    return Letterbox(flow, flow._run(issued, flow, until))


def link(flow: Flow, channel: PartnerChannel = PartnerChannel.MAIL) -> None:
    plan = flow.state().plan
    assert plan is not None
    agreed = c.RecordPlanAgreement(
        version=plan.version, member_id=MOTHER, method=ConsentMethod.WRITTEN
    )
    consent = c.RecordConsent(
        consent_id=ConsentId("consent-2"),
        member_id=MOTHER,
        purpose=ConsentPurpose.PROVIDE_TO,
        agency_id=BODY.agency_id,
        method=ConsentMethod.WRITTEN,
    )
    asked = c.RequestLinkage(
        linkage_id=LINKAGE,
        action_id=PlanItemId("a-1"),
        agency_id=BODY.agency_id,
        agency_kind=BODY.kind,
        channel=channel,
        members=(MOTHER,),
    )
    for command in (agreed, consent, asked):
        flow.act("manager", command)


async def issued(flow: Flow, until: datetime) -> str:
    hashed = await passwords.hashed(PIN)
    cases, now = flow.cases, flow.clock()
    async with cases.database.of(GIMPO).write() as session:
        await agencies.save_agency(session, BODY)
        await partner_access.set_pin(session, BODY, hashed, PersonId("coordinator"), now)
        token = await partner_links.issue(session, cases.keyring, LINKAGE, BODY, until, now)
    return token.get_secret_value()
