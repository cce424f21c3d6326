"""A ZIP that is written part by part, with a list of hashes as its last: for files that leave the house as one."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from typing import IO, TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

MANIFEST: Final = "manifest.json"
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""Of every entry: a ZIP has no way to leave it out, and equal files must be equal bytes."""


class Zipped:
    """A ZIP under way: the same parts in the same order give the same bytes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._file = zipfile.ZipFile(target, "w")
        self._listed: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the list of hashes, unless something went wrong, and end."""
        if error is None:
            self._write(MANIFEST, [json.dumps({"files": self._listed}, indent=1, ensure_ascii=False).encode() + b"\n"])
        self._file.close()

    def add(self, name: str, content: bytes | Iterable[bytes]) -> str:
        """Add one part, whole or as it comes, and return its SHA-256."""
        length, digest = self._write(name, [content] if isinstance(content, bytes) else content)
        self._listed.append({"file": name, "bytes": length, "sha256": digest})
        return digest

    def _write(self, name: str, content: Iterable[bytes]) -> tuple[int, str]:
        entry = zipfile.ZipInfo(name, date_time=_MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        seen, length = sha256(), 0
        with self._file.open(entry, "w", force_zip64=True) as part:
            for each in content:
                seen.update(each)
                length += len(each)
                part.write(each)
        return length, seen.hexdigest()


def lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield ``rows`` as lines of JSON: the form that keeps every letter as it is."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode() + b"\n"
