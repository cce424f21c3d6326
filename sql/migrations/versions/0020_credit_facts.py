"""External credit files, insurance, and the answers to who is this."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the tables for what others say about our customers, and for who is who; both are topics for screens that cache."""
    op.create_table(
        "side_file",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sources", Document, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("list_on", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("mapping", Document, nullable=False),
        sa.Column("columns", Document, nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("refused", Document, nullable=False),
        sa.Column("landed", Document, nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("taken_back_by", sa.Text(), nullable=True),
        sa.Column("taken_back_at", Instant(), nullable=True),
        sa.Column("taken_back_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side_file")),
    )
    op.create_index(op.f("ix_side_file_kind"), "side_file", ["kind"], unique=False)
    op.create_index(op.f("ix_side_file_file_sha256"), "side_file", ["file_sha256"], unique=False)
    op.create_table(
        "side_fact",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("file_id", Identifier, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("replaced_at", Instant(), nullable=True),
        sa.Column("replaced_by_file", Identifier, nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["side_file.id"], name=op.f("fk_side_fact_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side_fact")),
    )
    op.create_index(op.f("ix_side_fact_file_id"), "side_fact", ["file_id"], unique=False)
    op.create_index("ix_side_fact_customer", "side_fact", ["kind", "customer_id", "entity"], unique=False)
    op.create_index(
        "ix_side_fact_held",
        "side_fact",
        ["kind", "source", "key"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "insurer_notice",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("items", Document, nullable=False),
        sa.Column("amount_minor", Identifier, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurer_notice")),
    )
    op.create_index("ix_insurer_notice_customer", "insurer_notice", ["entity", "customer_id"], unique=False)
    op.create_table(
        "credit_standing",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("replaced_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_standing")),
    )
    op.create_index(
        "ix_credit_standing_held",
        "credit_standing",
        ["entity", "customer_id", "field"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "identity_decision",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.String(length=80), nullable=False),
        sa.Column("customer_id", sa.String(length=120), nullable=False),
        sa.Column("other_entity", sa.String(length=80), nullable=False),
        sa.Column("other_customer_id", sa.String(length=120), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("evidence", Document, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_decision")),
    )
    op.create_index(
        "ix_identity_decision_held",
        "identity_decision",
        ["entity", "customer_id", "other_entity", "other_customer_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "natural_person",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("is_natural", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_natural_person")),
    )
    op.create_index(
        "ix_natural_person_held",
        "natural_person",
        ["entity", "customer_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('side', 0), ('identity', 0)")
