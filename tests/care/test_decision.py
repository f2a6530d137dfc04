"""The one door: complete, and closed to the wrong role, stage and district."""

from typing import get_args

import pytest

from care.decide.decision import ANSWERS
from care.decide.evolve import CHANGES
from care.messages import commands as c
from care.messages import linking_commands as kc
from care.messages.commands import Command
from care.messages.events import Event
from care.model import codes as k
from care.model.ids import DistrictCode
from tests.care import builders as b
from tests.care.builders import a_case, an_actor, done, events_of, refused

R = k.Role


def test_every_command_has_its_answer() -> None:
    assert set(get_args(get_args(Command)[0])) == set(ANSWERS)


def test_every_event_has_its_change() -> None:
    assert set(get_args(get_args(Event)[0])) == set(CHANGES)


def test_every_command_can_be_asked_by_somebody_somewhere() -> None:
    assert all(rule.roles and rule.stages for rule in ANSWERS.values())


@pytest.mark.parametrize("role", [R.POLICY_ADMIN, R.OPERATOR])
def test_those_who_run_the_system_decide_no_case(role: k.Role) -> None:
    assert not any(role in rule.roles for rule in ANSWERS.values())


def test_a_partner_worker_answers_warns_refers_and_gives_and_does_nothing_else() -> None:
    """How far each of these goes is told in ``test_from_bodies``."""
    may = {kind for kind, rule in ANSWERS.items() if R.PARTNER_WORKER in rule.roles}
    assert may == {
        c.OpenCase,
        c.RecordConsent,
        c.RecordPledge,
        c.RecordResource,
        c.RecordPartnerAnswer,
        c.RaiseRedFlag,
        kc.ConfirmDestruction,
        kc.RaiseConcern,
    }


def test_only_the_case_itself_takes_up_a_policy() -> None:
    adopt = c.AdoptPolicy(policy=b.a_policy(version=2, content_hash="two"))
    assert refused(a_case(), adopt, R.COORDINATOR).code == "role_not_allowed"
    assert done(a_case(), adopt, R.SYSTEM).policy.version == 2


def test_an_older_or_foreign_policy_is_not_taken_up() -> None:
    same = c.AdoptPolicy(policy=b.a_policy())
    assert events_of(a_case(), same, R.SYSTEM) == ()
    older = c.AdoptPolicy(policy=b.a_policy(version=0, content_hash="old"))
    assert refused(a_case(), older, R.SYSTEM).code == "stale_version"
    foreign = c.AdoptPolicy(policy=b.a_policy(district="11140", content_hash="two"))
    assert refused(a_case(), foreign, R.SYSTEM).params == {"field": "district"}


def test_people_of_another_district_may_do_nothing() -> None:
    visitor = an_actor(R.COORDINATOR, district=DistrictCode("11140"))
    assert refused(a_case(), c.AddNote(note=b.TEXT), visitor).code == "role_not_allowed"


def test_an_act_of_another_stage_is_refused_with_the_stage() -> None:
    answer = refused(a_case(k.Stage.INTAKE), c.SubmitPlan(plan=b.a_plan()))
    assert (answer.code, answer.params) == ("wrong_stage", {"stage": "INTAKE"})


def test_an_ended_case_takes_nothing_but_late_words_of_partners() -> None:
    ended = a_case(k.Stage.ENDED)
    assert refused(ended, c.AddNote(note=b.TEXT)).code == "not_open"
    assert len(events_of(ended, b.a_word(k.PartnerAnswer.DECLINED), R.SYSTEM)) == 1


def test_the_private_manager_of_a_joint_case_works_on_it_and_approves_nothing() -> None:
    partner = an_actor(R.PARTNER_WORKER)
    check = c.RecordCheck(outcome=k.CheckOutcome.CONTINUE, mode=k.ContactMode.PHONE)
    state = a_case(k.Stage.MONITORING, b.a_policy(joint_case=True))
    assert refused(state, check, partner).code == "role_not_allowed"
    joint = c.AssignOwner(owner=b.MANAGER, co_owner=partner.person)
    state = done(state, joint, R.TEAM_LEAD)
    state = done(state, check, partner)
    state = done(state, c.SubmitPlan(plan=b.a_plan(2)))
    assert refused(state, b.an_answer(version=2), partner).code == "role_not_allowed"
