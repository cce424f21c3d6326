"""The approved bytes of claimed messages, each checked against the hash that was taken at approval."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.campaigns.contents import unpack
from core.desk.campaign_tables import PreviewBatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.campaigns.claims import Claimed
    from core.desk.engine import Desk

BATCHES_IN_MEMORY = 3  # messages are claimed in the order in which they lie in their batches


class SealedContents:
    """Reads sealed contents batch by batch; one object per thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._batches: OrderedDict[int, bytes] = OrderedDict()

    def of(self, messages: Sequence[Claimed]) -> dict[int, bytes]:
        """Return the content of each message by id; one whose bytes are not those of its hash is left out."""
        batches = self._unpacked({message.batch_id for message in messages})
        contents: dict[int, bytes] = {}
        for message in messages:
            content = batches.get(message.batch_id, b"")[message.offset : message.offset + message.length]
            if sha256(content).digest() == message.sha256:
                contents[message.id] = content
        return contents

    def _unpacked(self, wanted: set[int]) -> dict[int, bytes]:
        missing = wanted - self._batches.keys()
        if missing:
            with self._desk.reading() as session:
                for batch in session.scalars(select(PreviewBatch).where(PreviewBatch.id.in_(missing))):
                    self._batches[batch.id] = unpack(batch.content, batch.length)
        found = {batch_id: self._batches[batch_id] for batch_id in wanted & self._batches.keys()}
        while len(self._batches) > BATCHES_IN_MEMORY:
            self._batches.popitem(last=False)
        return found
