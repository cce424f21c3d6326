"""Holdouts, tests and what they found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the tables, the topic by which screens know of them, and room for the evidence of a channel's effect."""
    op.create_table(
        "experiment",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("design", Document, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment")),
        sa.UniqueConstraint("name", name=op.f("uq_experiment_name")),
    )
    op.create_table(
        "enrolment",
        sa.Column("experiment_id", Identifier, nullable=False),
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("arms", Document, nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["experiment_id"], ["experiment.id"], name=op.f("fk_enrolment_experiment_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_enrolment_campaign_id")),
        sa.PrimaryKeyConstraint("experiment_id", "campaign_id", name=op.f("pk_enrolment")),
    )
    op.create_table(
        "held_out",
        sa.Column("experiment_id", Identifier, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", Identifier, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("free_on", sa.Date(), nullable=False),
        sa.Column("cap_minor", Identifier, nullable=True),
        sa.ForeignKeyConstraint(["experiment_id"], ["experiment.id"], name=op.f("fk_held_out_experiment_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_held_out_campaign_id")),
        sa.PrimaryKeyConstraint("experiment_id", "entity", "customer_id", name=op.f("pk_held_out")),
    )
    op.create_index("ix_held_out_customer", "held_out", ["entity", "customer_id"])
    with op.batch_alter_table("channel_effect") as table:
        table.add_column(sa.Column("evidence", Document, nullable=True))
    op.execute("INSERT INTO topic_revision (topic, revision) VALUES ('experiments', 0)")
