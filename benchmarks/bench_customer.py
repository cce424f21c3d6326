"""What a customer's page costs the server: processor time of its process, for customers seen before and for new ones."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.bench_pages import _session
from benchmarks.big_book import build
from benchmarks.served import ANSWER_SECONDS, processor_seconds, served
from benchmarks.table import Figure
from core.book.store import BookStore

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

INVOICES: Final = 1_000_000
CUSTOMERS: Final = 40_000
TARGET_MS: Final = 100.0
EVERY: Final = 97  # customers spread over the book
WARM_UP: Final = 5


@dataclass(frozen=True, kw_only=True)
class CustomerCost:
    """Milliseconds of processor time a run."""

    again_ms: float
    first_ms: float


def measure(home: Path, *, visits: int = 40) -> CustomerCost:
    """Return what it costs to open customers of the book in ``home`` for the first time, and to run their pages again."""
    keys = customer_keys(home, visits + WARM_UP)
    with served(home) as (port, process), _session(port) as session:
        for key in keys[:WARM_UP]:
            _run(session, key)
        before = processor_seconds(process)
        for key in keys[WARM_UP:]:
            _run(session, key)
        first = processor_seconds(process) - before
        for key in keys[WARM_UP:]:
            _run(session, key)
        again = processor_seconds(process) - before - first
    return CustomerCost(again_ms=1000 * again / visits, first_ms=1000 * first / visits)


def figures() -> list[Figure]:
    """Return both figures on a book of 40,000 customers and a million invoices made for the purpose."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        build(home / "book", invoices=INVOICES, customers=CUSTOMERS)
        cost = measure(home)
    return [
        Figure(name="customer page, seen before", measured=cost.again_ms, unit="ms CPU", target=TARGET_MS),
        Figure(name="customer page, first visit", measured=cost.first_ms, unit="ms CPU", target=TARGET_MS),
    ]


def customer_keys(home: Path, number: int) -> list[int]:
    """Return keys of customers with something open, spread over the book."""
    book = BookStore(home / "book").open()
    rows = book.frame("audience_items", as_of=book.latest_on, customer_key=None)
    return [int(key) for key in rows["customer_key"].drop_duplicates().iloc[::EVERY].head(number)]


def _run(session: ClientConnection, key: int) -> None:
    """Ask for one run of the page of a customer, and read the answer to its end; raise when the page shows an error."""
    message = BackMsg()
    message.rerun_script.page_name = "customer"
    message.rerun_script.query_string = f"id={key}"
    session.send(message.SerializeToString())
    while True:
        answer = session.recv(timeout=ANSWER_SECONDS)
        told = ForwardMsg()
        told.ParseFromString(answer if isinstance(answer, bytes) else answer.encode())
        kind = told.WhichOneof("type")
        if kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(told.delta.new_element.exception.message)
        if kind == "script_finished":
            return


def main(arguments: list[str]) -> int:
    """Measure the customer page of the home folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    cost = measure(parser.parse_args(arguments).home)
    print(f"seen before {cost.again_ms:.0f} ms CPU, first visit {cost.first_ms:.0f} ms CPU")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
