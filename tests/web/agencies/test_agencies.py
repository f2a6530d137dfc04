"""Bodies: registered, changed, paused, given keys, and seen with how they do (CO-12)."""

from datetime import timedelta
from typing import Any

import pytest

from care.model.ids import AgencyId
from store import agencies, agency_health
from store.agencies import Agency, AgencySecrets
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow

BODY = {
    "name": "가상새봄센터",
    "kind": "WELFARE_FACILITY",
    "channel": "REST",
    "endpoint": "https://agency.example/hamkke/",
    "hosts": "agency.example, backup.example",
    "mail": "desk@agency.example",
    "phone": "031-000-0000",
    "seconds": "8",
}


def post(flow: Flow, path: str, fields: dict[str, str], who: str = "coordinator") -> Any:
    start = "/agencies/new" if path.endswith("/new") else "/agencies/welfare"
    return flow.post(who, path, fields, flow.intent(who, start))


def add(flow: Flow, **changed: str) -> Any:
    return post(flow, "/agencies/new", BODY | changed)


def kept(flow: Flow, agency_id: str) -> Agency:
    async def ask() -> Agency | None:
        async with flow.cases.database.read() as session:
            return await agencies.agency(session, AgencyId(agency_id))

    found: Agency | None = flow._run(ask)
    assert found is not None
    return found


def keys(flow: Flow) -> AgencySecrets:
    async def ask() -> AgencySecrets:
        async with flow.cases.database.read() as session:
            return await agencies.secrets(session, flow.cases.keyring, AgencyId("welfare"))

    found: AgencySecrets = flow._run(ask)
    return found


def note(flow: Flow, call: Any, *given: Any, **how: Any) -> None:
    async def write() -> None:
        async with flow.cases.database.write() as session:
            await call(session, AgencyId("welfare"), GIMPO, *given, **how)

    flow._run(write)


def page(flow: Flow, path: str = "/agencies", who: str = "coordinator") -> str:
    return str(flow.get(who, path).text)


def test_a_body_is_registered_and_changed(flow: Flow) -> None:
    answer = add(flow)
    assert answer.status_code == 303
    agency_id = answer.headers["location"].rpartition("/")[2]
    body = kept(flow, agency_id)
    assert body.endpoint == "https://agency.example/hamkke"
    assert body.hosts == ("agency.example", "backup.example")
    assert (body.honours_key, body.timeout) == (False, timedelta(seconds=8))
    shown = page(flow, f"/agencies/{agency_id}")
    assert "먼저 물어보고 보냄" in shown
    assert "backup.example" in shown
    changed = BODY | {"name": "가상새봄복지센터", "repeats": "true"}
    assert post(flow, f"/agencies/{agency_id}/edit", changed).status_code == 303
    assert kept(flow, agency_id).honours_key
    assert "가상새봄복지센터" in page(flow)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("endpoint", ""),
        ("endpoint", "ftp://agency.example"),
        ("endpoint", "https://user:word@agency.example"),
        ("endpoint", "https://agency.example:99999"),
        ("hosts", "other.example"),
        ("hosts", "agency.example /x"),
        ("mail", "nobody"),
        ("seconds", "11"),
        ("seconds", "0"),
        ("member_of", "welfare"),
        ("kind", "BANK"),
        ("name", ""),
    ],
)
def test_a_body_that_could_not_be_reached_is_not_kept(flow: Flow, field: str, value: str) -> None:
    answer = add(flow, **{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "가상새봄센터" not in page(flow)


def test_co_12_a_body_that_does_not_answer_is_shown_with_since_when_and_the_next_try(
    flow: Flow,
) -> None:
    now = flow.clock()
    for number in range(7):
        at = now - timedelta(minutes=14 - 2 * number)
        until = now + timedelta(minutes=5)
        note(flow, agency_health.note_failed, "timeout", at, open_until=until)
    shown = page(flow)
    assert "응답 없음" in shown
    assert "7번 시도, 다음" in shown
    assert "제때 답하지 않음" in page(flow, "/agencies/welfare")
    note(flow, agency_health.note_reached, now)
    assert "응답 없음" not in page(flow)


def test_a_clock_that_is_off_is_told(flow: Flow) -> None:
    note(flow, agency_health.note_skew, -412, flow.clock())
    assert "시계 -412초 차이" in page(flow)


def test_a_body_is_paused_with_a_reason_and_resumed(flow: Flow) -> None:
    assert post(flow, "/agencies/welfare/pause", {"reason": ""}).status_code == 422
    answer = post(flow, "/agencies/welfare/pause", {"reason": "전산 이전 중"})
    assert answer.status_code == 303
    assert kept(flow, "welfare").paused_at is not None
    assert "전산 이전 중" in page(flow, "/agencies/welfare")
    assert "보내지 않음" in page(flow)
    post(flow, "/agencies/welfare/resume", {})
    assert kept(flow, "welfare").paused_at is None
    assert "전산 이전 중" not in page(flow, "/agencies/welfare")


def test_a_body_that_left_stays_on_the_list_and_may_come_back(flow: Flow) -> None:
    post(flow, "/agencies/welfare/leave", {})
    assert not kept(flow, "welfare").active
    assert "쓰지 않음" in page(flow)
    post(flow, "/agencies/welfare/return", {})
    assert kept(flow, "welfare").active


def test_a_new_key_is_shown_once_and_the_old_one_holds_until_it_is_retired(flow: Flow) -> None:
    for _ in range(2):
        answer = post(flow, "/agencies/welfare/keys", {"direction": "receiving"})
        assert answer.status_code == 200
    newest, older = keys(flow).receiving
    assert newest in answer.text
    assert newest not in page(flow, "/agencies/welfare")
    retiring = {"direction": "receiving", "before": "2"}
    assert post(flow, "/agencies/welfare/keys/retire", retiring).status_code == 303
    assert keys(flow).receiving == (newest,)
    assert older != newest


def test_a_key_asks_for_the_password_again_when_it_is_stale(flow: Flow) -> None:
    flow.clock.forward(minutes=6)
    answer = post(flow, "/agencies/welfare/keys", {"direction": "sending"})
    assert answer.status_code == 403
    assert keys(flow).sending is None


@pytest.mark.parametrize("path", ["/agencies/elsewhere", "/agencies/elsewhere/edit"])
def test_a_body_of_another_district_is_not_there(flow: Flow, path: str) -> None:
    assert flow.get("coordinator", path).status_code == 404


def test_a_case_manager_looks_and_changes_nothing(flow: Flow) -> None:
    shown = page(flow, "/agencies/welfare", "manager")
    assert "가상복지관" in shown
    assert "<form" not in shown.partition("<main")[2].partition("</main>")[0]
    assert flow.get("manager", "/agencies/new").status_code == 403
