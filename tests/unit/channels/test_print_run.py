"""Print runs: what is in them, letters that cannot be printed, and what a run that died leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.channels.base import Outcome, Outgoing
from core.channels.print_run import PrintRuns, print_runs
from core.errors import SaldoError
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def press(letters: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    if any(source == b"broken" for _, source in letters):
        raise SaldoError("This letter cannot be printed: it is broken.")
    yield "letters-1.pdf", b" ".join(source for _, source in letters)
    yield "index.csv", ",".join(reference for reference, _ in letters).encode()


def letter(key: int, content: bytes) -> Outgoing:
    return Outgoing(key=key, sender="", recipient="Kade 1, 1000 AA Amsterdam", content=content)


@pytest.fixture
def runs(tmp_path: Path) -> PrintRuns:
    return PrintRuns(ChannelName.LETTER, tmp_path / "letter", press)


def test_a_run_has_its_documents_its_index_and_every_source(runs: PrintRuns) -> None:
    receipts = list(runs.send([letter(1, b"one"), letter(2, b"two")], lambda _: True))
    [run] = print_runs(runs.folder)
    assert [receipt.text for receipt in receipts] == [f"in print run {run.name}"] * 2
    assert (run / "letters-1.pdf").read_bytes() == b"one two"
    assert (run / "index.csv").read_bytes() == b"1,2"
    assert sorted(path.name for path in (run / "sources").iterdir()) == ["1.typ", "2.typ"]


def test_a_letter_that_cannot_be_printed_is_refused_and_the_others_are_printed(runs: PrintRuns) -> None:
    receipts = list(runs.send([letter(1, b"one"), letter(2, b"broken"), letter(3, b"three")], lambda _: True))
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ACCEPTED]
    assert receipts[1].text == "This letter cannot be printed: it is broken."
    [run] = print_runs(runs.folder)
    assert (run / "letters-1.pdf").read_bytes() == b"one three"


def test_a_letter_taken_back_is_in_no_document(runs: PrintRuns) -> None:
    list(runs.send([letter(1, b"one"), letter(2, b"two")], lambda each: each.key == 1))
    [run] = print_runs(runs.folder)
    assert (run / "letters-1.pdf").read_bytes() == b"one"


def test_nothing_printed_leaves_nothing(runs: PrintRuns) -> None:
    list(runs.send([letter(1, b"one")], lambda _: False))
    assert list(runs.folder.iterdir()) == []


def test_what_a_run_that_died_left_is_printed_by_the_next(runs: PrintRuns) -> None:
    left = runs.folder / "2026-11-01T100000-7.part" / "sources"
    left.mkdir(parents=True)
    (left / "7.typ").write_bytes(b"seven")
    list(runs.send([letter(8, b"eight")], lambda _: True))
    printed = [(run / "letters-1.pdf").read_bytes() for run in print_runs(runs.folder)]
    assert sorted(printed) == [b"eight", b"seven"]


def test_a_run_that_another_worker_fills_is_left_alone(runs: PrintRuns) -> None:
    other = PrintRuns(ChannelName.LETTER, runs.folder, press)
    half = runs.send([letter(1, b"one"), letter(2, b"two")], lambda _: True)
    next(half)
    list(other.send([letter(3, b"three")], lambda _: True))
    list(half)
    printed = [(run / "letters-1.pdf").read_bytes() for run in print_runs(runs.folder)]
    assert sorted(printed) == [b"one two", b"three"]
