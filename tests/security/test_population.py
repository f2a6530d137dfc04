"""The fixture itself: if nobody is in it, every other test here passes for nothing."""

import pytest

from care.model.codes import LinkageStatus, Role, Stage
from tests.security import crawl
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


def test_policy_people_find_what_they_work_on(population: Population) -> None:
    """Every page about a draft, a study, a rollout or a past decision is there to be crawled."""
    home, missing = population.home(GIMPO, "linked"), []
    parts = ("{draft_id}", "{study}", "{rollout}", "{sequence}", "{number}", "{version}")
    tokens = [population.token(GIMPO, one) for one in (Role.POLICY_ADMIN, Role.COORDINATOR)]
    with population.stack.http(tokens[0]) as policy, population.stack.http(tokens[1]) as care:
        for route in crawl.routes(population.stack):
            if route.method == "GET" and any(part in route.path for part in parts):
                browser = care if crawl.about_a_case(route) else policy
                answer = browser.get(crawl.filled(route, population, home))
                if answer.status_code not in (200, 303):
                    missing.append((route.path, answer.status_code))
    assert missing == [], str(missing)


def test_the_case_manager_finds_the_person_by_the_inbox(population: Population) -> None:
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        answer = browser.get("/account")
    assert answer.status_code == 200
