"""Pay links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Identifier, Instant

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables for the signing key and for the links that providers made."""
    op.create_table(
        "pay_key",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_key")),
    )
    op.create_table(
        "pay_link",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("turn", Identifier, nullable=False),
        sa.Column("message_id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("amount_minor", Identifier, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("paid_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_link")),
        sa.UniqueConstraint("token_sha256", "turn", name=op.f("uq_pay_link_token_sha256_turn")),
    )
