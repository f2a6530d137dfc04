"""The demonstration's campaigns: one over with 600 of 826, one half way; told once."""

from collections import Counter
from pathlib import Path

from rich.console import Console

from care.decide.selection import sound
from care.model.campaign import CampaignState, TargetState
from runtime import demo_campaign
from runtime.demo_campaign import JEONJU, SURVEYS, seed_campaigns
from runtime.parts import Parts
from runtime.settings import Settings
from store import campaign_progress, campaign_selection, campaigns, openings
from store.database import Database
from store.keyring import Keyring
from tests.databases import new_sqlite


class Bell:
    """Hears that the engine was told, and of which district."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    async def start(self, district: str) -> bool:
        self.rung.append(district)
        return True


async def test_one_campaign_ended_with_600_of_826_and_one_runs(tmp_path: Path) -> None:
    url = new_sqlite(tmp_path)
    database = Database(url, synchronous="NORMAL")
    parts = Parts(Settings(), database, Keyring(b"k" * 32))
    bell = Bell()
    quiet = Console(quiet=True)
    await seed_campaigns(parts, quiet, bell)  # type: ignore[arg-type]
    await seed_campaigns(parts, quiet, bell)  # type: ignore[arg-type]
    assert bell.rung == [JEONJU], "told once"
    async with parts.database.of(JEONJU).read() as session:
        found = {one.campaign_id: one for one in await campaigns.campaigns(session, JEONJU)}
        over, runs = (found[one.campaign_id] for one in SURVEYS)
        ended = await campaign_selection.outcomes(session, over)
        asked = await openings.waiting(session, JEONJU)
        running = await campaign_progress.progress(session, runs)
        past = await campaign_progress.progress(session, over)
    assert (over.state, over.proposed_by, over.signed_by) == (
        CampaignState.SIGNED,
        "demo-jj-coordinator",
        "demo-jj-head",
    )
    whys = Counter(bool(one.why and one.why.is_selected) for one in ended)
    assert whys == {True: 600, False: 226}
    assert asked == 600, "each of them through the real openings"
    assert len(past.days) == 8
    assert runs.state is CampaignState.SURVEYING
    assert 0 < running.done < running.all
    assert running.states[TargetState.REFUSED] > 0
    await parts.database.dispose()


def test_every_answer_fits_the_form() -> None:
    for number in range(50):
        sound(demo_campaign.answers_of(number), demo_campaign.FORM)
