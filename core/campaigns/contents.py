"""Many message contents in one compressed batch, and one of them back out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BATCH = 250  # messages of one template repeat each other: a few hundred compress to a twentieth

Row = TypeVar("Row")
_CODEC = pa.Codec("zstd")


def pack(contents: list[bytes]) -> tuple[bytes, int, list[int]]:
    """Return the compressed batch, its length before compression, and the offset of every content in it."""
    joined = b"".join(contents)
    offsets, position = [], 0
    for content in contents:
        offsets.append(position)
        position += len(content)
    return compressed(joined), len(joined), offsets


def compressed(joined: bytes) -> bytes:
    """Return a batch as it is kept; ``unpack`` gives it back."""
    kept: bytes = _CODEC.compress(joined, asbytes=True)
    return kept


def unpack(kept: bytes, length: int) -> bytes:
    """Return the contents of a batch, one after the other."""
    joined: bytes = _CODEC.decompress(kept, decompressed_size=length, asbytes=True)
    return joined


def in_batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Yield ``rows`` in lists of at most ``size``."""
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
