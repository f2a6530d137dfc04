"""Gimpo (domain guide §8.4): hubs that look after their neighbours, and how cases were found."""

import pytest

from care.model import codes as k
from care.model.ids import DistrictCode, OfficeCode
from policies.resolve import resolve
from tests.care import builders as b
from tests.care.builders import done

GIMPO = DistrictCode("41570")


@pytest.mark.parametrize(
    ("hub", "covered"),
    [("tongjin-eup", ("wolgot-myeon", "haseong-myeon")), ("gurae-dong", ("yangchon-eup",))],
)
def test_gp_05_a_hub_has_the_cases_of_the_neighbours_it_covers(
    hub: str, covered: tuple[str, ...]
) -> None:
    policy = resolve(GIMPO).case_policy
    seen = policy.looked_after_from(OfficeCode(hub))
    assert seen >= {OfficeCode(hub), *(OfficeCode(code) for code in covered)}
    for code in covered:
        assert policy.looked_after_from(OfficeCode(code)) <= {OfficeCode(code)}


@pytest.mark.parametrize("channel", list(k.DiscoveryChannel))
def test_gp_06_every_case_says_by_which_channel_it_was_found(channel: k.DiscoveryChannel) -> None:
    state = done(b.a_blank(), b.an_opening(channel=channel), k.Role.LOCAL_OFFICE)
    assert state.channel is channel
