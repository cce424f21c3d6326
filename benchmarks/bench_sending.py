"""Ten thousand reminders rendered, recorded and sent to a loopback sink, beside a bare Jinja2, EmailMessage, smtplib loop."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.table import Figure
from core.campaigns.worker import Terms, run
from core.channels.email import Email
from core.channels.relay import Relay, Tls
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.master import master_in
from core.messages.context import Item, MessageContext, demo_sender
from core.messages.mime import content, headers_for, seal
from core.messages.render import render
from core.settings import ROOT
from core.vocabulary import CustomerType, MessageName
from tests.crash.crew import Crew
from tests.launched import launched, recipients, states
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_OF = date(2026, 10, 31)
AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
SENDER = demo_sender("NL01")


@dataclass(frozen=True, kw_only=True)
class SendTimes:
    """CPU and wall seconds of this process for the same mails, ours and bare; the sink is a process of its own."""

    mails: int
    ours_cpu: float
    ours_wall: float
    sending_cpu: float  # of ours: from the claim to the recorded answer, without rendering and launch
    sending_wall: float
    bare_cpu: float
    bare_wall: float


def context(number: int) -> MessageContext:
    """Return what the reminder to customer ``number`` speaks of: one to five invoices."""
    items = tuple(
        Item(
            number=f"2026{number:06d}{part}",
            issued_on=date(2026, 9, 1 + part),
            due_on=date(2026, 10, 1 + part),
            amount_minor=100_00 + number * 7 + part,
            balance_minor=100_00 + number * 7 + part,
            currency="EUR",
        )
        for part in range(1 + number % 5)
    )
    return MessageContext(
        customer_id=f"C{number}",
        customer_name=f"Bakkerij {number} B.V.",
        customer_type=CustomerType.BUSINESS,
        items=items,
        sender=SENDER,
        as_of=AS_OF,
    )


def ours(number: int, address: str) -> bytes:
    """Return one mail as Saldo writes and seals it."""
    about = context(number)
    written = content(render(MessageName.SECOND_REMINDER, "nl", about), headers_for(about, address))
    return seal(written, AT, f"<{number}@voorbeeld.example>")


def bare(number: int, address: str) -> EmailMessage:
    """Return one mail as the standard library builds it from the same rendered texts."""
    about = context(number)
    rendered = render(MessageName.SECOND_REMINDER, "nl", about)
    mail = EmailMessage()
    mail["From"] = f'"{SENDER.name}" <{SENDER.email}>'
    mail["To"] = f'"{about.customer_name}" <{address}>'
    mail["Reply-To"] = SENDER.reply_to
    mail["Subject"] = rendered.subject
    mail["Date"] = format_datetime(AT)
    mail["Message-ID"] = make_msgid(domain="voorbeeld.example")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(rendered.text)
    mail.add_alternative(rendered.html, subtype="html")
    return mail


def measure(mails: int = 10_000, threads: int = 1) -> SendTimes:
    """Return the times of both ways for ``mails`` mails; templates are compiled before the clock starts."""
    ours(0, "warm@example.org")
    bare(0, "warm@example.org")
    with tempfile.TemporaryDirectory() as folder:
        with sink() as port:
            whole, sending = _ours(Path(folder), mails, threads, port)
        with sink() as port:
            loop = _bare(mails, port)
    return SendTimes(
        mails=mails,
        ours_cpu=whole[0],
        ours_wall=whole[1],
        sending_cpu=sending[0],
        sending_wall=sending[1],
        bare_cpu=loop[0],
        bare_wall=loop[1],
    )


def measure_postgres(messages: int = 4_000, workers: int = 2) -> float:
    """Return microseconds a message until ``workers`` processes have sent and recorded all of them by way of PostgreSQL."""
    url = fresh_database()
    desk = open_desk(url)
    migrate(desk)
    launched(desk, recipients(messages))
    with sink() as port, Crew() as crew:
        began = time.perf_counter()
        for worker in [crew.start(url, port, threads=1, lease_seconds=30.0) for _ in range(workers)]:
            crew.join(worker)
        ended = time.perf_counter()
    found = states(desk)
    desk.close()
    if found != {"sent": messages}:
        raise RuntimeError(f"not every mail was sent: {found}")
    return 1e6 * (ended - began) / messages


def every_figure() -> list[Figure]:
    """Return the rows of SQLite with two sending threads, and of PostgreSQL with two workers."""
    found = measure(threads=2)
    return [
        *figures(found),
        Figure(
            name="a message sent and durably recorded, SQLite, two threads, processor time (1,500 a second)",
            measured=1e6 * found.sending_cpu / found.mails,
            unit="us",
            target=1e6 / 1_500,
        ),
        Figure(
            name="a message sent and durably recorded, SQLite, two threads, time (1,500 a second)",
            measured=1e6 * found.sending_wall / found.mails,
            unit="us",
            target=1e6 / 1_500,
        ),
        Figure(
            name="a message sent and durably recorded, PostgreSQL, two workers, time (800 a second)",
            measured=measure_postgres(),
            unit="us",
            target=1e6 / 800,
        ),
    ]


def figures(found: SendTimes) -> list[Figure]:
    """Return the table rows of ``found``."""
    return [
        Figure(
            name="CPU per mail, rendered, sent and durably recorded",
            measured=1e6 * found.ours_cpu / found.mails,
            unit="us",
            target=1.0,
            reference_name="bare loop",
            reference=1e6 * found.bare_cpu / found.mails,
        ),
        Figure(
            name="time per mail, rendered, sent and durably recorded",
            measured=1e6 * found.ours_wall / found.mails,
            unit="us",
            target=1.0,
            reference_name="bare loop",
            reference=1e6 * found.bare_wall / found.mails,
        ),
    ]


@contextmanager
def sink() -> Iterator[int]:
    """Run a lean mail server as a process and yield its port."""
    command = [sys.executable, "-m", "benchmarks.lean_sink"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline() if process.stdout else 0)
    finally:
        process.kill()
        process.wait()


def _ours(folder: Path, mails: int, threads: int, port: int) -> tuple[tuple[float, float], tuple[float, float]]:
    desk = open_desk(f"sqlite:///{folder / 'desk.sqlite3'}", master=master_in(folder))
    migrate(desk)
    relay = Relay(host="127.0.0.1", port=port, tls=Tls.NONE)
    began = time.process_time(), time.perf_counter()
    launched(desk, recipients(mails), write=ours)
    queued = time.process_time(), time.perf_counter()
    run(desk, lambda: Email(lambda: relay), Terms(until_done=True, is_immediate=True, threads=threads))
    ended = time.process_time(), time.perf_counter()
    found = states(desk)
    desk.close()
    if found != {"sent": mails}:
        raise RuntimeError(f"not every mail was sent: {found}")
    return (ended[0] - began[0], ended[1] - began[1]), (ended[0] - queued[0], ended[1] - queued[1])


def _bare(mails: int, port: int) -> tuple[float, float]:
    began = time.process_time(), time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as connection:
        for number, address in enumerate(recipients(mails), start=1):
            connection.send_message(bare(number, address))
    return time.process_time() - began[0], time.perf_counter() - began[1]


if __name__ == "__main__":
    taken = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: PLR2004
    per_mail = 1e6 / taken.mails
    print(
        f"ours {taken.ours_cpu * per_mail:.0f} us CPU, {taken.ours_wall * per_mail:.0f} us wall a mail "
        f"(sending {taken.sending_cpu * per_mail:.0f} CPU, {taken.sending_wall * per_mail:.0f} wall); "
        f"bare {taken.bare_cpu * per_mail:.0f} us CPU, {taken.bare_wall * per_mail:.0f} us wall",
    )
