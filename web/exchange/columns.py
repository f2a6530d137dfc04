"""The columns of a directory sheet: their Korean heading, and how a cell is read and written.

Reading never guesses: a cell that could mean two things is refused with the two named (B09).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from care.model.codes import NeedArea, ServiceType, SubDomain
from care.model.directory import ServiceStatus
from care.model.service_codes import Capacity
from i18n.marks import N_
from i18n.wording.tables import TABLES
from store.directory_facts import OLDEST, searched
from web.reading.cells import Fault, day_of, phone_of, sound_text, word_of, yes
from web.reading.workbooks import Cell

LINE, MEMO = 200, 4000
BETWEEN = re.compile(r"[,;/\n、，；·]+")
PLAIN_NUMBER = re.compile(r"\d{1,12}")
FREE = frozenset({"무료", "없음", "free"})
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

STATUS_WORDS: dict[ServiceStatus, str] = {
    ServiceStatus.ACTIVE: N_("운영"),
    ServiceStatus.INACTIVE: N_("쉬는 중"),
    ServiceStatus.DEFUNCT: N_("없어짐"),
    ServiceStatus.TEMPORARILY_CLOSED: N_("잠시 멈춤"),
}
OTHER_NAMES: dict[str, ServiceType] = {
    "왕진": ServiceType.HOME_VISIT_DOCTOR,
    "밑반찬": ServiceType.MEALS,
    "도시락": ServiceType.MEALS,
    "집 고치기": ServiceType.HOUSE_REPAIR,
    "청소": ServiceType.CLEAN_UP,
    "후원": ServiceType.SPONSORSHIP,
    "돌봄": ServiceType.DAILY_CARE,
    "법률": ServiceType.LEGAL,
}
"""What people also call a service."""


@dataclass(frozen=True)
class Setting:
    """What reading needs to know of the district and the day."""

    today: date
    offices: Mapping[str, str]
    """Code of each local office to its name."""


@dataclass(frozen=True)
class Column:
    key: str
    """Of ``EntryFields``; ``service_id`` beside it."""
    heading: str
    read: Callable[[Cell, Setting], Any]
    write: Callable[[Any, Setting], object]
    hint: str = ""
    width: int = 14


def _text(most: int) -> Callable[[Cell, Setting], str]:
    return lambda cell, setting: sound_text(cell, most)


def _number(most: int) -> Callable[[Cell, Setting], int | None]:
    def read(cell: Cell, setting: Setting) -> int | None:
        plain = unicodedata.normalize("NFKC", cell.text).replace(",", "").replace(" ", "")
        plain = plain.removesuffix("원").removesuffix("세").removesuffix("일")
        if not plain:
            return None
        if not PLAIN_NUMBER.fullmatch(plain) or int(plain) > most:
            raise Fault("NUMBER_INVALID", said=cell.text)
        return int(plain)

    return read


def _won(cell: Cell, setting: Setting) -> int | None:
    return 0 if cell.text.casefold() in FREE else _number(10**12)(cell, setting)


def _day(cell: Cell, setting: Setting) -> date | None:
    return day_of(cell, setting.today)


def _yes(cell: Cell, setting: Setting) -> bool:
    return yes(cell)


def _mail(cell: Cell, setting: Setting) -> str:
    text = _text(254)(cell, setting)
    if text and not MAIL.fullmatch(text):
        raise Fault("MAIL_INVALID", said=text)
    return text


def _link(cell: Cell, setting: Setting) -> str:
    text = _text(500)(cell, setting)
    if not text or text.lower().startswith(("http://", "https://")):
        return text
    if "://" in text or ":" in text or "." not in text or " " in text:
        raise Fault("ADDRESS_INVALID", said=text)
    return f"http://{text}"


def _phone(cell: Cell, setting: Setting) -> str:
    return phone_of(cell)


def _one_of(words: Mapping[Any, str]) -> Callable[[Cell, Setting], Any]:
    known = _spoken(words)

    def read(cell: Cell, setting: Setting) -> Any:
        if not cell.text:
            return None
        return word_of(cell.text, known, words.values())

    return read


def _many(words: Mapping[Any, str], others: Mapping[str, Any]) -> Callable[[Cell, Setting], Any]:
    known = _spoken(words) | {searched(said): code for said, code in others.items()}

    def read(cell: Cell, setting: Setting) -> frozenset[Any]:
        whole = known.get(searched(cell.text))
        if whole is not None:
            return frozenset({whole})
        given = [one.strip() for one in BETWEEN.split(cell.text) if one.strip()]
        return frozenset(word_of(one, known, words.values()) for one in given)

    return read


def _needs(cell: Cell, setting: Setting) -> frozenset[SubDomain]:
    """A need area stands for both of its sub-domains."""
    found: set[SubDomain] = set()
    for code in _NEEDS(cell, setting):
        found |= {code} if isinstance(code, SubDomain) else {s for s in SubDomain if s.area == code}
    return frozenset(found)


def _offices(cell: Cell, setting: Setting) -> frozenset[str]:
    """Empty or the word for all: the whole district."""
    if searched(cell.text) in ("", "전체", "전지역", "관내전체", "all"):
        return frozenset()
    read = _many(setting.offices, {})
    return frozenset(str(one) for one in read(cell, setting))


def _documents(cell: Cell, setting: Setting) -> tuple[str, ...]:
    text = _text(MEMO)(cell, setting)
    given = (one.strip() for one in re.split(r"[,;\n]+", text))
    return tuple(dict.fromkeys(one for one in given if one))


def _spoken(words: Mapping[Any, str]) -> dict[str, Any]:
    by_word = {searched(said): code for code, said in words.items()}
    return by_word | {searched(str(code)): code for code in words}


def _plain(value: Any, setting: Setting) -> object:
    return "" if value is None else value


def _joined(words: Mapping[Any, str]) -> Callable[[Any, Setting], object]:
    order = list(words)

    def write(value: Any, setting: Setting) -> object:
        return ", ".join(words[one] for one in sorted(value, key=order.index))

    return write


def _worded(words: Mapping[Any, str]) -> Callable[[Any, Setting], object]:
    return lambda value, setting: "" if value is None else words[value]


def _named_offices(value: Any, setting: Setting) -> object:
    return ", ".join(setting.offices.get(one, one) for one in sorted(value))


def _status(cell: Cell, setting: Setting) -> ServiceStatus:
    given: ServiceStatus | None = _one_of(STATUS_WORDS)(cell, setting)
    return given or ServiceStatus.ACTIVE


SERVICES: Mapping[Any, str] = TABLES[ServiceType]
SUBDOMAINS: Mapping[Any, str] = TABLES[SubDomain]
AREAS: Mapping[Any, str] = TABLES[NeedArea]
ROOMS: Mapping[Any, str] = TABLES[Capacity]
_NEEDS = _many(SUBDOMAINS, {said: area for area, said in AREAS.items()})

COLUMNS: tuple[Column, ...] = (
    Column("organization", N_("기관명"), _text(LINE), _plain, N_("꼭 적습니다."), 22),
    Column("service_name", N_("서비스명"), _text(LINE), _plain, N_("꼭 적습니다."), 22),
    Column("services", N_("서비스 종류"), _many(SERVICES, OTHER_NAMES), _joined(SERVICES)),
    Column("needs", N_("욕구 영역"), _needs, _joined(SUBDOMAINS), N_("영역 이름도 됩니다."), 20),
    Column("description", N_("설명"), _text(MEMO), _plain, "", 40),
    Column("eligibility", N_("이용 자격"), _text(MEMO), _plain, "", 30),
    Column("minimum_age", N_("최소 나이"), _number(OLDEST), _plain, "", 8),
    Column("maximum_age", N_("최대 나이"), _number(OLDEST), _plain, "", 8),
    Column("cost_won", N_("비용(원)"), _won, _plain, N_("무료는 0. 모르면 비웁니다."), 10),
    Column("cost_words", N_("비용 설명"), _text(MEMO), _plain, "", 20),
    Column("home_visit", N_("방문"), _yes, lambda v, s: "예" if v else "", N_("예, 아니오"), 6),
    Column("offices", N_("제공 지역"), _offices, _named_offices, N_("비우면 전체입니다."), 20),
    Column("schedule_words", N_("이용 시간"), _text(MEMO), _plain, "", 20),
    Column("application", N_("신청 방법"), _text(MEMO), _plain, "", 20),
    Column("documents", N_("필요 서류"), _documents, lambda v, s: ", ".join(v), "", 20),
    Column("phone", N_("전화"), _phone, _plain),
    Column("email", N_("전자우편"), _mail, _plain, "", 20),
    Column("url", N_("누리집"), _link, _plain, "", 20),
    Column("address", N_("주소"), _text(600), _plain, "", 30),
    Column("capacity", N_("자리"), _one_of(ROOMS), _worded(ROOMS), ", ".join(ROOMS.values())),
    Column("capacity_free", N_("남은 자리"), _number(10**6), _plain, "", 8),
    Column("waits_days", N_("대기 일수"), _number(9999), _plain, "", 8),
    Column("capacity_on", N_("자리 확인일"), _day, _plain, N_("2026-03-02처럼 적습니다."), 12),
    Column("status", N_("운영 상태"), _status, _worded(STATUS_WORDS), "", 10),
    Column("assured_on", N_("내용 확인일"), _day, _plain, N_("2026-03-02처럼 적습니다."), 12),
    Column("assurer", N_("확인한 곳 전자우편"), _mail, _plain, "", 20),
    Column("service_id", N_("항목 번호"), _text(80), _plain, N_("고치지 마세요."), 10),
)
REQUIRED = ("organization", "service_name")
BY_KEY = {one.key: one for one in COLUMNS}
