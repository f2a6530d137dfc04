"""Policy values in words a policy officer reads, Korean or English."""

from collections.abc import Callable, Mapping
from typing import Any

from care.model.ids import OfficeCode
from care.model.term import Term, Unit
from policies import discovery_wording, linking_wording, rule_wording
from policies.bounds import UNIT_WORDS
from policies.catalogue import Entry
from policies.discovery_kinds import SignalsValue
from policies.kinds import (
    AreasValue,
    CadenceValue,
    ClosureValue,
    CrisisValue,
    DatesValue,
    DayCountValue,
    FlagValue,
    HoursValue,
    KindsValue,
    LadderValue,
    LevelsValue,
    ListValue,
    NumberValue,
    OfficesValue,
    OptionalNumberValue,
    PurposesValue,
    RolesValue,
    Stated,
    StepSpec,
    TermSpec,
    TermValue,
    TextValue,
)
from policies.linking_kinds import ChaseValue, GroupsValue, PrioritiesValue
from policies.rule_kinds import (
    ApprovalCasesValue,
    ClosureCasesValue,
    ConsentTextValue,
    DelegationsValue,
    FreezesValue,
    LevelCasesValue,
    MovedValue,
    RoutingsValue,
    TemporaryValue,
)
from policies.vocabulary import (
    DAY_COUNTS,
    FIRST_DAYS,
    ROLES,
    ROLLOVERS,
    STARTS,
    STEPS,
    code_word,
    said,
)


