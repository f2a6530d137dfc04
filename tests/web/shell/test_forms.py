"""What somebody typed is bounded, never lost, never echoed in an error (SR-11, SR-39, B10-B16)."""

import re
from datetime import timedelta

import httpx2
import pytest

from tests.web.shell.conftest import SAME, Clock, SignIn
from web.look import COOKIE
from web.reading.soundness import has_resident_number, text_fault


@pytest.mark.parametrize(
    "text",
    [
        "주민번호는 900101-1234567 입니다",
        "9001011234567",
        "９００１０１-１２３４５６７",
        "211231 - 4999999".replace(" - ", "-"),
    ],
)
def test_resident_numbers_are_found_also_the_random_ones(text: str) -> None:
    assert text_fault(text) == "RRN_NOT_ALLOWED_HERE"


@pytest.mark.parametrize(
    "text", ["010-1234-5678", "41570-2026-0412", "2026. 11. 16.", "1234567890123456"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not has_resident_number(text)


@pytest.mark.parametrize("text", ["a\x00b", "\u202egnp.exe", "줄\x1b[31m"])
def test_invisible_characters_are_refused(text: str) -> None:
    assert text_fault(text) == "TEXT_INVALID"


def test_names_of_all_kinds_are_welcome() -> None:
    for name in ("Nguyễn Thị Ánh", "龍雲", "김 🙂", "줄\n바꿈"):
        assert text_fault(name) is None


def intent_in(page: httpx2.Response) -> str:
    found = re.search(r'name="intent" value="([^"]+)"', page.text)
    assert found
    return found.group(1)


async def naming(client: httpx2.AsyncClient, clock: Clock, **more: str) -> dict[str, str]:
    page = await client.get("/account/substitutes")
    today = clock.now.date()
    return {
        "intent": intent_in(page),
        "substitute": "p-manager",
        "from_day": today.isoformat(),
        "until_day": (today + timedelta(days=3)).isoformat(),
    } | more


async def test_a_substitute_is_named_once_even_if_sent_twice(sign_in: SignIn, clock: Clock) -> None:
    client = await sign_in("coordinator")
    sent = await naming(client, clock)
    for _ in range(2):
        answer = await client.post("/account/substitutes", data=sent, headers=SAME)
        assert answer.status_code == 303
    shown = await client.get("/account/substitutes")
    assert shown.text.count("가상 manager</b>") == 1
    standing = await sign_in("manager")
    assert "가상 coordinator" in (await standing.get("/account")).text


async def test_a_field_the_form_does_not_have_changes_nothing(
    sign_in: SignIn, clock: Clock
) -> None:
    client = await sign_in("coordinator")
    sent = await naming(client, clock, role="SECTION_HEAD")
    answer = await client.post("/account/substitutes", data=sent, headers=SAME)
    assert answer.status_code == 422
    assert "이 양식에 없는 칸" in answer.text
    assert "가상 manager</b>" not in (await client.get("/account/substitutes")).text


async def test_errors_stand_at_the_field_and_do_not_repeat_the_value(
    sign_in: SignIn, clock: Clock
) -> None:
    client = await sign_in("coordinator")
    sent = await naming(client, clock, from_day="2026-02-30", substitute="900101-1234567")
    answer = await client.post("/account/substitutes", data=sent, headers=SAME)
    assert answer.status_code == 422
    assert "주민등록번호를 적을 수 없습니다" in answer.text
    assert "900101" not in answer.text


async def test_only_colleagues_of_the_district_can_stand_in(sign_in: SignIn, clock: Clock) -> None:
    client = await sign_in("coordinator")
    for person in ("p-elsewhere", "p-partner", "p-coordinator", "p-nobody"):
        sent = await naming(client, clock, substitute=person)
        answer = await client.post("/account/substitutes", data=sent, headers=SAME)
        assert answer.status_code == 422, person


async def test_another_persons_form_is_refused(sign_in: SignIn, clock: Clock) -> None:
    mine, theirs = await sign_in("coordinator"), await sign_in("head")
    sent = await naming(theirs, clock)
    answer = await mine.post("/account/substitutes", data=sent, headers=SAME)
    assert answer.status_code == 403
    assert "FORM_EXPIRED" in answer.text
    assert "가상 manager</b>" not in (await mine.get("/account/substitutes")).text


async def test_a_form_of_an_older_login_keeps_its_text(sign_in: SignIn, clock: Clock) -> None:
    sent = await naming(await sign_in("coordinator"), clock)
    later = await sign_in("coordinator")
    answer = await later.post("/account/substitutes", data=sent, headers=SAME)
    assert answer.status_code == 403
    assert 'value="p-manager"' in answer.text
    again = sent | {"intent": intent_in(answer)}
    assert (await later.post("/account/substitutes", data=again, headers=SAME)).status_code == 303


async def test_a_file_where_none_is_asked_for_is_refused(sign_in: SignIn) -> None:
    client = await sign_in("coordinator")
    files = {"language": ("a.txt", b"ko")}
    answer = await client.post("/account/look", files=files, headers=SAME)
    assert answer.status_code in (400, 422)


async def test_looks_are_kept_and_a_strange_cookie_is_ignored(sign_in: SignIn) -> None:
    client = await sign_in("manager")
    sent = {
        "language": "en",
        "theme": "dark",
        "density": "compact",
        "contrast": "more",
        "keys": "off",
    }
    await client.post("/account/look", data=sent, headers=SAME)
    page = (await client.get("/account")).text
    for mark in ('lang="en"', 'data-theme="dark"', 'data-density="compact"', 'data-keys="off"'):
        assert mark in page
    assert "My settings" in page
    elsewhere = await sign_in("manager")
    assert 'data-theme="dark"' in (await elsewhere.get("/account")).text
    client.cookies.clear()
    strange = await client.get("/login", headers={"cookie": f'{COOKIE}=en.dark.x."><script>.on'})
    assert 'lang="ko"' in strange.text


async def test_korean_is_spoken_unless_somebody_chose_otherwise(guest: httpx2.AsyncClient) -> None:
    page = await guest.get("/login", headers={"accept-language": "en"})
    assert 'lang="ko"' in page.text
