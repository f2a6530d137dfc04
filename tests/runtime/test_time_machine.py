"""A case of the demonstration lives through months at once; the engine and the web agree on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from typer.testing import CliRunner

from care.model.ids import CaseId
from runtime.accounts import DEMO_PASSWORD
from runtime.cli import app
from runtime.forms_client import FormsClient
from runtime.settings import Profile, Settings
from runtime.story_file import SEOUL
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
    assert not Settings(_env_file=None).moves_time
    assert Settings(_env_file=None, demo=True).moves_time
    assert Settings(_env_file=None, profile=Profile.REHEARSAL).moves_time
    assert not of_production().moves_time


@asynccontextmanager
async def guest(base: str, login: str) -> AsyncIterator[FormsClient]:
    """Somebody at a browser of the demonstration."""
    async with httpx2.AsyncClient(base_url=base, timeout=60) as http:
        browser = FormsClient(http)
        await browser.log_in(login, DEMO_PASSWORD)
        yield browser


async def arrived(operator: FormsClient, path: str) -> str:
    for _ in range(300):
        told = await operator.text_of(path)
        if "옮기는 중입니다" not in told:
            return told
        await asyncio.sleep(0.1)
    raise AssertionError(told)


@pytest.mark.engine
@pytest.mark.slow
async def test_a_moved_case_climbs_its_ladder_shows_its_date_and_still_takes_acts() -> None:
    async with (
        town(("노한결",)) as base,
        guest(base, "gp-operator") as operator,
        guest(base, "gp-office") as office,
    ):
        number = f"GP-{datetime.now(UTC).astimezone(SEOUL).year}-0001"
        found = await operator.http.get(f"/operations?case={number}")
        path = found.headers["location"] + "/time"
        case = f"/cases/{path.split('/')[3]}"
        begun = datetime.now(UTC)

        moved = await operator.send(path, {"by": "91"})
        assert moved.status == 303, moved.text
        told = await arrived(operator, path)
        assert "91일을 옮겼습니다" in told
        assert "과장까지" in told
        assert datetime.now(UTC) - begun < timedelta(seconds=60)

        assert "시간 이동 +91일" in await office.text_of("/inbox?tab=team")
        there = (begun + timedelta(days=91)).astimezone(SEOUL)
        told = await office.text_of(case)
        assert "시간 이동 +91일" in told
        assert f"이 사례의 오늘은 {there.year}. {there.month}. {there.day}." in told

        done = await office.send(f"{case}/contact", {"mode": "PHONE", "result": "MET"})
        assert done.status == 303, done.text
        told = await office.text_of(case)
        assert f"{there.month}. {there.day}." in told.partition("접촉")[2]


def test_the_command_line_refuses_in_production_in_plain_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("runtime.cli.settings_of", lambda part, **changes: of_production())
    answer = CliRunner().invoke(app, ["time", "move", "GP-2026-0001", "90d"])
    assert answer.exit_code == 1
    assert "here it never is" in " ".join(answer.output.split())


def test_the_command_line_knows_a_span_when_it_sees_one() -> None:
    assert CliRunner().invoke(app, ["time", "move", "GP-2026-0001", "soon"]).exit_code == 2
