"""A protected person's place reaches named people alone; an offender inside learns nothing of them.

Two worlds (SR-19): what the offender's accounts are answered before the protected household is
known here and after, request by request, has to be the same.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import unified_diff
from typing import Any

import pytest
from sqlalchemy import text

from care.model.codes import Role
from care.model.discovery import AtRiskStatus, FoundOutcome
from care.model.ids import PersonId
from partners.rest.signing import signed_headers
from store import at_risk_intake
from store.at_risk_intake import Origin
from store.database import migrate
from tests.postgres import new_database, own_server, owned, used
from tests.security import crawl
from tests.security.canaries import readable
from tests.security.furnished import linked_by_letter, listed
from tests.security.governance import look_again
from tests.security.guarded import (
    PASSWORD,
    READERS,
    Insiders,
    Protected,
    give_passwords,
    rules_of,
)
from tests.security.population import GIMPO, LIFETIME, ROLES, Population, agency_of, person_of
from tests.security.stack import whole_system
from tests.security.test_canaries import disguises, files

pytestmark = [pytest.mark.engine, pytest.mark.slow]
CLINIC, CENTRE = agency_of(GIMPO), agency_of(GIMPO, "centre")
INTENT = re.compile(r'name="intent" value="[^"]*"')
RECORDS = re.compile(r"\d+건 확인")
"""How many access records were checked: one's own requests make more of them."""
WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z(?=</dcterms)")
"""When a workbook was written, which is in the workbook."""
NOW = re.compile(r'(?<=<h2 id="now-title">지금</h2><span>)<time.*?</time>')
"""When the live board was drawn, by the clock of the process."""
Answer = tuple[int, dict[str, str], str]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def world(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Population]:
    """A system of its own: its clock stands still while the worlds are compared."""
    folder = tmp_path_factory.mktemp("worlds")
    with own_server() if request.param == "pg" else no_server() as server:
        url = None
        if server:
            new_database(server, "worlds")
            migrate(owned(server, "worlds"))
            url = used(server, "worlds")
        with whole_system(folder, url) as stack:
            made = Population(stack)
            stack.do(made.settle())
            yield made


class no_server:
    def __enter__(self) -> str:
        return ""

    def __exit__(self, *told: object) -> None:
        return None


@pytest.fixture(scope="module")
def insiders(world: Population) -> Insiders:
    made = Insiders(world)
    world.stack.do(made.settle(CLINIC))
    return made


@pytest.fixture(scope="module")
def worlds(world: Population, insiders: Insiders) -> tuple[Protected, "Seen", "Seen"]:
    """The household, and everything seen without it and with it."""
    home = Protected(world, 901)
    home.body = CENTRE
    home.decision = world.home(GIMPO, "linked").decision
    now = datetime.now(UTC)
    world.stack.app.state.clock = lambda: now
    world.stack.do(home.called(world.home(GIMPO, "linked")))
    world.stack.do(look_again(world.stack, world.governed[GIMPO]))
    without = Seen(world, insiders, home)
    world.stack.do(home.keep())
    world.stack.do(home.endangered("danger-worlds"))
    world.stack.do(settled_in(home))
    world.stack.do(look_again(world.stack, world.governed[GIMPO]))
    within = Seen(world, insiders, home)
    world.stack.app.state.clock = lambda: datetime.now(UTC)
    return home, without, within


async def settled_in(home: Protected) -> None:
    await home.to_linked()
    await home.told_of()


class Seen:
    """Every GET each of the accounts can ask, at the hidden case and beside it."""

    def __init__(self, world: Population, insiders: Insiders, home: Protected) -> None:
        self.answers: dict[tuple[str, str], Answer] = {}
        for login, token in insiders.tokens.items():
            with world.stack.http(token) as browser:
                for path in dict.fromkeys(addresses(world, home)):
                    answer = browser.get(path, headers=crawl.HTML, follow_redirects=False)
                    self.answers[login, path] = told(answer)
        with world.stack.http() as machine:
            for path in (f"Task/{home.linkage}", f"ServiceRequest/{home.linkage}", "Task"):
                answer = machine.get(f"/fhir/{CLINIC}/{path}", headers=key_of(world, CLINIC))
                self.answers["its key", path] = told(answer)


def key_of(world: Population, body: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.held[body].key.get_secret_value()}"}


