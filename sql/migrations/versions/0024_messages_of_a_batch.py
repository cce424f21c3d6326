"""Which messages lie in a batch: without it, taking a batch away reads every message to see that none is left in it."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the two indexes."""
    op.create_index("ix_preview_message_batch_id", "preview_message", ["batch_id"])
    op.create_index("ix_message_batch_id", "message", ["batch_id"])
