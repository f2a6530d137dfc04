"""What was found in a file somebody brought: where, how grave, and in the reader's language."""

from dataclasses import dataclass, field
from enum import StrEnum

from i18n.loader import gettext
from i18n.marks import N_

SHOWN = 40
"""Letters of what stood there that a remark shows."""


class Weight(StrEnum):
    REFUSED = "REFUSED"
    """The line is not taken; the others may be."""
    WARNED = "WARNED"
    """The line is taken, but something of it was set aside or mended."""
    SKIPPED = "SKIPPED"
    """The line says nothing new."""


@dataclass(frozen=True)
class Remark:
    """``where`` is the number of a row, or the place in a JSON file; 0 or empty: the file."""

    code: str
    weight: Weight
    row: int = 0
    place: str = ""
    column: str = ""
    params: dict[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        if self.row and self.column:
            return gettext("%(row)s행 ‘%(column)s’", row=self.row, column=gettext(self.column))
        if self.row:
            return gettext("%(row)s행", row=self.row)
        return " · ".join(one for one in (self.place, gettext(self.column)) if one)

    @property
    def words(self) -> str:
        return gettext(SENTENCES[self.code], **{"said": "", **self.params})


class Unreadable(Exception):
    """The file is refused as a whole; nothing of it was looked at further."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.remark = Remark(code, Weight.REFUSED, params=params)


def said(value: object) -> str:
    """A glimpse of what stood there; control characters are not shown."""
    text = "".join(one if one.isprintable() else "·" for one in str(value))
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


SENTENCES: dict[str, str] = {
    "FILE_EMPTY": N_("파일이 비어 있습니다."),
    "FILE_TYPE": N_(
        "엑셀(.xlsx), CSV, HSDS JSON 파일만 올릴 수 있습니다. 암호가 걸린 파일과 .xls는 "
        "엑셀에서 ‘.xlsx’로 다시 저장해 주세요."
    ),
    "FILE_UNSAFE": N_("매크로·외부 연결이 있거나 구조가 이상한 파일이라 열지 않았습니다."),
    "FILE_TOO_LARGE": N_(
        "한 번에 %(rows)s행, %(size)sMB까지 올릴 수 있습니다. 파일을 나누어 주세요."
    ),
    "CSV_ENCODING": N_("%(row)s행을 읽을 수 없습니다. 파일을 ‘CSV UTF-8’로 다시 저장해 주세요."),
    "CSV_HEADER": N_("‘%(column)s’ 열이 없습니다. 찾은 열: %(found)s"),
    "CSV_HEADER_TWICE": N_("‘%(column)s’ 열이 두 번 있습니다. 하나만 남겨 주세요."),
    "COLUMN_UNKNOWN": N_("모르는 열 ‘%(said)s’은(는) 읽지 않았습니다."),
    "JSON_INVALID": N_("JSON으로 읽을 수 없습니다. %(row)s째 줄을 보아 주세요."),
    "JSON_SHAPE": N_("HSDS의 기관(organization)이나 서비스(service)를 찾지 못했습니다."),
    "KEY_TWICE": N_("같은 이름이 두 번 있어 마지막 것을 읽었습니다: %(said)s"),
    "NOT_AN_OBJECT": N_("항목이 아니라서 건너뛰었습니다: %(said)s"),
    "REQUIRED": N_("꼭 있어야 하는데 비어 있습니다."),
    "VALUE_INVALID": N_("읽을 수 없는 값이라 받지 않았습니다: %(said)s"),
    "VALUE_DROPPED": N_("읽을 수 없는 값이라 그 칸만 비웠습니다: %(said)s"),
    "PART_DROPPED": N_("‘%(said)s’이(가) 없어 이 부분을 뺐습니다."),
    "ID_MADE": N_("고유 번호가 없거나 UUID가 아니어서 새로 붙였습니다: %(said)s"),
    "ORGANIZATION_MISSING": N_("이 서비스를 하는 기관을 파일에서 찾지 못했습니다."),
    "PARENT_MISSING": N_("속한 항목을 파일에서 찾지 못해 뺐습니다: %(said)s"),
    "TEXT_INVALID": N_("보이지 않는 제어 문자를 지웠습니다."),
    "TEXT_TOO_LONG": N_("%(most)s자까지 적을 수 있습니다."),
    "RRN_NOT_ALLOWED_HERE": N_("주민등록번호로 보이는 숫자가 있어 받지 않았습니다."),
    "NUMBER_INVALID": N_("0 이상의 정수로 적어 주세요: %(said)s"),
    "AGE_ORDER": N_("최소 나이가 최대 나이보다 많습니다."),
    "DATE_INVALID": N_("없는 날짜입니다: %(said)s"),
    "DATE_AMBIGUOUS": N_(
        "‘%(said)s’는 어느 날짜인지 알 수 없습니다. 2005-03-04 형식으로 적어 주세요."
    ),
    "DATE_FUTURE": N_("아직 오지 않은 날입니다: %(said)s"),
    "WORD_UNKNOWN": N_("모르는 말입니다: %(said)s. 쓸 수 있는 말: %(known)s"),
    "MAIL_INVALID": N_("전자우편 주소가 아닙니다: %(said)s"),
    "ADDRESS_INVALID": N_("http로 시작하는 누리집 주소가 아닙니다: %(said)s"),
    "PHONE_ZERO": N_("엑셀이 지운 맨 앞의 0을 되살렸습니다: %(said)s"),
    "FORMULA": N_("수식은 계산하지 않고 글자로 읽었습니다: %(said)s"),
    "ALREADY_RECEIVED": N_("파일 안에 같은 항목이 앞에 있어 건너뛰었습니다."),
    "ENTRY_UNKNOWN": N_("이 항목 번호를 이 지역에서 찾지 못했습니다."),
    "CLOSED_ELSEWHERE": N_("이 기관이 직접 올린 항목입니다. 이 파일의 내용으로 바뀝니다."),
}
