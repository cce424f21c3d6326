"""Ids at gateways, and evidence of registered mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Identifier, Instant

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "gateway_message",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("gateway_id", sa.String(length=200), nullable=False),
        sa.Column("message_id", Identifier, nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_gateway_message_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_message")),
        sa.UniqueConstraint("channel", "gateway_id", name=op.f("uq_gateway_message_channel_gateway_id")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("message_id", Identifier, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_evidence_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("message_id", "sha256", name=op.f("uq_evidence_message_id_sha256")),
    )
    op.create_index("ix_evidence_message_id", "evidence", ["message_id"])
