"""Problems as codes; ``i18n`` has the sentence for each."""

from dataclasses import dataclass, field

from store.database import Busy

RETRY_AFTER = "5"
"""Seconds; as long as was waited already."""


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


def locked() -> Problem:
    """Another writer held the database too long; the same again will do (F23)."""
    return Problem(503, "STORE_BUSY", headers={"Retry-After": RETRY_AFTER})


def unwritten(failure: Exception) -> Problem:
    """Without its access record nothing is shown or done; why it could not be kept."""
    return locked() if isinstance(failure, Busy) else Problem(503, "RECORD_NOT_WRITTEN")
