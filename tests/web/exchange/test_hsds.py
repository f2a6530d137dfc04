"""HSDS in and out: the published examples to the letter, and files never seen with patience."""

import json
import string
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.model.directory import ServiceStatus
from store.directory_fields import entry_of, fields_of
from tests.web.exchange.hsds import example, faults, published
from web.exchange.hsds_reading import MOST_BYTES, Reading, read_hsds
from web.exchange.hsds_writing import plain, write_hsds
from web.reading.remarks import Unreadable, Weight

ORG = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
SERVICE = "ac148810-d857-441c-9679-408f346de14b"
ORGANIZATION = {"id": ORG, "name": "푸른복지관", "description": ""}
MEALS = {"id": SERVICE, "name": "밑반찬 배달", "status": "active", "organization_id": ORG}


def reading(data: Any) -> Reading:
    return read_hsds(json.dumps(data).encode())


def codes(found: Reading) -> dict[str, Weight]:
    return {one.code: one.weight for one in found.remarks}


def with_service(**changed: Any) -> Any:
    return ORGANIZATION | {"services": [MEALS | changed]}


def written(found: Reading) -> Any:
    return json.loads(write_hsds(found.entries, found.alone))


@published
def test_the_published_organization_comes_back_to_the_letter() -> None:
    given = example("organization")
    [again] = written(reading(given))
    for service in given["services"]:
        service.pop("organization", None)
        service["organization_id"] = given["id"]
    assert again == given
    assert faults("organization", again) == []


@published
def test_the_published_service_comes_back_with_its_organization() -> None:
    given = example("service")
    found = reading(given)
    [(organization, service)] = found.entries
    assert plain(organization) == given.pop("organization")
    assert plain(service) == given | {"organization_id": organization.id}
    assert faults("service", plain(service)) == []


@published
def test_a_service_at_a_location_is_read_as_its_service() -> None:
    service = example("service")
    at = service.pop("service_at_locations")[0] | {"service": service}
    [(_, read)] = reading([at]).entries
    assert [one.id for one in read.service_at_locations] == [at["id"]]
    assert read.service_at_locations[0].location is not None


TEXT = st.text(string.ascii_letters + " 가나다라.,", min_size=1, max_size=12).map(str.strip)
WORDS = TEXT.filter(bool)
IDS = st.uuids(version=4).map(str)
NUMBERS = st.integers(0, 10**6) | st.floats(0, 10**6, allow_nan=False)
DAYS = st.dates().map(str)


