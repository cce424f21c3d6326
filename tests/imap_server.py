"""A mailbox on loopback that speaks as much IMAP as Saldo does: logs in, shows, never changes; and misbehaves on request."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

CAPABILITIES = "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 STARTTLS"


@dataclass
class ImapServer:
    """The server: ``mails`` by number; ``said`` are the commands it heard, without secrets."""

    password: str = "right"  # noqa: S105 - of a server on loopback
    token: str = "token-1"  # noqa: S105
    validity: int = 7
    hangs_at: str = ""  # a command it never answers
    capabilities: str = CAPABILITIES
    files: tuple[Path, Path] | None = None  # certificate and key
    mails: dict[int, bytes] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._is_open = True
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_open = False
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # whoever waits in accept() is woken
        self._listener.close()

    def put(self, *raws: bytes) -> None:
        for raw in raws:
            self.mails[max(self.mails, default=0) + 1] = raw

    def number_anew(self) -> None:
        """Do as a server whose folder was made again: other numbers, the same mails."""
        self.validity += 1
        self.mails = dict(enumerate(self.mails.values(), start=101))

    def _serve(self) -> None:
        while self._is_open:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(f"* OK [CAPABILITY {self.capabilities}] ready\r\n".encode())
        while line := lines.readline():
            tag, _, command = line.decode().rstrip("\r\n").partition(" ")
            verb = " ".join(command.split(" ")[:2]) if command.startswith("UID") else command.split(" ")[0]
            self.said.append(verb)
            if self.hangs_at and verb.startswith(self.hangs_at):
                time.sleep(20)
                return
            if verb == "STARTTLS" and self.files is not None:
                connection.sendall(f"{tag} OK begin\r\n".encode())
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                context.load_cert_chain(*self.files)
                connection = context.wrap_socket(connection, server_side=True)
                lines = connection.makefile("rb")
                continue
            if verb == "AUTHENTICATE":
                connection.sendall(b"+ \r\n")
                given = base64.b64decode(lines.readline())
                connection.sendall(self._checked(tag, command.split(" ")[1], given, lines, connection))
                continue
            connection.sendall(self._said(tag, verb, command))

    def _checked(self, tag: str, way: str, given: bytes, lines: object, connection: socket.socket) -> bytes:
        if way == "PLAIN":
            is_right = given.decode().split("\0")[2] == self.password
        else:
            is_right = f"auth=Bearer {self.token}\x01" in given.decode()
            if not is_right:
                refusal = base64.b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.example/"}')
                connection.sendall(b"+ " + refusal + b"\r\n")
                empty = lines.readline()  # type: ignore[attr-defined]
                self.said.append(f"empty line {empty!r}")
        return f"{tag} {'OK logged in' if is_right else 'NO [AUTHENTICATIONFAILED] wrong'}\r\n".encode()

    def _said(self, tag: str, verb: str, command: str) -> bytes:
        """Return the answer to a command: what it tells, then how it ended."""
        told, end = b"", "OK done"
        if verb == "CAPABILITY":
            told = f"* CAPABILITY {self.capabilities}\r\n".encode()
        elif verb == "LOGIN":
            end = end if command.endswith(f'"{self.password}"') else "NO wrong"
        elif verb == "EXAMINE" and "INBOX" in command:
            told = f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] valid\r\n".encode()
        elif verb == "UID SEARCH":
            first = int(command.rpartition(" ")[2].partition(":")[0])
            found = [uid for uid in self.mails if uid >= first] or sorted(self.mails)[-1:]
            told = f"* SEARCH {' '.join(map(str, found))}\r\n".encode()
        elif verb == "UID FETCH":
            told = b"".join(self._fetched(command))
        else:
            end = "NO no such folder"
        return told + f"{tag} {end}\r\n".encode()

    def _fetched(self, command: str) -> list[bytes]:
        _, _, wanted, what = command.split(" ", 3)
        answers = []
        for uid in map(int, wanted.split(",")):
            raw = self.mails[uid]
            if "HEADER.FIELDS" in what:
                head = raw.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0].replace(b"\r\n", b"\n").split(b"\n")
                kept = [each for each in head if each.lower().startswith((b"message-id", b"date", b"from", b"subject"))]
                body, name = b"\r\n".join([*kept, b"", b""]), b"BODY[HEADER.FIELDS (X)]"
            else:
                part = re.search(r"<0\.(\d+)>", what)
                body, name = (raw[: int(part[1])], b"BODY[]<0>") if part else (raw, b"BODY[]")
            told = b"* %d FETCH (RFC822.SIZE %d %s {%d}\r\n" % (uid, len(raw), name, len(body))
            answers.append(told + body + b" UID %d)\r\n" % uid)
        return answers
