"""Linkages and Tasks are one to one; what is made is valid R4 and holds no more than was shared."""

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from fhir.resources.R4B.codesystem import CodeSystem
from fhir.resources.R4B.servicerequest import ServiceRequest
from fhir.resources.R4B.task import Task
from hypothesis import given
from hypothesis import strategies as st

from care.messages.served import ServedPerson, ServedReferral
from care.model.codes import DeclineReason, ItemOutcome, LinkageStatus, NeedArea, ServiceType
from care.model.ids import AgencyId, LinkageId
from i18n import loader
from i18n.wording import words
from partners.fhir import codes, mapping
from partners.fhir.inbound import ANSWERS, NoAnswer, answer_of
from tests.partners.fhir.examples import SERVED

EXCLUDED = {"ready", "received"}
"""Of FHIR's task statuses, those the guide's referral profile does not have."""
FOCUS = "ServiceRequest/1"
short = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=20
)
people = st.builds(
    ServedPerson,
    name=st.just("") | short,
    birth_year=st.none() | st.integers(1900, 2026),
    phone=st.sampled_from(["", "010-1234-5678"]),
    address=st.just("") | short,
)
referrals = st.builds(
    ServedReferral,
    linkage_id=st.from_regex(r"linkage-[a-z0-9]{6}", fullmatch=True).map(LinkageId),
    agency_id=st.just(AgencyId("body")),
    service=st.sampled_from(ServiceType),
    need=st.sampled_from(NeedArea),
    urgent=st.booleans(),
    requested_at=st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(
        lambda day: datetime.combine(day, time(1, 30), UTC)
    ),
    answer_by=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    contact=st.just("https://hamkke.example.kr"),
    people=st.lists(people, max_size=3).map(tuple),
    status=st.sampled_from(LinkageStatus),
    decline=st.sampled_from(DeclineReason),
    scheduled_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    outcome=st.sampled_from([one for one in ItemOutcome if one is not ItemOutcome.NOT_DELIVERED]),
)


@given(referrals)
def test_the_status_comes_back_as_it_went(served: ServedReferral) -> None:
    made = json.loads(json.dumps(mapping.task(served, FOCUS)))
    assert mapping.status_of(made) is served.status
    assert mapping.referral_of(made) == served.linkage_id
    assert made["status"] not in EXCLUDED


@given(referrals)
def test_what_a_body_would_answer_comes_back_as_it_went(served: ServedReferral) -> None:
    made = mapping.task(served, FOCUS)
    if served.status in (LinkageStatus.REQUESTED, LinkageStatus.WITHDRAWN):
        with pytest.raises(NoAnswer):
            answer_of(made)
        return
    if served.status is LinkageStatus.PASSED_ON:
        return
    told = answer_of(made)
    assert told.answer is ANSWERS[served.status]
    if served.status is LinkageStatus.DECLINED:
        assert told.decline is served.decline
    if served.status is LinkageStatus.DONE:
        assert told.outcome is served.outcome
    if served.status in (LinkageStatus.ACCEPTED, LinkageStatus.SCHEDULED):
        assert told.scheduled_on == served.scheduled_on


@given(referrals)
def test_both_resources_are_valid_and_stay_what_they_are(served: ServedReferral) -> None:
    for kind, made in (
        (Task, mapping.task(served, FOCUS)),
        (ServiceRequest, mapping.service_request(served)),
    ):
        read: Any = kind.model_validate(made)
        again = json.loads(read.model_dump_json())
        assert kind.model_validate(again) == read
        assert again["identifier"] == made["identifier"]
        assert again["status"] == made["status"]


@given(referrals)
def test_a_reason_is_never_missing_where_the_guide_requires_it(served: ServedReferral) -> None:
    made = mapping.task(served, FOCUS)
    assert bool(made.get("statusReason", {}).get("text")) is (
        made["status"] in mapping.NEEDS_REASON
    )
    if made["status"] == "completed" and served.status is LinkageStatus.DONE:
        [output] = made["output"]
        assert codes.code_of(output["type"], codes.TEMPORARY) == "resulting-activity"


def test_every_state_of_ours_has_one_of_theirs_and_back() -> None:
    assert set(mapping.TASK_STATUS) == set(LinkageStatus)
    assert set(mapping.PLAIN) == set(mapping.TASK_STATUS.values())
    assert all(mapping.TASK_STATUS[ours] == theirs for theirs, ours in mapping.PLAIN.items())


def test_people_are_only_inside_the_request_and_leave_it_with_the_referral() -> None:
    made = mapping.service_request(SERVED)
    names = [one["name"][0]["text"] for one in made["contained"] if "name" in one]
    assert names == ["윤다온", "윤가람"]
    assert made["subject"] == {"reference": "#household"}
    assert "윤" not in json.dumps(mapping.task(SERVED, FOCUS), ensure_ascii=False)
    gone = SERVED.model_copy(update={"status": LinkageStatus.WITHDRAWN})
    assert "윤" not in json.dumps(mapping.service_request(gone), ensure_ascii=False)
    assert mapping.service_request(gone)["status"] == "revoked"


def test_what_is_not_shared_is_not_there_at_all() -> None:
    nameless = SERVED.model_copy(update={"people": (ServedPerson(),)})
    [patient] = mapping.service_request(nameless)["contained"]
    assert patient == {"resourceType": "Patient", "id": "person-1"}


def test_a_referral_passed_on_names_its_child_and_the_child_its_parent() -> None:
    child, parent = LinkageId("linkage-child"), SERVED.linkage_id
    passed = SERVED.model_copy(update={"status": LinkageStatus.PASSED_ON, "passed_to": child})
    made = mapping.task(passed, FOCUS)
    assert made["output"][0]["valueReference"] == {"reference": f"Task/{child}"}
    further = SERVED.model_copy(update={"linkage_id": child, "part_of": parent})
    assert mapping.task(further, FOCUS)["partOf"] == [{"reference": f"Task/{parent}"}]
    Task.model_validate(made)


def test_codes_are_shown_in_both_languages_as_everywhere_else() -> None:
    for table in codes.TABLES.values():
        for code, (korean, english) in table.items():
            assert words(code) == korean
            with loader.speaking("en"):
                assert words(code) == english
    assert all(
        set(table) == set(kind)
        for table, kind in (
            (codes.SERVICES, ServiceType),
            (codes.NEEDS, NeedArea),
            (codes.DECLINES, DeclineReason),
            (codes.OUTCOMES, ItemOutcome),
            (codes.STATUSES, LinkageStatus),
        )
    )


def test_our_code_systems_are_resources_a_body_can_load() -> None:
    for made in codes.code_systems():
        CodeSystem.model_validate(made)
