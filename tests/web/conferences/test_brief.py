"""The brief for outsiders holds numbers and bands; nothing in it tells whose case it is."""

import re
from datetime import UTC, date, datetime

import pytest

from care.model.case import CaseState
from care.model.codes import Relation
from care.model.household import Member
from care.model.ids import CaseId, DistrictCode, MemberId
from store.households import MemberDetails
from tests.care.builders import a_policy
from tests.web.conferences.meetings import assessed, call, item, looks_at, minutes, plain
from tests.web.flow import BODIES, STAFF, Flow
from web.conferences.deidentified import Identifiers, brief, identifiers, telling

QUESTION = "아이 돌봄과 난방비를 함께 풀 길이 있을까요?"


@pytest.fixture
def meeting(flow: Flow) -> tuple[Flow, str]:
    assessed(flow)
    return flow, call(flow, kind="SOLUTION", place="비밀길 회의실", bodies=["welfare"])


def ask_panel(flow: Flow, address: str, question: str = QUESTION, who: str = "coordinator") -> int:
    sent = {"question": question, "step": "ask", "minutes": "반쯤 적은 회의록"}
    intent = flow.intent(who, item(flow, address))
    return int(flow.post(who, item(flow, address), sent, intent).status_code)


def canaries(flow: Flow) -> list[str]:
    """Everything personal the flow knows: household, office, colleagues, case."""
    people = ["윤다온", "다온", "윤○온", "윤가람", "가람", "강제외", "제외"]
    places = ["한들읍", "한들", "비밀길", "handeul", "김포", "41570"]
    numbers = ["GP-2026", "0001", flow.case_id, "home-1", "m-1", "m-2", "1987", "2014"]
    staff = [name for _, _, name in STAFF.values()]
    bodies = [body.name for body in BODIES]
    texts = ["쉼터에서", "반쯤 적은", "난방이 가장 급하다"]
    return [*people, *places, *numbers, *staff, *bodies, *texts]


def test_nothing_of_the_brief_tells_whose_case_it_is(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    assert ask_panel(flow, address) == 303
    assert minutes(flow, address).status_code == 303
    for path in (f"{address}/brief", f"{address}/brief?item=1"):
        page = flow.get("coordinator", path).text
        assert QUESTION in page
        assert [one for one in canaries(flow) if one in without_own_address(page, address)] == []
        assert not re.search(r"20\d\d", without_own_address(page, address))


def without_own_address(page: str, address: str) -> str:
    """The way back to the conference is a chance name, and not printed."""
    return page.replace(address, "")


def test_the_brief_says_what_a_panel_needs(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    ask_panel(flow, address)
    page = plain(flow.get("coordinator", f"{address}/brief").text)
    for words in (
        "2인 · 한 사람이 자녀를 키움",
        "당사자 · 30대",
        "자녀 · 초등학생 나이",
        "점수가 제안한 구분: 고난도사례관리",
        "생활환경 3 위기",
        "접촉 1번",
        "6개월이 안 됨",
    ):
        assert words in page


@pytest.mark.parametrize(
    "question",
    [
        "윤다온 님을 어떻게 도울까요",
        "다온이네 이야기",
        "한들읍에 방이 있을까요",
        "비밀길 7의 집",
        "GP-2026-0001 어떻게",
        "010-1234-5678로 주세요",
        "2025년 3월에 퇴원",
        "3월 4일에 퇴원",
        "민들레 사례관리사는 어떻게",
    ],
)
def test_a_question_that_tells_whose_case_it_is_is_not_taken(
    meeting: tuple[Flow, str], question: str
) -> None:
    flow, address = meeting
    assert ask_panel(flow, address, question) == 422
    assert question not in flow.get("coordinator", f"{address}/brief").text


def test_a_question_does_not_lose_the_minutes_half_written(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    assert ask_panel(flow, address) == 303
    page = flow.get("coordinator", item(flow, address)).text
    assert "반쯤 적은 회의록" in page
    assert QUESTION in page


def test_only_leads_take_it_out_and_it_is_recorded(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    for who in ("hub", "manager"):
        assert flow.get(who, f"{address}/brief").status_code == 403
    before = looks_at(flow, "lead").count("RunConference")
    assert flow.get("lead", f"{address}/brief").status_code == 200
    assert looks_at(flow, "lead").count("RunConference") == before + 1


def test_the_printed_agenda_is_for_those_inside(meeting: tuple[Flow, str]) -> None:
    flow, address = meeting
    page = flow.get("manager", f"{address}/sheet").text
    assert "GP-2026-0001" in page
    assert flow.get("manager2", f"{address}/sheet").status_code == 404


def state_of(*members: Member) -> CaseState:
    return CaseState(
        case_id=CaseId("41570-abcdefghijklmnop"),
        district=DistrictCode("41570"),
        policy=a_policy(),
        members=members,
    )


def known() -> Identifiers:
    state = state_of()
    member = MemberDetails(
        MemberId("m"), "남궁해온", date(1958, 3, 4), "010-7123-4567", "새빛로 12길 3, 101동 502호"
    )
    return identifiers(state, (member,), ("손가온",))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("혼자 사는 노인의 끼니를 어떻게 챙길까요?", []),
        ("남 궁 해 온 씨", ["이름"]),
        ("손가온 주무관에게", ["이름"]),
        ("새빛로에서", ["주소나 읍면동"]),
        ("010 7123 4567", ["번호"]),
        ("58. 3. 4. 출생", ["날짜"]),
        ("남궁해온, 새빛로", ["이름", "주소나 읍면동"]),
    ],
)
def test_what_tells_is_found_however_it_is_written(text: str, kinds: list[str]) -> None:
    assert telling(text, known()) == kinds


def test_a_large_household_and_great_age_are_told_in_bands() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    old = Member(member_id=MemberId("c"), relation=Relation.CLIENT, birth_year=1930)
    others = tuple(
        Member(member_id=MemberId(f"o-{n}"), relation=Relation.SIBLING, birth_year=1940)
        for n in range(6)
    )
    made = brief(state_of(old, *others), now, number=1, purpose="", question="")
    assert made.size == "6인 이상"
    assert made.people[0] == "당사자 · 90세 이상"
    assert made.people[1].endswith("80대")
