"""Agency files, and scheduled runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the tables, and the topics that screens cache by."""
    op.create_table(
        "handover",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("turn", Identifier, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("fee_percent", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("principal_minor", Identifier, nullable=False),
        sa.Column("costs_minor", Identifier, nullable=False),
        sa.Column("interest_minor", Identifier, nullable=False),
        sa.Column("grounds", Document, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("hold_id", Identifier, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("handed_by", sa.Text(), nullable=False),
        sa.Column("handed_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("paid_minor", Identifier, nullable=False),
        sa.Column("fees_minor", Identifier, nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("entity", "customer_id", "turn", name=op.f("uq_handover_entity_customer_id_turn")),
        sa.UniqueConstraint("reference", name=op.f("uq_handover_reference")),
    )
    op.create_table(
        "handover_item",
        sa.Column("handover_id", Identifier, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("fiscal_year", Identifier, nullable=False),
        sa.Column("part_no", Identifier, nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("balance_minor", Identifier, nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_item_handover_id")),
        sa.PrimaryKeyConstraint("handover_id", "place", name=op.f("pk_handover_item")),
    )
    op.create_table(
        "handover_event",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("handover_id", Identifier, nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("paid_minor", Identifier, nullable=False),
        sa.Column("fee_minor", Identifier, nullable=False),
        sa.Column("acted_by", sa.Text(), nullable=False),
        sa.Column("acted_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("source_line", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_event_handover_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_event")),
        sa.UniqueConstraint("source", "source_line", name=op.f("uq_handover_event_source_source_line")),
    )
    op.create_index("ix_handover_event_handover_id", "handover_event", ["handover_id"], unique=False)
    op.create_table(
        "routine",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("turn", Identifier, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("times", Document, nullable=False),
        sa.Column("revision", Identifier, nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("seen", Document, nullable=False),
        sa.Column("taken_by", sa.String(length=40), nullable=True),
        sa.Column("beat_at", Instant(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routine")),
        sa.UniqueConstraint("name", "turn", name=op.f("uq_routine_name_turn")),
    )
    op.create_table(
        "routine_run",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("routine_id", Identifier, nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("planned_for", Instant(), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("came", Document, nullable=False),
        sa.Column("changed", Document, nullable=False),
        sa.Column("needs", Document, nullable=False),
        sa.Column("log", Document, nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("again_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["routine_id"], ["routine.id"], name=op.f("fk_routine_run_routine_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routine_run")),
    )
    op.create_index("ix_routine_run_routine_id", "routine_run", ["routine_id"], unique=False)
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('handovers', 0)")
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('routines', 0)")
