"""What was done outside is written down and counted, with the people reached."""

import re
from html import unescape
from typing import Any

from care.model.reports import BriefingKind
from tests.web.flow import Flow
from tests.web.report.conftest import open_what_waits

OUT = {
    "held_on": "2026-01-05",
    "kind": "BRIEFING",
    "place": "한들읍 경로당",
    "office": "handeul-eup",
}


def write(flow: Flow, **fields: str) -> Any:
    intent = flow.intent("manager", "/outreach")
    sent = OUT | {"reached": "40", "contacts": "3"} | fields
    return flow.post("manager", "/outreach/new", sent, intent)


def test_gp_06_outings_are_counted_by_kind_with_the_people_reached(flow: Flow) -> None:
    assert write(flow).status_code == 303
    assert write(flow, reached="25", contacts="0", place="가상시장").status_code == 303
    assert write(flow, kind="HOSPITAL_VISIT", reached="6").status_code == 303
    page = flow.get("manager", "/outreach?first=2026-01-01&last=2026-01-31").text
    sums = page[page.index("<tfoot") : page.index("</tfoot>")]
    assert [n for n in (">3<", ">71<", ">6<") if n in sums] == [">3<", ">71<", ">6<"]
    assert "한들읍 경로당" in page
    assert (
        "적은 현장 활동이 없습니다"
        in flow.get("manager", "/outreach?first=2025-01-01&last=2025-01-31").text
    )


def test_the_same_form_twice_is_one_outing(flow: Flow) -> None:
    intent = flow.intent("manager", "/outreach")
    sent = OUT | {"reached": "40", "contacts": "3"}
    for _ in range(2):
        assert flow.post("manager", "/outreach/new", sent, intent).status_code == 303
    page = flow.get("manager", "/outreach?first=2026-01-01&last=2026-01-31").text
    assert page.count("한들읍 경로당") == 1


def test_what_cannot_be_is_refused(flow: Flow) -> None:
    assert write(flow, held_on="2026-03-01").status_code == 422
    assert write(flow, contacts="41").status_code == 422
    assert write(flow, place="").status_code == 422
    assert write(flow, office="nowhere").status_code == 422


def test_every_kind_of_outing_has_words(flow: Flow) -> None:
    page = flow.get("manager", "/outreach").text
    assert all(f'value="{one.value}"' in page for one in BriefingKind)


def test_gp_06_each_channel_says_how_many_told_of_became_cases_and_lists_them(flow: Flow) -> None:
    told = {"office": "handeul-eup", "channel": "OUTREACH"}
    for number, lane in enumerate(("QUEUE", "OPEN", "OPEN")):
        flow.post("hub", "/triage/new", told | {"name": f"표본{number}하", "lane": lane})
    open_what_waits(flow, "41570")
    page = unescape(flow.get("hub", "/resources/yields?first=2026-01-01&last=2026-01-31").text)
    table = page[page.index('id="told-title"') :]
    links = re.findall(r'href="([^"]+/told[^"]*)">(\d+)<', table)
    counted = {re.findall(r"stands=(\w+)", href)[0]: int(n) for href, n in links}
    assert counted == {"told": 3, "case": 2, "waiting": 1}
    assert "67%" in table
    for href, number in links:
        assert flow.get("hub", href).text.count("<li><div>") == int(number)
    assert "표본" not in table
    elsewhere = flow.get("elsewhere", "/resources/yields?first=2026-01-01&last=2026-01-31").text
    assert "/told" not in elsewhere
