"""The desk's tables for gateways: whose id at the gateway belongs to which message, and evidence of registered mail."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class GatewayMessage(Base):
    """One row per message that a gateway gave an id of its own, where its receipts name nothing else."""

    __tablename__ = "gateway_message"
    __table_args__ = (UniqueConstraint("channel", "gateway_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(40))
    gateway_id: Mapped[str] = mapped_column(String(200))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    noted_at: Mapped[datetime]


class Evidence(Base):
    """One row per document that proves what became of a message, by the hash of its bytes; never changed, never replaced."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("message_id", "sha256"), Index("ix_evidence_message_id", "message_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[str] = mapped_column(String(120))
    kept_at: Mapped[datetime]
