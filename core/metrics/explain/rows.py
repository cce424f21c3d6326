"""The documents, payments and promises behind an input, a page at a time, and the proof that they add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.explain.explanation import Proof, RowPage
from core.metrics.scope import Scope, segment_relation
from core.metrics.traits import traits_relation

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from core.book.book import Book
    from core.metrics.explain.explanation import Explanation, Input, Rows
    from core.metrics.traits import Wanted

PAGE_ROWS = 50


def rows_behind(
    book: Book,
    rows: Rows,
    *,
    segments: pd.DataFrame | None = None,
    wanted: Wanted = (),
    page_size: int = PAGE_ROWS,
    page_start: int = 0,
) -> RowPage:
    """Return one page of the rows that a number is the sum of, largest first.

    Parameters
    ----------
    rows
        ``Input.rows`` of an explanation.
    segments, wanted
        As the explanation was asked: one row per customer (``customer_key``, ``segment``), and traits of the customers.

    Returns
    -------
    RowPage
        Columns: item_key, payment_key, customer_key, entity, customer_id, name, document_type (``cash`` is a payment,
        ``sales_file`` a month of a sales file, ``promise`` a promise), number, part_no, currency, issued_on, due_on,
        amount_minor, balance_minor, value_minor (what the row adds), import_id, source_row, file_name; of events
        happened_on. ``sum_minor`` is the sum of ``value_minor`` over all pages.

    Raises
    ------
    ValueError
        A segment is asked for without ``segments``.

    """
    frame = book.frame(
        rows.query,
        relations(book, rows, segments, wanted),
        page_size=page_size,
        page_start=page_start,
        **rows.parameters,
    )
    count = int(frame["all_rows"].iloc[0]) if len(frame) else 0
    total = int(frame["all_minor"].iloc[0]) if len(frame) else 0
    held = frame.drop(columns=["all_rows", "all_minor"]).assign(value_minor=frame["value_minor"] * rows.sign)
    typed = held.astype({"item_key": "Int64", "payment_key": "Int64", "customer_key": "Int64"})
    return RowPage(rows=typed, total_rows=count, sum_minor=total * rows.sign)


def prove(
    book: Book, explanation: Explanation, *, segments: pd.DataFrame | None = None, wanted: Wanted = ()
) -> tuple[Proof, ...]:
    """Return, for every input of ``explanation`` that has rows, what they add up to beside what it says."""
    return tuple(
        proof_of(book, each, segments=segments, wanted=wanted) for each in explanation.inputs if each.rows is not None
    )


def proof_of(book: Book, given: Input, *, segments: pd.DataFrame | None = None, wanted: Wanted = ()) -> Proof:
    """Return what the rows of one input add up to."""
    if given.rows is None:
        message = f"{given.name} is no sum of rows"
        raise ValueError(message)
    page = rows_behind(book, given.rows, segments=segments, wanted=wanted, page_size=1)
    return Proof(name=given.name, said=given.value or 0, rows_sum=page.sum_minor, rows=page.total_rows)


def relations(
    book: Book, rows: Rows, segments: pd.DataFrame | None, wanted: Wanted = ()
) -> dict[str, pd.DataFrame | pa.Table]:
    """Return every relation that the query of ``rows`` joins."""
    asked = rows.parameters.get("segment")
    scope = Scope(segment=None if asked is None else str(asked))
    traits = traits_relation(book, wanted=wanted)
    return {"segments": segment_relation(segments, scope=scope), "traits": traits, **rows.relations}
