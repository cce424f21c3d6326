"""Objections to profiling, decisions on adverse steps for people, retention and fairness reports."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0030"
down_revision = "0029"

MONTHS_LEFT = 3


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "objection",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.String(length=80), nullable=False),
        sa.Column("customer_id", sa.String(length=120), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(
        "ix_objection_held",
        "objection",
        ["entity", "customer_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "person_decision",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("entity", sa.String(length=80), nullable=False),
        sa.Column("customer_id", sa.String(length=120), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("grounds", Document, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("campaign_id", Identifier, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_decision")),
    )
    op.create_index("ix_person_decision_customer", "person_decision", ["entity", "customer_id"], unique=False)
    op.create_index("ix_person_decision_campaign_id", "person_decision", ["campaign_id"], unique=False)
    op.create_table(
        "retention_report",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("acts_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("found", Document, nullable=False),
        sa.Column("removed", Document, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_report")),
    )
    op.create_table(
        "fairness_report",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("model_number", Identifier, nullable=False),
        sa.Column("customers", Identifier, nullable=False),
        sa.Column("unmatched", sa.Integer(), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fairness_report")),
    )
    _end_soft_marks()


def _end_soft_marks() -> None:
    """Give marks of hardship and vulnerability without an end some months, so that somebody can renew them in time."""
    bind = op.get_bind()
    today = date.fromisoformat(str(bind.scalar(sa.text("SELECT CURRENT_DATE"))))
    until_on = today + timedelta(days=30 * MONTHS_LEFT)
    hold = sa.table(
        "hold", sa.column("kind", sa.Text()), sa.column("until_on", sa.Date()), sa.column("ended_at", Instant())
    )
    open_ended = hold.c.kind.in_(("hardship", "vulnerable")) & hold.c.until_on.is_(None) & hold.c.ended_at.is_(None)
    bind.execute(sa.update(hold).where(open_ended).values(until_on=until_on))
