"""Contents of messages as they lie on the desk, read back: locked ones one by one, those of before there were keys by the batch."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import select

from core.campaigns.contents import unpack
from core.campaigns.locked import NO_WORDS, Opener, Words, words_of
from core.desk.campaign_tables import PreviewBatch
from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

BATCHES_IN_MEMORY: Final = 3  # messages are asked for in the order in which they lie in their batches


class ErasedError(SaldoError):
    """A message whose customer was erased: nobody can read it any more."""

    def __init__(self) -> None:
        super().__init__(
            "This message cannot be read any more: its customer was erased, and the key with it. That it went, when and what it asked for stays in the ledger."
        )


class Lies(Protocol):
    """A message that says where its content lies."""

    @property
    def id(self) -> int:
        """Number of the message."""

    @property
    def batch_id(self) -> int:
        """Where it lies."""

    @property
    def offset(self) -> int:
        """From which byte on."""

    @property
    def length(self) -> int:
        """How many bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What a message says, and the words it has in common with others of its kind."""

    plain: bytes
    words: Words = NO_WORDS


@dataclass(frozen=True, kw_only=True)
class _Batch:
    content: bytes
    is_locked: bool


class KeptContents:
    """Reads contents; it keeps the batches read last. For one thread."""

    def __init__(self) -> None:
        self._opener = Opener()
        self._batches: OrderedDict[int, _Batch] = OrderedDict()

    def of(self, session: Session, messages: Iterable[Lies]) -> dict[int, Content]:
        """Return the content of each message by id, without those whose customer was erased."""
        asked = list(messages)
        batches = self._read(session, {each.batch_id for each in asked})
        found: dict[int, Content] = {}
        locked: dict[int, bytes] = {}
        for each in asked:
            batch = batches.get(each.batch_id)
            if batch is not None:
                lies = batch.content[each.offset : each.offset + each.length]
                if batch.is_locked:
                    locked[each.id] = lies
                else:
                    found[each.id] = Content(plain=lies)
        numbers = {key: words_of(each) for key, each in locked.items()}
        plain = self._opener.of(session, locked)
        words = self._opener.words(session, numbers.values())
        found.update({key: Content(plain=each, words=words[numbers[key]]) for key, each in plain.items()})
        return found

    def _read(self, session: Session, wanted: set[int]) -> dict[int, _Batch]:
        missing = wanted - self._batches.keys()
        if missing:
            for row in session.scalars(select(PreviewBatch).where(PreviewBatch.id.in_(missing))):
                content = row.content if row.is_locked else unpack(row.content, row.length)
                self._batches[row.id] = _Batch(content=content, is_locked=row.is_locked)
        found = {key: self._batches[key] for key in wanted & self._batches.keys()}
        while len(self._batches) > BATCHES_IN_MEMORY:
            self._batches.popitem(last=False)
        return found


def content_of(session: Session, message: Lies) -> bytes:
    """Return the content of one message; raise :class:`ErasedError` when its customer was erased."""
    found = KeptContents().of(session, [message])
    if message.id not in found:
        raise ErasedError
    return found[message.id].plain
