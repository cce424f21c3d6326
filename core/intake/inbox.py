"""The watched folder: a file put there is imported by itself, then moved to done or failed with the outcome beside it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from core.errors import SaldoError
from core.room import DiskFullError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from core.clock import Clock

DONE: Final = "done"
FAILED: Final = "failed"
_TAKEN: Final = frozenset(
    {
        ".csv",
        ".txt",
        ".tsv",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".xml",
        ".zip",
        ".sta",
        ".940",
        ".942",
        ".mt940",
        ".swi",
        ".cod",
        ".coda",
    }
)
_SETTLED_SECONDS: Final = 2.0


class Report(Protocol):
    """What became of a file, whatever kind it was; ``version`` is the book it is in, None for what goes to the desk."""

    @property
    def version(self) -> str | None:
        """Return the version of the book."""
        ...

    def as_dict(self) -> dict[str, Any]:
        """Return it for machines."""
        ...


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """One file of the watched folder: where it went, and its report or the reason it was not taken."""

    file: Path
    report: Report | None
    error: str | None


def import_inbox(inbox: Path, *, take: Callable[[Path], Report], clock: Clock) -> list[Delivered]:
    """Return what became of every file waiting in ``inbox``, oldest first; ``take`` imports one of them.

    A file that was written within the last seconds, or whose name starts with a dot or ends in ``.part``, is left for
    the next round. A failure never stops the files after it, but for a full disk (``DiskFullError``).
    """
    inbox.mkdir(parents=True, exist_ok=True)
    waiting = [path for path in inbox.iterdir() if _is_ready(path, clock().timestamp())]
    delivered = []
    for path in sorted(waiting, key=lambda each: (each.stat().st_mtime, each.name)):
        try:
            report = take(path)
        except DiskFullError:
            raise  # no fault of the file: it waits where it is
        except SaldoError as error:
            delivered.append(Delivered(file=_moved(path, FAILED, clock(), f"{error}\n"), report=None, error=str(error)))
        else:
            told = json.dumps(report.as_dict(), indent=2, ensure_ascii=False)
            delivered.append(Delivered(file=_moved(path, DONE, clock(), told), report=report, error=None))
    return delivered


def _is_ready(path: Path, now: float) -> bool:
    if not path.is_file() or path.name.startswith(".") or path.suffix.lower() not in _TAKEN:
        return False
    return now - path.stat().st_mtime >= _SETTLED_SECONDS


def _moved(path: Path, outcome: str, at: datetime, told: str) -> Path:
    """Return the new place of the file, in a folder of its own kind, with a text of the outcome beside it."""
    folder = path.parent / outcome
    folder.mkdir(exist_ok=True)
    target = folder / f"{at:%Y%m%dT%H%M%S}-{path.name}"
    nth = 1
    while target.exists():
        nth += 1
        target = folder / f"{at:%Y%m%dT%H%M%S}-{nth}-{path.name}"
    target.with_name(f"{target.name}.txt").write_text(told, encoding="utf-8")
    os.replace(path, target)  # noqa: PTH105 (the target may be on the same file system only)
    return target
