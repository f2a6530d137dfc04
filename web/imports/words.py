"""Sentences of what was found in a list; none of them repeats what stood in a cell of a person."""

from collections.abc import Mapping

from care.model.discovery import FoundOutcome
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording.discovery import FOUND_OUTCOME
from web.reading.remarks import SENTENCES as SHARED

OWN: dict[str, str] = {
    "FILE_TYPE": N_(
        "엑셀(.xlsx) 또는 CSV만 올릴 수 있습니다. 암호가 걸린 파일과 .xls는 "
        "엑셀에서 ‘.xlsx’로 다시 저장해 주세요."
    ),
    "READ_CP949": N_("한글 윈도 엑셀의 글자(CP949)로 읽었습니다. 처음 세 줄을 확인해 주세요."),
    "READ_MARK": N_("UTF-8 표시(BOM)가 있는 파일로 읽었습니다."),
    "COMPOSED": N_("풀어쓴 한글(맥)을 모아썼습니다."),
    "WIDE": N_("전각 숫자를 보통 숫자로 읽었습니다."),
    "FORMULA": N_("수식은 계산하지 않고 글자로 읽었습니다."),
    "PHONE_ZERO": N_("엑셀이 지운 맨 앞의 0을 되살렸습니다."),
    "AGE_IMPROBABLE": N_("나이가 120살을 넘습니다. 맞는지 보아 주세요."),
    "RRN_CHECK": N_(
        "주민등록번호의 검증 숫자가 맞지 않습니다. 2020년 10월 뒤에 받은 번호라면 괜찮습니다."
    ),
    "RRN_INVALID": N_("주민등록번호는 숫자 열세 자리이고 앞 여섯 자리는 있는 날짜여야 합니다."),
    "RRN_NOT_ALLOWED_HERE": N_("이 칸에는 주민등록번호를 적을 수 없습니다."),
    "TEXT_INVALID": N_("보이지 않는 제어 문자가 있습니다. 지우고 다시 올려 주세요."),
    "TEXT_TOO_LONG": N_("%(most)s자까지 적을 수 있습니다(지금 %(now)s자)."),
    "NUMBER_INVALID": N_("0 이상의 정수로 적어 주세요."),
    "DATE_INVALID": N_("없는 날짜입니다. 2005-03-04 형식으로 적어 주세요. %(said)s"),
    "DATE_FUTURE": N_("아직 오지 않은 날입니다. %(said)s"),
    "WORD_UNKNOWN": N_("모르는 말입니다. 쓸 수 있는 말: %(known)s"),
    "BIRTH_DIFFERS": N_("생년월일과 주민등록번호가 서로 다릅니다."),
    "PERSON_UNCLEAR": N_("생년월일, 전화번호, 주소 가운데 하나는 있어야 합니다."),
    "SIGNAL_MISSING": N_("위기정보가 없습니다. 열에 적거나 명단 전체의 위기정보를 골라 주세요."),
    "NO_RULES": N_("이런 명단을 지금은 받을 수 없습니다."),
    "NO_KIND": N_("정책에 없는 위기정보입니다. 다시 골라 주세요."),
    "NO_ROUND": N_("정기 발굴은 한 해 %(most)s회차까지입니다."),
    "NOTHING_LEFT": N_("정책이 바뀌어 이 행의 위기정보가 지금은 없습니다."),
}
SENTENCES: Mapping[str, str] = {**SHARED, **OWN}
OUTCOMES: dict[FoundOutcome, str] = {
    FoundOutcome.NEW: N_("새 가구로 분류 대기열에 넣습니다."),
    FoundOutcome.ADDED: N_("이미 기다리는 가구에 위기정보를 더합니다."),
    FoundOutcome.ATTACHED: N_("열려 있는 사례에 위기정보를 더합니다."),
    FoundOutcome.SUPPRESSED: N_("최근에 열지 않기로 해서 %(until)s까지 다시 묻지 않습니다."),
    FoundOutcome.ALREADY_RECEIVED: N_("전에 받은 것과 같아 건너뜁니다."),
    FoundOutcome.REJECTED: OWN["NOTHING_LEFT"],
}


def sentence(code: str, params: Mapping[str, str]) -> str:
    given = {"said": "", "known": "", "most": "", "now": "", "until": "", **params}
    return gettext(SENTENCES.get(code, code), **given).strip()


def outcome_word(outcome: FoundOutcome) -> str:
    return gettext(FOUND_OUTCOME[outcome])


def outcome_sentence(outcome: FoundOutcome, until: str = "") -> str:
    return gettext(OUTCOMES[outcome], until=until)
