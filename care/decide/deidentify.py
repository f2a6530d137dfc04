"""Proposes a text nobody can be known by, and says what still tells (domain NW-03, NW-04).

A proposal is read by people: the machine finds what it knows and what has the shape, no more.
"""

from collections.abc import Collection, Iterable

from care.decide.personal_text import NEUTRAL, PARTICLES, Known, find, normal
from care.model.learned import Finding

FIRST, LAST, FINALS = 0xAC00, 0xD7A3, 28


def proposed(text: str, known: Known, kept: Collection[str] = frozenset()) -> str:
    """The text with every finding replaced but what was ``kept``; without findings it stays.

    Where a proposed word is itself something known, a neutral sign stands instead.
    """
    once = _replaced(normal(text), telling(text, known, kept), neutral=False)
    return _replaced(once, telling(once, known, kept), neutral=True)


def telling(text: str, known: Known, kept: Collection[str] = frozenset()) -> tuple[Finding, ...]:
    """What still tells; of what is not for sure, without what two people ``kept``."""
    return tuple(one for one in find(text, known) if one.certain or one.text not in kept)


def certain(text: str, known: Known) -> tuple[Finding, ...]:
    """What is never kept: it is somebody's for sure."""
    return tuple(one for one in find(text, known) if one.certain)


def still_said(kept: Iterable[str], text: str) -> tuple[str, ...]:
    """Of what was kept, what the new wording still says."""
    plain = normal(text)
    return tuple(sorted({one for one in kept if one in plain}))


def _replaced(plain: str, found: Iterable[Finding], *, neutral: bool) -> str:
    parts, at = list[str](), 0
    for one in found:
        said = NEUTRAL if neutral else one.proposal
        particle, end = ("", one.end) if neutral else _particle(plain, one.end, said)
        parts += [plain[at : one.start], said, particle]
        at = end
    return "".join([*parts, plain[at:]])


def _particle(plain: str, at: int, before: str) -> tuple[str, int]:
    """What follows the word as it is said after the new one: ``채라온은`` → ``당사자는``."""
    letter = plain[at : at + 1]
    pair = next((one for one in PARTICLES.items() if letter in one), None)
    follows = plain[at + 1 : at + 2]
    if not letter or pair is None or (follows and "가" <= follows <= "힣"):
        return "", at
    last = ord(before[-1])
    final = FIRST <= last <= LAST and (last - FIRST) % FINALS > 0
    return pair[0 if final else 1], at + 1
