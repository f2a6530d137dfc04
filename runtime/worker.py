"""The worker: runs cases and their effects, tuned for the first touch of a case and for a crash."""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import (
    UnsandboxedWorkflowRunner,
    Worker,
    WorkerDeploymentConfig,
    WorkflowRunner,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.batch_import import BatchDesk, Taker
from activities.current_policy import current_policy
from activities.offer_transfer import TransferOffice
from activities.open_cases import OpeningDesk
from activities.policy_preview import PreviewExaminer
from activities.policy_rollout import RolloutDesk
from activities.policy_study import Examiner, StudyDesk
from activities.policy_whatif import WhatIfExaminer
from activities.send_referral import ReferralSender
from activities.store_step import StepStore
from activities.take_signals import SignalTaker
from activities.tell_former import Herald
from care.messages.studies import StudyKind
from care.model.codes import PartnerChannel
from care.model.discovery import BatchKind
from care.model.ids import DistrictCode
from care.model.policy import CasePolicy
from partners.channel import Channel
from partners.fhir.channel import FhirChannel
from partners.mail.channel import MailChannel, MailServer
from partners.manual.channel import ManualChannel
from partners.portal.channel import PortalChannel
from partners.rest.channel import RestChannel
from policies.resolve import resolve
from runtime.pace import give_way, settle_down
from runtime.parts import Parts
from runtime.policy_watch import published_policies
from runtime.settings import Profile, Settings
from runtime.temporal import add_search_attributes, metered
from runtime.told import openings_told
from store.campaign_rows import AnswerTaker, TargetTaker
from store.database import Database
from store.keyring import Keyring
from workflows import names
from workflows.batch_import import BatchImport
from workflows.care_case import CareCase
from workflows.case_openings import CaseOpenings
from workflows.client import Cases
from workflows.policy_rollout import PolicyRollout
from workflows.policy_study import PolicyStudy

WORKFLOWS: tuple[type, ...] = (CareCase, PolicyStudy, PolicyRollout, BatchImport, CaseOpenings)
DEPLOYMENT = "hamkke"
PURE = ("care", "pydantic", "pydantic_core", "annotated_types", "typing_extensions")
"""Loaded once and shared; otherwise every cold case pays for importing them again."""


@dataclass(frozen=True)
class WorkerTuning:
    task_queue: str = names.TASK_QUEUE
    cached_cases: int = 1000
    workflow_polls: int = 20
    """The default of five leaves one poller for new work; long tails come from there."""
    sticky_timeout: timedelta = timedelta(seconds=2)
    """How long a case waits for a worker that died with it in its cache."""
    shutdown: timedelta = timedelta(seconds=10)
    sandboxed: bool = True
    """Tests run the same code sandboxed, so production may do without."""
    release: str = ""
    """Named, the worker takes part in a deployment, and open cases move to the current release."""

    @classmethod
    def of(cls, settings: Settings) -> "WorkerTuning":
        return cls(
            task_queue=settings.task_queue,
            cached_cases=settings.worker_cached_cases,
            workflow_polls=settings.worker_workflow_polls,
            sticky_timeout=timedelta(seconds=settings.sticky_timeout_seconds),
            shutdown=timedelta(seconds=settings.worker_shutdown_seconds),
            sandboxed=settings.worker_sandboxed,
        )


def workflow_runner(sandboxed: bool) -> WorkflowRunner:
    if not sandboxed:
        return UnsandboxedWorkflowRunner()
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PURE)
    return SandboxedWorkflowRunner(restrictions=restrictions)


def care_worker(
    client: Client,
    activities: Sequence[Callable[..., Any]],
    tuning: WorkerTuning,
) -> Worker:
    return Worker(
        client,
        task_queue=tuning.task_queue,
        workflows=WORKFLOWS,
        activities=activities,
        workflow_runner=workflow_runner(tuning.sandboxed),
        max_cached_workflows=tuning.cached_cases,
        max_concurrent_workflow_task_polls=tuning.workflow_polls,
        sticky_queue_schedule_to_start_timeout=tuning.sticky_timeout,
        graceful_shutdown_timeout=tuning.shutdown,
        deployment_config=deployment_of(tuning.release),
    )


def deployment_of(release: str) -> WorkerDeploymentConfig | None:
    """Cases follow the current release at their next task; what differs is in ``changes``."""
    if not release:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=release),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


def care_activities(
    database: Database,
    keyring: Keyring,
    channels: Mapping[PartnerChannel, Channel],
    contact: str,
    cases: Cases,
) -> list[Callable[..., Any]]:
    """Every port of ``workflows.effects``, carried out by the real store and the real channels."""
    herald = Herald(database, cases)
    studies = StudyDesk(database, examiners(database, keyring))
    rollouts = RolloutDesk(database, cases)
    lists = BatchDesk(database, keyring, takers(keyring))
    openings = OpeningDesk(database, keyring, cases, _policy_of, openings_told(keyring))
    return [
        StepStore(database, keyring).store_step,
        ReferralSender(database, keyring, channels, contact).send_referral,
        TransferOffice(database, keyring).offer_transfer,
        herald.tell_former,
        herald.tell_kept,
        current_policy,
        studies.study_policy,
        studies.fail_study,
        lists.carry_batch,
        lists.fail_batch,
        rollouts.note_rollout,
        rollouts.take_up_policy,
        openings.open_cases,
    ]


def examiners(database: Database, keyring: Keyring) -> dict[StudyKind, Examiner]:
    """What each kind of study looks at; for the worker and for the command line."""
    return {
        StudyKind.PREVIEW: PreviewExaminer(database, keyring, _policy_of),
        StudyKind.WHATIF: WhatIfExaminer(database, keyring, _policy_of),
    }


def takers(keyring: Keyring) -> dict[BatchKind, Taker]:
    """Who takes the rows of each kind of imported list."""
    return {
        BatchKind.SIGNALS: SignalTaker(keyring, lambda code: resolve(code).discovery),
        BatchKind.CAMPAIGN_TARGETS: TargetTaker(keyring),
        BatchKind.SURVEY_ANSWERS: AnswerTaker(keyring),
    }


def _policy_of(district: DistrictCode) -> CasePolicy:
    return resolve(district).case_policy


async def work(settings: Settings) -> None:
    """A worker process from start to SIGTERM."""
    give_way()
    parts = Parts.of(settings)
    rest = RestChannel(allow_private=settings.profile is not Profile.PRODUCTION)
    fhir = FhirChannel(allow_private=settings.profile is not Profile.PRODUCTION)
    channels: dict[PartnerChannel, Channel] = {
        PartnerChannel.REST: rest,
        PartnerChannel.FHIR: fhir,
        PartnerChannel.PORTAL: PortalChannel(),
        PartnerChannel.MAIL: MailChannel(mail_server(settings)),
        PartnerChannel.MANUAL: ManualChannel(),
    }
    try:
        client = await parts.connect("worker", runtime=metered(settings))
        activities = care_activities(
            parts.database, parts.keyring, channels, settings.public_url, parts.cases(client)
        )
        async with published_policies(parts.database):
            settle_down()
            await add_search_attributes(client)
            await run_until_stopped(care_worker(client, activities, WorkerTuning.of(settings)))
    finally:
        await rest.aclose()
        await fhir.aclose()
        await parts.database.dispose()


def mail_server(settings: Settings) -> MailServer:
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        tls=settings.smtp_tls,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )


async def run_until_stopped(worker: Worker) -> None:
    """SIGTERM or SIGINT: take no more work, finish what runs, then leave."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with worker:
        await stop.wait()
