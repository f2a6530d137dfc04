"""Pause, cover and safety: what changes around a case without moving its stage."""

from care.decide.rule import Rules
from care.model.case import CaseState

COURSE_RULES: Rules = {}


def goes_in_pairs(state: CaseState) -> bool:
    """Two people go: a safety flag stands, or it is the first visit to somebody who refused."""
    if state.policy.life is None or state.policy.life.visit_pair < 2:
        return False
    first_to_refuser = state.refusals > 0 and state.contacts.last_visit_at is None
    return bool(state.safety) or first_to_refuser
