"""What a body may not know of is in no count of its Tasks either, and no question breaks a page."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model.ids import LinkageId, TextId
from tests.web.fhir.conftest import Reader
from tests.web.flow import HOME
from tests.web.links.conftest import LINKAGE, NAME

HIDDEN = (
    "INSERT INTO hidden_households (danger_id, kind, who, household_id, district, since)"
    f" VALUES ('d-1', 'agency', 'repair', '{HOME}', '41570', '2026-01-01 00:00:00')"
)
NOBODY = "linkage-of-others"


def without_its_time(answer: Any) -> Any:
    told = answer.json()
    told.pop("timestamp", None)
    return told


def test_a_hidden_household_is_in_no_list_and_no_number(reader: Reader) -> None:
    """Listed or asked for by its identifier, it is as a referral there never was (SR-18)."""
    empty = reader.get("Task?_lastUpdated=ge2027-01-01T00:00:00Z")
    reader.sql(HIDDEN)
    told = reader.get("Task")
    assert (told.json()["total"], told.json().get("entry")) == (0, None)
    assert set(told.json()) == set(empty.json())
    for asked in ("identifier=", "identifier=x|"):
        known, unknown = (reader.get(f"Task?{asked}{one}") for one in (LINKAGE, NOBODY))
        left = json.dumps(without_its_time(known)).replace(LINKAGE, NOBODY)
        assert json.loads(left) == without_its_time(unknown)


def test_an_update_of_a_hidden_household_is_refused_like_any_unknown(reader: Reader) -> None:
    task = reader.get(f"Task/{LINKAGE}").content
    reader.sql(HIDDEN)
    hidden, missing = reader.put(task), reader.put(task, of=NOBODY)
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert reader.sql("SELECT 1 FROM webhook_inbox") == []


@pytest.mark.parametrize("ending", ["withdrawn", "hold"])
def test_a_referral_that_ended_tells_of_nobody(reader: Reader, ending: str) -> None:
    if ending == "hold":
        told: Any = lc.HoldEngagement(note=TextId("t.9"))
    else:
        told = c.WithdrawLinkage(linkage_id=LinkageId(LINKAGE), reason=TextId("t.9"))
    reader.flow.act("manager", told, t_9="만나지 않겠다고 함")
    for below in ("Task", f"Task/{LINKAGE}", f"ServiceRequest/{LINKAGE}"):
        assert NAME not in reader.get(below).text
    assert reader.get(f"Task/{LINKAGE}").json()["status"] == "cancelled"
    answer = reader.put(
        json.dumps(reader.get(f"Task/{LINKAGE}").json() | {"status": "accepted"}).encode()
    )
    assert NAME not in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        "_lastUpdated=0001-01-01T00:00:00%2B14:00",
        "_lastUpdated=9999-12-31T23:59:59-14:00",
        "_lastUpdated=%00",
        "_offset=" + "9" * 400,
        "_offset=%EF%BC%91",
        "identifier=" + "a" * 5_000,
        "identifier=" + quote("' OR 1=1--"),
        "identifier=%00",
        "_sort=name;drop",
    ],
    ids=lambda asked: asked[:28],
)
def test_an_odd_question_is_refused_or_finds_nothing(reader: Reader, asked: str) -> None:
    answer = reader.get(f"Task?{asked}")
    assert answer.status_code in (200, 400, 404)
    assert '"entry"' not in answer.text or not asked.startswith("identifier")


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 20_000,
        b'{"resourceType":"Task","status":"accepted","status":"rejected"}',
        b'{"resourceType":"Task","status":"accepted","intent":"order","x":1e999}',
        b'{"resourceType":"Task","status":"\\ud800","intent":"order"}',
        "{“resourceType”: 1}".encode("utf-16"),
        b"",
        b"null",
    ],
    ids=["deep", "twice", "infinite", "surrogate", "utf-16", "empty", "null"],
)
def test_a_body_that_is_no_task_is_refused_and_kept_nowhere(reader: Reader, content: bytes) -> None:
    """B21, at the FHIR door."""
    assert reader.put(content).status_code == 400
    assert reader.sql("SELECT 1 FROM webhook_inbox") == []
