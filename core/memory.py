"""Memory that large questions leave behind, given back to the machine while the app runs."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY_SECONDS: Final = 10.0
GROWN_BYTES: Final = 256 * 2**20
STATM: Final = Path("/proc/self/statm")


def resident_bytes() -> int:
    """Return the memory of this process that is in use by the machine; 0 where it does not say."""
    return int(STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") if STATM.exists() else 0


def trimmer() -> Callable[[], object] | None:
    """Return what hands free memory of the C library back, None where it cannot (it is glibc's own)."""
    name = ctypes.util.find_library("c")
    trim = getattr(ctypes.CDLL(name), "malloc_trim", None) if name else None
    return None if trim is None else lambda: trim(0)


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


def start() -> Event:
    """Watch the memory of this process in a thread of its own; return what ends it."""
    stop = Event()
    if (trim := trimmer()) is not None:
        Thread(target=watch, args=(stop, trim), name="saldo memory", daemon=True).start()
    return stop
