"""Finds in a text what could tell who it is about: what the store knows, and what has the shape.

Pure and without a clock. Letters are compared as people write them: names with or without spaces,
digits in any width and with any marks between them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from care.model.codes import AgencyKind
from care.model.learned import Finding, KnownPeople, TellingKind

NEUTRAL = "○○"
"""Stands where even the proposal would tell something."""
DOUBLE_FAMILY_NAMES = ("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방")
_S = r"\s{0,3}"
_YEAR = r"(?<!\d)(?:19|20)\d{2}"
_TWO = r"\d{1,2}"
_LOT = r"\d{1,5}"
_COUNTED = "개|년|명|번[^길]|번$|일|월|주|시|분|살|세|차|회|원|만|천|백|억|가구|건|편|달|배|등|%"
_COUNTERS = rf"(?!\d|\s*(?:{_COUNTED}))"
_PHONE = r"(?<![\d-])0\d{1,2}[\s.)\-–]{0,2}\d{3,4}[\s.\-–]{0,2}\d{4}(?!\d)"
_TEN = r"(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)"
_ONE = r"(?:하나|한|두|세|네|다섯|여섯|일곱|여덟|아홉)?"
_PLATE = r"[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호배]"
SHAPES: tuple[tuple[TellingKind, bool, str], ...] = (
    (TellingKind.RESIDENT_NUMBER, True, rf"(?<!\d)\d{{6}}{_S}[-–—]?{_S}\d{{7}}(?!\d)"),
    (TellingKind.RESIDENT_NUMBER, True, rf"(?<!\d)\d{{6}}{_S}[-–—]{_S}\d[*●○xX]{{6}}"),
    (TellingKind.PHONE, True, _PHONE),
    (TellingKind.MAIL, True, r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    (TellingKind.ADDRESS, True, rf"\d{{1,4}}{_S}동{_S}\d{{1,5}}{_S}호"),
    (TellingKind.ADDRESS, False, rf"[가-힣]{{1,12}}(?:로|길){_S}{_LOT}(?:-{_LOT})?{_COUNTERS}"),
    (TellingKind.ADDRESS, False, rf"[가-힣]{{1,12}}(?:동|리|가){_S}{_LOT}-{_LOT}{_COUNTERS}"),
    (TellingKind.NUMBER, True, r"(?<![A-Z])[A-Z]{2,5}-\d{4}-\d{3,6}(?!\d)"),
    (TellingKind.DAY, False, rf"{_YEAR}{_S}[.\-/년]{_S}{_TWO}{_S}[.\-/월]{_S}{_TWO}(?:{_S}일|\.)?"),
    (TellingKind.DAY, False, rf"(?<!\d)\d{{2}}\.{_S}\d{{1,2}}\.{_S}\d{{1,2}}(?:\.|(?!\d))"),
    (TellingKind.DAY, False, rf"(?<!\d)\d{{1,2}}{_S}월{_S}\d{{1,2}}{_S}일(?!간)"),
    (TellingKind.DAY, False, rf"{_YEAR}{_S}년{_S}\d{{1,2}}{_S}월"),
    (TellingKind.DAY, False, rf"(?<!\d)(?:(?:19|20)\d{{2}}|\d{{2}}){_S}년{_S}생"),
    (TellingKind.AGE, False, rf"(?<!\d)(?:만{_S})?\d{{1,3}}{_S}(?:세(?![대기계])|살)"),
    (TellingKind.AGE, False, rf"{_TEN}{_ONE}{_S}살"),
    (TellingKind.NUMBER, False, r"(?<!\d)\d{2,6}-\d{2,6}-\d{2,8}(?!\d)"),
    (TellingKind.NUMBER, False, r"(?<![\d,])\d{6,20}(?!\d|\s*(?:원|명|건))"),
    (TellingKind.NUMBER, False, rf"(?<!\d)\d{{2,3}}{_PLATE}\s?\d{{4}}(?!\d|\s*(?:원|명|년|건))"),
)  # fmt: skip
"""Kind, whether it is so for sure, and its shape in folded letters."""
_COMPILED = tuple((kind, sure, re.compile(shape)) for kind, sure, shape in SHAPES)
_BODY_WORDS = {
    AgencyKind.PUBLIC_AGENCY: "한 공공기관",
    AgencyKind.WELFARE_CENTRE: "한 복지관",
    AgencyKind.MENTAL_HEALTH_CENTRE: "한 정신건강복지센터",
    AgencyKind.CLINIC: "한 병원",
    AgencyKind.SCHOOL: "한 학교",
    AgencyKind.POLICE: "경찰",
    AgencyKind.FOUNDATION: "한 재단",
    AgencyKind.COMPANY: "한 기업",
    AgencyKind.VOLUNTEER: "한 봉사단",
}
_WORDS = {
    TellingKind.NAME: "당사자",
    TellingKind.GIVEN_NAME: "당사자",
    TellingKind.STAFF: "담당자",
    TellingKind.RESIDENT_NUMBER: NEUTRAL,
    TellingKind.PHONE: "연락처",
    TellingKind.MAIL: "연락처",
    TellingKind.ADDRESS: "사는 곳",
    TellingKind.PLACE_NAME: "어느 동네",
    TellingKind.BODY: "한 기관",
    TellingKind.NUMBER: NEUTRAL,
}
_TENS = ("열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
OLDEST = 90
PARTICLES = {"은": "는", "이": "가", "을": "를", "과": "와"}
"""After a syllable with a final consonant, and after one without."""


@dataclass(frozen=True)
class _Needle:
    letters: str
    kind: TellingKind
    certain: bool
    proposal: str
    spaced: bool = True
    """Found also where somebody put spaces between its letters."""
    begins: bool = False
    """Only for sure where a word begins."""


def normal(text: str) -> str:
    """As every finding counts its places: composed letters, lines ended alike."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n")


