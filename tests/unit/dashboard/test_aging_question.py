"""A URL of the aging explorer: every word of it may be wrong, and what is right still opens."""

from __future__ import annotations

from datetime import date

import pytest

from core.metrics.buckets import AgedBy, Convention
from core.metrics.scope import GroupBy
from dashboard.aging.question import Cell, Question, Versus, read_question, splits

KNOWN = {GroupBy.SECTOR: ("food", "retail"), GroupBy.LABEL: ("neutral",)}


def test_an_empty_url_is_the_plain_question() -> None:
    read = read_question({}, KNOWN)
    assert (read.question, read.unknown) == (Question(), ())


def test_every_word_is_read() -> None:
    read = read_question(
        {
            "rows": "country",
            "cols": "sector",
            "by": "issue",
            "conv": "edge_is_older",
            "unit": "share",
            "vs": "quarter",
            "sector": "retail",
            "customer": "12",
            "bucket": "d0_29",
            "row": "NL",
            "col": "retail",
        },
        KNOWN,
    )
    assert read.question == Question(
        rows=GroupBy.COUNTRY,
        columns=GroupBy.SECTOR,
        by=AgedBy.ISSUE,
        convention=Convention.EDGE_IS_OLDER,
        is_share=True,
        versus=Versus.QUARTER,
        wanted=((GroupBy.SECTOR, "retail"), (GroupBy.CUSTOMER, "12")),
        cell=Cell(row="NL", column="retail", bucket="d0_29"),
    )
    assert read.unknown == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rows", "colour"),
        ("rows", "collector"),  # a split there is, but not in this ledger
        ("rows", "customer"),  # a filter, never a split: there may be hundreds of thousands
        ("cols", "'; DROP TABLE"),
        ("by", "paid"),
        ("conv", "mine"),
        ("vs", "decade"),
        ("sector", "mining"),  # a value that was there when the link was made
        ("collector", "Els"),
        ("customer", "Jansen"),
    ],
)
def test_what_the_ledger_does_not_have_is_left_out_and_told(name: str, value: str) -> None:
    read = read_question({name: value}, KNOWN)
    assert read.question == Question()
    assert read.unknown == ((name, value),)


@pytest.mark.parametrize(
    "params",
    [{"bucket": "d1_31"}, {"bucket": "d0_30"}, {"from": "current"}, {"from": "current", "to": "new"}, {"row": "NL"}],
)
def test_a_cell_there_cannot_be_is_no_cell(params: dict[str, str]) -> None:
    assert read_question(params, KNOWN).question.cell is None


def test_a_cell_of_the_flow() -> None:
    assert read_question({"from": "new", "to": "paid"}, KNOWN).question.cell == Cell(origin="new", fate="paid")


def test_rows_and_columns_are_never_the_same_split() -> None:
    assert read_question({"rows": "sector", "cols": "sector"}, KNOWN).question.columns is GroupBy.ALL


def test_only_what_the_ledger_knows_is_offered() -> None:
    assert GroupBy.SECTOR in splits(KNOWN)
    assert GroupBy.COLLECTOR not in splits(KNOWN)
    assert GroupBy.CUSTOMER not in splits(KNOWN)


def test_the_earlier_day_is_a_month_end_again() -> None:
    assert Question(versus=Versus.MONTH).earlier_on(date(2026, 3, 31)) == date(2026, 2, 28)
    assert Question().earlier_on(date(2026, 3, 31)) is None
    assert Question().earlier_on(date(2026, 3, 31), or_else=Versus.YEAR) == date(2025, 3, 31)
