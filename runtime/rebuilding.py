"""Lists, tasks and ledger made again from the events: on demand, and after an upgrade."""

from policies.resolve import resolve
from runtime.parts import Parts
from runtime.settings import Settings
from store.rebuild import Rebuilt, rebuild


async def rebuild_lists(settings: Settings) -> Rebuilt:
    """Case by case, while work goes on."""
    parts = Parts.of(settings)
    try:
        return await rebuild(
            parts.database.for_all(), parts.keyring, lambda district: resolve(district).case_policy
        )
    finally:
        await parts.database.dispose()