class Seeker:
    """What is known, made ready once for many texts."""

    def __init__(self, known: KnownPeople) -> None:
        self.needles = tuple(dict.fromkeys(_needles(known)))
        self.phones = tuple(
            "".join(_folded(one) for one in phone if one.isdecimal()) for phone in known.phones
        )


Known = KnownPeople | Seeker


def find(text: str, known: Known) -> tuple[Finding, ...]:
    """In the order of ``normal(text)``; what overlaps is one finding of the graver kind."""
    known = known if isinstance(known, Seeker) else Seeker(known)
    plain = normal(text)
    folded = "".join(_folded(one) for one in plain)
    found = [*_known(plain, folded, known), *_shaped(plain, folded)]
    return tuple(_joined(plain, sorted(found, key=lambda one: (one.start, -one.end))))


def _folded(letter: str) -> str:
    """One letter for one, so that places stay the same."""
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    code = ord(letter)
    return chr(code - 0xFEE0) if 0xFF01 <= code <= 0xFF5E else letter


def _shaped(plain: str, folded: str) -> Iterator[Finding]:
    for kind, certain, shape in _COMPILED:
        for found in shape.finditer(folded):
            said = _instead(kind, found.group())
            yield _finding(plain, found.span(), kind, said, certain)


def _known(plain: str, folded: str, known: Seeker) -> Iterator[Finding]:
    places = [at for at, one in enumerate(folded) if not _skipped(one)]
    tight = "".join(folded[at] for at in places)
    for needle in known.needles:
        where, letters = (tight, places) if needle.spaced else (folded, range(len(folded)))
        for at in _all(where, needle.letters):
            span = letters[at], letters[at + len(needle.letters) - 1] + 1
            sure = needle.certain and not (needle.begins and _within_word(folded, span[0]))
            yield _finding(plain, span, needle.kind, needle.proposal, sure)
    yield from _phones(plain, folded, known.phones)


def _needles(known: KnownPeople) -> Iterator[_Needle]:
    for name in known.names:
        yield from _name(name)
    for address in known.addresses:
        yield from _address(address)
    kind, said = TellingKind.STAFF, _WORDS[TellingKind.STAFF]
    staff = (_tight(name) for name in known.staff)
    yield from (_Needle(one, kind, True, said, begins=len(one) < 3) for one in staff if one[1:])
    for place in filter(None, (_fold_all(one.strip()) for one in known.neighbourhoods)):
        where = TellingKind.PLACE_NAME
        yield _Needle(place, where, False, _WORDS[where], spaced=False)
    for name, body in known.bodies:
        said = _BODY_WORDS.get(body, _WORDS[TellingKind.BODY])
        yield from _whole(name, TellingKind.BODY, False, said)
    for number in known.numbers:
        yield from _whole(number, TellingKind.NUMBER, True, NEUTRAL)


def _whole(name: str, kind: TellingKind, certain: bool, said: str) -> Iterator[_Needle]:
    letters = _tight(name)
    if len(letters) > 1:
        yield _Needle(letters, kind, certain, said)


