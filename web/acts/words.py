"""Sentences of the forms: faults the forms themselves find, and what is missing for a step."""

from collections.abc import Callable, Mapping
from typing import Any

from care.model.codes import SubDomain
from care.model.refusal import Missing
from i18n import phrases
from i18n.loader import gettext, language
from i18n.marks import N_
from i18n.wording import words
from i18n.wording.problems import PROBLEMS
from policies.fact_names import FACT_WORDS
from web.acts.around import Around, items_of
from web.forms import FieldError

FAULTS: dict[str, str] = {
    "NO_APPROVED_PLAN": N_("승인된 계획이 아직 없습니다. 계획을 먼저 승인받아 주세요."),
    "GOAL_NEEDED": N_("목표를 하나 이상 적어 주세요."),
    "GOAL_OF_ACTION": N_("어느 목표를 위한 서비스인지 골라 주세요."),
    "MEMBER_NEEDED": N_("당사자의 이름을 적어 주세요."),
    "CLIENT_ONE": N_("당사자는 한 사람이어야 합니다."),
    "BIRTH_FUTURE": N_("태어난 날이 오늘보다 뒤입니다."),
    "OUTCOME_NEEDED": N_("이 서비스의 결과를 골라 주세요."),
    "AGENCY_NEEDED": N_("이 서비스를 부탁할 기관을 골라 주세요."),
    "BODY_TWICE": N_("이미 고른 기관입니다. 다른 기관을 고르거나 비워 주세요."),
    "NOTHING_TO_SEND": N_("보낼 의뢰를 하나 이상 골라 주세요."),
    "TRANSFER_ONE": N_("시군구와 사업 가운데 하나만 골라 주세요."),
    "CASE_NUMBER_UNKNOWN": N_("합칠 수 있는 사례번호가 아닙니다. 번호를 다시 확인해 주세요."),
}

MISSING: dict[str, str] = {
    "contact_met": N_("아직 만난 기록이 없습니다. 접촉을 먼저 기록해 주세요."),
    "contact_attempts": N_("연락이 닿지 않은 시도가 %(who)s번보다 적습니다."),
    "intake_outcome": N_("접수하기로 한 초기상담 기록이 없습니다."),
    "consent_collect_use": N_("%(who)s의 개인정보 수집·이용 동의가 없습니다."),
    "owner": N_("담당자가 정해지지 않았습니다."),
    "member_not_assessed": N_("%(who)s의 조사가 끝나지 않았습니다."),
    "need_not_scored": N_("%(who)s 점수가 없습니다."),
    "conference": N_("사례회의 기록이 없습니다."),
    "level": N_("대상자 구분이 정해지지 않았습니다."),
    "plan_approved": N_("승인된 계획이 없습니다."),
    "plan_agreed": N_("당사자가 계획에 동의한 기록이 없습니다."),
    "service_started": N_("시작된 서비스가 없습니다."),
    "linkage_open": N_("%(who)s 의뢰가 아직 끝나지 않았습니다."),
    "linkage_to_recall": N_("%(who)s에 받은 자료를 지워 달라고 알린 기록이 없습니다."),
    "action_outcome": N_("%(who)s의 결과가 없습니다."),
    "consent_provide_to": N_("%(who)s의 제3자 제공 동의가 없습니다."),
    "consent_sensitive": N_("%(who)s의 민감정보(건강) 동의가 없습니다."),
    "member_excluded": N_("%(who)s은(는) 가구에서 제외된 사람입니다."),
    "address_protected": N_("주소를 보호하는 가구입니다. %(who)s에게는 알리지 않습니다."),
    "goal": N_("목표가 하나도 없습니다."),
    "action": N_("서비스가 하나도 없습니다."),
    "item_repeated": N_("같은 항목이 두 번 들어 있습니다: %(who)s"),
    "goal_before_unknown": N_("먼저 이룰 목표가 계획에 없습니다: %(who)s"),
    "need_without_goal": N_(
        "%(who)s: 2점 이상인 욕구에 목표가 없습니다. "
        "목표를 두거나 지금은 다루지 않음으로 표시해 주세요."
    ),
    "action_without_goal": N_("어느 목표를 위한 서비스인지 정해지지 않았습니다: %(who)s"),
    "due_date_past": N_("기한이 이미 지난 날짜입니다: %(who)s"),
    "money_without_source": N_("금액은 있는데 재원이 없습니다: %(who)s"),
    "agency_without_kind": N_("기관의 종류를 알 수 없습니다: %(who)s"),
    "action_members": N_("누구를 위한 서비스인지 정해지지 않았습니다: %(who)s"),
    "conference_after_returns": N_(
        "정책이 정한 횟수만큼 보완 요청을 받았습니다. 사례회의를 열고 다시 올려 주세요."
    ),
    "plan_pending": N_("승인을 기다리는 계획이 있습니다. 답을 받거나 거두어 주세요."),
    "referral_pending": N_("고난도 의뢰가 아직 답을 기다립니다."),
    "need_not_linked": N_(
        "%(who)s: 조사에서 점수가 있거나 계획에 목표가 있는 욕구에만 적을 수 있습니다."
    ),
    "basis_does_not_fit": N_("‘%(who)s’ 근거는 이 기관에 쓸 수 없습니다."),
}

