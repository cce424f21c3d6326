"""The ways out of this installation beside e-mail (core.mail): gateways, print runs, and the built-in outbox for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.channels.base import ChannelDownError
from core.channels.outbox import Outbox
from core.channels.print_delivery import BroughtRuns
from core.channels.print_run import PrintRuns
from core.channels.switched import Switched
from core.gateways.apprised import open_apprise, uses_apprise
from core.gateways.kept import terms_in_use
from core.gateways.opening import open_gateway
from core.gateways.printing import printing_house
from core.messages.letters.batch import Entry, ToPrint, batch, index
from core.vocabulary import POSTED, ChannelName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.channels.base import Channel
    from core.clock import Clock
    from core.desk.engine import Desk
    from core.gateways.printing import PrintingHouse
    from core.settings import Settings

BUILT_IN, CONNECTED, APPRISE = "built-in", "connected", "apprise"
_ELSEWHERE: Final = frozenset({ChannelName.EMAIL, ChannelName.PHONE})


def other_channels(settings: Settings, desk: Desk, clock: Clock) -> list[Callable[[], Channel]]:
    """Return what opens each channel but e-mail, and but the telephone, which only people answer for."""
    return [_opener(name, settings, desk, clock) for name in ChannelName if name not in _ELSEWHERE]


def at_any_hour(settings: Settings, desk: Desk, clock: Clock) -> frozenset[ChannelName]:
    """Return the channels whose way out disturbs nobody now, so that contact hours do not count: what stays on this machine, and post."""
    others = {opener().name for opener in other_channels(settings, desk, clock) if opener().ignores_hours}
    return frozenset(others if settings.smtp_url else {*others, ChannelName.EMAIL})


def _opener(name: ChannelName, settings: Settings, desk: Desk, clock: Clock) -> Callable[[], Channel]:
    folder = settings.outbox_folder / name
    if name in POSTED:
        runs = PrintRuns(name, folder, press, clock=clock)
        ways: dict[str, Callable[[], Channel]] = {
            BUILT_IN: lambda: runs,
            CONNECTED: lambda: BroughtRuns(runs, lambda: _house(desk).place, lambda: _house(desk).since),
        }
        return lambda: Switched(name, lambda: CONNECTED if printing_house(desk) else BUILT_IN, ways)
    ways = {
        BUILT_IN: lambda: Outbox(name, folder, clock=clock),
        CONNECTED: lambda: open_gateway(desk, name, clock=clock),
        APPRISE: lambda: open_apprise(desk, name),
    }
    return lambda: Switched(name, lambda: way_of(desk, name), ways)


def way_of(desk: Desk, name: ChannelName) -> str:
    """Return by which way messages of a channel go: a gateway that is on, Apprise, or the built-in outbox."""
    if terms_in_use(desk, name) is not None:
        return CONNECTED
    return APPRISE if uses_apprise(desk, name) else BUILT_IN


def _house(desk: Desk) -> PrintingHouse:
    house = printing_house(desk)
    if house is None:
        raise ChannelDownError("The printing house", "it was taken away", "Messages stay queued a moment longer")
    return house


def press(letters: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a print run: its documents, then the index; ``BrokenLetterError`` for what cannot be set."""
    entries: list[Entry] = []
    for document in batch([ToPrint(reference=reference, source=source) for reference, source in letters]):
        entries += document.entries
        yield f"letters-{document.number:03d}.pdf", document.pdf
    yield "index.csv", index(entries)
