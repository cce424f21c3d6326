"""A folder on another machine over SFTP: whose host key is known beforehand, and where a file has its name once all of it is there."""

from __future__ import annotations

import asyncio
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import unquote, urlsplit

import asyncssh

from core import secret
from core.channels.base import ChannelDownError
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping
    from pathlib import Path

FORM: Final = "sftp://USER@HOST:PORT/FOLDER"
UNFINISHED: Final = ".part"
PORT: Final = 22
SECONDS: Final = 30.0
LARGEST: Final = 50_000_000  # bytes of a file that is held in memory
FETCH_SECONDS: Final = 900.0
_KEY: Final = re.compile(r"(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa|rsa-sha2-(256|512)) [A-Za-z0-9+/=]+")
_PRIVATE: Final = "-----BEGIN"
T = TypeVar("T")
_DOWN: Final = "Messages stay queued; check address, host key and who may log in"


class SftpPlaceError(SaldoError):
    """A place that cannot be used as it is written."""

    def __init__(self, why: str) -> None:
        super().__init__("This SFTP folder cannot be used: {why}.", why=Sentence(why))


@dataclass(frozen=True, kw_only=True)
class SftpPlace:
    """A folder, the host key that its machine must show, and the name of the secret that opens it: a password or a private key."""

    user: str
    host: str
    port: int
    folder: str
    host_key: str
    secret: str

    @property
    def label(self) -> str:
        """Return where it is, for people."""
        return f"{self.host}:{self.port}{self.folder}"

    @classmethod
    def parse(cls, address: str, *, host_key: str, secret: str) -> SftpPlace:
        """Return the place; raise ``SftpPlaceError`` or ``SecretError`` with what is wrong in it."""
        try:
            parts = urlsplit(address.strip())
            port = parts.port or PORT
        except ValueError:
            raise SftpPlaceError(Sentence("its address is not of the form {form}", form=FORM)) from None
        if parts.scheme != "sftp" or not parts.hostname or not parts.username:
            raise SftpPlaceError(Sentence("its address is not of the form {form}", form=FORM))
        if parts.password is not None:
            raise SftpPlaceError("its address holds a password: name where the secret is kept instead")
        key = " ".join(host_key.split()[:2])
        if not _KEY.fullmatch(key):
            raise SftpPlaceError(
                "its host key is missing: ask its owner for the line that `ssh-keyscan` shows, as in ssh-ed25519 AAAA..."
            )
        folder = str(PurePosixPath("/", unquote(parts.path)))
        return cls(
            user=unquote(parts.username),
            host=parts.hostname,
            port=port,
            folder=folder,
            host_key=key,
            secret=_checked(secret),
        )


_checked = secret.checked


@dataclass(frozen=True, kw_only=True)
class Lying:
    """A file that lies in a folder; ``changed_at`` is in seconds since 1970."""

    name: str
    bytes: int
    changed_at: float


