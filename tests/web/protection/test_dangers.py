"""For a danger person the household does not exist, and only the officers hear of it (SR-18)."""

from datetime import date
from typing import Any

import pytest

from store import danger
from store.danger import Identity
from tests.web.acts.test_english import ENGLISH, HANGUL, NAMES
from tests.web.flow import (
    BODIES,
    agree_and_link,
    approve,
    classify,
    receive,
    submit,
)
from tests.web.protection.conftest import Guarded, named

WHO = {"name": "강제외", "born": "1980-02-03"}
IDENTITY = Identity("강제외", date(1980, 2, 3), "010-9876-5432")


def identify(flow: Guarded, login: str, identity: Identity = IDENTITY) -> None:
    async def tell(session: Any) -> None:
        await danger.identify(session, flow.cases.keyring, named(login), identity, flow.clock())

    flow.run(tell)


def add(flow: Guarded, who: str = "lead", **fields: str) -> Any:
    return flow.post(who, f"/cases/{flow.case_id}/dangers", fields or WHO)


def alerts(flow: Guarded) -> list[tuple[str, str]]:
    found = flow.sql("SELECT kind, person_id FROM safeguarding_alerts ORDER BY at, kind DESC")
    return [(row[0], row[1]) for row in found]


def looks_like_none(flow: Guarded, who: str) -> bool:
    """A hidden case and one that never was answer in the same words."""
    there = flow.get(who, f"/cases/{flow.case_id}")
    nowhere = flow.get(who, "/cases/41570-none")
    same = flow.cut(there.text) == flow.cut(nowhere.text)
    return there.status_code == nowhere.status_code == 404 and same


def test_the_form_answers_the_same_whether_somebody_matches_or_not(flow: Guarded) -> None:
    identify(flow, "coordinator")
    hit = add(flow)
    miss = add(flow, name="남이야", born="1980-02-03")
    assert (hit.status_code, hit.headers["location"]) == (303, miss.headers["location"])
    page = flow.get("lead", f"/cases/{flow.case_id}/dangers").text
    assert page.count("이름·생년월일") == 2
    assert alerts(flow) == [("MATCH", "coordinator")]


def test_a_name_alone_is_not_taken(flow: Guarded) -> None:
    assert add(flow, name="강제외").status_code == 422
    assert add(flow, name="강제외", phone="5432").status_code == 422
    assert add(flow, name="강제외", born="2090-01-01").status_code == 422
    assert add(flow, name="강제외", phone="010-9876-5432").status_code == 303


def test_for_who_matches_there_is_no_case_and_each_knock_is_told_once_a_day(
    flow: Guarded,
) -> None:
    identify(flow, "manager2")
    assert str(flow.case_id) in flow.get("manager2", "/cases").text
    add(flow)
    assert str(flow.case_id) not in flow.get("manager2", "/cases").text
    assert alerts(flow) == [("MATCH", "manager2")]
    assert looks_like_none(flow, "manager2")
    assert looks_like_none(flow, "manager2")
    assert alerts(flow) == [("MATCH", "manager2"), ("ATTEMPT", "manager2")]
    assert str(flow.case_id) in flow.get("manager", "/cases").text


def test_an_owner_who_matches_loses_the_case_with_its_tasks(flow: Guarded) -> None:
    receive(flow)
    before = flow.get("manager", "/inbox").text
    assert str(flow.case_id) in before
    identify(flow, "manager")
    add(flow)
    assert str(flow.case_id) not in flow.get("manager", "/inbox").text
    [task] = flow.sql("SELECT task_id FROM tasks WHERE person = 'manager' LIMIT 1")
    assert flow.get("manager", f"/tasks/{task[0]}").status_code == 404
    form = flow.get("coordinator", f"/cases/{flow.case_id}/owner").text
    assert 'value="manager2"' in form
    assert 'value="manager"' not in form, "nor is it given to them again"


def test_only_leads_and_the_owner_enter_somebody(flow: Guarded) -> None:
    receive(flow)
    assert add(flow, "manager").status_code == 303
    here = f"/cases/{flow.case_id}/dangers"
    other = flow.post("manager2", here, WHO, intent=flow.intent("manager2", f"{here[:-8]}/note"))
    assert other.status_code == 403
    assert flow.get("hub", here).status_code == 403
    assert 'id="add"' not in flow.get("manager2", here).text


def test_ending_an_entry_brings_the_case_back(flow: Guarded) -> None:
    identify(flow, "manager2")
    add(flow)
    here = f"/cases/{flow.case_id}/dangers"
    [entry] = flow.sql("SELECT danger_id FROM danger_persons")
    ended = flow.post("lead", f"{here}/end", {"danger": entry[0]}, intent=flow.intent("lead", here))
    assert ended.status_code == 303
    assert flow.get("manager2", f"/cases/{flow.case_id}").status_code == 200
    again = flow.post("lead", f"{here}/end", {"danger": entry[0]}, intent=flow.intent("lead", here))
    assert again.status_code == 404


