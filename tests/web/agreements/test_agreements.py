"""Agreements with bodies: kept, renewed, ended, warned of, and seen where a referral is made."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.web.flow import Flow, approve, classify, open_case, receive, submit

MOU = {
    "agency": "welfare",
    "document": "복지정책과-2026-12",
    "clause": "REFERRAL",
    "scope": "위기가구를 함께 돌봄",
    "from_day": "2026-01-01",
    "until_day": "2026-12-31",
}


def sql(flow: Flow, query: str) -> list[Any]:
    async def ask() -> list[Any]:
        async with flow.cases.database.read() as session:
            return list(await session.execute(text(query)))

    return list(flow._run(ask))


def keep(flow: Flow, who: str = "admin", **changed: str) -> Any:
    return flow.post(who, "/agreements", MOU | changed)


def page(flow: Flow, who: str = "admin") -> str:
    return str(flow.get(who, "/agreements").text)


def days_of(flow: Flow, agency: str) -> tuple[str | None, str | None]:
    """As sending looks at them."""
    [row] = sql(
        flow, f"SELECT agreement_from, agreement_until FROM agencies WHERE agency_id = '{agency}'"
    )
    return row[0], row[1]


def test_an_agreement_is_kept_and_counts_where_referrals_are_sent(flow: Flow) -> None:
    assert "유효한 협약 없음" in page(flow)
    assert keep(flow).status_code == 303
    shown = page(flow)
    for words in ("위기가구를 함께 돌봄", "복지정책과-2026-12", "협약이 유효한 기관 1곳"):
        assert words in shown
    assert days_of(flow, "welfare") == ("2026-01-01", "2026-12-31")


def test_a_renewal_goes_on_where_the_last_one_ends(flow: Flow) -> None:
    keep(flow, until_day="2026-01-31")
    shown = page(flow)
    assert "일 뒤 끝남" in shown
    link = shown.partition('href="/agreements?renew=')[2].partition("#")[0]
    assert 'value="2026-02-01"' in flow.get("admin", f"/agreements?renew={link}").text
    keep(flow, from_day="2026-02-01", until_day="2027-01-31", document="복지정책과-2026-99")
    assert days_of(flow, "welfare") == ("2026-01-01", "2027-01-31")
    assert 'id="expiring"' not in page(flow)


@pytest.mark.parametrize(
    ("until", "said"), [("2026-03-05", "일 뒤 끝남"), ("2026-03-25", ""), ("", "")]
)
def test_it_is_spoken_of_sixty_days_before_it_ends(flow: Flow, until: str, said: str) -> None:
    keep(flow, until_day=until)
    assert ('id="expiring"' in page(flow)) is bool(said)


def test_ended_by_hand_it_holds_no_longer(flow: Flow) -> None:
    keep(flow)
    agreement = page(flow).partition('name="agreement" value="')[2].partition('"')[0]
    answer = flow.post(
        "admin", "/agreements/end", {"agreement": agreement}, flow.intent("admin", "/agreements")
    )
    assert answer.status_code == 303
    assert "유효한 협약 없음" in page(flow)
    until = days_of(flow, "welfare")[1]
    assert until is not None
    assert until < str(flow.clock().date())


def test_a_referral_to_a_body_without_one_is_warned_of(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    classify(flow)
    submit(flow)
    approve(flow)
    address = f"/cases/{flow.case_id}/linkages"
    assert "협약 없음" in flow.get("manager", address).text
    keep(flow, agency="repair")
    keep(flow, agency="welfare")
    assert "협약 없음" not in flow.get("manager", address).text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"agency": "nowhere"}, "agency"),
        ({"until_day": "2025-12-31"}, "until_day"),
        ({"scope": ""}, "scope"),
        ({"clause": "EVERYTHING"}, "clause"),
        ({"from_day": "whenever"}, "from_day"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_kept(
    flow: Flow, changed: dict[str, str], field: str
) -> None:
    answer = keep(flow, **changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert sql(flow, "SELECT count(*) FROM agreements")[0][0] == 0


def test_a_form_sent_twice_keeps_one(flow: Flow) -> None:
    intent = flow.intent("admin", "/agreements")
    for _ in range(2):
        assert flow.post("admin", "/agreements", MOU, intent).status_code == 303
    assert sql(flow, "SELECT count(*) FROM agreements")[0][0] == 1


def test_many_read_and_the_policy_admin_keeps(flow: Flow) -> None:
    keep(flow)
    for who in ("manager", "coordinator", "head"):
        shown = page(flow, who)
        assert "위기가구를 함께 돌봄" in shown
        assert 'action="/agreements"' not in shown
    for who in ("hub", "operator"):
        assert flow.get(who, "/agreements").status_code == 403
    intent = flow.intent("coordinator", "/account/substitutes")
    assert flow.post("coordinator", "/agreements", MOU, intent).status_code == 403
