"""The desk's table of sign-ins: one row per time somebody proved to the provider who they are."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class SignIn(Base):
    """One row per sign-in; every tab of that browser shares it, and once it has ended nothing brings it back."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_person_id", "person_id", "ended_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of issuer, subject and nonce of the token
    person_id: Mapped[int]  # person.id
    subject: Mapped[str]  # who it was to the provider: "issuer|sub"
    began_at: Mapped[datetime]  # when they proved who they are
    expires_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # to some minutes; ages are counted from here when the clock was set back
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]  # the person, or who ended it for them
    agent: Mapped[str] = mapped_column(String(200))  # the browser, as it calls itself
