"""The web and the relay of the running system, put together from its parts."""

from dataclasses import replace
from datetime import timedelta

from fastapi import FastAPI
from temporalio.client import Client

from partners.fhir.channel import FhirChannel
from partners.fhir.serving import FhirPages
from partners.kept import kept
from partners.rest.inbound import read_answer
from runtime.accounts import DEMO_PASSWORD, demo_logins
from runtime.batch_watch import BatchWatch
from runtime.engine_ui import TemporalUi
from runtime.engine_watch import TemporalWatch
from runtime.fhir_subscribing import Subscribing
from runtime.fhir_watch import FhirWatch
from runtime.offer_watch import OfferWatch
from runtime.opening_watch import OpeningWatch
from runtime.parts import Parts
from runtime.relay import Clock, Relay
from runtime.retention_watch import RetentionWatch
from runtime.rollout_watch import RolloutWatch
from runtime.settings import Settings
from runtime.stories import StoryClock
from runtime.study_watch import StudyWatch
from runtime.time_machine import time_machine
from web.app import create_app
from web.dependencies import Dependencies, WebSettings
from workflows.batches import Batches
from workflows.openings import Openings
from workflows.rollouts import Rollouts
from workflows.studies import Studies


def web_of(parts: Parts, client: Client) -> FastAPI:
    return create_app(dependencies_of(parts, client))


def dependencies_of(parts: Parts, client: Client) -> Dependencies:
    return Dependencies(
        database=parts.database,
        keyring=parts.keyring,
        cases=parts.cases(client),
        rollouts=Rollouts(client, parts.settings.task_queue),
        studies=Studies(client, parts.settings.task_queue),
        batches=Batches(client, parts.settings.task_queue),
        openings=Openings(client, parts.settings.task_queue),
        settings=web_settings(parts.settings),
        read_answer=read_answer,
        write_answer=kept,
        fhir=FhirPages(),
        engine_ui=TemporalUi(parts.settings.temporal_ui_url),
        engine_watch=TemporalWatch(client, parts.settings.task_queue),
        time_machine=time_machine(parts, client),
    )


def story_web(parts: Parts, client: Client, clock: StoryClock) -> FastAPI:
    """The same web at story time; months pass between two clicks, so sessions do not end."""
    usual = replace(dependencies_of(parts, client), time_machine=None)
    ages = timedelta(days=36_500)
    patient = replace(usual.settings, session_idle=ages, session_life=ages)
    return create_app(
        replace(usual, settings=patient, clock=clock.now, clock_shift=lambda: clock.shift)
    )


def relay_of(parts: Parts, client: Client, clock: Clock | None = None) -> Relay:
    return Relay(parts.database.for_all(), parts.keyring, parts.cases(client), clock)


def fhir_watch_of(parts: Parts, channel: FhirChannel, clock: Clock | None = None) -> FhirWatch:
    every = timedelta(seconds=parts.settings.fhir_poll_seconds)
    database = parts.database.for_all()
    subscribing = Subscribing(database, parts.settings.public_url, clock)
    return FhirWatch(database, parts.keyring, channel, every, clock, subscribing)


def rollout_watch_of(parts: Parts, client: Client, clock: Clock | None = None) -> RolloutWatch:
    rollouts = Rollouts(client, parts.settings.task_queue)
    return RolloutWatch(parts.database.for_all(), rollouts, clock)


def offer_watch_of(parts: Parts, clock: Clock | None = None) -> OfferWatch:
    return OfferWatch(parts.database.for_all(), clock)


def opening_watch_of(parts: Parts, client: Client, clock: Clock | None = None) -> OpeningWatch:
    openings = Openings(client, parts.settings.task_queue)
    return OpeningWatch(parts.database.for_all(), openings, clock)


def batch_watch_of(parts: Parts, client: Client, clock: Clock | None = None) -> BatchWatch:
    engine = Batches(client, parts.settings.task_queue)
    return BatchWatch(parts.database.for_all(), engine, clock)


def study_watch_of(parts: Parts, client: Client, clock: Clock | None = None) -> StudyWatch:
    studies = Studies(client, parts.settings.task_queue)
    return StudyWatch(parts.database.for_all(), parts.keyring, studies, clock)


def retention_watch_of(parts: Parts, clock: Clock | None = None) -> RetentionWatch:
    return RetentionWatch(parts.database.for_all(), parts.keyring, clock)


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
