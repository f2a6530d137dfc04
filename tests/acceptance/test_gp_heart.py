"""Gimpo (domain guide §8.4): hubs that look after their neighbours, and how cases were found."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from care.model import codes as k
from care.model.ids import CaseId, DistrictCode, OfficeCode, PersonId
from care.model.work import TaskKind
from i18n.wording import words
from policies.resolve import resolve
from store import people, sessions
from store.people import Person
from tests.care import builders as b
from tests.care.builders import done
from tests.web.flow import Flow, district

GIMPO = DistrictCode("41570")
FOUND = {
    "channel": "OUTREACH",
    "member_0_relation": "CLIENT",
    "member_0_birth_date": "1971-04-02",
}
"""A household met on an outreach round."""


def found(flow: Flow, who: str, office: str, name: str, channel: str = "OUTREACH") -> str:
    """Opened in the form by its own office; the number of the case."""
    given = FOUND | {"office": office, "channel": channel, "member_0_name": name}
    answer = flow.post(who, "/cases/new", given)
    assert answer.status_code == 303, answer.text
    flow.case_id = CaseId(answer.headers["location"].removeprefix("/cases/"))
    return str(flow.state().case_number)


@pytest.mark.parametrize(
    ("hub", "covered"),
    [("tongjin-eup", ("wolgot-myeon", "haseong-myeon")), ("gurae-dong", ("yangchon-eup",))],
)
def test_gp_05_a_hub_has_the_cases_of_the_neighbours_it_covers(
    hub: str, covered: tuple[str, ...]
) -> None:
    policy = resolve(GIMPO).case_policy
    seen = policy.looked_after_from(OfficeCode(hub))
    assert seen >= {OfficeCode(hub), *(OfficeCode(code) for code in covered)}
    for code in covered:
        assert policy.looked_after_from(OfficeCode(code)) <= {OfficeCode(code)}


@pytest.mark.parametrize("channel", list(k.DiscoveryChannel))
def test_gp_06_every_case_says_by_which_channel_it_was_found(channel: k.DiscoveryChannel) -> None:
    state = done(b.a_blank(), b.an_opening(channel=channel), k.Role.LOCAL_OFFICE)
    assert state.channel is channel


async def seat(flow: Flow, office: str) -> None:
    """Somebody who works at this office, under its name."""
    async with flow.cases.database.write() as session:
        person = Person(
            person_id=PersonId(office),
            login=office,
            district=GIMPO,
            office=OfficeCode(office),
            roles=frozenset({k.Role.LOCAL_OFFICE}),
        )
        keyring, now = flow.cases.keyring, flow.clock()
        await people.create_person(session, keyring, person, "가상인", "none", now)
        flow.tokens[office] = str(
            await sessions.create(session, person.person_id, now, timedelta(days=1))
        )


def test_gp_05_an_intake_in_a_covered_area_lands_in_the_hubs_queue(tmp_path: Path) -> None:
    hubs = {"tongjin-eup": ("wolgot-myeon", "haseong-myeon"), "gurae-dong": ("yangchon-eup",)}
    first = words(TaskKind.MAKE_FIRST_CONTACT)
    with district(tmp_path) as flow:
        for office in (*hubs, *(one for covered in hubs.values() for one in covered)):
            flow._run(seat, flow, office)
        for hub, covered in hubs.items():
            other = next(one for one in hubs if one != hub)
            for office in covered:
                number = found(flow, office, office, f"가상{office}")
                queue = flow.get(hub, "/inbox?tab=team").text
                assert number in queue, (hub, office)
                assert first in queue
                assert flow.get(hub, f"/cases/{flow.case_id}").status_code == 200
                assert number not in flow.get(other, "/inbox?tab=team").text
                assert flow.get(other, f"/cases/{flow.case_id}").status_code in (403, 404)


def test_gp_06_the_page_says_what_each_channel_brought_and_opens_every_number(
    tmp_path: Path,
) -> None:
    with district(tmp_path) as flow:
        numbers = [
            found(flow, "hub", "handeul-eup", f"가상가구{at}", channel)
            for at, channel in enumerate(("HOSPITAL", "HOSPITAL", "OUTREACH"))
        ]
        page = flow.get("coordinator", "/resources/yields")
        assert page.status_code == 200
        links = re.findall(r'href="(/resources/yields/cases[^"]+)">(\d+)</a>', page.text)
        asked = [(parse_qs(urlsplit(unescape(href)).query), int(count)) for href, count in links]
        brought = {(*one["channel"], *one["reached"]): count for one, count in asked}
        assert brought == {("HOSPITAL", "found"): 2, ("OUTREACH", "found"): 1}
        behind = " ".join(flow.get("coordinator", unescape(href)).text for href, _ in links)
        assert all(number in behind for number in numbers)
        before = "/resources/yields?first=2020-01-01&last=2020-12-31"
        assert "이 기간에 발견된 가구가 없습니다" in flow.get("coordinator", before).text
        odd = flow.get("coordinator", "/resources/yields/cases?channel=NONE&reached=x").text
        assert all(number in odd for number in numbers)
        assert flow.get("privacy", "/resources/yields").status_code == 403
