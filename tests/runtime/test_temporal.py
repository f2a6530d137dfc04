"""The embedded server: what it refuses before it starts, and what it promises once it runs."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from runtime.temporal import (
    EngineError,
    EnginePlace,
    EngineServer,
    check_version,
    is_ready,
    server_command,
    taken_ports,
)
from tests.serving import free_port


@pytest.fixture
def place(tmp_path: Path) -> EnginePlace:
    return EnginePlace(
        file=tmp_path / "temporal.db",
        port=free_port(),
        ui_port=free_port(),
        metrics_port=free_port(),
        namespace="cases",
    )


def test_a_file_of_another_release_is_refused(place: EnginePlace) -> None:
    check_version(place)
    place.file.touch()
    check_version(place)
    place.file.with_suffix(".version").write_text("1.6.2\n", encoding="ascii")
    with pytest.raises(EngineError, match=r"1\.6\.2"):
        check_version(place)


def test_a_file_of_unknown_origin_is_refused(place: EnginePlace) -> None:
    place.file.touch()
    with pytest.raises(EngineError, match="unknown"):
        check_version(place)


def test_a_taken_port_is_named(place: EnginePlace) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", place.port))
        other.listen()
        assert taken_ports(place) == [place.port]


def test_the_server_listens_on_loopback_and_writes_ahead(place: EnginePlace) -> None:
    command = " ".join(server_command(place))
    assert "--ip 127.0.0.1" in command
    assert "--sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=full" in command
    assert "TimeSkipping" not in command


@pytest.mark.engine
async def test_the_server_keeps_closed_runs_for_as_long_as_asked(place: EnginePlace) -> None:
    async with EngineServer(place, retention=timedelta(days=4000)):
        assert await is_ready(place, timedelta(days=4000))
        client = await Client.connect(place.address, namespace=place.namespace)
        described = await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=place.namespace)
        )
        kept = described.config.workflow_execution_retention_ttl.ToTimedelta()
        assert kept == timedelta(days=4000)
    assert not await is_ready(place, timedelta(days=4000))
