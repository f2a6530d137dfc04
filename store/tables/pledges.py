"""Monthly sponsorship as a list; made from events like the rest of the read model."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.columns import Code, Id, Line, Won


class PledgeLine(Line):
    """A body's promise to give every month; which months came in stands in the ledger."""

    __tablename__ = "pledges"
    __table_args__ = (
        Index("ix_pledges_district", "district", "first_month"),
        Index("ix_pledges_agency", "district", "agency_id"),
    )

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    pledge_id: Mapped[Id] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    district: Mapped[Code]
    agency_id: Mapped[Id]
    source: Mapped[Code]
    need: Mapped[Code]
    amount: Mapped[Won]
    first_month: Mapped[date]
    months: Mapped[int]
    day: Mapped[int]
