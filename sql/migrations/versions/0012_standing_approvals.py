"""Standing approvals and their runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Bring the desk to this revision; standing approvals are a topic of their own for screens that cache."""
    op.create_table(
        "standing_approval",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rungs", Document, nullable=False),
        sa.Column("segments", Document, nullable=False),
        sa.Column("entities", Document, nullable=False),
        sa.Column("most_messages", sa.Integer(), nullable=False),
        sa.Column("most_minor", Identifier, nullable=False),
        sa.Column("most_each_minor", Identifier, nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("paused_at", Instant(), nullable=True),
        sa.Column("paused_by", sa.Text(), nullable=True),
        sa.Column("paused_why", sa.Text(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_approval")),
    )
    op.create_table(
        "standing_run",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("approval_id", Identifier, nullable=False),
        sa.Column("book_version", sa.String(length=80), nullable=False),
        sa.Column("ledger_on", sa.Date(), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("asked_minor", Identifier, nullable=False),
        sa.Column("cost_minor", Identifier, nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["standing_approval.id"], name=op.f("fk_standing_run_approval_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_run")),
        sa.UniqueConstraint("approval_id", "book_version", name=op.f("uq_standing_run_approval_id_book_version")),
    )
    op.create_index("ix_standing_run_approval_id", "standing_run", ["approval_id"], unique=False)
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('standing', 0)")
