"""What bodies tell by webhook reaches the case once and in order (F11 to F16)."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from care.messages import commands as c
from care.model.codes import (
    AgencyKind,
    ConsentMethod,
    ConsentPurpose,
    LinkageStatus,
    PartnerChannel,
)
from care.model.ids import AgencyId, ConsentId, LinkageId, PlanItemId
from care.model.linkage import Linkage
from partners.rest.inbound import read_answer
from partners.rest.signing import signed_headers
from runtime.relay import Relay
from store import agencies, agency_health, webhooks
from store.agencies import Agency, Direction
from store.database import Busy
from tests.web.acts.conftest import GIMPO
from tests.web.flow import MOTHER, Flow, approve, classify, open_case, receive, submit

BODY = Agency(
    AgencyId("repair"), GIMPO, "가상집수리봉사단", AgencyKind.VOLUNTEER, PartnerChannel.REST
)
LINKAGE = LinkageId("linkage-0001")
SECRET = SecretStr("whsec_" + "s" * 32)
IDS = count(1)


class Body:
    """The body's side: signs, sends, and may send again."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def tell(self, told: dict[str, Any], message_id: str = "", ago: int = 0) -> Any:
        content = json.dumps(told).encode()
        message_id = message_id or f"msg-{next(IDS)}"
        at = datetime.now(UTC) - timedelta(seconds=ago)
        headers = signed_headers(message_id, content, SECRET, at)
        path = f"/webhooks/partners/{BODY.agency_id}"
        return self.flow.client.post(path, content=content, headers=headers)

    def answer(self, answer: str, message_id: str = "", **more: Any) -> Any:
        told = {"type": "referral.answered", "referral": LINKAGE, "answer": answer}
        return self.tell(told | more, message_id)

    def brought(self) -> None:
        cases = self.flow.cases
        relay = Relay(cases.database.for_all(), cases.keyring, cases, self.flow.clock)
        while self.flow._run(relay.look):
            continue

    def linkage(self) -> Linkage:
        return next(one for one in self.flow.state().linkages if one.linkage_id == LINKAGE)

    def outcomes(self) -> list[str]:
        async def ask() -> list[str]:
            async with self.flow.cases.database.read() as session:
                query = text("SELECT outcome FROM webhook_inbox ORDER BY message_id")
                return [str(one) for one in await session.scalars(query)]

        found: list[str] = self.flow._run(ask)
        return found


@pytest.fixture
def body(flow: Flow) -> Body:
    app: Any = flow.client.app
    app.state.dependencies = replace(app.state.dependencies, read_answer=read_answer)
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    flow._run(connected, flow)
    ask(flow)
    return Body(flow)


async def connected(flow: Flow) -> None:
    cases = flow.cases
    async with cases.database.of(GIMPO).write() as session:
        await agencies.save_agency(session, BODY)
        await agencies.add_secret(
            session,
            cases.keyring,
            BODY.agency_id,
            Direction.RECEIVING,
            SECRET.get_secret_value(),
            flow.clock(),
        )


def ask(flow: Flow) -> None:
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
        channel=BODY.channel,
        members=(MOTHER,),
    )
    for command in (agreed, consent, asked):
        flow.act("manager", command)


def test_f11_the_same_message_again_and_again_is_one_answer(body: Body) -> None:
    codes = [body.answer("ACCEPTED", "msg-same").status_code for _ in range(20)]
    assert codes == [202] + [200] * 19
    body.brought()
    body.answer("ACCEPTED", "msg-same")
    body.brought()
    assert body.outcomes() == ["applied"]
    assert body.linkage().status is LinkageStatus.ACCEPTED


def test_f12_a_known_id_with_another_content_is_a_conflict(body: Body) -> None:
    assert body.answer("ACCEPTED", "msg-1").status_code == 202
    assert body.answer("DECLINED", "msg-1", decline_reason="OTHER").status_code == 409
    body.brought()
    assert body.linkage().status is LinkageStatus.ACCEPTED


