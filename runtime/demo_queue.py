"""Who waits in the triage queues of the demonstration, and who was reported lately.

Every household is invented. Some stand on both lists, some were told of long ago, one has an open
case already; a few are decided, so that every tab of the queue has somebody to show.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rich.console import Console

from care.model.codes import DiscoveryChannel, RedFlag, Role
from care.model.discovery import DiscoveryRules, FoundHousehold, Signal, TriageDecline
from care.model.ids import AtRiskId, DistrictCode, OfficeCode
from care.model.reports import Occupation
from policies.resolve import districts, resolve
from runtime.demo_cases import demo_cases
from runtime.demo_people import (
    GIMPO,
    JEONJU,
    JUNG,
    NOWON,
    moment,
    name_of,
    once,
    staff,
    today_of,
)
from runtime.parts import Parts
from store import at_risk_acts, marks
from store.at_risk_acts import Doer
from store.at_risk_intake import Origin, place
from store.reports import Reporter
from store.scope import Scope
from web.dependencies import Dependencies
from web.report.receiving import NOBODY, Told, household, receive


@dataclass(frozen=True)
class Home:
    """``signs``: codes with how many days before the telling each was seen; ``ago``: told so many
    days before today."""

    ago: int
    signs: Mapping[str, int]
    channel: DiscoveryChannel = DiscoveryChannel.BATCH
    note: str = ""
    placed: bool = True
    """False: nobody said which local office it belongs to."""


C = DiscoveryChannel
HOMES: tuple[Home, ...] = (
    Home(1, {"POWER_CUT": 4, "ELECTRICITY_ARREARS": 30, "LONELY_DEATH_RISK": 9}),
    Home(2, {"HEALTH_PREMIUM_ARREARS": 15, "RENT_ARREARS": 20, "JOB_LOST": 40}),
    Home(9, {"WATER_CUT": 3, "NO_CALLS": 12, "LIVES_ALONE": 12}),
    Home(1, {"LOCAL_CONCERN": 0, "DISCHARGED": 2}, C.DONG_DESK,
         "퇴원하신 뒤로 끼니를 거르시는 것 같다고 통장이 알려 옴"),
    Home(3, {"YOUNG_CARER": 10, "HIGH_MEDICAL_COST": 25}),
    Home(12, {"PENSION_ARREARS": 110, "PHONE_ARREARS": 100}),
    Home(4, {"SOCIAL_ISOLATION": 8, "MEDICAL_ABSENCE": 60}),
    Home(6, {"LOAN_DEFAULT": 20, "BENEFIT_ENDED": 14}, placed=False),
    Home(2, {"CARE_CRISIS": 3, "LIVES_ALONE": 30}, C.OUTREACH,
         "찾아가는 상담에서 만남. 무릎이 아파 장을 못 보심"),
    Home(5, {"GAS_CUT": 7, "MANAGEMENT_FEE_ARREARS": 45, "LIVES_ALONE": 20}),
    Home(8, {"LONG_TERM_CARE_REJECTED": 20}),
    Home(0, {"SCHOOL_ABSENCE": 2, "RENT_ARREARS": 12}),
)  # fmt: skip
DECLINED, SNOOZED = 5, 6
"""Which of them somebody has decided already."""
SHARE = {GIMPO: 12, JEONJU: 12, NOWON: 9}
OTHERS = 7
"""Of the households, in a district of no other share."""


@dataclass(frozen=True)
class Call:
    """One report. ``by``: the account that took it; nobody for the public form."""

    district: DistrictCode
    channel: DiscoveryChannel
    story: str
    by: str = ""
    occupation: Occupation | None = None
    flags: tuple[RedFlag, ...] = ()
    reporter: Reporter = NOBODY


CALLS = (
    Call(GIMPO, C.REPORT, "옆집 할머니가 며칠째 보이지 않고 우편물이 쌓여 있다고 함",
         "coordinator", reporter=Reporter("나솔빛", "010-0000-0911", "")),
    Call(GIMPO, C.HOSPITAL, "다음 주에 퇴원하는데 돌볼 사람이 없다고 병원에서 알려 옴", "manager"),
    Call(JEONJU, C.SELF, "일을 그만둔 뒤 월세가 두 달 밀렸습니다. "
         "어디에 물어봐야 할지 모르겠습니다."),
    Call(JEONJU, C.REPORT, "위층 어르신이 혼자 계시는데 요즘 집 밖으로 나오지 않으십니다."),
    Call(NOWON, C.DUTY_REPORTER, "학교에 며칠째 오지 않아 "
         "집에 가 보니 보호자가 아파 누워 있습니다.",
         occupation=Occupation.SCHOOL,
         reporter=Reporter("도한별", "010-0000-0912", "가상초등학교")),
    Call(NOWON, C.REPORT, "전기가 끊긴 집에 어르신이 혼자 계십니다.",
         flags=(RedFlag.NO_FOOD_HEAT_POWER,)),
    Call(JUNG, C.DONG_DESK, "창구에 오셔서 쪽방에서 나가야 한다고 하심", "coordinator"),
)  # fmt: skip


async def seed_queues(parts: Parts, console: Console, dependencies: Dependencies) -> None:
    """What is missing: each district's queue is one transaction, and each report."""
    now = datetime.now(UTC)
    made = [
        await _queue(parts, DistrictCode(one), rules, now)
        for one in districts()
        if (rules := resolve(one).discovery) is not None
    ]
    for number, call in enumerate(CALLS):
        await _report(parts, dependencies, number, call)
    if any(made):
        console.print("Households at risk wait in every district; see /triage.")


