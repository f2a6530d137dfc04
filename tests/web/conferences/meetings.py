"""Conferences as their pages are used: called, opened, and asked about one case."""

import re
from typing import Any

from care.messages import commands as c
from store import access_records
from tests.web.acts.conftest import GIMPO
from tests.web.flow import CHILD, MOTHER, SCORES, Flow, open_case, receive


def assessed(flow: Flow) -> None:
    """A case whose assessment is done, waiting for its conference."""
    open_case(flow)
    receive(flow)
    flow.clock.forward(days=7)
    command = c.RecordAssessment(
        form="national-2024", scores=SCORES, members=(MOTHER, CHILD), complete=True
    )
    flow.act("manager", command)


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def ask_for(flow: Flow, who: str = "coordinator", **fields: Any) -> Any:
    asked: dict[str, Any] = {
        "kind": "INTEGRATED",
        "day": "2026-01-20",
        "at": "14:00",
        "place": "3층 회의실",
        "cases": [f"SELECT:{flow.case_id}"],
    }
    sent = {name: value for name, value in (asked | fields).items() if value is not None}
    intent = sent.pop("intent", "") or flow.intent(who, "/conferences/new")
    return flow.post(who, "/conferences", sent, intent)


def call(flow: Flow, who: str = "coordinator", **fields: Any) -> str:
    """The address of a new conference with the case on its agenda."""
    answer = ask_for(flow, who, **fields)
    assert answer.status_code == 303, plain(answer.text)[:1500]
    return str(answer.headers["location"])


def item(flow: Flow, address: str) -> str:
    return f"{address}/items/{flow.case_id}"


def minutes(flow: Flow, address: str, who: str = "coordinator", **fields: Any) -> Any:
    said = {"minutes": "난방이 가장 급하다", "attendees": "5", "step": "sign"} | fields
    intent = said.pop("intent", "") or flow.intent(who, item(flow, address))
    return flow.post(who, item(flow, address), said, intent)


def change(
    flow: Flow, address: str, to: str, fields: dict[str, Any], who: str = "coordinator"
) -> Any:
    """What the buttons of a conference's page send."""
    intent = flow.intent(who, "/conferences/new")
    return flow.post(who, f"{address}/{to}", fields, intent)


def looks_at(flow: Flow, who: str) -> list[str]:
    """The tasks for which the access records say this person was shown the case."""

    async def read() -> list[str]:
        async with flow.cases.database.read() as session:
            found = await access_records.of_subject(session, GIMPO, flow.case_id)
        return [one.task for one in found if one.person == who]

    return list(flow._run(read))
