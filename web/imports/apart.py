"""Has a brought file read by a process of its own, so that the web stays quick and unharmed."""

import asyncio
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from care.model.discovery import BatchKind
from store.batch_portions import PortionRead, RowRemark
from store.batches import Note, Reading
from web.imports.columns import Setting
from web.imports.reading_process import plain
from web.reading.remarks import Unreadable
from web.reading.tables import MOST_BYTES

AT_ONCE = 2
"""Files read at the same time by one process of the web; others wait their turn."""
LONGEST = 90.0
"""Seconds until a reading that does not end is ended."""
PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV")
"""Of the surroundings; keys and addresses stay behind."""
READING = "web.imports.reading_process"
_turn = asyncio.Semaphore(AT_ONCE)


@dataclass(frozen=True)
class Brought:
    """A list as it was read; nothing of the file itself is left."""

    reading: Reading
    portions: tuple[PortionRead, ...]
    refused: int


async def read_apart(content: bytes, kind: BatchKind, setting: Setting) -> Brought:
    """Raises ``Unreadable``."""
    if not content.strip():
        raise Unreadable("FILE_EMPTY")
    if len(content) > MOST_BYTES:
        raise Unreadable("FILE_TOO_LARGE", rows="50,000", size=str(MOST_BYTES // 1024**2))
    asked = json.dumps({"kind": kind.value, "setting": plain(setting)}).encode() + b"\n"
    async with _turn:
        answer = await _answer(asked + content)
    return await asyncio.to_thread(_brought, answer)


async def _answer(given: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        READING,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=surroundings(),
    )
    try:
        async with asyncio.timeout(LONGEST):
            answer, _ = await process.communicate(given)
    except TimeoutError:
        raise Unreadable("FILE_UNSAFE") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0 or not answer:
        # It ran into one of its limits and was ended by the system.
        raise Unreadable("FILE_UNSAFE")
    return answer


def surroundings() -> dict[str, str]:
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def _brought(answer: bytes) -> Brought:
    head, *portions = answer.rstrip(b"\n").split(b"\n")
    told: dict[str, Any] = json.loads(head)
    if "unreadable" in told:
        raise Unreadable(told["unreadable"], **told["params"])
    reading = Reading(
        columns=tuple((heading, key) for heading, key in told["columns"]),
        notes=tuple(Note(code, params) for code, params in told["notes"]),
    )
    return Brought(reading, tuple(_portion(one) for one in portions), told["refused"])


def _portion(line: bytes) -> PortionRead:
    rows, remarks = json.loads(line)
    return PortionRead(
        rows=tuple((number, said) for number, said in rows),
        remarks=tuple(RowRemark(*one) for one in remarks),
    )
