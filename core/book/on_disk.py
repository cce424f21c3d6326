"""Answers about everybody that take seconds on a large book, kept in a folder beside its file: one process asks, every other reads."""

from __future__ import annotations

import hashlib
import os
from threading import get_ident
from typing import TYPE_CHECKING, Final

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

KEPT: Final = ".kept"
"""What the folder is called after the version's file: whoever removes that removes this with it (``core.book.draft.remove``)."""
FEWEST_ROWS: Final = 20_000
"""A shorter answer is asked as fast as it is read."""


def on_disk(
    file: Path, name: str, asked: Mapping[str, object], ask: Callable[[], pd.DataFrame], *, fewest: int | None = None
) -> pd.DataFrame:
    """Return the answer of ``ask`` about the version in ``file``, from the folder beside it when it is there.

    ``asked`` is what the answer depends on beside the version. A version never changes, so what is kept is never wrong; what
    cannot be written, or read again, is only asked again. Answers of fewer rows than ``fewest`` are not kept.
    """
    told = repr(sorted(asked.items())).encode()
    place = file.with_name(file.name + KEPT) / f"{name}-{hashlib.sha256(told).hexdigest()[:16]}.arrow"
    held = _held(place)
    if held is not None:
        return held
    found = ask()
    # Not for a version that was removed while it was open: nobody would remove this again.
    if len(found) >= (FEWEST_ROWS if fewest is None else fewest) and file.exists():
        _keep(found, place)
    return found


def _held(place: Path) -> pd.DataFrame | None:
    """Return what stands in ``place``, None where nothing does that can be read."""
    try:
        # The words stay in the file, which all processes read from the same memory.
        with pa.memory_map(str(place)) as source:
            found: pd.DataFrame = pa.ipc.open_file(source).read_all().to_pandas()
            return found
    except (OSError, pa.ArrowInvalid):
        return None


def _keep(found: pd.DataFrame, place: Path) -> None:
    """Write ``found`` to ``place``, all at once: another thread or process may be reading, or writing the same."""
    fresh = place.with_suffix(f".{os.getpid()}-{get_ident()}")
    try:
        place.parent.mkdir(exist_ok=True)
        table = pa.Table.from_pandas(found, preserve_index=False)
        with fresh.open("wb") as sink:
            with pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
            sink.flush()
            os.fsync(sink.fileno())  # else a machine that goes down may leave a whole file with holes in it
        fresh.replace(place)
    except OSError:
        fresh.unlink(missing_ok=True)
