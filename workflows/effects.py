"""Ports: what a case asks of the world, each with its patience. ``activities`` implements them.

A local port runs inside the workflow task and leaves one event; it is for our own database and
files. An outside port is a normal activity: it may take long, fail often and be retried for weeks.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar, cast

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy

from care.messages.commands import Command, RecordDelivery
from care.messages.envelope import (
    DeliveryResult,
    FormerToTell,
    KeptToTell,
    PolicyAsked,
    ReferralToSend,
    Step,
    TransferToOffer,
)
from care.messages.kin_commands import RecordTold
from care.model.case import Effect, SendReferral, WithdrawReferral
from care.model.ids import DistrictCode, EffectId
from care.model.policy import CasePolicy
from care.model.value import Value

Asked = TypeVar("Asked", bound=Value)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class LocalPort(Generic[Asked, Answer]):
    name: str
    answer: Any
    retry: RetryPolicy
    each_try: timedelta
    in_all: timedelta | None = None
    """None: until it works. The case waits and nothing is lost."""

    async def ask(self, asked: Asked) -> Answer:
        answer: Any = await workflow.execute_local_activity(
            self.name,
            asked,
            result_type=self.answer,
            start_to_close_timeout=self.each_try,
            schedule_to_close_timeout=self.in_all,
            retry_policy=self.retry,
            local_retry_threshold=timedelta(seconds=5),
        )
        return cast(Answer, answer)


@dataclass(frozen=True)
class OutsidePort(Generic[Asked, Answer]):
    name: str
    answer: Any
    retry: RetryPolicy
    each_try: timedelta

    async def ask(self, asked: Asked, district: DistrictCode, effect: EffectId) -> Answer:
        """``effect`` is shown to operators and makes the body's key the same in every run."""
        answer: Any = await workflow.execute_activity(
            self.name,
            asked,
            result_type=self.answer,
            start_to_close_timeout=self.each_try,
            retry_policy=self.retry,
            priority=Priority(fairness_key=district),
            summary=effect,
            activity_id=effect,
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        return cast(Answer, answer)


STORE_STEP: LocalPort[Step, int] = LocalPort(
    name="store_step",
    answer=int,
    retry=RetryPolicy(
        initial_interval=timedelta(milliseconds=100), maximum_interval=timedelta(seconds=30)
    ),
    each_try=timedelta(seconds=10),
)
"""Events and read model in one transaction; answers the stored revision.

It never gives up: a step that is decided is stored, however long the database is away.
"""

CURRENT_POLICY: LocalPort[PolicyAsked, CasePolicy | None] = LocalPort(
    name="current_policy",
    answer=CasePolicy | None,
    retry=RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=3),
    each_try=timedelta(seconds=3),
    in_all=timedelta(seconds=8),
)
"""The district's policy of today, or None when the case follows it already."""

SEND_REFERRAL: OutsidePort[ReferralToSend, DeliveryResult] = OutsidePort(
    name="send_referral",
    answer=DeliveryResult,
    retry=RetryPolicy(
        initial_interval=timedelta(seconds=5),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(hours=1),
    ),
    each_try=timedelta(seconds=20),
)
"""Sends or withdraws a referral; repeats until the body took it or refused it for good.

A try that a dying worker took with it is noticed when ``each_try`` is over.
"""

OFFER_TRANSFER: OutsidePort[TransferToOffer, DeliveryResult] = OutsidePort(
    name="offer_transfer",
    answer=DeliveryResult,
    retry=RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(minutes=10),
    ),
    each_try=timedelta(seconds=20),
)
"""Lays the consented packet before the receiving district, or takes the offer back."""

BETWEEN_CASES = RetryPolicy(
    initial_interval=timedelta(milliseconds=500),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(minutes=1),
)
"""A case of ours answers within seconds unless the engine itself is away."""

TELL_KEPT: OutsidePort[KeptToTell, DeliveryResult] = OutsidePort(
    name="tell_kept",
    answer=DeliveryResult,
    retry=BETWEEN_CASES,
    each_try=timedelta(seconds=20),
)
"""Repeats until the record kept knows of the one merged into it, or has ended."""

TELL_FORMER: OutsidePort[FormerToTell, DeliveryResult] = OutsidePort(
    name="tell_former",
    answer=DeliveryResult,
    retry=BETWEEN_CASES,
    each_try=timedelta(seconds=20),
)
"""Repeats until the former episode knows of this one, or has ended and can learn nothing more.

Until then a case handed over is held twice, never by nobody.
"""


def told(effect: Effect, result: DeliveryResult) -> Command:
    """How an effect ended, as the case hears of it."""
    if isinstance(effect, SendReferral | WithdrawReferral):
        return RecordDelivery(
            linkage_id=effect.linkage_id,
            effect_id=effect.effect_id,
            delivered=result.delivered,
            code=result.code,
        )
    return RecordTold(effect_id=effect.effect_id, done=result.delivered, code=result.code)
