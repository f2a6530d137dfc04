"""The fixture itself: if nobody is in it, every other test here passes for nothing."""

import pytest

from care.model.codes import LinkageStatus, Role, Stage
from tests.security.population import DISTRICTS, GIMPO, Population

pytestmark = [pytest.mark.engine, pytest.mark.slow]


def test_cases_stand_where_they_should(population: Population) -> None:
    stages = {"new": Stage.DISCOVERY, "plan": Stage.PLANNING, "linked": Stage.LINKAGE}
    for district in DISTRICTS:
        for name, stage in stages.items():
            home = population.home(district, name)
            assert population.stack.do(home.cases.state(home.case_id)).stage == stage


def test_the_referral_reached_the_body_with_the_name_it_may_know(population: Population) -> None:
    home = population.home(GIMPO, "linked")
    state = population.stack.do(home.cases.state(home.case_id))
    assert state.linkages[0].status is LinkageStatus.REQUESTED
    sent = [one for one in population.stack.sandbox.received if one.referral == home.linkage]
    assert len(sent) == 1
    assert home.canaries.name in sent[0].body


def test_the_case_manager_finds_the_person_by_the_inbox(population: Population) -> None:
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        answer = browser.get("/account")
    assert answer.status_code == 200
