"""The live board: one reader for all who watch, each sees what the lists show, and it ends."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from care.model.codes import Role, Stage
from care.model.ids import AgencyId, CaseId, CaseNumber, DistrictCode, OfficeCode, PersonId
from store.scope import Scope
from store.situation_board import BoardLine, Part, Picture, seen
from store.situation_rooms import Counts
from tests.web.flow import Flow, open_case, receive
from web.situation import feed as feeds
from web.situation import live, routes
from web.situation.board import Board
from web.situation.feed import Feed, TooManyViewers

GIMPO = DistrictCode("41570")
NOW = datetime(2026, 1, 6, 1, tzinfo=UTC)
COUNTS = Counts(*range(9))
ROOM = {"place": "시청 3층", "from_day": "2026-01-06", "until_day": "2026-01-20"}
LONG = 3600.0


def scope(person: str = "one", **changes: Any) -> Scope:
    values = {"offices": None, "agency": None, "roles": frozenset({Role.COORDINATOR})}
    return Scope(district=GIMPO, person=PersonId(person), **(values | changes))


def line(case: str, office: str = "handeul-eup", **changes: Any) -> BoardLine:
    values: dict[str, Any] = {
        "part": Part.TROUBLE,
        "case_id": CaseId(case),
        "case_number": CaseNumber(case),
        "office": OfficeCode(office),
        "stage": Stage.LINKAGE,
        "household": f"home-of-{case}",
        "managers": frozenset({"owner"}),
        "since": NOW,
    }
    return BoardLine(**(values | changes))


def a_picture(*lines: BoardLine, **changes: Any) -> Picture:
    values: dict[str, Any] = {"running": True, "counts": COUNTS, "hidden": frozenset()}
    return Picture(lines=lines, **(values | changes))


def a_board(picture: Picture) -> Board:
    return Board(picture=picture, desk=(), solved=0, names={}, at=NOW)


class Reads:
    """A database that counts how often it is asked."""

    def __init__(self, board: Board) -> None:
        self.board, self.asked = board, 0

    async def __call__(self, district: DistrictCode, watching: tuple[Scope, ...]) -> Board:
        self.asked += 1
        return self.board


async def drain(frames: Any) -> list[str]:
    return [one async for one in frames]


async def test_the_database_is_asked_once_for_all_who_watch() -> None:
    reads = Reads(a_board(a_picture(line("a"))))
    feed = Feed(reads, every=LONG)

    async def look(number: int) -> Board | None:
        async with feed.watching(scope(f"person-{number}")) as watch:
            found = await watch.next(LONG)
            await everybody.wait()
            assert feed.readers == 1
            return found

    everybody = asyncio.Barrier(50)
    assert await asyncio.gather(*(look(number) for number in range(50))) == [reads.board] * 50
    assert reads.asked == 1
    assert feed.readers == 0


async def test_who_comes_later_sees_the_newest_at_once() -> None:
    reads = Reads(a_board(a_picture(line("a"))))
    feed = Feed(reads, every=LONG)
    async with feed.watching(scope("one")) as first:
        await first.next(LONG)
        async with feed.watching(scope("two")) as second:
            assert await second.next(LONG) == reads.board
    assert reads.asked == 1


async def test_connections_are_bounded_for_one_person_and_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feed = Feed(Reads(a_board(a_picture())), every=LONG)
    monkeypatch.setattr(feeds, "MOST_OF_ONE", 1)
    monkeypatch.setattr(feeds, "MOST_VIEWERS", 2)
    async with feed.watching(scope("one")):
        assert not feed.room_for(scope("one"))
        assert feed.room_for(scope("two"))
        async with feed.watching(scope("two")):
            with pytest.raises(TooManyViewers):
                async with feed.watching(scope("three")):
                    pass
            told = await drain(live.frames(feed, scope("three"), str, 0))
            assert told[-1].startswith("event: full")
    assert feed.room_for(scope("one"))


async def test_a_look_that_fails_ends_no_stream() -> None:
    good = a_board(a_picture(line("a")))

    class Faulty(Reads):
        async def __call__(self, district: DistrictCode, watching: tuple[Scope, ...]) -> Board:
            self.asked += 1
            if self.asked == 1:
                raise ConnectionError
            return self.board

    feed = Feed(Faulty(good), every=0)
    async with feed.watching(scope()) as watch:
        assert await watch.next(LONG) == good


async def test_jj_08_the_stream_tells_that_the_room_is_over_and_ends() -> None:
    feed = Feed(Reads(a_board(a_picture(running=False))), every=LONG)
    told = await drain(live.frames(feed, scope(), str, LONG))
    assert told == [live.RETRY, "event: over\ndata: \n\n"]


async def test_a_stream_ends_by_itself_so_that_rights_are_asked_anew() -> None:
    feed = Feed(Reads(a_board(a_picture(line("a")))), every=LONG)
    told = await drain(live.frames(feed, scope(), lambda board: "one\ntwo", 0))
    assert told == [live.RETRY, "event: board\ndata: one\ndata: two\n\n"]
    assert feed.readers == 0


def test_each_viewer_sees_the_own_offices_and_bodies_cases_alone() -> None:
    welfare = AgencyId("welfare")
    shown = a_picture(
        line("a"),
        line("b", office="sodam-dong", bodies=frozenset({welfare})),
        line("c", stage=Stage.ENGAGEMENT_HOLD, bodies=frozenset({welfare})),
        line("d", managers=frozenset({"private"})),
    )

    def cases(of: Scope) -> list[str]:
        return [one.case_id for one in seen(shown, of).trouble]

    assert cases(scope()) == ["a", "b", "c", "d"]
    assert cases(scope(offices=frozenset({OfficeCode("sodam-dong")}))) == ["b"]
    assert cases(scope(agency=welfare)) == ["b"]
    assert cases(scope("private", agency=welfare)) == ["b", "d"]
    assert cases(scope(agency=welfare, joint=True)) == ["a", "b", "d"]


def test_a_hidden_household_is_in_no_line_and_no_number() -> None:
    hidden = frozenset({("person", "danger", "home-of-a"), ("agency", "welfare", "home-of-a")})
    danger = scope("danger")
    theirs = Counts(*([1] * 9))
    shown = a_picture(line("a"), line("b"), hidden=hidden, counts_of=((danger, theirs),))
    assert [one.case_id for one in seen(shown, danger).trouble] == ["b"]
    assert seen(shown, danger).counts == theirs
    assert seen(shown, scope()).counts == COUNTS
    body = scope("worker", agency=AgencyId("welfare"), joint=True)
    assert [one.case_id for one in seen(shown, body).trouble] == ["b"]
    assert seen(shown, body).counts == Counts(*([0] * 9))


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "rooms_of", lambda district: 1)


def hide(flow: Flow, who: str) -> None:
    async def write() -> None:
        async with flow.cases.database.write() as session:
            await session.execute(
                text(
                    "INSERT INTO hidden_households (danger_id, kind, who, household_id, district,"
                    " since) VALUES ('d-1', 'person', :who, 'home-1', '41570', :at)"
                ),
                {"who": who, "at": flow.clock().isoformat(" ")},
            )

    flow._run(write)


def stream(flow: Flow, who: str) -> Any:
    """One look: the first board, and the stream is over."""
    app: Any = flow.client.app
    settings = replace(app.state.dependencies.settings, stream_life=timedelta(0))
    app.state.dependencies = replace(app.state.dependencies, settings=settings)
    return flow.get(who, "/situation-room/live")


@pytest.mark.usefixtures("used")
def test_jj_08_the_stream_shows_what_the_page_shows_and_only_while_a_room_is_open(
    flow: Flow,
) -> None:
    open_case(flow)
    receive(flow)
    assert stream(flow, "coordinator").status_code == 204
    page = flow.get("coordinator", "/situation-room").text
    assert "data-live" not in page
    assert flow.post("coordinator", "/situation-room", ROOM).status_code == 303
    assert 'data-live="/situation-room/live"' in flow.get("coordinator", "/situation-room").text
    told = stream(flow, "coordinator")
    assert told.headers["content-type"].startswith("text/event-stream")
    assert told.headers["cache-control"] == "no-store"
    assert "GP-2026-0001" in told.text
    assert "윤다온" not in told.text
    assert "GP-2026-0001" not in stream(flow, "admin").text
    assert stream(flow, "hub").status_code == 403
    flow.clock.forward(days=20)
    assert stream(flow, "coordinator").status_code == 204


@pytest.mark.usefixtures("used")
def test_who_must_not_know_of_a_household_sees_it_in_no_stream_and_no_number(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    flow.post("coordinator", "/situation-room", ROOM)
    hide(flow, "manager")
    pages = [flow.get(who, "/situation-room").text for who in ("manager", "manager2")]
    streams = [stream(flow, who).text for who in ("manager", "manager2")]
    for theirs, others in (pages, streams):
        assert "GP-2026-0001" not in theirs
        assert re.search(r"진행 중인 사례</dt><dd>0<", theirs)
        assert "GP-2026-0001" in others