REASONS: dict[str, str] = {
    "safety": N_("안전 영역의 점수"),
    "mental": N_("정신 건강 점수"),
    "sum_high": N_("점수 합계(고난도)"),
    "refusals": N_("위기 점수가 있으면서 거절한 횟수"),
    "general_areas": N_("욕구가 있는 영역 수"),
    "general_sum": N_("점수 합계(일반)"),
}


def fact_words(name: str) -> str:
    """What a district's conditions may speak of."""
    ko, en = FACT_WORDS.get(name, (name, name))
    return en if language() == "en" else ko


def reason_words(rule: str) -> str:
    """One rule of the crisis score."""
    return gettext(REASONS[rule]) if rule in REASONS else fact_words(rule)


def fault_words(fault: FieldError) -> str:
    """The sentence beside a field."""
    own = FAULTS.get(fault.code) or MISSING.get(fault.code)
    if own is None or fault.code in PROBLEMS:
        return phrases.error_sentence(fault.code, fault.params)
    return gettext(own, **{"who": "", **fault.params})


def missing_words(missing: Missing, around: Around, titles: Mapping[Any, str] | None = None) -> str:
    """One unmet requirement in words, with the name of whom or what it is about."""
    sentence = MISSING.get(missing.code)
    who = (titles or {}).get(missing.subject) or subject_words(missing.subject, around)
    if sentence is None:
        return phrases.missing_sentence(missing.code, missing.subject)
    return gettext(sentence, who=who) if "%(who)s" in sentence else gettext(sentence)


def subject_words(subject: str, around: Around) -> str:
    """Names of members, services and bodies for the ids a refusal speaks of."""
    if not subject:
        return ""
    for find in _SUBJECTS:
        found = find(subject, around)
        if found:
            return found
    return words(subject)


def _member(subject: str, around: Around) -> str:
    return around.names.get(subject, "")


def _linkage(subject: str, around: Around) -> str:
    linkage = around.case.linkage(subject)
    return around.agency_name(linkage.agency_id) if linkage else ""


def _plan_item(subject: str, around: Around) -> str:
    plans = [around.case.plan, around.case.submission.plan if around.case.submission else None]
    items = (item for plan in plans if plan for item in items_of(plan))
    found = next((item for item in items if item.item_id == subject), None)
    return around.text(found.text) if found else ""


def _need(subject: str, around: Around) -> str:
    return words(SubDomain(subject)) if subject in SubDomain.__members__ else ""


_SUBJECTS: tuple[Callable[[str, Around], str], ...] = (_member, _linkage, _plan_item, _need)
