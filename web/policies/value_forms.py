"""Plain forms for the common values, one for each kind; the rest is edited in the full text."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field as Bound
from pydantic import StringConstraints

from care.model.codes import AgencyKind, ConsentPurpose, Role
from care.model.term import FirstDay, Rollover, Unit
from i18n.loader import gettext, language
from i18n.marks import N_
from policies import kinds as shapes
from policies.bounds import UNIT_WORDS
from policies.catalogue import Entry
from policies.discovery_kinds import SignalsValue
from policies.kinds import DayCount, Stated
from policies.linking_kinds import ChaseValue, GroupsValue, PrioritiesValue
from policies.rule_kinds import ConsentTextValue
from policies.vocabulary import DAY_COUNTS, FIRST_DAYS, ROLES, ROLLOVERS, code_word, said
from web.policies.discovery_forms import SignalsForm
from web.policies.ladder_form import LadderForm
from web.policies.linking_forms import ChaseForm, GroupsForm, PrioritiesForm
from web.policies.value_form import Part, Raw, ValueForm, pairs, said_of, units

Days = Annotated[int, Bound(ge=1, le=3650)]
Whole = Annotated[int, Bound(ge=0, le=1_000_000_000)]
Lines = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
APPROVERS = (Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD)
YES_NO = (("true", N_("예")), ("false", N_("아니요")))


class TermForm(ValueForm):
    n: Days
    unit: Unit
    first_day: FirstDay
    rollover: Rollover
    by_day_count: bool = False

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        law = entry.bound.law if entry.bound else ""
        follows = (("true", gettext("시·군·구의 날 세는 법을 따름")),)
        return [
            Part("n", gettext("길이"), "number", hint=_limit(entry) if law else ""),
            Part("unit", gettext("단위"), "select", units()),
            Part("first_day", gettext("첫날"), "select", pairs(FIRST_DAYS)),
            Part("rollover", gettext("쉬는 날에 끝나면"), "select", pairs(ROLLOVERS)),
            *([] if law else [Part("by_day_count", "", "boxes", follows, required=False)]),
        ]

    @classmethod
    def shown(cls, value: shapes.TermSpec) -> Raw:
        return _term_shown(value)

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        before.pop("dayCount", None)
        return {
            "n": self.n,
            "unit": self.unit.value,
            "dayCount": "POLICY" if self.by_day_count and self.unit is Unit.DAYS else None,
            "from": entry.start.value if entry.start else None,
            "firstDay": self.first_day.value,
            "rollover": self.rollover.value,
        }


class CadenceForm(ValueForm):
    contact_n: Days
    contact_unit: Unit
    visit_n: Days
    visit_unit: Unit

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        return [
            Part("contact_n", gettext("연락 간격"), "number"),
            Part("contact_unit", gettext("연락 간격의 단위"), "select", units()),
            Part("visit_n", gettext("방문 간격"), "number"),
            Part("visit_unit", gettext("방문 간격의 단위"), "select", units()),
        ]

    @classmethod
    def shown(cls, value: shapes.CadenceValue) -> Raw:
        return {
            "contact_n": str(value.contact.n),
            "contact_unit": value.contact.unit.value,
            "visit_n": str(value.visit.n),
            "visit_unit": value.visit.unit.value,
        }

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {
            "contact": before["contact"] | {"n": self.contact_n, "unit": self.contact_unit.value},
            "visit": before["visit"] | {"n": self.visit_n, "unit": self.visit_unit.value},
        }


class DayCountForm(ValueForm):
    value: DayCount
    first_day: FirstDay

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        return [
            Part("value", gettext("날 세는 법"), "radio", pairs(DAY_COUNTS)),
            Part("first_day", gettext("첫날"), "select", pairs(FIRST_DAYS)),
        ]

    @classmethod
    def shown(cls, value: shapes.DayCountValue) -> Raw:
        return {"value": value.value.value, "first_day": value.first_day.value}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"value": self.value.value, "firstDay": self.first_day.value}


class NumberForm(ValueForm):
    value: Whole

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        return [Part("value", said_of(entry), "number", hint=said(entry.unit, language()))]

    @classmethod
    def shown(cls, value: shapes.NumberValue) -> Raw:
        return {"value": str(value.value)}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"value": self.value}


class OptionalNumberForm(ValueForm):
    value: Whole | None = None

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        hint = gettext("비워 두면 정하지 않은 것입니다.")
        return [Part("value", said_of(entry), "number", required=False, hint=hint)]

    @classmethod
    def shown(cls, value: shapes.OptionalNumberValue) -> Raw:
        return {"value": "" if value.value is None else str(value.value)}

    def stated(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"value": self.value} | super().stated({}, entry)

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {}


class FlagForm(ValueForm):
    value: bool

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        return [Part("value", said_of(entry), "radio", _yes_no())]

    @classmethod
    def shown(cls, value: shapes.FlagValue) -> Raw:
        return {"value": "true" if value.value else "false"}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"value": self.value}


class TextForm(ValueForm):
    value: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        options = tuple((one, code_word(one, language())) for one in entry.choices or ())
        return [Part("value", said_of(entry), "select" if options else "text", options)]

    @classmethod
    def shown(cls, value: shapes.TextValue) -> Raw:
        return {"value": value.value}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"value": self.value}


class ConsentTextForm(ValueForm):
    ko: Lines
    ko_easy: Lines
    en: Lines

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        return [
            Part("ko", gettext("보통 말"), "lines"),
            Part("ko_easy", gettext("쉬운 말"), "lines"),
            Part("en", gettext("영어"), "lines"),
        ]

    @classmethod
    def shown(cls, value: ConsentTextValue) -> Raw:
        return {"ko": value.ko, "ko_easy": value.ko_easy, "en": value.en}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"ko": self.ko, "koEasy": self.ko_easy, "en": self.en}


class ListForm(ValueForm):
    values: Lines = ""

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        hint = gettext("한 줄에 하나씩 적습니다.")
        return [Part("values", said_of(entry), "lines", required=False, hint=hint)]

    @classmethod
    def shown(cls, value: shapes.ListValue) -> Raw:
        return {"values": "\n".join(value.values)}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"values": [line.strip() for line in self.values.splitlines() if line.strip()]}


class DatesForm(ValueForm):
    dates: Lines = ""

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        hint = gettext("한 줄에 하루씩, 2026-11-16처럼 적습니다.")
        return [Part("dates", said_of(entry), "lines", required=False, hint=hint)]

    @classmethod
    def shown(cls, value: shapes.DatesValue) -> Raw:
        return {"dates": "\n".join(day.isoformat() for day in value.dates)}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"dates": [_day(line.strip()) for line in self.dates.splitlines() if line.strip()]}


class HoursForm(ValueForm):
    opens: Annotated[int, Bound(ge=0, le=23)]
    closes: Annotated[int, Bound(ge=1, le=24)]

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        return [
            Part("opens", gettext("몇 시부터"), "number"),
            Part("closes", gettext("몇 시까지"), "number"),
        ]

    @classmethod
    def shown(cls, value: shapes.HoursValue) -> Raw:
        return {"opens": str(value.opens), "closes": str(value.closes)}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"opens": self.opens, "closes": self.closes}


class RolesForm(ValueForm):
    first: Role
    second: Role | None = None
    third: Role | None = None

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        roles = tuple((role.value, said(ROLES[role], language())) for role in APPROVERS)
        return [
            Part("first", gettext("첫째"), "select", roles),
            Part("second", gettext("그다음"), "select", roles, required=False),
            Part("third", gettext("마지막"), "select", roles, required=False),
        ]

    @classmethod
    def shown(cls, value: shapes.RolesValue) -> Raw:
        return dict(zip(("first", "second", "third"), map(str, value.tiers), strict=False))

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"tiers": [one.value for one in (self.first, self.second, self.third) if one]}


class ClosureForm(RolesForm):
    aftercare: bool

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        after = Part("aftercare", gettext("사후관리"), "radio", _yes_no())
        return [*super().parts(entry), after]

    @classmethod
    def shown(cls, value: Any) -> Raw:
        return super().shown(value) | {"aftercare": "true" if value.aftercare else "false"}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return super().said(before, entry) | {"aftercare": self.aftercare}


class KindsForm(ValueForm):
    kinds: tuple[AgencyKind, ...] = ()

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        options = tuple((one.value, code_word(one, language())) for one in AgencyKind)
        return [Part("kinds", said_of(entry), "boxes", options, required=False)]

    @classmethod
    def shown(cls, value: shapes.KindsValue) -> Raw:
        return {"kinds": [one.value for one in value.kinds]}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"kinds": [one.value for one in self.kinds]}


class PurposesForm(ValueForm):
    purposes: tuple[ConsentPurpose, ...] = ()

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        options = tuple((one.value, code_word(one, language())) for one in ConsentPurpose)
        return [Part("purposes", said_of(entry), "boxes", options, required=False)]

    @classmethod
    def shown(cls, value: shapes.PurposesValue) -> Raw:
        return {"purposes": [one.value for one in value.purposes]}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"purposes": [one.value for one in self.purposes]}


FORMS: dict[type[Stated], type[ValueForm]] = {
    shapes.TermValue: TermForm,
    shapes.CadenceValue: CadenceForm,
    shapes.DayCountValue: DayCountForm,
    shapes.NumberValue: NumberForm,
    shapes.OptionalNumberValue: OptionalNumberForm,
    shapes.FlagValue: FlagForm,
    shapes.TextValue: TextForm,
    shapes.ListValue: ListForm,
    shapes.DatesValue: DatesForm,
    shapes.HoursValue: HoursForm,
    shapes.RolesValue: RolesForm,
    shapes.ClosureValue: ClosureForm,
    shapes.KindsValue: KindsForm,
    shapes.PurposesValue: PurposesForm,
    shapes.LadderValue: LadderForm,
    ConsentTextValue: ConsentTextForm,
    ChaseValue: ChaseForm,
    GroupsValue: GroupsForm,
    PrioritiesValue: PrioritiesForm,
    SignalsValue: SignalsForm,
}
"""Other kinds have pages of their own or are edited in the full text."""


def _limit(entry: Entry) -> str:
    limits = entry.bound.most or entry.bound.least or {} if entry.bound else {}
    words = ", ".join(f"{n}{said(UNIT_WORDS[unit], language())}" for unit, n in limits.items())
    most = entry.bound is not None and entry.bound.most is not None
    return gettext(N_("법정 최대 %(limit)s") if most else N_("법정 최소 %(limit)s"), limit=words)


def _term_shown(value: shapes.TermSpec) -> Raw:
    return {
        "n": str(value.n),
        "unit": value.unit.value,
        "first_day": value.first_day.value,
        "rollover": value.rollover.value,
        "by_day_count": ["true"] if value.day_count else [],
    }


def _day(line: str) -> date | str:
    """What is no day stays as typed; the check names it."""
    try:
        return date.fromisoformat(line)
    except ValueError:
        return line


def _yes_no() -> tuple[tuple[str, str], ...]:
    return tuple((code, gettext(word)) for code, word in YES_NO)
