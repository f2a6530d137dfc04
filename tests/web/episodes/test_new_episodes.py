"""A closed household is taken up again once; who leaves gets a case and a key of their own."""

import pytest

from care.messages import commands as c
from care.model.codes import ApprovalAnswer, ClosureReason, Stage
from store import households
from tests.web.flow import CHILD, MOTHER, Flow, open_case, receive

AGAIN = {"channel": "OUTREACH", "note": "다시 도움이 필요하다고 함"}
APART = {"client": str(CHILD), "note": "따로 살게 됨"}


@pytest.fixture
def closed(flow: Flow) -> Flow:
    open_case(flow)
    receive(flow)
    flow.act("manager", c.ProposeClosure(reason=ClosureReason.NO_LONGER_MULTI_NEED))
    flow.act("coordinator", c.DecideClosure(tier=0, answer=ApprovalAnswer.APPROVE))
    assert flow.state().stage is Stage.AFTERCARE
    return flow


def went_to(answer: object) -> str:
    location = answer.headers["location"]  # type: ignore[attr-defined]
    assert str(location).startswith("/cases/")
    return str(location).removeprefix("/cases/")


def test_two_people_who_take_a_household_up_again_open_one_case(closed: Flow) -> None:
    former = closed.state()
    path = f"/cases/{former.case_id}/reopen"
    first = went_to(closed.post("coordinator", path, AGAIN | {"level": "LINKAGE_ONLY"}))
    second = went_to(closed.post("manager", path, AGAIN))
    assert first == second
    closed.case_id = first  # type: ignore[assignment]
    again = closed.state()
    assert (again.episode, again.lineage) == (2, former.case_id)
    assert again.household_id == former.household_id
    assert again.reopened_level == "LINKAGE_ONLY"
    assert closed.kinds().count("CaseOpened") == 1


def test_a_level_is_for_leads(closed: Flow) -> None:
    path = f"/cases/{closed.case_id}/reopen"
    answer = closed.post("manager", path, AGAIN | {"level": "LINKAGE_ONLY"})
    assert answer.status_code == 422
    assert "비워 두어" in answer.text


def test_a_case_that_goes_on_is_not_taken_up_again(flow: Flow) -> None:
    open_case(flow)
    path = f"/cases/{flow.case_id}/reopen"
    assert flow.get("coordinator", path).status_code == 409
    assert "사례 다시 열기" not in flow.get("coordinator", f"/cases/{flow.case_id}").text


def test_who_leaves_has_a_household_of_their_own(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    former = flow.state()
    path = f"/cases/{flow.case_id}/split"
    intent = flow.intent("coordinator", path)
    own = went_to(flow.post("coordinator", path, APART, intent))
    assert went_to(flow.post("coordinator", path, APART, intent)) == own
    flow.case_id = own  # type: ignore[assignment]
    apart = flow.state()
    assert apart.household_id != former.household_id
    assert [m.relation for m in apart.members] == ["CLIENT"]
    assert apart.former is not None
    assert apart.former.members == (CHILD,)

    async def names() -> list[str]:
        async with flow.cases.database.read() as session:
            keyring = flow.cases.keyring
            home = await households.household(session, keyring, apart.household_id)
        return [one.name for one in home.members] if home else []

    assert flow._run(names) == ["윤가람"]


def test_the_client_stays_with_the_case(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    path = f"/cases/{flow.case_id}/split"
    answer = flow.post("coordinator", path, APART | {"client": str(MOTHER)})
    assert answer.status_code == 422


def test_splitting_is_for_who_steers(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    assert flow.get("manager", f"/cases/{flow.case_id}/split").status_code == 403
    assert "사례 나누기" in flow.get("coordinator", f"/cases/{flow.case_id}").text
