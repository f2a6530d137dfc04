"""The letters themselves: no name, no need, no service, no number; Korean first, then English.

The same letter for the same effect, however often it is sent: its id follows from the effect and
its date from the referral, so that a mail program shows one.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from care.model.ids import EffectId

SUBJECTS = {
    "asked": "[함께] 서비스 의뢰가 왔습니다",
    "reminded": "[함께] 서비스 의뢰에 답을 기다립니다",
    "going": "[함께] 서비스가 어떻게 되고 있는지 알려 주세요",
    "withdrawn": "[함께] 서비스 의뢰를 거두었습니다",
}
WORDS = {
    "asked": (
        "서비스 의뢰가 1건 왔습니다. 아래 주소를 열고 기관 PIN을 넣으면 내용을 보고 바로 답할 수"
        " 있습니다.",
        "A service referral has arrived. Open the address below and enter the PIN of your body to"
        " read and answer it.",
    ),
    "reminded": (
        "지난번에 보낸 서비스 의뢰에 아직 답이 없습니다. 맡기 어려우면 그렇게 눌러 주세요. 다른"
        " 기관을 찾겠습니다.",
        "A referral sent before is not answered yet. If you cannot take it, please say so and we"
        " look for another body.",
    ),
    "going": (
        "맡아 주신 서비스가 어떻게 되고 있는지 한 번 눌러 알려 주세요.",
        "Please tell us with one press how the service you took on is going.",
    ),
    "withdrawn": (
        "전에 보낸 서비스 의뢰 1건을 거두었습니다. 더 하실 일은 없습니다. 그 의뢰로 알게 된"
        " 개인정보는 없애 주세요. 어느 의뢰인지는 담당 공무원에게 물어봐 주세요.",
        "A referral sent before was withdrawn; nothing more is to be done. Please destroy personal"
        " data you learned by it. Ask the official in charge which one it is.",
    ),
}
UNTIL = ("답할 날: {day}까지", "Please answer by {day}")
FOOT = (
    "이 편지에는 개인정보가 없습니다. PIN은 편지로 묻거나 보내지 않습니다.",
    "This letter holds no personal data. The PIN is never asked for or sent by letter.",
)
DOMAIN = "hamkke.invalid"
"""Of message ids only; a reserved name that is nobody's."""


@dataclass(frozen=True)
class Letter:
    kind: str
    effect_id: EffectId
    sender: str
    to: str
    link: str = ""
    answer_by: date | None = None
    dated: datetime | None = None
    """None where nothing fixes it; the letter then goes without a date of ours."""


def written(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = Address("함께", addr_spec=letter.sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = SUBJECTS[letter.kind]
    message["Message-ID"] = f"<{_digest(letter.effect_id)}@{DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.dated is not None:
        message["Date"] = format_datetime(letter.dated)
    message.set_content(_text(letter), cte="base64")
    return message


def _text(letter: Letter) -> str:
    parts = []
    for number, words in enumerate(WORDS[letter.kind]):
        lines = [words]
        if letter.answer_by is not None:
            lines.append(UNTIL[number].format(day=letter.answer_by.isoformat()))
        if letter.link:
            lines.append(letter.link)
        parts.append("\n\n".join((*lines, FOOT[number])))
    return "\n\n---\n\n".join(parts) + "\n"


def _digest(effect_id: str) -> str:
    """Linkages are not named even by their id."""
    return hashlib.sha256(effect_id.encode()).hexdigest()[:32]
