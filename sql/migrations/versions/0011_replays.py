"""Replays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the desk to this revision; replays are a topic of their own for screens that cache."""
    op.create_table(
        "replay",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("book_version", sa.Text(), nullable=False),
        sa.Column("asked", Document, nullable=False),
        sa.Column("totals", Document, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("beat_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replay")),
    )
    op.create_table(
        "replay_result",
        sa.Column("replay_id", Identifier, nullable=False),
        sa.Column("days", sa.LargeBinary(), nullable=False),
        sa.Column("messages", sa.LargeBinary(), nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["replay_id"], ["replay.id"], name=op.f("fk_replay_result_replay_id")),
        sa.PrimaryKeyConstraint("replay_id", name=op.f("pk_replay_result")),
    )
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('replays', 0)")
