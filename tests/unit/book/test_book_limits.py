"""A book within limits: every table, the same figures as a narrowed question to the whole, and no answer shared."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from pandas.testing import assert_frame_equal

from core.acting import EVERYBODY, Limits
from core.book.past import PastBook
from core.book.queries import script
from core.metrics import measures
from core.metrics.aging import aging
from core.metrics.scope import Scope
from core.metrics.trend import trend

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.ledger import Ledger

AS_OF = date(2026, 10, 31)
PORTFOLIO = """
    A  is    business NL nl a@example.org name "De Korst"
    B  is    consumer BE nl b@example.org name "Zwarte Zwaan" entity BE01
    C  is    public   BE nl c@example.org name "Gemeente"
    D  is    business DE de d@example.org name "Müller" entity BE01
    A  INV1  issued 2026-08-01  due 2026-08-31  100.00 EUR
    A  INV3  issued 2026-01-10  due 2026-02-09   80.00 EUR  paid 80.00 on 2026-02-20
    A  cash  2026-10-25  15.00 EUR
    B  INV4  issued 2026-09-01  due 2026-10-01  200.00 EUR  entity BE01
    B  disputes  INV4  30.00  from 2026-09-10  because damaged  entity BE01
    C  INV5  issued 2026-06-01  due 2026-07-01  400.00 EUR  paid 100.00 on 2026-08-01
    C  CN1   credit 2026-09-01  25.00 EUR  on INV5 2026-09-05 10.00
    D  INV6  issued 2026-10-01  due 2026-11-15  800.00 EUR  entity BE01
    D  cash  2026-10-31  1.00 EUR  entity BE01
