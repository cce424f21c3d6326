"""The archive of imported files as they came, by their fingerprint, so that a number leads back to its row."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from core.intake.covering import Cover
from core.intake.national import covered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from core.intake.scan import Scan

    Called = Mapping[str, Collection[str]]


def archive(
    path: Path, scan: Scan, sources: Path, *, without: tuple[str, ...] = (), called: Called | None = None
) -> Path:
    """Return the archived copy of the file, made unless it is there already.

    Numbers of persons in it (``without``) are covered; a workbook that holds such numbers is not kept at all. So is what
    customers are ``called`` who were erased, by their number, in workbooks too.
    """
    kept = archived(scan.sha256, path.suffix, sources)
    text = covered(path, without) if without and not kept.exists() else None
    if kept.exists() or (without and text is None):
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_name(f"{kept.name}.{os.getpid()}.part")
    try:
        if called:
            cover = Cover((word for words in called.values() for word in words), near=called)
            part.write_bytes(cover.content(path.read_bytes() if text is None else text))
        elif text is None:
            shutil.copyfile(path, part)
        else:
            part.write_bytes(text)
        part.replace(kept)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return kept


def archived(sha256: str, suffix: str, sources: Path) -> Path:
    """Return where the file with this fingerprint is kept."""
    return sources / sha256[:2] / f"{sha256}{suffix.lower()}"
