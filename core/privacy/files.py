"""Files of the home folder: what still says a word of one customer is covered, mails and letters to it are removed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from core.customer_page.uploads import place_of
from core.desk.customer_page_tables import CustomerFile, CustomerRequest
from core.desk.statements import is_of, rows_changed
from core.language import later
from core.privacy import inside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
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
_UPLOADS: Final = "uploads"
_GROWING: Final = ".jsonl"
_PRINTED: Final = ".pdf"
ASIDE: Final = later(
    "Folders called replaced-… in the home folder hold what a restored backup replaced, with every name: remove them once you are sure of the backup."
)
LARGEST: Final = 1_000_000_000
"""Bytes: an archived file larger than that is removed, for covering it would take the memory of everybody else."""


@dataclass(frozen=True, kw_only=True)
class Touched:
    """How many files were covered and removed; of those that others sent along, the hashes of which name somebody, and how many nobody can read."""

    covered: int
    removed: int
    named: tuple[str, ...] = ()
    unread: int = 0


def uploads_of(session: Session, customers: Collection[Customer]) -> list[str]:
    """Return the hashes of the files that nobody but ``customers`` sent along."""
    of = CustomerFile.request_id == CustomerRequest.id
    sent = select(CustomerFile.sha256, CustomerRequest.entity, CustomerRequest.customer_id).join(CustomerRequest, of)
    theirs, others = set[str](), set[str]()
    for mark, entity, customer_id in session.execute(sent.distinct()):
        (theirs if (entity, customer_id) in customers else others).add(mark)
    return sorted(theirs - others)


def forget_uploads(session: Session, customers: Sequence[Customer]) -> int:
    """Remove what the desk says of the files that ``customers`` sent along, few at a time; return how many."""
    own = select(CustomerRequest.id).where(is_of(CustomerRequest.entity, CustomerRequest.customer_id, customers))
    return rows_changed(session, delete(CustomerFile).where(CustomerFile.request_id.in_(own)))


def erase_files(home: Path, cover: Cover, *, uploads: list[str], desk_file: Path | None = None) -> Touched:
    """Cover what ``cover`` says in the files under ``home``, and remove messages that say it and the files ``uploads``.

    What others sent along is theirs: it is looked through, and left. ``desk_file`` is the desk's database where it is a file: it has a
    way of its own, wherever it lies.
    """
    covered = removed = 0
    for mark in uploads:
        place = place_of(home, mark)
        if place.exists():
            place.unlink()
            removed += 1
    runs: set[Path] = set()
    of_others: list[Path] = []
    for path in _files(home, desk_file):
        first = path.relative_to(home).parts[0]
        is_whole = first in WHOLE and path.suffix not in _LISTS
        if first == _UPLOADS:
            of_others.append(path)
        elif is_whole and _is_about(path, cover):
            path.unlink()
            removed += 1
            runs.add(path.parent)
        elif not is_whole and path.stat().st_size > LARGEST:
            path.unlink()
            removed += 1
        elif not is_whole:
            covered += _cover(path, cover)
    removed += sum(_remove_print(folder, home) for folder in runs)
    named, unread = _looked_through(of_others, cover)
    return Touched(covered=covered, removed=removed, named=named, unread=unread)


def senders(session: Session, marks: Collection[str]) -> list[tuple[str, str, str]]:
    """Return entity, customer and name of each file with one of these hashes, as it was sent along."""
    of = CustomerFile.request_id == CustomerRequest.id
    sent = select(CustomerRequest.entity, CustomerRequest.customer_id, CustomerFile.name).join(CustomerFile, of)
    found = session.execute(sent.where(CustomerFile.sha256.in_(marks)).distinct()) if marks else ()
    return sorted((entity, customer_id, name) for entity, customer_id, name in found)


def _looked_through(files: Sequence[Path], cover: Cover) -> tuple[tuple[str, ...], int]:
    """Return which of the files that others sent along say one of the words, and how many cannot be read: photos, scans, locked ones."""
    named: list[str] = []
    pdfs: list[Path] = []
    unread = 0
    for path in files:
        if _is_about(path, cover):
            named.append(path.name)
        elif path.read_bytes().startswith(inside.START):
            pdfs.append(path)
        else:
            unread += not _is_text(path)
    for path, said in inside.texts(pdfs):
        unread += said is None
        if said is not None and cover.is_in(said):
            named.append(path.name)
    return tuple(sorted(named)), unread


def _is_text(path: Path) -> bool:
    try:
        path.read_bytes().decode()
    except UnicodeDecodeError:
        return False
    return True


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
    if path.suffix == _GROWING and len(after) == len(before):
        with path.open("r+b") as file:  # in place: others add lines to its end all the while
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        return 1
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
