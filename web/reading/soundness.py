"""What makes a text unacceptable anywhere: control characters and resident numbers."""

import re
import unicodedata

from stdnum.kr import rrn

NUMBERS = re.compile(r"(?<!\d)(\d{6})[\s\-–—]?(\d{7})(?!\d)")
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs"})
_ALLOWED = frozenset("\n\r\t\u200d")


def text_fault(text: str) -> str | None:
    """The code of what makes a text unacceptable anywhere: control characters, resident numbers."""
    # Nearly every text is printable, which is known a hundred times sooner.
    if not text.isprintable() and any(
        unicodedata.category(one) in _FORBIDDEN and one not in _ALLOWED for one in text
    ):
        return "TEXT_INVALID"
    if has_resident_number(text):
        return "RRN_NOT_ALLOWED_HERE"
    return None


def has_resident_number(text: str) -> bool:
    """주민등록번호, also those issued since October 2020, whose last digits are random."""
    plain = unicodedata.normalize("NFKC", text)
    return any(_looks_resident(first, last) for first, last in NUMBERS.findall(plain))


def masked(text: str) -> str:
    return NUMBERS.sub(f"{'*' * 6}-{'*' * 7}", unicodedata.normalize("NFKC", text))


def _looks_resident(first: str, last: str) -> bool:
    number = first + last
    if rrn.is_valid(number):
        return True
    month, day = int(first[2:4]), int(first[4:6])
    return 1 <= month <= 12 and 1 <= day <= 31 and last[0] in "012345678"
