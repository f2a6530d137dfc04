"""Need areas and sub-domains of the assessment form: code to Korean word."""

from care.model.codes import NeedArea, SubDomain
from i18n.marks import N_

NEED_AREA: dict[NeedArea, str] = {
    NeedArea.SAFETY: N_("안전"),
    NeedArea.HEALTH: N_("건강"),
    NeedArea.DAILY_LIVING: N_("일상생활유지"),
    NeedArea.FAMILY: N_("가족관계"),
    NeedArea.SOCIAL: N_("사회적관계"),
    NeedArea.ECONOMY: N_("경제"),
    NeedArea.EDUCATION: N_("교육"),
    NeedArea.EMPLOYMENT: N_("고용"),
    NeedArea.LIVING_ENV: N_("생활환경"),
    NeedArea.LEGAL: N_("법률 및 권익보장"),
}

SUB_DOMAIN: dict[SubDomain, str] = {
    SubDomain.SAFETY_WITHIN: N_("가족 내 안전 유지"),
    SubDomain.SAFETY_OUTSIDE: N_("가족 외부로부터의 보호"),
    SubDomain.HEALTH_BODY: N_("신체적 건강 유지"),
    SubDomain.HEALTH_MIND: N_("정신적 건강 유지"),
    SubDomain.DAILY_ESSENTIALS: N_("의식주 관련 일상생활 유지"),
    SubDomain.DAILY_LEISURE: N_("여가생활 활용"),
    SubDomain.FAMILY_BONDS: N_("관계 형성 및 갈등"),
    SubDomain.FAMILY_CARE: N_("가족 돌봄"),
    SubDomain.SOCIAL_NEIGHBOURS: N_("친인척·이웃 간 관계 형성"),
    SubDomain.SOCIAL_GROUPS: N_("소속 집단 및 사회생활"),
    SubDomain.ECONOMY_BASIC: N_("기초생활 해결"),
    SubDomain.ECONOMY_ASSETS: N_("자산관리"),
    SubDomain.EDUCATION_BASIC: N_("기초지식 습득 및 향상"),
    SubDomain.EDUCATION_BETTER: N_("교육 개선"),
    SubDomain.EMPLOYMENT_START: N_("취업·창업"),
    SubDomain.EMPLOYMENT_KEEP: N_("고용 유지"),
    SubDomain.LIVING_INSIDE: N_("주거 내부환경 개선"),
    SubDomain.LIVING_OUTSIDE: N_("주거 외부환경 개선"),
    SubDomain.LEGAL_HELP: N_("법률적 지원"),
    SubDomain.LEGAL_RIGHTS: N_("권익보장"),
}
