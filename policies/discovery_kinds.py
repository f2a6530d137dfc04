"""The shape of what a policy says of risk signals: their kinds, words and weights."""

from pydantic import Field, StrictInt, StrictStr, model_validator

from care.model.discovery import SignalSource
from policies.kinds import NamedCode, Shape, Stated

MOST_KINDS = 120


class SignalSpec(Shape):
    code: StrictStr = Field(pattern=NamedCode)
    ko: StrictStr = Field(min_length=1, max_length=80)
    en: StrictStr = Field(min_length=1, max_length=80)
    list: SignalSource
    weight: StrictInt = Field(ge=0, le=100)


class SignalsValue(Stated):
    """Every kind a list may name; a row with another word is refused with its name."""

    signals: tuple[SignalSpec, ...] = Field(min_length=1, max_length=MOST_KINDS)

    @model_validator(mode="after")
    def _codes_differ(self) -> "SignalsValue":
        codes = [one.code for one in self.signals]
        if len(set(codes)) != len(codes):
            raise ValueError("signal_twice")
        return self
