"""Direct referral light: a body reads its Task by its own key and updates it; nobody else."""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.operationoutcome import OperationOutcome
from fhir.resources.R4B.servicerequest import ServiceRequest
from fhir.resources.R4B.task import Task

from care.messages import commands as c
from care.model.codes import DeclineReason, LinkageStatus, ServiceType
from care.model.directory import EntryFields
from care.model.ids import ConsentId, PersonId
from care.model.linkage import Linkage
from partners.fhir import codes
from store import directory
from store.directory import Entering, Query
from store.directory_fields import entry_of
from tests.partners.fhir.test_fhir_room import offered
from tests.web.acts.conftest import GIMPO
from tests.web.fhir.conftest import Reader, key_of
from tests.web.flow import HOME
from tests.web.links.conftest import BODY, LINKAGE, NAME


def linkage(reader: Reader) -> Linkage:
    return next(one for one in reader.flow.state().linkages if one.linkage_id == LINKAGE)


def updated(reader: Reader, status: str, **more: Any) -> bytes:
    task = reader.get(f"Task/{LINKAGE}").json()
    task.pop("businessStatus", None)
    return json.dumps(task | {"status": status, **more}).encode()


def test_the_body_finds_its_task_and_reads_what_is_shared(reader: Reader) -> None:
    page = reader.get("Task")
    assert page.headers["content-type"] == "application/fhir+json"
    bundle = page.json()
    Bundle.model_validate(bundle)
    [entry] = bundle["entry"]
    Task.model_validate(entry["resource"])
    assert (entry["resource"]["id"], entry["resource"]["status"]) == (LINKAGE, "requested")
    assert NAME not in page.text
    request = reader.get(entry["resource"]["focus"]["reference"]).json()
    ServiceRequest.model_validate(request)
    whole = json.dumps(request, ensure_ascii=False)
    assert NAME in whole
    assert "비밀길" not in whole
    assert reader.flow.case_id not in whole


def test_it_is_found_by_our_identifier_and_by_when_it_changed(reader: Reader) -> None:
    def total(asked: str) -> int:
        return int(reader.get(f"Task?{asked}").json()["total"])

    assert total(f"identifier={codes.REFERRAL}|{LINKAGE}") == 1
    assert total("identifier=x|linkage-of-nobody") == 0
    assert total("_lastUpdated=ge2026-01-01T00:00:00Z") == 1
    assert total("_lastUpdated=ge2027-01-01T00:00:00+09:00") == 0
    for wrong in ("_lastUpdated=yesterday", "_offset=-1", "_offset=x", "_lastUpdated=2026-01-01"):
        refused = reader.get(f"Task?{wrong}")
        assert refused.status_code == 400
        OperationOutcome.model_validate(refused.json())


def test_a_bare_word_of_progress_counts_as_a_change(reader: Reader) -> None:
    reader.put(updated(reader, "in-progress"))
    reader.brought()
    status_at = linkage(reader).status_at
    reader.flow.clock.forward(hours=2)
    counted = {"coding": [{"system": codes.OUTPUT, "code": codes.SESSIONS}]}
    once = {"type": counted, "valueInteger": 1}
    reader.put(updated(reader, "in-progress", output=[once]))
    reader.brought()
    assert linkage(reader).sessions == 1
    assert linkage(reader).status_at == status_at
    since = quote(f"ge{(status_at + timedelta(hours=1)).isoformat()}")
    found = reader.get(f"Task?_lastUpdated={since}").json()
    assert found["total"] == 1
    [task] = [one["resource"] for one in found["entry"]]
    assert datetime.fromisoformat(task["meta"]["lastUpdated"]) == linkage(reader).told_at
    assert datetime.fromisoformat(task["lastModified"]) == status_at


