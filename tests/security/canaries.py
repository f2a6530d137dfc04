"""A canary is a text that occurs nowhere else: finding it proves whose data it is."""

import secrets
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile


@dataclass(frozen=True)
class Canaries:
    """Everything personal of one case, each value unique in the whole world."""

    tag: str
    name: str
    child: str
    phone: str
    address: str
    text: str
    minutes: str

    @classmethod
    def new(cls, number: int) -> "Canaries":
        tag = f"QX{secrets.token_hex(4).upper()}Z"
        return cls(
            tag=tag,
            name=f"윤{tag}온",
            child=f"윤{tag}봄",
            phone=f"010-7{secrets.randbelow(1000):03d}-{number:04d}",
            address=f"가람로 {tag}길 {number}",
            text=f"메모 {tag} 무너진 지붕",
            minutes=f"회의록 {tag} 다녀온 이야기",
        )

    @property
    def values(self) -> tuple[str, ...]:
        """Unmasked personal values; the tag alone is in all but the phone."""
        return (self.tag, self.phone)

    def shown_in(self, body: str) -> bool:
        return any(value in body for value in self.values)


def readable(answer: Any) -> str:
    """What can be read in an answer, also in the parts of a workbook."""
    if not answer.content.startswith(b"PK\x03\x04"):
        return str(answer.text)
    with ZipFile(BytesIO(answer.content)) as book:
        parts = [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
    return "\n".join(parts)