def objects(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[Any]:
    own = {"x_unknown": st.integers() | WORDS | st.lists(WORDS, max_size=2)}
    return st.fixed_dictionaries({"id": IDS} | required, optional=optional | own)


TERMS = objects({"name": WORDS, "description": WORDS}, {"code": WORDS, "taxonomy": WORDS})
ATTRIBUTES = st.lists(objects({}, {"value": WORDS, "taxonomy_term": TERMS}), max_size=2)
PHONES = st.lists(objects({"number": WORDS}, {"extension": NUMBERS, "type": WORDS}), max_size=2)
SCHEDULES = st.lists(
    objects({}, {"freq": st.sampled_from(["WEEKLY", "MONTHLY"]), "valid_from": DAYS}), max_size=2
)
ADDRESSES = st.lists(
    objects(
        {
            "address_1": WORDS,
            "city": WORDS,
            "state_province": WORDS,
            "postal_code": WORDS,
            "country": WORDS,
            "address_type": st.sampled_from(["physical", "postal", "virtual"]),
        },
        {},
    ),
    max_size=2,
)
LOCATIONS = objects(
    {"location_type": st.sampled_from(["physical", "postal", "virtual"])},
    {"name": WORDS, "latitude": NUMBERS, "addresses": ADDRESSES, "attributes": ATTRIBUTES},
)
PLACES = st.lists(objects({}, {"location": LOCATIONS, "phones": PHONES}), max_size=2)
SERVICES = st.lists(
    objects(
        {"name": WORDS, "status": st.sampled_from([one.value for one in ServiceStatus])},
        {
            "description": WORDS,
            "minimum_age": NUMBERS,
            "assured_date": DAYS,
            "assurer_email": st.emails(),
            "phones": PHONES,
            "schedules": SCHEDULES,
            "service_at_locations": PLACES,
            "attributes": ATTRIBUTES,
            "cost_options": st.lists(objects({}, {"amount": NUMBERS, "currency": WORDS})),
        },
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one["id"],
)
ORGANIZATIONS = objects(
    {"name": WORDS, "description": WORDS, "services": SERVICES},
    {"phones": PHONES, "year_incorporated": NUMBERS, "locations": st.lists(LOCATIONS, max_size=2)},
)


@published
@settings(max_examples=40, deadline=None)
@given(ORGANIZATIONS)
def test_what_is_valid_comes_back_as_it_went_in_and_is_valid_still(given: Any) -> None:
    found = reading(given)
    assert codes(found) == {}
    [again] = written(found)
    for service in given["services"]:
        service["organization_id"] = given["id"]
    assert again == given
    assert faults("organization", again) == []


KEYS = (
    *("id", "name", "status", "services", "phones", "contents", "organization"),
    *("attributes", "minimum_age", "service_at_locations", "location", "service"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused_and_never_breaks(data: Any) -> None:
    try:
        found = reading(data)
    except Unreadable:
        return
    again = read_hsds(write_hsds(found.entries, found.alone)) if found.entries else found
    assert again.entries == found.entries


@published
@settings(max_examples=40, deadline=None)
@given(ORGANIZATIONS, st.data())
def test_what_was_mended_is_valid(given: Any, data: st.DataObject) -> None:
    """Somewhere a value of another kind: the export is valid or the line was refused."""
    service = given["services"][0]
    key = data.draw(st.sampled_from(sorted(service)))
    service[key] = data.draw(st.sampled_from(["이상한 값", 7, [1], {"a": 1}, True, "", None]))
    for one in written(reading(given)):
        assert faults("organization", one) == []


def test_odd_ids_become_uuids_the_same_every_time_and_references_hold() -> None:
    data = {
        "organizations": [{"id": 7, "name": "마을의원"}],
        "services": [{"id": "svc/1", "organization_id": 7, "name": "왕진", "status": "active"}],
    }
    first, second = reading(data), reading(data)
    [(organization, service)] = first.entries
    assert first.entries == second.entries
    assert UUID(organization.id)
    assert UUID(service.id)
    assert service.organization_id == organization.id
    assert plain(service)["source_id"] == "svc/1"
    assert codes(first)["ID_MADE"] is Weight.WARNED


def test_a_package_of_tables_is_joined_by_what_its_lines_name() -> None:
    data = {
        "organization": [ORGANIZATION],
        "services": [MEALS],
        "locations": [{"id": "l", "name": "본관", "location_type": "physical"}],
        "services_at_location": [{"id": "sl", "service_id": SERVICE, "location_id": "l"}],
        "addresses": [{"id": "a", "location_id": "l", "address_1": "한들로 1", "city": "가상시"}],
        "phones": [
            {"id": "p", "service_id": SERVICE, "organization_id": ORG, "number": "031-000-0001"},
            {"id": "q", "service_id": "nowhere", "number": "031-000-0002"},
        ],
        "attributes": [
            {"id": "x", "link_id": SERVICE, "link_entity": "service", "taxonomy_term_id": "t"}
        ],
        "taxonomy_terms": [{"id": "t", "code": "MEALS", "name": "식사", "taxonomy_id": "tx"}],
        "taxonomies": [{"id": "tx", "name": "hamkke-service", "description": ""}],
    }
    found = reading(data)
    [(organization, service)] = found.entries
    fields = fields_of(organization, service)
    assert fields.phone == "031-000-0001"
    assert fields.address == "가상시 한들로 1"
    assert fields.services == {"MEALS"}
    assert [one.params["said"] for one in found.remarks if one.code == "PARENT_MISSING"] == [
        "nowhere"
    ]
    assert organization.phones == ()


def test_a_page_of_an_api_and_a_list_are_read_alike() -> None:
    listed = [MEALS | {"organization": ORGANIZATION}]
    assert reading({"page": 1, "contents": listed}).entries == reading(listed).entries


def test_wrong_kinds_are_set_aside_and_the_line_is_taken() -> None:
    found = reading(
        with_service(
            minimum_age="예순다섯",
            assured_date="모름",
            phones=[{"id": "1"}, {"number": 310000001}, "010"],
            schedules={"description": "평일"},
            url="javascript:alert(1)",
            email="없음",
            x_own={"kept": [1, 2]},
        )
    )
    [(_, service)] = found.entries
    assert (service.minimum_age, service.assured_date, service.url, service.email) == (None,) * 4
    assert [one.number for one in service.phones] == ["310000001"]
    assert service.schedules[0].description == "평일"
    assert plain(service)["x_own"]["kept"] == [1, 2]
    assert {"VALUE_DROPPED", "PART_DROPPED"} <= set(codes(found))
    assert Weight.REFUSED not in codes(found).values()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": None}, "REQUIRED"),
        ({"name": ["이름"]}, "VALUE_INVALID"),
        ({"status": "언제나"}, "VALUE_INVALID"),
        ({"description": "문의 900101-1234567"}, "RRN_NOT_ALLOWED_HERE"),
    ],
)
def test_a_line_that_cannot_be_mended_is_refused_alone(changed: Any, code: str) -> None:
    other = MEALS | {"id": "ac148810-d857-441c-9679-408f346de14c", "name": "도시락"}
    found = reading(ORGANIZATION | {"services": [MEALS | changed, other]})
    assert [service.name for _, service in found.entries] == ["도시락"]
    assert codes(found)[code] is Weight.REFUSED
    assert "1234567" not in "".join(one.words for one in found.remarks)


def test_the_usual_slips_are_put_right() -> None:
    found = reading(
        with_service(
            status=" Active ", url="www.pureun.example", assured_date="2026-01-02T09:00:00Z"
        )
    )
    [(_, service)] = found.entries
    assert service.status is ServiceStatus.ACTIVE
    assert service.url == "http://www.pureun.example"
    assert str(service.assured_date) == "2026-01-02"
    assert codes(found) == {}


def test_the_same_service_twice_is_taken_once_and_one_without_a_body_not_at_all() -> None:
    orphan = {"id": "x", "name": "외톨이", "status": "active", "organization_id": "nobody"}
    found = reading([MEALS | {"organization": ORGANIZATION}] * 2 + [orphan])
    assert len(found.entries) == 1
    assert codes(found)["ALREADY_RECEIVED"] is Weight.SKIPPED
    assert codes(found)["ORGANIZATION_MISSING"] is Weight.REFUSED


def test_control_characters_go_and_hangul_is_composed() -> None:
    found = reading(with_service(name="밑\u0000반찬\u202e", description="\u1112\u1161\u11ab"))
    [(_, service)] = found.entries
    assert (service.name, service.description) == ("밑반찬", "한")
    assert codes(found)["TEXT_INVALID"] is Weight.WARNED


def test_an_organization_without_a_service_is_known_too() -> None:
    found = reading([ORGANIZATION])
    assert [one.name for one in found.alone] == ["푸른복지관"]
    assert found.entries == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "JSON_INVALID"),
        (b"{", "JSON_INVALID"),
        (b"[1, 2]", "JSON_SHAPE"),
        (b'{"a": 1}', None),
        ("{}".encode("utf-16"), "CSV_ENCODING"),
        (b"[" * 100_000, "FILE_UNSAFE"),
        (b"[" * 60 + b"]" * 60, "FILE_UNSAFE"),
        (b" " * (MOST_BYTES + 1), "FILE_TOO_LARGE"),
        (b'{"n": 1' + b"0" * 5000 + b"}", "FILE_UNSAFE"),
    ],
)
def test_what_is_no_hsds_file_is_refused_whole(content: bytes, code: str | None) -> None:
    if code is None:
        assert codes(read_hsds(content)) == {"REQUIRED": Weight.REFUSED, "ID_MADE": Weight.WARNED}
        return
    with pytest.raises(Unreadable) as refused:
        read_hsds(content)
    assert refused.value.remark.code == code
    assert refused.value.remark.words


def test_a_name_said_twice_in_an_object_is_remarked() -> None:
    text = json.dumps(with_service()).replace('"status"', '"status": "inactive", "status"')
    found = read_hsds(text.encode())
    assert codes(found) == {"KEY_TWICE": Weight.WARNED}
    assert found.entries[0][1].status is ServiceStatus.ACTIVE


def test_a_line_of_a_form_exports_what_it_says() -> None:
    [(organization, service)] = reading(with_service(wait_time="약 3주")).entries
    fields = fields_of(organization, service)
    assert fields.waits_days == 21
    told = fields.model_copy(update={"cost_won": 5000, "services": frozenset({"MEALS"})})
    [(_, again)] = read_hsds(write_hsds([entry_of(told, (organization, service))])).entries
    assert fields_of(organization, again).cost_won == 5000
    assert fields_of(organization, again).services == {"MEALS"}