class Words:
    """Says values in one language, for a district that counts days its own way."""

    def __init__(
        self, locale: str, day_count: DayCountValue, offices: Mapping[OfficeCode, str]
    ) -> None:
        self.locale = locale
        self.offices_by_code = offices
        self.day_count = day_count

    def pick(self, ko: str, en: str) -> str:
        return en if self.locale == "en" else ko

    def value(self, value: Stated, entry: Entry) -> str:
        return _SAYERS[type(value)](self, value, entry)

    def length(self, term: Term) -> str:
        ko, en = UNIT_WORDS[term.unit]
        return self.pick(f"{term.n}{ko}", f"{term.n} {en[:-1] if term.n == 1 else en}")

    def resolved(self, spec: TermSpec) -> Term:
        return spec.term(self.day_count.value, self.day_count.first_day)

    def counting(self, term: Term) -> str:
        """How the days are counted; hours run on regardless."""
        if term.unit is Unit.HOURS:
            return ""
        parts = [said(FIRST_DAYS[term.first_day], self.locale)]
        if term.unit is not Unit.BUSINESS_DAYS:
            parts.append(said(ROLLOVERS[term.rollover], self.locale))
        return f" ({', '.join(parts)})"

    def term(self, value: TermValue, entry: Entry) -> str:
        term = self.resolved(value)
        start, length = said(STARTS[value.start], self.locale), self.length(term)
        if entry.bound and entry.bound.most:
            text = self.pick(f"{start} {length} 이내", f"at most {length} {start}")
        else:
            text = self.pick(f"{start} {length}", f"{length} {start}")
        return text + self.counting(term)

    def cadence(self, value: CadenceValue, entry: Entry) -> str:
        contact, visit = self.resolved(value.contact), self.resolved(value.visit)
        text = self.pick(
            f"연락 {self.length(contact)}마다, 방문 {self.length(visit)}마다",
            f"contact every {self.length(contact)}, visit every {self.length(visit)}",
        )
        return text + self.counting(contact)

    def day_counting(self, value: DayCountValue, entry: Entry) -> str:
        days = said(DAY_COUNTS[value.value], self.locale)
        return f"{days} ({said(FIRST_DAYS[value.first_day], self.locale)})"

    def number(self, value: NumberValue | OptionalNumberValue, entry: Entry) -> str:
        if value.value is None:
            return self.pick("정하지 않음", "not set")
        ko, en = entry.unit
        return self.pick(f"{value.value:,}{ko}", f"{value.value:,} {en}".strip())

    def flag(self, value: FlagValue, entry: Entry) -> str:
        return self.pick("예", "yes") if value.value else self.pick("아니요", "no")

    def text(self, value: TextValue, entry: Entry) -> str:
        return code_word(value.value, self.locale)

    def listed(self, items: list[str]) -> str:
        return ", ".join(items) if items else self.pick("없음", "none")

    def roles(self, value: RolesValue, entry: Entry) -> str:
        return " → ".join(said(ROLES[role], self.locale) for role in value.tiers)

    def closure(self, value: ClosureValue, entry: Entry) -> str:
        after = self.pick("사후관리 있음", "with after-care")
        without = self.pick("사후관리 없음", "no after-care")
        return f"{self.roles(value, entry)} · {after if value.aftercare else without}"

    def hours(self, value: HoursValue, entry: Entry) -> str:
        return f"{value.opens:02}:00–{value.closes:02}:00"

    def levels(self, value: LevelsValue, entry: Entry) -> str:
        names = {level.code: self.pick(level.ko, level.en) for level in value.levels}
        exported = self.pick("→ 행복이음", "→ 행복이음:")
        return ", ".join(
            f"{names[level.code]} ({exported} {names[level.export_as]})"
            if level.export_as
            else names[level.code]
            for level in value.levels
        )

    def crisis(self, value: CrisisValue, entry: Entry) -> str:
        high = self.pick(
            f"고난도: 안전 {value.safety_high}점, 정신건강 {value.mental_high}점, "
            f"합계 {value.sum_high}점, 또는 거부 {value.refusals_high}번과 3점",
            f"high: safety {value.safety_high}, mental health {value.mental_high}, "
            f"sum {value.sum_high}, or {value.refusals_high} refusals and any 3",
        )
        general = self.pick(
            f"일반: {value.general_areas}개 영역에 합계 {value.general_sum}점",
            f"general: {value.general_areas} areas and sum {value.general_sum}",
        )
        flags = ", ".join(code_word(flag, self.locale) for flag in value.urgent_flags)
        return f"{high} · {general} · {self.pick('위기', 'urgent')}: {flags}"

    def ladder(self, value: LadderValue, entry: Entry) -> str:
        return ", ".join(self.step(step) for step in value.steps)

    def step(self, step: StepSpec) -> str:
        when = said(STEPS.get(step.code, (step.code, step.code)), self.locale)
        return f"{when} → {said(ROLES[step.to], self.locale)}"

    def areas(self, value: AreasValue, entry: Entry) -> str:
        return self.listed(
            [
                f"{code_word(name, self.locale)} ({', '.join(self.office(code) for code in codes)})"
                for name, codes in value.areas.items()
            ]
        )

    def office(self, code: str) -> str:
        return self.offices_by_code.get(OfficeCode(code), code)

    def codes(self, value: KindsValue | PurposesValue | ListValue, entry: Entry) -> str:
        found: tuple[str, ...] = next(
            getattr(value, name) for name in ("kinds", "purposes", "values") if hasattr(value, name)
        )
        return self.listed([code_word(code, self.locale) for code in found])

    def dates(self, value: DatesValue, entry: Entry) -> str:
        return self.listed([day.isoformat() for day in value.dates])

    def offices(self, value: OfficesValue, entry: Entry) -> str:
        return self.listed(list(value.offices.values()))


_SAYERS: dict[type[Stated], Callable[[Words, Any, Entry], str]] = {
    TermValue: Words.term,
    CadenceValue: Words.cadence,
    DayCountValue: Words.day_counting,
    NumberValue: Words.number,
    OptionalNumberValue: Words.number,
    FlagValue: Words.flag,
    TextValue: Words.text,
    ListValue: Words.codes,
    KindsValue: Words.codes,
    PurposesValue: Words.codes,
    RolesValue: Words.roles,
    ClosureValue: Words.closure,
    HoursValue: Words.hours,
    LevelsValue: Words.levels,
    CrisisValue: Words.crisis,
    LadderValue: Words.ladder,
    AreasValue: Words.areas,
    DatesValue: Words.dates,
    OfficesValue: Words.offices,
    LevelCasesValue: rule_wording.level_cases,
    ApprovalCasesValue: rule_wording.approval_cases,
    ClosureCasesValue: rule_wording.approval_cases,
    DelegationsValue: rule_wording.delegations,
    FreezesValue: rule_wording.freezes,
    RoutingsValue: rule_wording.routings,
    MovedValue: rule_wording.moved,
    TemporaryValue: rule_wording.temporary,
    ConsentTextValue: rule_wording.consent_text,
    ChaseValue: linking_wording.chase,
    GroupsValue: linking_wording.groups,
    PrioritiesValue: linking_wording.priorities,
    SignalsValue: discovery_wording.signals,
}
