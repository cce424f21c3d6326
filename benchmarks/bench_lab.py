"""How fast the segment lab answers for 400,000 customers: a proposal's segments, flow, movers and cash, and all of its lever tables."""

from __future__ import annotations

import os
import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np
import pandas as pd

from benchmarks.big_book import LIST_ON
from benchmarks.made_up_customers import SEED, made_up
from benchmarks.table import Figure, render
from core.behaviour.prediction.predict import outlook
from core.book.book import CONFIG
from core.book.store import BookStore
from core.desk.channel_terms import SHIPPED as TERMS
from core.segments.assign import assign
from core.segments.features import features
from core.segments.fields import FIELDS, FieldKind
from core.segments.levers import Board, lever_values
from core.segments.shipped import SHIPPED
from core.segments.whatif import compare_with
from core.segments.words import SIGNS
from core.strategy.audience import audience
from core.strategy.cash_ahead import PositionCash, euro_factors, position_cash
from core.strategy.consequences import Ground, consequences, ground
from core.strategy.contacts_coming import DAYS
from core.strategy.facts import DeskFacts
from core.strategy.mix import SHIPPED as MIX
from core.strategy.strategy_shipped import SHIPPED as STRATEGY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.segments.assign import Assignment
    from core.segments.features import Features
    from core.segments.policy import Policy

KEPT_HOME: Final = "SALDO_BIG_BOOK"
CUSTOMERS: Final = 400_000
RUNS: Final = 9
FEW: Final = 3
MOVERS: Final = 200
ROW_WISE: Final = 20_000  # customers of the row-wise reference; its time is scaled to all of them


def figures() -> list[Figure]:
    """Return the figures on made-up customers; with SALDO_BIG_BOOK those of the whole answer on that book too."""
    known = made_up(CUSTOMERS)
    home = os.environ.get(KEPT_HOME)
    return [*_answers(known), *_tables(known), *(_whole(Path(home)) if home else [])]


def _answers(known: Features) -> list[Figure]:
    now = assign(known, SHIPPED)
    expected = np.random.default_rng(SEED).random(len(known))
    cash = PositionCash(
        until=LIST_ON + timedelta(days=DAYS), expected_eur=expected, variance=expected**2, by_model_share=None
    )
    now.totals()
    proposals = _proposals()

    def answer() -> object:
        seen = compare_with(now, next(proposals))
        size = len(seen.segments)
        money = [np.bincount(seen.becomes, weights=each, minlength=size) for each in (cash.expected_eur, cash.variance)]
        return seen.flow, seen.totals_after, seen.movers(MOVERS), money

    taken, cpu = _median(answer)
    in_sql, _ = _median(_in_sql(now), runs=FEW)
    by_row = _by_row(known) * len(known) / ROW_WISE
    name = f"lab: segments, flow, totals, {MOVERS} movers with why, and cash of {len(known):,} customers"
    return [
        Figure(name=name, measured=taken, unit="ms", target=50),
        Figure(name=f"{name}, CPU", measured=cpu, unit="ms", target=50),
        Figure(
            name="lab: the same beside segments and flow alone in DuckDB (CASE, GROUP BY)",
            measured=taken,
            unit="ms",
            target=1,
            reference_name="DuckDB over the same columns in memory",
            reference=in_sql,
        ),
        Figure(
            name=f"lab: the same beside pandas row by row (of {ROW_WISE:,}, scaled)",
            measured=taken,
            unit="ms",
            target=0.1,
            reference_name="DataFrame.apply",
            reference=by_row,
        ),
    ]


def _tables(known: Features) -> list[Figure]:
    now, proposals = assign(known, SHIPPED), _proposals()

    def tables() -> object:
        proposed = next(proposals)
        board = Board(features=known, policy=proposed, now=now)
        return [board.table(each.name, lever_values(proposed, each.name)) for each in proposed.thresholds]

    def one_by_one() -> None:
        proposed = next(proposals)
        for each in proposed.thresholds:
            for value in lever_values(proposed, each.name):
                assign(known, proposed.with_values(**{each.name: value})).totals()

    taken, _ = _median(tables)
    slow, _ = _median(one_by_one, runs=1)
    marks = sum(len(lever_values(SHIPPED, each.name)) for each in SHIPPED.thresholds)
    return [
        Figure(
            name=f"lab: tables of {len(SHIPPED.thresholds)} levers with {marks} marks, {len(known):,} customers",
            measured=taken,
            unit="ms",
            target=0.2,
            reference_name="an assignment per mark",
            reference=slow,
        )
    ]


