"""Sales that a balance cannot be set against: of a period in which the book begins, and of a file without VAT."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from core.intake.importer import import_file
from core.metrics.measures import evaluate
from core.metrics.review.bridge import bridge
from core.metrics.scope import Scope
from core.metrics.trend import trend
from core.metrics.undefined import Why

if TYPE_CHECKING:
    from pathlib import Path

    from core.book.book import Book
    from core.metrics.metric import Value
    from tests.ledger import Ledger
    from tests.shelf import Shelf

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SEPTEMBER = date(2026, 9, 30)
BEFORE = "A INV0 issued 2026-06-01 due 2026-06-02 1.00 EUR paid 1.00 on 2026-06-02\n"
"""A book that goes back further than a quarter."""
BEGUN = """
A  INV1  issued 2026-07-10  due 2026-08-09  100.00 EUR
A  INV2  issued 2026-08-10  due 2026-08-20  100.00 EUR
A  INV3  issued 2026-09-10  due 2026-09-20  100.00 EUR  paid 100.00 on 2026-10-05
"""


def euros(book: Book, as_of: date, **asked: object) -> dict[str, Value]:
    found = evaluate(book, as_of, **asked)  # type: ignore[arg-type]
    return {slug: by_currency["EUR"] for slug, by_currency in found.items()}


def test_until_the_period_lies_in_the_book_days_of_sales_are_undefined(published: Shelf) -> None:
    """The book begins in July: at the end of August 200 open over 200 sold in 92 days would be 92 days, of which 39 had no
    book. At the end of September the quarter is whole: 300 x 92 / 300."""
    book = published(BEGUN, list_on=date(2026, 10, 31))
    slugs = (
        *("dso", "dso_average", "dso_30_day_months", "dso_net", "dso_undisputed", "best_possible_dso"),
        *("average_days_delinquent", "collection_effectiveness", "collection_effectiveness_undisputed"),
    )
    young, whole = euros(book, date(2026, 8, 31)), euros(book, SEPTEMBER)
    months = trend(book, SEPTEMBER).set_index("month_end")
    for slug in slugs:
        assert (young[slug].value, young[slug].why) == (None, Why.YOUNG), slug
        assert whole[slug].value is not None, slug
        assert months[slug].isna().tolist() == [True, True, False], slug
    assert whole["dso"].value == pytest.approx(92)
    assert young["dso_1m"].value == pytest.approx(62)
    assert young["receivables_turnover"].why == Why.NO_YEAR
    assert euros(book, date(2026, 8, 31), months=2)["dso"].value == pytest.approx(62)


SALES = "entity,month,currency,amount,vat_basis,vat_percent\n"


@pytest.mark.parametrize(("rate", "why"), [("", Why.NO_VAT), ("21", None)])
def test_sales_without_vat_are_said_beside_every_figure_made_from_them(
    ledger: Ledger, tmp_path: Path, rate: str, why: Why | None
) -> None:
    ledger(BEFORE + BEGUN, list_on=date(2026, 10, 31))
    file = tmp_path / "sales.csv"
    file.write_text(SALES + f"NL01,2026-08,EUR,100.00,excl,{rate}\n", encoding="utf-8")
    import_file(file, store=ledger.store, sources=tmp_path / "sources", by="test", clock=lambda: AT)
    book = ledger.store.open()
    found = euros(book, SEPTEMBER)
    slugs = (
        *("dso", "dso_average", "dso_30_day_months", "dso_net", "dso_undisputed", "best_possible_dso", "countback_dso"),
        *("true_dso", "sales_weighted_dso", "average_days_delinquent", "collection_effectiveness", "dispute_rate"),
    )
    for slug in slugs:
        assert found[slug].value is not None, slug
        assert found[slug].why == why, slug
    assert found["dso_1m"].why is None  # September's sales are of documents
    assert found["past_due_share"].why is None
    assert euros(book, SEPTEMBER, scope=Scope(country="NL"))["dso"].why is None  # a file cannot be split
    ends = bridge(book, SEPTEMBER, date(2026, 10, 31), group="all")["EUR"]
    assert ends.start.is_comparable == ends.end.is_comparable == (why is None)
