"""Random ledgers against a slow plain-Python oracle, on every day and by both roads."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.vocabulary import ImportMode
from tests.ledger import Ledger, Told, ask

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.ledger_rows import Rows

START, END = date(2026, 1, 1), date(2026, 6, 30)
MARTS = (
    "item",
    "open_item",
    "settlement",
    "cash",
    "receivable_cube",
    "dispute_movement",
    "position_cube",
    "event_cube",
)
SLOW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])

days = st.dates(START, END)
amounts = st.integers(1, 20_000)


@st.composite
def documents(draw: st.DrawFn, number: int, *, reported: bool) -> dict[str, Any]:
    issued_on = draw(days)
    amount = draw(amounts) * draw(st.sampled_from([1, 1, 1, -1]))
    row: dict[str, Any] = {
        "source_row": number,
        "entity": draw(st.sampled_from(["NL01", "BE01"])),
        "customer_id": draw(st.sampled_from(["A", "B"])),
        "number": f"N{number}",
        "issued_on": issued_on,
        "due_on": issued_on + timedelta(days=draw(st.integers(0, 45))),
        "amount_minor": amount,
        "document_type": "credit_note" if amount < 0 else "invoice",
        "currency": draw(st.sampled_from(["EUR", "EUR", "USD"])),
    }
    if reported:
        how = draw(st.sampled_from(["open", "settled", "part", "listed"]))
        if how in {"settled", "part"}:
            row["settled_on"] = draw(days)
        if how == "part":
            row["settled_minor"] = draw(st.integers(1, 30_000))
        if how == "listed":
            row["open_minor"] = draw(st.integers(0, abs(amount))) * (1 if amount > 0 else -1)
    return row


@st.composite
def payments(draw: st.DrawFn, invoices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    owing = [row for row in invoices if row["amount_minor"] > 0]
    for nth in range(draw(st.integers(0, 6)) if owing else 0):
        target = draw(st.sampled_from(owing))
        names_it = draw(st.booleans()) or draw(st.booleans())
        rows.append(
            {
                "source_row": 1000 + nth,
                "entity": target["entity"],
                "customer_id": target["customer_id"],
                "source_id": f"P{nth}",
                "received_on": draw(days),
                "amount_minor": draw(amounts),
                "currency": target["currency"],
                "number": target["number"] if names_it else None,
            },
        )
    return rows


@st.composite
def parts(draw: st.DrawFn, invoices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for invoice in invoices:
        if invoice["amount_minor"] > 10 and draw(st.booleans()):
            first = draw(st.integers(1, invoice["amount_minor"] - 1))
            for part_no, amount in ((1, first), (2, invoice["amount_minor"] - first)):
                due_on = invoice["due_on"] + timedelta(days=30 * draw(st.integers(0, 2)))
                keys = {key: invoice[key] for key in ("entity", "customer_id", "document_type", "number")}
                rows.append({**keys, "part_no": part_no, "due_on": due_on, "amount_minor": amount})
    return rows


@st.composite
def ledgers(draw: st.DrawFn) -> Rows:
    invoices = [draw(documents(number, reported=False)) for number in range(draw(st.integers(1, 8)))]
    rows: Rows = {"invoice": invoices}
    rows["payment"] = draw(payments(invoices))
    rows["instalment"] = draw(parts(invoices))
    return {table: given for table, given in rows.items() if given}


def publish(rows: Rows, *more: Rows, mode: ImportMode = ImportMode.MOVEMENTS) -> Book:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "book")
        for nth, given_rows in enumerate((rows, *more)):
            told = Told(rows=given_rows, last_on=END, text=str(nth))
            ledger.publish(told, list_on=END, mode=mode, confirmed=True)
        return ledger.store.open()


def oracle(rows: Rows, as_of: date) -> tuple[dict[tuple[str, int], int], int]:
    """Balance per (number, part) issued by ``as_of``, and cash received and not applied by then."""
    split = defaultdict(list)
    for part in rows.get("instalment", []):
        split[part["number"]].append((part["due_on"], part["part_no"], part["amount_minor"]))
    balances: dict[tuple[str, int], int] = {}
    received: dict[str, int] = {row["source_id"]: row["amount_minor"] for row in rows.get("payment", [])}
    unapplied = dict(received)
    for invoice in rows["invoice"]:
        pieces = sorted(split[invoice["number"]]) or [(invoice["due_on"], 1, invoice["amount_minor"])]
        left = {(invoice["number"], part_no): amount for _, part_no, amount in pieces}
        named = [row for row in rows.get("payment", []) if row["number"] == invoice["number"]]
        for payment in sorted(named, key=lambda row: (row["received_on"], row["source_row"])):
            if max(payment["received_on"], invoice["issued_on"]) > as_of:
                continue
            for piece, open_minor in left.items():
                taken = min(open_minor, unapplied[payment["source_id"]])
                left[piece] -= taken
                unapplied[payment["source_id"]] -= taken
        if invoice["issued_on"] <= as_of:
            balances |= left
    there = {row["source_id"] for row in rows.get("payment", []) if row["received_on"] <= as_of}
    return balances, sum(left for source_id, left in unapplied.items() if source_id in there)


def replay(book: Book, as_of: date) -> tuple[dict[tuple[str, int], int], int]:
    items = ask(
        book,
        "SELECT i.number, i.part_no, (i.amount_minor + COALESCE(SUM(s.delta_minor), 0))::BIGINT FROM item AS i "
        "LEFT JOIN settlement AS s ON s.item_key = i.item_key AND s.applied_on <= $1 "
        "WHERE i.issued_on <= $1 GROUP BY i.item_key, i.number, i.part_no, i.amount_minor",
        as_of,
    )
    ((cash,),) = ask(
        book,
        "SELECT COALESCE(SUM(c.amount_minor + COALESCE(s.delta_minor, 0)), 0)::BIGINT FROM cash AS c LEFT JOIN ("
        "SELECT payment_key, SUM(delta_minor) AS delta_minor FROM settlement WHERE applied_on <= $1 GROUP BY 1"
        ") AS s USING (payment_key) WHERE c.received_on <= $1",
        as_of,
    )
    return {(number, part_no): balance for number, part_no, balance in items}, cash


@SLOW
@given(ledgers(), st.lists(days, min_size=3, max_size=3))
def test_every_balance_on_every_day_is_the_oracles_and_the_same_rows_again_change_nothing(
    rows: Rows,
    moments: list[date],
) -> None:
    once, twice = publish(rows), publish(rows, rows)
    for as_of in (*moments, END):
        assert replay(once, as_of) == oracle(rows, as_of)
    _require_cube(once, rows)
    for table in ("invoice", "instalment", "payment", "payment_line", "application"):
        asked = f"SELECT * FROM {table} ORDER BY ALL"  # noqa: S608
        assert ask(twice, asked) == ask(once, asked)


def _require_cube(book: Book, rows: Rows) -> None:
    """At every month end the cube is the sum of all items less unapplied cash, and knows what is past due."""
    due = {(number, part): due_on for number, part, due_on in ask(book, "SELECT number, part_no, due_on FROM item")}
    for month in range(1, 7):
        first_of_next = date(2026, month + 1, 1)
        as_of = first_of_next - timedelta(days=1)
        balances, cash = replay(book, as_of)
        ((net, past_due, sales),) = ask(
            book,
            "SELECT COALESCE(SUM(delta_minor), 0)::BIGINT, "
            "COALESCE(SUM(delta_minor) FILTER (WHERE overdue_month < $1 AND NOT is_credit), 0)::BIGINT, "
            "COALESCE(SUM(sales_minor), 0)::BIGINT FROM receivable_cube WHERE month < $1",
            first_of_next,
        )
        assert net == sum(balances.values()) - cash
        assert past_due == sum(left for part, left in balances.items() if due[part] < as_of and left > 0)
        assert sales == sum(row["amount_minor"] for row in rows["invoice"] if row["issued_on"] <= as_of)


@SLOW
@given(ledgers(), st.data())
def test_one_file_or_two_overlapping_ones_give_the_same_book(rows: Rows, data: st.DataObject) -> None:
    invoices = rows["invoice"]
    cut = data.draw(st.integers(0, len(invoices)))
    early = {**rows, "invoice": invoices[: cut + 1]}
    whole, twice = publish(rows), publish(early, rows)
    for as_of in (date(2026, 3, 15), END):
        assert replay(twice, as_of) == replay(whole, as_of)


@SLOW
@given(st.data(), st.sampled_from(list(ImportMode)))
def test_the_first_road_and_the_general_road_give_the_same_book(data: st.DataObject, mode: ImportMode) -> None:
    invoices = [data.draw(documents(number, reported=True)) for number in range(data.draw(st.integers(1, 8)))]
    beside_the_point = {
        "entity": "NL01",
        "customer_id": "A",
        "number": "nowhere",
        "part_no": 1,
        "due_on": END,
        "amount_minor": 1,
    }
    first = publish({"invoice": invoices}, mode=mode)
    general = publish({"invoice": invoices, "instalment": [beside_the_point]}, mode=mode)
    keys = "'item_key', 'invoice_key', 'payment_key', 'application_key'"
    for table in (*MARTS, "invoice", "instalment", "payment", "application", "customer"):
        asked = f"SELECT COLUMNS(lambda c: c NOT IN ({keys})) FROM {table} ORDER BY ALL"  # noqa: S608
        assert ask(general, asked) == ask(first, asked), table