"""
NL01 = Limits(entities=frozenset({"NL01"}))


def narrowed(ledger: Ledger, limits: Limits) -> Book:
    return ledger.store.open(limits=limits)


def managed(ledger: Ledger, managers: dict[str, str]) -> None:
    """Publish the portfolio with account managers: the text of a ledger has none."""
    ledger(PORTFOLIO)
    with ledger.store.draft() as draft:
        for customer, manager in managers.items():
            draft.connection.execute(
                "UPDATE customer SET account_manager = $1 WHERE customer_id = $2", [manager, customer]
            )
        draft.publish()


def asked(book: Book, statement: str) -> list[tuple[Any, ...]]:
    """Return what the sight of a limited book answers to SQL of a test."""
    assert book._sight is not None
    with book._connection.cursor() as cursor:
        cursor.execute(f"SET search_path = '{book._sight._schema}'")
        return cursor.execute(statement).fetchall()


def test_every_table_of_the_book_has_its_rows_within_limits(ledger: Ledger) -> None:
    ledger(PORTFOLIO)
    book = narrowed(ledger, NL01)
    with duckdb.connect() as empty:
        empty.execute(script("schema"))
        tables = [name for (name,) in empty.execute("SELECT table_name FROM information_schema.tables").fetchall()]
    with ledger.store.open()._connection.cursor() as whole:
        tables += [
            name
            for (name,) in whole.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
            if name not in tables
        ]
    for table in tables:
        columns = {row[0] for row in asked(book, f"DESCRIBE {table}")}
        if "entity" in columns and table != "import_total":
            found = asked(book, f"SELECT DISTINCT entity FROM {table}")  # noqa: S608 - the book's own tables
            assert {entity for (entity,) in found} <= {"NL01"}, table
        if "customer_key" in columns:
            others = f"SELECT COUNT(*) FROM {table} WHERE customer_key NOT IN (SELECT customer_key FROM seen)"  # noqa: S608
            assert asked(book, others) == [(0,)], table
    assert asked(book, "SELECT name FROM party ORDER BY name") == [("De Korst",), ("Gemeente",)]
    assert asked(book, "SELECT COUNT(*) FROM application") == [(3,)]


def test_a_table_that_limits_do_not_know_cannot_be_asked(ledger: Ledger) -> None:
    ledger(PORTFOLIO)
    with pytest.raises(duckdb.CatalogException):
        asked(narrowed(ledger, NL01), "SELECT * FROM main.party")


@pytest.mark.parametrize(
    ("limits", "scope"),
    [
        (NL01, Scope(entity="NL01")),
        (Limits(countries=frozenset({"BE"})), Scope(country="BE")),
        (Limits(entities=frozenset({"NL01"}), countries=frozenset({"BE"})), Scope(entity="NL01", country="BE")),
        (Limits(entities=frozenset({"FR01"})), Scope(entity="FR01")),
        (Limits(entities=frozenset()), Scope(entity="FR01")),
    ],
)
def test_figures_within_limits_are_those_of_the_same_question_to_the_whole(
    ledger: Ledger, limits: Limits, scope: Scope
) -> None:
    whole, part = ledger(PORTFOLIO), narrowed(ledger, limits)
    assert part.latest_on == whole.latest_on == AS_OF
    for day in (AS_OF, date(2026, 8, 15)):
        assert aging(part, day) == aging(whole, day, scope=scope)
        assert measures.evaluate(part, day) == measures.evaluate(whole, day, scope=scope)
    assert_frame_equal(trend(part, AS_OF, months=6), trend(whole, AS_OF, months=6, scope=scope))


def test_an_account_manager_has_months_of_the_own_customers(ledger: Ledger) -> None:
    managed(ledger, {"A": "Jan", "D": "Jan", "B": "O'Neill"})
    whole = ledger.store.open()
    jan, other = (narrowed(ledger, Limits(account_managers=frozenset({each}))) for each in ("Jan", "O'Neill"))
    assert {row["customer_id"] for row in jan.rows("customer_places")} == {"A", "D"}
    assert {row["customer_id"] for row in other.rows("customer_places")} == {"B"}
    alone = Scope(customer_type="consumer")
    assert_frame_equal(trend(other, AS_OF, months=3), trend(whole, AS_OF, months=3, scope=alone))
    [row] = aging(jan, AS_OF).groups.values()
    assert row["EUR"].total.minor == 88400


def test_nothing_that_is_kept_of_one_scope_is_another_s(ledger: Ledger) -> None:
    whole, part = ledger(PORTFOLIO), narrowed(ledger, NL01)
    assert len(whole.frame("book_imports")) == 1
    assert aging(whole, AS_OF) != aging(part, AS_OF)
    assert aging(whole, AS_OF) != aging(part, AS_OF)  # both from what was kept
    again = ledger.store.open(limits=Limits(entities=frozenset({"NL01"})))
    assert again is part
    assert ledger.store.open(limits=EVERYBODY) is whole
    assert part.whole is whole


def test_files_of_others_are_told_as_days_only(ledger: Ledger) -> None:
    for entity, customer in (("NL01", "A"), ("BE01", "B")):
        row = f"{customer} INV{customer} issued 2026-08-01 due 2026-08-31 100.00 EUR entity {entity}"
        ledger(row, entities=(entity,))
    told = narrowed(ledger, NL01).frame("book_imports").set_index("import_id")
    assert told["file_name"].isna().to_dict() == {1: False, 2: True}
    assert told["rows_read"].isna().to_dict() == {1: False, 2: True}
    assert told["list_on"].notna().all()
    by_country = narrowed(ledger, Limits(countries=frozenset({"BE"}))).frame("book_imports")
    assert by_country["rows_read"].isna().all()


def test_the_past_within_limits_knows_nobody_else(ledger: Ledger) -> None:
    ledger(PORTFOLIO)
    past = PastBook(narrowed(ledger, NL01))
    past.open_window(date(2026, 8, 1), AS_OF, least=1)
    past.know(1)
    found = past.frame("audience_items", as_of=AS_OF, customer_key=None)
    assert set(found["entity"]) == {"NL01"}
    past.close()


def test_the_habit_of_the_portfolio_is_one_for_everybody(ledger: Ledger) -> None:
    whole = ledger(PORTFOLIO)
    part = narrowed(ledger, Limits(entities=frozenset({"BE01"})))
    own, of_all = (each.frame("payment_counts", since=date(2024, 1, 1), as_of=AS_OF) for each in (part, whole))
    assert_frame_equal(own, of_all)
