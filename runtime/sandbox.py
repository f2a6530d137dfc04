"""A partner agency to try things on: answers over real HTTP, by script, with real signatures.

Started in demo mode and by tests; it stands outside the house and knows only the protocol.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

import httpx2
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from care.model.codes import DeclineReason, ItemOutcome, PartnerAnswer
from partners.rest.protocol import ReferralAnswer, ReferralKnown, ReferralRequest
from partners.rest.signing import SignatureInvalid, signed_headers, verify

ANSWER_TRIES = 40
ANSWER_PAUSE_SECONDS = 0.5


class ScriptedAnswer(BaseModel):
    """One answer the body will send; ``copies`` sends the very same message again (F11)."""

    model_config = ConfigDict(frozen=True)

    answer: PartnerAnswer
    after_seconds: Annotated[float, Field(ge=0, le=600)] = 0.5
    decline_reason: DeclineReason | None = None
    scheduled_in_days: int | None = None
    outcome: ItemOutcome | None = None
    copies: Annotated[int, Field(ge=1, le=100)] = 1


class Script(BaseModel):
    """How a body behaves: how it receives, then what it answers by itself."""

    model_config = ConfigDict(frozen=True)

    fail_first: Annotated[int, Field(ge=0, le=1000)] = 0
    fail_status: Annotated[int, Field(ge=400, le=599)] = 503
    retry_after: Annotated[int, Field(ge=0, le=3600)] | None = None
    """Seconds it asks us to wait when it fails."""
    loses_first: Annotated[int, Field(ge=0, le=1000)] = 0
    """It keeps the referral, and its answer is lost on the way: a gateway says 502 (F10)."""
    honours_key: bool = True
    """A repeat counts once; else every copy that arrives is one more referral."""
    can_be_asked: bool = True
    """Whether it says if it holds a referral."""
    delay_seconds: Annotated[float, Field(ge=0, le=600)] = 0
    answers: tuple[ScriptedAnswer, ...] = (ScriptedAnswer(answer=PartnerAnswer.ACCEPTED),)


SCRIPTS: dict[str, Script] = {
    "accepts": Script(),
    "declines": Script(
        answers=(
            ScriptedAnswer(answer=PartnerAnswer.DECLINED, decline_reason=DeclineReason.NO_CAPACITY),
        )
    ),
    "slow": Script(delay_seconds=8),
    "fails_then_accepts": Script(fail_first=3),
    "answers_twice": Script(answers=(ScriptedAnswer(answer=PartnerAnswer.ACCEPTED, copies=2),)),
    "silent": Script(answers=()),
    "hangs": Script(delay_seconds=600, answers=()),
    "busy": Script(fail_first=2, fail_status=429, retry_after=20),
    "gone": Script(fail_first=1000, fail_status=410),
    "down": Script(fail_first=1000),
    "loses_answers": Script(loses_first=1),
    "forgetful": Script(loses_first=1, honours_key=False),
    "careless": Script(loses_first=1, honours_key=False, can_be_asked=False),
}


class Received(BaseModel):
    """One request as it arrived, for whoever checks what left the house."""

    agency: str
    message_id: str
    referral: str
    path: str
    kept: bool
    body: str


class Shared(BaseModel):
    """What a body and Hamkke agreed on: one secret for each direction."""

    model_config = ConfigDict(frozen=True)

    hears: SecretStr
    speaks: SecretStr


SecretsOf = Callable[[str], Awaitable[Shared | None]]


class Sandbox:
    """The bodies' memory and manners; ``secrets_of`` knows what each body agreed on."""

    def __init__(self, webhook_base: str, secrets_of: SecretsOf, today: date | None = None) -> None:
        self.webhook_base = webhook_base
        self._secrets_of = secrets_of
        self.scripts: dict[str, Script] = {}
        self.received: list[Received] = []
        self.today = today
        self._attempts: Counter[str] = Counter()
        self._answering: set[asyncio.Task[None]] = set()
        self._http = httpx2.AsyncClient(timeout=10.0)

    async def aclose(self) -> None:
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)
        await self._http.aclose()

    def script(self, agency: str) -> Script:
        return self.scripts.get(agency, SCRIPTS["accepts"])

    async def take(
        self, agency: str, referral: str, act: str, body: bytes, headers: dict[str, str]
    ) -> Response:
        """Verify, perhaps fail by script, keep as often as it does; ``act`` names a later word."""
        message_id = await self._from_hamkke(agency, body, headers)
        if message_id is None:
            return Response(status_code=401)
        script = self.script(agency)
        self._attempts[message_id] += 1
        tried = self._attempts[message_id]
        known = any(r.message_id == message_id and r.kept for r in self.received)
        fails = tried <= script.fail_first
        self.received.append(
            Received(
                agency=agency,
                message_id=message_id,
                referral=referral or ReferralRequest.model_validate_json(body).referral,
                path=act or "referrals",
                kept=not fails and not (known and script.honours_key),
                body=body.decode(),
            )
        )
        await asyncio.sleep(script.delay_seconds)
        if fails:
            return _failing(script)
        if not known and not act:
            self._start(agency, self.received[-1].referral, script)
        return Response(status_code=502 if tried <= script.loses_first else 202)

    async def find(self, agency: str, referral: str, headers: dict[str, str]) -> Response:
        """Whether this body holds a referral; a body that cannot be asked has no such page."""
        if await self._from_hamkke(agency, b"", headers) is None:
            return Response(status_code=401)
        if not self.script(agency).can_be_asked:
            return Response(status_code=404)
        known = bool(self.held(agency, referral))
        told = ReferralKnown(referral=referral, known=known).model_dump_json()
        return Response(told, media_type="application/json")

    def held(self, agency: str, referral: str) -> int:
        """How many copies of a referral this body counts."""
        return sum(
            one.kept and (one.agency, one.referral, one.path) == (agency, referral, "referrals")
            for one in self.received
        )

    async def _from_hamkke(self, agency: str, body: bytes, headers: dict[str, str]) -> str | None:
        shared = await self._secrets_of(agency)
        if shared is None:
            return None
        try:
            return verify(body, headers, (shared.hears,))
        except SignatureInvalid:
            return None

    def _start(self, agency: str, referral: str, script: Script) -> None:
        task = asyncio.create_task(self._answer_all(agency, referral, script))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer_all(self, agency: str, referral: str, script: Script) -> None:
        for number, scripted in enumerate(script.answers):
            await asyncio.sleep(scripted.after_seconds)
            message_id = f"{referral}:{number}:{scripted.answer}"
            for _ in range(scripted.copies):
                await self.answer(agency, message_id, self._message(referral, scripted))

    def _message(self, referral: str, scripted: ScriptedAnswer) -> ReferralAnswer:
        today = self.today or datetime.now(UTC).date()
        days = scripted.scheduled_in_days
        return ReferralAnswer(
            referral=referral,
            answer=scripted.answer,
            decline_reason=scripted.decline_reason,
            scheduled_on=None if days is None else today + timedelta(days=days),
            outcome=scripted.outcome,
        )

    async def answer(self, agency: str, message_id: str, message: ReferralAnswer) -> int:
        """Send one signed answer, again and again until Hamkke takes it; return the last status."""
        body = message.model_dump_json(exclude_none=True).encode()
        url = f"{self.webhook_base}/webhooks/partners/{agency}"
        shared = await self._secrets_of(agency)
        if shared is None:
            return 0
        status = 0
        for _ in range(ANSWER_TRIES):
            headers = signed_headers(message_id, body, shared.speaks, datetime.now(UTC))
            with contextlib.suppress(httpx2.TransportError):
                status = (await self._http.post(url, content=body, headers=headers)).status_code
                if status < 500 and status != 429:
                    return status
            await asyncio.sleep(ANSWER_PAUSE_SECONDS)
        return status


