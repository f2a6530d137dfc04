"""What a partner worker does, task by task (domain guide 7.5): PW-01 to PW-11, on the pages."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from care.messages import commands as c
from care.model.codes import DiscoveryChannel, LinkageStatus, RedFlag
from care.model.ids import ConsentId
from care.model.service_codes import DataGroup
from care.model.work import TaskKind
from tests.web.acts.conftest import GIMPO
from tests.web.partner import partners as p
from tests.web.partner.partners import ADDRESS, NAME, PHONE, Kept, Partners, brought, copied
from tests.web.partner.test_desk import _confer, _list, accepted, opened, post, promised, referred

WORKER, SPONSOR = "w-welfare", "w-repair"


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return brought(tmp_path_factory.mktemp("agreed"))


@pytest.fixture
def flow(agreed: Kept, tmp_path: Path) -> Iterator[Partners]:
    with copied(agreed, tmp_path) as found:
        yield found


def test_pw_01_the_inbox_shows_only_what_is_needed_to_decide(flow: Partners) -> None:
    here = flow.asked(groups=(DataGroup.IDENTITY, DataGroup.NEED))
    inbox, page = flow.get(WORKER, "/partner").text, flow.get(WORKER, here).text
    assert here in inbox
    assert NAME in page
    for unneeded in (PHONE, ADDRESS, str(flow.case_id), "GP-2026", "가상집수리"):
        assert unneeded not in inbox + page


def test_pw_02_accept_decline_and_another_day_stand_on_one_screen(flow: Partners) -> None:
    here = flow.asked()
    page = flow.get(WORKER, here).text
    for way in ("accept", "decline", "waitlist"):
        assert f'action="{here}/{way}"' in page
    day = flow.clock().date().replace(day=28)
    done = post(flow, f"{here}/accept", here, scheduled_on=day.isoformat())
    assert done.status_code == 303
    assert flow.linkage("link-1").scheduled_on == day
    after = flow.get(WORKER, here).text
    assert f'action="{here}/schedule"' in after
    assert flow.client.get(here, follow_redirects=False).headers["location"].startswith("/login")


def test_pw_03_who_else_serves_the_household_by_names_of_services_alone(flow: Partners) -> None:
    here, theirs = flow.asked(), flow.asked(p.REPAIR, "link-2")
    accepted(flow, theirs, SPONSOR)
    post(flow, f"{theirs}/session", theirs, SPONSOR, sessions="1", note="보일러를 봄")
    page = flow.get(WORKER, here).text
    told = page.split('id="others"')[1].split("</section>")[0]
    assert told.count("<li>") == 1
    assert "보일러를 봄" not in page
    assert "가상집수리" not in page


def test_pw_04_a_delivery_is_reported_in_a_press_and_many_in_one(flow: Partners) -> None:
    first, second = flow.asked(), flow.asked(p.WELFARE, "link-2", action_id="a-1")
    accepted(flow, first)
    accepted(flow, second)
    today = flow.clock().date().isoformat()
    fields = {"on": today, "times_link_1": "1", "times_link_2": "2"}
    assert post(flow, "/partner/sessions", "/partner/sessions", **fields).status_code == 303
    assert [flow.linkage(f"link-{n}").sessions for n in (1, 2)] == [1, 2]


def test_pw_05_a_concern_reaches_the_case_manager_now(flow: Partners) -> None:
    here = flow.asked()
    accepted(flow, here)
    said = {"concern": "SAFETY", "red_flag": next(iter(RedFlag)).value, "note": "문이 부서져 있음"}
    assert post(flow, f"{here}/concern", here, **said).status_code == 303
    state = flow.state()
    assert state.red_flags == (next(iter(RedFlag)),)
    page = flow.get("manager", "/inbox").text
    assert str(TaskKind.ANSWER_CONCERN) in page or "걱정" in page or "긴급" in page


def test_pw_06_a_new_household_comes_in_with_its_consent(flow: Partners) -> None:
    flow.clock.forward(days=1)
    assert referred(flow).status_code == 303
    opened(flow)
    state = flow.state()
    assert state.channel is DiscoveryChannel.PARTNER
    assert [consent.purpose for consent in state.consents] == ["COLLECT_USE"]


def test_pw_07_capacity_waiting_time_and_hours_are_kept_by_the_body(flow: Partners) -> None:
    flow._run(_list, flow)
    service = "/partner/services/10000000-0000-4000-8000-000000000001"
    room = {"capacity": "WAITLIST", "free": "0", "waits": "30"}
    assert post(flow, service, "/partner/services", **room).status_code == 303
    page = flow.get(WORKER, "/partner/services").text
    assert 'value="30"' in page
    edit = "/directory/10000000-0000-4000-8000-000000000001/edit"
    assert edit in page
    assert flow.get(WORKER, edit).status_code == 200


def test_pw_08_a_conference_from_afar_with_the_own_cases_alone(flow: Partners) -> None:
    flow.asked()
    flow._run(_confer, flow, p.WELFARE, "https://meet.example/room-1")
    page = flow.get(WORKER, "/partner/meetings").text
    assert 'href="https://meet.example/room-1"' in page
    assert "윤○온" in page
    assert page.count('class="lines"') == 1


def test_pw_09_a_withdrawn_consent_is_seen_and_destruction_confirmed(flow: Partners) -> None:
    flow.asked()
    gone = c.WithdrawConsent(consent_id=ConsentId(f"PROVIDE_TO-{p.WELFARE}-link-1"))
    flow.act("manager", gone)
    assert "받은 자료를 없애 주세요" in flow.get(WORKER, "/partner/consents").text
    done = post(flow, "/partner/consents/link-1/destroyed", "/partner/consents")
    assert done.status_code == 303
    assert flow.linkage("link-1").destroyed_at is not None
    assert flow.linkage("link-1").status is LinkageStatus.WITHDRAWN


def test_pw_10_a_sponsor_keeps_its_schedule_and_tells_a_missed_month(flow: Partners) -> None:
    pledge = promised(flow)
    flow.clock.forward(days=45)
    assert "밀린 달" in flow.get(SPONSOR, "/partner/pledges").text
    missed = {"month": "2026-01", "note": "결재가 늦어짐"}
    path = f"/partner/pledges/{pledge}/missed"
    assert post(flow, path, "/partner/pledges", SPONSOR, **missed).status_code == 303
    assert [one.agency_id for one in flow.state().concerns] == [p.REPAIR]


def test_pw_11_the_own_year_is_downloaded(flow: Partners) -> None:
    here = flow.asked()
    accepted(flow, here)
    file = flow.get(WORKER, "/partner/year/sheet.xlsx")
    rows = python_calamine.load_workbook(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    [total] = [row for row in rows if row[0] == "모두"]
    assert total[1:3] == [1, 1]
    assert not any(NAME in str(cell) for row in rows for cell in row)


def test_gj_11_a_body_owns_a_goal_and_keeps_its_progress(flow: Partners) -> None:
    here = flow.asked()
    accepted(flow, here)
    told: dict[str, Any] = {"sessions": "1", "note": "신청서를 스스로 다 적음"}
    post(flow, f"{here}/session", here, **told)
    page = flow.get(WORKER, "/partner/goals").text
    for known in ("생활비 걱정을 던다", "신청서를 스스로 다 적음"):
        assert known in page
    assert "신청서를 스스로 다 적음" in flow.get("manager", f"/cases/{flow.case_id}").text


def test_gp_10_a_companys_months_count_as_private_resources(flow: Partners) -> None:
    pledge = promised(flow)
    today = flow.clock().date()
    for month in (date(2026, 1, 1), date(2026, 2, 1)):
        paid = {"month": month.isoformat(), "on": today.isoformat()}
        path = f"/partner/pledges/{pledge}/paid"
        assert post(flow, path, "/partner/pledges", SPONSOR, **paid).status_code == 303
    assert flow.state().private_total == 1_000_000
    assert flow.state().pledges[0].paid == (date(2026, 1, 1), date(2026, 2, 1))
    assert flow.state().district == GIMPO
