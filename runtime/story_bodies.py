"""How bodies of a story answer, each by its channel, and everything a body ever got to see.

A connected body sends a signed webhook. One with a FHIR server updates its Task there and tells us
by the same Task. One that gets letters opens the link, gives its PIN and presses a button.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2
from pydantic import SecretStr

from care.model.codes import PartnerChannel
from care.model.ids import AgencyId
from partners.rest.protocol import ReferralAnswer
from partners.rest.signing import signed_headers
from runtime.forms_client import SAME_ORIGIN, FormsClient
from runtime.mail_sink import MailSink
from runtime.parts import Parts
from runtime.processes import shared_with
from runtime.sandbox import Sandbox, ScriptedAnswer
from runtime.sandbox_fhir import FhirSandbox
from runtime.story_cast import PIN
from runtime.story_file import Answering, StoryError
from store import agencies

LINK = re.compile(r"/r/[A-Za-z0-9._-]+")


@dataclass
class Outside:
    """What stands outside the house: systems, FHIR servers and the mailbox of the bodies."""

    sandbox: Sandbox
    servers: FhirSandbox
    letters: MailSink
    pages: list[str] = field(default_factory=list)
    """What bodies read behind their links."""

    def seen(self, ours: set[AgencyId]) -> list[str]:
        """Every message, resource and letter these bodies received, and what links opened."""
        letters = [one for one in self.letters.letters if one.to.partition("@")[0] in ours]
        return [
            *(one.body for one in self.sandbox.received if one.agency in ours),
            *(f"{one.subject} {one.text}" for one in letters),
            *self.pages,
        ]


@dataclass(frozen=True)
class Answerer:
    """One body at one referral; ``key`` is the one by which it reads its Tasks from us."""

    parts: Parts
    http: httpx2.AsyncClient
    outside: Outside | None
    agency: AgencyId
    key: SecretStr | None

    async def tell(self, linkage: str, answering: Answering) -> None:
        async with self.parts.database.for_all().read() as session:
            body = await agencies.agency(session, self.agency)
        channel = body.channel if body else None
        if channel is PartnerChannel.MAIL:
            await self._by_link(answering)
        elif channel is PartnerChannel.FHIR:
            await self._by_task(linkage, answering)
        else:
            await self._by_webhook(linkage, answering)

    async def _by_webhook(self, linkage: str, answering: Answering) -> None:
        shared = await shared_with(self.parts, self.agency)
        if shared is None:
            raise StoryError(f"{self.agency} shares no secrets")
        message = ReferralAnswer(
            referral=linkage,
            answer=answering.answer,
            decline_reason=answering.decline,
            scheduled_on=answering.scheduled_on,
            outcome=answering.outcome,
        )
        body = message.model_dump_json(exclude_none=True).encode()
        name = f"{linkage}:{answering.answer}"
        headers = signed_headers(name, body, shared.speaks, datetime.now(UTC))
        sent = await self.http.post(
            f"/webhooks/partners/{self.agency}", content=body, headers=headers
        )
        _must_be(202, sent)

    async def _by_task(self, linkage: str, answering: Answering) -> None:
        outside, key = self._needs()
        held = outside.servers.held(self.agency, "Task", linkage)
        if len(held) != 1:
            raise StoryError(f"{self.agency} holds {len(held)} Tasks of {linkage}")
        today = outside.sandbox.today or datetime.now(UTC).date()
        on = answering.scheduled_on
        scripted = ScriptedAnswer(
            answer=answering.answer,
            decline_reason=answering.decline,
            scheduled_in_days=None if on is None else (on - today).days,
            outcome=answering.outcome,
        )
        outside.servers.answer(self.agency, held[0]["id"], scripted)
        told = outside.servers.held(self.agency, "Task", linkage)[0]
        headers = {"authorization": f"Bearer {key}", "content-type": "application/fhir+json"}
        below = f"/fhir/{self.agency}/Task/{linkage}"
        _must_be(200, await self.http.put(below, content=json.dumps(told), headers=headers))

    async def _by_link(self, answering: Answering) -> None:
        """The newest letter; two presses: the PIN, then the answer."""
        outside, _ = self._needs()
        mine = [one for one in outside.letters.letters if one.to.startswith(f"{self.agency}@")]
        found = LINK.search(mine[-1].text) if mine else None
        if found is None:
            raise StoryError(f"{self.agency} has no letter with a link")
        browser, link = FormsClient(self.http), found[0]
        opened = await browser.text_of(link)
        answer = await browser.send(link, {"pin": PIN}, f"{link}/pin")
        if answer.status != 303:
            raise StoryError(f"the link did not open: {answer.status} {answer.text[:300]}")
        outside.pages += [opened, (await self.http.get(link, headers=SAME_ORIGIN)).text]
        detail = answering.decline or answering.outcome
        act = f"{answering.answer}:{detail}" if detail else str(answering.answer)
        given = {"act": act, "scheduled_on": answering.scheduled_on}
        answer = await browser.send(link, given, f"{link}/answer")
        if answer.status not in (200, 303):
            raise StoryError(f"the link took no answer: {answer.status} {answer.text[:300]}")
        outside.pages.append(answer.text)

    def _needs(self) -> tuple[Outside, str]:
        if self.outside is None or self.key is None:
            raise StoryError("bodies of this system answer by webhook alone")
        return self.outside, self.key.get_secret_value()


async def tasks_read(http: httpx2.AsyncClient, agency: AgencyId, key: SecretStr) -> list[str]:
    """Everything a body reads of its Tasks and what they are about on our FHIR pages."""
    headers = {"authorization": f"Bearer {key.get_secret_value()}"}
    found = await http.get(f"/fhir/{agency}/Task", headers=headers)
    _must_be(200, found)
    ids = [one["resource"]["id"] for one in found.json().get("entry", ())]
    focus = [await http.get(f"/fhir/{agency}/ServiceRequest/{one}", headers=headers) for one in ids]
    return [found.text, *(one.text for one in focus)]


def _must_be(status: int, response: httpx2.Response) -> None:
    if response.status_code != status:
        raise StoryError(f"{response.url}: {response.status_code} {response.text[:300]}")
