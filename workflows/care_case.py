"""One case of integrated care, from discovery to the end of after-care; it may live for years.

The shell only remembers, waits and orders: every decision is ``care.decide``'s. One value, the
``CaseState``, is all it carries from run to run.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from care.decide.adoption import is_review
    from care.decide.evolve import blank
    from care.decide.outlook import next_steps, waiting
    from care.decide.snapshot import snapshot
    from care.decide.step import Stepped, step, tick
    from care.messages.commands import AdoptPolicy, Command
    from care.messages.envelope import (
        CaseStart,
        DeliveryResult,
        Envelope,
        FormerToTell,
        KeptToTell,
        Outlook,
        PolicyAsked,
        Receipt,
        ReferralToSend,
        Step,
        TransferToOffer,
        system_actor,
    )
    from care.model.case import (
        CaseState,
        Effect,
        OfferTransfer,
        RemindReferral,
        SendReferral,
        TellFormer,
        TellKept,
        WithdrawReferral,
    )
    from care.model.codes import Programme, Stage
    from care.model.ids import EffectId, IntentKey
    from care.model.policy_rules import Boundary
    from care.model.refusal import Refusal
    from care.model.work import NextStep
    from workflows import names
    from workflows.deadline import Alarm
    from workflows.effects import (
        CURRENT_POLICY,
        OFFER_TRANSFER,
        SEND_REFERRAL,
        STORE_STEP,
        TELL_FORMER,
        TELL_KEPT,
        told,
    )

MOVE_AT_EVENTS = 200
"""The first touch of a cold case costs about 0.3 ms an event, so runs are kept this short."""
MOVE_ANYWAY_AT_EVENTS = 2000
"""From here even a referral that is still being retried is started again by the next run."""
UNOPENED_FOR = timedelta(days=1)
"""A start whose opening was refused leaves an empty case; it ends by itself."""
FRUITLESS = timedelta(hours=1)
"""Pause after an alarm at which nothing was due, so that a wrong date can never spin."""


class Sending(NamedTuple):
    about: str
    task: asyncio.Task[DeliveryResult]


@workflow.defn(name=names.CARE_CASE)
class CareCase:
    @workflow.init
    def __init__(self, start: CaseStart) -> None:
        self._state: CaseState = start.carried or blank(start)
        self._entered_at_stage = self._state.stage
        self._alarm = Alarm()
        self._following: tuple[NextStep, ...] | None = None
        self._quiet_until: datetime | None = None
        self._storing = asyncio.Lock()
        self._sending: dict[EffectId, Sending] = {}
        self._woken = False
        self._reviewed = False

    @workflow.run
    async def run(self, start: CaseStart) -> None:
        while not self._is_over():
            if self._reviewed:
                await self._adopt_policy(Boundary.REVIEW)
                continue
            if self._should_move():
                await self._move()
            self._send_effects()
            self._set_alarm()
            await workflow.wait_condition(self._something_happened)
            self._woken = False
            await self._record_deliveries()
            if self._alarm.rang:
                await self._tick()
        await workflow.wait_condition(workflow.all_handlers_finished)

    # Acts of people and partners ---------------------------------------------------------------

    @workflow.update(name=names.UPDATE_ACT)
    async def act(self, envelope: Envelope) -> Receipt:
        first = self._first_receipt(envelope.intent)
        if first is not None:
            async with self._storing:  # its first answer is only true once it is stored
                return first
        stepped = self._decide(envelope)
        await self._take(stepped, envelope.intent)
        return self._receipt(envelope.intent, stepped.state.revision)

    @act.validator
    def _refuse_act(self, envelope: Envelope) -> None:
        """Refusing here leaves nothing in history; a repeated act is let through to its answer."""
        if self._first_receipt(envelope.intent) is None:
            self._decide(envelope)

    @workflow.query(name=names.QUERY_STATE)
    def state(self) -> CaseState:
        return self._state

    @workflow.query(name=names.QUERY_OUTLOOK)
    def outlook(self) -> Outlook:
        return Outlook(waiting=waiting(self._state), next_steps=next_steps(self._state))

    def _first_receipt(self, intent: IntentKey) -> Receipt | None:
        """The engine's own deduplication ends with a run; the state's list goes on."""
        found = next((a for a in self._state.applied if a.intent == intent), None)
        return self._receipt(intent, found.revision, repeated=True) if found else None

    def _receipt(self, intent: IntentKey, revision: int, repeated: bool = False) -> Receipt:
        return Receipt(
            case_id=self._state.case_id, intent=intent, revision=revision, repeated=repeated
        )

    def _decide(self, envelope: Envelope) -> Stepped:
        decided = step(self._state, envelope, self._now())
        if isinstance(decided, Refusal):
            raise refused(decided)
        return decided

    async def _take(self, stepped: Stepped, intent: IntentKey) -> None:
        """The state moves on before the first await, so the next act is judged by it."""
        before, self._state = self._state, stepped.state
        if before.stage != stepped.state.stage:
            workflow.upsert_search_attributes(searchable(stepped.state))
        if not stepped.recorded:
            return  # an act that changes nothing is still answered
        if stepped.state.policy.rules is not None:
            self._reviewed |= any(is_review(one.event) for one in stepped.recorded)
        written = Step(
            case_id=stepped.state.case_id,
            intent=intent,
            events=stepped.recorded,
            snapshot=snapshot(stepped.state),
        )
        self._following = written.snapshot.next_steps
        async with self._storing:  # first decided, first stored
            await store(written)
        self._woken = True

    # What happens by itself --------------------------------------------------------------------

    def _now(self) -> datetime:
        return workflow.now() + self._state.clock_shift

    def _something_happened(self) -> bool:
        return (
            self._woken
            or self._alarm.rang
            or any(sending.task.done() for sending in self._sending.values())
        )

    def _set_alarm(self) -> None:
        if not self._state.opened:
            unopened = workflow.info().workflow_start_time + UNOPENED_FOR
            return self._alarm.set(unopened + self._state.clock_shift, self._now(), "UNOPENED")
        if self._following is None:
            self._following = next_steps(self._state, 1)
        if not self._following:
            return self._alarm.set(None, self._now(), "")
        first = self._following[0]
        moment = max(first.at, self._quiet_until or first.at)
        self._alarm.set(moment, self._now(), f"{first.deadline} {first.code}")

    async def _tick(self) -> None:
        stepped = tick(self._state, self._now()) if self._state.opened else None
        if stepped is None or not stepped.recorded:
            self._quiet_until = self._now() + FRUITLESS
            return
        self._quiet_until = None
        await self._take(stepped, stepped.recorded[0].intent)

    async def _decide_itself(self, command: Command, intent: IntentKey) -> bool:
        actor = system_actor(self._state.district)
        envelope = Envelope(intent=intent, actor=actor, command=command)
        decided = step(self._state, envelope, self._now())
        if isinstance(decided, Refusal):
            workflow.logger.warning("own command refused: %s %s", command.kind, decided.code)
            return False
        await self._take(decided, intent)
        return True

    # Effects on the outside --------------------------------------------------------------------

    def _send_effects(self) -> None:
        """Start what is ordered, one at a time about a thing; call off what is not wanted now.

        A withdrawal thereby waits for the end of the sending it takes back.
        """
        wanted = {effect.effect_id for effect in self._state.effects}
        for effect_id, sending in self._sending.items():
            if effect_id not in wanted:
                sending.task.cancel()
        busy = {sending.about for sending in self._sending.values()}
        for effect in self._state.effects:
            if effect.about not in busy:
                busy.add(effect.about)
                task = asyncio.create_task(self._deliver(effect))
                self._sending[effect.effect_id] = Sending(effect.about, task)

    async def _deliver(self, effect: Effect) -> DeliveryResult:
        try:
            return await self._carry_out(effect)
        except ActivityError as failed:
            if is_cancelled_exception(failed):
                raise
            cause = failed.cause
            code = cause.type if isinstance(cause, ApplicationError) and cause.type else "failed"
            return DeliveryResult(delivered=False, code=code)

    async def _carry_out(self, effect: Effect) -> DeliveryResult:
        district = self._state.district
        if isinstance(effect, OfferTransfer):
            return await OFFER_TRANSFER.ask(self._offer(effect), district, effect.effect_id)
        if isinstance(effect, TellFormer):
            return await TELL_FORMER.ask(self._former(effect), district, effect.effect_id)
        if isinstance(effect, TellKept):
            return await TELL_KEPT.ask(self._kept(effect), district, effect.effect_id)
        return await SEND_REFERRAL.ask(self._referral(effect), district, effect.effect_id)

    def _referral(self, effect: SendReferral | WithdrawReferral | RemindReferral) -> ReferralToSend:
        return ReferralToSend(
            case_id=self._state.case_id,
            district=self._state.district,
            effect_id=effect.effect_id,
            linkage_id=effect.linkage_id,
            withdraw=effect.kind == "withdraw_referral",
            remind=isinstance(effect, RemindReferral),
            status=isinstance(effect, RemindReferral) and effect.status,
            now=self._now(),
        )

    def _offer(self, effect: OfferTransfer) -> TransferToOffer:
        return TransferToOffer(
            case_id=self._state.case_id,
            district=self._state.district,
            effect_id=effect.effect_id,
            transfer_id=effect.transfer_id,
            withdraw=effect.withdraw,
            now=self._now(),
        )

    def _kept(self, effect: TellKept) -> KeptToTell:
        return KeptToTell(
            case_id=self._state.case_id,
            district=self._state.district,
            effect_id=effect.effect_id,
            into=effect.into,
            undone=effect.undone,
        )

    def _former(self, effect: TellFormer) -> FormerToTell:
        return FormerToTell(
            case_id=self._state.case_id,
            district=self._state.district,
            effect_id=effect.effect_id,
            former=effect.former,
            transfer_id=effect.transfer_id,
            now=self._now(),
        )

    async def _record_deliveries(self) -> None:
        wanted = {effect.effect_id: effect for effect in self._state.effects}
        for effect_id in [i for i, sending in self._sending.items() if sending.task.done()]:
            task = self._sending.pop(effect_id).task
            effect = wanted.get(effect_id)
            called_off = task.cancelled() or task.exception() is not None
            if effect is not None and not called_off:
                await self._record_delivery(effect, task.result())

    async def _record_delivery(self, effect: Effect, result: DeliveryResult) -> None:
        intent = IntentKey(f"{self._state.case_id}:{effect.effect_id}:delivered")
        if not await self._decide_itself(told(effect, result), intent):
            left = tuple(e for e in self._state.effects if e.effect_id != effect.effect_id)
            self._state = self._state.model_copy(update={"effects": left})

    # Runs --------------------------------------------------------------------------------------

    def _is_over(self) -> bool:
        if not self._state.opened:
            return self._alarm.rang
        ended = self._state.stage is Stage.ENDED
        return ended and not self._state.effects and not self._sending

    def _should_move(self) -> bool:
        info = workflow.info()
        events = info.get_current_history_length()
        if self._sending and events < MOVE_ANYWAY_AT_EVENTS:
            return False
        return (
            self._state.stage != self._entered_at_stage
            or events > MOVE_AT_EVENTS
            or info.is_continue_as_new_suggested()
            or info.is_target_worker_deployment_version_changed()
        )

    async def _move(self) -> None:
        """Continue as a new run; every absolute date is in the state, so no clock restarts."""
        if self._state.stage not in (self._entered_at_stage, Stage.ENDED):
            await self._adopt_policy(Boundary.STAGE)
        await workflow.wait_condition(workflow.all_handlers_finished)
        state = self._state
        workflow.continue_as_new(
            CaseStart(
                case_id=state.case_id,
                district=state.district,
                policy=state.policy,
                clock_shift=state.clock_shift,
                carried=state,
            ),
            initial_versioning_behavior=self._versioning(),
        )

    def _versioning(self) -> workflow.ContinueAsNewVersioningBehavior | None:
        if workflow.info().is_target_worker_deployment_version_changed():
            return workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE
        return None

    async def _adopt_policy(self, boundary: Boundary) -> None:
        """A newer policy is taken up at a boundary; without an answer the old one holds."""
        self._reviewed = False
        followed = self._state.policy
        asked = PolicyAsked(
            district=self._state.district,
            known=followed.content_hash,
            version=followed.version,
            boundary=boundary,
        )
        try:
            policy = await CURRENT_POLICY.ask(asked)
        except ActivityError:
            return
        if policy is not None:
            intent = IntentKey(f"{self._state.case_id}:policy:{self._state.revision}")
            await self._decide_itself(AdoptPolicy(policy=policy, boundary=boundary), intent)


def refused(refusal: Refusal) -> ApplicationError:
    return ApplicationError(
        refusal.code, refusal.model_dump(mode="json"), type=refusal.code, non_retryable=True
    )


def searchable(state: CaseState) -> list[SearchAttributeUpdate[Any]]:
    programmes = {Programme.ICM, *(e.programme for e in state.enrolments)}
    return [
        names.STAGE.value_set(state.stage),
        names.PROGRAMME.value_set(sorted(programmes)),
    ]


async def store(written: Step) -> None:
    try:
        revision = await STORE_STEP.ask(written)
    except ActivityError as failed:
        # Decided and not stored must never be answered: the task fails and is tried again.
        raise RuntimeError("step not stored") from failed
    if revision != written.snapshot.revision:
        raise RuntimeError("the store holds another revision under this intent")