def addresses(world: Population, home: Protected) -> Iterator[str]:
    for route in crawl.routes(world.stack):
        if route.method == "GET" and not route.path.startswith("/ops/temporal"):
            yield crawl.filled(route, world, home)
            yield crawl.filled(route, world, world.home(GIMPO, "linked"))
    for searched in (home.canaries.name, home.canaries.phone[-4:], "GP-2026", "00901"):
        yield f"/cases?q={searched}"
    yield from ("/cases?quick=overdue", "/cases?quick=ended", "/inbox?tab=team")
    yield from (f"/triage?status={status}" for status in AtRiskStatus)
    yield f"/triage/reports?received={home.receipt}"


def told(answer: Any) -> Answer:
    body = INTENT.sub("", crawl.same_but_for_its_id(readable(answer)))
    body = WRITTEN.sub("", body)
    body = NOW.sub("", RECORDS.sub("", body))
    kept = {n: v for n, v in answer.headers.items() if n not in {"date", "content-length"}}
    return answer.status_code, kept, body


def test_the_offender_and_their_body_cannot_tell_the_two_worlds_apart(
    worlds: tuple[Protected, Seen, Seen],
) -> None:
    _, without, within = worlds
    assert len(without.answers) > 150
    assert [key for key, answer in within.answers.items() if answer[0] == 500] == []
    assert any(status == 200 for status, _, _ in without.answers.values())
    different = [
        (key, difference(answer, within.answers[key]))
        for key, answer in without.answers.items()
        if within.answers[key] != answer
    ]
    assert different == [], "\n".join(map(str, different))


def difference(one: Answer, other: Answer) -> list[str]:
    """The first lines that differ, for who has to find out why."""
    if one[:2] != other[:2]:
        return [str(one[:2]), str(other[:2])]
    lines = unified_diff(one[2].splitlines(), other[2].splitlines(), n=0, lineterm="")
    return [line[:300] for line in lines][:8]


def test_colleagues_elsewhere_do_see_the_household(
    world: Population, worlds: tuple[Protected, Seen, Seen]
) -> None:
    """Else two empty worlds would prove nothing."""
    home, _, _ = worlds
    with world.stack.http(world.token(GIMPO, Role.COORDINATOR)) as browser:
        assert browser.get(f"/cases/{home.case_id}").status_code == 200
        assert home.case_id in browser.get("/cases").text


def test_whoever_tells_of_it_is_told_nothing(
    world: Population, worlds: tuple[Protected, Seen, Seen]
) -> None:
    """A list, a report, a new case: to the offender its people are strangers, told of anew."""
    home, _, _ = worlds
    offender = PersonId(f"{GIMPO}-offender")
    known = (FoundOutcome.ALREADY_RECEIVED, FoundOutcome.ATTACHED)
    assert tuple(judged(world, home, person_of(GIMPO, Role.COORDINATOR))) == known
    assert judged(world, home, offender) == [FoundOutcome.NEW, FoundOutcome.ADDED]
    assert placed(world, home, offender) == [FoundOutcome.NEW]
    assert placed(world, home, offender) == [FoundOutcome.ALREADY_RECEIVED]
    assert tuple(judged(world, home, person_of(GIMPO, Role.COORDINATOR))) == known


def judged(world: Population, home: Protected, by: PersonId) -> list[FoundOutcome]:
    """Of what was told before, and of one more sign."""
    told, today = (home.told(), home.told(1)), datetime.now(UTC).date()
    keyring = world.stack.keyring
    answers = world.stack.read(
        lambda session: at_risk_intake.judge(session, keyring, GIMPO, rules_of(), told, today, by)
    )
    return [one.outcome for one in answers]


def placed(world: Population, home: Protected, by: PersonId) -> list[FoundOutcome]:
    keyring, now = world.stack.keyring, datetime.now(UTC)
    answers = world.stack.write(
        lambda session: at_risk_intake.place(
            session, keyring, GIMPO, rules_of(), (home.told(),), Origin(by), now
        )
    )
    return [one.outcome for one in answers]


def test_its_place_in_the_queue_is_as_of_an_unknown_one(
    world: Population, insiders: Insiders, worlds: tuple[Protected, Seen, Seen]
) -> None:
    home, _, _ = worlds
    with world.stack.http(world.token(GIMPO, Role.COORDINATOR)) as browser:
        assert browser.get(f"/triage/{home.at_risk}").status_code == 200
    for login in ("offender", "offender-there"):
        with world.stack.http(insiders.tokens[login]) as browser:
            answers = [
                told(browser.get(f"/triage/{one}", headers=crawl.HTML))
                for one in (home.at_risk, "none")
            ]
        assert answers[0] == answers[1]


