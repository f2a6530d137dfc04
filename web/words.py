"""Problems as codes; ``i18n`` has the sentence for each."""

from dataclasses import dataclass, field


@dataclass
class Problem(Exception):
    """A request ends here with a status, a code, and the parameters its sentence needs.

    ``params`` hold ids, dates and numbers only, never what somebody typed.
    """

    status: int
    code: str
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.status} {self.code}"
