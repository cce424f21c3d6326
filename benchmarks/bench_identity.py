"""Who is who at size: validation and pairs of 400,000 customers, and a credit file of 100,000 rows, beside plain references."""

from __future__ import annotations

import csv
import tempfile
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np
import pandas as pd
from email_validator import validate_email
from phonenumbers import is_valid_number, parse
from rapidfuzz import fuzz
from stdnum.nl import btw

from benchmarks.table import Figure, render
from core.book.book import CONFIG
from core.book.queries import query
from core.identity.duplicates import find_pairs, plain_names
from core.identity.faults import find_faults
from core.settings import Settings
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CUSTOMERS: Final = 400_000
SAMPLE: Final = 2_000  # of which every pair is compared by the reference: its cost grows with the square
FILE_ROWS: Final = 100_000
_FIRST = ("Bakkerij", "Garage", "Installatiebedrijf", "Transport", "Kapsalon", "Drukkerij", "Elektro", "Bouwbedrijf")
_LAST = (
    "Jansen",
    "Bakker",
    "De Boer",
    "Visser",
    "Smit",
    "Mulder",
    "Bos",
    "Vos",
    "Peters",
    "Hendriks",
    "Dekker",
    "Brouwer",
)


def figures() -> list[Figure]:
    """Measure, in CPU seconds; the references are the libraries on a sample, all pairs of a sample, and reading only."""
    customers = made_up(CUSTOMERS)
    memory = _Memory()
    faults = _timed(lambda: find_faults(customers))
    plainly = _timed(lambda: _one_by_one(customers.head(SAMPLE * 10))) * CUSTOMERS / (SAMPLE * 10)
    pairs = _timed(lambda: find_pairs(memory, customers))
    every = _timed(lambda: _every_pair(customers.head(SAMPLE))) * (CUSTOMERS / SAMPLE) ** 2
    landed, again, plain = _file()
    return [
        _figure(f"faults of {CUSTOMERS:,} customers", faults, 2, "the libraries, row by row", plainly),
        _figure(f"pairs of {CUSTOMERS:,} customers", pairs, 0.01, f"every pair, from {SAMPLE:,}", every),
        _figure(f"credit file of {FILE_ROWS:,} rows landed", landed, 400, "pandas.read_csv", plain),
        _figure("the same credit file again", again, 200, "pandas.read_csv", plain),
    ]


def _figure(name: str, measured: float, target: float, reference_name: str, reference: float) -> Figure:
    return Figure(
        name=name, measured=measured, unit="s cpu", target=target, reference_name=reference_name, reference=reference
    )


def made_up(count: int, seed: int = 20) -> pd.DataFrame:
    """Return customers as identity_customers gives them: names and addresses that repeat as they do, one in fifty twice."""
    rng = np.random.default_rng(seed)
    first, last = rng.integers(0, len(_FIRST), count), rng.integers(0, len(_LAST), count)
    number = rng.integers(10_000_000, 99_999_999, count)
    twice = rng.random(count) < 0.02  # noqa: PLR2004 (share that stands in the list twice)
    number[twice] = np.roll(number, 1)[twice]
    plot = rng.integers(0, count, count)
    return pd.DataFrame(
        {
            "customer_key": np.arange(1, count + 1),
            "entity": np.where(rng.random(count) < 0.5, "NL01", "BE01"),  # noqa: PLR2004 (half)
            "customer_id": [str(each) for each in range(count)],
            "name": [f"{_FIRST[a]} {_LAST[b]} {c} B.V." for a, b, c in zip(first, last, plot, strict=True)],
            "customer_type": "business",
            "country": "NL",
            "registration_number": number.astype(str),
            "vat_number": [f"NL{each}0B01" for each in number],
            "email": [f"info@firma{each}.nl" for each in plot],
            "phone": [f"+3120{each:07d}" for each in plot],
            "mobile": "",
            "post": [f"Dorpsstraat {each % 400 + 1}; {1000 + each % 9000} AB Ede; NL" for each in plot],
        }
    )


class _Memory:
    """What ``find_pairs`` asks of a book: the named query over the relations it is handed, in memory."""

    def frame(self, name: str, /, relations: Mapping[str, Any] | None = None, **params: object) -> pd.DataFrame:
        """Return the rows of the query."""
        with duckdb.connect(config=CONFIG) as connection:
            for relation, rows in (relations or {}).items():
                connection.register(relation, rows)
            return connection.execute(query(name).statement, params).df()


def _one_by_one(customers: pd.DataFrame) -> int:
    """Return how many of the rows the libraries by themselves find fault with, each asked about each row."""
    wrong = 0
    columns = (customers[name].tolist() for name in ("vat_number", "phone", "email"))
    for vat_number, phone, email in zip(*columns, strict=True):
        wrong += not (btw.is_valid(vat_number) and is_valid_number(parse(phone)))
        validate_email(email, check_deliverability=False)
    return wrong


def _every_pair(customers: pd.DataFrame) -> int:
    names = plain_names(customers["name"]).tolist()
    return sum(fuzz.token_sort_ratio(one, other) >= 90 for one, other in combinations(names, 2))  # noqa: PLR2004 (alike)


def _file() -> tuple[float, float, float]:
    """Return the CPU seconds of landing a credit file, of the same file again, and of reading it with pandas."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "creditsafe.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("Safe number", "Registration number", "Country", "Company name", "Credit score", "Credit limit", "Currency", "Score date"))  # fmt: skip
            writer.writerows(
                (f"S{each}", 10_000_000 + each, "NL", f"Firma {each}", each % 100, "1000.00", "EUR", "2026-10-31")
                for each in range(FILE_ROWS)
            )
        app = wire(Settings(home=Path(folder) / "home"))
        landed = _timed(lambda: app.import_file(path, by="benchmark"))
        again = _timed(lambda: app.import_file(path, by="benchmark"))
        return landed, again, _timed(lambda: pd.read_csv(path))


def _timed(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    print(render(figures()))
