"""The web and the relay of the running system, put together from its parts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from temporalio.client import Client

from partners.rest.inbound import read_answer
from runtime.accounts import DEMO_PASSWORD, demo_logins
from runtime.parts import Parts
from runtime.relay import Relay
from runtime.settings import Settings
from web.app import create_app
from web.dependencies import Dependencies, WebSettings

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    return datetime.now(UTC)


def web_of(parts: Parts, client: Client, clock: Clock = wall_clock) -> FastAPI:
    return create_app(
        Dependencies(
            database=parts.database,
            keyring=parts.keyring,
            cases=parts.cases(client),
            settings=web_settings(parts.settings),
            clock=clock,
            read_answer=read_answer,
        )
    )


def relay_of(parts: Parts, client: Client) -> Relay:
    return Relay(parts.database, parts.keyring, parts.cases(client))


def web_settings(settings: Settings) -> WebSettings:
    return WebSettings(
        public_url=settings.public_url,
        demo_logins=demo_logins() if settings.demo else (),
        demo_password=DEMO_PASSWORD if settings.demo else "",
        session_idle=timedelta(minutes=settings.session_idle_minutes),
        session_life=timedelta(hours=settings.session_hours),
        max_body_bytes=settings.max_body_bytes,
        temporal_ui_url=settings.temporal_ui_url,
        temporal_namespace=settings.temporal_namespace,
    )
