"""What became of messages after they left, stopped addresses, and replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the tables, and the numbers of their topics."""
    _deliveries()
    _replies()
    for topic in ("deliveries", "replies"):
        op.execute(sa.text("INSERT INTO topic_revision (topic, revision) VALUES (:topic, 0)").bindparams(topic=topic))


def _deliveries() -> None:
    op.create_table(
        "delivery_event",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("message_id", Identifier, nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_lost", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("source_id", sa.String(length=200), nullable=False),
        sa.Column("detail", Document, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_delivery_event_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_event")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_delivery_event_source_source_id")),
    )
    op.create_index("ix_delivery_event_message_id", "delivery_event", ["message_id"])
    op.create_index("ix_delivery_event_address", "delivery_event", ["address"])
    op.create_table(
        "stopped_address",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("contact", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("event_id", Identifier, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("stopped_by", sa.Text(), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=False),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.Column("lifted_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["delivery_event.id"], name=op.f("fk_stopped_address_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stopped_address")),
    )
    op.create_index(
        "ix_stopped_address_standing",
        "stopped_address",
        ["contact", "address"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _replies() -> None:
    op.create_table(
        "reply",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("message_id", Identifier, nullable=True),
        sa.Column("entity", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("matched_by", sa.String(length=20), nullable=False),
        sa.Column("possible", Document, nullable=False),
        sa.Column("from_address", sa.Text(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("remarks", Document, nullable=False),
        sa.Column("suggestion", sa.String(length=20), nullable=True),
        sa.Column("suggested_by", sa.Text(), nullable=False),
        sa.Column("written_at", Instant(), nullable=True),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("hold_id", Identifier, nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.Column("handled_at", Instant(), nullable=True),
        sa.Column("handled_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_reply_message_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_reply_hold_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index("ix_reply_customer", "reply", ["entity", "customer_id"])
    op.create_index(
        "ix_reply_open",
        "reply",
        ["id"],
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_table(
        "reply_file",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("reply_id", Identifier, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_file_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_file")),
    )
    op.create_index("ix_reply_file_reply_id", "reply_file", ["reply_id"])
    op.create_table(
        "mail_read",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("uid_validity", Identifier, nullable=True),
        sa.Column("uid", Identifier, nullable=True),
        sa.Column("mail_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("reply_id", Identifier, nullable=True),
        sa.Column("read_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_mail_read_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_read")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_read_key")),
    )
    op.create_index("ix_mail_read_place", "mail_read", ["source", "uid_validity", "uid"])
