"""Bank accounts, statements, their lines, and what each line pays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables; the bank is a topic of its own for screens that cache."""
    op.create_table(
        "bank_account",
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_bank_account")),
    )
    op.create_table(
        "bank_statement",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("opening_minor", Identifier, nullable=True),
        sa.Column("closing_minor", Identifier, nullable=True),
        sa.Column("booked_through", sa.Date(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["bank_account.account"], name=op.f("fk_bank_statement_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
    )
    op.create_index(op.f("ix_bank_statement_file_sha256"), "bank_statement", ["file_sha256"], unique=False)
    op.create_table(
        "bank_line",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("statement_id", Identifier, nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("part", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", Identifier, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("references", Document, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_reversal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["statement_id"], ["bank_statement.id"], name=op.f("fk_bank_line_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_line")),
    )
    op.create_index(op.f("ix_bank_line_entry"), "bank_line", ["entry"], unique=False)
    op.create_index("ix_bank_line_entity_booked_on", "bank_line", ["entity", "booked_on"], unique=False)
    op.create_table(
        "bank_match",
        sa.Column("line_id", Identifier, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.Column("customers", Document, nullable=False),
        sa.Column("parts", Document, nullable=False),
        sa.Column("rest_minor", Identifier, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("slots", Document, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_bank_match_line_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_bank_match")),
    )
    op.create_index(op.f("ix_bank_match_state"), "bank_match", ["state"], unique=False)
    op.create_table(
        "bank_rule",
        sa.Column("entity", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("customer_id", sa.String(length=120), nullable=False),
        sa.Column("learnt_by", sa.Text(), nullable=False),
        sa.Column("learnt_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "account", "customer_id", name=op.f("pk_bank_rule")),
    )
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('bank', 0)")
