"""Months closed and control balances of the general ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the desk to this revision."""
    op.create_table(
        "month_close",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("book_version", sa.Text(), nullable=False),
        sa.Column("import_id", Identifier, nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reopened_by", sa.Text(), nullable=True),
        sa.Column("reopened_at", Instant(), nullable=True),
        sa.Column("reopened_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_close")),
    )
    op.create_index(
        "ix_month_close_closed",
        "month_close",
        ["entity", "ends_on"],
        unique=True,
        sqlite_where=sa.text("reopened_at IS NULL"),
        postgresql_where=sa.text("reopened_at IS NULL"),
    )
    op.create_table(
        "control_balance",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("balance_minor", Identifier, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        sa.Column("replaced_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_balance")),
    )
    op.create_index(
        "ix_control_balance_held",
        "control_balance",
        ["entity", "ends_on", "currency"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    topics = sa.table("topic_revision", sa.column("topic", sa.Text()), sa.column("revision", Identifier))
    op.bulk_insert(topics, [{"topic": "closes", "revision": 0}])
