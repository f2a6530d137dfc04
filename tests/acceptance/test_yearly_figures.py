"""The totals two districts told of, recounted from the events of whole cases (JG-01, GP-01)."""

from datetime import date
from functools import cache

from care.decide.figures import counted, day_of
from care.messages import events as e
from care.messages.events import Recorded
from care.model.codes import PartnerAnswer, ResourceSource, Stage
from care.model.figures import How, Measure
from care.model.ids import CaseNumber
from policies.resolve import resolve
from runtime.demo_lives import Living, lived
from runtime.demo_years import Era, case_id, eras, told_of

TODAY = date(2026, 11, 22)
BEGUN = (PartnerAnswer.STARTED, PartnerAnswer.PROGRESS, PartnerAnswer.DONE)


@cache
def lives(name: str) -> tuple[Living, ...]:
    era, policy = era_of(name), resolve(era_of(name).district)
    return tuple(
        lived(
            case_id(era, told.number),
            policy.case_policy,
            told,
            CaseNumber(f"X-{told.number}"),
            TODAY,
        )
        for told in told_of(era, sorted(policy.offices))
    )


def era_of(name: str) -> Era:
    return next(one for one in eras(TODAY) if one.mark == name)


def within(told: list[Recorded], first: date, last: date) -> list[Recorded]:
    return [one for one in told if first <= day_of(one.at) <= last]


def figure(name: str, measure: Measure, first: date, last: date) -> int:
    """As the report counts: households once each, times, or won."""
    found = [
        (one.start.case_id, fact)
        for one in lives(name)
        for fact in counted(one.recorded)
        if fact.kind is measure.kind and first <= fact.on <= last
    ]
    if measure.how is How.HOUSEHOLDS:
        return len({case for case, _ in found})
    return len(found) if measure.how is How.TIMES else sum(fact.amount for _, fact in found)


def test_jg_01_a_year_of_jung_gu_is_281_households_and_1243_services() -> None:
    year = TODAY.year - 1
    first, last = date(year, 1, 1), date(year, 12, 31)
    assert figure("jung-gu", Measure.FOUND, first, last) == 281
    assert figure("jung-gu", Measure.SERVICES, first, last) == 1_243
    households, services = set(), set()
    for one in lives("jung-gu"):
        for told in within(one.recorded, first, last):
            if isinstance(told.event, e.CaseOpened):
                households.add(told.event.opening.household_id)
            elif isinstance(told.event, e.LinkageAnswered) and told.event.answer.answer in BEGUN:
                services.add((one.start.case_id, told.event.answer.linkage_id))
    assert (len(households), len(services)) == (281, 1_243)
    assert f"{len(services) / len(households):.2f}" == "4.42"


def test_gp_01_gimpo_had_871_households_2147_linkages_and_854206_thousand_won() -> None:
    first, last = date(2010, 11, 1), date(2015, 12, 31)
    assert figure("gimpo-si", Measure.MANAGED, first, last) == 871
    assert figure("gimpo-si", Measure.LINKAGES, first, last) == 2_147
    assert figure("gimpo-si", Measure.PRIVATE, first, last) == 854_206_000
    managed, linkages, won = set(), 0, 0
    for one in lives("gimpo-si"):
        for told in within(one.recorded, first, last):
            if isinstance(told.event, e.Classified) and told.event.level.startswith("CASE_"):
                managed.add(one.state.household_id)
            linkages += isinstance(told.event, e.LinkageRequested)
            if isinstance(told.event, e.ResourceRecorded) and told.event.entry.source in (
                ResourceSource.FOUNDATION,
                ResourceSource.COMPANY,
            ):
                won += told.event.entry.amount
    assert (len(managed), linkages, won // 1_000) == (871, 2_147, 854_206)
    assert f"{linkages / len(managed):.2f}" == "2.46"
    assert {one.state.stage for one in lives("gimpo-si")} == {Stage.ENDED}
