"""How long a hundred thousand bank lines take to be matched, beside their target, and how right that is."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.planted_payments import judge, ledger_before, planted, read
from benchmarks.table import Figure
from core.matching.run import match_lines

CUSTOMERS: Final = 4_000
DAYS: Final = 730
SEED: Final = 2_026
TARGET_SECONDS: Final = 60.0


def figures() -> list[Figure]:
    """Return the seconds of matching two years of a demo's payments, and print how many went right."""
    with tempfile.TemporaryDirectory() as folder:
        book, statements = planted(Path(folder), customers=CUSTOMERS, days=DAYS, seed=SEED)
        lines = read(statements)
        ledger, items = ledger_before(book, lines)
        started = time.perf_counter()
        match_lines(lines.lines, ledger)
        taken = time.perf_counter() - started
        found = judge(book, lines, statements)
    print(
        f"bank: {found.payments} payments of seed {SEED}, {found.automatic_share:.1%} matched without a person, "
        f"{found.wrong_customer} to a wrong customer and {found.wrong_items} to wrong items ({found.wrong_share:.3%})",
        file=sys.stderr,
    )
    per_line = taken / len(lines.lines)
    name = f"100,000 bank lines matched ({len(lines.lines):,} measured, {len(items):,} items)"
    return [Figure(name=name, measured=per_line * 100_000, unit="s", target=TARGET_SECONDS)]
