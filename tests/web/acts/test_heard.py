"""Through forms: late signs of risk, a phone number of the carriers, the household's words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from care.messages import commands as c
from care.model.codes import ContactMode, ContactResult
from care.model.loop_codes import TimeBand
from store import households
from tests.web.flow import HOME, MOTHER, Flow, district, open_case

SIGN = {"signal": "POWER_CUT", "source": "BLIND_SPOT", "observed_on": "2026-01-02"}
TRIES = (
    (TimeBand.MORNING, ContactMode.PHONE),
    (TimeBand.AFTERNOON, ContactMode.PHONE),
    (TimeBand.EVENING, ContactMode.VISIT),
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    folder: Path = tmp_path_factory.mktemp("heard")
    with district(folder) as flow:
        open_case(flow)
        yield flow


def page(flow: Flow) -> str:
    return str(flow.get("hub", f"/cases/{flow.case_id}").text)


def phone_of(flow: Flow) -> str | None:
    async def ask() -> str | None:
        async with flow.cases.database.read() as session:
            home = await households.household(session, flow.cases.keyring, HOME)
        assert home is not None
        return next(one.phone for one in home.members if one.member_id == MOTHER)

    found: str | None = flow._run(ask)
    return found


def test_a_late_sign_asks_somebody_to_look_and_says_what_it_is(found: Flow) -> None:
    found.do("hub", "signals/new", **SIGN)
    shown = page(found)
    assert "새로 온 위기정보 1건" in shown
    assert "단전" in shown
    assert "signals/look" in shown
    found.do("hub", "signals/look", note="한전에 물어 다시 이음")
    assert "signals/look" not in page(found)


def test_a_number_is_asked_for_after_tries_in_vain_and_kept_sealed(found: Flow) -> None:
    assert "number/request" not in page(found)
    for band, mode in TRIES:
        tried = c.RecordContact(mode=mode, result=ContactResult.NO_ANSWER, band=band)
        found.act("hub", tried)
    assert "통신사에 전화번호 요청하기" in page(found)
    found.do("hub", "number/request", note="공문 제12호")
    where = found.form("number/answer")
    for wrong in ({"found": "yes"}, {"found": "yes", "phone": "모름"}):
        answer = found.post("hub", where, wrong)
        assert answer.status_code == 422
        assert 'id="phone-error"' in answer.text
    found.do("hub", "number/answer", found="yes", phone="010-0000-7788")
    assert phone_of(found) == "010-0000-7788"
    assert "당사자에게 알리기" in page(found)

    async def kept() -> list[bytes]:
        async with found.cases.database.read() as session:
            rows = await session.execute(text("SELECT body FROM case_events"))
            return [bytes(row[0]) for row in rows]

    assert not any(b"7788" in one for one in found._run(kept))
    found.do("hub", "number/notice", method="LETTER")
    number = found.state().heard.number
    assert number is not None
    assert not number.is_open


def test_nw_08_the_letter_stands_in_the_timeline_in_its_own_words(found: Flow) -> None:
    words = "추운 겨울에 문을 두드려 주셔서 고맙습니다"
    found.do("hub", "feedback/new", member_id=MOTHER, form="LETTER", text=words)
    assert words in page(found)
    (kept,) = found.state().heard.feedback
    assert kept.member_id == MOTHER
    assert "당사자의 소감 1건" in page(found)
    assert "공개 동의 없음" in page(found)
    found.do("manager", "consent", member_id=MOTHER, purpose="STORY_PUBLICATION", method="WRITTEN")
    assert "공개 동의 있음" in page(found)
