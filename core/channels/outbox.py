"""The built-in outbox: a folder that keeps every message of a channel exactly as it came, while no gateway is set."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from core.channels.base import ChannelDownError, Outcome, Outgoing, Receipt
from core.clock import Clock, utc_now
from core.errors import UnknownNameError
from core.sentence import Sentence
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from core.channels.base import BeforeBody

INDEX = "index.jsonl"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One line of the outbox: to whom, when, and the name under which ``read_kept`` finds its bytes."""

    kept_id: str
    channel: ChannelName
    kept_at: datetime
    recipient: str
    sha256: str


class Outbox:
    """A channel that writes each message to ``folder``; a list of calls is one, too. Nobody is disturbed by it at any hour."""

    ignores_hours = True
    claim_size: int | None = None

    def __init__(self, name: ChannelName, folder: Path, *, clock: Clock = utc_now) -> None:
        self.name = name
        self.folder = folder
        self.clock = clock

    def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
        """Yield a receipt for each message, as ``Channel`` describes."""
        waiting = list(batch)
        if waiting:
            self._open()
        for place, message in enumerate(waiting):
            if not before_body(message):
                yield from (_unsent(each) for each in waiting[place:])
                return
            kept_id = self._keep(message)
            yield Receipt(key=message.key, outcome=Outcome.ACCEPTED, code=None, text=f"kept as {kept_id}")

    def close(self) -> None:
        """Nothing is held open."""

    def _open(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ChannelDownError(
                Sentence("The outbox {folder}", folder=self.folder),
                error.strerror or str(error),
                "Messages stay queued: make the folder writable again.",
            ) from error

    def _keep(self, message: Outgoing) -> str:
        """Write one message; the bytes are there before the index names them."""
        digest = sha256(message.content).hexdigest()
        kept_id = f"{message.key}-{digest[:12]}"
        (self.folder / f"{kept_id}.txt").write_bytes(message.content)
        kept = Kept(
            kept_id=kept_id, channel=self.name, kept_at=self.clock(), recipient=message.recipient, sha256=digest
        )
        line = json.dumps({**asdict(kept), "kept_at": kept.kept_at.isoformat()}, ensure_ascii=False)
        with (self.folder / INDEX).open("ab") as index:
            index.write(f"{line}\n".encode())  # one write: two processes never mix their lines
        return kept_id


def list_kept(folder: Path, *, search: str = "", limit: int | None = None) -> list[Kept]:
    """Return what the outbox in ``folder`` took, the newest first, whose recipient contains ``search``."""
    index = folder / INDEX
    if not index.exists():
        return []
    found = []
    for line in reversed(
        index.read_bytes().splitlines()
    ):  # of bytes only line breaks count, not what an address may hold
        fields = json.loads(line)
        if search.casefold() in fields["recipient"].casefold():
            at = datetime.fromisoformat(fields["kept_at"])
            found.append(Kept(**{**fields, "kept_at": at, "channel": ChannelName(fields["channel"])}))
            if len(found) == limit:
                break
    return found


def read_kept(folder: Path, kept_id: str) -> bytes:
    """Return the content of one message, byte for byte; raise ``UnknownNameError`` for a name the outbox has not."""
    path = folder / f"{kept_id}.txt"
    if not kept_id.replace("-", "").isalnum() or not path.exists():
        raise UnknownNameError("message", kept_id, [each.kept_id for each in list_kept(folder, limit=3)])
    return path.read_bytes()


def _unsent(message: Outgoing) -> Receipt:
    return Receipt(key=message.key, outcome=Outcome.UNSENT, code=None, text="not sent: somebody stopped it")
