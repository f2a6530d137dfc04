"""Nowon (domain guide §8.2): the district's lawyer, and from training to savings."""

from care.model.codes import ServiceType, SubDomain
from tests.acceptance.at_desk import action, ask, goal, in_service, page, told
from tests.web.flow import Flow


def test_nw_06_the_districts_lawyer_has_an_appointment_and_an_outcome(desk: Flow) -> None:
    of = goal("g-debt", SubDomain.ECONOMY_BASIC)
    in_service(desk, 506, (of,), (action("a-law", "g-debt", ServiceType.LEGAL, "city"),))
    linkage = ask(desk, "a-law", "city")
    told(desk, linkage, "ACCEPTED", scheduled_on="2026-03-10")
    kept = desk.state().linkages[-1]
    assert (kept.service, kept.status) == ("LEGAL", "SCHEDULED")
    assert "3. 10.(화) 시작 예정" in page(desk)
    told(desk, linkage, "STARTED")
    nothing = desk.post("manager", desk.form(f"linkages/{linkage}/answer"), {"answer": "DONE"})
    assert nothing.status_code == 422
    assert 'href="#outcome"' in nothing.text
    told(desk, linkage, "DONE", outcome="ACHIEVED")
    assert desk.state().linkages[-1].outcome == "ACHIEVED"


def test_nw_07_a_certificate_a_job_and_savings_are_counted_for_the_year(desk: Flow) -> None:
    of = goal("g-work", SubDomain.ECONOMY_BASIC)
    in_service(desk, 507, (of,), (action("a-course", "g-work", ServiceType.TRAINING, "school"),))
    before = reached(desk)
    for step in ("CERTIFICATE", "EMPLOYED", "SAVING_STARTED"):
        desk.do("manager", "milestones/new", milestone=step, on="2025-12-30")
    after = reached(desk)
    for words in ("자격증", "취업", "저축"):
        label = next(one for one in after if words in one)
        assert after[label] == before.get(label, 0) + 1
    assert reached(desk, "2024-01-01", "2024-12-31") == {}


def reached(desk: Flow, first: str = "2025-01-01", last: str = "2025-12-31") -> dict[str, int]:
    shown = desk.get("head", f"/gaps?first={first}&last={last}").text
    lines = shown.partition('id="reached"')[2].partition("</section>")[0].split("<li><div>")[1:]
    return {
        one.partition("</div>")[0]: int(one.partition("<b>")[2].partition("</b>")[0])
        for one in lines
    }