def test_an_updated_task_reaches_the_case_once(reader: Reader) -> None:
    body = updated(reader, "accepted", executionPeriod={"start": "2026-02-20"})
    for _ in range(2):
        answer = reader.put(body)
        assert (answer.status_code, answer.content) == (200, body)
    [[count]] = reader.sql("SELECT count(*) FROM webhook_inbox")
    assert count == 1
    reader.brought()
    found = linkage(reader)
    assert found.status in (LinkageStatus.ACCEPTED, LinkageStatus.SCHEDULED)
    assert str(found.scheduled_on) == "2026-02-20"


def test_a_rejection_needs_its_reason(reader: Reader) -> None:
    refused = reader.put(updated(reader, "rejected"))
    assert refused.status_code == 400
    outcome = refused.json()
    OperationOutcome.model_validate(outcome)
    assert outcome["issue"][0]["expression"] == ["Task.statusReason.text"]
    reason = {
        "coding": [{"system": codes.TEMPORARY, "code": "no-capacity"}],
        "text": "No capacity",
    }
    assert reader.put(updated(reader, "rejected", statusReason=reason)).status_code == 200
    reader.brought()
    found = linkage(reader)
    assert (found.status, found.decline) == (LinkageStatus.DECLINED, DeclineReason.NO_CAPACITY)
    gone = reader.get(f"ServiceRequest/{LINKAGE}").json()
    assert (gone["status"], NAME in json.dumps(gone, ensure_ascii=False)) == ("revoked", False)


def test_a_task_sent_back_as_it_was_answers_nothing(reader: Reader) -> None:
    content = reader.get(f"Task/{LINKAGE}").content
    assert reader.put(content).status_code == 200
    assert reader.sql("SELECT 1 FROM webhook_inbox") == []


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"{}",
        b'{"resourceType":"Patient"}',
        b'{"resourceType":"Task","status":"accepted","intent":"order"}',
    ],
)
def test_what_is_no_task_of_this_referral_is_refused(reader: Reader, content: bytes) -> None:
    assert reader.put(content).status_code == 400
    assert reader.sql("SELECT 1 FROM webhook_inbox") == []


def test_another_referral_in_the_task_and_texts_nobody_may_keep_are_refused(
    reader: Reader,
) -> None:
    other = [{"system": codes.REFERRAL, "value": "linkage-of-others"}]
    assert reader.put(updated(reader, "accepted", identifier=other)).status_code == 400
    note = [{"text": "900101-1234567"}]
    assert reader.put(updated(reader, "accepted", note=note)).status_code == 400
    assert reader.put(b" " * 70_000).status_code == 413


def test_an_unknown_body_a_wrong_key_and_no_key_are_answered_alike(reader: Reader) -> None:
    told = {
        reader.get(f"Task/{LINKAGE}", key="wrong").content,
        reader.get(f"Task/{LINKAGE}", agency="nobody").content,
        reader.get(f"Task/{LINKAGE}", agency="welfare").content,
        reader.put(b"{}", key="wrong").content,
        reader.flow.client.get(f"/fhir/repair/Task/{LINKAGE}").content,
        reader.get("Task", key="wrong").content,
    }
    assert len(told) == 1
    assert reader.get("Task", key="wrong").status_code == 401


def test_what_is_not_theirs_taken_back_or_hidden_is_no_referral(reader: Reader) -> None:
    missing = reader.get("Task/linkage-of-others")
    assert missing.status_code == 404
    reader.sql(
        "INSERT INTO hidden_households (danger_id, kind, who, household_id, district, since)"
        f" VALUES ('d-1', 'agency', 'repair', '{HOME}', '41570', '2026-01-01 00:00:00')"
    )
    hidden = reader.get(f"Task/{LINKAGE}")
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert reader.get("Task").json().get("entry") is None


def test_a_consent_taken_back_leaves_a_cancelled_task_without_people(reader: Reader) -> None:
    reader.flow.act("manager", c.WithdrawConsent(consent_id=ConsentId("consent-2"), note=None))
    task = reader.get(f"Task/{LINKAGE}").json()
    assert (task["status"], bool(task["statusReason"]["text"])) == ("cancelled", True)
    assert NAME not in reader.get(f"ServiceRequest/{LINKAGE}").text


