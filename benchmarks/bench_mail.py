"""Ten thousand mails that came back, taken in from a folder, beside flufl.bounce alone on the same bytes."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

from flufl.bounce import all_failures
from sqlalchemy import select, update

from benchmarks.table import Figure
from core.channels.bounce_address import BounceAddress, parse_bounce_address
from core.desk.campaign_tables import Message
from core.desk.engine import Desk, open_desk
from core.desk.migrate import migrate
from core.replies.folder import mails_in
from core.replies.take import take
from tests.launched import launched
from tests.mails import BOUNCES, Mailed, bounce, reply

AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class MailTimes:
    """CPU seconds for the same mails: half of them bounces, half replies; flufl.bounce only parses and looks."""

    mails: int
    bounces_cpu: float
    replies_cpu: float
    flufl_cpu: float


def measure(mails: int = 10_000) -> MailTimes:
    """Return the CPU time of taking in ``mails`` from a folder, each found in a ledger of as many messages."""
    half = mails // 2
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        desk = open_desk(f"sqlite:///{folder / 'desk.sqlite3'}", clock=lambda: AT)
        migrate(desk)
        sent = _sent(desk, mails)
        bounced = _folder(folder / "bounces", [_bounce(each, turn) for turn, each in enumerate(sent[:half])])
        answered = _folder(folder / "replies", [_reply(each, turn) for turn, each in enumerate(sent[half:])])
        pattern = parse_bounce_address(BOUNCES)
        times = MailTimes(
            mails=mails,
            bounces_cpu=_taken(desk, bounced, pattern),
            replies_cpu=_taken(desk, answered, pattern),
            flufl_cpu=_flufl(bounced),
        )
        desk.close()
    return times


def figures(measured: MailTimes | None = None) -> list[Figure]:
    """Return microseconds of CPU for each mail taken in and recorded, beside flufl.bounce alone."""
    found = measured or measure()
    half = found.mails // 2
    alone = found.flufl_cpu / half * 1e6
    return [
        Figure(
            name=f"{what} taken in, matched and recorded ({half:,})",
            measured=cpu / half * 1e6,
            unit="us CPU",
            reference_name="flufl.bounce parsing and looking only",
            reference=alone,
            target=6.0,
        )
        for what, cpu in (("bounces", found.bounces_cpu), ("replies", found.replies_cpu))
    ]


def _sent(desk: Desk, count: int) -> list[tuple[Mailed, str]]:
    """Return the messages of a campaign that has gone out."""
    launched(desk, [f"customer-{number}@example.org" for number in range(count)])
    with desk.session() as session:
        for number in session.scalars(select(Message.id)).all():
            named = f"<1.{number}.{number:016x}@saldo.example>"
            values = {"state": "sent", "settled_at": AT, "message_id": named}
            session.execute(update(Message).where(Message.id == number).values(**values))
        rows = session.execute(select(Message.id, Message.message_id, Message.address)).all()
    return [(Mailed(id=row.id, message_id=row.message_id), row.address) for row in rows]


def _bounce(sent: tuple[Mailed, str], turn: int) -> bytes:
    message, address = sent
    return bounce(to=message.returns_to, of=address, original=message.message_id, own_id=f"<b{turn}@mx.example>")


def _reply(sent: tuple[Mailed, str], turn: int) -> bytes:
    message, address = sent
    text = "Dear Sir,\n\nWe have already paid this invoice last week, please look again.\n\nKind regards,\nAnna\n"
    quoted = "\nOn Mon, 2 Nov 2026 at 10:00, AR <ar@saldo.example> wrote:\n" + "> a line of the reminder\n" * 30
    return reply(text + quoted, by=address, answers=message.message_id, own_id=f"<r{turn}@customer.example>")


def _folder(folder: Path, mails: list[bytes]) -> Path:
    folder.mkdir()
    for number, raw in enumerate(mails):
        (folder / f"{number:06d}.eml").write_bytes(raw)
    return folder


def _taken(desk: Desk, folder: Path, pattern: BounceAddress) -> float:
    begun = time.process_time()
    take(desk, mails_in(folder), pattern=pattern)
    return time.process_time() - begun


def _flufl(folder: Path) -> float:
    raws = [path.read_bytes() for path in sorted(folder.iterdir())]
    begun = time.process_time()
    for raw in raws:
        all_failures(message_from_bytes(raw))
    return time.process_time() - begun
