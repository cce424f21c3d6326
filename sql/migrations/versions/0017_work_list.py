"""Calls, tasks, who has them, and messages written anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the tables."""
    _calls()
    _tasks()
    _people()
    op.create_table(
        "rewriting",
        sa.Column("message_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("rewritten_by", sa.Text(), nullable=False),
        sa.Column("rewritten_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_rewriting_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_rewriting_message_id_message")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_rewriting")),
    )
    waits = sa.text("state IN ('held', 'uncertain', 'failed')")
    op.create_index("ix_message_waits", "message", ["id"], sqlite_where=waits, postgresql_where=waits)
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('work', 0)")


def _calls() -> None:
    op.create_table(
        "call",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("message_id", Identifier, nullable=True),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("is_right_party", sa.Boolean(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("case_id", Identifier, nullable=True),
        sa.Column("case_event_id", Identifier, nullable=True),
        sa.Column("note_id", Identifier, nullable=True),
        sa.Column("again_at", Instant(), nullable=True),
        sa.Column("before", Document, nullable=False),
        sa.Column("called_by", sa.Text(), nullable=False),
        sa.Column("called_at", Instant(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index("ix_call_customer", "call", ["entity", "customer_id"])
    op.create_index("ix_call_called_at", "call", ["called_at"])
    op.create_index("ix_call_message_id", "call", ["message_id"])


def _tasks() -> None:
    op.create_table(
        "ladder_task",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("customer_key", Identifier, nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ladder_task")),
    )
    op.create_index("ix_ladder_task_customer", "ladder_task", ["entity", "customer_id"])
    op.create_table(
        "work_look",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("stands_at", sa.Text(), nullable=False),
        sa.Column("looked_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_look")),
    )
    op.create_table(
        "unpaid_chance",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("unpaid_share", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "customer_id", name=op.f("pk_unpaid_chance")),
    )


def _people() -> None:
    op.create_table(
        "work_assignment",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("assigned_by", sa.Text(), nullable=False),
        sa.Column("assigned_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_work_assignment")),
    )
    op.create_table(
        "absence",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("deputy", sa.Text(), nullable=True),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_table(
        "work_done",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_done")),
    )
    op.create_index("ix_work_done_key", "work_done", ["key"])
