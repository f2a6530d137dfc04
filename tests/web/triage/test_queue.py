"""The triage queue: the most pressing first, with reasons; decided singly and in bulk."""

import re
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from care.model.codes import RedFlag
from care.model.discovery import FoundHousehold, Signal, SignalSource
from care.model.ids import OfficeCode
from care.model.refusal import Refusal
from runtime.relay import Relay
from tests.web.flow import Flow, open_case
from tests.web.report.conftest import open_what_waits
from tests.web.triage.conftest import GIMPO, told
from workflows.client import Refused

HANDEUL, SODAM = OfficeCode("handeul-eup"), OfficeCode("sodam-dong")
QUEUE = "/triage"


def household(
    name: str, born: date | None = None, office: OfficeCode | None = HANDEUL, **more: Any
) -> FoundHousehold:
    kinds: tuple[str, ...] = more.pop("kinds", ("RENT_ARREARS",))
    signals = tuple(
        Signal(
            kind=kind,
            source=SignalSource.ISOLATION if kind == "NO_CALLS" else SignalSource.BLIND_SPOT,
            observed_on=date(2026, 1, 2),
        )
        for kind in kinds
    )
    birth = born or date(1950, 1, 1) + timedelta(days=len(name) + ord(name[-1]))
    return FoundHousehold(name=name, birth_date=birth, office=office, signals=signals, **more)


def names(page: str) -> list[str]:
    return re.findall(r"data-open>([^<]+)<", page)


def decide(flow: Flow, at_risk_id: str, who: str = "manager", **sent: Any) -> Any:
    return flow.post(who, f"{QUEUE}/{at_risk_id}/decide", sent, flow.intent(who, QUEUE))


def selected(flow: Flow, chosen: list[str], who: str = "manager", **sent: Any) -> str:
    given = {"household": chosen, "back": QUEUE} | sent
    answer = flow.post(who, f"{QUEUE}/selected", given, flow.intent(who, QUEUE))
    assert answer.status_code == 303
    return str(flow.get(who, answer.headers["location"]).text)


def test_the_most_pressing_stands_first_and_every_score_says_why(flow: Flow) -> None:
    told(
        flow,
        household("가하나"),
        household("나둘이", kinds=("POWER_CUT", "NO_CALLS")),
        household("다셋이", red_flags=(RedFlag.NO_FOOD_HEAT_POWER,)),
    )

    page = flow.get("manager", QUEUE).text

    assert names(page) == ["다○이", "나○이", "가○나"]
    assert "단전" in page
    assert "사각지대 자료와 고독사 위험군 자료에 함께 있음" in page
    assert "나둘이" not in page


def test_an_office_sees_its_own_households_and_no_others(flow: Flow) -> None:
    here, there, nowhere = told(
        flow, household("가하나"), household("나둘이", None, SODAM), household("다셋이", None, None)
    )

    assert names(flow.get("hub", QUEUE).text) == ["가○나"]
    assert flow.get("hub", f"{QUEUE}/{here}").status_code == 200
    assert flow.get("hub", f"{QUEUE}/{there}").status_code == 404
    assert flow.get("hub", f"{QUEUE}/{nowhere}").status_code == 404
    assert decide(flow, there, "hub", do="wake").status_code == 404
    assert flow.get("admin", QUEUE).status_code == 403


def test_the_address_is_the_view(flow: Flow) -> None:
    told(flow, household("가하나"), household("나둘이", None, SODAM, kinds=("NO_CALLS",)))

    assert names(flow.get("manager", f"{QUEUE}?list=ISOLATION").text) == ["나○이"]
    assert names(flow.get("manager", f"{QUEUE}?kind=RENT_ARREARS").text) == ["가○나"]
    assert names(flow.get("manager", f"{QUEUE}?office=sodam-dong").text) == ["나○이"]
    assert names(flow.get("manager", f"{QUEUE}?only=urgent").text) == []
    assert names(flow.get("manager", f"{QUEUE}?only=late").text) == []
    flow.clock.forward(days=10)
    assert len(names(flow.get("manager", f"{QUEUE}?only=late").text)) == 2


