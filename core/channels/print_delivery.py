"""Print runs that go to a printing house: finished in the folder first, then brought over SFTP, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.channels.base import ChannelDownError
from core.channels.print_run import PrintRuns, print_runs
from core.channels.sftp import connected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from core.channels.base import BeforeBody, Outgoing, Receipt
    from core.channels.sftp import SftpPlace
    from core.clock import Clock

BROUGHT: Final = "brought.txt"
WHOLE: Final = "whole.txt"
"""Says that all of a run lies there under its unfinished name: where that is gone, it was given its own."""


class BroughtRuns:
    """The channel of letters to a printing house. A run that could not be brought waits in the folder, and goes with the next.

    Runs of before ``since`` are not the printing house's: whoever printed from the folder has had them.
    """

    ignores_hours = True

    def __init__(self, runs: PrintRuns, place: Callable[[], SftpPlace], since: Callable[[], str] = str) -> None:
        self.name = runs.name
        self.claim_size = runs.claim_size
        self.runs = runs
        self.place = place
        self.since = since

    def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
        """Yield a receipt for each letter, as ``Channel`` describes; what waits from before is brought first."""
        waiting = list(batch)
        if not waiting:
            return
        bring(self.runs.folder, self.place(), clock=self.runs.clock, since=self.since(), is_tried=True)
        yield from self.runs.send(waiting, before_body)
        try:
            bring(self.runs.folder, self.place(), clock=self.runs.clock, since=self.since())
        except ChannelDownError:
            return  # the letters are in a finished run, which the next batch or the schedule brings

    def close(self) -> None:
        """Nothing is held open."""


def unbrought(folder: Path, since: str = "") -> list[Path]:
    """Return the finished runs in ``folder`` of ``since`` on that nobody brought to a printing house, the oldest first.

    ``since`` is a moment as the names of runs begin with it, '' for all of them.
    """
    return [run for run in reversed(print_runs(folder)) if run.name >= since and not (run / BROUGHT).exists()]


def bring(folder: Path, place: SftpPlace, *, clock: Clock, since: str = "", is_tried: bool = False) -> list[str]:
    """Bring every waiting run to ``place`` and return their names; raise ``ChannelDownError`` when that cannot be done.

    A run that got its name there before we died, or before the answer came, is not written again, also when it was taken
    away since. ``is_tried`` also logs in when nothing waits.
    """
    waiting = unbrought(folder, since)
    if not waiting and not is_tried:
        return []
    brought = []
    with connected(place) as there:
        for run in waiting:
            whole = run / WHOLE
            if not whole.exists() or there.is_unfinished(run.name):
                own = {BROUGHT, WHOLE}
                files = {path.name: path for path in sorted(run.iterdir()) if path.is_file() and path.name not in own}
                contents = {name: path.read_bytes() for name, path in files.items()}
                there.put_folder(run.name, contents, when_whole=whole.touch)
            (run / BROUGHT).write_text(f"{clock():%Y-%m-%d %H:%M} UTC {place.label}\n", encoding="utf-8")
            brought.append(run.name)
    return brought
