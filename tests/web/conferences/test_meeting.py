"""The agenda is put in order, guests say whether they come, and the conference ends."""

import re

import pytest

from tests.web.conferences.meetings import assessed, call, change, minutes, plain
from tests.web.flow import Flow
from web.conferences import words


@pytest.fixture
def two(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> tuple[Flow, str, list[str]]:
    """A conference about two cases."""
    from care.model.ids import HouseholdId
    from tests.web import flow as made

    assessed(flow)
    cases = [flow.case_id]
    monkeypatch.setattr(made, "HOME", HouseholdId("home-2"))
    for number, name in enumerate(("MOTHER", "CHILD", "FORMER")):
        monkeypatch.setattr(made, name, f"n-{number}")
    made.open_case(flow, 2)
    cases.append(flow.case_id)
    flow.case_id = cases[0]
    chosen = [f"SELECT:{cases[0]}", f"PROGRESS:{cases[1]}"]
    return flow, call(flow, cases=chosen, bodies=["welfare"]), [str(one) for one in cases]


def order(flow: Flow, address: str) -> list[str]:
    page = flow.get("coordinator", address).text
    return re.findall(r'class="ask" href="/cases/([^"]+)"', page)


def test_items_change_places(two: tuple[Flow, str, list[str]]) -> None:
    flow, address, cases = two
    assert order(flow, address) == cases
    change(flow, address, "agenda", {"change": f"up:{cases[1]}"})
    assert order(flow, address) == cases[::-1]
    change(flow, address, "agenda", {"change": f"up:{cases[1]}"})
    assert order(flow, address) == cases[::-1]
    change(flow, address, "agenda", {"change": f"down:{cases[1]}"})
    assert order(flow, address) == cases


def test_an_item_is_taken_off_until_its_minutes_are_sent(two: tuple[Flow, str, list[str]]) -> None:
    flow, address, cases = two
    assert minutes(flow, address).status_code == 303
    fixed = change(flow, address, "agenda", {"change": f"off:{cases[0]}"})
    assert fixed.status_code == 409
    change(flow, address, "agenda", {"change": f"off:{cases[1]}"})
    assert order(flow, address) == cases[:1]
    missing = change(flow, address, "agenda", {"change": "off:41570-none"})
    assert missing.status_code == 404


def test_guests_say_whether_they_come(two: tuple[Flow, str, list[str]]) -> None:
    flow, address, _ = two
    change(flow, address, "invitations", {"staff": ["head"]})
    change(flow, address, "invitations", {"answer": "COMING:AGENCY:welfare"})
    change(flow, address, "invitations", {"answer": "NOT_COMING:PERSON:head"})
    page = plain(flow.get("coordinator", address).text)
    assert "참석 1" in page
    assert "민솔길 불참" in page
    wrong = change(flow, address, "invitations", {"answer": "MAYBE:AGENCY:welfare"})
    assert wrong.status_code == 422


def test_progress_counts_signed_minutes(two: tuple[Flow, str, list[str]]) -> None:
    flow, address, _ = two
    assert "2건 중 0건 마침" in plain(flow.get("coordinator", address).text)
    assert minutes(flow, address).status_code == 303
    assert "2건 중 1건 마침" in plain(flow.get("coordinator", address).text)
    assert "2건 중 1건 마침" in plain(flow.get("coordinator", "/conferences").text)


def test_a_finished_conference_is_past_and_takes_nothing_more(
    two: tuple[Flow, str, list[str]],
) -> None:
    flow, address, cases = two
    assert change(flow, address, "end", {"status": "HELD"}).status_code == 303
    listed = plain(flow.get("coordinator", "/conferences").text)
    assert "열릴 회의가 없습니다" in listed
    assert "회의 마침" in listed
    again = change(flow, address, "agenda", {"change": f"up:{cases[1]}"})
    assert again.status_code == 409
    page = flow.get("coordinator", f"{address}/items/{cases[0]}").text
    assert "이미 마쳤거나 열지 않기로 한 회의입니다" in page


def test_what_was_not_dealt_with_is_proposed_again_unmarked(
    two: tuple[Flow, str, list[str]],
) -> None:
    flow, address, cases = two
    change(flow, address, "end", {"status": "CANCELLED"})
    page = flow.get("coordinator", "/conferences/new").text
    assert f"SELECT:{cases[0]}" in page
    assert "다른 회의의 안건에 이미 있습니다" not in page


def test_each_code_of_a_conference_has_a_word_of_its_own() -> None:
    tables = (words.PURPOSES, words.REASONS, words.STATUSES, words.ANSWERS)
    assert len(words.WORDS) == sum(len(table) for table in tables)