def test_f12_a_contradicting_answer_overwrites_nobodys_decision(body: Body) -> None:
    body.answer("ACCEPTED")
    body.answer("DECLINED", decline_reason="OTHER")
    body.brought()
    found = body.linkage()
    assert found.status is LinkageStatus.ACCEPTED
    assert found.late_since is not None


def test_f13_an_answer_to_what_is_over_is_kept_and_reopens_nothing(body: Body) -> None:
    body.answer("DECLINED", decline_reason="NO_CAPACITY")
    body.brought()
    assert body.answer("ACCEPTED").status_code == 202
    body.brought()
    assert body.linkage().status is LinkageStatus.DECLINED
    assert body.linkage().late_since is not None


def test_f13_an_unknown_referral_is_answered_as_anothers_would_be(body: Body) -> None:
    told = {"type": "referral.answered", "referral": "linkage-9999", "answer": "ACCEPTED"}
    assert body.tell(told).status_code == 404


def test_f14_a_start_told_before_the_acceptance_counts_as_both(body: Body) -> None:
    assert body.linkage().delivered_at is None
    body.answer("STARTED")
    body.answer("ACCEPTED")
    body.brought()
    assert body.linkage().status is LinkageStatus.STARTED


def test_f15_a_message_is_kept_before_anybody_is_asked_and_survives_until_brought(
    body: Body,
) -> None:
    assert body.answer("RECEIVED").status_code == 202
    assert body.linkage().status is LinkageStatus.REQUESTED
    body.brought()
    assert body.linkage().status is LinkageStatus.RECEIVED


def test_f15_where_too_much_comes_in_at_once_a_body_is_asked_to_send_again(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise Busy

    with monkeypatch.context() as crowded:
        crowded.setattr(webhooks, "accept", busy)
        answer = body.answer("ACCEPTED", "msg-crowded")
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_BUSY")
    assert int(answer.headers["retry-after"]) > 0
    assert body.answer("ACCEPTED", "msg-crowded").status_code == 202


def test_f16_many_answers_to_one_case_are_taken_in_their_order(body: Body) -> None:
    body.answer("ACCEPTED")
    body.answer("STARTED")
    for _ in range(58):
        assert body.answer("PROGRESS", sessions=1).status_code == 202
    body.answer("DONE", outcome="ACHIEVED")
    body.brought()
    assert body.outcomes() == ["applied"] * 61
    assert body.linkage().sessions == 58
    assert body.linkage().status is LinkageStatus.DONE


def test_pw_05_a_concern_told_by_machine_is_with_the_case_at_once(body: Body) -> None:
    told = {"type": "concern.raised", "referral": LINKAGE, "concern": "NOT_REACHED"}
    body.answer("ACCEPTED")
    assert body.tell(told | {"note": "두 번 찾아갔으나 답이 없음"}).status_code == 202
    body.brought()
    [concern] = body.flow.state().concerns
    assert (concern.agency_id, concern.linkage_id) == (BODY.agency_id, LINKAGE)
    assert concern.note is not None


def test_a_body_tells_its_room_without_any_referral(body: Body) -> None:
    told = {"type": "capacity.told", "service": "HOUSE_REPAIR", "capacity": "FULL", "free": 0}
    answer = body.tell(told)
    assert answer.status_code == 202, answer.text
    body.brought()
    assert body.outcomes() == ["no_entry"]


def test_b22_a_clock_that_is_off_is_noted_where_the_message_was_really_signed(
    body: Body,
) -> None:
    told = {"type": "referral.answered", "referral": LINKAGE, "answer": "ACCEPTED"}
    assert body.tell(told, ago=700).status_code == 401

    async def skew() -> int | None:
        async with body.flow.cases.database.read() as session:
            return (await agency_health.health(session, BODY.agency_id)).skew_seconds

    seconds = body.flow._run(skew)
    assert seconds == pytest.approx(-700, abs=5)
