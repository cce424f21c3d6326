"""The desk's table of where customers belong: what somebody's limits speak of, as the latest ledger has it."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class CustomerPlace(Base):
    """One row per customer of the ledger: by it the desk knows whose account managers and countries its rows are of."""

    __tablename__ = "customer_place"
    __table_args__ = (Index("ix_customer_place_account_manager", "account_manager"),)
    entity: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str]
    account_manager: Mapped[str | None]


class PlacesLook(Base):
    """One row: the version of the book that the places were taken from."""

    __tablename__ = "places_look"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    book_version: Mapped[str]
