"""A district whose policy has survey campaigns, with one begun and people to survey."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from care.model.ids import CampaignId, DistrictCode, OfficeCode
from store import campaign_targets, campaigns
from store.campaign_targets import NewTarget, Who
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow, district
from web.intents import sealed_intent

OFFICE = OfficeCode("handeul-eup")
BASICS = {
    "name": "가상 어르신 전수조사",
    "first_day": "2026-01-06",
    "last_day": "2026-01-13",
    "wanted": "6",
    "places": "2",
    "least": "0",
    "tie_1": "OLDER",
    "points_health_body": "5",
    "own_1_ko": "혼자 사시나요",
    "own_1_en": "Lives alone",
    "own_1_points": "10",
}


@pytest.fixture(autouse=True)
def used(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the district's policy had campaigns; the default of the nation is that it has none."""
    for place in ("web.campaigns.found", "web.campaigns.waiting", "web.navigation"):
        monkeypatch.setattr(f"{place}.surveys_of", lambda district: 1)


class Survey:
    """One campaign in the district of a flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.campaign = ""

    def get(self, who: str, path: str = "") -> Any:
        return self.flow.get(who, f"/campaigns/{self.campaign}{path}")

    def read(self, who: str, path: str = "") -> str:
        answer = self.get(who, path)
        assert answer.status_code == 200, answer.text
        return plain(answer.text)

    def begin(self, who: str = "coordinator", **changed: str) -> Any:
        answer = self.flow.post(who, "/campaigns", BASICS | changed, self.intent(who))
        self.campaign = str(answer.headers.get("location", "")).rpartition("/")[2]
        return answer

    def press(self, who: str, path: str, /, **fields: Any) -> Any:
        return self.flow.post(who, f"/campaigns/{self.campaign}{path}", fields, self.intent(who))

    def intent(self, who: str) -> str:
        """As of a form of this session, whatever page it stood on."""
        mine: Any = SimpleNamespace(person=who, token=self.flow.tokens[who])
        return sealed_intent(mine)

    def people(self, count: int, zone: str = "가 구역") -> None:
        async def add() -> None:
            async with self.flow.cases.database.write() as session:
                await campaign_targets.add_targets(
                    session,
                    self.flow.cases.keyring,
                    GIMPO,
                    CampaignId(self.campaign),
                    [somebody(number, zone) for number in range(count)],
                    self.flow.clock(),
                )

        self.flow._run(add)

    def ids(self) -> Sequence[str]:
        async def ask() -> list[str]:
            async with self.flow.cases.database.read() as session:
                found = await campaign_targets.targets(
                    session, DistrictCode(GIMPO), CampaignId(self.campaign)
                )
            return [one.target_id for one in found]

        found: list[str] = self.flow._run(ask)
        return found

    def assigned(self, *who: str, zone: str = "가 구역") -> None:
        answer = self.press("coordinator", "/assign", zone=zone, who=list(who))
        assert answer.status_code == 303, answer.text

    def answer(self, who: str, target: str, alone: int, health: int, /, **more: Any) -> Any:
        fields = {"version": "1", "q_own_1": str(alone), "q_health_body": str(health)} | more
        intent = fields.pop("intent", "") or self.flow.intent(who, f"/survey/{target}")
        return self.flow.post(who, f"/survey/{target}", fields, str(intent))

    def forms(self) -> Any:
        async def ask() -> Any:
            async with self.flow.cases.database.read() as session:
                return await campaigns.forms(session, CampaignId(self.campaign))

        return self.flow._run(ask)


def somebody(number: int, zone: str = "가 구역") -> NewTarget:
    born = date(1940 + number % 7, 1 + number % 12, 1 + number % 28)
    who = Who(name=f"가상{'가나다라마바사아'[number % 8]}{number}", birth_date=born)
    return NewTarget(who, zone, OFFICE)


def plain(page: str) -> str:
    shown = re.sub(r"<(script|style|head).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", shown)))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("surveyed")) as found:
        yield found


@pytest.fixture
def flow(town: Flow) -> Flow:
    """The district of the module, its earlier campaigns over."""

    async def over() -> None:
        async with town.cases.database.write() as session:
            await session.execute(text("UPDATE campaigns SET state = 'PROPOSED'"))

    town._run(over)
    return town


@pytest.fixture
def survey(flow: Flow) -> Survey:
    made = Survey(flow)
    answer = made.begin()
    assert answer.status_code == 303, answer.text
    return made
