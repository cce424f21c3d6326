"""Sign-ins: who is signed in, since when and until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Identifier, Instant

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", Identifier, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id", "ended_at"])