def _name(name: str) -> Iterator[_Needle]:
    letters, kind = _tight(name), TellingKind.NAME
    if len(letters) > 1:
        yield _Needle(letters, kind, True, _WORDS[kind], begins=len(letters) < 3)
    double = len(letters) > 3 and letters.startswith(DOUBLE_FAMILY_NAMES)
    given = letters[2:] if double else letters[1:]
    if len(given) > 1:
        yield _Needle(given, TellingKind.GIVEN_NAME, False, _WORDS[kind], spaced=False)


def _address(address: str) -> Iterator[_Needle]:
    """The whole, its end (which says where it is without the town), and the place names in it."""
    said, kind = _WORDS[TellingKind.ADDRESS], TellingKind.ADDRESS
    parts = address.split()
    for one in {"".join(parts), "".join(parts[-2:])}:
        if len(one) > 3:
            yield _Needle(_tight(one), kind, True, said)
    where = _WORDS[TellingKind.PLACE_NAME]
    for part in parts:
        name = re.sub(r"[\d\-,()]+", "", part)
        if len(name) > 2 and name.endswith(("읍", "면", "동", "리", "로", "길", "가")):
            for one in (name, name[:-1]):
                yield _Needle(_fold_all(one), TellingKind.PLACE_NAME, False, where, spaced=False)


def _phones(plain: str, folded: str, phones: Sequence[str]) -> Iterator[Finding]:
    """The same digits in the same order, whatever stands between them but letters."""
    said = _WORDS[TellingKind.PHONE]
    for run in re.finditer(r"\d[\d\W_]*", folded):
        digits = [at for at in range(*run.span()) if folded[at].isdecimal()]
        row = "".join(folded[at] for at in digits)
        for phone in phones:
            for at in _all(row, phone) if len(phone) > 6 else ():
                span = digits[at], digits[at + len(phone) - 1] + 1
                yield _finding(plain, span, TellingKind.PHONE, said, certain=True)


def _finding(
    plain: str, span: tuple[int, int], kind: TellingKind, said: str, certain: bool
) -> Finding:
    start, end = span
    return Finding(
        start=start, end=end, kind=kind, text=plain[start:end], proposal=said, certain=certain
    )


def _joined(plain: str, found: list[Finding]) -> Iterator[Finding]:
    """Of two that overlap the surer, then the longer, says what it is; both are covered."""
    last: Finding | None = None
    for one in found:
        if last is None or one.start >= last.end:
            if last is not None:
                yield last
            last = one
            continue
        graver = max(last, one, key=lambda each: (each.certain, each.end - each.start))
        span = last.start, max(last.end, one.end)
        last = _finding(plain, span, graver.kind, graver.proposal, graver.certain)
    if last is not None:
        yield last


def _instead(kind: TellingKind, said: str) -> str:
    if kind is TellingKind.AGE:
        return _decade(said)
    if kind is TellingKind.DAY:
        return _season(said)
    return _WORDS[kind]


def _decade(said: str) -> str:
    digits = re.sub(r"\D", "", said)
    tens = (
        int(digits) // 10
        if digits
        else 1 + next(at for at, word in enumerate(_TENS) if said.startswith(word))
    )
    if tens * 10 >= OLDEST:
        return "고령"
    return f"{tens}0대" if tens else "어린 나이"


def _season(said: str) -> str:
    if said.rstrip().endswith("생"):
        return "어느 해에 태어난"
    numbers = re.findall(r"\d+", said)
    has_year = len(numbers) > 2 or (len(numbers) == 2 and len(numbers[0]) == 4)
    month = int(numbers[1 if has_year else 0])
    season = {0: "겨울", 1: "봄", 2: "여름", 3: "가을"}[month % 12 // 3]
    return f"어느 {season}날" if len(numbers) - has_year > 1 else f"어느 {season}"


def _tight(text: str) -> str:
    return "".join(one for one in _fold_all(text) if not _skipped(one))


def _fold_all(text: str) -> str:
    return "".join(_folded(one) for one in normal(text))


def _skipped(letter: str) -> bool:
    """Spaces and what nobody sees."""
    return letter.isspace() or unicodedata.category(letter) == "Cf"


def _within_word(folded: str, at: int) -> bool:
    return at > 0 and "가" <= folded[at - 1] <= "힣"


def _all(text: str, wanted: str) -> Iterator[int]:
    """Every place, also those that overlap."""
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)
