"""How far a study is and what it found, in words; for previews and what-ifs alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from care.decide.approval_lines import Ground
from care.decide.deciders import Deciders
from care.decide.policy_effect import Effect
from care.messages.studies import StudyState
from care.model.policy_rules import Subject
from i18n.loader import gettext
from i18n.marks import N_
from i18n.phrases import error_sentence
from i18n.wording import words
from store.policy_studies import Finding
from web.districts import level_name, office_name
from web.filters import day, moment

STATES: dict[StudyState, str] = {
    StudyState.QUEUED: N_("차례를 기다림"),
    StudyState.RUNNING: N_("살펴보는 중"),
    StudyState.DONE: N_("마침"),
    StudyState.STOPPED: N_("그만둠"),
    StudyState.FAILED: N_("끝내지 못함"),
}
KINDS: dict[StudyState, tuple[str, str]] = {
    StudyState.QUEUED: ("info", "wait"),
    StudyState.RUNNING: ("info", "wait"),
    StudyState.DONE: ("ok", "ok"),
    StudyState.STOPPED: ("plain", "back"),
    StudyState.FAILED: ("danger", "over"),
}
EFFECTS: dict[Effect, str] = {
    Effect.OVERDUE: N_("기한이 지나게 됨"),
    Effect.RELIEVED: N_("지난 기한에서 벗어남"),
    Effect.MOVED: N_("기한이 옮겨짐"),
    Effect.LEVEL: N_("제안하는 구분이 달라짐"),
    Effect.DECIDERS: N_("결재하는 사람이 달라짐"),
    Effect.ESCALATION: N_("상향 보고가 달라짐"),
    Effect.OFFICE: N_("맡는 읍면동이 달라짐"),
    Effect.ZONE: N_("권역이 달라짐"),
    Effect.REFUSED: N_("지금은 따를 수 없음"),
}
SUBJECTS: dict[Subject, str] = {
    Subject.PLAN: N_("다음 계획의 결재"),
    Subject.CLOSURE: N_("다음 종결의 결재"),
}
GROUNDS: dict[str, str] = {
    Ground.EVERY_PLAN: N_("모든 계획은 승인을 받음"),
    Ground.MONEY_REVIEW: N_("사례관리사업비가 검토 기준을 넘음"),
    Ground.HIGH_DIFFICULTY: N_("고난도 사례임"),
    Ground.CLOSURE_REASON: N_("종결 사유에 따름"),
}


@dataclass(frozen=True)
class Change:
    """One finding as a line of the list."""

    what: str
    before: str
    after: str
    days: str = ""
    why: str = ""


def state_word(state: StudyState) -> str:
    return gettext(STATES[state])


def effect_word(code: str) -> str:
    return gettext(EFFECTS[Effect(code)])


def change_of(district: str, found: Finding, rules: dict[str, str]) -> Change:
    """``rules``: words of approval rules by code, those of the policy tried out among them."""
    match Effect(found.code):
        case Effect.OVERDUE | Effect.RELIEVED | Effect.MOVED:
            return Change(_clock(found.subject), *_both(found, _moment), _days(found.days))
        case Effect.LEVEL:
            before, after = (level_name(district, one) for one in (found.before, found.after))
            return Change(gettext("마지막 조사의 점수"), before, after)
        case Effect.DECIDERS:
            return _deciders(found, rules)
        case Effect.ESCALATION:
            return Change(gettext("다음 상향 보고"), *_both(found, _step), _days(found.days))
        case Effect.OFFICE:
            before, after = (office_name(district, one) for one in (found.before, found.after))
            return Change(gettext("맡는 읍면동"), before, after)
        case Effect.ZONE:
            return Change(gettext("권역"), found.before or "–", found.after or "–")
        case Effect.REFUSED:
            return Change(gettext("새 판을 따르지 못하는 까닭"), "", error_sentence(found.after))


def zone_word(zone: str) -> str:
    return zone or gettext("권역 없음")


def _clock(subject: str) -> str:
    return words(subject.partition(":")[0])


def _both(found: Finding, told: Callable[[str], str]) -> tuple[str, str]:
    return told(found.before), told(found.after)


def _moment(text: str) -> str:
    return moment(datetime.fromisoformat(text)) if text else gettext("없음")


def _step(text: str) -> str:
    """When, to whom, and about which clock."""
    if not text:
        return gettext("없음")
    at, role, deadline = text.split("|", 2)
    when = moment(datetime.fromisoformat(at))
    about, to = _clock(deadline), words(role)
    return gettext("%(at)s %(role)s에게, %(what)s", at=when, role=to, what=about)


def _days(days: int | None) -> str:
    if not days:
        return ""
    if days > 0:
        return gettext("%(n)s일 늦게", n=days)
    return gettext("%(n)s일 일찍", n=-days)


def _deciders(found: Finding, rules: dict[str, str]) -> Change:
    before, after = (
        Deciders.model_validate_json(text) if text else None for text in (found.before, found.after)
    )
    known = after or before
    what = gettext(SUBJECTS[known.subject]) if known else ""
    return Change(what, _who(before), _who(after), why=_why(after, rules))


def _who(deciders: Deciders | None) -> str:
    if deciders is None:
        return gettext("없음")
    chain = " → ".join(words(role) for role in deciders.tiers)
    if deciders.frozen_until is None:
        return chain
    return gettext("%(who)s, %(day)s 뒤에", who=chain, day=day(deciders.frozen_until))


def _why(deciders: Deciders | None, rules: dict[str, str]) -> str:
    if deciders is None:
        return ""
    codes = (deciders.because, *deciders.delegated)
    return ", ".join(rules.get(code) or gettext(GROUNDS.get(code, code)) for code in codes if code)