def test_an_excluded_member_is_offered(flow: Guarded) -> None:
    here = f"/cases/{flow.case_id}/dangers"
    assert f"{here}?member=m-3" in flow.get("lead", here).text
    assert 'value="강제외"' in flow.get("lead", f"{here}?member=m-3").text
    assert 'value="윤다온"' not in flow.get("lead", f"{here}?member=m-1").text


def employ(flow: Guarded, login: str, agency: str) -> None:
    flow.sql(
        "UPDATE people SET agency_id = :agency WHERE person_id = :person",
        agency=agency,
        person=login,
    )
    identify(flow, login)


def test_the_body_of_a_match_is_not_offered_and_a_forged_choice_is_unknown(
    flow: Guarded,
) -> None:
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    agree_and_link(flow)
    form = f"/cases/{flow.case_id}/linkages"
    assert 'value="welfare"' in flow.get("manager", form).text
    employ(flow, "operator", "welfare")
    add(flow)
    assert 'value="welfare"' not in flow.get("manager", form).text
    told = []
    for agency in ("welfare", "nobody-at-all"):
        sent = {"send_a-3": "yes", "agency_a-3": agency}
        answer = flow.post("manager", form, sent)
        told.append((answer.status_code, flow.cut(answer.text).replace(agency, "*")))
    assert told[0] == told[1]
    assert told[0][0] == 422


def watch(flow: Guarded, who: str) -> str:
    answer = flow.get(who, "/safeguarding")
    assert answer.status_code == 200
    return str(answer.text)


def press(flow: Guarded, who: str, below: str, **fields: str) -> int:
    intent = flow.intent(who, f"/cases/{flow.case_id}/note" if who != "head" else "/safeguarding")
    answer = flow.post(who, f"/safeguarding/{below}", fields, intent=intent)
    return int(answer.status_code)


def test_the_alert_is_on_the_officers_page_alone(flow: Guarded) -> None:
    identify(flow, "manager2")
    add(flow)
    page = watch(flow, "coordinator")
    assert "온유리" in page
    assert f"/cases/{flow.case_id}" in page
    assert "온유리" not in watch(flow, "head")
    for who in ("manager", "manager2", "lead", "operator"):
        assert flow.get(who, "/safeguarding").status_code == 403
    [alert] = flow.sql("SELECT alert_id FROM safeguarding_alerts")
    assert press(flow, "coordinator", "seen", alert=alert[0]) == 303
    assert press(flow, "coordinator", "seen", alert=alert[0]) == 404
    assert "확인함" in watch(flow, "coordinator")


def test_a_coordinator_who_matches_is_told_nothing_but_the_head_is(flow: Guarded) -> None:
    empty = flow.cut(watch(flow, "coordinator"))
    identify(flow, "coordinator")
    add(flow)
    assert flow.cut(watch(flow, "coordinator")) == empty
    [alert] = flow.sql("SELECT alert_id FROM safeguarding_alerts")
    here = flow.intent("coordinator", "/account/substitutes")
    seen = flow.post("coordinator", "/safeguarding/seen", {"alert": alert[0]}, intent=here)
    assert seen.status_code == 404
    assert "서가온" in watch(flow, "head")


def test_while_officers_are_named_only_they_are_told(flow: Guarded) -> None:
    identify(flow, "manager2")
    add(flow)
    assert press(flow, "head", "officers", person="manager") == 422
    assert press(flow, "head", "officers", person="coordinator") == 303
    flow.sql("INSERT INTO person_roles (person_id, role) VALUES ('manager', 'COORDINATOR')")
    assert "온유리" in watch(flow, "coordinator")
    assert "안전 담당이 따로 있어" in watch(flow, "manager")
    assert press(flow, "head", "officers/end", person="coordinator") == 303
    assert "온유리" in watch(flow, "manager")
    assert flow.get("coordinator", "/safeguarding").status_code == 200


def test_two_different_leads_open_a_body_again(flow: Guarded) -> None:
    employ(flow, "operator", BODIES[1].agency_id)
    add(flow)
    [entry] = flow.sql("SELECT danger_id FROM danger_persons")
    asked = {"danger": entry[0], "agency": "welfare"}
    assert press(flow, "head", "lift", **asked) == 404, "a head answers, and does not begin"
    assert "가상복지관" in watch(flow, "coordinator")
    assert press(flow, "coordinator", "lift", **asked) == 303
    assert press(flow, "coordinator", "lift", **asked) == 404
    assert press(flow, "head", "lift", **asked) == 303
    assert "숨긴 기관이 없습니다" in watch(flow, "coordinator")
    assert flow.get("operator", f"/operations/cases/{flow.case_id}").status_code == 404, (
        "the account stays shut out"
    )


@pytest.mark.parametrize("path", ["location", "dangers", "address-protection"])
def test_in_english_there_is_no_korean_sentence(flow: Guarded, path: str) -> None:
    cookie = {"Cookie": f"hamkke={flow.tokens['lead']}; {ENGLISH}"}
    answer = flow.client.get(f"/cases/{flow.case_id}/{path}", headers=cookie)
    shown = answer.text.partition("<main")[2]
    left = {line.strip() for line in shown.splitlines() if HANGUL.search(NAMES.sub("", line))}
    assert {line for line in left if "온유리" not in line} == set()
