"""How the queue reads: the reasons of a score, what is alike, what was done."""

from dataclasses import dataclass

from care.decide.signals import OVERLAP, RED_FLAG
from care.decide.triage import TriageAct
from care.model.discovery import DiscoveryRules, RiskScore, ScoreTerm
from i18n.loader import gettext, language
from i18n.marks import N_

ACTS: dict[TriageAct, str] = {
    TriageAct.TOLD: N_("새 정보로 다시 기다림"),
    TriageAct.ACCEPT: N_("사례로 열기로 함"),
    TriageAct.DECLINE: N_("열지 않기로 함"),
    TriageAct.SNOOZE: N_("미룸"),
    TriageAct.WAKE: N_("미룬 것을 되돌림"),
    TriageAct.MERGE: N_("다른 가구와 합침"),
    TriageAct.ATTACH: N_("진행 중인 사례에 더함"),
    TriageAct.UNDO: N_("결정을 되돌림"),
    TriageAct.APART: N_("같은 가구가 아니라고 함"),
    TriageAct.PLACE: N_("읍면동을 정함"),
    TriageAct.OPENED: N_("사례가 열림"),
    TriageAct.NOT_OPENED: N_("사례를 열지 못해 다시 기다림"),
    TriageAct.NOT_HEARD: N_("더하려던 사례가 이미 끝나 다시 기다림"),
}


@dataclass(frozen=True)
class TermWords:
    name: str
    points: int
    note: str


def kind_name(rules: DiscoveryRules, code: str) -> str:
    kind = rules.kind(code)
    if kind is None:
        return code
    return kind.en if language() == "en" else kind.ko


def reasons_of(score: RiskScore, rules: DiscoveryRules) -> list[TermWords]:
    """Every term of a score, the weightiest first."""
    return [
        TermWords(_name(one, rules), one.points, _note(one, rules.fresh_days))
        for one in score.terms
    ]


def act_words(act: TriageAct) -> str:
    return gettext(ACTS[act])


def _name(term: ScoreTerm, rules: DiscoveryRules) -> str:
    if term.code == OVERLAP:
        return gettext("사각지대 자료와 고독사 위험군 자료에 함께 있음")
    if term.code == RED_FLAG:
        return gettext("긴급 신호")
    return kind_name(rules, term.code)


def _note(term: ScoreTerm, fresh_days: int) -> str:
    told = [gettext("%(n)s번", n=term.count)] if term.count > 1 else []
    if term.halved:
        told.append(gettext("%(n)s일이 지나 절반", n=fresh_days))
    return " · ".join(told)
