"""The audience of a campaign with every reason and its evidence, beside the same decisions made item by item."""

from __future__ import annotations

import gc
import os
import resource
import tempfile
import time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.big_book import build
from benchmarks.table import Figure
from core.book.store import BookStore
from core.segments.assign import assign
from core.segments.features import features
from core.segments.shipped import SHIPPED as POLICY
from core.strategy.audience import Audience, audience, audience_of
from core.strategy.facts import DeskFacts
from core.strategy.pay_habits import NO_HABITS
from core.strategy.reasons import REASONS
from core.strategy.strategy_shipped import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from numpy.typing import NDArray

    from core.book.book import Book
    from core.strategy.candidates import Candidates
    from core.strategy.ladder import Step

INVOICES: Final = 1_000_000
CUSTOMERS: Final = 40_000
TARGET_SECONDS: Final = 3.0
SAMPLE: Final = 20_000
RUNS: Final = 3


def figures() -> list[Figure]:
    """Return the figures on the big book that SALDO_BIG_BOOK names, else on one made for the purpose."""
    given = os.environ.get("SALDO_BIG_BOOK")
    if given:
        return measured(BookStore(Path(given) / "book").open())
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "book", invoices=INVOICES, customers=CUSTOMERS)
        return measured(BookStore(Path(folder) / "book").open())


def measured(book: Book) -> list[Figure]:
    """Return seconds of the whole audience, of its reasons alone beside a loop over items, and the memory at its highest."""
    as_of = book.latest_on
    assignment = assign(features(book, as_of), POLICY)

    def find() -> Audience:
        return audience(book, DeskFacts(), as_of=as_of, strategy=SHIPPED, assignment=assignment)

    first, found = _timed(find)
    began = time.process_time()
    again = min(_timed(find)[0] for _ in range(RUNS))
    processor = (time.process_time() - began) / RUNS
    told = _timed(lambda: (found.items, found.customers))[0]
    alone = min(_timed(lambda: _decided(found.candidates))[0] for _ in range(RUNS))
    loop = looped(found)
    owed = int((~found.candidates.is_credit).sum())
    name = f"audience of {owed:,} open invoices"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return [
        Figure(name=f"{name}, all reasons, the first time", measured=first, unit="s", target=TARGET_SECONDS),
        Figure(name=f"{name}, all reasons, again", measured=again, unit="s", target=TARGET_SECONDS),
        Figure(name=f"{name}, again, processor time", measured=processor, unit="s CPU", target=2 * TARGET_SECONDS),
        Figure(name=f"{name}, every sentence of evidence besides", measured=told, unit="s", target=TARGET_SECONDS),
        Figure(
            name=f"{name}, deciding alone",
            measured=alone,
            unit="s",
            target=0.5,
            reference_name=f"item by item (from {SAMPLE:,} items)",
            reference=loop,
        ),
        Figure(name="audience, memory of the process at its highest", measured=peak, unit="GiB", target=4.0),
    ]


def looped(found: Audience) -> float:
    """Return the seconds that deciding item by item would take for all items, from the first SAMPLE of them.

    Raise ``AssertionError`` when the loop decides otherwise than the audience: a reference that is wrong compares nothing.
    """
    items = found.candidates
    chosen = _whole_customers(items)
    records: list[dict[Any, Any]] = items.frame.iloc[chosen].to_dict("records")
    reach = items.reach[["email_reach", "post_reach"]].to_dict("records")
    ladders = [items.ladders.all[code].steps for code in items.ladder_codes.tolist()]
    places = items.position[chosen].tolist()
    gc.collect()
    started = time.perf_counter()
    decided = [
        code
        for position, group in groupby(zip(places, records, strict=True), key=lambda pair: pair[0])
        for code in _customer([row for _, row in group], ladders[position], reach[position], items.as_of)
    ]
    taken = time.perf_counter() - started
    codes = [None if rank < 0 else REASONS[rank].code for rank in found.ranks[chosen].tolist()]
    wrong = [
        (mine, theirs)
        for mine, theirs in zip(decided, codes, strict=True)
        if theirs not in {mine, "waits_for_pay_day"}  # the loop knows no habits
    ]
    if wrong:
        message = f"the loop decides otherwise for {len(wrong)} of {len(chosen)} items, first {wrong[0]}"
        raise AssertionError(message)
    return taken * len(items) / len(chosen)


def _customer(  # noqa: C901, PLR0912 - the rules one after the other, as plainly as they can be written
    rows: list[dict[Any, Any]], steps: tuple[Step, ...], reach: dict[str, str], as_of: date
) -> Iterator[str | None]:
    """Yield the reason of each item of one customer, None for one that is in, by plain rules in their order."""
    credit: dict[str, int] = {}
    for row in rows:
        if _is_credit(row):
            credit[row["currency"]] = credit.get(row["currency"], 0) - row["balance_minor"]
    covered, asked = dict.fromkeys(credit, 0), dict.fromkeys((row["currency"] for row in rows), 0)
    decided: list[tuple[dict[Any, Any], Step | None, str | None]] = []
    for row in rows:
        left = _left(row)
        step = _step(row, steps)
        code: str | None = None
        if _is_credit(row):
            code = "credit"
        elif row["is_at_agency"]:
            code = "agency"
        elif row["blocked_until"] == row["blocked_until"] and row["blocked_until"].date() >= as_of:
            code = "stopped"
        elif left <= 0:
            code = "direct_debit" if row["in_transit_minor"] and not row["is_wholly_disputed"] else "dispute"
        elif step is not None:
            used = covered.get(row["currency"], 0)
            covered[row["currency"]] = used + left
            if used + left <= credit.get(row["currency"], 0):
                code = "credit_covers"
            else:
                asked[row["currency"]] += left
        decided.append((row, step, code))
    is_open = "open" in {reach["email_reach"], reach["post_reach"]}
    for row, step, code in decided:
        if code is not None:
            yield code
        elif step is not None and asked[row["currency"]] < SHIPPED.contact.minimum_minor(row["currency"]):
            yield "below_minimum"
        elif not is_open:
            yield "unreachable"
        elif step is None:
            yield "step_sent" if row["source_step"] else "not_due"
        else:
            yield None


def _is_credit(row: dict[Any, Any]) -> bool:
    return bool(row["document_type"] != "invoice" or row["balance_minor"] < 0)


def _left(row: dict[Any, Any]) -> int:
    contested = row["balance_minor"] if row["is_wholly_disputed"] else row["disputed_minor"]
    return int(row["balance_minor"] - min(contested, row["balance_minor"]) - row["in_transit_minor"])


def _step(row: dict[Any, Any], steps: tuple[Step, ...]) -> Step | None:
    following = next((step for step in steps if step.number > row["source_step"]), None)
    return following if following is not None and row["days_past_due"] >= following.days_past_due else None


def _whole_customers(items: Candidates) -> NDArray[np.int64]:
    """Return about SAMPLE rows, customer by customer, with their payments, and never a part of one customer's."""
    order = np.argsort(items.position, kind="stable")
    places = items.position[order]
    if len(places) <= SAMPLE:
        return order
    return order[: int(np.searchsorted(places, places[SAMPLE], side="left"))]


def _decided(known: Candidates) -> Audience:
    """Return the audience among the same items, with nothing found out before."""
    return audience_of(known.under(SHIPPED).with_habits(NO_HABITS))


def _timed(ask: Any) -> tuple[float, Any]:  # noqa: ANN401 - whatever is asked
    gc.collect()
    started = time.perf_counter()
    answer = ask()
    return time.perf_counter() - started, answer


if __name__ == "__main__":
    from benchmarks.table import render

    print(render(figures()))
