"""Where a household landed, and where its case went with a policy, are said in the timeline."""

import pytest

from care.messages import events as e
from care.model.codes import DiscoveryChannel
from care.model.ids import OfficeCode
from care.model.policy_rules import ProcessRules
from i18n.known import Known
from i18n.loader import speaking
from i18n.sentences import sentence
from tests.care.builders import a_policy, an_opening

TOLD, HUB = OfficeCode("sodam-dong"), OfficeCode("narae-dong")
KNOWN = Known(offices={TOLD: "소담동", HUB: "나래동"}, office_moves={2: ("소담동", "나래동")})


def opened(**landing: object) -> e.CaseOpened:
    opening = an_opening(office=TOLD, channel=DiscoveryChannel.SHELTER)
    return e.CaseOpened.model_validate(
        {"opening": opening, "policy_version": 1, "policy_hash": "one", **landing}
    )


def adopted(version: int) -> e.PolicyAdopted:
    policy = a_policy(version=version, rules=ProcessRules(edition=version))
    return e.PolicyAdopted(policy=policy, previous_version=1)


def test_a_case_that_stays_where_it_was_told_says_nothing_of_offices() -> None:
    said = sentence(opened(), KNOWN)
    assert said.startswith("사례를 개설했습니다. 발굴 경로: ")
    assert "동" not in said.split("발굴 경로: ")[1]


@pytest.mark.parametrize(
    ("landing", "said"),
    [
        ({"lands_at": HUB, "routed_by": "children_first"}, "소담동 대신 나래동에서 맡습니다."),
        ({"routed_by": "children_first"}, "배정 규칙 ‘children_first’에 따라 알린 읍면동 소담동"),
        ({"lands_at": HUB}, "소담동의 사례는 이제 나래동에서 맡습니다."),
    ],
)
def test_a_case_that_lands_by_rule_says_where_and_by_which(
    landing: dict[str, object], said: str
) -> None:
    assert said in sentence(opened(**landing), KNOWN)


def test_an_office_moved_by_a_policy_is_named_before_and_after() -> None:
    assert "담당 읍면동: 소담동 → 나래동" in sentence(adopted(2), KNOWN)
    assert "읍면동" not in sentence(adopted(3), KNOWN)


def test_an_office_without_a_name_stands_by_its_code() -> None:
    assert "narae-dong" in sentence(opened(lands_at=HUB))


def test_the_same_is_said_in_english() -> None:
    known = Known(offices={TOLD: "Sodam", HUB: "Narae"}, office_moves={2: ("Sodam", "Narae")})
    with speaking("en"):
        assert "Local office: Sodam → Narae" in sentence(adopted(2), known)
        landed = sentence(opened(lands_at=HUB, routed_by="children_first"), known)
    assert "By the routing rule 'children_first' Narae takes it instead of Sodam" in landed
