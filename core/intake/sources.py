"""The archive of imported files as they came, by their fingerprint, so that a number leads back to its row."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from core.intake.scan import Scan


def archive(path: Path, scan: Scan, sources: Path) -> Path:
    """Return the archived copy of the file, made unless it is there already."""
    kept = archived(scan.sha256, path.suffix, sources)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f"{kept.name}.{os.getpid()}.part")
        shutil.copyfile(path, part)
        part.replace(kept)
    return kept


def archived(sha256: str, suffix: str, sources: Path) -> Path:
    """Return where the file with this fingerprint is kept."""
    return sources / sha256[:2] / f"{sha256}{suffix.lower()}"
