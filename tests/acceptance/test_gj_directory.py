"""광진구: visiting-care schemes in one search, and every body's resources found by all (§8.1)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from care.model.codes import AgencyKind, PartnerChannel, Role
from care.model.ids import AgencyId, DistrictCode, PersonId
from store import agencies, people, sessions
from store.agencies import Agency
from store.people import Person
from tests.web.flow import Flow, district

GWANGJIN = DistrictCode("11215")
CLINIC, UNION = AgencyId("gj-clinic"), AgencyId("gj-union")
BODIES = (
    Agency(
        CLINIC,
        GWANGJIN,
        "가상 마을의원",
        AgencyKind.CLINIC,
        PartnerChannel.PORTAL,
        agreement_from=date(2026, 1, 1),
        agreement_until=date(2026, 12, 31),
    ),
    Agency(
        UNION,
        GWANGJIN,
        "가상 의사회",
        AgencyKind.PROFESSIONAL_ASSOCIATION,
        PartnerChannel.PORTAL,
    ),
)
PEOPLE: dict[str, tuple[Role, AgencyId | None]] = {
    "gj-manager": (Role.CASE_MANAGER, None),
    "gj-at-clinic": (Role.PARTNER_WORKER, CLINIC),
    "gj-at-union": (Role.PARTNER_WORKER, UNION),
}
SCHEMES: tuple[dict[str, Any], ...] = (
    {
        "body": CLINIC,
        "service_name": "1차의료 방문진료 시범사업",
        "services": ["HOME_VISIT_DOCTOR"],
        "eligibility": "거동이 불편한 사람",
        "phone": "02-000-0001",
        "cost_won": "25000",
    },
    {
        "organization": "광진구 보건소(가상)",
        "service_name": "따뜻한 재택의료",
        "services": ["HOME_VISIT_DOCTOR"],
        "eligibility": "퇴원 뒤 집에서 지내는 어르신",
        "minimum_age": "65",
        "phone": "02-000-0002",
        "offices": ["guui1-dong"],
    },
    {
        "body": UNION,
        "service_name": "장애인 건강주치의",
        "services": ["HOME_VISIT_DOCTOR"],
        "eligibility": "등록 장애인",
        "phone": "02-000-0003",
        "offices": ["hwayang-dong"],
    },
    {
        "body": UNION,
        "service_name": "따뜻한 도시락",
        "services": ["MEALS"],
        "phone": "02-000-0004",
    },
)


@pytest.fixture
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("gwangjin")) as found:
        found._run(_gwangjin, found)
        yield found


async def _gwangjin(flow: Flow) -> None:
    now = flow.clock()
    async with flow.cases.database.write() as session:
        for body in BODIES:
            await agencies.save_agency(session, body)
        for login, (role, at) in PEOPLE.items():
            person = Person(
                person_id=PersonId(login),
                login=login,
                district=GWANGJIN,
                agency_id=at,
                roles=frozenset({role}),
            )
            await people.create_person(session, flow.cases.keyring, person, "이한결", "none", now)
            token = await sessions.create(session, person.person_id, now, timedelta(days=900))
            flow.tokens[login] = str(token)


def enter(flow: Flow, who: str, fields: dict[str, Any]) -> str:
    answer = flow.post(who, "/directory/new", fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def read(flow: Flow, who: str, path: str) -> str:
    answer = flow.get(who, path)
    assert answer.status_code == 200
    return str(answer.text)


def test_gj_06_a_search_for_a_home_doctor_in_a_zone_lists_the_schemes(flow: Flow) -> None:
    first, *_ = [enter(flow, "gj-manager", one) for one in SCHEMES]
    told = {"capacity": "HAS_ROOM", "free": "4"}
    assert flow.post("gj-manager", f"{first}/room", told, flow.intent("gj-manager", first))
    shown = read(flow, "gj-manager", "/directory?q=왕진&where=EAST")
    for said in (
        "1차의료 방문진료 시범사업", "거동이 불편한 사람", "02-000-0001", "자리 있음 4",
        "협약 유효",
        "따뜻한 재택의료", "퇴원 뒤 집에서 지내는 어르신", "02-000-0002", "자리 모름",
        "의뢰 기관으로 등록되지 않음",
    ):  # fmt: skip
        assert said in shown, said
    assert "장애인 건강주치의" not in shown, "serves another zone"
    assert "따뜻한 도시락" not in shown
    assert "협약 없음" in read(flow, "gj-manager", "/directory?q=home doctor&where=SOUTH")


def test_gj_08_what_a_body_enters_is_found_by_every_other_with_owner_and_date(flow: Flow) -> None:
    address = enter(flow, "gj-at-clinic", SCHEMES[0])
    for who in ("gj-at-union", "gj-manager"):
        shown = read(flow, who, "/directory?q=방문진료")
        assert "1차의료 방문진료 시범사업" in shown
        entry = read(flow, who, address)
        owner = entry.partition("적은 곳</dt>")[2].partition("</dd>")[0]
        assert "가상 마을의원" in owner
        assert "2026. 1. 6.(화)에 확인" in entry
    flow.clock.forward(days=400)
    assert "다시 확인할 때가 됨" in read(flow, "gj-at-union", address)
    assert flow.get("manager", address).status_code == 404, "another district's"
