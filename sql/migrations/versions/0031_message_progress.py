"""How far a campaign is, counted without reading its messages."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_message_progress",
        "message",
        ["campaign_id", "state", "channel", "country", "settled_at", "send_at"],
        unique=False,
    )
