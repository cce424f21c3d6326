"""The customer's own page, and webhooks of payments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the tables of the page, and what a pay link becomes after it was paid or taken back."""
    op.create_table(
        "page_access",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("pay_revoked_at", Instant(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "customer_id", name=op.f("pk_page_access")),
    )
    op.create_table(
        "customer_request",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("undo_until", Instant(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_request")),
        sa.UniqueConstraint("form", name=op.f("uq_customer_request_form")),
        sa.UniqueConstraint("reference", name=op.f("uq_customer_request_reference")),
    )
    op.create_index("ix_customer_request_customer", "customer_request", ["entity", "customer_id"])
    op.create_table(
        "customer_file",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("request_id", Identifier, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("length", Identifier, nullable=False),
        sa.Column("came_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["customer_request.id"], name=op.f("fk_customer_file_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_file")),
    )
    op.create_index("ix_customer_file_request_id", "customer_file", ["request_id"])
    op.add_column("pay_link", sa.Column("paid_minor", Identifier, nullable=True))
    op.add_column("pay_link", sa.Column("returned_minor", Identifier, nullable=True))
    op.add_column("pay_link", sa.Column("withdrawn_at", Instant(), nullable=True))
    op.add_column("pay_link", sa.Column("withdrawn_why", sa.Text(), nullable=True))
    op.add_column("pay_link", sa.Column("items", Document, nullable=True))
    op.create_index("ix_pay_link_provider_id", "pay_link", ["provider_id"])
    op.create_index("ix_pay_link_customer", "pay_link", ["entity", "customer_id"])
    topics = sa.table("topic_revision", sa.column("topic"), sa.column("revision"))
    op.bulk_insert(topics, [{"topic": "requests", "revision": 0}])
