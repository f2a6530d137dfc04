"""The timeline names the local offices a case went through, as they were called then."""

import re
from collections.abc import Iterator

import pytest

from care.messages import commands as c
from care.messages.envelope import Envelope, system_actor
from care.model.edition import PublishedEdition
from care.model.ids import IntentKey, OfficeCode
from care.model.policy_rules import Boundary
from policies import resolve as book
from policies.editing import with_value
from policies.edition import resolve_texts
from tests.editions import first, in_force, published
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow, open_case
from web.cases.office_words import office_then

ROUTED = {
    "intake.routings": {
        "routings": [{"code": "children_first", "when": "children > 0", "to": "tongjin-eup"}],
        "source": "district",
    }
}


@pytest.fixture(autouse=True)
def _files_alone_afterwards() -> Iterator[None]:
    with in_force(first(GIMPO)):
        yield


def next_number() -> int:
    return book.editions(GIMPO)[-1].number + 1


def without(office: str, name: str) -> PublishedEdition:
    """The office is no more; its cases go to Tongjin."""
    made = published(GIMPO, next_number(), {})
    own = f"districts/{made.slug}.yaml"
    left = re.sub(rf"    {office}: {name}\n|, {office}\b", "", made.texts[own])
    moved = {"moved": {office: "tongjin-eup"}, "source": "district"}
    texts = {**made.texts, own: with_value(left, "officesMoved", moved)}
    hashed = resolve_texts(texts, made.slug).case_policy.content_hash
    return made.model_copy(update={"texts": texts, "content_hash": hashed})


def adopt(flow: Flow, edition: PublishedEdition) -> None:
    book.take_editions([edition])
    policy = book.edition(GIMPO, edition.number).case_policy
    command = c.AdoptPolicy(policy=policy, boundary=Boundary.ROLLOUT)
    envelope = Envelope(intent=IntentKey("adopt-1"), actor=system_actor(GIMPO), command=command)
    flow._run(flow.cases.ask, flow.case_id, envelope)


def history(flow: Flow) -> str:
    page = flow.get("coordinator", f"/cases/{flow.case_id}").text
    return str(page.split('id="history"')[1].split('id="contact"')[0])


def test_a_case_whose_office_is_no_more_says_from_where_to_where(flow: Flow) -> None:
    open_case(flow)
    before = flow.state().policy.version
    assert "담당 읍면동:" not in history(flow)
    adopt(flow, without("handeul-eup", "한들읍"))
    assert flow.state().office == "tongjin-eup"
    assert "담당 읍면동: 한들읍 → 통진읍" in history(flow)
    assert office_then(GIMPO, before, flow.state().office) == "통진읍"


def test_a_policy_that_moves_no_office_of_the_case_names_none(flow: Flow) -> None:
    open_case(flow)
    adopt(flow, without("sodam-dong", "소담동"))
    assert "담당 읍면동:" not in history(flow)


def test_a_household_led_elsewhere_says_by_which_rule(flow: Flow) -> None:
    book.take_editions([published(GIMPO, next_number(), ROUTED)])
    open_case(flow)
    assert flow.state().office == "tongjin-eup"
    said = "배정 규칙 ‘children_first’에 따라 알린 읍면동 한들읍 대신 통진읍에서 맡습니다."
    assert said in history(flow)


def test_an_office_of_an_unknown_edition_goes_by_the_name_of_today() -> None:
    assert office_then(GIMPO, 9_999, OfficeCode("handeul-eup")) == "한들읍"