def test_each_hit_left_exactly_one_alert(
    world: Population, worlds: tuple[Protected, Seen, Seen]
) -> None:
    home, _, _ = worlds
    query = text(
        "SELECT kind, person_id, count(*) FROM safeguarding_alerts"
        " WHERE household_id = :home GROUP BY kind, person_id"
    )

    async def ask(session: Any) -> list[tuple[str, str, int]]:
        rows = await session.execute(query, {"home": home.home})
        return sorted((row[0], row[1], row[2]) for row in rows)

    assert world.stack.read(ask) == [
        ("ATTEMPT", f"{GIMPO}-colleague-there", 1),
        ("ATTEMPT", f"{GIMPO}-offender", 1),
        ("ATTEMPT", f"{GIMPO}-offender-there", 1),
        ("MATCH", f"{GIMPO}-offender", 1),
        ("MATCH", f"{GIMPO}-offender-there", 1),
    ]


def test_the_place_is_on_no_page_of_anybody(
    world: Population, worlds: tuple[Protected, Seen, Seen]
) -> None:
    """On PostgreSQL only those who are shown most: what a page says no database decides."""
    home, _, _ = worlds
    shown = []
    for role in ROLES if world.stack.file.exists() else READERS:
        with world.stack.http(world.token(GIMPO, role)) as browser:
            for route in crawl.routes(world.stack):
                if route.method != "GET":
                    continue
                for path in crawl.ways(world, route, home):
                    body = readable(browser.get(path, headers=crawl.HTML))
                    shown += [(role, path, one) for one in home.secrets.shown_in(body)]
    assert shown == []


def test_named_people_see_it_by_the_one_route(
    world: Population, worlds: tuple[Protected, Seen, Seen]
) -> None:
    home, _, _ = worlds
    world.stack.do(give_passwords(world))
    allowed = []
    for role in ROLES:
        with world.stack.http(world.token(GIMPO, role)) as browser:
            page = browser.get(f"/cases/{home.case_id}/location").text
            note = browser.get(f"/cases/{home.case_id}/note").text
            found = re.search(r'name="intent" value="([^"]+)"', page + note)
            sent = {"intent": found[1] if found else "", "purpose": "SAFETY", "password": PASSWORD}
            answer = browser.post(f"/cases/{home.case_id}/location", data=sent)
            if home.secrets.shown_in(answer.text):
                assert set(home.secrets.shown_in(answer.text)) == set(home.secrets.values)
                assert answer.headers["cache-control"].startswith("no-store")
                allowed.append(role)
    assert set(allowed) == set(READERS)
    query = text(
        "SELECT count(*) FROM access_records WHERE task = 'RevealLocation'"
        " AND outcome = 'allowed' AND subject = :case"
    )

    async def ask(session: Any) -> int:
        return int(await session.scalar(query, {"case": home.case_id}))

    assert world.stack.read(ask) == len(READERS)


def test_what_a_body_receives_tells_no_place(
    world: Population, worlds: tuple[Protected, Seen, Seen]
) -> None:
    """Body, path and what it was called: no address, phone, shelter, office or inner id (SR-17)."""
    home, _, _ = worlds
    sent = [one for one in world.stack.sandbox.received if one.referral == home.linkage]
    assert sent, "nothing was sent, so nothing is proved"
    own = {home.linkage, home.withdrawn}
    received = [one for one in world.stack.sandbox.received if one.referral in own]
    whole = "\n".join(one.model_dump_json() for one in received)
    assert home.secrets.shown_in(whole) == []
    inner = (home.case_id, home.home, home.office, home.member, home.canaries.address)
    assert [one for one in (*inner, home.canaries.phone) if one in whole] == []
    [person] = json.loads(sent[0].body)["people"]
    assert set(person) <= {"name", "birth_year"}
    assert json.loads(sent[0].body)["contact"].startswith("https://hamkke.invalid")


def test_what_a_body_reads_by_key_or_letter_tells_no_place(
    world: Population, worlds: tuple[Protected, Seen, Seen]
) -> None:
    """The same over FHIR and behind a signed link, at the body that may know the household."""
    home, _, _ = worlds
    until = datetime.now(UTC) + LIFETIME
    body = listed(world.stack, CENTRE)
    link = f"/r/{world.stack.do(linked_by_letter(world.stack, home, body, until))}"
    with world.stack.http() as outside:
        pages = [
            outside.get(f"/fhir/{CENTRE}/{below}", headers=key_of(world, CENTRE)).text
            for below in (f"Task/{home.linkage}", f"ServiceRequest/{home.linkage}", "Task")
        ]
        assert outside.post(f"{link}/pin", data={"pin": world.held[CENTRE].pin}).is_redirect
        pages.append(outside.get(link).text)
    assert [home.canaries.name in one for one in pages] == [False, True, False, True]
    whole = "\n".join(pages)
    assert home.secrets.shown_in(whole) == []
    inner = (home.case_id, home.home, home.office, home.member, home.canaries.address)
    assert [one for one in (*inner, home.canaries.phone) if one in whole] == []


