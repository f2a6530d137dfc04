"""The public form: a receipt for everybody, no hint of anybody, danger opens a case at once."""

import re
from typing import Any

import pytest
import segno
from sqlalchemy import text

from tests.web.flow import Flow
from tests.web.report.conftest import open_what_waits
from web.report import limits

JEONJU, PAGE = "52110", "/report/jeonju-si"
SAME = {"Sec-Fetch-Site": "same-origin"}
TOLD = {"who": "NEIGHBOUR", "address": "가상동 표본로 12", "story": "며칠째 불이 꺼져 있습니다"}


def shown(flow: Flow, path: str = PAGE) -> Any:
    return flow.client.get(path, headers=SAME, follow_redirects=False)


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([a-z2-7]{24})"', page)
    assert found is not None
    return found[1]


def send(flow: Flow, key: str = "", **fields: Any) -> Any:
    sent = {"key": key or key_of(shown(flow).text), **TOLD, **fields}
    return flow.client.post(PAGE, data=sent, headers=SAME, follow_redirects=False)


def rows(flow: Flow, query: str) -> list[Any]:
    async def ask() -> list[Any]:
        async with flow.cases.database.read() as session:
            return [tuple(row) for row in await session.execute(text(query))]

    return list(flow._run(ask))


def test_a_district_that_has_it_switched_off_looks_like_no_district(flow: Flow) -> None:
    off, none, by_code = (
        shown(flow, f"/report/{slug}") for slug in ("gimpo-si", "nirgend-si", JEONJU)
    )
    assert off.status_code == none.status_code == by_code.status_code == 404
    assert len({re.sub(r"[0-9a-f]{12}", "*", one.text) for one in (off, none, by_code)}) == 1
    assert shown(flow).status_code == 200


def test_a_report_gets_a_receipt_and_waits_in_the_queue(flow: Flow) -> None:
    answer = send(flow, name="표본해온")
    assert answer.status_code == 303
    page = shown(flow, answer.headers["location"])
    receipt = answer.headers["location"].rsplit("/", 1)[1]
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", receipt)
    assert receipt in page.text
    assert "표본" not in page.text
    assert rows(flow, "SELECT district, status, channel FROM at_risk") == [
        (JEONJU, "WAITING", "REPORT")
    ]
    assert rows(flow, "SELECT count(*) FROM case_openings") == [(0,)]


def test_the_same_form_twice_is_one_report(flow: Flow) -> None:
    key = key_of(shown(flow).text)
    first, second = send(flow, key), send(flow, key)
    assert first.headers["location"] == second.headers["location"]
    assert rows(flow, "SELECT count(*) FROM public_reports") == [(1,)]
    assert rows(flow, "SELECT count(*) FROM at_risk_signals") == [(1,)]


def test_a_red_flag_opens_a_case_at_once_and_shows_whom_to_call(flow: Flow) -> None:
    answer = send(flow, name="표본해온", red_flags=["SUICIDE"])
    page = shown(flow, answer.headers["location"]).text
    assert page.index("tel:119") < page.index("잘 받았습니다</h1>")
    assert all(f"tel:{number}" in page for number in ("112", "119", "109", "129"))
    open_what_waits(flow, JEONJU)
    assert rows(flow, "SELECT district, urgent, stage FROM cases") == [(JEONJU, 1, "DISCOVERY")]
    assert rows(flow, "SELECT status, case_id FROM at_risk") == [
        ("ACCEPTED", rows(flow, "SELECT case_id FROM cases")[0][0])
    ]


