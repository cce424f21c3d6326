"""The day up to which a campaign knows payments: its messages name it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("campaign", sa.Column("known_on", sa.Date(), nullable=True))
