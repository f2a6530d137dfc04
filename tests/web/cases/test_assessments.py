"""Old answers stay readable on the form they were given on, and compare by item code."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from care.messages import commands as c
from care.messages.envelope import Envelope, system_actor
from care.messages.events import AssessmentSaved
from care.model.assessment import Assessment, CrisisScore
from care.model.codes import CASE_GENERAL, ConferenceKind, NeedArea, PartnerAnswer, SubDomain
from care.model.edition import Origin, PublishedEdition
from care.model.ids import DistrictCode, IntentKey, PersonId, TextId
from care.model.policy_rules import Adoption, Boundary
from policies import resolve as book
from policies.editing import with_head, with_value
from policies.edition import resolve_texts
from policies.new_form import NewForm, NewItem, form_text
from tests.editions import in_force
from tests.web import flow as known
from tests.web.acts.conftest import GIMPO
from tests.web.flow import CHILD, MOTHER, Flow, agree_and_link, approve, open_case, receive, submit
from web.cases.assessments import Completed, form_then

BASE = {f"score_{sub}": str(score) for sub, score in known.SCORES.items()}
DONE = {"members": [MOTHER, CHILD], "step": "complete"}
FIRST = (
    BASE
    | DONE
    | {"items_ECONOMY_BASIC": "rent_arrears", "remark_ECONOMY_BASIC": "월세가 석 달 밀림"}
)
LATER = BASE | DONE | {
    "score_ECONOMY_BASIC": "1",
    "items_HEALTH_BODY": "no_winter_clothes",
    "remark_HEALTH_BODY": "겨울옷을 받기로 함",
}  # fmt: skip


def newer_edition() -> PublishedEdition:
    """Gimpo's own form, which asks one thing more."""
    last = book.editions(GIMPO)[-1]
    own, number = f"districts/{last.slug}.yaml", last.number + 1
    item = NewItem(SubDomain.HEALTH_BODY, "no_winter_clothes", "겨울옷이 없음", "No winter clothes")
    form = NewForm("gimpo-2027", "national-2024", "김포 조사표", "Gimpo survey", (item,))
    named = {"value": "gimpo-2027", "source": "district"}
    changed = with_value(with_head(last.texts[own], version=number), "assessment.form", named)
    texts = {**last.texts, own: changed, "forms/gimpo-2027.yaml": form_text(form)}
    return PublishedEdition(
        district=DistrictCode(GIMPO),
        slug=last.slug,
        number=number,
        texts=texts,
        effective_from=date(2026, 1, 1),
        adoption=Adoption.NOW,
        origin=Origin.PUBLISHED,
        content_hash=resolve_texts(texts, last.slug).case_policy.content_hash,
        published_at=datetime(2026, 1, 2, tzinfo=UTC),
    )


@pytest.fixture
def edition() -> Iterator[PublishedEdition]:
    """Published once the first assessment is done."""
    with in_force():
        yield newer_edition()


