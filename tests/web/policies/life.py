"""A change of Gimpo's policy led through its life by hand, page by page."""

import re
from html import unescape
from typing import Any

from runtime.policy_settling import settle_policies
from tests.web.flow import Flow

CADENCE = {
    "key": "engagement.cadence",
    "n": "21",
    "unit": "d",
    "first_day": "EXCLUDED",
    "rollover": "NEXT",
    "source": "district",
}
TERMS = {"effective_from": "2026-01-06", "adoption": "NEXT_REVIEW"}


def settled(flow: Flow) -> None:
    """As after every migration: the files are the districts' first editions."""
    flow._run(settle_policies, flow.cases.database.for_all(), flow.clock())


def begin(flow: Flow, who: str = "admin", **fields: str) -> str:
    """The address of a new draft."""
    sent = {"title": "관계 유지 연락 간격", "source": "41570"} | fields
    made = flow.post(who, "/policies/drafts", sent, flow.intent(who, "/policies/drafts/new"))
    assert made.status_code == 303, made.text
    return str(made.headers["location"]).split("/values")[0]


def revision(flow: Flow, draft: str, who: str = "admin") -> str:
    found = re.search(r'name="revision" value="(\d+)"', flow.get(who, f"{draft}/text").text)
    assert found is not None
    return found[1]


def seen(flow: Flow, draft: str, who: str) -> dict[str, str]:
    """The hidden fields of the forms on the page of the draft."""
    page = flow.get(who, draft).text
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def act(flow: Flow, who: str, draft: str, what: str, **fields: str) -> Any:
    hidden = seen(flow, draft, who)
    names = ("revision", "number") if what == "publish" else ("revision",)
    given = {name: hidden[name] for name in names} | fields
    return flow.post(who, f"{draft}/{what}", given, hidden["intent"])


def write(flow: Flow, draft: str, who: str = "admin", **changed: str) -> Any:
    page = f"{draft}/values?key={CADENCE['key']}"
    given = CADENCE | {"revision": revision(flow, draft, who)} | changed
    return flow.post(who, f"{draft}/values", given, flow.intent(who, page))


def attach(flow: Flow, draft: str, who: str = "admin") -> Any:
    paper = {"name": "통합사례관리 조례", "number": "제1234호", "day": "2025-12-01"}
    return act(flow, who, draft, "documents", **paper)


def ready(flow: Flow) -> str:
    """A draft with a change and its paper."""
    draft = begin(flow)
    assert write(flow, draft).status_code == 303
    assert attach(flow, draft).status_code == 303
    return draft


def approved(flow: Flow) -> str:
    draft = ready(flow)
    assert act(flow, "admin", draft, "submit", **TERMS).status_code == 303
    assert act(flow, "privacy", draft, "review", note="조례에 맞음").status_code == 303
    assert act(flow, "head", draft, "approve").status_code == 303
    return draft


def published(flow: Flow) -> str:
    """The address of the edition."""
    draft = approved(flow)
    made = act(flow, "admin", draft, "publish", reason="조례 개정")
    assert made.status_code == 303, made.text
    return str(made.headers["location"])
