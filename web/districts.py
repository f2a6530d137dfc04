"""What a page needs of a district's policy: its name, its offices' names, its calendar."""

from functools import lru_cache

from care.decide.routing import moved_to
from care.model.ids import OfficeCode
from care.model.policy import Calendar
from i18n.loader import language
from i18n.wording import words
from policies.kinds import FlagValue, LevelsValue, NumberValue, OptionalNumberValue, TextValue
from policies.resolve import ResolvedPolicy, districts, resolve

_NATIONAL = Calendar()


def policy_of(district: str) -> ResolvedPolicy | None:
    """The district's policy in force now."""
    try:
        return resolve(district)
    except KeyError:
        return None


def district_name(district: str) -> str:
    policy = policy_of(district)
    return policy.case_policy.district_name if policy else district


def office_name(district: str, office: str) -> str:
    policy = policy_of(district)
    if policy is None or not office:
        return office
    # An office that is no more goes by the name of the one that looks after its cases.
    return policy.office_name(moved_to(policy.case_policy.rules, OfficeCode(office)))


def level_name(district: str, level: str) -> str:
    """The word of a level; those of a district's own stand in its policy."""
    known = words(level)
    policy = policy_of(district) if known == level else None
    value = policy.value("levels").value if policy else None
    if not isinstance(value, LevelsValue):
        return known
    own = next((one for one in value.levels if one.code == level), None)
    return known if own is None else (own.en if language() == "en" else own.ko)


def level_word(code: str) -> str:
    """The words of a level some district has of its own; empty for any other code."""
    in_force = frozenset((each, resolve(each).case_policy.content_hash) for each in districts())
    found = _own_levels(in_force).get(code)
    return "" if found is None else found[language() == "en"]


@lru_cache(maxsize=2)
def _own_levels(in_force: frozenset[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Of policies in force, by district and hash."""
    found: dict[str, tuple[str, str]] = {}
    for district, _ in sorted(in_force):
        value = resolve(district).value("levels").value
        if isinstance(value, LevelsValue):
            found |= {one.code: (one.ko, one.en) for one in value.levels}
    return found


def signal_words(district: str) -> dict[str, str]:
    """Kinds of risk signals by their code; none for a policy of an earlier release."""
    policy = policy_of(district)
    rules = policy.discovery if policy else None
    english = language() == "en"
    return {one.code: one.en if english else one.ko for one in rules.kinds} if rules else {}


def offices_from(district: str, office: OfficeCode) -> frozenset[OfficeCode]:
    """Whose households land in the queue of somebody who works at ``office`` (domain GP-05).

    Who worked at an office that is no more works at its successor.
    """
    policy = policy_of(district)
    if policy is None:
        return frozenset({office})
    here = moved_to(policy.case_policy.rules, office)
    return frozenset({office}) | policy.case_policy.looked_after_from(here)


def calendar_of(district: str) -> Calendar:
    policy = policy_of(district)
    return policy.case_policy.calendar if policy else _NATIONAL


def homes_of(district: str) -> int:
    """Care-safe homes the district counts with; none in most."""
    policy = policy_of(district)
    stated = policy.value("housing.capacity").value if policy else None
    return (stated.value or 0) if isinstance(stated, OptionalNumberValue) else 0


def either_side(district: str) -> bool:
    """Whether cases are managed by public and private people alike, as in a joint centre."""
    policy = policy_of(district)
    stated = policy.value("caseManagers").value if policy else None
    return isinstance(stated, TextValue) and stated.value == "PUBLIC_OR_PRIVATE"


def rooms_of(district: str) -> int:
    """1 where the district's policy uses a situation room; none in most."""
    policy = policy_of(district)
    stated = policy.value("situationRoom.enabled").value if policy else None
    return int(isinstance(stated, FlagValue) and stated.value)


def surveys_of(district: str) -> int:
    """1 where the district's policy has survey campaigns; none in most."""
    policy = policy_of(district)
    stated = policy.value("campaign.discovery").value if policy else None
    return int(isinstance(stated, FlagValue) and stated.value)


def casebook_mode(district: str) -> str:
    """``OFF``, ``LESSON_NOTES``, ``YEARLY`` or ``STORYBOOK`` (domain §6.4)."""
    policy = policy_of(district)
    mode = policy.value("casebook.mode").value if policy else None
    return mode.value if isinstance(mode, TextValue) else "OFF"


def books_of(district: str) -> int:
    """1 where the district prints books of stories; none in most."""
    return int(casebook_mode(district) in ("YEARLY", "STORYBOOK"))


def lessons_of(district: str) -> int:
    """1 where what was learned is written down: everywhere but where the casebook is off."""
    return int(casebook_mode(district) != "OFF")


def log_of(district: str) -> int:
    """1 where the district's policy keeps a log of what it does outside; none in most."""
    policy = policy_of(district)
    stated = policy.value("campaign.log").value if policy else None
    return int(isinstance(stated, FlagValue) and stated.value)


def stories_of(district: str) -> int:
    """Stories a yearly casebook is to have at least; none where no number is set."""
    policy = policy_of(district)
    count = policy.value("casebook.stories").value if policy else None
    yearly = casebook_mode(district) == "YEARLY"
    return count.value if yearly and isinstance(count, NumberValue) else 0