def assessed(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    flow.do("manager", "assessment", **FIRST)


def assessed_twice(flow: Flow, edition: PublishedEdition) -> None:
    assessed(flow)
    level = flow.state().score.level  # type: ignore[union-attr]
    minutes = TextId("t.2")
    held = c.HoldConference(
        conference=ConferenceKind.INTEGRATED, minutes=minutes, attendees=6, level=level
    )
    flow.act("coordinator", held, t_2="난방이 가장 급하다고 봄")
    submit(flow)
    approve(flow)
    agree_and_link(flow)
    adopt(flow, edition)
    link = flow.state().linkages[0]
    flow.act("manager", c.RecordPartnerAnswer(
        linkage_id=link.linkage_id, agency_id=link.agency_id, answer=PartnerAnswer.STARTED
    ))  # fmt: skip
    flow.clock.forward(days=30)
    flow.do("manager", "assessment", **LATER)


def adopt(flow: Flow, edition: PublishedEdition) -> None:
    book.take_editions([edition])
    policy = book.edition(GIMPO, edition.number).case_policy
    command = c.AdoptPolicy(policy=policy, boundary=Boundary.ROLLOUT)
    envelope = Envelope(intent=IntentKey("adopt-1"), actor=system_actor(GIMPO), command=command)
    flow._run(flow.cases.ask, flow.case_id, envelope)


def page(flow: Flow, number: str, who: str = "manager") -> str:
    answer = flow.get(who, f"/cases/{flow.case_id}/assessments{number}")
    assert answer.status_code == 200
    return str(answer.text)


def area(text_of_page: str, name: str) -> str:
    """One area's panel."""
    return text_of_page.split(f">{name}</h2>")[1].split("</section>")[0]


def test_a_case_without_a_completed_assessment_says_so(flow: Flow) -> None:
    open_case(flow)
    receive(flow)
    flow.do("manager", "assessment", step="save", score_ECONOMY_BASIC="3")
    assert "아직 마친 조사가 없습니다" in page(flow, "")
    assert flow.get("manager", f"/cases/{flow.case_id}/assessments/1").status_code == 404


def test_ticks_and_remarks_are_read_in_the_words_of_the_form(flow: Flow) -> None:
    assessed(flow)
    assert (
        f'href="/cases/{flow.case_id}/assessments"' in flow.get("manager", flow.form("")[:-1]).text
    )
    assert f"/cases/{flow.case_id}/assessments/1" in page(flow, "")
    economy = area(page(flow, "/1"), "경제")
    assert "월세가 석 달 밀림" in economy
    assert "월세 체납" in economy
    assert "rent_arrears" not in economy


def test_an_earlier_answer_stays_on_its_form_when_the_case_follows_a_newer_one(
    flow: Flow, edition: PublishedEdition
) -> None:
    assessed_twice(flow, edition)
    old, new = page(flow, "/1"), page(flow, "/2")
    assert "national-2024" in old
    assert "겨울옷이 없음" not in old
    assert "gimpo-2027" in new
    assert "겨울옷이 없음" in new
    assert "월세가 석 달 밀림" not in new
    listed = page(flow, "")
    assert listed.index("gimpo-2027") < listed.index("national-2024")


def test_two_assessments_are_compared_across_versions_by_item_code(
    flow: Flow, edition: PublishedEdition
) -> None:
    assessed_twice(flow, edition)
    compared = page(flow, "/2?against=1")
    assert compared == page(flow, "/2?against=1")
    health = area(compared, "건강")
    asked = health.split("no_winter_clothes")[1].split("</tr>")[0]
    assert asked.index("이 조사표는 묻지 않음") < asked.index("해당")
    economy = area(compared, "경제")
    assert "달라짐" in economy
    assert economy.index("월세가 석 달 밀림") < economy.index("rent_arrears")
    assert "조사표의 판이 서로 다릅니다" in compared
    assert "1번째와 2번째 조사 비교" in page(flow, "/1?against=2"), "the earlier one stands first"
    assert "비교 없이 보기" not in page(flow, "/1?against=1")


@pytest.mark.parametrize("number", ["/3", "/one", "/1?against=9", "/01", "/1?against=%00"])
def test_what_was_never_completed_is_not_found(flow: Flow, number: str) -> None:
    assessed(flow)
    assert flow.get("manager", f"/cases/{flow.case_id}/assessments{number}").status_code == 404


def test_it_opens_for_whoever_opens_the_case_and_leaves_a_record(flow: Flow) -> None:
    assessed(flow)
    here = f"/cases/{flow.case_id}/assessments"
    for path in (here, f"{here}/1"):
        for who in ("elsewhere", "admin", "operator"):
            assert flow.get(who, path).status_code == 404
        assert flow.get("head", path).status_code == 200
    assert records(flow).count(("head", "ViewCase")) == 2


def records(flow: Flow) -> list[tuple[str, str]]:
    async def ask() -> list[tuple[str, str]]:
        async with flow.cases.database.read() as session:
            rows = await session.execute(text("SELECT person, task FROM access_records"))
            return [(row[0], row[1]) for row in rows]

    return flow._run(ask)  # type: ignore[no-any-return]


def test_the_pages_speak_english_when_asked(flow: Flow) -> None:
    assessed(flow)
    look = {
        "Cookie": f"{flow._as('manager')['Cookie']}; hamkke_look=en.system.comfortable.system.on"
    }
    here = f"/cases/{flow.case_id}/assessments/1"
    told = flow.client.get(here, headers=flow._as("manager") | look).text
    assert "Needs and crisis" in told
    assert "Proposed level" in told


def test_an_edition_that_words_a_version_anew_leaves_earlier_answers_as_they_were(
    edition: PublishedEdition,
) -> None:
    file, form = "forms/gimpo-2027.yaml", edition.texts["forms/gimpo-2027.yaml"]
    texts = {**edition.texts, file: form.replace("겨울옷이 없음", "두꺼운 옷이 없음")}
    number = edition.number + 1
    own = f"districts/{edition.slug}.yaml"
    only_words = resolve_texts(texts, edition.slug).case_policy.content_hash
    assert only_words != edition.content_hash, "the words of a form are part of the edition"
    texts[own] = with_head(edition.texts[own], version=number)
    hashed = resolve_texts(texts, edition.slug).case_policy.content_hash
    later = edition.model_copy(update={"number": number, "texts": texts, "content_hash": hashed})
    book.take_editions([edition, later])
    item = "no_winter_clothes"
    for each, said in ((edition, "겨울옷이 없음"), (later, "두꺼운 옷이 없음")):
        asked = form_then(GIMPO, completed_under(each))
        words = {one.code: one.ko for a in asked.areas for s in a.sub_domains for one in s.items}
        assert words[item] == said


def test_a_form_nobody_can_read_still_shows_scores_and_codes(edition: PublishedEdition) -> None:
    gone = completed_under(edition, "nowhere-2030")
    asked = form_then(GIMPO, gone)
    assert [area.code for area in asked.areas] == list(NeedArea)
    assert asked.word("ko") == "nowhere-2030"


def completed_under(edition: PublishedEdition, form: str = "gimpo-2027") -> Completed:
    assessment = Assessment(
        number=1,
        form=form,
        scores={},
        members=(),
        assessed_by=PersonId("manager"),
        assessed_at=datetime(2026, 1, 5, tzinfo=UTC),
        complete=True,
    )
    score = CrisisScore(sum=0, areas=0, by_area={}, urgent=False, level=CASE_GENERAL, reasons=())
    saved = AssessmentSaved(assessment=assessment, score=score)
    return Completed(saved, edition.number, edition.content_hash)
