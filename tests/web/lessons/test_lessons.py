"""What one worker learned another finds, by need and words, and nobody is known by it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.web.flow import Flow, district, open_case

REFUSER = {
    "need": "SAFETY",
    "title": "문을 열지 않는 분께 다가가기",
    "situation": "다섯 번 찾아가도 문을 열지 않았습니다.",
    "tried": "말을 걸지 않고 밥을 문고리에 걸어 두었습니다.",
    "learned": "기다림이 문을 열었습니다.",
}


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("notes")) as flow:
        open_case(flow)
        yield flow


def written(flow: Flow, who: str = "manager", **changed: str) -> str:
    intent = flow.intent(who, "/lessons")
    answer = flow.post(who, "/lessons/new", REFUSER | changed, intent=intent)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def shared(flow: Flow, address: str, who: str = "coordinator") -> Any:
    page = flow.get(who, address).text
    found = re.search(r'name="wording" value="([^"]*)"', page)
    seen = found[1].replace("&#43;", "+") if found else "none"
    intent = flow.intent(who, "/lessons")
    return flow.post(who, f"{address}/share", {"wording": seen}, intent=intent)


def found_by(flow: Flow, query: str, who: str = "hub") -> bool:
    shown = flow.get(who, f"/lessons?{query}").text
    return REFUSER["title"] in shown.partition('id="found"')[2].partition("</section>")[0]


def test_jg_09_how_a_refuser_was_reached_is_found_by_need_and_words(notes: Flow) -> None:
    address = written(notes)
    assert not found_by(notes, "")
    assert shared(notes, address, "manager").status_code == 409
    assert shared(notes, address).status_code == 303
    for query in ("", "need=SAFETY", "q=밥+문고리", "need=SAFETY&q=기다림"):
        assert found_by(notes, query), query
    for query in ("need=HEALTH", "q=김치"):
        assert not found_by(notes, query), query
    shown = notes.get("head", address).text
    assert "기다림이 문을 열었습니다." in shown
    assert "나누기" not in shown


def test_a_note_that_names_somebody_comes_back_with_proposals(notes: Flow) -> None:
    intent = notes.intent("manager", "/lessons")
    number = str(notes.state().case_number)
    told = REFUSER | {"number": number, "learned": "윤다온 씨는 민들레 주무관을 기다렸다."}
    answer = notes.post("manager", "/lessons/new", told, intent=intent)
    assert answer.status_code == 422
    assert "당사자 씨는 담당자 주무관을 기다렸다.</textarea>" in answer.text
    assert "적으신 글에서 찾은 것" in answer.text
    unknown = REFUSER | {"number": "GP-2026-9999"}
    assert (
        "찾을 수 없는 사례번호"
        in notes.post(
            "manager", "/lessons/new", unknown, intent=notes.intent("manager", "/lessons")
        ).text
    )


def test_what_only_looks_so_is_kept_by_two_people_and_the_case_is_forgotten(notes: Flow) -> None:
    number = str(notes.state().case_number)
    address = written(notes, number=number, learned="36세에 가상복지관을 다시 찾았다.")
    assert shared(notes, address).status_code == 409
    notes.clock.forward(minutes=1)
    words = {name: REFUSER[name] for name in ("title", "situation", "tried")}
    words |= {"learned": "36세에 가상복지관을 다시 찾았다.", "replace": "true"}
    said = words | {"kept": "가상복지관"}
    intent = notes.intent("manager", "/lessons")
    assert notes.post("manager", f"{address}/words", said, intent=intent).status_code == 303
    page = notes.get("coordinator", address).text
    assert "30대에 가상복지관을 다시 찾았다." in page
    assert shared(notes, address).status_code == 303

    async def cases() -> list[Any]:
        async with notes.cases.database.read() as session:
            return list(await session.scalars(text("SELECT case_id FROM lessons")))

    assert set(notes._run(cases)) == {None}


def test_only_the_writer_and_the_reader_take_back_what_is_shared(notes: Flow) -> None:
    address = written(notes)
    assert shared(notes, address).status_code == 303
    for who, status in (("hub", 403), ("head", 403), ("manager", 303)):
        at = "/lessons" if who != "head" else "/records"
        answer = notes.post(who, f"{address}/drop", {}, intent=notes.intent(who, at))
        assert answer.status_code == status, who
    assert notes.get("manager", address).status_code == 404


def test_a_district_without_lessons_has_no_such_page(
    notes: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.districts.casebook_mode", lambda district: "OFF")
    assert notes.get("manager", "/lessons").status_code == 404
    assert 'href="/lessons"' not in notes.get("manager", "/inbox").text
