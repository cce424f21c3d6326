"""Training runs of the payment model."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Document, Identifier, Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the desk to this revision."""
    op.create_table(
        "model_run",
        sa.Column("id", Identifier, nullable=False),
        sa.Column("trained_by", sa.Text(), nullable=False),
        sa.Column("trained_at", Instant(), nullable=False),
        sa.Column("book_version", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("split_on", sa.Date(), nullable=False),
        sa.Column("invoices", Identifier, nullable=False),
        sa.Column("payments", Identifier, nullable=False),
        sa.Column("signals", Document, nullable=False),
        sa.Column("scores", Document, nullable=False),
        sa.Column("verdicts", Document, nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("forecast", Document, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_run")),
    )
