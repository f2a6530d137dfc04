"""A link is one body's, for one referral, while that referral stands: every other way is shut."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model.ids import AgencyId, LinkageId, PersonId, TextId
from store import agencies, partner_access, partner_links
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow
from tests.web.links.conftest import BODY, LINKAGE, NAME, PIN, Letterbox
from tests.web.links.test_by_letter import sent as by_letter
from web import passwords

OTHER_PIN = "771122"
OTHER = replace(BODY, agency_id=AgencyId("welfare"), name="가상복지관")


async def known(flow: Flow) -> None:
    """Another body of the district that answers by letter, with a PIN of its own."""
    hashed = await passwords.hashed(OTHER_PIN)
    async with flow.cases.database.of(GIMPO).write() as session:
        await agencies.save_agency(session, OTHER)
        by, now = PersonId("coordinator"), flow.clock()
        await partner_access.set_pin(session, OTHER, hashed, by, now)


async def misdirected(flow: Flow) -> str:
    """A link of the other body at a referral that was never asked of it."""
    keyring, now = flow.cases.keyring, flow.clock()
    async with flow.cases.database.of(GIMPO).write() as session:
        until = now + timedelta(days=14)
        made = await partner_links.issue(session, keyring, LINKAGE, OTHER, until, now)
    return made.get_secret_value()


def inbox(letterbox: Letterbox) -> list[Any]:
    return letterbox.sql("SELECT webhook_id FROM webhook_inbox")


def shut(letterbox: Letterbox, status: int) -> None:
    """Looking, giving the PIN and pressing: nothing is shown and nothing reaches the case."""
    before = inbox(letterbox)
    for answer in (letterbox.look(), letterbox.pin(), letterbox.press("ACCEPTED")):
        assert answer.status_code == status
        assert NAME not in answer.text
    assert inbox(letterbox) == before


def test_the_pin_of_another_body_opens_nothing(letterbox: Letterbox) -> None:
    letterbox.flow._run(known, letterbox.flow)
    refused = letterbox.pin(OTHER_PIN)
    assert refused.status_code == 422
    assert OTHER_PIN not in refused.text
    assert NAME not in letterbox.look().text
    assert letterbox.press("ACCEPTED").status_code == 403
    assert inbox(letterbox) == []
    assert letterbox.pin(PIN).status_code == 303


def test_a_link_to_a_referral_of_another_body_is_over_before_it_begins(
    letterbox: Letterbox,
) -> None:
    letterbox.flow._run(known, letterbox.flow)
    letterbox.token = letterbox.flow._run(misdirected, letterbox.flow)
    shut(letterbox, 410)
    assert letterbox.pin(OTHER_PIN).status_code == 410


def test_a_withdrawn_referral_shuts_its_link(letterbox: Letterbox) -> None:
    assert letterbox.pin().status_code == 303
    withdrawn = c.WithdrawLinkage(linkage_id=LinkageId(LINKAGE), reason=TextId("t.8"))
    letterbox.flow.act("manager", withdrawn, t_8="이사")
    shut(letterbox, 410)


def test_in_hold_its_link_is_shut(letterbox: Letterbox) -> None:
    assert letterbox.pin().status_code == 303
    held = lc.HoldEngagement(note=TextId("t.9"))
    letterbox.flow.act("manager", held, t_9="만나지 않겠다고 함")
    shut(letterbox, 410)


def test_a_link_of_a_body_that_left_is_shut(letterbox: Letterbox) -> None:
    assert letterbox.pin().status_code == 303
    letterbox.sql("UPDATE agencies SET active = 0 WHERE agency_id = 'repair'")
    shut(letterbox, 410)


def test_a_used_link_takes_no_second_answer(letterbox: Letterbox) -> None:
    assert letterbox.pin().status_code == 303
    assert letterbox.press("DECLINED:NO_CAPACITY").status_code == 200
    shut(letterbox, 410)
    letterbox.brought()
    shut(letterbox, 410)


@pytest.mark.parametrize(
    "sent",
    [
        {"note": "글\0자"},
        {"note": "글\x1b[31m자"},
        {"note": "글\u202e자"},
        {"note": "번호는 ８７０４０２－２０００００８"},
        {"note": "가" * 2_001},
        {"scheduled_on": "2026-02-30"},
        {"scheduled_on": "1e999"},
        {"role": "ADMIN"},
        {"district_id": "11215"},
        {"linkage_id": "linkage-of-others"},
    ],
    ids=lambda sent: next(iter(sent)) + str(next(iter(sent.values())))[:4].encode().hex(),
)
def test_what_must_not_be_typed_is_refused_and_kept_nowhere(
    letterbox: Letterbox, sent: dict[str, str]
) -> None:
    """B10, B13, B15, B16 and B28 at a door without a login."""
    assert letterbox.pin().status_code == 303
    before = inbox(letterbox)
    assert letterbox.press("ACCEPTED", **sent).status_code == 422
    assert inbox(letterbox) == before


def test_a_pin_that_is_no_pin_is_refused_and_never_shown_again(letterbox: Letterbox) -> None:
    for pin in ("1" * 5_000, "\0", "", "' OR 1=1--"):
        answer = letterbox.pin(pin)
        assert answer.status_code == 422
        assert not pin.strip("\0") or pin not in answer.text
        assert NAME not in answer.text


def test_a_letter_tells_of_nobody_and_no_place(letterbox: Letterbox) -> None:
    """The household's address is protected; nothing of it is in subject, text or link (SR-17)."""
    flow = letterbox.flow
    for withdraw in (False, True):
        _, [letter] = flow._run(by_letter, flow, withdraw)
        whole = letter.model_dump_json()
        told = (NAME, "비밀길", "한들읍", "handeul", flow.case_id, LINKAGE, "집수리", "home-1")
        assert [one for one in told if one in whole] == []
