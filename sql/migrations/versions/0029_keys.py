"""Keys of customers, erasures, legal holds and restrictions; messages that are locked one by one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Make the tables; batches of before stay as they are, compressed together."""
    op.add_column("preview_batch", sa.Column("is_locked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "customer_secret",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("master", sa.String(length=16), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("destroyed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_secret")),
        sa.UniqueConstraint("entity", "customer_id", "turn", name=op.f("uq_customer_secret_entity_customer_id_turn")),
    )
    op.create_table(
        "common_words",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_common_words")),
        sa.UniqueConstraint("sha256", name=op.f("uq_common_words_sha256")),
    )
    _requests()


def _requests() -> None:
    op.create_table(
        "erasure",
        *_of_a_customer("erasure"),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("done", Document, nullable=False),
        *_ended("ended"),
    )
    op.create_table(
        "legal_hold",
        *_of_a_customer("legal_hold"),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", Instant(), nullable=False),
        *_ended("ended"),
    )
    op.create_table(
        "restriction",
        *_of_a_customer("restriction"),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("hold_id", Identifier, nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", Instant(), nullable=False),
        *_ended("lifted"),
    )
    for table in ("erasure", "legal_hold", "restriction"):
        op.create_index(f"ix_{table}_customer", table, ["entity", "customer_id"])
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('erasures', 0)")


def _of_a_customer(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _ended(how: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column(f"{how}_by", sa.Text(), nullable=True),
        sa.Column(f"{how}_at", Instant(), nullable=True),
        sa.Column(f"{how}_why", sa.Text(), nullable=True),
    )