def test_the_place_lies_in_no_file_in_clear(
    world: Population, worlds: tuple[Protected, Seen, Seen]
) -> None:
    home, _, _ = worlds
    kept = [*files(world.stack.folder, "hamkke.db"), *files(world.stack.folder, "temporal.db")]
    assert kept
    read = b"".join(path.read_bytes() for path in kept)
    read += "\n".join([*world.stack.logs.lines, *world.stack.asked]).encode()
    found = [one for one in home.secrets.values for form in disguises(one) if form in read]
    assert found == []


def test_the_answer_of_a_shut_out_body_is_as_of_an_unknown_referral(
    world: Population, insiders: Insiders
) -> None:
    """The referral was made before anybody knew; from the entry on it is as good as none."""
    home = Protected(world, 902)
    world.stack.do(home.to_linked())
    answers = [answered(world, home.linkage)]
    world.stack.do(home.endangered("danger-webhook"))
    answers += [answered(world, home.linkage), answered(world, "linkage-of-nobody")]
    assert [status for status, _ in answers] == [202, 404, 404]
    assert answers[1] == answers[2]
    query = text(
        "SELECT count(*) FROM safeguarding_alerts WHERE household_id = :home"
        " AND kind = 'ATTEMPT' AND agency_id = :body AND person_id IS NULL"
    )

    async def ask(session: Any) -> int:
        return int(await session.scalar(query, {"home": home.home, "body": CLINIC}))

    assert world.stack.read(ask) == 1


def test_nothing_is_left_of_it_for_a_body_that_is_shut_out(
    world: Population, insiders: Insiders
) -> None:
    """Its desk, its key, its letter, its lists: from the entry on as if it never was (SR-18)."""
    home = Protected(world, 903)
    world.stack.do(home.to_linked())
    until, body = datetime.now(UTC) + LIFETIME, listed(world.stack, CLINIC)
    letter = world.stack.do(linked_by_letter(world.stack, home, body, until))
    before = at_every_door(world, home.linkage, letter)
    assert before == [200, 200, 200, 200], "else nothing is proved"
    assert named_in_lists(world, home) != []
    world.stack.do(home.endangered("danger-doors"))
    unknown = at_every_door(world, "linkage-of-nobody", letter)
    assert at_every_door(world, home.linkage, letter) == unknown == [404, 404, 404, 410]
    assert named_in_lists(world, home) == []


def at_every_door(world: Population, referral: str, letter: str) -> list[int]:
    with world.stack.http(world.token(GIMPO, Role.PARTNER_WORKER)) as worker:
        told = [worker.get(f"/partner/referrals/{referral}").status_code]
    with world.stack.http() as outside:
        for below in ("Task", "ServiceRequest"):
            path = f"/fhir/{CLINIC}/{below}/{referral}"
            told.append(outside.get(path, headers=key_of(world, CLINIC)).status_code)
        told.append(outside.get(f"/r/{letter}").status_code)
    return told


def named_in_lists(world: Population, home: Protected) -> list[str]:
    """Pages of the body's desk, and its list of Tasks, that have anything of the household."""
    own = (home.linkage, home.withdrawn, home.pledge, home.case_id, home.canaries.tag)
    lists = [
        route.path
        for route in crawl.routes(world.stack)
        if route.method == "GET" and route.path.startswith("/partner") and "{" not in route.path
    ]
    with world.stack.http(world.token(GIMPO, Role.PARTNER_WORKER)) as worker:
        pages = {path: readable(worker.get(path, headers=crawl.HTML)) for path in lists}
    with world.stack.http() as outside:
        tasks = outside.get(f"/fhir/{CLINIC}/Task", headers=key_of(world, CLINIC))
        pages["Task"] = tasks.text
    return [path for path, text in pages.items() if any(one in text for one in own)]


def answered(world: Population, referral: str) -> tuple[int, str]:
    body = json.dumps(
        {"type": "referral.answered", "referral": referral, "answer": "ACCEPTED"}
    ).encode()
    secret = world.stack.agreed[CLINIC].speaks
    number = f"msg-{referral}-{datetime.now(UTC).timestamp()}"
    headers = signed_headers(number, body, secret, datetime.now(UTC))
    with world.stack.http() as outside:
        answer = outside.post(f"/webhooks/partners/{CLINIC}", content=body, headers=headers)
    return answer.status_code, answer.text
