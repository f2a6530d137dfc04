"""``hamkke replay``: today's code against recorded histories, or against every open case."""

import hashlib
from pathlib import Path

from care.model.ids import CaseId
from runtime.codec import case_converter, stored_keys
from runtime.parts import Parts
from runtime.replay import each, failures, open_case_failures, recordings
from runtime.settings import Settings

RECORDED = Path("tests/workflows/histories")


async def recorded_key(case_id: CaseId) -> tuple[str, bytes]:
    """Recorded cases are invented; their key follows from their id and guards nothing."""
    return "1", hashlib.sha256(f"test key of {case_id}".encode()).digest()


async def replay_recorded() -> dict[str, Exception]:
    """From a checkout: the histories of every release so far."""
    histories = (one.history for one in recordings(RECORDED))
    return await failures(each(histories), case_converter(recorded_key))


async def replay_open(settings: Settings) -> dict[str, Exception]:
    """Before a deploy, with the new release's code and the running system's keys."""
    parts = Parts.of(settings)
    try:
        client = await parts.connect("replay")
        converter = case_converter(stored_keys(parts.database, parts.keyring))
        return await open_case_failures(client, converter)
    finally:
        await parts.database.dispose()