async def _queue(
    parts: Parts, district: DistrictCode, rules: DiscoveryRules, now: datetime
) -> bool:
    async def tell(session: Any) -> None:
        found: dict[int, AtRiskId] = {}
        for number, at, one in homes(district, rules, today_of(now)):
            origin = Origin(staff(district, "coordinator"))
            (placed,) = await place(session, parts.keyring, district, rules, (one,), origin, at)
            if placed.at_risk_id is not None:
                found[number] = placed.at_risk_id
        await _decided(session, district, found, today_of(now))

    return await once(parts, f"demo-queue-{district}", tell)


async def _decided(
    session: Any, district: DistrictCode, found: Mapping[int, AtRiskId], today: date
) -> None:
    person, role = staff(district, "coordinator"), Role.COORDINATOR
    scope = Scope(district, None, None, person, frozenset({role}))
    doer = Doer(scope, person, moment(today - timedelta(days=1), 15), role)
    if DECLINED in found:
        rest = today + timedelta(days=89)
        await at_risk_acts.decline(
            session, doer, found[DECLINED], TriageDecline.ALREADY_HELPED, rest
        )
    if SNOOZED in found:
        await at_risk_acts.snooze(session, doer, found[SNOOZED], today + timedelta(days=4))


def homes(
    district: DistrictCode, rules: DiscoveryRules, today: date
) -> Iterator[tuple[int, datetime, FoundHousehold]]:
    """In the order they were told of, each with its number; the last one has an open case."""
    offices = sorted(resolve(district).offices)
    share = HOMES[: SHARE.get(district, OTHERS)]
    for number, home in sorted(enumerate(share), key=lambda one: -one[1].ago):
        told = today - timedelta(days=home.ago)
        salt = int(district) % 1000 + number
        one = FoundHousehold(
            name=name_of(salt),
            birth_date=date(1938 + salt * 11 % 55, 1 + salt % 12, 1 + salt % 28),
            phone=f"010-0000-{salt % 900 + 5000:04}",
            address=f"가상대로 {salt}",
            office=offices[number * 3 % len(offices)] if home.placed else None,
            channel=home.channel,
            signals=_signals(rules, home.signs, told),
            note=home.note,
        )
        yield number, _before_now(moment(told, 9, number * 4), told, today), one
    case = next(one for one in demo_cases() if one.district == district)
    signals = _signals(rules, {"HEALTH_PREMIUM_ARREARS": 6}, today)
    known = FoundHousehold(name=case.name, birth_date=case.born, signals=signals)
    yield len(HOMES), datetime.now(UTC), known


def _before_now(at: datetime, told: date, today: date) -> datetime:
    return min(at, datetime.now(UTC)) if told == today else at


def _signals(rules: DiscoveryRules, signs: Mapping[str, int], told: date) -> tuple[Signal, ...]:
    """A district that does not know a kind is not told of it."""
    known = [(rules.kind(code), ago) for code, ago in signs.items()]
    return tuple(
        Signal(kind=kind.code, source=kind.source, observed_on=told - timedelta(days=ago))
        for kind, ago in known
        if kind is not None
    )


async def _report(parts: Parts, dependencies: Dependencies, number: int, call: Call) -> None:
    """Through the same door as a report of today."""
    key, policy, now = f"demo-report-{number}", resolve(call.district), datetime.now(UTC)
    async with parts.database.for_all().read() as session:
        if policy.discovery is None or await marks.mark(session, key) is not None:
            return
    offices = sorted(policy.offices)
    found = household(
        policy,
        now,
        call.channel,
        key,
        name=name_of(800 + number),
        phone=f"010-0000-{8000 + number}",
        address=f"가상샛길 {number + 1}",
        office=OfficeCode(offices[number % len(offices)]),
        red_flags=call.flags,
        note=call.story,
    )
    by = staff(call.district, call.by) if call.by else None
    role = Role.COORDINATOR if call.by == "coordinator" else Role.CASE_MANAGER
    told = Told(key, found, call.reporter, call.occupation, by, role)
    await receive(dependencies, policy, told, now)
    async with parts.database.for_all().write() as session:
        await marks.set_mark(session, key, "told")
