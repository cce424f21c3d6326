"""Mail from a folder: .eml files, each one mail, in the order of their names; nothing of them is moved or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.replies.arrived import Arrived
from core.replies.incoming import BEGINNING, LARGEST_MAIL
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class NoFolderError(SaldoError):
    """A folder that is none, or holds no mail."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            "{folder} {why}: name a folder with .eml files, as mail programs save them.",
            folder=folder,
            why=Sentence(why),
        )


def mails_in(folder: Path) -> Iterator[Arrived]:
    """Yield the mails in ``folder``; of one that is too large its beginning. Raises ``NoFolderError``."""
    if not folder.is_dir():
        raise NoFolderError(folder, "is no folder")
    paths = sorted(each for each in folder.iterdir() if each.suffix.lower() == ".eml" and each.is_file())
    if not paths:
        raise NoFolderError(folder, "holds no mail")
    source = f"folder {folder.resolve()}"
    for path in paths:
        is_cut = path.stat().st_size > LARGEST_MAIL
        with path.open("rb") as file:
            yield Arrived(source=source, raw=file.read(BEGINNING if is_cut else LARGEST_MAIL), is_cut=is_cut)
