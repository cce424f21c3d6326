"""The built-in mailbox: a real mail server on this machine that keeps every mail exactly as it came."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from hashlib import sha256
from threading import Lock
from typing import IO, TYPE_CHECKING
from uuid import uuid4

from aiosmtpd.controller import Controller

from core.channels.base import ChannelDownError
from core.channels.relay import Relay, Tls
from core.clock import Clock, utc_now
from core.errors import UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
LARGEST_MAIL = 50_000_000
ATTEMPTS = 5  # at a port that somebody takes first


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One line of the mailbox: who, to whom, when, and the name under which ``read`` finds its bytes."""

    mail_id: str
    received_at: datetime
    sender: str
    recipient: str
    subject: str
    message_id: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Some mails, and how many there are in all."""

    mails: list[Mail]
    total: int


class Mailbox:
    """The mailbox in ``folder``; whoever needs it starts it, and one process at a time serves it for all."""

    def __init__(self, folder: Path, *, clock: Clock = utc_now) -> None:
        self.folder = folder
        self.clock = clock
        self._own = Lock()  # several threads of one process may find it down at once
        self._claim: IO[str] | None = None
        self._server: Controller | None = None

    def relay(self) -> Relay:
        """Return where the mailbox listens, after starting it in this process when no process serves it."""
        with self._own:
            port = self._listening()
            if port is None:
                port = self._start()
        return Relay(host=HOST, port=port, tls=Tls.NONE)

    def start(self) -> str:
        """See to it that the mailbox is served; return where, as ``host:port``."""
        return self.relay().label

    def stop(self) -> None:
        """Stop serving, when it is this process that does."""
        with self._own:
            if self._server is not None:
                self._server.stop()
                self._port_file.unlink(missing_ok=True)
            if self._claim is not None:
                self._claim.close()
            self._server = self._claim = None

    def list_mail(self, *, search: str = "", start: int = 0, limit: int | None = None) -> list[Mail]:
        """Return the mails, the newest first, whose recipient, subject or Message-ID contains ``search``."""
        return self.listed(search=search, start=start, limit=limit).mails

    def listed(self, *, search: str = "", start: int = 0, limit: int | None = None) -> Listed:
        """Return ``limit`` mails from place ``start`` on, the newest first, and how many there are in all.

        They contain ``search`` in recipient, subject or Message-ID. Only lines that may be shown are read: there can be many.
        """
        lines = self._index.read_bytes().splitlines() if self._index.exists() else []  # of bytes only line breaks count
        lines.reverse()
        end = None if limit is None else start + limit
        wanted = search.casefold()
        if not wanted:
            return Listed(mails=[_parsed(each) for each in lines[start:end]], total=len(lines))
        as_written = json.dumps(search, ensure_ascii=False)[1:-1].casefold()
        likely = (_parsed(each) for each in lines if as_written in each.decode().casefold())
        found = [each for each in likely if wanted in f"{each.recipient}\n{each.subject}\n{each.message_id}".casefold()]
        return Listed(mails=found[start:end], total=len(found))

    def has(self, mail_id: str) -> bool:
        """Return whether a mail is still kept."""
        return mail_id.isalnum() and self._content(mail_id).exists()

    def read_mail(self, mail_id: str) -> bytes:
        """Return the DATA content of one mail, byte for byte as it was received."""
        if not self.has(mail_id):
            raise UnknownNameError("mail", mail_id, [mail.mail_id for mail in self.list_mail(limit=3)])
        return self._content(mail_id).read_bytes()

    def keep(self, sender: str, recipient: str, content: bytes) -> str:
        """Keep one mail and return its id; the bytes are there before the index names them."""
        mail_id = uuid4().hex
        path = self._content(mail_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        headers = BytesHeaderParser().parsebytes(content.partition(b"\r\n\r\n")[0])
        mail = Mail(
            mail_id=mail_id,
            received_at=self.clock(),
            sender=sender,
            recipient=recipient,
            subject=_decoded(headers["Subject"]),
            message_id=_decoded(headers["Message-ID"]),
            size=len(content),
        )
        line = json.dumps({**asdict(mail), "received_at": mail.received_at.isoformat()}, ensure_ascii=False)
        with self._index.open("ab") as index:
            index.write(f"{line}\n".encode())  # one write: two processes never mix their lines
        return mail_id

    def _content(self, mail_id: str) -> Path:
        return self.folder / "mail" / f"{mail_id}.eml"

    @property
    def _index(self) -> Path:
        return self.folder / "index.jsonl"

    @property
    def _port_file(self) -> Path:
        return self.folder / "port"

    def _listening(self) -> int | None:
        """Return the port on which some process serves this mailbox, None when nobody does."""
        if self._server is not None:
            return int(self._server.port)
        try:
            port = int(self._port_file.read_text(encoding="ascii"))
            with socket.create_connection((HOST, port), timeout=2) as greeting:
                is_ours = self._name.encode() in greeting.recv(512)
        except (OSError, ValueError):
            return None
        return port if is_ours else None

    def _start(self) -> int:
        """Serve in this process, unless another one comes first; return the port either way."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for _ in range(ATTEMPTS):
            claim = (self.folder / "server.lock").open("w", encoding="ascii")
            try:
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system lets it go when the process dies
            except BlockingIOError:
                claim.close()
                port = self._awaited()
                if port is not None:
                    return port
            else:
                self._claim = claim
                return self._serve()
        raise ChannelDownError(
            "The built-in mailbox", "another process holds it but does not answer", "Stop that process"
        )

    def _awaited(self) -> int | None:
        """Return the port of a process that is just starting to serve."""
        for _ in range(50):
            port = self._listening()
            if port is not None:
                return port
            time.sleep(0.1)  # another process is starting
        return None

    def _serve(self) -> int:
        for attempt in range(ATTEMPTS):
            with socket.socket() as probe:
                probe.bind((HOST, 0))
                port = int(probe.getsockname()[1])
            server = Controller(
                _Keeper(self),
                hostname=HOST,
                port=port,
                server_hostname="localhost",
                ident=self._name,
                data_size_limit=LARGEST_MAIL,
            )
            try:
                server.start()
            except OSError:  # somebody took the port in between
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                break
        self._server = server
        being_written = self.folder / f"port.{os.getpid()}"
        being_written.write_text(str(port), encoding="ascii")
        being_written.replace(self._port_file)
        return port

    @property
    def _name(self) -> str:
        """Return what the server greets with: it tells this mailbox from another server on a port used again."""
        return f"Saldo-mailbox-{sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]}"


class _Keeper:
    """What the server does with a mail: keep it, and only then say so."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Return the answer to one mail; ``original_content`` is what came over the line, dots unstuffed."""
        try:
            for recipient in envelope.rcpt_tos:
                self.mailbox.keep(envelope.mail_from or "", recipient, envelope.original_content or b"")
        except OSError as error:
            return f"452 The mailbox cannot keep it now: {error.strerror}"
        return "250 Kept"


def _parsed(line: bytes) -> Mail:
    fields = json.loads(line)
    return Mail(**{**fields, "received_at": datetime.fromisoformat(fields["received_at"])})


def _decoded(header: str | None) -> str:
    return "" if header is None else str(make_header(decode_header(header))).strip()
