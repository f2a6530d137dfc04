"""Room is told as the guide's capacity page has it; what it does not say is never room."""

import json
from typing import Any

import pytest

from care.messages.inbound import InboundRejected
from care.model.codes import DeclineReason, PartnerAnswer, ServiceType
from care.model.service_codes import Capacity
from partners.fhir import codes, room
from partners.kept import kept
from partners.rest.protocol import CapacityTold
from tests.partners.fhir.examples import EXAMPLES
from tests.partners.fhir.test_fhir_inbound import read

AT = "2026-03-02T01:00:00+00:00"


def offered(code: str, **more: Any) -> dict[str, Any]:
    """After the guide's example of a social care programme, with a service of ours."""
    status = {"coding": [{"system": codes.TEMPORARY, "code": code}]}
    notes = {"url": "capacityNotes", "valueString": "about 15 on the list, four to six weeks"}
    parts = [{"url": room.STATUS, "valueCodeableConcept": status}, notes]
    return {
        "resourceType": "HealthcareService",
        "id": "SDOHCC-HealthcareServiceSocialCareProgram",
        "active": True,
        "providedBy": {"reference": "Organization/Clinic"},
        "type": [codes.concept(codes.SERVICE, ServiceType.MEALS)],
        "extension": [{"url": room.EXTENSION, "extension": parts}],
        **more,
    }


def told(resource: Any, at: str = AT) -> Any:
    return room.read_room(json.dumps(resource).encode(), at)


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("capacity", Capacity.HAS_ROOM),
        ("no-capacity", Capacity.FULL),
        ("waitlist", Capacity.WAITLIST),
        ("additional-assessment-required", Capacity.NEEDS_ASSESSMENT),
    ],
)
def test_each_code_of_the_guide_is_one_of_ours(code: str, means: Capacity) -> None:
    [found] = told(offered(code))
    assert (found.service, found.capacity) == (ServiceType.MEALS, means)
    message = CapacityTold.model_validate_json(kept(found))
    assert (message.service, message.capacity) == (ServiceType.MEALS, means)


def test_a_resource_that_is_two_services_tells_of_both() -> None:
    both = [codes.concept(codes.SERVICE, one) for one in (ServiceType.MEALS, ServiceType.GOODS)]
    found = told(offered("waitlist", type=both))
    assert {one.service for one in found} == {ServiceType.MEALS, ServiceType.GOODS}


def test_full_again_after_there_was_room_is_another_word() -> None:
    first, again, later = (told(offered("no-capacity"), at)[0] for at in (AT, AT, AT + "1"))
    assert first.message_id == again.message_id != later.message_id


def test_a_service_out_of_use_tells_nothing() -> None:
    assert told(offered("capacity", active=False)) == ()


@pytest.mark.parametrize(
    ("resource", "pointer"),
    [
        (offered("yes"), "/extension"),
        (offered("capacity", extension=[]), "/extension"),
        (offered("capacity", type=[]), "/type"),
        (offered("capacity", active="perhaps"), "/active"),
        ({"resourceType": "Task"}, "/resourceType"),
    ],
    ids=["other code", "no word", "no service of ours", "not R4", "another resource"],
)
def test_what_tells_no_room_is_refused_with_its_place(resource: Any, pointer: str) -> None:
    found = told(resource)
    assert isinstance(found, InboundRejected)
    assert found.pointer.startswith(pointer)


@pytest.mark.parametrize(
    ("name", "means"),
    [("no_capacity", Capacity.FULL), ("waitlist", Capacity.WAITLIST), ("accepted", None)],
)
def test_an_answer_to_a_referral_may_speak_for_the_next(name: str, means: Capacity | None) -> None:
    found = room.room_after(read(EXAMPLES[name]), ServiceType.MEALS)
    assert (found.capacity if found else None) is means


def test_that_one_person_needs_an_assessment_says_nothing_of_others() -> None:
    declined = read(EXAMPLES["no_capacity"]).model_copy(
        update={"answer": PartnerAnswer.DECLINED, "decline": DeclineReason.NEEDS_ASSESSMENT}
    )
    assert room.room_after(declined, ServiceType.MEALS) is None
