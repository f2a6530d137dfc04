"""The service loop as plain forms: whom it chases when, what may go to whom, who is first."""

from itertools import count
from typing import Annotated, Any

from pydantic import Field as Bound
from pydantic import create_model

from care.model.service_codes import ChaseAct, DataGroup, PlacePriority
from care.model.term import FirstDay, Rollover, Unit
from i18n.loader import gettext
from policies.catalogue import Entry
from policies.linking_kinds import ChaseValue, GroupsValue, PrioritiesValue
from policies.linking_wording import ACTS, GROUPS, PRIORITIES
from web.policies.value_form import Part, Raw, ValueForm, pairs, said_of, units

STEPS = range(1, 9)
CODES = {ChaseAct.TELL_OWNER: "tell_owner", ChaseAct.NEXT_BODY: "next_body"}
"""What a step is called that no file has named yet; reminders are counted."""


def _chase_fields() -> dict[str, Any]:
    """A step that does nothing is no step."""
    found: dict[str, Any] = {}
    for n in STEPS:
        found[f"act_{n}"] = (ChaseAct | None, None)
        found[f"after_{n}"] = (Annotated[int, Bound(ge=1, le=3650)] | None, None)
        found[f"unit_{n}"] = (Unit | None, None)
    return found


class _Chase(ValueForm):
    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        hint = gettext("비워 두면 이 단계가 없습니다.")
        found = []
        for n in STEPS:
            step = gettext("%(n)s번째 단계에 할 일", n=n)
            after = gettext("의뢰부터 %(n)s번째 단계까지", n=n)
            unit = gettext("%(n)s번째 단계까지의 단위", n=n)
            found += [
                Part(f"act_{n}", step, "select", pairs(ACTS), n == 1, "" if n == 1 else hint),
                Part(f"after_{n}", after, "number", required=n == 1),
                Part(f"unit_{n}", unit, "select", units(), n == 1),
            ]
        return found

    @classmethod
    def shown(cls, value: ChaseValue) -> Raw:
        found: Raw = {}
        for n, step in zip(STEPS, value.steps, strict=False):
            found[f"act_{n}"] = step.act.value
            found |= {f"after_{n}": str(step.after.n), f"unit_{n}": step.after.unit.value}
        return found

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        """Steps keep their names, act by act: a name is what a running case has done already."""
        named = {act: [one for one in before["steps"] if one["act"] == act] for act in ChaseAct}
        taken = {one["code"] for one in before["steps"]}
        steps = []
        for act, length, unit in self._told():
            old = named[act].pop(0) if named[act] else {}
            code = old.get("code") or _new_code(act, taken)
            taken.add(code)
            after = _counted(old.get("after"), length, unit)
            steps.append({"code": code, "act": act.value, "after": after})
        return {"steps": steps}

    def _told(self) -> list[tuple[ChaseAct, int | None, Unit]]:
        return [
            (act, getattr(self, f"after_{n}"), getattr(self, f"unit_{n}") or Unit.BUSINESS_DAYS)
            for n in STEPS
            if (act := getattr(self, f"act_{n}")) is not None
        ]


ChaseForm: type[ValueForm] = create_model("ChaseForm", __base__=_Chase, **_chase_fields())


class GroupsForm(ValueForm):
    groups: tuple[DataGroup, ...] = ()

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        hint = gettext("동의가 있어도 고른 것까지만 줍니다. 하나는 골라야 합니다.")
        return [Part("groups", said_of(entry), "boxes", pairs(GROUPS), hint=hint)]

    @classmethod
    def shown(cls, value: GroupsValue) -> Raw:
        return {"groups": [one.value for one in value.groups]}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        return {"groups": [one.value for one in DataGroup if one in self.groups]}


class PrioritiesForm(ValueForm):
    """Who asked first is always the last word, so nobody is asked for it."""

    first: PlacePriority | None = None
    second: PlacePriority | None = None
    third: PlacePriority | None = None

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        words = {one: pair for one, pair in PRIORITIES.items() if one is not PlacePriority.WAITED}
        options = pairs(words)
        last = gettext("그다음은 언제나 먼저 신청한 차례입니다.")
        return [
            Part("first", gettext("첫째"), "select", options, required=False),
            Part("second", gettext("둘째"), "select", options, required=False),
            Part("third", gettext("셋째"), "select", options, required=False, hint=last),
        ]

    @classmethod
    def shown(cls, value: PrioritiesValue) -> Raw:
        said = [one.value for one in value.priorities if one is not PlacePriority.WAITED]
        return dict(zip(("first", "second", "third"), said, strict=False))

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        told = [one for one in (self.first, self.second, self.third) if one]
        return {"priorities": [one.value for one in (*told, PlacePriority.WAITED)]}


def _new_code(act: ChaseAct, taken: set[str]) -> str:
    if act in CODES:
        return CODES[act]
    return next(code for n in count(1) if (code := f"remind_{n}") not in taken)


def _counted(before: dict[str, Any] | None, length: int | None, unit: Unit) -> dict[str, Any]:
    """Hours run on whatever day it is; days end on a working day, unless the file says else."""
    rollover = Rollover.NONE if unit is Unit.HOURS else Rollover.NEXT
    usual = {"firstDay": FirstDay.EXCLUDED.value, "rollover": rollover.value}
    kept = before if before and before["unit"] == unit.value else usual
    return {**kept, "n": length, "unit": unit.value}
