"""Levels of a district's own: what they are called outside, and when one may go."""

from typing import Any

from tests.web.flow import Flow, open_case
from tests.web.policies.life import begin, revision
from tests.web.policies.test_editor import text_of

NEW = {
    "code": "CASE_LONE",
    "ko": "홀로 사는 집중",
    "en": "Intensive, living alone",
    "export_as": "CASE_GENERAL",
    "rank": "22",
    "contact_days": "7",
    "visit_days": "14",
    "reassess_months": "3",
}


def sent(flow: Flow, draft: str, to: str, **fields: str) -> Any:
    page = f"{draft}/levels"
    given = {"revision": revision(flow, draft)} | fields
    return flow.post("admin", f"{page}{to}", given, flow.intent("admin", page))


def test_a_local_level_says_under_which_one_it_goes_out(flow: Flow) -> None:
    open_case(flow)
    page = flow.get("manager", "/policies/41570/levels").text
    row = page.split("<b>집중사례관리</b>")[1].split("</tr>")[0]
    assert "일반사례관리(으)로" in row


def test_a_new_level_comes_with_its_cadence_and_goes_with_it(flow: Flow) -> None:
    draft = begin(flow)
    added = sent(flow, draft, "", **NEW)
    assert added.status_code == 303, added.text
    text = text_of(flow, draft)
    assert text.count("CASE_LONE") == 3
    assert "홀로 사는 집중" in flow.get("admin", f"{draft}/levels").text
    assert sent(flow, draft, "/remove", code="CASE_LONE").status_code == 303
    assert "CASE_LONE" not in text_of(flow, draft)


def test_a_level_is_new_and_goes_out_as_a_known_one(flow: Flow) -> None:
    draft = begin(flow)
    taken = sent(flow, draft, "", **(NEW | {"code": "CASE_GENERAL"}))
    assert taken.status_code == 422
    unknown = sent(flow, draft, "", **(NEW | {"export_as": "CASE_NONE"}))
    assert unknown.status_code == 422
    lower = sent(flow, draft, "", **(NEW | {"code": "lone"}))
    assert lower.status_code == 422


def test_a_level_that_people_have_stays(flow: Flow) -> None:
    open_case(flow)

    async def put() -> None:
        from sqlalchemy import text

        async with flow.cases.database.write() as session:
            await session.execute(text("UPDATE cases SET level = 'CASE_INTENSIVE'"))

    flow.client.portal.call(put)  # type: ignore[union-attr]
    draft = begin(flow)
    refused = sent(flow, draft, "/remove", code="CASE_INTENSIVE")
    assert refused.status_code == 422
    assert "진행 중인 사례 1건이 이 구분입니다" in refused.text
