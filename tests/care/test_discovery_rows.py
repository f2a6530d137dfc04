"""Rows of the districts' acceptance that the heart alone answers for: NW-09 to NW-11, JG-11."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.decide.context import IN_SERVICE
from care.decide.deadlines import deadlines
from care.decide.score import crisis_score
from care.decide.step import Stepped, step, tick
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import discovery_commands as dc
from care.messages import loop_commands as lc
from care.model import codes as k
from care.model.case import CaseState
from care.model.discovery import SignalSource
from care.model.loop_codes import StallChoice
from care.model.work import DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_blank, a_case, done
from tests.care.looping import loop_policy

D, S = DeadlineKind, k.SubDomain
FROM_AFAR = (k.ContactMode.PHONE, k.ContactMode.VIDEO, k.ContactMode.DOORSTEP)


def visit_due(state: CaseState) -> str:
    (clock,) = [one for one in deadlines(state) if one.kind is D.VISIT]
    return clock.due.isoformat()


@pytest.mark.parametrize("mode", FROM_AFAR)
def test_nw_09_while_contact_is_restricted_a_call_stands_for_a_visit(mode: k.ContactMode) -> None:
    state = a_case(k.Stage.MONITORING)
    call = b.met(mode=mode, remote_notice=True)
    noticed = done(state, call, on="2026-04-06")
    plain = done(state, b.met(mode=mode), on="2026-04-06")
    assert visit_due(noticed) > visit_due(state) == visit_due(plain)


def test_nw_09_a_notice_stops_no_clock() -> None:
    state = a_case(k.Stage.MONITORING)
    state = done(state, b.met(mode=k.ContactMode.VIDEO, remote_notice=True), on="2026-04-06")
    kinds = {clock.kind for clock in deadlines(state)}
    assert {D.CONTACT, D.VISIT} <= kinds
    at_the_office = b.met(mode=k.ContactMode.OFFICE, remote_notice=True)
    assert visit_due(done(state, at_the_office, on="2026-04-20")) == visit_due(state)


def test_nw_10_who_walks_in_and_speaks_of_suicide_is_urgent_at_once() -> None:
    opening = b.an_opening(channel=k.DiscoveryChannel.SELF, red_flags=(k.RedFlag.SUICIDE,))
    state = done(a_blank(), opening, k.Role.LOCAL_OFFICE)
    assert state.urgent_since == state.opened_at
    assert state.crisis is not None
    clock = next(one for one in deadlines(state) if one.kind is D.CRISIS_ON_SITE)
    assert clock.ladder == "urgent"
    assert (clock.due - clock.since).total_seconds() <= 24 * 3600
    assert {task.priority for task in tasks(state)} == {1}
    assert TaskKind.CHECK_ON_SITE in {task.kind for task in tasks(state)}


def test_nw_10_without_a_red_flag_a_walk_in_goes_the_ordinary_way() -> None:
    state = done(a_blank(), b.an_opening(channel=k.DiscoveryChannel.SELF), k.Role.LOCAL_OFFICE)
    assert (state.urgent_since, state.crisis) == (None, None)
    assert [task.kind for task in tasks(state)] == [TaskKind.MAKE_FIRST_CONTACT]


MONITORED = frozenset({D.CONTACT, D.VISIT, D.CHECK, D.ICS_CHECK, D.CLOSURE, D.CRISIS_ON_SITE})
"""The next date on which somebody looks after the household."""
LEVELS = (k.CASE_GENERAL, k.CASE_INTENSIVE, k.CASE_HIGH_DIFFICULTY, k.LINKAGE_ONLY)
WORK: tuple[Any, ...] = (
    *(b.met(mode=mode, result=result) for mode in k.ContactMode for result in k.ContactResult),
    *(
        c.RecordCheck(outcome=outcome, mode=k.ContactMode.VISIT, statutory=statutory)
        for outcome in k.CheckOutcome
        for statutory in (False, True)
    ),
    *(b.a_conference(level, difference=b.TEXT) for level in LEVELS),
    c.RaiseRedFlag(flags=(k.RedFlag.MINOR_UNSAFE,)),
    c.ClearRedFlags(reason=b.TEXT),
    dc.RecordSignal(signal="GAS_CUT", source=SignalSource.BLIND_SPOT, observed_on=b.NOW.date()),
    lc.AnswerStall(choice=StallChoice.VISIT, reason=b.TEXT),
    b.a_word(k.PartnerAnswer.DONE, outcome=k.ItemOutcome.ACHIEVED),
    b.a_word(k.PartnerAnswer.DECLINED),
)
POLICIES = (b.before_life(), b.a_policy(), loop_policy())


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from((k.Stage.LINKAGE, k.Stage.MONITORING)),
    st.sampled_from(LEVELS),
    st.sampled_from(POLICIES),
    st.lists(st.tuples(st.sampled_from(WORK), st.integers(0, 60)), max_size=8),
)
def test_nw_11_no_case_in_service_is_without_a_next_monitoring_date(
    stage: Any, level: Any, policy: Any, acts: list[tuple[Any, int]]
) -> None:
    state, now = a_case(stage, policy, level), b.NOW
    for act, days in acts:
        now += timedelta(days=days)
        told = tick(state, now)
        state = told.state if told is not None else state
        answer = step(state, b.an_envelope(act, k.Role.COORDINATOR), now)
        state = answer.state if isinstance(answer, Stepped) else state
        if state.stage in IN_SERVICE:
            assert MONITORED & {clock.kind for clock in deadlines(state)}, act


ECONOMY = {S.ECONOMY_BASIC: 3, S.ECONOMY_ASSETS: 3}


def test_jg_11_want_of_money_alone_is_no_case_of_case_management() -> None:
    found = crisis_score(ECONOMY, (), 0, b.a_policy())
    assert found.level == k.LINKAGE_ONLY
    (reason,) = [one for one in found.reasons if one.rule == "general_areas"]
    assert (reason.found, reason.needed, reason.met) == (1, 2, False)


def test_jg_11_want_of_money_beside_another_need_is_one_and_says_why() -> None:
    found = crisis_score({**ECONOMY, S.HEALTH_MIND: 1, S.FAMILY_CARE: 1}, (), 0, b.a_policy())
    assert found.level == k.CASE_GENERAL
    met = {one.rule: (one.found, one.needed) for one in found.reasons if one.met}
    assert met == {"general_areas": (3, 2), "general_sum": (8, 8)}
