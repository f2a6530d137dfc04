"""A story: a closed case, consent that stands, two people, nobody to be known, sealed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from care.messages import commands as c
from care.model.codes import (
    ApprovalAnswer,
    ClosureReason,
    ConsentMethod,
    ConsentPurpose,
    Role,
    Stage,
)
from care.model.ids import ConsentId, DistrictCode, OfficeCode, PersonId
from store import households, locations, people, sessions
from store.erasure import erase_case
from store.households import MemberDetails
from store.people import Person
from tests.web.flow import HOME, MOTHER, Flow, open_case, receive

NOWON = DistrictCode("11350")
STORY = "어느 어머니가 아이와 함께 겨울을 났습니다."
TOLD = ConsentId("consent-story")


@pytest.fixture
def closed(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> Flow:
    """A district that prints two stories a year, and a closed case that may be told."""
    monkeypatch.setattr("web.casebook.reading.stories_of", lambda district: 2)
    open_case(flow)
    receive(flow)
    agree(flow)
    close(flow)
    return flow


def agree(flow: Flow, consent_id: ConsentId = TOLD) -> None:
    flow.act(
        "manager",
        c.RecordConsent(
            consent_id=consent_id,
            member_id=MOTHER,
            purpose=ConsentPurpose.STORY_PUBLICATION,
            method=ConsentMethod.WRITTEN,
        ),
    )


def close(flow: Flow) -> None:
    flow.act("manager", c.ProposeClosure(reason=ClosureReason.NO_LONGER_MULTI_NEED))
    flow.act("coordinator", c.DecideClosure(tier=0, answer=ApprovalAnswer.APPROVE))
    assert flow.state().stage is Stage.AFTERCARE


def post(flow: Flow, who: str, below: str, intent: str = "", **fields: str) -> Any:
    looks = flow.get(who, "/casebook").status_code == 200
    intent = intent or flow.intent(who, "/casebook" if looks else "/cases/new")
    return flow.post(who, f"/casebook{below}", fields, intent=intent)


def press(flow: Flow, who: str, below: str, intent: str = "", **fields: str) -> int:
    return int(post(flow, who, below, intent, **fields).status_code)


def sql(flow: Flow, query: str, **given: Any) -> list[Any]:
    async def ask() -> list[Any]:
        async with flow.cases.database.write() as session:
            found: Any = await session.execute(text(query), given)
            return [tuple(row) for row in found.all()] if found.returns_rows else []

    rows: list[Any] = flow._run(ask)
    return rows


def propose(flow: Flow, who: str = "manager", intent: str = "") -> Any:
    number = str(flow.state().case_number)
    return post(flow, who, "/new", intent, number=number, theme="SAFETY")


def here(flow: Flow) -> str:
    return f"/{flow.case_id}"


def write(flow: Flow, words: str = STORY, who: str = "manager", intent: str = "") -> Any:
    return post(flow, who, f"{here(flow)}/draft", intent, draft=words)


def read_by(flow: Flow, who: str, intent: str = "") -> int:
    page = flow.get(who, f"/casebook{here(flow)}").text
    found = re.search(r'name="wording" value="([^"]*)"', page)
    seen = found[1].replace("&#43;", "+") if found else "none"
    return press(flow, who, f"{here(flow)}/review", intent, wording=seen)


def written(flow: Flow) -> None:
    assert propose(flow).status_code == 303
    assert write(flow).status_code == 303


def published(flow: Flow) -> None:
    written(flow)
    assert read_by(flow, "manager2") == 303
    assert press(flow, "coordinator", f"{here(flow)}/publish") == 303


def shown(flow: Flow, below: str = "", who: str = "manager") -> str:
    answer = flow.get(who, f"/casebook{below}")
    assert answer.status_code == 200
    return str(answer.text)


def test_a_district_without_a_casebook_has_no_such_page(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.districts.casebook_mode", lambda district: "OFF")
    for path in ("/casebook", "/casebook/export"):
        assert flow.get("coordinator", path).status_code == 404
    assert 'href="/casebook"' not in flow.get("coordinator", "/inbox").text


def test_from_the_proposal_to_the_print(closed: Flow) -> None:
    published(closed)
    assert "실음" in shown(closed)
    assert "2편 가운데 1편" in shown(closed)
    export = shown(closed, "/export")
    assert STORY in export
    assert "윤다온" not in export


@pytest.mark.parametrize("who", ["hub", "lead", "head", "admin", "operator"])
def test_nobody_else_has_a_part_in_it(closed: Flow, who: str) -> None:
    written(closed)
    for below in ("", "/export", here(closed)):
        assert closed.get(who, f"/casebook{below}").status_code == 403
    if who in ("hub", "lead"):
        assert propose(closed, who).status_code == 403
        assert write(closed, "다른 글", who).status_code == 403


def test_a_case_manager_publishes_nothing(closed: Flow) -> None:
    written(closed)
    assert read_by(closed, "manager2") == 303
    assert press(closed, "manager", f"{here(closed)}/publish") == 403
    assert "사례집에 싣기" not in shown(closed, here(closed))
    assert "사례집에 싣기" in shown(closed, here(closed), "coordinator")


def test_who_reads_is_another_person_than_who_wrote(closed: Flow) -> None:
    written(closed)
    assert "알아볼 수 없음을 확인함" not in shown(closed, here(closed), "manager")
    assert read_by(closed, "manager") == 409
    assert press(closed, "coordinator", f"{here(closed)}/publish") == 409
    assert read_by(closed, "manager2") == 303
    assert sql(closed, "SELECT deidentified_by, reviewed_by FROM stories") == [
        ("manager", "manager2")
    ]


def test_a_reader_confirms_the_wording_they_read(closed: Flow) -> None:
    written(closed)
    page = shown(closed, here(closed), "manager2")
    found = re.search(r'name="wording" value="([^"]*)"', page)
    assert found is not None
    closed.clock.forward(minutes=1)
    assert write(closed, STORY + " 봄이 왔습니다.").status_code == 303
    late = post(
        closed, "manager2", f"{here(closed)}/review", wording=found[1].replace("&#43;", "+")
    )
    assert late.status_code == 409
    assert "읽는 사이에 이야기가 바뀌었습니다" in late.text
    assert press(closed, "coordinator", f"{here(closed)}/publish") == 409


def test_a_new_wording_is_read_again_and_the_reader_who_writes_is_the_writer(
    closed: Flow,
) -> None:
    written(closed)
    assert read_by(closed, "manager2") == 303
    closed.clock.forward(minutes=1)
    assert write(closed, STORY + " 봄이 왔습니다.", "manager2").status_code == 303
    assert press(closed, "coordinator", f"{here(closed)}/publish") == 409
    assert read_by(closed, "manager2") == 409
    assert read_by(closed, "manager") == 303


def test_each_form_sent_twice_counts_once(closed: Flow) -> None:
    intent = closed.intent("manager", "/casebook")
    assert [propose(closed, intent=intent).status_code for _ in range(2)] == [303, 303]
    assert sql(closed, "SELECT count(*) FROM stories") == [(1,)]
    draft = closed.intent("manager", f"/casebook{here(closed)}")
    assert write(closed, intent=draft).status_code == 303
    read = closed.intent("manager2", f"/casebook{here(closed)}")
    page = shown(closed, here(closed), "manager2")
    found = re.search(r'name="wording" value="([^"]*)"', page)
    assert found is not None
    seen = found[1].replace("&#43;", "+")
    for _ in range(2):
        assert press(closed, "manager2", f"{here(closed)}/review", read, wording=seen) == 303
    closed.clock.forward(minutes=1)
    assert write(closed, intent=draft).status_code == 303, "the same words again"
    put = closed.intent("coordinator", f"/casebook{here(closed)}")
    for _ in range(2):
        assert press(closed, "coordinator", f"{here(closed)}/publish", put) == 303
    drop = closed.intent("manager", f"/casebook{here(closed)}")
    for _ in range(2):
        assert press(closed, "manager", f"{here(closed)}/drop", drop) == 303
    assert sql(closed, "SELECT count(*) FROM stories") == [(0,)]


@pytest.mark.parametrize(
    "words",
    [
        "윤다온 씨 이야기",
        "윤 다온 씨 이야기",
        "한들읍  비밀길 7에 살던",
        "비밀길 7에 살던",
        "0105551234",
    ],
)
def test_names_phones_and_addresses_are_refused(closed: Flow, words: str) -> None:
    assert propose(closed).status_code == 303
    reach(closed)
    answer = write(closed, words)
    assert answer.status_code == 422
    assert "가구원의 이름이나 전화, 주소가 들어 있습니다" in answer.text
    assert sql(closed, "SELECT draft FROM stories") == [(None,)]


def reach(flow: Flow) -> None:
    """The household's phone and address, which nobody protects any more."""

    async def add() -> None:
        async with flow.cases.database.write() as session:
            details = MemberDetails(MOTHER, "윤다온", None, "010-555-1234", "한들읍 비밀길 7")
            await locations.lift(session, flow.cases.keyring, HOME, flow.clock())
            await households.add_member(session, flow.cases.keyring, HOME, details)

    flow._run(add)


