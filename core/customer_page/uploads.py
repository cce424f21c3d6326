"""Files that customers send along: told by their first bytes, kept under their hash, and never opened here."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.customer_page.refusals import RefusedError, Why
from core.desk import customer_requests
from core.sensitive.numbers import covered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.desk.customer_requests import KeptFile
    from core.desk.engine import Desk

MOST_BYTES: Final = 5_000_000
MOST_FILES: Final = 3
_LONGEST: Final = 60
_UNSAFE: Final = re.compile(r"[^\w.\- ]+")
_KINDS: Final = (
    ("pdf", "application/pdf", lambda head: head.startswith(b"%PDF-")),
    ("jpg", "image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("png", "image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("webp", "image/webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    ("heic", "image/heic", lambda head: head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1"}),
)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it came: what it is called says nothing of what it is."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A file that may be kept: its name made safe, with the ending of what it really is."""

    name: str
    media_type: str
    content: bytes


def checked(uploads: Sequence[Upload]) -> tuple[Checked, ...]:
    """Return the files that hold something, each as what its first bytes say; raise ``RefusedError`` for too many or others."""
    held = [each for each in uploads if each.content]
    if len(held) > MOST_FILES:
        raise RefusedError(Why.TOO_MANY_FILES, most=MOST_FILES)
    return tuple(_checked(each) for each in held)


def safe_name(name: str, ending: str) -> str:
    """Return the last part of ``name`` without anything a system could read, and with ``ending``.

    >>> safe_name("../../etc/passwd.PDF", "pdf"), safe_name("foto <b>.jpeg", "jpg"), safe_name("...", "png")
    ('passwd.pdf', 'foto b.jpg', 'file.png')
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    stem = last.rpartition(".")[0] or last
    shown = "".join(letter for letter in stem if letter.isprintable())
    clean = re.sub(r"\s+", " ", _UNSAFE.sub("", shown)).strip(" .")[:_LONGEST].strip(" .")
    return f"{clean or 'file'}.{ending}"


def keep(desk: Desk, home: Path, request_id: int, files: Sequence[Checked]) -> None:
    """Write ``files`` under ``home``, each once however often it comes, and note them with a request."""
    for each in files:
        mark = sha256(each.content).hexdigest()
        place = place_of(home, mark)
        if not place.exists():
            _write(place, each.content)
        customer_requests.add_file(
            desk, request_id, sha256=mark, name=each.name, media_type=each.media_type, length=len(each.content)
        )


def content_of(home: Path, kept: KeptFile) -> bytes | None:
    """Return the bytes of a file as they came, None when they are gone or were changed: for a person to save, never to show."""
    place = place_of(home, kept.sha256)
    content = place.read_bytes() if place.is_file() else b""
    return content if sha256(content).hexdigest() == kept.sha256 else None


def place_of(home: Path, mark: str) -> Path:
    """Return where the file with this hash lies."""
    return home / "uploads" / mark[:2] / mark


def _checked(upload: Upload) -> Checked:
    if len(upload.content) > MOST_BYTES:
        raise RefusedError(Why.FILE_TOO_LARGE, most=MOST_BYTES // 1_000_000)
    head = upload.content[:16]
    known = next(((ending, media_type) for ending, media_type, fits in _KINDS if fits(head)), None)
    if known is None:
        raise RefusedError(Why.FILE_KIND)
    # A name is text that people typed; the file itself is never opened here.
    return Checked(name=covered(safe_name(upload.name, known[0])), media_type=known[1], content=upload.content)


def _write(place: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by who runs Saldo only."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as written:
        written.write(content)
    Path(name).replace(place)
