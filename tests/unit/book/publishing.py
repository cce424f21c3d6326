"""A process that publishes one invoice into a folder and dies at a chosen moment; also a reader that counts versions."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from core.book import draft as draft_module
from core.book import store as store_module
from tests.ledger import Ledger

if TYPE_CHECKING:
    from core.book.book import Book


def die(*_arguments: Any, **_options: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def publish_and_die(folder: Path, moment: str) -> None:
    """Import one more invoice and be killed for real before, within or right after the swap of the pointer."""
    where = {
        "before the checkpoint": (draft_module, "close_stage"),
        "before the rename": (os, "fsync"),
        "before the swap": (os, "replace"),
        "after the swap": (store_module.BookStore, "_prune"),
    }
    patch.object(*where[moment], die).start()
    Ledger(folder)("A INV2 issued 2026-01-02 due 2026-02-01 100.00 EUR")


def read_on(folder: Path, until: str) -> None:
    """Open the current version again and again, print what each one holds, and stop at version ``until``."""
    store = store_module.BookStore(folder)
    seen: list[str] = []
    deadline = time.monotonic() + 240  # publishing shares the machine with whatever else runs
    while time.monotonic() < deadline:
        book: Book = store.open()
        imports = len(book.rows("book_imports"))
        if int(book.version[1:]) != imports:
            sys.exit(f"{book.version} holds {imports} imports")
        if not seen or seen[-1] != book.version:
            seen.append(book.version)
            sys.stdout.write(f"{book.version}\n")
            sys.stdout.flush()
        if book.version == until:
            return
        time.sleep(0.005)  # two readers that never rest would starve the publisher of its two cores
    sys.exit("the last version never came")


if __name__ == "__main__":
    what, where, detail = sys.argv[1:]
    {"publish": publish_and_die, "read": read_on}[what](Path(where), detail)
