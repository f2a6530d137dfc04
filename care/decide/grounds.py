"""Grounds other than consent, kept apart from it: danger to life, a legal duty, incapacity.

``PUBLIC_MINIMUM`` and ``ICS_PLAN_PARTNER`` are rules of law that hold by what the case is; the
three grounds here are facts about one person, which somebody found and recorded with a reason.
"""

from datetime import date

from care.decide.context import client
from care.decide.lane import lane_open
from care.model.case import CaseState
from care.model.codes import LawfulBasis, RedFlag
from care.model.course import LawfulGround
from care.model.ids import AgencyId, MemberId

RECORDED = frozenset({LawfulBasis.URGENT_LIFE, LawfulBasis.LEGAL_DUTY, LawfulBasis.INCAPACITY})
"""Bases that stand only where a ground was recorded."""
MORTAL = frozenset({RedFlag.SUICIDE, RedFlag.VIOLENCE, RedFlag.MEDICAL_EMERGENCY})
"""Red flags that are a danger to life by themselves."""


def is_active(ground: LawfulGround, on: date) -> bool:
    """Not ended and, where a last day was named, not past it."""
    return ground.ended_at is None and (ground.until is None or on <= ground.until)


def life_in_danger(state: CaseState) -> bool:
    """While the crisis lane stands open for one of these flags nobody fills in a form first.

    개인정보 보호법 제18조② 3호: this is the one ground that needs no record of its own; the red
    flag is the record. It ends when the flags are cleared. A case that became urgent before its
    policy knew the lane is treated alike.
    """
    urgent = lane_open(state) or (state.crisis is None and state.urgent_since is not None)
    return urgent and not MORTAL.isdisjoint(state.red_flags)


def ground_stands(
    state: CaseState,
    member_id: MemberId,
    agency_id: AgencyId | None,
    basis: LawfulBasis,
    on: date,
) -> bool:
    """Whether a ground carries it; ``agency_id`` None asks about taking in and acting ourselves.

    A ground names the body it is for. Only danger to life, once recorded without naming one,
    reaches whichever body can help.
    """
    if basis is LawfulBasis.URGENT_LIFE and life_in_danger(state):
        return True
    return any(
        ground.basis is basis
        and ground.member_id == member_id
        and is_active(ground, on)
        and _reaches(ground, agency_id)
        for ground in state.grounds
    )


def _reaches(ground: LawfulGround, agency_id: AgencyId | None) -> bool:
    if ground.agency_id == agency_id:
        return True
    return ground.agency_id is None and ground.basis is LawfulBasis.URGENT_LIFE


def may_act(state: CaseState, basis: LawfulBasis, on: date) -> bool:
    """Whether the office may take the client in, or go on, without consent."""
    person = client(state)
    return person is not None and ground_stands(state, person.member_id, None, basis, on)


def acts_by_record(state: CaseState, on: date) -> bool:
    """The case is in lawful-basis mode: a recorded ground lets us act for the client."""
    person = client(state)
    return person is not None and any(
        ground.member_id == person.member_id and ground.agency_id is None and is_active(ground, on)
        for ground in state.grounds
    )
