"""A large file streams: Python holds no more of it than a chunk."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.intake.conftest import Staged

ROWS = 300_000
MANY_ROWS = """
    SELECT 'NL01' AS entity, 'C' || (i // 25) AS customer_id, 'F' || i AS number, DATE '2026-01-01' + (i % 300)::INT AS issued_on,
        DATE '2026-02-01' + (i % 300)::INT AS due_on, (i % 99991) / 100 AS amount, 'EUR' AS currency, repeat('x', 60) AS description
    FROM range(300_000) AS t(i)
"""


def test_a_file_of_30_megabytes_is_read_without_loading_it(staged: Callable[..., Staged], tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with duckdb.connect() as scratch:
        scratch.from_query(MANY_ROWS).write_csv(str(path))
    size = path.stat().st_size
    assert size > 30_000_000
    tracemalloc.start()
    file = staged(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.report.accepted == ROWS
    assert peak < size / 2, f"Python held {peak} bytes of a file of {size}"
    assert peak < 16_000_000
