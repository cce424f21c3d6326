"""Against the truth planted in a demo portfolio: most payments need nobody, and next to none goes to the wrong place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.planted_payments import judge, planted, read

if TYPE_CHECKING:
    from pathlib import Path


def test_most_payments_are_matched_and_next_to_none_wrongly(tmp_path: Path) -> None:
    """The issue asks for 80 % and under 1 in 1,000; the seed is another one than the demo's."""
    book, statements = planted(tmp_path, customers=500, days=120, seed=77)
    found = judge(book, read(statements), statements)
    assert found.payments > 2_000
    assert found.automatic_share > 0.8
    assert found.wrong_share < 0.001
