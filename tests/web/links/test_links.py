"""A signed link: nothing before the PIN, two clicks after it, and nothing once it is over."""

import re
from datetime import timedelta
from typing import Any

import pytest

from care.messages import commands as c
from care.model.codes import DeclineReason, ItemOutcome, LinkageStatus
from care.model.ids import ConsentId, LinkageId
from care.model.linkage import Linkage
from store import sessions
from tests.web.flow import HOME, Flow
from tests.web.links.conftest import LINKAGE, NAME, PIN, Letterbox, issued


def linkage(flow: Flow) -> Linkage:
    return next(one for one in flow.state().linkages if one.linkage_id == LINKAGE)


def opened(letterbox: Letterbox) -> str:
    assert letterbox.pin().status_code == 303
    page = letterbox.look()
    assert page.status_code == 200
    return str(page.text)


def test_no_name_and_no_service_is_shown_before_the_pin(letterbox: Letterbox) -> None:
    page = letterbox.look()
    assert page.status_code == 200
    assert NAME not in page.text
    assert "집수리" not in page.text
    assert "윤" not in re.sub(r"<[^>]+>", "", page.text)
    assert "noindex" in page.text


def test_after_the_pin_the_referral_is_shown_without_a_protected_place(
    letterbox: Letterbox,
) -> None:
    page = opened(letterbox)
    assert NAME in page
    assert "비밀길" not in page
    assert "윤가람" not in page
    assert "담당 공무원을 통해" in page


def test_it_is_accepted_with_one_press_and_reaches_the_case(letterbox: Letterbox) -> None:
    opened(letterbox)
    assert letterbox.press("ACCEPTED", scheduled_on="2026-02-20").status_code == 303
    assert "수락" in letterbox.look().text
    letterbox.brought()
    found = linkage(letterbox.flow)
    assert found.status in (LinkageStatus.ACCEPTED, LinkageStatus.SCHEDULED)
    assert str(found.scheduled_on) == "2026-02-20"


def test_a_decline_carries_its_reason_and_uses_the_link_up(letterbox: Letterbox) -> None:
    opened(letterbox)
    told = letterbox.press("DECLINED:NO_CAPACITY", note="인력이 없습니다")
    assert told.status_code == 200
    assert "답을 전했습니다" in told.text
    assert letterbox.look().status_code == 410
    letterbox.brought()
    found = linkage(letterbox.flow)
    assert (found.status, found.decline) == (LinkageStatus.DECLINED, DeclineReason.NO_CAPACITY)
    assert letterbox.look().status_code == 410


def test_the_service_is_begun_and_ended_with_its_outcome(letterbox: Letterbox) -> None:
    opened(letterbox)
    for act in ("ACCEPTED", "STARTED", "DONE:ACHIEVED"):
        assert letterbox.press(act).status_code in (200, 303), act
        letterbox.brought()
        letterbox.flow.clock.forward(minutes=1)
    found = linkage(letterbox.flow)
    assert (found.status, found.outcome) == (LinkageStatus.DONE, ItemOutcome.ACHIEVED)


def test_a_press_sent_twice_is_one_message(letterbox: Letterbox) -> None:
    page = opened(letterbox)
    press = page.partition('name="press" value="')[2].partition('"')[0]
    for _ in range(2):
        letterbox._post(f"{letterbox.path}/answer", {"act": "ACCEPTED", "press": press})
    [[count]] = letterbox.sql(
        "SELECT count(*) FROM webhook_inbox WHERE webhook_id NOT LIKE '%received'"
    )
    assert count == 1


def test_what_was_answered_otherwise_meanwhile_is_said(letterbox: Letterbox) -> None:
    opened(letterbox)
    letterbox.press("ACCEPTED")
    again = letterbox.press("DECLINED:OTHER")
    assert again.status_code == 409
    assert "이미 다른 답" in again.text


@pytest.mark.parametrize("act", ["PRAISED", "DONE:NOT_DELIVERED", "DECLINED", "DECLINED:BORED"])
def test_an_answer_that_no_button_has_changes_nothing(letterbox: Letterbox, act: str) -> None:
    opened(letterbox)
    assert letterbox.press(act).status_code == 422
    assert letterbox.sql("SELECT 1 FROM webhook_inbox WHERE webhook_id NOT LIKE '%received'") == []


def test_a_day_gone_by_and_a_resident_number_are_refused(letterbox: Letterbox) -> None:
    opened(letterbox)
    assert letterbox.press("ACCEPTED", scheduled_on="2025-01-01").status_code == 422
    refused = letterbox.press("ACCEPTED", note="900101-1234567")
    assert refused.status_code == 422
    assert "900101-1234567" not in refused.text


def test_five_wrong_pins_lock_it_also_for_the_right_one(letterbox: Letterbox) -> None:
    for left in (4, 3, 2, 1):
        page = letterbox.pin("000000")
        assert page.status_code == 422
        assert f"{left}번" in page.text
        assert "000000" not in page.text
    assert letterbox.pin("000000").status_code == 403
    assert letterbox.pin().status_code == 403
    assert NAME not in letterbox.look().text


def test_a_right_pin_forgives_the_wrong_ones_before(letterbox: Letterbox) -> None:
    for _ in range(3):
        for _ in range(4):
            letterbox.pin("000000")
        assert letterbox.pin().status_code == 303


