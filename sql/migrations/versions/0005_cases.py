"""Promises, disputes, plans and stops with their particulars; who ended a change or a note."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the desk to this revision; holds of before stay as they are, without a case."""
    op.create_table(
        "customer_case",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", Identifier, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(length=40), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("already_minor", Identifier, nullable=False),
        sa.Column("paid_minor", Identifier, nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("follows_id", Identifier, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["follows_id"], ["customer_case.id"], name=op.f("fk_customer_case_follows_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_case")),
    )
    op.create_index("ix_customer_case_customer", "customer_case", ["entity", "customer_id"], unique=False)
    op.create_table(
        "plan_instalment",
        sa.Column("case_id", Identifier, nullable=False),
        sa.Column("number", Identifier, autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", Identifier, nullable=False),
        sa.Column("paid_minor", Identifier, nullable=False),
        sa.Column("is_missed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["customer_case.id"], name=op.f("fk_plan_instalment_case_id")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_plan_instalment")),
    )
    op.create_table(
        "case_event",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("case_id", Identifier, nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("acted_by", sa.Text(), nullable=False),
        sa.Column("acted_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("before", Document, nullable=True),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["customer_case.id"], name=op.f("fk_case_event_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    op.create_index("ix_case_event_case_id", "case_event", ["case_id"], unique=False)
    op.add_column("hold", sa.Column("case_id", Identifier, nullable=True))
    for table in ("override", "note"):
        op.add_column(table, sa.Column("ended_by", sa.Text(), nullable=True))
    op.add_column("note", sa.Column("ended_at", Instant(), nullable=True))
