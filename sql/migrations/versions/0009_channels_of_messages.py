"""Channels of messages, and policies that count from a date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Instant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the desk to this revision; what was written before went by e-mail and cost nothing that was known."""
    with op.batch_alter_table("preview_message") as table:
        table.add_column(sa.Column("channel", sa.String(length=40), nullable=False, server_default="email"))
        table.add_column(sa.Column("cost_minor", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("is_channel_chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("treatment", Document, nullable=False, server_default="{}"))
        table.add_column(sa.Column("breaches", Document, nullable=False, server_default="[]"))
        table.add_column(sa.Column("next_legal_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("send_at", Instant(), nullable=True))
        table.add_column(sa.Column("searched", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("sms_segments", sa.Integer(), nullable=True))
        table.add_column(sa.Column("country", sa.String(length=2), nullable=False, server_default=""))
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("country", sa.String(length=2), nullable=False, server_default=""))
    with op.batch_alter_table("policy_activation") as table:
        table.add_column(sa.Column("from_on", sa.Date(), nullable=True))
    with op.batch_alter_table("campaign") as table:
        table.drop_column("channel")
