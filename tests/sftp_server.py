"""An SFTP server on loopback over a folder: one user, by password or by key, with a host key of its own."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import asyncssh

from core.channels.sftp import SftpPlace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator
    from pathlib import Path

USER = "saldo"
PASSWORD = "only-for-loopback"  # noqa: S105
NAMED = "env:SALDO_TEST_SFTP"


@cache
def key(name: str) -> asyncssh.SSHKey:
    """Return a key that lives as long as the tests."""
    return asyncssh.generate_private_key("ssh-ed25519", comment=name)


@dataclass
class SftpServer:
    """Where it listens and what it keeps."""

    folder: Path
    port: int = 0
    is_full: bool = False
    logins: list[str] = field(default_factory=list)

    def place(self, *, host_key: str = "", secret: str = NAMED) -> SftpPlace:
        known = host_key or key("host").export_public_key().decode()
        return SftpPlace.parse(f"sftp://{USER}@127.0.0.1:{self.port}/runs", host_key=known, secret=secret)


@contextmanager
def sftp_server(folder: Path) -> Iterator[SftpServer]:
    """Serve ``folder`` until the block ends."""
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    state = SftpServer(folder=folder)
    loop = asyncio.new_event_loop()

    class Doorkeeper(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            state.logins.append("password")
            return username == USER and password == PASSWORD

        def public_key_auth_supported(self) -> bool:
            return True

        def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
            state.logins.append("key")
            return username == USER and key == own_key

    class Folder(asyncssh.SFTPServer):
        def __init__(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
            super().__init__(chan, chroot=str(folder).encode())

        def write(self, file_obj: object, offset: int, data: bytes) -> int | Awaitable[int]:
            if state.is_full:
                raise asyncssh.SFTPFailure("no space left on device")
            return super().write(file_obj, offset, data)

    own_key = key("customer").convert_to_public()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=Doorkeeper, server_host_keys=[key("host")], sftp_factory=Folder
        )

    acceptor = loop.run_until_complete(listen())
    state.port = acceptor.get_port()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:

        async def close() -> None:
            acceptor.close()
            await acceptor.wait_closed()

        asyncio.run_coroutine_threadsafe(close(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()
