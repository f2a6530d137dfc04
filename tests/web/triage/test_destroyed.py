"""A household whose time is over: its page tells no more who it was, and offers no way back."""

from datetime import timedelta

from care.model.ids import DistrictCode
from policies.resolve import resolve
from store import retention
from tests.web.flow import Flow
from tests.web.triage.conftest import GIMPO, told
from tests.web.triage.test_queue import QUEUE, decide, household, names


def test_after_its_time_only_the_decision_is_left(flow: Flow) -> None:
    [about] = told(flow, household("가하나"))
    assert decide(flow, about, do="decline", reason="NO_NEED").status_code == 303
    assert "결정 되돌리기" in flow.get("manager", f"{QUEUE}/{about}").text
    policy = resolve(GIMPO)
    assert policy.discovery is not None
    after = flow.clock() + timedelta(days=400)
    over = retention.past(policy.discovery, after, policy.case_policy.calendar)

    async def portion() -> retention.Counts:
        here = DistrictCode(GIMPO)
        return await retention.portion(flow.cases.database, flow.cases.keyring, here, over)

    assert flow._run(portion)["households"] == 1

    page = flow.get("manager", f"{QUEUE}/{about}").text
    assert "파기됨" in page
    assert "가하나" not in page
    assert "도움이 필요하지 않음" in page
    assert "결정 되돌리기" not in page
    decide(flow, about, do="undo")
    assert names(flow.get("manager", f"{QUEUE}?status=DECLINED").text) == ["파기됨"]
