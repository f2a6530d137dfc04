"""Risk signals as a plain form: one kind a line, so that a whole list can be pasted in."""

import re
from typing import Annotated, Any

from pydantic import StringConstraints

from care.model.discovery import SignalSource
from i18n.loader import gettext
from policies.catalogue import Entry
from policies.discovery_kinds import SignalsValue
from web.policies.value_form import Part, Raw, ValueForm, said_of

FIELDS = ("code", "ko", "en", "list", "weight")
NUMBER = re.compile(r"[0-9]{1,3}")
Lines = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]


class SignalsForm(ValueForm):
    signals: Lines = ""

    @classmethod
    def parts(cls, entry: Entry) -> list[Part]:
        hint = gettext(
            "한 줄에 하나: 코드; 이름; 영문 이름; 자료(%(lists)s); 점수",
            lists=", ".join(SignalSource),
        )
        return [Part("signals", said_of(entry), "lines", hint=hint)]

    @classmethod
    def shown(cls, value: SignalsValue) -> Raw:
        lines = [f"{s.code}; {s.ko}; {s.en}; {s.list.value}; {s.weight}" for s in value.signals]
        return {"signals": "\n".join(lines)}

    def said(self, before: dict[str, Any], entry: Entry) -> dict[str, Any]:
        lines = [line for line in self.signals.splitlines() if line.strip()]
        return {"signals": [_kind(line) for line in lines]}


def _kind(line: str) -> dict[str, Any]:
    """What is no number stays as typed; the check names it."""
    told = dict(zip(FIELDS, (part.strip() for part in line.split(";")), strict=False))
    weight = told.get("weight", "")
    return {**told, "weight": int(weight)} if NUMBER.fullmatch(weight) else dict(told)
