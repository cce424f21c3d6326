"""Letters as print runs: a folder for each run with the documents, their index and every letter's own source."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from core.channels.base import ChannelDownError, Outcome, Outgoing, Receipt
from core.clock import Clock, utc_now
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from core.channels.base import BeforeBody
    from core.vocabulary import ChannelName

MOST_LETTERS: Final = 1_000  # in a run: what a person carries to the printer at once
UNFINISHED: Final = ".part"
STARTED: Final = "%Y-%m-%dT%H%M%S"
"""When a run was begun, as its name begins: names sort as the runs came."""
SOURCES: Final = "sources"
OWNER: Final = "owner.lock"
DRAFT: Final = "draft"  # what was set before it is known whether all of it goes

# Makes the files of a run, name and content, from each letter's reference and source; SaldoError for what cannot be set.
Press = Callable[[Sequence[tuple[str, bytes]]], Iterator[tuple[str, bytes]]]


class PrintRuns:
    """The channel of letters: nothing is posted by it, a person or a printing house takes the runs from ``folder``."""

    ignores_hours = True
    claim_size: int | None = MOST_LETTERS

    def __init__(self, name: ChannelName, folder: Path, press: Press, *, clock: Clock = utc_now) -> None:
        self.name = name
        self.folder = folder
        self.press = press
        self.clock = clock

    def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
        """Yield a receipt for each letter, as ``Channel`` describes; the run appears when all of them are in it.

        A letter that cannot be printed is refused. What a run that died left behind is finished first: its letters count as
        printed.
        """
        waiting = list(batch)
        if not waiting:
            return
        self._open()
        run = self.folder / f"{self.clock():{STARTED}}-{waiting[0].key}{UNFINISHED}"
        (run / SOURCES).mkdir(parents=True)
        with _owned(run):
            try:
                broken = self._set(run, waiting)
            except OSError as error:
                shutil.rmtree(run, ignore_errors=True)
                raise _unwritable(self.folder, error) from error
            yield from self._into(run, waiting, broken, before_body)

    def close(self) -> None:
        """Nothing is held open."""

    def _into(
        self, run: Path, waiting: Sequence[Outgoing], broken: dict[int, str], before_body: BeforeBody
    ) -> Iterator[Receipt]:
        try:
            for place, letter in enumerate(waiting):
                if letter.key in broken:
                    yield Receipt(key=letter.key, outcome=Outcome.REFUSED, code=None, text=broken[letter.key])
                    continue
                if not before_body(letter):
                    yield from (_unsent(each) for each in waiting[place:])
                    return
                (run / SOURCES / f"{letter.key}.typ").write_bytes(letter.content)
                yield Receipt(key=letter.key, outcome=Outcome.ACCEPTED, code=None, text=f"in print run {run.stem}")
        finally:
            self._finish(run, len(waiting))

    def _open(self) -> None:
        """Make the folder, and finish what a run that died left behind."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for left in sorted(self.folder.glob(f"*{UNFINISHED}")):
                with suppress(BlockingIOError), _owned(left):  # one that another worker is at is left alone
                    self._finish(left)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def _set(self, run: Path, letters: Sequence[Outgoing]) -> dict[int, str]:
        """Set the letters of a run and return why one cannot be printed, by its key; one by one only when all together fail.

        What was set is the run's own documents when all of these letters get into it: nothing is set twice then.
        """
        draft = run / DRAFT
        draft.mkdir()
        try:
            for name, content in self.press([_named(each) for each in sorted(letters, key=lambda each: each.key)]):
                (draft / name).write_bytes(content)
        except SaldoError:
            shutil.rmtree(draft)
            return {each.key: why for each in letters if (why := self._why_not(each)) is not None}
        return {}

    def _why_not(self, letter: Outgoing) -> str | None:
        try:
            for _file in self.press([_named(letter)]):
                pass
        except SaldoError as error:
            return str(error)
        return None

    def _finish(self, run: Path, drafted: int | None = None) -> None:
        """Make the documents of what is in a run, and give it its name; an empty one goes.

        ``drafted`` letters were set already; None where a process died and nobody knows.
        """
        sources = sorted((run / SOURCES).glob("*.typ"), key=lambda path: int(path.stem))
        if not sources:
            shutil.rmtree(run)
            return
        draft = run / DRAFT
        if draft.is_dir() and len(sources) == drafted:
            for made in sorted(draft.iterdir()):
                made.rename(run / made.name)
        else:
            for name, content in self.press([(path.stem, path.read_bytes()) for path in sources]):
                (run / name).write_bytes(content)
        shutil.rmtree(draft, ignore_errors=True)
        (run / OWNER).unlink()
        run.rename(run.with_suffix(""))


@contextmanager
def _owned(run: Path) -> Iterator[None]:
    """Hold a run that is being filled; ``BlockingIOError`` while another process does. The end of a process lets go."""
    with (run / OWNER).open("w") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def print_runs(folder: Path) -> list[Path]:
    """Return the finished print runs in ``folder``, the newest first."""
    if not folder.is_dir():
        return []
    return sorted((each for each in folder.iterdir() if each.is_dir() and each.suffix != UNFINISHED), reverse=True)


def _unwritable(folder: Path, error: OSError) -> ChannelDownError:
    why = error.strerror or str(error)
    return ChannelDownError(
        Sentence("The print folder {folder}", folder=folder),
        why,
        "Messages stay queued: make the folder writable again.",
    )


def _named(letter: Outgoing) -> tuple[str, bytes]:
    return str(letter.key), letter.content


def _unsent(letter: Outgoing) -> Receipt:
    return Receipt(key=letter.key, outcome=Outcome.UNSENT, code=None, text="not printed: somebody stopped it")
