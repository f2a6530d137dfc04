"""The fixture itself: if nobody is in it, every other test here passes for nothing."""

import pytest

from care.model.codes import LinkageStatus, Role, Stage
from tests.security import crawl
from tests.security.furnished import AMOUNT, service_of
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
    known = {one.linkage_id: one.status for one in state.linkages}
    assert known == {
        home.linkage: LinkageStatus.REQUESTED,
        home.withdrawn: LinkageStatus.WITHDRAWN,
    }
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


FOUND = (
    "triage", "imports", "campaigns", "survey", "openings", "records", "lessons", "figures",
)  # fmt: skip


def told_in(path: str) -> bool:
    """Of the casebook what needs no story."""
    return path == "/casebook" or "{volume_id}" in path


def test_what_was_found_stands_behind_every_address_of_it(population: Population) -> None:
    """Each page of the queue, the lists, the surveys and what was learned has something on it."""
    home, missing = population.home(GIMPO, "linked"), []
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        for route in crawl.routes(population.stack):
            area = route.path.split("/")[1]
            if route.method == "GET" and (area in FOUND or told_in(route.path)):
                answer = browser.get(crawl.filled(route, population, home))
                if answer.status_code not in (200, 303):
                    missing.append((route.path, answer.status_code))
        told = population.discovered[GIMPO]
        page = browser.get(f"/triage/{told.named['at_risk_id']}").text
    assert missing == [], str(missing)
    assert told.known[told.named["at_risk_id"]].shown_in(page)


def test_a_body_finds_what_it_was_asked_promised_and_entered(population: Population) -> None:
    home, stack = population.home(GIMPO, "linked"), population.stack
    state = stack.do(home.cases.state(home.case_id))
    assert [one.pledge_id for one in state.pledges] == [home.pledge]
    assert [one.concern_id for one in state.concerns] == [home.concern]
    with stack.http(population.token(GIMPO, Role.PARTNER_WORKER)) as browser:
        assert home.canaries.name in browser.get(f"/partner/referrals/{home.linkage}").text
        assert f"{AMOUNT:,}" in browser.get("/partner/pledges").text
        assert str(home.withdrawn) in browser.get("/partner/consents").text
        assert browser.get(f"/directory/{service_of(home.body)}/edit").status_code == 200
    with stack.http() as outside:
        assert 'name="pin"' in outside.get(f"/r/{population.letters[GIMPO]}").text


def test_the_case_manager_finds_the_person_by_the_inbox(population: Population) -> None:
    with population.stack.http(population.token(GIMPO, Role.COORDINATOR)) as browser:
        answer = browser.get("/account")
    assert answer.status_code == 200