def test_nothing_tells_whether_a_household_is_known(flow: Flow) -> None:
    """Of a household with an open case, and of one nobody has heard of, all is the same (SR-10)."""
    send(flow, name="표본해온", phone="010-0000-0999", red_flags=["VIOLENCE"])
    open_what_waits(flow, JEONJU)
    known = send(flow, name="표본해온", phone="010-0000-0999")
    fresh = send(flow, name="견본하람", phone="010-0000-0111", address="다른동 견본로 3")
    assert rows(flow, "SELECT status FROM at_risk ORDER BY status") == [("ACCEPTED",), ("WAITING",)]
    pages = [shown(flow, one.headers["location"]).text for one in (known, fresh)]
    masked = {re.sub(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", "*", one) for one in pages}
    assert len(masked) == 1
    assert known.status_code == fresh.status_code == 303
    assert dict(known.headers).keys() == dict(fresh.headers).keys()


def test_who_reported_is_sealed_apart(flow: Flow) -> None:
    send(
        flow, who="DUTY", occupation="MEDICAL", reporter_name="신고담", reporter_phone="010-0000-7"
    )
    whole = b"".join(
        bytes(str(value), "utf-8") if not isinstance(value, bytes) else value
        for table in ("public_reports", "at_risk", "at_risk_signals")
        for row in rows(flow, f"SELECT * FROM {table}")
        for value in row
    )
    assert "신고담".encode() not in whole
    assert rows(flow, "SELECT channel, occupation, reporter IS NOT NULL FROM public_reports") == [
        ("DUTY_REPORTER", "MEDICAL", 1)
    ]
    assert rows(flow, "SELECT count(*) FROM case_keys WHERE owner_id LIKE '52110-reporter-%'") == [
        (1,)
    ]


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"address": ""}, "찾아갈 곳이나 전화"),
    ({"story": ""}, "이 칸을 적어 주세요"),
    ({"who": "DUTY"}, "목록에 있는 것 중에서"),
    ({"office": "not-there"}, "목록에 있는 것 중에서"),
    ({"story": "주민번호는 800101-1234567 입니다"}, "주민등록번호"),
    ({"surprise": "1"}, "이 양식에 없는 칸"),
    ({"key": "x"}, "고칠 곳이"),
)


def test_what_is_missing_is_said_and_nothing_is_kept(flow: Flow) -> None:
    for fields, words in WRONG:
        answer = send(flow, **fields)
        assert answer.status_code == 422, fields
        assert words in answer.text, fields
        assert "800101-1234567" not in answer.text
    assert rows(flow, "SELECT count(*) FROM public_reports") == [(0,)]


def test_too_many_are_slowed_down_and_told_whom_to_call(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_SOURCE", limits.RateLimitItemPerHour(2))
    assert [send(flow).status_code for _ in range(3)] == [303, 303, 429]
    refused = send(flow)
    assert int(refused.headers["retry-after"]) >= 60
    assert "tel:119" in refused.text


def test_a_receipt_of_the_desk_or_of_nobody_is_no_page(flow: Flow) -> None:
    assert shown(flow, f"{PAGE}/received/AAAA-BBBB-CCCC").status_code == 404
    taken = {"channel": "SELF", "office": "handeul-eup", "name": "표본", "lane": "QUEUE"}
    assert flow.post("hub", "/triage/new", taken).status_code == 303
    receipt = rows(flow, "SELECT receipt FROM public_reports")[0][0]
    assert shown(flow, f"{PAGE}/received/{receipt}").status_code == 404


def test_it_speaks_english_and_prints_a_poster(flow: Flow) -> None:
    flow.client.post("/language", data={"language": "en", "next": PAGE}, headers=SAME)
    page = flow.client.get(PAGE, headers=SAME).text
    assert 'lang="en"' in page
    ours = re.sub(r"<option.*?</option>", "", page).replace("한국어", "")
    assert re.findall(r"[가-힣]+", ours) == []
    poster = flow.client.get(f"{PAGE}/poster", headers=SAME).text
    address = re.search(r'class="poster-address"><b>([^<]+)<', poster)
    assert address is not None
    assert address[1].endswith("/report/jeonju-si")
    drawn = {(int(y), int(x)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", poster)}
    code = segno.make(address[1], error="m", micro=False).matrix
    assert drawn == {(y, x) for y, row in enumerate(code) for x, dark in enumerate(row) if dark}
    flow.client.cookies.clear()
