"""Chains of referrals: each linkage in exactly one, one waiting time from the first request."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.messages.events import LinkageAnswered, Recorded
from care.model.codes import PartnerAnswer, Role
from care.model.ids import IntentKey, LinkageId
from care.model.linkage import Linkage
from store.chains import answered, chains
from tests.care.builders import MANAGER, NOW, a_word
from tests.store.steps import a_case_in_linkage

ONE = a_case_in_linkage().state.linkages[0]


def asked(number: int, **changes: object) -> Linkage:
    values = {"linkage_id": LinkageId(f"l-{number}"), "requested_at": NOW + timedelta(days=number)}
    return ONE.model_copy(update=values | changes)


def test_the_case_says_itself_what_a_chain_began_with() -> None:
    links = (asked(0), asked(1, first=LinkageId("l-0")), asked(2, first=LinkageId("l-0")), asked(3))
    found = chains(links)
    assert [[one.linkage_id for one in chain.links] for chain in found] == [
        ["l-0", "l-1", "l-2"],
        ["l-3"],
    ]
    assert (found[0].since, found[0].attempt(LinkageId("l-2"))) == (links[0].requested_at, 3)


def test_an_earlier_release_only_knew_which_linkage_another_replaces() -> None:
    links = (asked(0), asked(1, replaces=LinkageId("l-0")), asked(2, replaces=LinkageId("l-1")))
    assert [chain.first for chain in chains(links)] == ["l-0"]


@given(st.lists(st.integers(min_value=-1, max_value=7), min_size=1, max_size=8))
def test_every_linkage_is_in_one_chain_however_they_point_at_each_other(to: list[int]) -> None:
    links = [
        asked(number, replaces=LinkageId(f"l-{target}") if target >= 0 else None)
        for number, target in enumerate(to)
    ]
    found = [one.linkage_id for chain in chains(links) for one in chain.links]
    assert sorted(found) == sorted(one.linkage_id for one in links)


def test_the_first_word_that_decides_is_when_a_body_answered() -> None:
    said = (PartnerAnswer.RECEIVED, PartnerAnswer.WAITLISTED, PartnerAnswer.ACCEPTED)
    recorded = [
        Recorded(
            sequence=number,
            at=NOW + timedelta(hours=number),
            actor=MANAGER,
            role=Role.CASE_MANAGER,
            on_behalf_of=None,
            intent=IntentKey(f"i-{number}"),
            event=LinkageAnswered(answer=a_word(answer)),
        )
        for number, answer in enumerate(said)
    ]
    assert list(answered(recorded).values()) == [NOW + timedelta(hours=1)]
