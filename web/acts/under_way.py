"""A form on its way to a command, as the parts that complete it see it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from care.model.ids import IntentKey, TextId
from web.acts.around import Around
from web.forms import Filled


@dataclass
class Making:
    """What was posted, on the way to a command; faults go to ``filled`` beside their field."""

    intent: IntentKey
    filled: Filled[Any]
    around: Around
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[TextId, str] = field(default_factory=dict)

    def text(self, name: str, words: str) -> TextId | None:
        """The id under which a free text will be stored; None if nothing was written."""
        if not words.strip():
            return None
        text_id = TextId(f"{self.intent}.{name}")
        self.texts[text_id] = words.strip()
        return text_id

    def refuse(self, name: str, code: str, **params: str) -> None:
        if self.filled.error(name) is None:
            self.filled.refuse(name, code, **params)

    @property
    def sound(self) -> bool:
        return not self.filled.errors


Completion = Callable[[Making], None]


def new_id(kind: str, intent: IntentKey) -> str:
    """An id that a repeat of the same post makes again."""
    return f"{kind}-{intent}"
