"""Nothing personal in clear in the engine's file or ours, in logs or addresses (SR-28 to 31)."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.converter import DataConverter

from care.model.codes import Role
from tests.security import crawl
from tests.security.canaries import Canaries
from tests.security.population import GIMPO, Population
from workflows import names

pytestmark = [pytest.mark.engine, pytest.mark.slow]


def disguises(value: str) -> Iterator[bytes]:
    """The value as somebody careless might have written it."""
    plain = value.encode()
    yield plain
    yield value.encode("utf-16-le")
    yield value.encode("utf-16-be")
    yield plain.hex().encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + plain)
        yield encoded[4 if shift else 0 : -4]
    yield json.dumps(value).strip('"').encode()


def found(canaries: Canaries, body: bytes) -> list[str]:
    values = (canaries.tag, canaries.phone, canaries.name, canaries.address, canaries.text)
    return [value for value in values if any(form in body for form in disguises(value))]


def leaks(population: Population, body: bytes) -> list[str]:
    tags = [one.tag for one in population.governed.values()]
    written = [tag for tag in tags if any(form in body for form in disguises(tag))]
    people = population.canaries.values()
    return written + [leak for canaries in people for leak in found(canaries, body)]


def files(folder: Path, stem: str) -> list[Path]:
    """The database with whatever lies beside it."""
    return [path for path in sorted(folder.iterdir()) if path.name.startswith(stem)]


def read_all(population: Population) -> None:
    """So that there is something to be logged: pages, a search by name, a failure."""
    home = population.home(GIMPO, "plan")
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        for route in crawl.routes(population.stack):
            if route.method == "GET" and crawl.about_a_case(route):
                for path in crawl.ways(population, route, home):
                    browser.get(path)
    with population.stack.http(population.token(GIMPO, Role.POLICY_ADMIN)) as browser:
        for route in crawl.routes(population.stack):
            if route.method == "GET" and route.path.startswith("/policies/"):
                browser.get(crawl.filled(route, population, home))
        browser.post(f"/cases/{home.case_id}/note", data={"note": home.canaries.text})
        browser.post("/webhooks/partners/nobody", content=home.canaries.text.encode())


def test_the_scan_finds_a_canary_in_every_disguise() -> None:
    canaries = Canaries.new(1)
    for form in disguises(canaries.name):
        assert found(canaries, b"before" + form + b"after")
    assert not found(canaries, b"nothing of the kind")


def test_no_person_is_in_the_engines_file(population: Population) -> None:
    kept = files(population.stack.folder, "temporal.db")
    read = b"".join(path.read_bytes() for path in kept)
    assert population.home(GIMPO, "linked").case_id.encode() in read
    assert leaks(population, read) == []


def test_no_person_is_in_our_files_in_clear(population: Population) -> None:
    kept = files(population.stack.folder, "hamkke.db")
    assert len(kept) > 1, "the write-ahead log belongs to it"
    read = b"".join(path.read_bytes() for path in kept)
    assert population.home(GIMPO, "linked").case_id.encode() in read
    assert leaks(population, read) == []
    assert leaks(population, gzip.compress(read, 1)) == []


def test_no_person_is_in_a_log_or_an_address(population: Population) -> None:
    read_all(population)
    lines = population.stack.logs.lines
    assert lines, "a log that kept nothing proves nothing"
    assert len(population.stack.asked) > 30
    assert leaks(population, "\n".join(lines).encode()) == []
    assert leaks(population, "\n".join(population.stack.asked).encode()) == []


def test_the_engine_lists_ids_and_codes_only(population: Population) -> None:
    client = population.stack.engine

    async def listed() -> list[str]:
        return [str(each.raw_info) async for each in client.list_workflows()]

    told = population.stack.do(listed())
    assert len(told) >= len(population.homes)
    assert leaks(population, "\n".join(told).encode()) == []


async def plain_client(population: Population) -> Client:
    """Somebody with network access to the engine and no keys."""
    place = population.stack.place
    return await Client.connect(
        place.address, namespace=place.namespace, data_converter=DataConverter.default
    )


def test_a_message_that_is_not_sealed_is_refused_and_changes_nothing(
    population: Population,
) -> None:
    home = population.home(GIMPO, "new")
    forged = {
        "intent": "forged",
        "actor": {"person": "p", "role": "COORDINATOR", "district": GIMPO},
        "command": {"kind": "AddNote", "note": "text-1"},
    }

    async def forge() -> None:
        client = await plain_client(population)
        handle = client.get_workflow_handle(home.case_id)
        await handle.execute_update(names.UPDATE_ACT, forged)

    before = population.stack.do(home.cases.state(home.case_id)).revision
    with pytest.raises(WorkflowUpdateFailedError):
        population.stack.do(forge())
    after = population.stack.do(home.cases.state(home.case_id))
    assert after.revision == before


def test_who_asks_without_keys_reads_nothing(population: Population) -> None:
    home = population.home(GIMPO, "linked")

    async def history() -> list[Payload]:
        client = await plain_client(population)
        events = client.get_workflow_handle(home.case_id).fetch_history_events()
        sealed: list[Payload] = []
        async for event in events:
            accepted = event.workflow_execution_update_accepted_event_attributes
            sealed += accepted.accepted_request.input.args.payloads
        return sealed

    payloads = population.stack.do(history())
    assert payloads
    assert {bytes(payload.metadata["encoding"]) for payload in payloads} == {b"binary/hamkke"}
