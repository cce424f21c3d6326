"""How long an order list of 100,000 lines takes to be kept and weighed, and an agency's files for 1,000 customers."""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from benchmarks.table import Figure
from core.handover.candidates import candidates
from core.handover.dossier import dossier
from core.handover.file import zipped
from core.handover.terms import AgencyTerms
from core.messages.context import demo_sender
from core.settings import Settings
from core.wiring import Application, wire

LINES: Final = 100_000
CUSTOMERS: Final = 1_000
MEASURED: Final = 25
"""Files that are made; the time of 1,000 follows from them, for each is made by itself."""
HEADS: Final = (
    "entity",
    "customer_id",
    "order_number",
    "order_state",
    "amount",
    "currency",
    "ordered_on",
    "delivery_on",
)
FILES_TARGET_SECONDS: Final = 300.0


def figures() -> list[Figure]:
    """Return the processor seconds of an order list beside plainly reading it, and of the agency's files."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        application = wire(Settings(home=home), clock=lambda: datetime(2026, 11, 3, 10, 0, tzinfo=UTC))
        application.make_demo(customers=400)
        return [_orders(application, home / "orders.csv"), _files(application)]


def _orders(application: Application, path: Path) -> Figure:
    names = application.segments(application.book().latest_on).features.frame[["entity", "customer_id"]]
    known = names.to_numpy().tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADS)
        for number in range(LINES):
            entity, customer = known[number % len(known)]
            rows.writerow((entity, customer, f"P{number:06d}", "open", "125.50", "EUR", "2026-10-20", "2026-11-20"))
    began = time.process_time()
    with path.open(encoding="utf-8", newline="") as file:
        plain = [dict(row) for row in csv.DictReader(file)]
    reference = time.process_time() - began
    began = time.process_time()
    application.import_file(path, by="benchmark")
    taken = time.process_time() - began
    print(f"company: {len(plain):,} order lines read plainly in {reference:.2f} s of processor", file=sys.stderr)
    return Figure(
        name="100,000 order lines kept with their history", measured=taken, unit="s cpu", target=60.0,
        reference_name="reading them plainly", reference=reference,
    )  # fmt: skip


def _files(application: Application) -> Figure:
    desk, book = application.desk, application.book()
    on: date = book.latest_on
    found = candidates(desk, book, on)[:MEASURED]
    terms = AgencyTerms(name="Incasso Voorbeeld", address="Postbus 1, 1000 AA Amsterdam")

    def make(place: int) -> bytes:
        who = replace(found[place % len(found)])
        known = dossier(
            desk, book, who, reference=f"R{place}", as_of=on, agency=terms, creditor=demo_sender(who.entity)
        )
        return zipped(known)

    make(0)  # fonts are read once
    began = time.process_time()
    for place in range(MEASURED):
        make(place)
    each = (time.process_time() - began) / MEASURED
    return Figure(
        name=f"agency files of {CUSTOMERS:,} customers ({MEASURED} measured)", measured=each * CUSTOMERS, unit="s cpu",
        target=FILES_TARGET_SECONDS,
    )  # fmt: skip


if __name__ == "__main__":
    from benchmarks.table import render

    print(render(figures()))
