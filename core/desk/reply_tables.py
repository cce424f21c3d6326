"""The desk's tables for what customers write back, and for which mails have been read."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class Reply(Base):
    """One row per mail that a person, or a person's machine, wrote to us; ``entity`` is NULL while nobody knows whose it is."""

    __tablename__ = "reply"
    __table_args__ = (Index("ix_reply_customer", "entity", "customer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))  # the message it answers
    entity: Mapped[str | None]
    customer_id: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(20))  # ReplyKind
    matched_by: Mapped[str] = mapped_column(String(20))  # MatchedBy; '' while it belongs to nobody
    possible: Mapped[list[Any]]  # customers it may be of: pairs of entity and customer id
    from_address: Mapped[str]
    from_name: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    remarks: Mapped[list[Any]]  # what was left out or mended, in words
    suggestion: Mapped[str | None] = mapped_column(String(20))  # ReplyOutcome; what its words seem to say
    suggested_by: Mapped[str]  # the words that say so
    written_at: Mapped[datetime | None]  # as the mail itself says
    known_at: Mapped[datetime]
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id"))
    outcome: Mapped[str | None] = mapped_column(String(20))  # ReplyOutcome; NULL: nobody has handled it
    handled_by: Mapped[str | None]
    handled_at: Mapped[datetime | None]
    handled_why: Mapped[str | None]


Index(
    "ix_reply_open",
    Reply.id,
    sqlite_where=Reply.handled_at.is_(None),
    postgresql_where=Reply.handled_at.is_(None),
)


class ReplyFile(Base):
    """One row per file that came with a reply; ``content`` is NULL where it was too big to keep."""

    __tablename__ = "reply_file"
    __table_args__ = (Index("ix_reply_file_reply_id", "reply_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    name: Mapped[str]
    media_type: Mapped[str]  # as the mail says: never trusted
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class MailRead(Base):
    """One row per mail that was read and what it was: the same mail is taken once, whatever its place is called by then."""

    __tablename__ = "mail_read"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_mail_read_place", "source", "uid_validity", "uid"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))  # digest of what names the mail
    source: Mapped[str] = mapped_column(String(200))
    uid_validity: Mapped[int | None]
    uid: Mapped[int | None]
    mail_id: Mapped[str]  # its Message-ID
    sender: Mapped[str]
    subject: Mapped[str]
    what: Mapped[str] = mapped_column(String(20))  # MailKind
    events: Mapped[int] = mapped_column(Integer)  # delivery events it brought
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))
    read_at: Mapped[datetime]
