"""``hamkke import``: a list brought by a command, followed to its end, taken once."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from rich.console import Console
from temporalio.testing import ActivityEnvironment
from typer.testing import CliRunner

from activities import batch_import
from activities.batch_import import BatchDesk
from care.messages.batches import BatchAsked
from care.model.discovery import BatchState, FoundOutcome
from care.model.ids import DistrictCode
from runtime import import_commands
from runtime.cli import app
from runtime.import_commands import bring_one
from runtime.importing import Importer, Wanted
from runtime.worker import takers
from store import access_records, batches
from store.database import Database
from store.keyring import Keyring
from tests.databases import new_sqlite
from workflows.batches import Batches

DISTRICT = DistrictCode("41570")
HEADING = "이름,생년월일,전화번호,단전\n"


def rows(first: int, last: int) -> str:
    return "".join(
        f"가온{chr(0xAC00 + n)},1961-03-04,010-0000-{n:04d},O\n" for n in range(first, last)
    )


class AtWork(Batches):
    """An engine with a worker: told of a list, it works until a person is needed."""

    def __init__(self, desk: BatchDesk) -> None:
        self.desk = desk
        self.rounds: set[asyncio.Task[object]] = set()

    async def tell(self, asked: BatchAsked) -> bool:
        work = asyncio.create_task(ActivityEnvironment().run(self.desk.carry_batch, asked))
        self.rounds.add(work)
        return True


@pytest.fixture
async def importer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Importer]:
    monkeypatch.setattr(batch_import, "BREATH", 0)
    url = new_sqlite(tmp_path, "lists.db")
    database, keyring = Database(url, synchronous="NORMAL"), Keyring(b"k" * 32)
    desk = BatchDesk(database, keyring, takers(keyring))
    console = Console(file=io.StringIO(), width=200)
    yield Importer(database, keyring, AtWork(desk), console, pause=0.005)
    await database.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "명단.csv"
        path.write_text(text, encoding="cp949")
        return path

    return write


def told(importer: Importer) -> str:
    assert isinstance(importer.console.file, io.StringIO)
    return importer.console.file.getvalue()


async def test_a_dry_run_tells_and_leaves_nothing(
    importer: Importer, file: Callable[[str], Path]
) -> None:
    path = file(HEADING + rows(0, 3) + "가온새,1961-02-30,,O\n")
    batch = await bring_one(importer, path, Wanted(DISTRICT), (True, False))
    assert batch is not None
    assert "새 가구: 3" in told(importer)
    assert "받지 않음: 1" in told(importer)
    assert "Nothing was taken." in told(importer)
    async with importer.database.of(DISTRICT).read() as session:
        kept = await batches.get(session, importer.keyring, DISTRICT, batch.batch_id)
    assert kept is not None
    assert (kept.state, kept.rows_until) == (BatchState.STOPPED, None)


async def test_op_10_files_that_overlap_are_taken_once_each_with_its_result(
    importer: Importer, file: Callable[[str], Path]
) -> None:
    first = await bring_one(importer, file(HEADING + rows(0, 300)), Wanted(DISTRICT), (False, True))
    more = await bring_one(
        importer, file(HEADING + rows(200, 500)), Wanted(DISTRICT), (False, True)
    )
    assert first is not None
    assert more is not None
    assert (first.state, first.taken) == (BatchState.DONE, {FoundOutcome.NEW: 300})
    assert more.taken == {FoundOutcome.ALREADY_RECEIVED: 100, FoundOutcome.NEW: 200}
    kept = (await importer.result(more, packed=False)).decode("utf-8-sig")
    heading, *lines = csv.reader(io.StringIO(kept))
    assert (len(heading), len(lines), lines[0][:2]) == (5, 300, ["2", "이미 받음"])
    assert "가온" not in kept
    assert (await importer.result(more, packed=True)).startswith(b"PK")


async def test_who_brought_a_list_by_a_command_stands_in_the_access_records(
    importer: Importer, file: Callable[[str], Path]
) -> None:
    await bring_one(importer, file(HEADING + rows(0, 1)), Wanted(DISTRICT), (True, False))
    async with importer.database.of(DISTRICT).read() as session:
        chain = await access_records.verify(session, DISTRICT)
    assert (chain.checked, chain.holds) == (1, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("이름,주소\n가온새,새싹길 1\n", "‘생년월일’ 열이 없습니다"),
        ("", "파일이 비어 있습니다"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    importer: Importer, file: Callable[[str], Path], text: str, words: str
) -> None:
    assert await bring_one(importer, file(text), Wanted(DISTRICT), (False, True)) is None
    assert words in told(importer)


def test_what_does_not_go_together_is_said(
    file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_commands, "policy_settings", pytest.fail)
    path = str(file(HEADING))
    asked = ["import", path, "--district", "gimpo-si"]
    assert CliRunner().invoke(app, [*asked, "--dry-run", "--confirm"]).exit_code == 2
    assert CliRunner().invoke(app, [*asked, path, "--result", "r.csv"]).exit_code == 2
