"""Memory that large questions leave behind, given back to the machine while the app runs."""

from __future__ import annotations

import ctypes
import ctypes.util
import gc
import os
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EVERY_SECONDS: Final = 10.0
MOST_ARENAS: Final = 2
"""Places of the C library that threads take memory from: each keeps what one of them gave back, and every reader is a thread."""
_ARENAS: Final = -8  # M_ARENA_MAX of malloc.h
GROWN_BYTES: Final = 256 * 2**20
STATM: Final = Path("/proc/self/statm")


def resident_bytes() -> int:
    """Return the memory of this process that is in use by the machine; 0 where it does not say."""
    return int(STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") if STATM.exists() else 0


def _of_c(name: str) -> Callable[..., object] | None:
    """Return a function of the C library, None where it has none of that name: what is asked here is glibc's own."""
    library = ctypes.util.find_library("c")
    return getattr(ctypes.CDLL(library), name, None) if library else None


def trimmer() -> Callable[[], object] | None:
    """Return what hands free memory of Arrow and of the C library back, None where that cannot."""
    trim = _of_c("malloc_trim")

    def all_of_it() -> None:
        pa.default_memory_pool().release_unused()
        if trim is not None:
            trim(0)

    return None if trim is None else all_of_it


def watch(stop: Event, trim: Callable[[], object], *, every: float = EVERY_SECONDS, grown: int = GROWN_BYTES) -> None:
    """Call ``trim`` whenever this process has grown by ``grown`` bytes since it last did, until ``stop``."""
    lowest = resident_bytes()
    while not stop.wait(every):
        now = resident_bytes()
        if now > lowest + grown:
            trim()
            lowest = resident_bytes()
        else:
            lowest = min(lowest, now)


@contextmanager
def given_back(release: Callable[[], object]) -> Iterator[None]:
    """Give back what a block took: where this process grew by much in it, ``release`` what is kept and hand it to the machine."""
    before = resident_bytes()
    yield
    if resident_bytes() > before + GROWN_BYTES:
        release()
        gc.collect()
        if (trim := trimmer()) is not None:
            trim()


def start() -> Event:
    """Watch the memory of this process in a thread of its own; return what ends it."""
    stop = Event()
    if (option := _of_c("mallopt")) is not None:
        option(_ARENAS, MOST_ARENAS)
    if (trim := trimmer()) is not None:
        Thread(target=watch, args=(stop, trim), name="saldo memory", daemon=True).start()
    return stop
