"""Risk signals of a policy in words: each kind with its points, the heaviest first."""

from policies.discovery_kinds import SignalsValue
from policies.linking_wording import Words


def signals(words: Words, value: SignalsValue, entry: object) -> str:
    unit = "" if words.locale == "en" else "점"
    heaviest = sorted(value.signals, key=lambda one: (-one.weight, one.code))
    return words.listed(
        [f"{one.en if words.locale == 'en' else one.ko} {one.weight}{unit}" for one in heaviest]
    )
