"""The Temporal Web UI behind our login: for operators, reading only, nothing of ours given away."""

import base64
import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from runtime.engine_ui import TemporalUi
from tests.web.flow import Flow, district
from web.headers import POLICY
from web.places import ENGINE_UI

SCRIPT = "start();"
PAGE = f"<!doctype html><div><script>{SCRIPT}</script></div>"
PLAIN = "41570-abcdefghijklmnop"


@dataclass
class Upstream:
    """Stands where the UI's server stands; remembers what it was asked."""

    asked: list[httpx2.Request] = field(default_factory=list)
    away: bool = False

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if self.away:
            raise httpx2.ConnectError("nobody there")
        path = request.url.path
        if path.endswith("/settings"):
            return streamed(b'{"DisableWriteActions":false}', {"content-type": "application/json"})
        if path.endswith(".js"):
            return streamed(b"start", {"content-type": "text/javascript"})
        if path.endswith("/away"):
            return streamed(b"", {"location": "https://elsewhere.example/"}, 302)
        headers = {"set-cookie": "_csrf=1", "x-frame-options": "SAMEORIGIN", "connection": "close"}
        return streamed(PAGE.encode(), {"content-type": "text/html"} | headers)


class Parts(httpx2.AsyncByteStream):
    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.body


def streamed(body: bytes, headers: dict[str, str], status: int = 200) -> httpx2.Response:
    return httpx2.Response(status, stream=Parts(body), headers=headers)


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
def flow(tmp_path: Path, upstream: Upstream) -> Iterator[Flow]:
    with district(tmp_path) as found:
        app = found.client.app
        assert isinstance(app, FastAPI)
        ui = TemporalUi("http://ui.example", httpx2.MockTransport(upstream.answer))
        app.state.dependencies = replace(app.state.dependencies, engine_ui=ui)
        yield found


def test_an_operator_sees_the_page_under_a_policy_made_for_it(flow: Flow) -> None:
    answer = flow.get("operator", f"{ENGINE_UI}/namespaces/cases/workflows")
    policy = answer.headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert answer.text == PAGE
    assert f"script-src 'self' 'sha256-{digest}'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1]
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("who", ["coordinator", "head", "manager", "hub", "admin"])
def test_nobody_else_does(flow: Flow, upstream: Upstream, who: str) -> None:
    for path in (ENGINE_UI, f"{ENGINE_UI}/", f"{ENGINE_UI}/api/v1/namespaces/cases/workflows"):
        assert flow.get(who, path).status_code == 403
    assert upstream.asked == []


def test_without_a_session_one_is_led_to_the_door(flow: Flow, upstream: Upstream) -> None:
    answer = flow.client.get(f"{ENGINE_UI}/namespaces", follow_redirects=False)
    assert answer.headers["location"].startswith("/login")
    assert upstream.asked == []


def test_our_cookie_stays_here_and_theirs_stays_there(flow: Flow, upstream: Upstream) -> None:
    for _ in range(2):
        answer = flow.get("operator", f"{ENGINE_UI}/namespaces")
        assert "set-cookie" not in answer.headers
        assert "connection" not in answer.headers
    for asked in upstream.asked:
        assert "cookie" not in asked.headers
        assert flow.tokens["operator"] not in str(asked.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed_through_it(flow: Flow, upstream: Upstream, method: str) -> None:
    path = f"{ENGINE_UI}/api/v1/namespaces/cases/workflows/{PLAIN}/terminate"
    answer = flow.client.request(method, path, headers=flow._as("operator"))
    assert answer.status_code == 405
    assert upstream.asked == []


def test_the_page_is_told_that_nothing_can_be_changed(flow: Flow) -> None:
    answer = flow.get("operator", f"{ENGINE_UI}/api/v1/settings")
    assert answer.json() == {"DisableWriteActions": True}


def test_scripts_may_be_kept_by_the_browser_and_answers_may_not(flow: Flow) -> None:
    script = flow.get("operator", f"{ENGINE_UI}/_app/immutable/entry/start.js")
    answer = flow.get("operator", f"{ENGINE_UI}/api/v1/namespaces")
    assert "immutable" in script.headers["cache-control"]
    assert answer.headers["cache-control"] == "no-store"


def test_an_absent_page_is_said_in_our_words_under_our_policy(
    flow: Flow, upstream: Upstream
) -> None:
    upstream.away = True
    answer = flow.get("operator", f"{ENGINE_UI}/namespaces")
    assert answer.status_code == 503
    assert "ENGINE_UI_AWAY" in answer.text
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    "path", ["/../../healthz", "/%2e%2e/%2e%2e/api", "/a/..%2f..%2fapi", "/" + "x" * 5000]
)
def test_no_address_leaves_the_prefix(flow: Flow, upstream: Upstream, path: str) -> None:
    flow.get("operator", ENGINE_UI + path)
    assert all(str(one.url.path).startswith(ENGINE_UI) for one in upstream.asked)
    assert not any(".." in str(one.url) or len(str(one.url)) > 4500 for one in upstream.asked)


def test_it_leads_nowhere_else(flow: Flow) -> None:
    answer = flow.get("operator", f"{ENGINE_UI}/away")
    assert "location" not in answer.headers


def test_an_answer_without_end_is_cut(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.operations.engine_ui.PAGE_LIMIT", 10)
    assert flow.get("operator", f"{ENGINE_UI}/namespaces").status_code == 503


def test_an_installation_without_the_ui_has_no_such_page(tmp_path: Path) -> None:
    with district(tmp_path) as flow:
        assert flow.get("operator", ENGINE_UI).status_code == 404
        assert ENGINE_UI not in flow.get("operator", "/operations").text
