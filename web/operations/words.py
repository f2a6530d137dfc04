"""Lines of a case's engine history, and what is being carried, in words for an operator."""

import re
from collections.abc import Mapping

from care.model.codes import Role
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from web.acts.registry import ACTS
from workflows.client import HistoryLine

DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
LINES: dict[str, str] = {
    "STARTED": N_("사례가 엔진에 생겼습니다."),
    "ASKED": N_("%(who)s(%(role)s) 요청: %(command)s"),
    "TIME_RAN_OUT": N_("정해 둔 때가 되었습니다: %(what)s"),
    "SENDING": N_("밖으로 보내기 시작했습니다: %(effect)s"),
    "SENT": N_("밖에 전해졌습니다: %(effect)s"),
    "NOT_SENT": N_("전하지 못하고 그만두었습니다: %(effect)s (%(code)s)"),
    "SENDING_STOPPED": N_("보내기를 거두었습니다: %(effect)s"),
    "TRYING": N_("다시 보내는 중입니다: %(effect)s, %(attempt)s번째 (%(code)s)"),
    "NEW_RUN": N_("기록이 길어져 새 실행으로 이어졌습니다. 날짜는 그대로입니다."),
    "TROUBLE": N_("처리하지 못해 다시 시도합니다: %(cause)s"),
    "CLOCK_MOVED": N_("시연이나 이야기가 이 사례의 시계를 옮겼습니다."),
    "ENDED": N_("사례가 끝났습니다."),
    "STOPPED": N_("운영자가 멈추었습니다: %(how)s"),
}
ICONS = {
    "ASKED": "person",
    "TIME_RAN_OUT": "wait",
    "SENDING": "send",
    "SENT": "ok",
    "NOT_SENT": "over",
    "TRYING": "send",
    "TROUBLE": "over",
    "STOPPED": "over",
}

CAUSES = {
    "no_case": N_("이 의뢰를 가진 사례가 없습니다."),
    "KeyDestroyed": N_("사례의 기록이 파기되었습니다."),
    "ValidationError": N_("답의 내용을 읽을 수 없습니다."),
    "Busy": N_("저장소가 너무 바빴습니다."),
    "Unavailable": N_("저장소에 연결되지 않았습니다."),
    "unknown": N_("처리 엔진이 답하지 않았습니다."),
}
"""Why a body's answer was set aside; a cause nobody foresaw is shown by its own name."""

ASKED = {act.action: act.title for act in ACTS} | {
    "OpenCase": N_("새 사례 열기"),
    "SubmitPlan": N_("제공계획 승인 요청"),
    "DecidePlan": N_("제공계획에 답하기"),
    "ProposeClosure": N_("종결 요청"),
    "DecideClosure": N_("종결 요청에 답하기"),
    "AnswerHighDifficulty": N_("고난도 의뢰에 답하기"),
    "AdoptPolicy": N_("새 정책 따르기"),
}
"""What a command asks, in the words of its form."""
NOBODY = (Role.SYSTEM, Role.PARTNER_WORKER)
"""Roles under which no person asks: a role in brackets beside them would say nothing."""


class _Filled(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "–"


def line_words(line: HistoryLine, names: Mapping[str, str], body: str = "") -> str:
    """Colleagues by name, codes by word; ``body`` is the one whose answer the relay brought."""
    params = _Filled({name: words(value) for name, value in line.params.items()})
    person = line.params.get("person", "")
    params["who"] = names.get(person) or body or _system(line.params.get("role", ""))
    asked = line.params.get("command", "")
    params["command"] = gettext(ASKED[asked]) if asked in ASKED else asked
    params["what"] = due_words(line.params.get("what") or line.params.get("moment") or "")
    params["effect"] = effect_words(line.params.get("effect", ""))
    if line.code == "ASKED" and line.params.get("role") in NOBODY:
        return gettext("%(whom)s: %(what)s", whom=params["who"], what=params["command"])
    sentence = gettext(LINES[line.code]) if line.code in LINES else line.code
    return sentence % params if "%(" in sentence else sentence


def _system(role: str) -> str:
    """A body answers through the relay, everything else without a person is the case itself."""
    return gettext("협력기관") if role == Role.PARTNER_WORKER else gettext("함께")


def due_words(code: str) -> str:
    """``CONTACT:2026-09-17 plus_3``: which clock, and which rung of its ladder."""
    clock, _, rung = code.partition(" ")
    kind, _, subject = clock.partition(":")
    day = f" {subject}" if DAY.match(subject) else ""
    return ", ".join(word for word in (f"{words(kind)}{day}".strip(), words(rung)) if word) or "–"


def effect_words(effect: str) -> str:
    """What is sent; ids say nothing to a reader, and the technical events below have them."""
    if not effect:
        return "–"
    withdrawn = effect.endswith(":withdraw")
    return gettext("의뢰를 거두는 알림") if withdrawn else gettext("기관에 보내는 의뢰서")


def icon_of(line: HistoryLine) -> str:
    return ICONS.get(line.code, "history")
