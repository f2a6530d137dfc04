"""Rules of a policy in words: who decides under which condition, when nothing is decided."""

from typing import Protocol

from care.model.policy_rules import Subject
from policies.assemble_rules import delegation_environment
from policies.condition_words import condition_words
from policies.rule_kinds import (
    ApprovalCasesValue,
    ClosureCasesValue,
    ConsentTextValue,
    DelegationSpec,
    DelegationsValue,
    FreezesValue,
    LevelCasesValue,
    MovedValue,
    RoutingsValue,
    TemporaryValue,
)
from policies.vocabulary import ROLES, SUBJECTS, code_word, said


class Words(Protocol):
    """What ``policies.wording`` knows: the language and the names of offices."""

    locale: str

    def pick(self, ko: str, en: str) -> str: ...
    def listed(self, items: list[str]) -> str: ...
    def office(self, code: str) -> str: ...


def level_cases(words: Words, value: LevelCasesValue, entry: object) -> str:
    return words.listed(
        [
            f"{code_word(each.level, words.locale)}: {_when(words, each.when, 'level')}"
            for each in value.rules
        ]
    )


def approval_cases(
    words: Words, value: ApprovalCasesValue | ClosureCasesValue, entry: object
) -> str:
    where = "closure" if isinstance(value, ClosureCasesValue) else "approval"
    return words.listed(
        [
            f"{words.pick(each.ko, each.en)}: "
            f"{' → '.join(said(ROLES[role], words.locale) for role in each.tiers)} "
            f"({_when(words, each.when, where)})"
            for each in value.rules
        ]
    )


def delegations(words: Words, value: DelegationsValue, entry: object) -> str:
    return words.listed(
        [
            f"{words.pick(each.ko, each.en)}: {said(ROLES[each.of], words.locale)} ⇒ "
            f"{said(ROLES[each.to], words.locale)} "
            f"({', '.join(_subject(words, subject) for subject in each.subjects)}"
            f"{_while(words, each)})"
            for each in value.delegations
        ]
    )


def freezes(words: Words, value: FreezesValue, entry: object) -> str:
    money = words.pick(", 사업비만", ", case fund only")
    return words.listed(
        [
            f"{words.pick(each.ko, each.en)}: {each.first.isoformat()} – {each.last.isoformat()} "
            f"({_subject(words, each.subject)}{money if each.money_only else ''})"
            for each in value.freezes
        ]
    )


def _when(words: Words, text: str, environment: str) -> str:
    return condition_words(text, environment, words.locale)


def _while(words: Words, delegation: DelegationSpec) -> str:
    if delegation.when is None:
        return ""
    return f"; {_when(words, delegation.when, delegation_environment(delegation.subjects))}"


def _subject(words: Words, subject: Subject) -> str:
    return said(SUBJECTS[subject], words.locale)


def routings(words: Words, value: RoutingsValue, entry: object) -> str:
    return words.listed(
        [
            f"{_when(words, each.when, 'routing')} → {words.office(each.to)}"
            for each in value.routings
        ]
    )


def moved(words: Words, value: MovedValue, entry: object) -> str:
    return words.listed(
        [f"{words.office(old)} → {words.office(new)}" for old, new in value.moved.items()]
    )


def temporary(words: Words, value: TemporaryValue, entry: object) -> str:
    told = words.pick("{} 발표", "announced {}")
    return words.listed(
        [
            f"{each.day.isoformat()} {each.name} ({told.format(each.announced.isoformat())})"
            for each in value.days
        ]
    )


def consent_text(words: Words, value: ConsentTextValue, entry: object) -> str:
    return words.pick(value.ko, value.en)