def test_one_is_found_by_name_without_the_name_in_an_address(flow: Flow) -> None:
    told(flow, household("가하나"), household("나둘이", phone="010-2345-6789"))

    for typed in ("나둘이", "01023456789"):
        answer = flow.post(
            "manager", f"{QUEUE}/find", {"who": typed}, flow.intent("manager", QUEUE)
        )
        assert answer.status_code == 200
        assert names(answer.text) == ["나○이"]


def test_an_accepted_household_gets_its_case_opened_once(flow: Flow) -> None:
    [about] = told(flow, household("가하나"))

    answer = decide(flow, about, do="accept", office="handeul-eup")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/openings/41570-open-")
    assert decide(flow, about, do="accept", office="handeul-eup").status_code == 409
    assert names(flow.get("manager", f"{QUEUE}?status=OPENING").text) == ["가○나"]


def test_a_declined_household_rests_and_comes_back_with_danger(flow: Flow) -> None:
    [about] = told(flow, household("가하나"))
    assert decide(flow, about, do="decline", reason="NO_NEED", rest="true").status_code == 303
    told(flow, household("가하나", kinds=("POWER_CUT",)))
    assert names(flow.get("manager", QUEUE).text) == []
    page = flow.get("manager", f"{QUEUE}/{about}").text
    assert "도움이 필요하지 않음" in page
    assert "단전" in page

    told(flow, household("가하나", kinds=("WATER_CUT",), red_flags=(RedFlag.SUICIDE,)))

    assert names(flow.get("manager", QUEUE).text) == ["가○나"]


def test_a_snoozed_household_waits_again_on_its_day_and_its_score_fades(flow: Flow) -> None:
    [about] = told(flow, household("가하나", kinds=("POWER_CUT",)))
    until = (flow.clock() + timedelta(days=5)).date().isoformat()
    assert decide(flow, about, do="snooze", until="2020-01-01").status_code == 409
    assert decide(flow, about, do="snooze", until=until).status_code == 303
    assert names(flow.get("manager", QUEUE).text) == []

    flow.clock.forward(days=6)
    assert names(flow.get("manager", QUEUE).text) == ["가○나"]
    flow.clock.forward(days=100)
    flow.get("manager", QUEUE)
    assert "일이 지나 절반" in flow.get("manager", QUEUE).text


def test_several_are_decided_at_once_and_each_says_what_came_of_it(flow: Flow) -> None:
    here, nowhere = told(flow, household("가하나"), household("나둘이", None, None))

    page = selected(flow, [here, nowhere], do="accept")

    assert "1건을 처리했고 1건은 못 했습니다." in page
    assert "읍면동을 먼저 정해 주세요" in page
    assert "/openings/41570-open-" in page
    assert names(page) == ["나○이"]


def test_two_of_one_household_are_merged_and_parted_again(flow: Flow) -> None:
    [first] = told(flow, household("가하나", phone="010-2345-6789"))
    flow.clock.forward(days=1)
    [second] = told(flow, household("나둘이", kinds=("POWER_CUT",), phone="010-2345-6789"))
    assert "전화 같음" in flow.get("manager", f"{QUEUE}/{second}").text

    page = selected(flow, [second, first], do="merge")
    assert names(page) == ["가○나"]
    assert "단전" in flow.get("manager", f"{QUEUE}/{first}").text

    assert decide(flow, second, do="undo").status_code == 303
    assert sorted(names(flow.get("manager", QUEUE).text)) == ["가○나", "나○이"]
    assert (
        "단전"
        not in flow.get("manager", f"{QUEUE}/{first}")
        .text.split("받은 정보")[1]
        .split("지난 결정")[0]
        .split("결정할 기한")[0]
    )


def test_not_the_same_is_remembered(flow: Flow) -> None:
    first, second = told(
        flow,
        household("가하나", phone="010-2345-6789"),
        household("나둘이", phone="010-2345-6789"),
    )

    assert decide(flow, second, do="apart", other=first).status_code == 303

    for about in (first, second):
        assert "전화 같음" not in flow.get("manager", f"{QUEUE}/{about}").text


