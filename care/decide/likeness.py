"""Names, telephones and addresses brought to one spelling, as far as that is certain.

Full width becomes half width and composed letters one (NFKC). Of an address the province, city and
ward are left out, since nothing here looks beyond one district, and so are names of buildings.
"""

import re
import unicodedata

from care.model.value import Value

SHORTEST_PHONE, LONGEST_PHONE = 9, 12
COUNTRY = "82"
_REMARK = re.compile(r"[(\[{<〔][^)\]}>〕]*[)\]}>〕]")
_NOT_NAME = re.compile(r"[\s.·,'’\-]+")
_POLITE = re.compile(r"\s+(님|씨|어르신|할머니|할아버지)\s*$")
NOBODY = frozenset(
    {"모름", "이름모름", "미상", "성명미상", "불상", "성명불상", "불명", "무명", "익명", "없음"}
)
FIRST_SIGNS = str.maketrans("류림라로량려렴룡리륙란련력례", "유임나노양여염용이육난연역예")
"""두음법칙: of the first sign of a name, some families write the older sound."""
INNER_SIGNS = str.maketrans("렬률", "열율")

REGION = re.compile(
    r"^(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
    r"|충청[북남]도|전라[북남]도|경상[북남]도|대한민국)"
    r"(?:특별자치시|특별자치도|특별시|광역시|도|시)?$"
)
WARD = re.compile(r"^[가-힣]{1,6}(?:시|군|구)$")
VILLAGE = re.compile(r"^[가-힣\d]{1,8}(?:읍|면|동|리|가)$")
ROAD = re.compile(
    r"^(?P<road>.*?(?:로|길))\s*(?P<under>지하)?\s*(?P<number>(?>\d+(?:-\d+)?))(?!\s*번?길|가(?!동))"
    r"(?P<rest>.*)$"
)
LOT = re.compile(
    r"^(?P<road>.*?[가-힣\d](?:동|리|가|읍|면))\s*(?P<under>산)?\s*(?P<number>(?>\d+(?:-\d+)?))"
    r"(?!\s*[동호층가로길번](?!지))(?P<rest>.*)$"
)
BLOCK = re.compile(r"제?(\d+|[가-하A-Z])동")
FLOOR = re.compile(r"(지하|B)?제?(\d+)[층F]")
DOOR = re.compile(r"제?([A-Z]?\d+(?:-\d+)?)호")
PAIRED = re.compile(r"(?<!\d)(\d{1,4})-(\d{2,4})$")


class Address(Value):
    """``building`` tells one house of the district, ``unit`` the flat in it, if told."""

    building: str
    unit: str = ""

    @property
    def whole(self) -> str:
        return f"{self.building}#{self.unit}"


def plain_name(name: str) -> str:
    """윤 해온(본인) → 윤해온. Empty when there is none."""
    told = _POLITE.sub("", _REMARK.sub(" ", unicodedata.normalize("NFKC", name)))
    plain = _NOT_NAME.sub("", told).casefold()
    return "" if plain in NOBODY else plain


def folded_name(name: str) -> str:
    """One spelling for those that sound alike by rule: 류해온 → 유해온, 이정렬 → 이정열."""
    plain = plain_name(name)
    return plain[:1].translate(FIRST_SIGNS) + plain[1:].translate(INNER_SIGNS)


def plain_phone(phone: str) -> str:
    """Digits alone, the country left out; empty when they are too few to mean one telephone."""
    told = unicodedata.normalize("NFKC", phone)
    digits = "".join(sign for sign in told if sign in "0123456789")
    if digits.startswith(COUNTRY) and len(digits) >= SHORTEST_PHONE + 1:
        digits = "0" + digits.removeprefix(COUNTRY).removeprefix("0")
    made_up = len(set(digits[3:])) <= 1
    return digits if SHORTEST_PHONE <= len(digits) <= LONGEST_PHONE and not made_up else ""


def read_address(address: str) -> Address | None:
    """None where no number tells a place; a text of neither scheme is taken whole."""
    told = _REMARK.sub(" ", unicodedata.normalize("NFKC", address)).upper()
    told = re.sub(r"[‐-―−~]", "-", told)
    head, _, tail = " ".join(_without_region(told.replace(",", " , ").split())).partition(" ,")
    if not re.search(r"\d", head + tail):
        return None
    found = _scheme(head)
    if found is None:
        return Address(building=_tight(head + tail))
    building = f"{_street(found['road'])}{found['under'] or ''}{found['number']}"
    return Address(building=building, unit=_unit(f"{found['rest']} {tail}"))


def _scheme(head: str) -> re.Match[str] | None:
    """By road (도로명) or by lot (지번), whichever stands first: the rest names a building."""
    found = [match for one in (ROAD, LOT) if (match := one.match(head))]
    return min(found, key=lambda match: match.start("number"), default=None)


def _without_region(words: list[str]) -> list[str]:
    """As long as something is left of it."""
    while len(words) > 1 and REGION.match(words[0]):
        words = words[1:]
    while len(words) > 2 and WARD.match(words[0]):
        words = words[1:]
    return words


def _street(road: str) -> str:
    """A road's name is told once in a district, so that the village before it says nothing more."""
    words = road.split()
    while len(words) > 1 and road.endswith(("로", "길")) and VILLAGE.match(words[0]):
        words = words[1:]
    return "".join(words)


def _tight(text: str) -> str:
    return "".join(text.split())


def _unit(rest: str) -> str:
    """101동 1203호 and 101-1203 are one flat; the building's name says nothing more."""
    told = _tight(rest.replace(",", " "))
    block, door, floor = BLOCK.search(told), DOOR.search(told), FLOOR.search(told)
    if not (block or door or floor):
        paired = PAIRED.search(told)
        return f"{paired[1]}동{paired[2]}호" if paired else ""
    under = "지하" if floor and floor[1] else ""
    level = f"{under}{floor[2]}층" if floor and not door else ""
    return f"{f'{block[1]}동' if block else ''}{level}{f'{door[1]}호' if door else ''}"
