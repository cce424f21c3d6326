"""Who writes for each entity: the sender kept on the desk, or a made-up one until somebody fills it in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.messages.context import Sender, demo_sender
from core.messages.iban import checked_iban

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.desk.engine import Desk

SETTING = "sender"


def sender_of(desk: Desk, entity: str) -> Sender:
    """Return the sender of ``entity``, else the one of all entities, else the demo's."""
    kept = settings.get(desk, SETTING, entity)
    return demo_sender(entity) if kept is None else Sender.from_dict(kept.body)


def senders(desk: Desk, entities: Iterable[str]) -> dict[str, Sender]:
    """Return the sender of each of ``entities``."""
    return {entity: sender_of(desk, entity) for entity in sorted(set(entities))}


@permitted(Action.SETTING)
def save_sender(desk: Desk, entity: str, sender: Sender, *, by: str) -> None:
    """Keep ``sender`` for ``entity``; an empty entity means all that have none of their own.

    Raises ``BadIbanError`` for an account number that fails its check.
    """
    kept = replace(sender, iban=checked_iban(sender.iban)) if sender.iban.strip() else sender
    settings.save(desk, SETTING, kept.to_dict(), by=by, scope=entity)