def _failing(script: Script) -> Response:
    """An error as gateways tell it: a page for people, not JSON."""
    headers = {} if script.retry_after is None else {"retry-after": str(script.retry_after)}
    page = "<html><body><h1>Error</h1></body></html>"
    return Response(page, script.fail_status, headers, "text/html")


def create_sandbox_app(sandbox: Sandbox) -> FastAPI:
    """The sandbox over HTTP, with two routes of its own to set a script and to read the inbox."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await sandbox.aclose()

    app = FastAPI(title="Hamkke partner sandbox", lifespan=lifespan)

    @app.post("/{agency}/referrals")
    async def referral(agency: str, request: Request) -> Response:
        return await sandbox.take(agency, "", "", await request.body(), dict(request.headers))

    @app.get("/{agency}/referrals/{referral}")
    async def known(agency: str, referral: str, request: Request) -> Response:
        return await sandbox.find(agency, referral, dict(request.headers))

    @app.post("/{agency}/referrals/{referral}/{act}")
    async def later(
        agency: str, referral: str, act: Literal["withdrawal", "reminder"], request: Request
    ) -> Response:
        return await sandbox.take(
            agency, referral, act, await request.body(), dict(request.headers)
        )

    @app.put("/scripts/{agency}")
    async def script(agency: str, script: Script | str) -> Script:
        chosen = SCRIPTS[script] if isinstance(script, str) else script
        sandbox.scripts[agency] = chosen
        return chosen

    @app.get("/inbox")
    async def inbox() -> list[Received]:
        return sandbox.received

    return app
