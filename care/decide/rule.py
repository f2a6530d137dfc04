"""What the table of decisions is made of: who may ask, at which stage, and what answers."""

from collections.abc import Callable
from typing import Any, NamedTuple

from care.decide.context import UNDER_WAY, WITH_PLAN, Context, Decision, refuse
from care.model.case import CaseState
from care.model.codes import Role, Stage

CASEWORK = frozenset({Role.LOCAL_OFFICE, Role.TEAM_LEAD, Role.CASE_MANAGER, Role.COORDINATOR})
STAFF = CASEWORK | {Role.SECTION_HEAD}
LEADS = frozenset({Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD})
PRIVACY = CASEWORK | {Role.PRIVACY_OFFICER}
OUTSIDE = frozenset({Role.SYSTEM, Role.PARTNER_WORKER})
SYSTEM = frozenset({Role.SYSTEM})

ALWAYS = frozenset(Stage)
FROM_RECEIPT = UNDER_WAY - {Stage.DISCOVERY, Stage.INTAKE}
CHECKED = WITH_PLAN | {Stage.CLOSURE}
"""A statutory clock waits for no stage."""
HELD = frozenset({Stage.ENGAGEMENT_HOLD})
"""Beside notes, contacts, consents, flags and closure, which every living stage takes."""
REFERRABLE = frozenset({Stage.ASSESSMENT, Stage.CONFERENCE}) | WITH_PLAN


class Rule(NamedTuple):
    """Who may ask, while the case is where, and what answers."""

    answer: Callable[[CaseState, Any, Context], Decision]
    roles: frozenset[Role]
    stages: frozenset[Stage]


Answer = Callable[[CaseState, Any, Context], Decision]


def with_life(answer: Answer) -> Answer:
    """An act of the loops: a case whose policy is older learns of them at its next stage."""

    def answered(state: CaseState, command: Any, context: Context) -> Decision:
        if state.policy.life is None:
            return refuse("wrong_stage", stage=state.stage)
        return answer(state, command, context)

    return answered


Rules = dict[type[Any], Rule]
