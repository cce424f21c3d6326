"""Orders and complaints: cases that complaints opened, decisions on deliveries, files to the ERP."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the tables, and the topics that screens cache by."""
    op.create_table(
        "complaint_case",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("fact_id", Identifier, nullable=False),
        sa.Column("case_id", Identifier, nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["customer_case.id"], name=op.f("fk_complaint_case_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_case")),
        sa.UniqueConstraint("source", "key", "turn", name=op.f("uq_complaint_case_source_key_turn")),
    )
    op.create_table(
        "delivery_decision",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("advice", sa.String(length=20), nullable=False),
        sa.Column("grounds", Document, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_decision")),
    )
    op.create_index("ix_delivery_decision_customer", "delivery_decision", ["entity", "customer_id"], unique=False)
    op.create_table(
        "erp_file",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("preset", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("lines", Document, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_file")),
    )
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('advice', 0)")
