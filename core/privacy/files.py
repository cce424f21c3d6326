"""Files of the home folder: what still says a word of one customer is covered, mails and letters to it are removed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from core.desk.customer_page_tables import CustomerFile, CustomerRequest
from core.desk.statements import rows_changed
from core.language import later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from core.intake.covering import Cover
    from core.privacy.called import Customer

LEFT_ALONE: Final = frozenset({"audit", "book", "keys", "models", "spill"})
"""Folders with a way of their own, or without a word about anybody."""
WHOLE: Final = ("outbox", "mailbox")
"""Folders of which a file is one message, or a print run: it is removed, not covered."""
_DATABASE: Final = "desk.sqlite3"  # where settings keep it; another one is named by them
_SET_ASIDE: Final = "replaced-"  # homes that a restored backup replaced
_MAIL: Final = ".eml"
_LISTS: Final = frozenset({".jsonl", ".csv", ".json"})
_PRINTED: Final = ".pdf"
ASIDE: Final = later(
    "Folders called replaced-… in the home folder hold what a restored backup replaced, with every name: remove them once you are sure of the backup."
)
LARGEST: Final = 1_000_000_000
"""Bytes: an archived file larger than that is removed, for covering it would take the memory of everybody else."""


@dataclass(frozen=True, kw_only=True)
class Touched:
    """How many files were covered and removed."""

    covered: int
    removed: int


def uploads_of(session: Session, customer: Customer) -> list[str]:
    """Return the hashes of the files that ``customer`` alone sent along."""
    of = CustomerFile.request_id == CustomerRequest.id
    own = (CustomerRequest.entity == customer[0]) & (CustomerRequest.customer_id == customer[1])
    theirs = set(session.scalars(select(CustomerFile.sha256).join(CustomerRequest, of).where(own)))
    others = set(session.scalars(select(CustomerFile.sha256).join(CustomerRequest, of).where(~own)))
    return sorted(theirs - others)


def forget_uploads(session: Session, customer: Customer) -> int:
    """Remove what the desk says of the files that ``customer`` sent along; return how many."""
    own = select(CustomerRequest.id).where(
        CustomerRequest.entity == customer[0], CustomerRequest.customer_id == customer[1]
    )
    return rows_changed(session, delete(CustomerFile).where(CustomerFile.request_id.in_(own)))


def erase_files(home: Path, cover: Cover, *, uploads: list[str], desk_file: Path | None = None) -> Touched:
    """Cover what ``cover`` says in the files under ``home``, and remove messages that say it and the files ``uploads``.

    ``desk_file`` is the desk's database where it is a file: it has a way of its own, wherever it lies.
    """
    covered = removed = 0
    for mark in uploads:
        place = home / "uploads" / mark[:2] / mark
        if place.exists():
            place.unlink()
            removed += 1
    runs: set[Path] = set()
    for path in _files(home, desk_file):
        is_whole = path.relative_to(home).parts[0] in WHOLE and path.suffix not in _LISTS
        if is_whole and _is_about(path, cover):
            path.unlink()
            removed += 1
            runs.add(path.parent)
        elif not is_whole and path.stat().st_size > LARGEST:
            path.unlink()
            removed += 1
        elif not is_whole:
            covered += _cover(path, cover)
    removed += sum(_remove_print(folder, home) for folder in runs)
    return Touched(covered=covered, removed=removed)


def set_aside(home: Path) -> tuple[str, ...]:
    """Return what to do about homes that a restored backup replaced: they are left as they were, names included."""
    return (ASIDE,) if any(home.glob(f"{_SET_ASIDE}*")) else ()


def _files(home: Path, desk_file: Path | None) -> Iterator[Path]:
    own = None if desk_file is None else desk_file.resolve()
    for path in sorted(home.rglob("*")):
        first = path.relative_to(home).parts[0]
        if (
            first not in LEFT_ALONE
            and not first.startswith((_DATABASE, _SET_ASIDE))
            and path.is_file()
            and not path.is_symlink()
            and not (own is not None and path.name.startswith(own.name) and path.parent.resolve() == own.parent)
        ):
            yield path


def _is_about(path: Path, cover: Cover) -> bool:
    content = path.read_bytes()
    if cover.content(content) != content:
        return True
    return path.suffix == _MAIL and cover.is_in(_words(content))


def _words(mail: bytes) -> str:
    """Return what a mail says once its parts are decoded."""
    parsed = message_from_bytes(mail, policy=default)
    told = [str(value) for value in parsed.values()]
    for part in parsed.walk():
        if part.get_content_maintype() == "text":
            raw = part.get_payload(decode=True)
            told.append(raw.decode(part.get_content_charset() or "utf-8", "replace") if isinstance(raw, bytes) else "")
    return "\n".join(told)


def _cover(path: Path, cover: Cover) -> int:
    before = path.read_bytes()
    after = cover.content(before)
    if after == before:
        return 0
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(after)
    part.chmod(path.stat().st_mode)
    part.replace(path)
    return 1


def _remove_print(folder: Path, home: Path) -> int:
    """Remove the print run that a letter was part of: nothing can be covered in it, and it was printed."""
    run, removed = folder.parent if folder.name == "sources" else folder, 0
    if home in {run, run.parent}:
        return 0
    for path in run.glob(f"*{_PRINTED}"):
        path.unlink()
        removed += 1
    return removed
