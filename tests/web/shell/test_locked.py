"""F23: while somebody else holds the database, pages wait a bounded time and say so plainly."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.web.shell.conftest import SAME, SignIn
from tests.web.shell.test_records import CASE, rows
from web.dependencies import Dependencies
from web.look import COOKIE, Look

KOREAN = "저장소가 다른 일로 바빠 아무것도 바꾸지 않았습니다."
ENGLISH = "The records are busy with something else, so nothing was changed."


@contextmanager
def held(tmp_path: Path) -> Iterator[None]:
    """Another process writes and does not end."""
    other = sqlite3.connect(tmp_path / "web.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.database.BUSY_SECONDS", 0.05)


def judged(answer: httpx2.Response, words: str) -> None:
    assert answer.status_code == 503
    assert "STORE_BUSY" in answer.text
    assert words in answer.text
    assert int(answer.headers["retry-after"]) > 0
    assert "locked" not in answer.text.lower()


@pytest.mark.parametrize("path", ["/inbox", f"/trial/cases/{CASE}"])
async def test_f23_a_page_whose_record_cannot_be_written_is_503_and_when_to_come_again(
    path: str, sign_in: SignIn, dependencies: Dependencies, tmp_path: Path
) -> None:
    client = await sign_in("coordinator")
    with held(tmp_path):
        judged(await client.get(path), KOREAN)
        client.cookies.set(COOKIE, Look(language="en").written())
        judged(await client.get(path), ENGLISH)
    assert "canary" not in (await client.get("/account")).text
    assert await rows(dependencies, "ViewCase") == []
    assert (await client.get(path)).status_code == 200


async def test_f23_an_act_that_cannot_be_recorded_is_not_done(
    sign_in: SignIn, dependencies: Dependencies, tmp_path: Path
) -> None:
    client = await sign_in("manager")
    with held(tmp_path):
        judged(await client.post(f"/trial/cases/{CASE}/note", headers=SAME), KOREAN)
    assert await rows(dependencies, "AddNote") == []


async def test_f23_the_door_itself_says_when_to_come_again(
    guest: httpx2.AsyncClient, sign_in: SignIn, tmp_path: Path
) -> None:
    await sign_in("dong")
    sent = {"login": "dong", "password": "a quiet river in autumn"}
    with held(tmp_path):
        judged(await guest.post("/login", data=sent, headers=SAME), KOREAN)


async def test_f23_a_page_that_keeps_no_record_is_read_all_the_while(
    sign_in: SignIn, tmp_path: Path
) -> None:
    client = await sign_in("coordinator")
    with held(tmp_path):
        assert (await client.get("/login")).status_code in (200, 303)


async def test_making_a_page_keeps_no_writer_waiting(
    sign_in: SignIn, dependencies: Dependencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is taken for the record alone: others write while the page is made."""
    client = await sign_in("coordinator")
    written: list[bool] = []
    judge = dependencies.authority.judge

    def judging(*given: object) -> object:
        other = sqlite3.connect(dependencies.database.url.partition("///")[2], timeout=0)
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
        other.close()
        written.append(True)
        return judge(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(type(dependencies.authority), "judge", lambda _, *given: judging(*given))
    assert (await client.get(f"/trial/cases/{CASE}")).status_code == 200
    assert written
