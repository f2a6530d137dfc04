"""States of a rollout and results of its cases, in words."""

from care.messages.rollouts import CaseResult, RolloutState
from i18n.loader import gettext
from i18n.marks import N_

STATES: dict[RolloutState, str] = {
    RolloutState.WAITING: N_("시행일을 기다림"),
    RolloutState.RUNNING: N_("적용하는 중"),
    RolloutState.PAUSED: N_("잠시 멈춤"),
    RolloutState.DONE: N_("다 물어봄"),
    RolloutState.CANCELLED: N_("그만둠"),
    RolloutState.SUPERSEDED: N_("더 새 판에 자리를 내줌"),
}
RESULTS: dict[CaseResult, str] = {
    CaseResult.WAITING: N_("아직 묻지 않음"),
    CaseResult.TAKEN: N_("새 판을 따름"),
    CaseResult.ALREADY: N_("이미 따르고 있었음"),
    CaseResult.REFUSED: N_("옮기지 못함"),
    CaseResult.ENDED: N_("끝난 사례"),
}
KINDS: dict[RolloutState, str] = {
    RolloutState.WAITING: "info",
    RolloutState.RUNNING: "info",
    RolloutState.PAUSED: "warning",
    RolloutState.DONE: "ok",
    RolloutState.CANCELLED: "plain",
    RolloutState.SUPERSEDED: "plain",
}
SIGNS: dict[RolloutState, str] = {
    RolloutState.WAITING: "wait",
    RolloutState.RUNNING: "wait",
    RolloutState.PAUSED: "today",
    RolloutState.DONE: "ok",
    RolloutState.CANCELLED: "back",
    RolloutState.SUPERSEDED: "back",
}


def state_word(state: RolloutState) -> str:
    return gettext(STATES[state])


def result_word(result: CaseResult) -> str:
    return gettext(RESULTS[result])
