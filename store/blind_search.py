"""Search over sealed names and phones: what is typed becomes keyed hashes, never plain text.

Names are found whole, by any two neighbouring characters, and by initial consonants (초성); phones
by their last four digits or whole; birth dates whole.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date

from store.sealing import blind_index

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST, LAST, PER_INITIAL = 0xAC00, 0xD7A3, 588
SHORTEST = 2
TAIL = 4
WHOLE_PHONE = 8

Word = tuple[str, str]


def member_tokens(key: bytes, name: str, phone: str | None, born: date | None) -> set[bytes]:
    """Everything a member can be found by."""
    words = {*_name_words(name), *_phone_words(phone or "")}
    if born is not None:
        words.add(("birth", born.isoformat()))
    return {blind_index(key, kind, value) for kind, value in words}


def query_tokens(key: bytes, typed: str) -> frozenset[bytes]:
    """All must be among a member's tokens. Empty: too little was typed to search for a person."""
    words = {word for term in typed.split() for word in _query_words(term)}
    return frozenset(blind_index(key, kind, value) for kind, value in words)


def name_token(key: bytes, name: str) -> bytes:
    return blind_index(key, "name", _plain(name))


def birth_token(key: bytes, born: date) -> bytes:
    return blind_index(key, "birth", born.isoformat())


def identity_token(key: bytes, name: str, born: date) -> bytes:
    """Of one person by name and birth date together, to be compared with another's."""
    return blind_index(key, "identity", f"{_plain(name)}\x1f{born.isoformat()}")


def contact_token(key: bytes, phone: str) -> bytes | None:
    """None when too few digits are known to mean one telephone."""
    digits = _digits(phone)
    return blind_index(key, "contact", digits) if len(digits) >= WHOLE_PHONE else None


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(folded.split())


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def _name_words(name: str) -> Iterator[Word]:
    plain = _plain(name)
    initials = "".join(_initial(sign) for sign in plain)
    yield "name", plain
    yield from (("gram", pair) for pair in _pairs(plain))
    yield from (("initial", pair) for pair in _pairs(initials))


def _phone_words(phone: str) -> Iterator[Word]:
    digits = _digits(phone)
    if len(digits) >= TAIL:
        yield "tail", digits[-TAIL:]
        yield "phone", digits


def _query_words(term: str) -> Iterator[Word]:
    digits = _digits(term)
    if digits and len(digits) == len(term.replace("-", "")):
        if len(digits) == TAIL:
            yield "tail", digits
        elif len(digits) >= WHOLE_PHONE:
            yield from _long_number(term, digits)
        return
    plain = _plain(term)
    kind = "initial" if all(sign in INITIALS for sign in plain) else "gram"
    yield from ((kind, pair) for pair in _pairs(plain))


def _long_number(term: str, digits: str) -> Iterator[Word]:
    try:
        yield "birth", date.fromisoformat(term).isoformat()
    except ValueError:
        yield "phone", digits


def _pairs(text: str) -> Iterator[str]:
    return (text[at : at + SHORTEST] for at in range(len(text) - SHORTEST + 1))


def _initial(sign: str) -> str:
    if FIRST <= ord(sign) <= LAST:
        return INITIALS[(ord(sign) - FIRST) // PER_INITIAL]
    return sign