def test_what_is_written_lies_sealed_and_goes_with_the_cases_key(closed: Flow) -> None:
    published(closed)
    [(kept,)] = sql(closed, "SELECT draft FROM stories")
    assert STORY.encode() not in bytes(kept)

    async def erase() -> None:
        async with closed.cases.database.write() as session:
            await erase_case(session, closed.cases.keyring, closed.case_id, closed.clock())

    closed._run(erase)
    assert STORY not in shown(closed, "/export")
    assert "동의 없음" in shown(closed)
    assert STORY not in shown(closed, here(closed))


def test_only_a_closed_case_whose_person_agreed_is_proposed(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.casebook.reading.stories_of", lambda district: 2)
    open_case(flow)
    receive(flow)
    assert "종결한 사례" in propose(flow).text
    close(flow)
    answer = propose(flow)
    assert answer.status_code == 422
    assert sql(flow, "SELECT count(*) FROM stories") == [(0,)]
    assert post(flow, "manager", "/new", number="GP-2026-9999", theme="SAFETY").status_code == 422


def test_a_withdrawn_consent_takes_the_story_out_at_once(closed: Flow) -> None:
    published(closed)
    closed.act("manager", c.WithdrawConsent(consent_id=TOLD))
    assert STORY not in shown(closed, "/export")
    listed = shown(closed)
    assert "동의 없음" in listed
    assert "실음" not in listed
    assert "2편 가운데 0편" in listed
    page = shown(closed, here(closed))
    assert STORY not in page
    assert "당사자의 동의가 지금은 없습니다" in page
    assert write(closed, "다른 글").status_code == 409
    assert press(closed, "manager", f"{here(closed)}/drop") == 303


def test_a_story_not_yet_printed_stands_still_once_consent_is_gone(closed: Flow) -> None:
    written(closed)
    assert read_by(closed, "manager2") == 303
    closed.act("manager", c.WithdrawConsent(consent_id=TOLD))
    assert press(closed, "coordinator", f"{here(closed)}/publish") == 409
    assert sql(closed, "SELECT published_on FROM stories") == [(None,)]


def test_a_consent_that_ran_out_tells_nothing_more(closed: Flow) -> None:
    published(closed)
    valid = next(one for one in closed.state().consents if one.consent_id == TOLD).valid_until
    closed.clock.forward(days=(valid - closed.clock().date()).days + 2)
    assert STORY not in shown(closed, "/export")


def test_more_stories_than_the_policy_asks_for_are_welcome(
    closed: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.casebook.reading.stories_of", lambda district: 1)
    published(closed)
    open_case(closed, 2)
    receive(closed)
    agree(closed)
    close(closed)
    written(closed)
    assert read_by(closed, "manager2") == 303
    assert press(closed, "coordinator", f"{here(closed)}/publish") == 303
    assert "1편 가운데 2편" in shown(closed)


def test_a_story_of_another_district_is_not_there(closed: Flow) -> None:
    published(closed)

    async def settle() -> str:
        async with closed.cases.database.write() as session:
            person = Person(
                person_id=PersonId("there"),
                login="there",
                district=NOWON,
                office=OfficeCode("") or None,
                roles=frozenset({Role.COORDINATOR}),
            )
            now, keyring = closed.clock(), closed.cases.keyring
            await people.create_person(session, keyring, person, "먼가람", "none", now)
            token = await sessions.create(session, person.person_id, now, timedelta(days=9))
        return str(token)

    closed.tokens["there"] = closed._run(settle)
    for below in ("", "/export"):
        assert str(closed.case_id) not in shown(closed, below, "there")
        assert STORY not in shown(closed, below, "there")
    assert closed.get("there", f"/casebook{here(closed)}").status_code == 404
    for act in ("draft", "review", "publish", "drop"):
        sent = {"draft": {"draft": "글"}, "review": {"wording": "x"}}.get(act, {})
        assert press(closed, "there", f"{here(closed)}/{act}", **sent) == 404
    assert propose(closed, "there").status_code == 422
    assert sql(closed, "SELECT count(*) FROM stories") == [(1,)]
