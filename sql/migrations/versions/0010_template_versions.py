"""Versions of templates, the templates a campaign was written with, and what a preview is searched by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0010"
down_revision = "0009"

CHANGED = sa.text("is_edited OR is_excluded OR is_channel_chosen")


def upgrade() -> None:
    """Make the tables; templates are a topic of their own for screens that cache."""
    op.create_table(
        "template_version",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("message", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("number", Identifier, nullable=False),
        sa.Column("forms", Document, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
        sa.UniqueConstraint("message", "language", "number", name=op.f("uq_template_version_message_language_number")),
    )
    op.create_table(
        "template_approval",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("message", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("turn", Identifier, nullable=False),
        sa.Column("version_id", Identifier, nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["template_version.id"], name=op.f("fk_template_approval_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_approval")),
        sa.UniqueConstraint("message", "language", "turn", name=op.f("uq_template_approval_message_language_turn")),
    )
    op.create_table(
        "template_set",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sources", sa.LargeBinary(), nullable=False),
        sa.Column("length", Identifier, nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_template_set")),
    )
    op.create_table(
        "template_use",
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("set_sha256", sa.String(length=64), nullable=False),
        sa.Column("versions", Document, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_template_use_campaign_id")),
        sa.ForeignKeyConstraint(["set_sha256"], ["template_set.sha256"], name=op.f("fk_template_use_set_sha256")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_template_use")),
    )
    op.create_table(
        "preview_index",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("traits", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_preview_index_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_index")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_preview_index_campaign_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_preview_message_changed",
        "preview_message",
        ["campaign_id"],
        unique=False,
        sqlite_where=CHANGED,
        postgresql_where=CHANGED,
    )
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('templates', 0)")
