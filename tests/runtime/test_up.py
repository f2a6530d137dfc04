"""``hamkke up`` on one machine: it starts, serves, stops on Ctrl-C, and goes on where it was."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from runtime.forms_client import FormsClient
from runtime.loopback import free_port

pytestmark = [pytest.mark.engine, pytest.mark.slow]
PASSWORD = "a sentence nobody guesses"
PORTS = (
    "WEB",
    "TEMPORAL",
    "TEMPORAL_UI",
    "TEMPORAL_METRICS",
    "WORKER_METRICS",
    "SANDBOX",
    "MAIL_SINK",
)
READY_SECONDS = 60


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ports = {f"HAMKKE_{name}_PORT": str(free_port()) for name in PORTS}
    return {**os.environ, **ports, "HAMKKE_DATA_DIR": str(tmp_path / "var")}


def command(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "runtime.cli", *arguments)


@asynccontextmanager
async def running(environment: dict[str, str]) -> AsyncIterator[str]:
    """Yield the base address once the system says it runs; stop it as Ctrl-C does."""
    process = await asyncio.create_subprocess_exec(
        *command("up"), env=environment, stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_SECONDS):
            while b"Hamkke runs at" not in (line := await process.stdout.readline()):
                assert line, "it ended before it ran"
        yield f"http://127.0.0.1:{environment['HAMKKE_WEB_PORT']}"
    finally:
        process.send_signal(signal.SIGINT)
        said = await asyncio.wait_for(process.stdout.read(), READY_SECONDS)
        assert await process.wait() == 0
        assert b"Everything is kept" in said


async def refused(environment: dict[str, str]) -> None:
    """A second system on the same data would write into the same files."""
    process = await asyncio.create_subprocess_exec(
        *command("up"), env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asyncio.wait_for(process.communicate(), READY_SECONDS)
    assert process.returncode == 1
    assert "함께가 이미 돌고 있습니다" in said.decode()
    assert "already runs on these data" in said.decode()


async def add_account(environment: dict[str, str]) -> None:
    options = ("--name", "가람솔", "--district", "41570", "--role", "CASE_MANAGER")
    process = await asyncio.create_subprocess_exec(
        *command("person", "add", "garam", *options, "--password", PASSWORD), env=environment
    )
    assert await process.wait() == 0


@asynccontextmanager
async def logged_in(base: str) -> AsyncIterator[FormsClient]:
    async with httpx2.AsyncClient(base_url=base, timeout=30) as http:
        browser = FormsClient(http)
        await browser.log_in("garam", PASSWORD)
        yield browser


async def test_a_case_opened_before_a_stop_is_there_after_the_next_start(
    environment: dict[str, str],
) -> None:
    async with running(environment) as base:
        await refused(environment)
        await add_account(environment)
        async with logged_in(base) as browser:
            opened = await browser.send(
                "/cases/new",
                {
                    "office": "sodam-dong",
                    "channel": "OUTREACH",
                    "member_0_name": "가상인",
                    "member_0_relation": "CLIENT",
                    "member_0_birth_date": "1980-01-02",
                },
            )
            assert opened.status == 303, opened.text

    async with running(environment) as base, logged_in(base) as browser:
        contact = await browser.send(
            f"{opened.location}/contact", {"mode": "VISIT", "result": "MET"}
        )

        assert contact.status == 303, contact.text
        assert "초기상담" in await browser.text_of(opened.location)
