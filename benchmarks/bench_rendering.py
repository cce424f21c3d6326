"""Mails with HTML, text and payment code, and letters in print runs, beside the way one would write it at first."""

from __future__ import annotations

import gc
import sys
import time
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import segno

from benchmarks.bench_sending import context as sent_context
from benchmarks.table import Figure
from core.messages import format as formats
from core.messages.bytes import content_for, transfer_read
from core.messages.greeting import greeting
from core.messages.letters.batch import ToPrint, batch
from core.messages.letters.press import pdf
from core.messages.mime import headers_for
from core.messages.qr import code_of
from core.messages.render import render
from core.messages.sandbox import environment
from core.messages.sources import FOLDER, FileLoader
from core.messages.templates import shipped
from core.messages.words import words
from core.vocabulary import ChannelName, CustomerType, MessageName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.messages.context import MessageContext

MESSAGE = MessageName.SECOND_REMINDER
MAILS, LETTERS, NAIVE = 1_500, 300, 15
PAGE_BYTES = 4_096
A_CORE = 2_000.0
"""Microseconds of a message at 500 a second on one core."""


def context(number: int, channel: ChannelName = ChannelName.EMAIL) -> MessageContext:
    """Return what the reminder to customer ``number`` speaks of: a person with one to three invoices, each its own amount."""
    about = sent_context(number)
    return replace(
        about,
        customer_name=f"Anna de Vries {number}",
        customer_type=CustomerType.CONSUMER,
        country="NL",
        items=about.items[:3],
        channel=channel,
    )


def mail(number: int) -> bytes:
    """Return one mail as Saldo writes it."""
    about = context(number)
    return content_for(ChannelName.EMAIL, render(MESSAGE, "nl", about), about, f"a{number}@example.org")


def naive_mail(number: int) -> bytes:
    """Return the same mail written as it comes to mind: templates compiled, values formatted and the code drawn for each."""
    for kept in (formats._money, formats.long_date, formats.short_date, greeting):  # noqa: SLF001
        kept.cache_clear()
    about = context(number)
    values, loader = words(about, "nl"), FileLoader(FOLDER)
    subject, html, text = (
        environment(loader, form).get_template(f"{MESSAGE}/nl/{form}").render(values)
        for form in ("subject.txt", "body.html", "body.txt")
    )
    to, transfer = headers_for(about, f"a{number}@example.org"), about.transfer
    made = EmailMessage()
    made["From"] = f'"{to.from_name}" <{to.from_address}>'
    made["To"] = f'"{to.to_name}" <{to.to_address}>'
    made["Subject"] = subject.strip()
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    if transfer is not None:
        code = segno.make(transfer.payload(), error="m", micro=False, boost_error=False)
        drawn = BytesIO()
        code.save(drawn, kind="png", scale=4)
        made.get_payload()[1].add_related(drawn.getvalue(), "image", "png", cid="<qr>")  # type: ignore[union-attr,index]
    return made.as_bytes()


def letter(number: int) -> bytes:
    """Return one letter as it is approved."""
    about = context(number, ChannelName.LETTER)
    return content_for(
        ChannelName.LETTER, render(MESSAGE, "nl", about), about, f"Dorpsstraat {number}; 1012 AB Amsterdam; NL"
    )


def cpu_us(work: Callable[[int], object], numbers: Iterable[int]) -> float:
    """Return the microseconds of processor time that ``work`` takes for one number."""
    gc.collect()
    started, count = time.process_time(), 0
    for number in numbers:
        work(number)
        count += 1
    return (time.process_time() - started) / count * 1e6


def resident_mb() -> float:
    """Return what this process holds in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES / 1e6


def figures() -> list[Figure]:
    """Measure mails, then letters."""
    shipped()
    mail(0)
    return [*_mail_figures(), *_letter_figures()]


def _mail_figures() -> list[Figure]:
    naive = cpu_us(naive_mail, range(NAIVE))
    ours = min(cpu_us(mail, range(start, start + MAILS)) for start in (MAILS, 2 * MAILS))
    held = resident_mb()
    cpu_us(mail, range(3 * MAILS, 5 * MAILS))
    grown = resident_mb() - held
    written = [mail(number) for number in range(200)]
    code_of.cache_clear()
    proving = cpu_us(lambda number: transfer_read(ChannelName.EMAIL, written[number]), range(len(written)))
    return [
        Figure(
            name="CPU per mail: HTML, text and a payment code of its own, read back",
            measured=ours,
            unit="us",
            reference_name="templates compiled, code drawn by segno and EmailMessage, for each mail",
            reference=naive,
            target=0.1,
        ),
        Figure(name="the same, at least 500 a second on one core", measured=ours, unit="us", target=A_CORE),
        Figure(
            name=f"memory that {2 * MAILS:,} mails more leave behind", measured=max(grown, 0.0), unit="MB", target=20.0
        ),
        Figure(
            name="CPU to read the payment code of a mail again at approval", measured=proving, unit="us", target=500.0
        ),
    ]


def _letter_figures() -> list[Figure]:
    naive_sources = [letter(number) for number in range(NAIVE)]
    naive = cpu_us(lambda number: pdf(naive_sources[number]), range(NAIVE))
    sources = [ToPrint(reference=str(number), source=letter(number)) for number in range(1_000, 1_000 + 2 * LETTERS)]
    writing = cpu_us(letter, range(5_000, 5_000 + LETTERS))
    parts = (sources[:LETTERS], sources[LETTERS:])
    runs = [cpu_us(lambda part: list(batch(parts[part])), [part]) / LETTERS for part in range(len(parts))]
    return [
        Figure(
            name="CPU per letter in a print run, PDF/A-2b, tagged",
            measured=min(runs),
            unit="us",
            reference_name="one document for each letter",
            reference=naive,
            target=0.6,
        ),
        Figure(name="the same, at least 500 a second on one core", measured=min(runs), unit="us", target=A_CORE),
        Figure(name="CPU to write a letter's source", measured=writing, unit="us", target=A_CORE),
    ]


if __name__ == "__main__":
    from benchmarks.table import render as table

    print(table(figures()))
    sys.exit(0)
