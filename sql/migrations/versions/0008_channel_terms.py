"""Dated cost and capacity of channels, and what a contact by each is thought to bring in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Identifier, Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables; until a row is saved, what Saldo ships with is in force."""
    op.create_table(
        "channel_term",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("cost_minor", sa.Integer(), nullable=False),
        sa.Column("daily_capacity", sa.Integer(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        *_signed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_term")),
    )
    op.create_table(
        "channel_effect",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("effect_share", sa.Float(), nullable=False),
        sa.Column("low_share", sa.Float(), nullable=False),
        sa.Column("high_share", sa.Float(), nullable=False),
        sa.Column("is_measured", sa.Boolean(), nullable=False),
        *_signed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_effect")),
    )
    for table in ("channel_term", "channel_effect"):
        op.create_index(op.f(f"ix_{table}_channel_valid_from"), table, ["channel", "valid_from"], unique=False)


def _signed() -> tuple[sa.Column[str], sa.Column[str], sa.Column[object]]:
    """Return the columns that say who changed what, when and why."""
    return (
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
    )