def test_two_keys_hold_while_one_replaces_the_other_and_then_only_the_new(reader: Reader) -> None:
    old, reader.key = reader.key, reader.flow._run(key_of, reader.flow)
    assert reader.get("Task").status_code == reader.get("Task", key=old).status_code == 200
    third = reader.flow._run(key_of, reader.flow)
    assert reader.get("Task", key=old).status_code == 401
    assert reader.get("Task", key=third).status_code == 200
    assert reader.sql("SELECT 1 FROM partner_keys WHERE digest LIKE '%" + third[:8] + "%'") == []


def test_every_view_and_update_is_recorded_under_the_body(reader: Reader) -> None:
    body = updated(reader, "accepted")
    reader.get("Task")
    reader.get(f"ServiceRequest/{LINKAGE}")
    reader.put(body)
    kept = reader.sql(
        "SELECT purpose, subject FROM access_records WHERE person = 'agency:repair'"
        " ORDER BY sequence"
    )
    assert [purpose for purpose, _ in kept] == ["view", "list", "view", "act"]
    assert {subject for _, subject in kept} == {reader.flow.case_id}


def test_what_the_pages_can_do_is_told_to_everybody(reader: Reader) -> None:
    CapabilityStatement.model_validate(reader.flow.client.get("/fhir/metadata").json())


def entered(reader: Reader) -> None:
    """The body has an entry for its repairs."""
    services = frozenset({ServiceType.HOUSE_REPAIR})
    fields = EntryFields(organization=BODY.name, service_name="집수리", services=services)

    async def enter() -> None:
        async with reader.flow.cases.database.of(GIMPO).write() as session:
            by = Entering(PersonId("coordinator"), reader.flow.clock())
            organization, service = entry_of(fields)
            await directory.save_entry(session, GIMPO, organization, service, by, BODY.agency_id)

    reader.flow._run(enter)


def room_of(reader: Reader) -> str | None:
    """As whoever looks for a service finds it."""

    async def look() -> Any:
        async with reader.flow.cases.database.of(GIMPO).read() as session:
            asked = Query(service=ServiceType.HOUSE_REPAIR, agency_id=BODY.agency_id)
            return await directory.search(session, GIMPO, asked)

    [found] = reader.flow._run(look).found
    told: str | None = found.capacity
    return told


def test_the_room_a_body_puts_stands_in_its_entry_of_the_directory(reader: Reader) -> None:
    entered(reader)
    at, headers = "HealthcareService/repairs", {"authorization": f"Bearer {reader.key}"}

    def put(content: bytes, key: str = "") -> int:
        sent = {"authorization": f"Bearer {key}"} if key else headers
        path = f"/fhir/repair/{at}"
        return int(reader.flow.client.put(path, content=content, headers=sent).status_code)

    told = offered("waitlist", type=[codes.concept(codes.SERVICE, ServiceType.HOUSE_REPAIR)])
    assert put(json.dumps(told).encode(), "wrong") == 401
    assert put(json.dumps(offered("yes")).encode()) == 400
    assert put(b" " * 70_000) == 413
    assert reader.sql("SELECT 1 FROM webhook_inbox") == []
    assert put(json.dumps(told).encode()) == 200
    reader.brought()
    assert room_of(reader) == "WAITLIST"


def test_a_body_that_turns_one_down_for_want_of_room_is_full_for_the_next(reader: Reader) -> None:
    entered(reader)
    reason = {"coding": [{"system": codes.TEMPORARY, "code": "no-capacity"}], "text": "Full"}
    assert reader.put(updated(reader, "rejected", statusReason=reason)).status_code == 200
    reader.brought()
    assert room_of(reader) == "FULL"
