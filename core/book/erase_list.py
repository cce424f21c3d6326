"""Whom no import may bring back: digests of the customers that were erased, in a file beside the versions of the book."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FILE: Final = "erased"


def digest(entity: str, customer_id: str) -> str:
    """Return by which the book knows again who was erased, without keeping a list of them by name or number."""
    return sha256(f"{entity}\x1f{customer_id}".encode()).hexdigest()


def erased(folder: Path) -> frozenset[str]:
    """Return the digests of everybody who was erased from the book in ``folder``."""
    try:
        return frozenset((folder / _FILE).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return frozenset()


def keep_erased(folder: Path, digests: Iterable[str]) -> None:
    """Write down whom no import may bring back; whole or not at all."""
    fresh = folder / f"{_FILE}.new"
    with fresh.open("w", encoding="ascii") as written:
        written.writelines(f"{each}\n" for each in sorted(digests))
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(folder / _FILE)
