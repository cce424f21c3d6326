"""A folder on another machine over SFTP: read only, its host key known beforehand."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.channels.base import ChannelDownError
from core.channels.sftp import Sftp, SftpPlace, connected
from core.runs.sources.place import LARGEST_BYTES, FileTooLargeError, Offered, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Remote:
    """An open connection to a folder elsewhere."""

    sftp: Sftp
    label: str

    def offered(self) -> list[Offered]:
        """Return its files by name, size and time."""
        return [
            Offered(name=each.name, mark=f"{each.bytes} {each.changed_at}", bytes=each.bytes)
            for each in self.sftp.listed()
        ]

    def fetched(self, file: Offered, folder: Path) -> Path:
        """Return the file, brought to ``folder``."""
        if file.bytes > LARGEST_BYTES:
            raise FileTooLargeError(file.name)
        target = folder / file.name
        self.sftp.fetch(file.name, target)
        return target


@contextmanager
def open_remote(address: str, *, host_key: str, secret: str) -> Iterator[Remote]:
    """Yield the folder at ``address``; ``SourceError`` when it cannot be reached or shows another host key."""
    place = SftpPlace.parse(address, host_key=host_key, secret=secret)
    try:
        with connected(place) as sftp:
            yield Remote(sftp=sftp, label=place.label)
    except ChannelDownError as error:
        advice = "Check address, host key and who may log in; it is tried again."
        raise SourceError(error.where, error.reason, advice) from error
