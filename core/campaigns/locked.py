"""Contents of messages, each compressed with what its kind has in common and locked with the key of its customer."""

from __future__ import annotations

import os
import struct
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from core.desk.customer_secrets import opened
from core.desk.erasure_tables import CommonWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from core.desk.customer_secrets import Key

LEVEL: Final = 3
"""With the words in common, harder work saves a tenth of the size and takes twice the time."""
MOST_WORDS_KEPT: Final = 64
_HEAD: Final = struct.Struct(">BQQ12s")  # form, common words, key, nonce
_FORM: Final = 1
_RAW: Final = -15  # deflate without a header, the largest window


@dataclass(frozen=True, kw_only=True)
class Words:
    """What messages of one kind have in common, by the number it has on the desk; nothing where ``number`` is 0."""

    number: int
    content: bytes


NO_WORDS: Final = Words(number=0, content=b"")


def lock(content: bytes, words: Words, key: Key) -> bytes:
    """Return ``content`` locked; nothing of it can be read without the key."""
    nonce = os.urandom(12)
    head = _HEAD.pack(_FORM, words.number, key.number, nonce)
    return head + key.cipher.encrypt(nonce, _compressed(content, words), head)


def placed(contents: Iterable[bytes]) -> tuple[bytes, list[int]]:
    """Return ``contents`` one after the other, and the offset of each."""
    offsets, position, all_of_them = [], 0, list(contents)
    for content in all_of_them:
        offsets.append(position)
        position += len(content)
    return b"".join(all_of_them), offsets


class Opener:
    """Opens locked contents; it keeps the words in common, never a key. For one thread."""

    def __init__(self) -> None:
        self._words: OrderedDict[int, Words] = OrderedDict()

    def of(self, session: Session, locked: Mapping[int, bytes]) -> dict[int, bytes]:
        """Return what is in ``locked`` by the same numbers, without those whose key is destroyed or whose bytes were changed."""
        heads = {place: _HEAD.unpack_from(each) for place, each in locked.items() if len(each) > _HEAD.size}
        words = self.words(session, {head[1] for head in heads.values()})
        keys = opened(session, {head[2] for head in heads.values()})
        found: dict[int, bytes] = {}
        for place, (_form, number, key_number, nonce) in heads.items():
            key, each = keys.get(key_number), locked[place]
            if key is None:
                continue
            try:
                plain = key.cipher.decrypt(nonce, each[_HEAD.size :], each[: _HEAD.size])
            except InvalidTag:
                continue
            found[place] = _plain(plain, words[number])
        return found

    def words(self, session: Session, numbers: Iterable[int]) -> dict[int, Words]:
        """Return the words in common with these numbers."""
        wanted = set(numbers)
        missing = wanted - self._words.keys() - {0}
        if missing:
            for row in session.scalars(select(CommonWords).where(CommonWords.id.in_(missing))):
                self._words[row.id] = Words(number=row.id, content=zlib.decompress(row.content))
        found = {number: self._words[number] for number in wanted & self._words.keys()} | {0: NO_WORDS}
        while len(self._words) > MOST_WORDS_KEPT:
            self._words.popitem(last=False)
        return found


def words_of(locked: bytes) -> int:
    """Return the number of the words in common that something was locked with."""
    return int(_HEAD.unpack_from(locked)[1]) if len(locked) > _HEAD.size else 0


def _compressed(content: bytes, words: Words) -> bytes:
    if words.content:
        deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, _RAW, zdict=words.content)
    else:
        deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, _RAW)
    return deflate.compress(content) + deflate.flush()


def _plain(compressed: bytes, words: Words) -> bytes:
    inflate = zlib.decompressobj(_RAW, zdict=words.content) if words.content else zlib.decompressobj(_RAW)
    return inflate.decompress(compressed)
