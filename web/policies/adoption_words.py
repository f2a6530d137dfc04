"""When a running case takes up an edition, and how an edition came to be, in words."""

from care.model.edition import Origin
from care.model.policy_rules import Adoption
from i18n.loader import gettext
from i18n.marks import N_

ADOPTIONS: dict[Adoption, str] = {
    Adoption.NEXT_STAGE: N_("다음 단계로 갈 때"),
    Adoption.NEXT_REVIEW: N_("다음 재사정이나 점검 때"),
    Adoption.NOW: N_("시행일에 바로"),
    Adoption.NEW_CASES: N_("따르지 않음(새 사례만)"),
}
ORIGINS: dict[Origin, str] = {
    Origin.RELEASE: N_("처음부터 있던 판"),
    Origin.PUBLISHED: N_("초안을 공고함"),
    Origin.ROLLBACK: N_("예전 판으로 되돌림"),
    Origin.INHERITED: N_("물려받은 값이 바뀜"),
}


def adoptions() -> tuple[tuple[str, str], ...]:
    return tuple((one.value, gettext(words)) for one, words in ADOPTIONS.items())


def adoption_word(adoption: Adoption) -> str:
    return gettext(ADOPTIONS[adoption])


def origin_word(origin: Origin) -> str:
    return gettext(ORIGINS[origin])
