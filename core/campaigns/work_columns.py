"""The columns of an entry of the work list, and the statements that fill them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, cast, literal, null, select

from core.desk.campaign_tables import Campaign, Message, PreviewMessage

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

INSTANT: Final = "datetime64[us, UTC]"
COLUMNS: Final = {
    "key": "str",
    "kind": "str",
    "what": "str",
    "entity": "str",
    "customer_id": "str",
    "ref_id": "Int64",
    "campaign": "str",
    "channel": "str",
    "template": "str",
    "step": "Int64",
    "address": "str",
    "told": "str",
    "owner": "str",
    "at": INSTANT,
    "due_at": INSTANT,
    "open_by": "str",
    "open_at": INSTANT,
}
"""``ref_id`` is the message, case, reply, event, approval or call behind an entry; ``owner`` who it is for, null for nobody in
particular; ``open_by`` the worker's mark of who has a call open since ``open_at``."""


def columns(**given: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - SQLAlchemy columns of several types
    """Return a statement of ``given`` by the names of COLUMNS; every other one is null."""
    return select(*(given.get(name, null()).label(name) for name in COLUMNS))


def key_of(prefix: str, column: ColumnElement[Any]) -> ColumnElement[str]:
    """Return what an entry is called for good: where it comes from, and its number there."""
    return literal(f"{prefix}:") + cast(column, String)


def of_message(**given: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - as above
    """Return a statement about messages of the ledger: what every entry says of its message, and ``given``."""
    shared = {
        "key": key_of("message", Message.id.expression),
        "entity": Message.entity,
        "customer_id": Message.customer_id,
        "ref_id": Message.id,
        "campaign": Campaign.name,
        "channel": Message.channel,
        "template": PreviewMessage.template,
        "step": Message.step,
        "address": Message.address,
    }
    return (
        columns(**{**shared, **given})
        .select_from(Message)
        .join(Campaign, Campaign.id == Message.campaign_id)
        .join(PreviewMessage, PreviewMessage.id == Message.id)
    )
