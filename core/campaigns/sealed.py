"""The approved bytes of claimed messages, each checked against the hash that was taken at approval."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from core.campaigns.kept_contents import KeptContents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.campaigns.claims import Claimed
    from core.desk.engine import Desk


class SealedContents:
    """Reads sealed contents; one object per thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept = KeptContents()

    def of(self, messages: Sequence[Claimed]) -> dict[int, bytes]:
        """Return the content of each message by id; one whose bytes are not those of its hash is left out."""
        with self._desk.reading() as session:
            contents = self._kept.of(session, messages)
        return {
            message.id: contents[message.id].plain
            for message in messages
            if message.id in contents and sha256(contents[message.id].plain).digest() == message.sha256
        }
