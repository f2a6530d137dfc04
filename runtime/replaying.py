"""``hamkke replay``: today's code against recorded histories, or against what is under way."""

from pathlib import Path

from runtime.codec import case_converter, stored_keys
from runtime.parts import Parts
from runtime.replay import each, failures, open_failures, recording_keys, recordings
from runtime.settings import Settings

RECORDED = Path("tests/workflows/histories")


async def replay_recorded() -> dict[str, Exception]:
    """From a checkout: the histories of every release so far."""
    histories = (one.history for one in recordings(RECORDED))
    return await failures(each(histories), case_converter(recording_keys))


async def replay_open(settings: Settings) -> dict[str, Exception]:
    """Before a deploy, with the new release's code and the running system's keys."""
    parts = Parts.of(settings)
    try:
        client = await parts.connect("replay")
        converter = case_converter(stored_keys(parts.database, parts.keyring))
        return await open_failures(client, converter)
    finally:
        await parts.database.dispose()
