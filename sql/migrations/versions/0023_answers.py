"""Answers to what happened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Identifier, Instant

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the table of what was answered."""
    op.create_table(
        "answer",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("occasion", name=op.f("uq_answer_occasion")),
    )
    op.create_index("ix_answer_customer", "answer", ["entity", "customer_id"])
    op.create_index("ix_answer_message_at", "answer", ["message", "at"])
