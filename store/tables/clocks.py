"""Cases whose own time was moved forward, in demonstrations and rehearsals only."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class CaseClockLine(Line):
    """How far a case's clock is ahead of the wall's; no line: not at all."""

    __tablename__ = "case_clocks"

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    lead: Mapped[int] = mapped_column(BigInteger)
    """Seconds, as the engine was last found to have it."""
    start: Mapped[int] = mapped_column(BigInteger)
    """The lead at the beginning of the last move."""
    goal: Mapped[int] = mapped_column(BigInteger)
    """The lead the last move goes to; reached when ``lead`` is there."""
    beat_at: Mapped[datetime]
    """When the move last did something; one that says nothing for a while was broken off."""
    failed: Mapped[Code | None]
    """Why the last move ended before its goal."""