def test_what_is_told_of_a_household_with_an_open_case_goes_there(flow: Flow) -> None:
    open_case(flow)

    [about] = told(flow, household("윤다온", date(1987, 4, 2), address="한들읍 비밀길 7"))

    assert names(flow.get("manager", QUEUE).text) == []
    page = flow.get("manager", f"{QUEUE}/{about}").text
    assert "사례에 전함" in page
    assert "GP-2026-0001" in page


def test_the_case_leads_to_the_words_of_whoever_told_of_its_household(flow: Flow) -> None:
    open_case(flow)
    story = "사흘째 불이 꺼져 있고 아이 우는 소리가 들립니다"
    mother = household("윤다온", date(1987, 4, 2), address="한들읍 비밀길 7", note=story)
    [about] = told(flow, mother)
    brought(flow, flow.cases)
    page = flow.get("manager", f"/cases/{flow.case_id}").text
    assert f'href="/triage/{about}"' in page
    assert story not in page
    assert story in flow.get("manager", f"/triage/{about}").text
    assert f"/triage/{about}" not in flow.get("head", f"/cases/{flow.case_id}").text


class Over:
    """An engine whose run of the case is over."""

    async def ask(self, case_id: str, envelope: Any) -> None:
        raise Refused(Refusal(code="not_open"))


def brought(flow: Flow, engine: Any) -> None:
    async def look() -> None:
        cases: Any = flow.cases
        await Relay(cases.database.for_all(), cases.keyring, engine, flow.clock).look()

    flow._run(look)


def test_what_a_case_did_not_hear_before_it_ended_waits_for_a_person(flow: Flow) -> None:
    """Told between the end of the case and the store's knowing of it: danger above all."""
    open_case(flow)
    mother = household("윤다온", date(1987, 4, 2), address="한들읍 비밀길 7")
    danger = (RedFlag.NO_FOOD_HEAT_POWER,)
    [about] = told(flow, mother.model_copy(update={"red_flags": danger}))
    assert names(flow.get("manager", QUEUE).text) == []

    brought(flow, Over())
    brought(flow, Over())

    page = flow.get("manager", QUEUE).text
    assert names(page) == ["윤○온"]
    assert "긴급" in page
    assert "더하려던 사례가 이미 끝나 다시 기다림" in flow.get("manager", f"{QUEUE}/{about}").text
    assert decide(flow, about, do="accept").status_code == 303


def test_after_its_own_case_did_not_hear_a_household_gets_another_one(flow: Flow) -> None:
    [about] = told(flow, household("가하나"))
    first = decide(flow, about, do="accept").headers["location"]
    open_what_waits(flow, GIMPO)
    brought(flow, Over())
    assert names(flow.get("manager", QUEUE).text) == ["가○나"]

    again = decide(flow, about, do="accept").headers["location"]

    assert again != first
    assert "사례를 열고 있습니다" in flow.get("manager", again).text
    open_what_waits(flow, GIMPO)
    assert "사례로 열기로 함" in flow.get("manager", f"{QUEUE}/{about}").text
    assert names(flow.get("manager", f"{QUEUE}?status=ACCEPTED").text) == ["가○나"]


def test_nothing_is_added_to_a_case_that_has_ended_meanwhile(flow: Flow) -> None:
    open_case(flow)
    [about] = told(flow, household("가하나"))

    async def end() -> None:
        async with flow.cases.database.write() as session:
            await session.execute(text("UPDATE cases SET stage = 'ENDED'"))

    flow._run(end)
    assert decide(flow, about, do="attach", case=flow.case_id).status_code == 409
    assert names(flow.get("manager", QUEUE).text) == ["가○나"]


def test_looking_at_a_household_leaves_an_access_record(flow: Flow) -> None:
    [about] = told(flow, household("가하나"))
    assert "가하나" in flow.get("manager", f"{QUEUE}/{about}").text

    async def kept() -> list[tuple[str, str]]:
        async with flow.cases.database.read() as session:
            query = text("SELECT person, purpose FROM access_records WHERE subject = :about")
            rows = await session.execute(query, {"about": about})
            return [(str(person), str(purpose)) for person, purpose in rows]

    assert flow._run(kept) == [("manager", "view")]