def test_the_coordinator_unlocks_and_makes_a_new_pin_that_is_shown_once(
    letterbox: Letterbox,
) -> None:
    flow = letterbox.flow
    for _ in range(5):
        letterbox.pin("000000")
    assert "PIN 잠김" in flow.get("coordinator", "/partner-access").text
    assert keep(flow, "unlock", agency="repair").status_code == 303
    assert letterbox.pin().status_code == 303
    told = keep(flow, "pins", agency="repair")
    assert told.status_code == 200
    new = told.text.partition("<code>")[2].partition("</code>")[0]
    assert re.fullmatch(r"\d{6}", new)
    assert new not in flow.get("coordinator", "/partner-access").text
    assert letterbox.pin(PIN).status_code == 422
    assert letterbox.pin(new).status_code == 303
    kept = letterbox.sql("SELECT pin_hash FROM partner_pins")
    assert kept[0][0].startswith("$argon2id$")


def keep(flow: Flow, what: str, **fields: str) -> Any:
    """With the password just given, as step-up asks for."""

    async def confirmed() -> None:
        async with flow.cases.database.write() as session:
            await sessions.confirm(session, flow.tokens["coordinator"], flow.clock())

    flow._run(confirmed)
    intent = flow.intent("coordinator", "/partner-access")
    return flow.post("coordinator", f"/partner-access/{what}", fields, intent=intent)


def test_a_closed_link_and_one_past_its_time_say_only_that(letterbox: Letterbox) -> None:
    flow = letterbox.flow
    opened(letterbox)
    link_id = letterbox.token.partition(".")[0]
    assert keep(flow, "links/revoke", link=link_id).status_code == 303
    page = letterbox.look()
    assert page.status_code == 410
    assert NAME not in page.text
    letterbox.token = flow._run(issued, flow, flow.clock() + timedelta(days=1))
    assert letterbox.look().status_code == 200
    flow.clock.forward(days=2)
    late = letterbox.look()
    assert (late.status_code, late.text) == (410, page.text)


def test_a_link_sent_again_is_the_same_and_lives_longer(letterbox: Letterbox) -> None:
    flow = letterbox.flow
    again = flow._run(issued, flow, flow.clock() + timedelta(days=30))
    assert again == letterbox.token
    flow.clock.forward(days=20)
    assert letterbox.look().status_code == 200


def test_a_consent_taken_back_closes_the_link(letterbox: Letterbox) -> None:
    opened(letterbox)
    letterbox.flow.act("manager", c.WithdrawConsent(consent_id=ConsentId("consent-2"), note=None))
    assert letterbox.look().status_code == 410


def test_a_household_hidden_from_the_body_is_over_for_it(letterbox: Letterbox) -> None:
    opened(letterbox)
    letterbox.sql(
        "INSERT INTO hidden_households (danger_id, kind, who, household_id, district, since)"
        f" VALUES ('d-1', 'agency', 'repair', '{HOME}', '41570', '2026-01-01 00:00:00')"
    )
    assert letterbox.look().status_code == 410


def test_whatever_was_never_a_link_is_no_page(letterbox: Letterbox) -> None:
    link_id, _, signature = letterbox.token.partition(".")
    changed = signature[:-2] + ("AA" if signature[-2:] != "AA" else "BB")
    tried = [
        f"{link_id}.{changed}",
        link_id,
        f"{'a' * 24}.{signature}",
        f"{link_id}.{signature}x",
        LinkageId("linkage-by-letter"),
        "%00",
        "x" * 10_000,
    ]
    pages = {
        re.sub(r"[0-9a-f]{12}", "", letterbox.flow.client.get(f"/r/{one}").text) for one in tried
    }
    assert len(pages) == 1
    for one in tried:
        assert letterbox.flow.client.get(f"/r/{one}").status_code == 404


def test_another_browser_has_to_give_the_pin_itself(letterbox: Letterbox) -> None:
    opened(letterbox)
    letterbox.flow.client.cookies.clear()
    assert NAME not in letterbox.look().text
    assert letterbox.press("ACCEPTED").status_code == 403


def test_half_an_hour_later_the_pin_is_asked_again(letterbox: Letterbox) -> None:
    assert NAME in opened(letterbox)
    letterbox.flow.clock.forward(minutes=31)
    assert NAME not in letterbox.look().text


def test_every_try_view_and_answer_is_recorded_under_the_body(letterbox: Letterbox) -> None:
    letterbox.pin("000000")
    opened(letterbox)
    letterbox.press("ACCEPTED")
    kept = letterbox.sql(
        "SELECT outcome, purpose, subject FROM access_records"
        " WHERE person = 'agency:repair' ORDER BY sequence"
    )
    assert [(outcome, purpose) for outcome, purpose, _ in kept] == [
        ("refused", "view"),
        ("allowed", "view"),
        ("allowed", "view"),
        ("allowed", "act"),
    ]
    assert {subject for _, _, subject in kept} == {letterbox.flow.case_id}


def test_the_token_stands_nowhere_in_the_database(letterbox: Letterbox) -> None:
    opened(letterbox)
    signature = letterbox.token.partition(".")[2]
    for row in letterbox.sql("SELECT * FROM partner_links"):
        assert all(signature not in str(value) for value in row)


def test_a_pin_is_not_made_without_the_password(letterbox: Letterbox) -> None:
    flow = letterbox.flow
    intent = flow.intent("coordinator", "/partner-access")
    asked = flow.post("coordinator", "/partner-access/pins", {"agency": "repair"}, intent=intent)
    assert asked.status_code == 403
    assert letterbox.pin().status_code == 303


def test_case_managers_do_not_get_at_pins(letterbox: Letterbox) -> None:
    assert letterbox.flow.get("manager", "/partner-access").status_code == 403
