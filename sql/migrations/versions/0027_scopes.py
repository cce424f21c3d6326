"""Where customers belong, for limits that speak of countries and account managers; and within which limits work was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Identifier

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Make the two tables; a campaign or replay of before was made by somebody who sees all."""
    op.create_table(
        "customer_place",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("account_manager", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "customer_id", name="pk_customer_place"),
    )
    op.create_index("ix_customer_place_account_manager", "customer_place", ["account_manager"])
    op.create_table(
        "places_look",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("book_version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_places_look"),
    )
    for table in ("campaign", "replay"):
        op.add_column(table, sa.Column("within", sa.Text(), nullable=False, server_default=""))
