"""Tasks written after the guide are understood; everything else is refused with its place."""

import json
from datetime import date
from typing import Any

import pytest
from fhir.resources.R4B.task import Task

from care.messages.inbound import InboundRejected, IncomingAnswer
from care.model.codes import DeclineReason, ItemOutcome, PartnerAnswer
from partners.fhir import codes
from partners.fhir.inbound import NoAnswer, read_task
from partners.kept import kept
from partners.rest.protocol import ReferralAnswer
from tests.partners.fhir.examples import EXAMPLES, REFERRAL, RESULT, a_task


def read(task: Any) -> IncomingAnswer:
    found = read_task(json.dumps(task).encode())
    assert isinstance(found, IncomingAnswer), found
    return found


def refused(task: Any) -> str:
    found = read_task(task if isinstance(task, bytes) else json.dumps(task).encode())
    assert isinstance(found, InboundRejected)
    assert found.code == "PAYLOAD_INVALID"
    return found.pointer


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("received", {"answer": PartnerAnswer.RECEIVED}),
        ("accepted", {"answer": PartnerAnswer.ACCEPTED, "scheduled_on": None}),
        ("accepted_for_a_day", {"scheduled_on": date(2026, 3, 12)}),
        ("waitlist", {"answer": PartnerAnswer.WAITLISTED}),
        (
            "no_capacity",
            {
                "answer": PartnerAnswer.DECLINED,
                "decline": DeclineReason.NO_CAPACITY,
                "note": "No capacity until April",
            },
        ),
        ("rejected_in_words", {"decline": DeclineReason.OTHER, "note": "담당 의사가 없습니다"}),
        ("scheduled", {"answer": PartnerAnswer.SCHEDULED, "scheduled_on": date(2026, 3, 12)}),
        ("begun", {"answer": PartnerAnswer.STARTED, "sessions": 0}),
        ("two_sessions", {"answer": PartnerAnswer.PROGRESS, "sessions": 2}),
        ("completed", {"answer": PartnerAnswer.DONE, "outcome": ItemOutcome.ACHIEVED}),
        ("partly", {"outcome": ItemOutcome.PARTLY, "on": date(2026, 4, 1)}),
        ("failed", {"answer": PartnerAnswer.NOT_DELIVERED}),
        ("cancelled", {"answer": PartnerAnswer.NOT_DELIVERED, "note": "Patient moved away"}),
    ],
)
def test_a_task_after_the_guide_is_understood(name: str, expected: dict[str, Any]) -> None:
    told = read(EXAMPLES[name])
    assert told.linkage_id == REFERRAL
    assert {field: getattr(told, field) for field in expected} == expected


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_example_is_valid_and_survives_being_read_and_written(name: str) -> None:
    first = Task.model_validate(EXAMPLES[name])
    again = json.loads(first.model_dump_json())
    assert Task.model_validate(again) == first
    plain = read(again).model_dump(exclude={"message_id"})
    assert plain == read(EXAMPLES[name]).model_dump(exclude={"message_id"})


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_what_is_kept_of_it_is_what_the_relay_reads(name: str) -> None:
    told = read(EXAMPLES[name])
    message = ReferralAnswer.model_validate_json(kept(told))
    assert (message.referral, message.answer) == (told.linkage_id, told.answer)
    assert (message.outcome, message.sessions) == (told.outcome, told.sessions)
    assert message.decline_reason is told.decline


def test_the_same_update_is_the_same_message_and_another_is_another() -> None:
    first, again = (read(a_task("accepted")).message_id for _ in range(2))
    assert first == again
    later = a_task("accepted") | {"meta": {"versionId": "5"}}
    assert read(later).message_id == first
    assert read(EXAMPLES["accepted_for_a_day"]).message_id != first
    other = a_task("in-progress", lastModified="2026-03-04T00:00:00Z")
    assert read(other).message_id != read(EXAMPLES["begun"]).message_id


@pytest.mark.parametrize("status", ["draft", "requested"])
def test_a_task_nobody_has_answered_yet_answers_nothing(status: str) -> None:
    task = a_task(status)
    if status == "draft":
        assert refused(task) == "/status"
        return
    with pytest.raises(NoAnswer):
        read_task(json.dumps(task).encode())


@pytest.mark.parametrize(
    ("task", "pointer"),
    [
        (a_task("rejected"), "/statusReason/text"),
        (a_task("on-hold", statusReason={"coding": []}), "/statusReason/text"),
        (a_task("failed", statusReason={"text": "  "}), "/statusReason/text"),
        (a_task("cancelled"), "/statusReason/text"),
        (a_task("completed"), "/output"),
        (a_task("ready"), "/status"),
        (a_task("received"), "/status"),
        (a_task("entered-in-error"), "/status"),
        (a_task("accepted") | {"identifier": []}, "/identifier"),
        (a_task("accepted") | {"identifier": [{"system": "x", "value": REFERRAL}]}, "/identifier"),
        (
            a_task("accepted")
            | {"identifier": [{"system": codes.REFERRAL, "value": "../../etc/passwd"}]},
            "/identifier",
        ),
        (
            a_task(
                "in-progress",
                businessStatus={"coding": [{"system": codes.STATUS, "code": "SCHEDULED"}]},
            ),
            "/executionPeriod/start",
        ),
        (
            a_task(
                "completed",
                output=[
                    {
                        "type": RESULT,
                        "valueCodeableConcept": {
                            "coding": [{"system": codes.OUTCOME, "code": "NOT_DELIVERED"}]
                        },
                    }
                ],
            ),
            "/output",
        ),
        ({"resourceType": "Patient"}, "/resourceType"),
        ([], "/resourceType"),
        (b"not json", ""),
        (b'{"resourceType":"Task","resourceType":"Task"}', "/resourceType"),
        (b'{"resourceType":"Task","x":' + b"[" * 100 + b"]" * 100 + b"}", ""),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_the_guide_does_not_allow_is_refused_with_its_place(task: Any, pointer: str) -> None:
    assert refused(task) == pointer


def test_a_field_of_the_wrong_shape_is_named() -> None:
    assert refused(a_task("accepted") | {"intent": 7}).startswith("/intent")
    assert refused(a_task("accepted") | {"unknown": "x"}) == "/unknown"


def test_our_own_notes_are_not_taken_for_theirs() -> None:
    ours = {"authorString": f"{codes.OWN}/linkage-000001:2", "text": "답을 기다립니다"}
    theirs = {"text": "내일 전화하겠습니다"}
    assert read(a_task("accepted", note=[ours, theirs])).note == "내일 전화하겠습니다"
