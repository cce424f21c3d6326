"""Bucket edges: by hand, and against what other systems do on the same days."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.buckets import BUCKETS, AgedBy, Convention, bucket_of, buckets, dates_of, spans

AS_OF = date(2026, 9, 30)

BY_DUE_DATE = [
    (date(2026, 10, 1), "current"),
    (date(2026, 9, 30), "current"),
    (date(2026, 9, 29), "d1_30"),
    (date(2026, 8, 31), "d1_30"),
    (date(2026, 8, 30), "d31_60"),
    (date(2026, 8, 1), "d31_60"),
    (date(2026, 7, 31), "d61_90"),
    (date(2026, 7, 2), "d61_90"),
    (date(2026, 7, 1), "d90_plus"),
]

# days past due -> (ours, OCA aged partner balance, ERPNext, OCA partner statement), as read from their sources
MATRIX = {
    -1: ("current", "current", None, "current"),
    0: ("current", "current", "0-30", "current"),
    1: ("d1_30", "1-30", "0-30", "1-30"),
    15: ("d1_30", "1-30", "0-30", "1-30"),
    29: ("d1_30", "1-30", "0-30", "1-30"),
    30: ("d1_30", "1-30", "0-30", "31-60"),
    31: ("d31_60", "31-60", "31-60", "31-60"),
    59: ("d31_60", "31-60", "31-60", "31-60"),
    60: ("d31_60", "31-60", "31-60", "61-90"),
    61: ("d61_90", "61-90", "61-90", "61-90"),
    89: ("d61_90", "61-90", "61-90", "61-90"),
    90: ("d61_90", "61-90", "61-90", "91-120"),
    91: ("d90_plus", "91-120", "91-120", "91-120"),
    119: ("d90_plus", "91-120", "91-120", "91-120"),
    120: ("d90_plus", "91-120", "91-120", "121+"),
    121: ("d90_plus", "121+", "121+", "121+"),
}
OURS = {
    "current": "current",
    "1-30": "d1_30",
    "31-60": "d31_60",
    "61-90": "d61_90",
    "91-120": "d90_plus",
    "121+": "d90_plus",
}


def bucket_by_dates(aged_on: date, by: AgedBy, convention: Convention = Convention.HOUSE) -> list[str]:
    return [b.key for b in buckets(by, convention) if dates_of(b, AS_OF)[0] <= aged_on <= dates_of(b, AS_OF)[1]]


@pytest.mark.parametrize(("due_on", "expected"), BY_DUE_DATE)
def test_boundaries_by_due_date(due_on: date, expected: str) -> None:
    assert bucket_of((AS_OF - due_on).days).key == expected
    assert bucket_by_dates(due_on, AgedBy.DUE) == [expected]


def test_one_invoice_two_views() -> None:
    """Issued 1 August, due 31 August, on 30 September: 30 days past due, 60 days old."""
    assert bucket_of((AS_OF - date(2026, 8, 31)).days, AgedBy.DUE).key == "d1_30"
    assert bucket_of((AS_OF - date(2026, 8, 1)).days, AgedBy.ISSUE).key == "d31_60"


@pytest.mark.parametrize("days", MATRIX)
def test_every_boundary_agrees_with_the_oca_aged_partner_balance(days: int) -> None:
    ours, oca, _, _ = MATRIX[days]
    assert bucket_of(days).key == ours == OURS[oca]


def test_differences_from_other_systems_are_the_documented_ones() -> None:
    """ERPNext puts day 0 in 0-30 and gives no bucket before it; the OCA statement starts each bucket a day early."""
    erpnext = {
        days
        for days, (ours, _, theirs, _) in MATRIX.items()
        if OURS.get((theirs or "").replace("0-30", "1-30")) != ours
    }
    statement = {days for days, (ours, _, _, theirs) in MATRIX.items() if OURS[theirs] != ours}
    assert erpnext == {-1, 0}
    assert statement == {30, 60, 90}


# days since issue -> bucket in Sage Accounting, which ages by invoice date
SAGE = {
    0: "<30",
    1: "<30",
    29: "<30",
    30: "<60",
    31: "<60",
    59: "<60",
    60: "<90",
    61: "<90",
    89: "<90",
    90: "<120",
    119: "<120",
}
SAGE_NAMES = {"<30": "d0_30", "<60": "d31_60", "<90": "d61_90", "<120": "d90_plus"}


def test_by_issue_date_differs_from_sage_on_the_edges_only() -> None:
    differing = {days for days, theirs in SAGE.items() if SAGE_NAMES[theirs] != bucket_of(days, AgedBy.ISSUE).key}
    assert differing == {30, 60, 90}


# A bucket of theirs -> ours in the convention that counts as they do.
ERPNEXT = {"0-30": "d0_30", "31-60": "d31_60", "61-90": "d61_90", "91-120": "d90_plus", "121+": "d90_plus"}
STATEMENT = {
    "current": "current",
    "1-30": "d1_29",
    "31-60": "d30_59",
    "61-90": "d60_89",
    "91-120": "d89_plus",
    "121+": "d89_plus",
}
SAGE_SHOWN = {"<30": "d0_29", "<60": "d30_59", "<90": "d60_89", "<120": "d89_plus"}


def test_the_conventions_show_what_the_others_count() -> None:
    """ERPNext's day 0 and the edges of the OCA statement and of Sage, each under its own switch, every boundary."""
    for days, (_, _, erpnext, statement) in MATRIX.items():
        late = bucket_of(days, convention=Convention.DUE_IS_LATE).key
        assert late == ("current" if erpnext is None else ERPNEXT[erpnext]), days
        assert bucket_of(days, convention=Convention.EDGE_IS_OLDER).key == STATEMENT[statement], days
    for days, theirs in SAGE.items():
        assert bucket_of(days, AgedBy.ISSUE, Convention.EDGE_IS_OLDER).key == SAGE_SHOWN[theirs], days


