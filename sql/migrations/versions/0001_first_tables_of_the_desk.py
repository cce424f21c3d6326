"""First tables of the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "channel_rate",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("per_second", sa.Float(), nullable=True),
        sa.Column("reserved_until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_rate")),
    )
    op.create_table(
        "hold",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("fiscal_year", Identifier, nullable=True),
        sa.Column("part_no", Identifier, nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("amount_minor", Identifier, nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("source_reference", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index(
        "ix_hold_open",
        "hold",
        ["entity", "customer_id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "note",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index("ix_note_entity_customer_id", "note", ["entity", "customer_id"], unique=False)
    op.create_table(
        "override",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source_value", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
    )
    op.create_index("ix_override_entity_customer_id", "override", ["entity", "customer_id"], unique=False)
    op.create_table(
        "policy_version",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", Identifier, nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_policy_version_kind_number")),
    )
    op.create_table(
        "saved_mapping",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_mapping")),
    )
    op.create_table(
        "schedule",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("revision", Identifier, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", "scope", name=op.f("pk_setting")),
    )
    op.create_table(
        "topic_revision",
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("revision", Identifier, nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_topic_revision")),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", Identifier, nullable=False),
        sa.Column("boot_id", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("beat_at", Instant(), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", Identifier, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("book_version", sa.Text(), nullable=False),
        sa.Column("policy_version_id", Identifier, nullable=True),
        sa.Column("ladder_version_id", Identifier, nullable=True),
        sa.Column("choice", Document, nullable=False),
        sa.Column("send_at", Instant(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("launched_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ladder_version_id"], ["policy_version.id"], name=op.f("fk_campaign_ladder_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["policy_version_id"], ["policy_version.id"], name=op.f("fk_campaign_policy_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
    )
    op.create_table(
        "policy_activation",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("turn", Identifier, nullable=False),
        sa.Column("version_id", Identifier, nullable=False),
        sa.Column("activated_by", sa.Text(), nullable=False),
        sa.Column("activated_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["policy_version.id"], name=op.f("fk_policy_activation_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_activation")),
        sa.UniqueConstraint("kind", "turn", name=op.f("uq_policy_activation_kind_turn")),
    )
    op.create_table(
        "campaign_audience",
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.Column("customers", sa.LargeBinary(), nullable=False),
        sa.Column("totals", Document, nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_audience_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_audience")),
    )
    op.create_table(
        "campaign_event",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("message_id", Identifier, nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("acted_by", sa.Text(), nullable=False),
        sa.Column("acted_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("detail", Document, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_event_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_event")),
    )
    op.create_index("ix_campaign_event_campaign_id", "campaign_event", ["campaign_id"], unique=False)
    op.create_table(
        "preview_batch",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("length", Identifier, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_preview_batch_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_batch")),
    )
    op.create_index("ix_preview_batch_campaign_id", "preview_batch", ["campaign_id"], unique=False)
    op.create_table(
        "preview_message",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("batch_id", Identifier, nullable=False),
        sa.Column("offset", Identifier, nullable=False),
        sa.Column("length", Identifier, nullable=False),
        sa.Column("customer_key", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("amounts", Document, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("remarks", Document, nullable=False),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.Column("is_edited", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["preview_batch.id"], name=op.f("fk_preview_message_batch_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_preview_message_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_message")),
        sa.UniqueConstraint(
            "campaign_id", "entity", "customer_id", name=op.f("uq_preview_message_campaign_id_entity_customer_id")
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_preview_message_message_id")),
    )
    op.create_table(
        "message",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("customer_key", Identifier, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("batch_id", Identifier, nullable=False),
        sa.Column("offset", Identifier, nullable=False),
        sa.Column("length", Identifier, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=True),
        sa.Column("worker_id", sa.String(length=80), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("send_at", Instant(), nullable=True),
        sa.Column("retry_at", Instant(), nullable=True),
        sa.Column("queued_at", Instant(), nullable=False),
        sa.Column("claimed_at", Instant(), nullable=True),
        sa.Column("sending_at", Instant(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("reply_code", sa.Integer(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("held_why", sa.Text(), nullable=True),
        sa.Column("difference", Document, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["preview_batch.id"], name=op.f("fk_message_batch_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_message_campaign_id")),
        sa.ForeignKeyConstraint(["id"], ["preview_message.id"], name=op.f("fk_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "campaign_id",
            "entity",
            "customer_id",
            "channel",
            name=op.f("uq_message_campaign_id_entity_customer_id_channel"),
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
        postgresql_with={"fillfactor": "60"},
    )
    op.create_index("ix_message_customer", "message", ["entity", "customer_id"], unique=False)
    op.create_index(
        "ix_message_in_flight",
        "message",
        ["worker_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('claimed', 'sending')"),
        postgresql_where=sa.text("state IN ('claimed', 'sending')"),
    )
    op.create_index(
        "ix_message_ready",
        "message",
        ["channel", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "message_item",
        sa.Column("message_id", Identifier, nullable=False),
        sa.Column("item_key", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("fiscal_year", Identifier, nullable=False),
        sa.Column("part_no", Identifier, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("balance_minor", Identifier, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_item_message_id")),
        sa.PrimaryKeyConstraint("message_id", "item_key", name=op.f("pk_message_item")),
    )
    op.create_index("ix_message_item_item", "message_item", ["entity", "customer_id", "number"], unique=False)
    topics = sa.table("topic_revision", sa.column("topic", sa.Text()), sa.column("revision", Identifier))
    op.bulk_insert(
        topics,
        [
            {"topic": topic, "revision": 0}
            for topic in ("policies", "settings", "mappings", "holds", "customers", "campaigns")
        ],
    )
