"""What is read before somebody consents: the district's words of that day, at three levels."""

from dataclasses import dataclass
from datetime import date

from care.model.codes import ConsentPurpose
from i18n.marks import N_
from policies.resolve import resolve
from policies.rule_kinds import ConsentTextValue

LEVELS: tuple[tuple[str, str, str], ...] = (
    ("ko", "ko", N_("보통 말")),
    ("ko-easy", "ko", N_("쉬운 말")),
    ("en", "en", N_("영어")),
)
"""The level, the language it is written in, and its name."""


@dataclass(frozen=True)
class ConsentText:
    purpose: ConsentPurpose
    levels: tuple[tuple[str, str, str, str], ...]
    """Level, language, name of the level, text."""
    edition: int
    """The policy edition these words stand in."""
    law: str

    @property
    def key(self) -> str:
        return f"consent.texts.{self.purpose.value}"


def consent_text(district: str, purpose: ConsentPurpose, on: date) -> ConsentText | None:
    """None where the policy of that day held no words for this purpose."""
    policy = resolve(district, on)
    try:
        value = policy.value(f"consent.texts.{purpose.value}").value
    except KeyError:
        return None
    if not isinstance(value, ConsentTextValue):
        return None
    levels = tuple((code, lang, name, value.text(code)) for code, lang, name in LEVELS)
    return ConsentText(purpose, levels, policy.case_policy.version, value.law or "")


def consent_texts(district: str, on: date) -> dict[str, ConsentText]:
    """By purpose, in the order of the form."""
    found = {purpose.value: consent_text(district, purpose, on) for purpose in ConsentPurpose}
    return {code: text for code, text in found.items() if text is not None}
