"""Capacity and pauses of the contact ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Identifier, Instant

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make what the ledger needs to keep a channel's daily capacity, and to pause a channel."""
    op.add_column("message", sa.Column("claimed_on", sa.Date(), nullable=True))
    op.create_index("ix_message_channel_claimed_at", "message", ["channel", "claimed_at"])
    op.create_table(
        "channel_pause",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("paused_by", sa.Text(), nullable=False),
        sa.Column("paused_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("resumed_by", sa.Text(), nullable=True),
        sa.Column("resumed_at", Instant(), nullable=True),
        sa.Column("resumed_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_pause")),
    )
    still = sa.text("resumed_at IS NULL")
    op.create_index(
        "ix_channel_pause_open", "channel_pause", ["channel"], unique=True, sqlite_where=still, postgresql_where=still
    )
