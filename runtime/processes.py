"""The long-running processes besides the worker: web, relay, partner sandbox."""

import asyncio
import signal
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from care.model.ids import AgencyId
from i18n import loader
from partners.fhir.channel import FhirChannel
from runtime.assembly import (
    batch_watch_of,
    fhir_watch_of,
    offer_watch_of,
    opening_watch_of,
    relay_of,
    retention_watch_of,
    rollout_watch_of,
    study_watch_of,
    web_of,
)
from runtime.mail_sink import MailSink, listening, show_letters
from runtime.pace import give_way, settle_down
from runtime.parts import Parts
from runtime.policy_watch import published_policies
from runtime.sandbox import Sandbox, Shared, create_sandbox_app
from runtime.sandbox_fhir import FhirSandbox, serve_fhir
from runtime.settings import Profile, Settings
from store import agencies, webhooks


def server_of(app: FastAPI, host: str, port: int, settings: Settings) -> uvicorn.Server:
    """Access logs stay off: addresses carry case ids, and every view is in the access records."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies or None,
            timeout_graceful_shutdown=10,
        )
    )


async def serve_web(settings: Settings) -> None:
    """English is read before anybody asks: its catalogues would keep all others waiting."""
    parts = Parts.of(settings)
    try:
        client = await parts.connect("web", lazy=True)
        app = web_of(parts, client)
        async with published_policies(parts.database):
            loader.english()
            settle_down()
            await server_of(app, settings.web_host, settings.web_port, settings).serve()
    finally:
        await parts.database.dispose()


async def serve_relay(settings: Settings) -> None:
    give_way()
    parts = Parts.of(settings)
    fhir = FhirChannel(allow_private=settings.profile is not Profile.PRODUCTION)
    try:
        client = await parts.connect("relay", lazy=True)
        stop = stop_signal()
        async with published_policies(parts.database):
            await asyncio.gather(
                relay_of(parts, client).run(stop, settings.relay_interval_seconds),
                rollout_watch_of(parts, client).run(stop),
                study_watch_of(parts, client).run(stop),
                batch_watch_of(parts, client).run(stop),
                opening_watch_of(parts, client).run(stop),
                fhir_watch_of(parts, fhir).run(stop),
                offer_watch_of(parts).run(stop),
                retention_watch_of(parts).run(stop),
            )
    finally:
        await fhir.aclose()
        await parts.database.dispose()


async def bring_again(settings: Settings) -> int:
    """For after an outage, in one go; a running relay takes them up at its next look."""
    parts = Parts.of(settings)
    try:
        async with parts.database.for_all().write() as session:
            return await webhooks.bring_again(session, datetime.now(UTC))
    finally:
        await parts.database.dispose()


async def serve_sandbox(settings: Settings) -> None:
    parts = Parts.of(settings)

    async def agreed(agency: str) -> Shared | None:
        return await shared_with(parts, AgencyId(agency))

    try:
        sandbox, letters = Sandbox(settings.public_url, agreed), MailSink()
        app, servers = create_sandbox_app(sandbox), FhirSandbox(sandbox, agreed)
        serve_fhir(app, servers)
        show_letters(app, letters)
        async with listening(letters, settings.mail_sink_port):
            await server_of(app, "127.0.0.1", settings.sandbox_port, settings).serve()
        await servers.aclose()
    finally:
        await parts.database.dispose()


async def shared_with(parts: Parts, agency: AgencyId) -> Shared | None:
    """The secrets of a demonstration's body, which lives in the same house as its sandbox."""
    async with parts.database.for_all().read() as session:
        if await agencies.agency(session, agency) is None:
            return None
        kept = await agencies.secrets(session, parts.keyring, agency)
    if kept.sending is None or not kept.receiving:
        return None
    return Shared(hears=SecretStr(kept.sending), speaks=SecretStr(kept.receiving[0]))


def stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
