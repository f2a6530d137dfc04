"""Gwangjin (domain guide §8.1): plain words, borderline households, fair allocation, one list."""

from datetime import date

from care.messages.events import Recorded
from care.model.codes import (
    CASE_GENERAL,
    LINKAGE_ONLY,
    ConsentMethod,
    ConsentPurpose,
    Role,
    ServiceType,
    SubDomain,
)
from care.model.ids import PersonId
from store import ledger, timeline
from store.scope import Scope
from tests.acceptance.at_desk import (
    CLIENT,
    action,
    ask,
    assessed,
    consent,
    goal,
    in_service,
    opened,
    own,
    page,
    planned,
    received,
    told,
)
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow

YEAR = ledger.Asked(first=date(2026, 1, 1), last=date(2026, 12, 31))


def test_gj_05_a_guardian_who_cannot_read_hears_it_and_shows_it_back(desk: Flow) -> None:
    opened(desk, 205)
    client = own(desk, CLIENT)
    desk.do("hub", "contact", mode="VISIT", result="MET", members=client, teach_back="PASSED")
    desk.do("hub", "intake", outcome="RECEIVE", communication=["LOW_LITERACY"])
    form = desk.get("hub", desk.form("consent")).text
    assert "읽어 드릴 말" in form
    sent = {"member_id": client, "purpose": ConsentPurpose.COLLECT_USE.value}
    sent |= {"method": ConsentMethod.READ_ALOUD.value}
    refused = desk.post("hub", desk.form("consent"), sent)
    assert refused.status_code == 422
    assert 'href="#witnessed"' in refused.text
    desk.do("hub", "consent", **sent, witnessed="yes")
    assert desk.state().communication
    assert desk.state().consents[-1].witnessed
    assert desk._run(_recorded, desk, "ContactRecorded").event.contact.teach_back == "PASSED"
    assert "입회" in page(desk, "hub")


def test_gj_09_outside_the_benefit_but_not_outside_help_and_why_is_kept(desk: Flow) -> None:
    need = SubDomain.ECONOMY_BASIC
    opened(desk, 209)
    received(desk)
    assessed(desk, need, level=LINKAGE_ONLY, why="수급 기준을 조금 넘어 급여는 받을 수 없음")
    assert desk.state().level == LINKAGE_ONLY
    assert "수급 기준을 조금 넘어 급여는 받을 수 없음" in page(desk)
    of = goal("g-money", need)
    benefit = action("a-benefit", "g-money", ServiceType.LIVELIHOOD_BENEFIT, "city")
    opened(desk, 210)
    received(desk)
    assessed(desk, need, level=CASE_GENERAL, why="급여 밖이어도 함께할 일이 있음")
    planned(desk, (of,), (benefit,))
    consent(desk, agency="city")
    linkage = ask(desk, "a-benefit", "city")
    told(desk, linkage, "DECLINED", decline="NOT_ELIGIBLE")
    case = desk.state()
    assert case.linkages[-1].decline == "NOT_ELIGIBLE"
    assert case.level == CASE_GENERAL, "the household is helped in another way"
    assert "대상 아님" in page(desk)


def test_gj_10_no_grant_without_a_need_and_who_gave_what_to_whom_is_told(desk: Flow) -> None:
    of = goal("g-home", SubDomain.LIVING_INSIDE)
    repair = action("a-repair", "g-home", ServiceType.HOUSE_REPAIR, "fund")
    in_service(desk, 211, (of,), (repair,))
    sent = {"source": "FOUNDATION", "agency_id": "fund", "amount": "300000", "on": "2026-01-05"}
    favour = desk.post("manager", desk.form("resources/new"), sent | {"need": "SAFETY_OUTSIDE"})
    assert favour.status_code == 422
    assert "조사에서 점수가 있거나 계획에 목표가 있는 욕구에만" in favour.text
    desk.do("manager", "resources/new", **sent, need="LIVING_INSIDE")
    assert desk.state().private_total == 300_000
    assert desk._run(_without_need, desk) == 0
    granted = desk._run(_recorded, desk, "ResourceRecorded")
    given = granted.event.entry
    assert (granted.actor, given.amount, given.agency_id) == ("manager", 300_000, "fund")
    history = desk.get("manager", f"/cases/{desk.case_id}?kind=service").text
    assert "민들레" in history.partition('id="history"')[2]


async def _without_need(desk: Flow) -> int:
    head = Scope(GIMPO, None, None, PersonId("head"), frozenset({Role.SECTION_HEAD}))
    async with desk.cases.database.read() as session:
        return await ledger.without_need(session, head, YEAR)


async def _recorded(desk: Flow, kind: str) -> Recorded:
    async with desk.cases.database.read() as session:
        found = await timeline.events(session, desk.cases.keyring, desk.case_id)
    return next(one for one in found if one.event.kind == kind)


def test_gj_12_public_and_private_services_stand_in_one_list_urgent_first(desk: Flow) -> None:
    goals = (goal("g-food", SubDomain.ECONOMY_BASIC), goal("g-home", SubDomain.LIVING_INSIDE))
    actions = (
        action("a-benefit", "g-food", ServiceType.LIVELIHOOD_BENEFIT, "city"),
        action("a-meals", "g-food", ServiceType.MEALS, "hands", urgent=True),
        action("a-repair", "g-home", ServiceType.HOUSE_REPAIR, "firm"),
        action("a-stay", "g-home", ServiceType.TEMPORARY_STAY, "city", urgent=True),
    )
    opened(desk, 212)
    received(desk)
    assessed(desk, *(one.need for one in goals))
    planned(desk, goals, actions)
    plan = page(desk).partition('id="plan"')[2].partition('id="history"')[0]
    wanted = ["g-food", "a-meals", "a-benefit", "g-home", "a-stay", "a-repair"]
    places = [plan.index(f'id="item-{item}"') for item in wanted]
    assert places == sorted(places)
