"""The Temporal Web UI knows no districts; what an operator asks of it stays in the own one."""

from urllib.parse import parse_qs

import pytest

from tests.web.acts.conftest import GIMPO
from web.operations.ui_wall import narrowed, own_cases
from web.places import ENGINE_UI
from web.words import Problem

API = f"{ENGINE_UI}/api/v1/namespaces/cases"
OWN, OTHER = "41570-abcdefghijklmnop", "11350-abcdefghijklmnop"


@pytest.mark.parametrize(
    "path",
    [
        ENGINE_UI,
        f"{ENGINE_UI}/namespaces/cases/workflows/{OWN}/run/history",
        f"{ENGINE_UI}/_app/immutable/entry/start.js",
        f"{ENGINE_UI}/api/v1/settings",
        f"{ENGINE_UI}/api/v1/namespaces",
        API,
        f"{API}/search-attributes",
        f"{API}/workflows/{OWN}",
        f"{API}/workflows/{OWN}/history-reverse",
        f"{API}/task-queues/cases",
        f"{API}/worker-count",
    ],
)
def test_pages_and_the_own_cases_are_asked_for_as_they_are(path: str) -> None:
    assert narrowed(path, "a=1", GIMPO) == "a=1"


@pytest.mark.parametrize(
    "path",
    [
        f"{API}/workflows/{OTHER}",
        f"{API}/workflows/{OTHER}/history",
        f"{API}/workflows/%31%31350-abcdefghijklmnop",
        f"{API}/workflows/{OWN}%2f..%2f{OTHER}",
        f"{API}/batch-operations",
        f"{API}/archived-workflows",
        f"{API}/schedules",
        f"{ENGINE_UI}//api/v1/namespaces/cases/workflows/{OTHER}",
        f"{ENGINE_UI}/%61pi/v1/namespaces/cases/workflows/{OTHER}",
        f"{ENGINE_UI}/API/v1/namespaces/cases/workflows/{OTHER}",
    ],
)
def test_nothing_of_another_district_and_nothing_unknown_is_asked_for(path: str) -> None:
    with pytest.raises(Problem, match="NOT_FOUND"):
        narrowed(path, "", GIMPO)


@pytest.mark.parametrize("name", ["execution.workflow_id", "execution.workflowId"])
def test_a_parameter_cannot_name_another_case(name: str) -> None:
    with pytest.raises(Problem):
        narrowed(f"{API}/workflows/{OWN}/history", f"{name}={OTHER}", GIMPO)


def test_lists_and_counts_are_of_the_own_district() -> None:
    for path in (f"{API}/workflows", f"{API}/workflow-count"):
        for query in ("", "pageSize=100&query=", "query=ExecutionStatus%3D%22Running%22"):
            asked = parse_qs(narrowed(path, query, GIMPO))
            assert asked["query"][0].startswith("District = '41570'")


def test_a_condition_is_held_in_brackets_and_its_order_stays_outside() -> None:
    assert own_cases("A = 'x' OR B = 'y'", district=GIMPO) == (
        "District = '41570' AND (A = 'x' OR B = 'y')"
    )
    counted = own_cases("GROUP BY ExecutionStatus", district=GIMPO)
    assert counted == "District = '41570' GROUP BY ExecutionStatus"


@pytest.mark.parametrize(
    "condition",
    ["1=1) OR (1=1", "A = 'x", "A = 'x\\') OR (1=1", "(A", "A) OR District != '1' OR (B", "A -- b"],
)
def test_a_condition_cannot_leave_its_brackets(condition: str) -> None:
    with pytest.raises(Problem):
        own_cases(condition, district=GIMPO)


def test_two_conditions_are_none() -> None:
    with pytest.raises(Problem):
        narrowed(f"{API}/workflows", "query=A&query=B", GIMPO)
