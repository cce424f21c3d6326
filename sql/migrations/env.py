"""Alembic's environment: runs on the connection that core.desk.migrate hands over, inside its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from alembic import context
from sqlalchemy import JSON, BigInteger

from core.desk import (  # noqa: F401 - importing declares their tables
    answer_tables,
    audit_tables,
    bank_tables,
    call_tables,
    campaign_tables,
    case_tables,
    channel_tables,
    close_tables,
    company_tables,
    credit_tables,
    customer_page_tables,
    delivery_tables,
    erasure_tables,
    experiment_tables,
    gateway_tables,
    handover_tables,
    identity_tables,
    model_tables,
    pay_tables,
    people_tables,
    privacy_tables,
    replay_tables,
    reply_tables,
    run_tables,
    side_tables,
    sign_in_tables,
    standing_tables,
    template_tables,
    view_tables,
)
from core.desk.types import Instant

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext


def named(kind: str, thing: Any, _: AutogenContext) -> str | Literal[False]:  # noqa: ANN401 - Alembic hands over anything
    """Return the name of the desk's own column type for a generated revision, False for Alembic's own way."""
    if kind == "type" and isinstance(thing, Instant):
        return "Instant()"
    if kind == "type" and isinstance(thing, BigInteger):
        return "Identifier"
    if kind == "type" and isinstance(thing, JSON):
        return "Document"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=campaign_tables.Base.metadata,
    render_item=named,
)
context.run_migrations()