@pytest.mark.data
def test_matrix_is_that_of_the_case_file() -> None:
    folder = os.environ.get("SALDO_TEST_DATA")
    if not folder:
        pytest.skip("set SALDO_TEST_DATA to the folder with cases/ to compare with the file")
    file = Path(folder) / "cases" / "aging_boundary_matrix.json"
    for row in json.loads(file.read_text(encoding="utf-8"))["matrix"]:
        _, oca, erpnext, statement = MATRIX[row["days_past_due"]]
        assert (oca, statement) == (row["oca_aged_partner_balance"], row["oca_partner_statement"])
        assert row["erpnext"].startswith(erpnext or "no bucket")


@given(st.integers(min_value=-4_000, max_value=4_000), st.sampled_from(AgedBy), st.sampled_from(Convention))
def test_every_day_is_in_exactly_one_bucket(days: int, by: AgedBy, convention: Convention) -> None:
    held = bucket_by_dates(AS_OF - timedelta(days=days), by, convention)
    assert held == [bucket_of(days, by, convention).key]


def test_every_label_says_the_days_of_its_bucket() -> None:
    """1–29 days holds the first and the twenty-ninth; over 89 days starts at ninety."""
    for by in AgedBy:
        for convention in Convention:
            for bucket in buckets(by, convention)[1:]:
                last = "" if bucket.last_day is None else f"–{bucket.last_day}"
                first = bucket.first_day if last else f"over {(bucket.first_day or 0) - 1}"
                assert bucket.label == f"{first}{last} days"


def test_spans_are_the_buckets_as_a_relation() -> None:
    rows = spans(AS_OF, AgedBy.DUE).to_pylist()
    assert [row["bucket"] for row in rows] == [bucket.key for bucket in BUCKETS]
    assert rows[1] == {"bucket": "d1_30", "first_on": date(2026, 8, 31), "last_on": date(2026, 9, 29)}
