"""The ladder as a plain form: up to eight rungs, who is told at each, and when (domain §6.2)."""

from typing import Annotated, Any

from pydantic import Field as Bound
from pydantic import StringConstraints, create_model

from care.model.codes import Role
from care.model.term import Unit
from i18n.loader import gettext, language
from policies.catalogue import Entry
from policies.kinds import LadderValue
from policies.vocabulary import ROLES, STEPS, said
from web.policies.value_form import Part, Raw, ValueForm, units

RUNGS = range(1, 9)
TOLD = (Role.LOCAL_OFFICE, Role.CASE_MANAGER, Role.TEAM_LEAD, Role.COORDINATOR, Role.SECTION_HEAD)
_CODE = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
_COUNTED = {"firstDay": "EXCLUDED", "rollover": "NEXT"}


def _fields() -> dict[str, Any]:
    """A rung without a name is no rung."""
    found: dict[str, Any] = {}
    for n in RUNGS:
        found[f"code_{n}"] = (_CODE, "")
        found[f"to_{n}"] = (Role | None, None)
        found[f"before_{n}"] = (Annotated[int, Bound(ge=1, le=99)] | None, None)
        found[f"after_{n}"] = (Annotated[int, Bound(ge=1, le=3650)] | None, None)
        found[f"unit_{n}"] = (Unit | None, None)
    return found


class _Ladder(ValueForm):
    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        codes = tuple((code, said(pair, language())) for code, pair in STEPS.items())
        told = tuple((role.value, said(ROLES[role], language())) for role in TOLD)
        found = []
        for n in RUNGS:
            found += [
                Part(f"code_{n}", gettext("%(n)s번째 단계", n=n), "select", codes, n == 1),
                Part(f"to_{n}", gettext("%(n)s번째에 알릴 사람", n=n), "select", told, n == 1),
                Part(f"before_{n}", gettext("기한 전(남은 %)"), "number", required=False),
                Part(f"after_{n}", gettext("기한 뒤"), "number", required=False),
                Part(f"unit_{n}", gettext("기한 뒤의 단위"), "select", units(), False),
            ]
        return found

    @classmethod
    def shown(cls, value: LadderValue) -> Raw:
        found: Raw = {}
        for n, step in zip(RUNGS, value.steps, strict=False):
            found |= {f"code_{n}": step.code, f"to_{n}": step.to.value}
            if step.before_percent:
                found[f"before_{n}"] = str(step.before_percent)
            if step.after:
                found |= {f"after_{n}": str(step.after.n), f"unit_{n}": step.after.unit.value}
        return found

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        rungs = [self._rung(n) for n in RUNGS if getattr(self, f"code_{n}")]
        return {"steps": rungs}

    def _rung(self, n: int) -> dict[str, Any]:
        to: Role | None = getattr(self, f"to_{n}")
        made: dict[str, Any] = {"code": getattr(self, f"code_{n}"), "to": to.value if to else None}
        if (percent := getattr(self, f"before_{n}")) is not None:
            made["beforePercent"] = percent
        if (length := getattr(self, f"after_{n}")) is not None:
            unit: Unit = getattr(self, f"unit_{n}") or Unit.BUSINESS_DAYS
            made["after"] = {"n": length, "unit": unit.value, **_COUNTED}
        return made


LadderForm: type[ValueForm] = create_model("LadderForm", __base__=_Ladder, **_fields())