class Sftp:
    """An open connection; use :func:`connected`. Paths are below the place's folder."""

    def __init__(self, runner: asyncio.Runner, client: asyncssh.SFTPClient, folder: PurePosixPath) -> None:
        self._runner = runner
        self._client = client
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        """Write one file; nobody sees it under its name before all of it is there. One that is there already stays."""
        path = self._at(name)
        if not self._run(self._client.exists(path)):
            self._write(f"{path}{UNFINISHED}", content)
            self._run(self._client.rename(f"{path}{UNFINISHED}", path))

    def put_folder(self, name: str, files: Mapping[str, bytes], *, when_whole: Callable[[], None]) -> None:
        """Write a folder of files; it has its name once all of them are in it. One that is there already stays.

        ``when_whole`` is called just before it gets its name.
        """
        path = self._at(name)
        if self._run(self._client.exists(path)):
            return
        self._run(self._client.makedirs(f"{path}{UNFINISHED}", exist_ok=True))
        for each, content in files.items():
            self._write(f"{path}{UNFINISHED}/{_plain(each)}", content)
        when_whole()
        self._run(self._client.rename(f"{path}{UNFINISHED}", path))

    def is_unfinished(self, name: str) -> bool:
        """Return whether a folder lies there that did not get its name yet."""
        return self._run(self._client.exists(f"{self._at(name)}{UNFINISHED}"))

    def names(self, folder: str = "") -> list[str]:
        """Return the names of the finished files in a folder, in order; none where there is no such folder."""
        path = self._at(folder) if folder else str(self._folder)
        if not self._run(self._client.isdir(path)):
            return []
        listed = self._run(self._client.readdir(path))
        names = [entry.filename for entry in listed if entry.attrs.type == asyncssh.FILEXFER_TYPE_REGULAR]
        found = [each.decode(errors="replace") if isinstance(each, bytes) else str(each) for each in names]
        return sorted(each for each in found if not each.endswith(UNFINISHED) and each == PurePosixPath(each).name)

    def listed(self) -> list[Lying]:
        """Return the finished files of the place's folder with size and time, in order of their names."""
        listed = self._run(self._client.readdir(str(self._folder)))
        files = [each for each in listed if each.attrs.type == asyncssh.FILEXFER_TYPE_REGULAR]
        found = [
            Lying(
                name=each.filename.decode(errors="replace") if isinstance(each.filename, bytes) else str(each.filename),
                bytes=each.attrs.size or 0,
                changed_at=each.attrs.mtime or 0,
            )
            for each in files
        ]
        return sorted(found, key=lambda each: each.name)

    def fetch(self, name: str, target: Path) -> None:
        """Bring a file of any size to ``target``, piece by piece."""
        self._runner.run(asyncio.wait_for(self._client.get(self._at(name), str(target)), FETCH_SECONDS))

    def get(self, name: str) -> bytes:
        """Return the content of a file; raise ``SftpPlaceError`` when it is larger than anything we wait for."""
        path = self._at(name)
        size = self._run(self._client.stat(path)).size or 0
        if size > LARGEST:
            raise SftpPlaceError(Sentence("{name} is larger than {largest:,} bytes", name=name, largest=LARGEST))
        return self._run(self._read(path))

    def rename(self, old: str, new: str) -> None:
        """Give a file another name."""
        self._run(self._client.rename(self._at(old), self._at(new)))

    def _at(self, name: str) -> str:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts:
            raise SftpPlaceError(Sentence("{name!r} is no name inside its folder", name=name))
        return str(self._folder.joinpath(*parts))

    def _write(self, path: str, content: bytes) -> None:
        self._run(self._written(path, content))

    async def _written(self, path: str, content: bytes) -> None:
        async with self._client.open(path, "wb") as file:
            await file.write(content)

    async def _read(self, path: str) -> bytes:
        async with self._client.open(path, "rb") as file:
            content = await file.read(LARGEST)
        return content if isinstance(content, bytes) else content.encode()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(asyncio.wait_for(work, SECONDS))


@contextmanager
def connected(place: SftpPlace, *, seconds: float = SECONDS) -> Iterator[Sftp]:
    """Log in and yield the connection; raise ``ChannelDownError`` when that cannot be done, or when it breaks."""
    where = f"The SFTP folder {place.label}"
    try:
        with asyncio.Runner() as runner:
            connection = runner.run(asyncio.wait_for(_login(place), seconds))
            try:
                client = runner.run(asyncio.wait_for(connection.start_sftp_client(), seconds))
                yield Sftp(runner, client, PurePosixPath(place.folder))
            finally:
                connection.close()
                runner.run(connection.wait_closed())
    except asyncssh.HostKeyNotVerifiable as error:
        raise ChannelDownError(where, "it shows another host key than the one that is set", _DOWN) from error
    except secret.SecretError as error:
        raise ChannelDownError(where, str(error).rstrip("."), _DOWN) from error
    except asyncssh.PermissionDenied as error:
        raise ChannelDownError(where, "it refuses the login", _DOWN) from error
    except (OSError, asyncssh.Error, TimeoutError) as error:
        raise ChannelDownError(
            where, Sentence("it cannot be used ({error_kind})", error_kind=str(error) or type(error).__name__), _DOWN
        ) from error


async def _login(place: SftpPlace) -> asyncssh.SSHClientConnection:
    opened = secret.read(place.secret).reveal()
    is_key = opened.startswith(_PRIVATE)
    try:
        keys = [asyncssh.import_private_key(f"{opened}\n")] if is_key else []
    except asyncssh.KeyImportError:
        raise secret.SecretError(
            place.secret, "is no private key", "name one without a passphrase, of OpenSSH"
        ) from None
    return await asyncssh.connect(
        place.host,
        place.port,
        username=place.user,
        password=None if is_key else opened,
        client_keys=keys or None,
        known_hosts=([asyncssh.import_public_key(place.host_key)], [], []),
        agent_path=None,
        config=None,
        gss_host=None,
        preferred_auth="publickey" if is_key else "password,keyboard-interactive",
    )


def _plain(name: str) -> str:
    if PurePosixPath(name).name != name:
        raise SftpPlaceError(Sentence("{name!r} is no file name", name=name))
    return name
