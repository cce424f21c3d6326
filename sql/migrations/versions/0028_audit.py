"""The audit trail: the chain, and the values beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.desk.types import Identifier, Instant

revision = "0028"
down_revision = "0027"

_BEFORE_THE_FIRST = "0" * 64
# What the database refuses, whoever asks: a changed or removed entry, a removed value, a value changed instead of erased.
_ERASED = (
    "NEW.salt IS NULL AND NEW.body IS NULL AND NEW.entity IS NULL AND NEW.customer_id IS NULL "
    "AND NEW.number = OLD.number AND NEW.piece = OLD.piece AND NEW.commitment = OLD.commitment"
)
_REFUSED = {
    "audit_entry_update": ("UPDATE", "audit_entry", "true"),
    "audit_entry_delete": ("DELETE", "audit_entry", "true"),
    "audit_value_update": ("UPDATE", "audit_value", f"NOT ({_ERASED})"),
    "audit_value_delete": ("DELETE", "audit_value", "true"),
    "audit_head_update": ("UPDATE", "audit_head", "NEW.number <= OLD.number"),
    "audit_head_delete": ("DELETE", "audit_head", "OLD.number > 0"),
}


def upgrade() -> None:
    """Make the tables, and let the database refuse what would rewrite the past."""
    op.create_table(
        "audit_entry",
        sa.Column("number", Identifier, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("known_by", sa.String(length=20), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("sign_in", sa.Text(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("values_digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_who", "audit_entry", ["who", "number"])
    op.create_table(
        "audit_value",
        sa.Column("number", Identifier, nullable=False),
        sa.Column("piece", Identifier, autoincrement=False, nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("entity", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["audit_entry.number"], name=op.f("fk_audit_value_number")),
        sa.PrimaryKeyConstraint("number", "piece", name=op.f("pk_audit_value")),
    )
    op.create_index("ix_audit_value_entity_customer_id", "audit_value", ["entity", "customer_id"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("number", Identifier, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "digest": _BEFORE_THE_FIRST}])
    for name, (verb, table, when) in _REFUSED.items():
        if op.get_bind().dialect.name == "postgresql":
            _refuse_on_postgres(name, verb, table, when)
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{_said(table)}'); END"
            )


def _refuse_on_postgres(name: str, verb: str, table: str, when: str) -> None:
    if name == "audit_entry_update":
        op.execute(
            "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
        )
    said = _said(table)
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION audit_refuse('{said}')"
    )
    if verb == "DELETE":
        op.execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('{said}')"
        )


def _said(table: str) -> str:
    return f"the audit trail is only ever added to: {table} cannot be changed or emptied"
