"""What a conference is about, why a case is proposed, and how things stand, in words."""

from enum import StrEnum

from care.model.loop_codes import AgendaPurpose
from i18n import loader
from i18n.loader import gettext
from i18n.marks import N_
from policies.vocabulary import CODES
from store import agendas, candidates
from store.conferences import ConferenceStatus, InvitationAnswer
from web.districts import office_name

PURPOSES: dict[AgendaPurpose, str] = {
    AgendaPurpose.SELECT: N_("대상자 선정"),
    AgendaPurpose.PROGRESS: N_("진행 점검"),
    AgendaPurpose.CLOSE: N_("종결 심의"),
    AgendaPurpose.SOLUTION: N_("해결 방안 찾기"),
}
REASONS: dict[str, str] = {
    candidates.AWAITS_SELECTION: N_("조사를 마치고 회의를 기다림"),
    candidates.CLOSURE_PROPOSED: N_("종결 요청이 답을 기다림"),
    candidates.CLOSURE_REVIEW: N_("종결을 검토할 때가 됨"),
    candidates.STALLED: N_("진전 없이 멈춰 있음"),
    candidates.REASSESSMENT_OVERDUE: N_("재조사 기한이 지남"),
    candidates.RETURNED_TWICE: N_("계획이 두 번 이상 보완 요청됨"),
    candidates.LEVEL_STEP: N_("점수가 다른 구분을 제안함"),
    candidates.SOLUTION_ASKED: N_("솔루션회의가 필요함"),
    agendas.CALLED: N_("회의를 부른 사람이 올림"),
}
STATUSES: dict[ConferenceStatus, str] = {
    ConferenceStatus.PLANNED: N_("예정됨"),
    ConferenceStatus.HELD: N_("회의 마침"),
    ConferenceStatus.CANCELLED: N_("열지 않음"),
}
ANSWERS: dict[InvitationAnswer, str] = {
    InvitationAnswer.INVITED: N_("답 없음"),
    InvitationAnswer.COMING: N_("참석"),
    InvitationAnswer.NOT_COMING: N_("불참"),
}


WORDS: dict[str, str] = {
    str(code): word
    for table in (PURPOSES, REASONS, STATUSES, ANSWERS)
    for code, word in table.items()
}
"""No two of the tables share a code; a test holds it."""


def said(code: StrEnum | str) -> str:
    """The word of a purpose, a reason, a status or an answer."""
    known = WORDS.get(code)
    return gettext(known) if known is not None else str(code)


def area_name(district: str, area: str) -> str:
    """``3권역`` or a local office; the whole district when empty."""
    if not area:
        return gettext("전체")
    known = CODES.get(area)
    if known is None:
        return office_name(district, area)
    return known[1] if loader.language() == "en" else known[0]
