"""Training, supervision, consulting and respite: who took part, counted by year, to take along."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model.codes import ContactMode, ContactResult
from care.model.ids import TextId
from care.model.loop_codes import SupervisionKind
from tests.web.flow import MOTHER, Flow, district, open_case, receive

TRAINING = {
    "kind": "TRAINING", "level": "BASIC", "held_on": "2026-01-05", "minutes": "180",
    "title": "사례관리 첫걸음", "given_by": "먼나라 강사", "others": "0",
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with district(tmp_path_factory.mktemp("learning")) as flow:
        open_case(flow)
        receive(flow)
        yield flow


def send(flow: Flow, who: str, path: str = "/records/new", **fields: Any) -> Any:
    return flow.post(who, path, fields, intent=flow.intent(who, "/records"))


def kept(flow: Flow, who: str = "coordinator", **changed: Any) -> None:
    answer = send(flow, who, **TRAINING | changed)
    assert answer.status_code == 303, answer.text


def table(flow: Flow, year: int = 2026, who: str = "coordinator") -> dict[str, list[str]]:
    content = flow.get(who, f"/records/files/records.csv?year={year}").content
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return {"head": head} | {row[0]: row[1:] for row in rows}


def totals(flow: Flow, year: int) -> dict[str, Any]:
    content = flow.get("head", f"/records/files/records.xlsx?year={year}").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {str(row[0]): row[1] for row in book.get_sheet_by_name("한 해 합계").to_python()}


def open_tasks(flow: Flow) -> list[str]:
    """Cases in which supervision is to be held, as the inbox has them."""

    async def ask() -> list[str]:
        query = "SELECT case_id FROM tasks WHERE kind = 'HOLD_SUPERVISION' AND done_at IS NULL"
        async with flow.cases.database.read() as session:
            return list(await session.scalars(text(query)))

    found: list[str] = flow._run(ask)
    return found


def test_gp_07_academy_consulting_supervision_and_training_at_three_levels_counted_by_year(
    office: Flow,
) -> None:
    number = str(office.state().case_number)
    for kind, times in (("ACADEMY", 4), ("CONSULTING", 8), ("SUPERVISION", 9)):
        for month in range(times):
            on = f"2025-{month + 1:02d}-15"
            kept(office, kind=kind, level="", held_on=on, people=["manager"],
                 cases=number if kind == "SUPERVISION" else "")  # fmt: skip
    for level in ("BASIC", "INTERMEDIATE", "ADVANCED"):
        kept(office, level=level, held_on="2025-11-03", people=["manager", "manager2"], others="7")
    found = totals(office, 2025)
    assert [found[one] for one in ("아카데미", "컨설팅", "슈퍼비전 모임", "교육")] == [4, 8, 9, 3]
    assert [found[f"교육 {one}"] for one in ("기초", "심화", "전문")] == [1, 1, 1]
    assert found["함께 살핀 사례"] == 9
    assert found["참여한 사람 (연인원)"] == 21 + 3 * (2 + 7)
    shown = office.get("lead", "/records?year=2025").text
    assert "9번, 27시간" in shown
    assert "기초 1 · 심화 1 · 전문 1" in shown
    assert set(totals(office, 2024).values()) <= {0, "횟수"}


def test_gj_14_each_worker_has_a_record_and_the_year_is_taken_along(office: Flow) -> None:
    kept(office, kind="CONSULTING", level="", people=["manager2"], title="자원 연결 컨설팅")
    assert send(office, "manager", **TRAINING).status_code == 303
    found = table(office)
    at = found["head"].index
    assert found["온유리"][at("컨설팅") - 1] == "1"
    assert found["민들레"][at("교육") - 1] == "1"
    assert found["민들레"][at("시간") - 1] == "3"
    own = office.get("manager", "/records").text
    assert "사례관리 첫걸음" in own
    assert "자원 연결 컨설팅" not in own
    assert office.get("manager", "/records/files/records.csv").status_code == 403
    assert office.get("coordinator", "/records/files/other.csv").status_code == 404


def test_jg_10_respite_is_counted_for_each_worker(office: Flow) -> None:
    before = table(office)["민들레"]
    kept(office, kind="WELLBEING", level="", title="숲길 걷기", people=["manager", "hub"])
    found = table(office)
    column = found["head"].index("마음 돌봄") - 1
    assert int(found["민들레"][column]) == int(before[column]) + 1
    assert found["도담결"][column] == "1"
    assert "숲길 걷기" in office.get("hub", "/records").text


def test_gj_13_an_incident_asks_for_supervision_and_the_manager_sees_it_beside_the_load(
    office: Flow,
) -> None:
    column = table(office)["head"].index("기다리는 슈퍼비전") - 1
    met = c.RecordContact(
        mode=ContactMode.VISIT, result=ContactResult.MET, members=(MOTHER,), incident=True,
        note=TextId("t.note"),
    )  # fmt: skip
    office.act("manager", met, t_note="문 앞에서 큰소리를 들음")
    found = table(office)["민들레"]
    assert found[column] == "1"
    assert found[-1] == "1", "the cases carried stand beside it"
    assert open_tasks(office) == [office.case_id]
    held = lc.RecordSupervision(supervision=SupervisionKind.INCIDENT, advice=TextId("t.advice"))
    office.act("coordinator", held, t_advice="둘이 함께 가기로 함")
    after = table(office)
    assert after["민들레"][column] == "0"
    assert after["민들레"][after["head"].index("사례 안에서 한 슈퍼비전") - 1] == "1"


def test_a_worker_keeps_only_the_own_record(office: Flow) -> None:
    other = send(office, "manager", **TRAINING, people=["manager2"])
    assert other.status_code == 422
    assert "자기 기록만" in other.text
    nobody = send(office, "coordinator", **TRAINING)
    assert "참여한 사람을 한 사람이라도" in nobody.text
    wrongs: tuple[dict[str, Any], ...] = (
        {"held_on": "2027-01-01"},
        {"kind": "ACADEMY"},
        {"cases": "GP-2026-9999"},
        {"people": ["stranger"]},
        {"minutes": "0"},
    )
    for wrong in wrongs:
        answer = send(office, "coordinator", **TRAINING | {"people": ["manager"]} | wrong)
        assert answer.status_code == 422, wrong


def test_what_was_written_down_is_taken_back_by_its_writer_or_a_lead(office: Flow) -> None:
    kept(office, "manager2", title="지울 교육", held_on="2023-05-05", people=[])
    page = office.get("manager2", "/records?year=2023").text
    below = page.partition('action="/records/learning-')[2].partition('/drop"')[0]
    address = f"/records/learning-{below}/drop"
    assert send(office, "manager", address).status_code == 403
    assert send(office, "manager2", address).status_code == 303
    assert "지울 교육" not in office.get("manager2", "/records?year=2023").text
    assert send(office, "manager2", address).status_code == 404
