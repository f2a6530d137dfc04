"""How each case was found; made from its first event like the rest of the read model."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line


class DiscoveryLine(Line):
    """The channel a case was found by, as whoever opened it said."""

    __tablename__ = "discoveries"
    __table_args__ = (Index("ix_discoveries_district", "district", "channel"),)

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    district: Mapped[Code]
    channel: Mapped[Code]
