"""The ways out of this installation: the relay or the built-in mailbox, print runs, and the outbox for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.channels.email import Email
from core.channels.outbox import Outbox
from core.channels.print_run import PrintRuns
from core.channels.relay import parse_relay
from core.messages.letters.batch import Entry, ToPrint, batch, index
from core.vocabulary import POSTED, ChannelName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.channels.base import Channel
    from core.channels.mailbox import Mailbox
    from core.clock import Clock
    from core.settings import Settings


def email(settings: Settings, mailbox: Mailbox) -> Email:
    """Return the e-mail channel: the relay where one is set, else the built-in mailbox, which takes mail at any hour."""
    if not settings.smtp_url:
        return Email(mailbox.relay, ignores_hours=True)
    relay = parse_relay(settings.smtp_url)
    return Email(lambda: relay)


def other_channels(settings: Settings, clock: Clock) -> list[Callable[[], Channel]]:
    """Return what opens each channel but e-mail: letters are printed, the rest is kept while no gateway is set."""
    return [_opener(name, settings, clock) for name in ChannelName if name is not ChannelName.EMAIL]


def _opener(name: ChannelName, settings: Settings, clock: Clock) -> Callable[[], Channel]:
    folder = settings.outbox_folder / name
    if name in POSTED:
        return lambda: PrintRuns(name, folder, press, clock=clock)
    return lambda: Outbox(name, folder, clock=clock)


def press(letters: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a print run: its documents, then the index; ``BrokenLetterError`` for what cannot be set."""
    entries: list[Entry] = []
    for document in batch([ToPrint(reference=reference, source=source) for reference, source in letters]):
        entries += document.entries
        yield f"letters-{document.number:03d}.pdf", document.pdf
    yield "index.csv", index(entries)