def _whole(home: Path) -> list[Figure]:
    """Return the whole answer on a kept book: messages, cost, legal steps, cash and DSO too."""
    book = BookStore(home / "book").open()
    known = features(book, LIST_ON)
    now = assign(known, SHIPPED)
    started = time.perf_counter()
    on = _ground(book, known, now)
    grounded = time.perf_counter() - started
    proposals = _proposals()

    def answer() -> object:
        told = consequences(on, compare_with(now, next(proposals)))
        return told.segments, told.channels, told.legal_steps, told.sales_days

    taken, cpu = _median(answer)
    name = f"{len(known):,} customers, {len(on.audience.candidates):,} open"
    return [
        Figure(
            name=f"lab: what every proposal is set against, once a day ({name})", measured=grounded, unit="s", target=60
        ),
        Figure(
            name=f"lab: messages, cost, legal steps, cash and DSO of a proposal ({name})",
            measured=taken,
            unit="ms",
            target=200,
        ),
        Figure(name="lab: that answer, CPU", measured=cpu, unit="ms", target=200),
    ]


def _ground(book: Any, known: Features, now: Assignment) -> Ground:  # noqa: ANN401 - a Book, asked by name only
    everybody = audience(book, DeskFacts(), as_of=LIST_ON, strategy=STRATEGY, assignment=now)
    predicted = outlook(book, None, LIST_ON, segments=now.segments_frame())
    euros = euro_factors(book, LIST_ON, known.currencies)
    cash = position_cash(predicted, known, LIST_ON + timedelta(days=DAYS), euros)
    return ground(everybody, cash, MIX, STRATEGY, TERMS, outlook=predicted)


def _proposals() -> Iterator[Policy]:
    """Yield policies, none of them twice: an answer that is kept measures nothing."""
    for turn in range(100_000):
        yield SHIPPED.with_values(
            trouble_days=20 + turn % 100 + turn / 1_000, late_median_days=5 + turn % 30 + turn / 1_000
        )


def _in_sql(now: Assignment) -> Callable[[], object]:
    """Return the same assignment and flow as one statement over the columns in memory."""
    known = now.features
    connection = duckdb.connect(config=CONFIG)
    columns = dict(known.numbers)
    words = {name: known.frame[name].to_numpy(dtype=object) for name in ("customer_type", "label")}
    held = pd.DataFrame({**columns, **words, "segment_now": now.segments_frame()["segment"]})
    connection.register("held", held)
    connection.execute("CREATE TABLE customers AS SELECT * FROM held")
    proposals = _proposals()

    def ask() -> object:
        told = f"SELECT segment_now, {_case(next(proposals))} AS then_, COUNT(*), SUM(balance_eur) FROM customers GROUP BY ALL"
        return connection.execute(told).fetchall()

    assert len(held) == len(known)  # noqa: S101 - the reference must count the same customers
    return ask


def _case(policy: Policy) -> str:
    def said(field: str, sign: str, value: object) -> str:
        told = f"'{value}'" if FIELDS[field].kind is FieldKind.TEXT else value
        # DuckDB holds NaN for larger than any number; for us it satisfies nothing.
        bound = "" if FIELDS[field].kind is FieldKind.TEXT else f" AND NOT ISNAN({field})"
        return f"({field} {sign.replace('≥', '>=').replace('≤', '<=')} {told}{bound})"

    whens = []
    for rule in policy.rules:
        parts = [
            said(each.field, SIGNS[each.op], policy.number(each) if each.threshold else each.value)
            for each in rule.conditions
        ]
        whens.append(f"WHEN {' AND '.join(parts)} THEN '{rule.segment}'")
    return f"CASE {' '.join(whens)} ELSE '{policy.otherwise}' END"


def _by_row(known: Features) -> float:
    """Return the milliseconds that the rules take as plain Python on each row of ROW_WISE customers."""
    rows, policy = known.frame.head(ROW_WISE), SHIPPED

    def segment(row: Any) -> str:  # noqa: ANN401 - a row of any kinds
        for rule in policy.rules:
            if all(
                _is_so(row[each.field], SIGNS[each.op], policy.number(each) if each.threshold else each.value)
                for each in rule.conditions
            ):
                return rule.segment
        return policy.otherwise

    started = time.perf_counter()
    counted = rows.apply(segment, axis=1).value_counts()
    taken = 1_000 * (time.perf_counter() - started)
    assert int(counted.sum()) == len(rows)  # noqa: S101 - every row counts
    return taken


def _is_so(value: Any, sign: str, target: Any) -> bool:  # noqa: ANN401 - of any kind
    if sign == "=":
        return bool(value == target)
    return bool(value >= target if sign == "≥" else value > target if sign == ">" else value < target)


def _median(ask: Callable[[], object], *, runs: int = RUNS) -> tuple[float, float]:
    """Return the median milliseconds of ``runs`` runs after a warm-up: on the wall, and of the processor."""
    ask()
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        walls.append(1_000 * (time.perf_counter() - wall))
        cpus.append(1_000 * (time.process_time() - cpu))
    return statistics.median(walls), statistics.median(cpus)


if __name__ == "__main__":
    print(render(figures()))
