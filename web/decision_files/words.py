"""Words for what a decision file tells of codes that stand nowhere else."""

from care.model.condition import Operator, Plain
from care.model.decision_file import DecisionKind, Verdict
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words

KINDS: dict[DecisionKind, str] = {
    DecisionKind.SCORE: N_("욕구조사와 위기도 점수"),
    DecisionKind.LEVEL: N_("대상자 구분"),
    DecisionKind.HIGH_DIFFICULTY: N_("고난도 의뢰 답"),
    DecisionKind.PLAN: N_("계획 결재"),
    DecisionKind.CLOSURE: N_("종결 결재"),
    DecisionKind.ESCALATION: N_("알림과 상향"),
}
VERDICTS: dict[Verdict, str] = {
    Verdict.SAME: N_("같은 결과가 나왔습니다. 기록된 자료와 그때의 정책에서 이 결정이 나옵니다."),
    Verdict.DIFFERENT: N_("다른 결과가 나왔습니다. 아래 다른 곳을 확인해 주세요."),
    Verdict.REFUSED: N_("지금의 규칙으로는 이 처리를 받아들이지 않습니다: %(code)s"),
}
USED: dict[DecisionKind, tuple[str, ...]] = {
    DecisionKind.SCORE: ("assessment.form", "crisis", "levels"),
    DecisionKind.LEVEL: ("crisis", "levels", "conference."),
    DecisionKind.HIGH_DIFFICULTY: ("levels", "highDifficultyReferral."),
    DecisionKind.PLAN: ("plan.", "approval.", "caseFund."),
    DecisionKind.CLOSURE: ("closure.", "approval.", "aftercare."),
    DecisionKind.ESCALATION: ("escalation.", "calendar.", "dayCount"),
}
"""Beginnings of the keys of a policy that a kind of decision goes by."""
SIGNS: dict[str, str] = {
    Operator.EQUAL: "=",
    Operator.UNEQUAL: "≠",
    Operator.LESS: "<",
    Operator.AT_MOST: "≤",
    Operator.MORE: ">",
    Operator.AT_LEAST: "≥",
    Operator.IN: "∈",
}


def kind_words(kind: DecisionKind) -> str:
    return gettext(KINDS[kind])


def plain_words(value: Plain | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return gettext("예") if value else gettext("아니요")
    if isinstance(value, tuple):
        return ", ".join(words(one) for one in value) or gettext("없음")
    return words(value) if isinstance(value, str) else str(value)


def sign(operator: str) -> str:
    return SIGNS.get(operator, operator)


def met(held: bool) -> str:
    return gettext("해당") if held else gettext("해당 없음")
