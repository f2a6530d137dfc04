"""A case of the demonstration lives through months at once; the engine and the web agree on it."""

import re
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from care.model.ids import CaseId
from runtime.accounts import DEMO_PASSWORD
from runtime.forms_client import FormsClient
from runtime.settings import Profile, Settings
from runtime.time_machine import EngineTime, days_of, move_case
from tests.journeys.town import town
from web.engine import TimeStandsStill


def test_spans_are_written_as_people_say_them() -> None:
    assert [days_of(one) for one in ("90d", "12w", "3M", "1y", "5")] == [90, 84, 90, 365, 5]
    with pytest.raises(ValueError, match="no span"):
        days_of("soon")


def of_production() -> Settings:
    return Settings.model_construct(profile=Profile.PRODUCTION, demo=False)


async def test_production_refuses_the_command_and_the_machine_itself() -> None:
    with pytest.raises(TimeStandsStill, match="PRODUCTION"):
        await move_case(of_production(), "GP-2026-0001", 90)
    machine = EngineTime(of_production(), None, None)  # type: ignore[arg-type]
    with pytest.raises(TimeStandsStill, match="PRODUCTION"):
        await machine.forward(CaseId("41570-aaaaaaaaaaaaaaaa"), timedelta(days=1))


def test_only_demonstrations_and_rehearsals_move_time() -> None:
    assert not Settings(_env_file=None).moves_time  # type: ignore[call-arg]
    assert Settings(_env_file=None, demo=True).moves_time  # type: ignore[call-arg]
    assert Settings(_env_file=None, profile=Profile.REHEARSAL).moves_time  # type: ignore[call-arg]
    assert not of_production().moves_time


class Guest:
    """Somebody at a browser of the demonstration."""

    def __init__(self, base: str) -> None:
        self.http = httpx2.AsyncClient(base_url=base, timeout=60)
        self.browser = FormsClient(self.http)

    async def log_in(self, login: str) -> "Guest":
        await self.browser.log_in(login, DEMO_PASSWORD)
        return self

    async def page(self, path: str) -> str:
        return (await self.http.get(path)).text


@pytest.mark.engine
@pytest.mark.slow
async def test_a_moved_case_climbs_its_ladder_shows_its_date_and_still_takes_acts() -> None:
    async with town(("노한결",)) as base:
        operator = await Guest(base).log_in("gp-operator")
        found = await operator.http.get("/operations?case=GP-2026-0001")
        assert found.status_code == 303, found.text
        path = found.headers["location"] + "/time"
        case = path.split("/")[3]
        begun = datetime.now(UTC)

        moved = await operator.browser.send(path, {"by": "91"})
        assert moved.status == 303, moved.text
        for _ in range(200):
            page = await operator.page(path)
            if "옮기는 중입니다" not in page:
                break
        assert "91일을 옮겼습니다" in page, page
        assert "복지과장까지" in re.sub(r"\s+", " ", page)
        assert (datetime.now(UTC) - begun) < timedelta(seconds=60)

        office = await Guest(base).log_in("gp-office")
        assert "시간 이동 +91일" in await office.page("/inbox?tab=team")
        told = await office.page(f"/cases/{case}")
        there = (datetime.now(UTC) + timedelta(days=91)).astimezone()
        assert "시간 이동 +91일" in told
        assert f"{there:%Y}" in told

        done = await office.browser.send(
            f"/cases/{case}/contact", {"mode": "PHONE", "result": "MET"}
        )
        assert done.status == 303, done.text
