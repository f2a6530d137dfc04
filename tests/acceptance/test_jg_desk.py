"""Jung-gu (domain guide §8.2): many bodies on one case, a clean-up, from a crisis to a job."""

import re

from care.model.codes import ServiceType, SubDomain
from tests.acceptance.at_desk import NAMES, action, ask, goal, in_service, page, told
from tests.web.flow import Flow


def test_jg_05_five_bodies_on_one_case_share_one_timeline(desk: Flow) -> None:
    of = goal("g-all", SubDomain.HEALTH_MIND)
    bodies = {
        "city": ServiceType.EMERGENCY_AID,
        "centre": ServiceType.DAILY_CARE,
        "mind": ServiceType.MENTAL_HEALTH,
        "firm": ServiceType.HOUSE_REPAIR,
        "doctor": ServiceType.HOME_VISIT_DOCTOR,
    }
    actions = [action(f"a-{body}", "g-all", what, body) for body, what in bodies.items()]
    in_service(desk, 405, (of,), actions)
    asked = {body: ask(desk, f"a-{body}", body) for body in bodies}
    for body, linkage in asked.items():
        told(desk, linkage, "ACCEPTED" if body != "firm" else "WAITLISTED")
    case = desk.state()
    assert len({one.agency_id for one in case.linkages}) == 5
    assert len({one.linkage_id for one in case.linkages}) == 5
    history = desk.get("manager", f"/cases/{desk.case_id}?kind=service").text
    shared = history.partition('id="history"')[2].partition('id="linkages"')[0]
    for body in bodies:
        assert f"{NAMES[body]}의 답" in shared, body


def test_jg_06_a_clean_up_has_its_day_its_crew_its_cost_and_what_changed(desk: Flow) -> None:
    of = goal("g-home", SubDomain.LIVING_INSIDE)
    in_service(desk, 406, (of,), (action("a-clean", "g-home", ServiceType.CLEAN_UP, "hands"),))
    linkage = ask(desk, "a-clean", "hands")
    told(desk, linkage, "SCHEDULED", scheduled_on="2026-03-03")
    told(desk, linkage, "STARTED", note="봉사자 8명, 트럭 2대. 앞: 방 셋에 물건이 천장까지 쌓임")
    cost = {"source": "VOLUNTEER", "agency_id": "hands", "need": "LIVING_INSIDE"}
    cost |= {"amount": "1200000", "in_kind": "yes", "on": "2026-01-06", "linkage_id": linkage}
    desk.do("manager", "resources/new", **cost)
    told(desk, linkage, "DONE", outcome="ACHIEVED", note="뒤: 방 셋과 부엌을 쓸 수 있음")
    kept = desk.state().linkages[-1]
    assert (kept.value, kept.outcome) == (1_200_000, "ACHIEVED")
    shown = page(desk)
    for words in ("봉사자 8명, 트럭 2대", "뒤: 방 셋과 부엌을 쓸 수 있음", "청소·정리"):
        assert words in shown, words
    desk.do("manager", "check", mode="VISIT", outcome="CONTINUE", note="다시 쌓이지 않았음")
    assert desk.kinds()[-1] == "CheckRecorded"


STEPS = (
    ("g-crisis", SubDomain.HEALTH_MIND, "CRISIS_OVER", "상담 기록: 위기 점수 내려감"),
    ("g-steady", SubDomain.FAMILY_CARE, "HOUSED", "임대차 계약서"),
    ("g-train", SubDomain.ECONOMY_BASIC, "TRAINING_DONE", "바리스타 과정 수료증"),
    ("g-talk", SubDomain.LIVING_INSIDE, "INTERVIEW", "면접 안내 문자"),
    ("g-job", SubDomain.HEALTH_BODY, "EMPLOYED", "근로계약서"),
)


def test_jg_07_from_a_crisis_to_a_job_with_evidence_at_each_step(desk: Flow) -> None:
    before = [""] + [one[0] for one in STEPS]
    goals = [goal(item, need, after=before[n]) for n, (item, need, _, _) in enumerate(STEPS)]
    course = action("a-course", "g-train", ServiceType.TRAINING, "centre")
    in_service(desk, 407, goals, (course,))
    plan = desk.state().plan
    assert plan is not None
    assert [one.after for one in plan.goals] == [None, *(one[0] for one in STEPS[:-1])]
    for item, _, step, evidence in STEPS:
        desk.do(
            "manager",
            "milestones/new",
            milestone=step,
            on="2026-01-05",
            goal_id=item,
            note=evidence,
        )
    again = {"milestone": "EMPLOYED", "on": "2026-01-05", "goal_id": "g-job"}
    assert desk.post("manager", desk.form("milestones/new"), again).status_code == 409
    assert [(m.goal_id, m.milestone) for m in desk.state().milestones] == [
        (item, step) for item, _, step, _ in STEPS
    ]
    shown = page(desk)
    assert f"이룬 것 {len(STEPS)}건" in shown
    for _, _, _, evidence in STEPS:
        assert re.search(rf'class="quoted">{evidence}', shown), evidence
