"""Cases of the demonstration as short stories, each told up to the point where it stands today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from care.decide.calendar import is_business_day
from care.model.codes import AgencyKind, PartnerChannel, Relation, Role
from care.model.policy import Calendar
from policies.resolve import resolve
from runtime.accounts import OFFICE
from runtime.demo_loops import LOOPS, Told, act
from runtime.story_file import SEOUL, Body, Person, Step, Story, Worker

BODIES = {
    "welfare": Body(
        name="가상소담복지관", kind=AgencyKind.WELFARE_CENTRE, channel=PartnerChannel.REST
    ),
    "clinic": Body(name="가상마음의원", kind=AgencyKind.CLINIC, channel=PartnerChannel.REST),
    "foundation": Body(name="가상나눔재단", kind=AgencyKind.FOUNDATION),
    "city": Body(name="가상생활보장과", kind=AgencyKind.PUBLIC_AGENCY),
    "repair": Body(name="가상든든집수리", kind=AgencyKind.COMPANY, channel=PartnerChannel.REST),
}
CANNOT_BE_REACHED = "repair"
"""Its system is down as long as the demonstration runs, so that one sees what that looks like."""
ROLES = {
    "office": Role.LOCAL_OFFICE,
    "lead": Role.TEAM_LEAD,
    "manager": Role.CASE_MANAGER,
    "coordinator": Role.COORDINATOR,
    "head": Role.SECTION_HEAD,
}
GENERAL = {
    "DAILY_ESSENTIALS": 2, "ECONOMY_BASIC": 2, "HEALTH_BODY": 2, "SOCIAL_NEIGHBOURS": 1,
    "LIVING_INSIDE": 1,
}  # fmt: skip


@dataclass(frozen=True)
class DemoCase:
    """``name`` lived through the script until ``stop``, ``age`` business days ago."""

    mark: str
    district: str
    name: str
    born: date
    stop: str
    age: int
    child: str | None = None

    @property
    def number(self) -> int:
        """Of its own in its district, so that no two households look alike."""
        return int(self.mark.rpartition("-")[2])


def demo_cases() -> Iterator[DemoCase]:
    """Gimpo shows every stage; the other districts show how their policies differ."""
    for number, (name, year, stop, age, child) in enumerate(_GIMPO):
        yield DemoCase(f"demo-gp-{number}", "41570", name, date(year, 3, 5), stop, age, child)
    for number, (district, name, year, stop, age) in enumerate(_OTHERS):
        yield DemoCase(f"demo-{district}-{number}", district, name, date(year, 9, 14), stop, age)


_GIMPO: tuple[tuple[str, int, str, int, str | None], ...] = (
    ("채라온", 1989, "plan", 1, "채나린"),
    ("정다슬", 1961, "opened", 5, None),
    ("노한결", 1978, "intake", 1, "노아란"),
    ("문해솔", 1958, "owner", 4, None),
    ("하예람", 1983, "assessment", 2, "하이든"),
    ("별가온", 1970, "returned", 1, None),
    ("다은솜", 1992, "plan", 4, "다보미"),
    ("고은별", 1949, "requested", 3, None),
    ("이루다", 1966, "started", 12, None),
    ("온새미", 1974, "checked", 6, "온누리"),
    ("배가을", 1955, "closing", 1, None),
    ("윤슬아", 1980, "closed", 20, "윤하늬"),
)
_OTHERS: tuple[tuple[str, str, int, str, int], ...] = (
    ("11215", "나래솔", 1979, "plan", 2),
    ("11215", "가람휘", 1951, "started", 8),
    ("11140", "초롱빛", 1963, "owner", 3),
    ("11140", "마루한", 1957, "started", 15),
    ("11350", "푸른솔", 1985, "assessment", 1),
    ("11350", "찬우물", 1990, "requested", 2),
    ("52110", "미리내", 1943, "plan", 3),
    ("52110", "한울님", 1947, "homes", 5),
    ("11140", "서리꽃", 1958, "held", 6),
    ("11350", "너른들", 1988, "crisis", 1),
    ("52110", "늘푸름", 1944, "hospital", 4),
    ("11215", "샘이솟", 1972, "both_tracks", 6),
    ("11140", "소나기", 1969, "stalled", 70),
    ("41570", "하늘땅", 1976, "covered", 3),
    ("41570", "아침놀", 1956, "chain", 1),
    ("41570", "도담길", 1971, "stood_by", 1),
    ("41570", "모란재", 1948, "gap", 2),
)


def story_of(case: DemoCase, today: date) -> Story:
    workers = {label: Worker(name="", role=role) for label, role in ROLES.items()}
    return Story(
        story=case.mark,
        title=case.name,
        district=case.district,
        office=OFFICE,
        channel="OUTREACH",
        address=f"소담동 가상길 {3 + 2 * case.number}",
        workers=workers,
        bodies=BODIES,
        household=_household(case),
        steps=_dated(case, today),
    )


def of_today(case: DemoCase, now: datetime) -> tuple[Step, ...]:
    """What happens only once the case has arrived at the present."""
    loop = LOOPS.get(case.stop)
    return tuple(Step.model_validate({"on": now, **given}) for _, given in loop.now) if loop else ()


def _household(case: DemoCase) -> dict[str, Person]:
    home = {
        "client": Person(
            name=case.name,
            relation=Relation.CLIENT,
            born=case.born,
            phone=f"010-0000-{9000 + case.number}",
        )
    }
    if case.child:
        home["child"] = Person(name=case.child, relation=Relation.CHILD, born=date(2017, 4, 8))
    return home


def _dated(case: DemoCase, today: date) -> tuple[Step, ...]:
    """The script up to the stop, counted back in business days from where it stands."""
    told = _told(case, today)
    calendar = resolve(case.district).case_policy.calendar
    left = case.age + sum(gap for gap, _ in told)
    steps: list[Step] = []
    for minute, (gap, given) in enumerate(told):
        left -= gap
        day = business_day_before(today, left, calendar)
        at = datetime.combine(day, time(10, minute), SEOUL)
        steps.append(Step.model_validate({"on": at, **given}))
    return tuple(steps)


def business_day_before(today: date, count: int, calendar: Calendar) -> date:
    day = today
    while count > 0:
        day -= timedelta(days=1)
        count -= is_business_day(day, calendar)
    return day


def _told(case: DemoCase, today: date) -> list[Told]:
    """The chapters up to the stop; a loop leaves them where it branches off."""
    script, loop = _script(case), LOOPS.get(case.stop)
    names = list(script)
    last = loop.after if loop else case.stop
    lived = [one for name in names[: names.index(last) + 1] for one in script[name]]
    return [*lived, *(loop.steps(today) if loop else ())]


def _script(case: DemoCase) -> dict[str, list[Told]]:
    """Chapter to its steps; the number before a step is business days since the one before."""
    return _until_plan(case) | {
        "approved": [
            act(1, "coordinator", "decide-plan", answer="APPROVE"),
            act(1, "manager", "plan/agreement", member_id="client", method="WRITTEN"),
        ],
        "requested": [
            act(0, "manager", "consent", **_consent("PROVIDE_TO")),
            _request(),
        ],
        "started": [_answer(1, "ACCEPTED"), _answer(2, "STARTED")],
        "checked": [
            act(8, "manager", "contact", mode="PHONE", result="MET", members=["client"]),
            act(8, "manager", "check", outcome="CONTINUE", mode="VISIT", note="끼니를 챙김"),
        ],
        "closing": [_answer(20, "DONE", outcome="ACHIEVED"), _closure()],
        "closed": [act(1, "coordinator", "decide-closure", answer="APPROVE")],
    }


def _until_plan(case: DemoCase) -> dict[str, list[Told]]:
    return {
        "opened": [act(0, "office", "new")],
        "intake": [
            act(1, "office", "contact", mode="VISIT", result="MET", members=["client"]),
            act(0, "office", "intake", outcome="RECEIVE", note="여러 어려움이 겹쳐 있음"),
            act(0, "office", "consent", **_consent("COLLECT_USE")),
        ],
        "owner": [
            act(1, "lead", "receive"),
            act(0, "lead", "owner", owner="manager"),
        ],
        "assessment": [act(4, "manager", "assessment", scores=GENERAL)],
        "conference": [_conference()],
        "plan": [act(4, "manager", "plan", **_plan(case))],
    }


def _consent(purpose: str) -> dict[str, Any]:
    return {"member_id": "client", "purpose": purpose, "method": "WRITTEN"}


def _conference() -> Told:
    return act(
        3,
        "coordinator",
        "conference",
        conference="INTERNAL",
        minutes="혼자서는 풀기 어려운 욕구가 겹쳐 함께 돕기로 함",
        level="CASE_GENERAL",
    )


def _plan(case: DemoCase) -> dict[str, Any]:
    due = "2027-06-30"
    goals = [
        {"id": "g-daily", "need": "DAILY_ESSENTIALS", "text": "하루 두 끼를 거르지 않는다"},
        {"id": "g-money", "need": "ECONOMY_BASIC", "text": "다달이 쓸 생활비를 마련한다"},
        {"id": "g-health", "need": "HEALTH_BODY", "text": "아픈 곳을 제때 치료한다"},
    ]
    rows = [
        ("a-meals", "g-daily", "MEALS", "주 5회 도시락과 안부 확인", "welfare"),
        ("a-benefit", "g-money", "LIVELIHOOD_BENEFIT", "생계급여 상담과 신청 동행", None),
        ("a-health", "g-health", "MEDICAL", "가까운 병원 정기 진료 동행", None),
    ]
    if case.stop == "stood_by":
        goals.append({"id": "g-home", "need": "LIVING_INSIDE", "text": "넘어지지 않는 집을 만든다"})
        rows.append(("a-home", "g-home", "HOUSE_REPAIR", "욕실 손잡이 달기", "repair"))
    actions = []
    for item, goal, service, text, body in rows:
        row: dict[str, object] = {
            "id": item, "goal": goal, "service": service, "text": text,
            "members": ["client"], "due": due,
        }  # fmt: skip
        actions.append(row | ({"agency": body} if body else {}))
    return {"goals": goals, "actions": actions}


def _request() -> Told:
    return act(
        0,
        "manager",
        "linkages/new",
        "meals",
        action_id="a-meals",
        agency_id="welfare",
        members=["client"],
    )


def _answer(gap: int, answer: str, outcome: str | None = None) -> Told:
    answers = {"linkage": "meals", "answer": answer, "outcome": outcome}
    return gap, {"body": "welfare", "answers": answers}


def _closure() -> Told:
    results = {"a-meals": "ACHIEVED", "a-benefit": "ACHIEVED", "a-health": "PARTLY"}
    return act(2, "manager", "closure", reason="GOAL_ACHIEVED", results=results)
