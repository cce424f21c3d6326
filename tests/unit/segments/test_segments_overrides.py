"""What people know better than the source: the label moves a customer to another segment until the source changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from core.desk.customers import OverrideField
from core.segments.assign import assign
from core.segments.features import features, with_overrides
from core.segments.overridden import overridden
from core.segments.shipped import SHIPPED
from core.segments.whatif import compare

if TYPE_CHECKING:
    from core.segments.features import Features
    from tests.ledger import Ledger

ON = date(2026, 2, 10)
TWO = """
    A is business NL nl a@example.org
    A INV1 issued 2026-01-01 due 2026-02-01 100.00 EUR
    B is business NL nl b@example.org
    B INV2 issued 2026-01-01 due 2026-02-01 70.00 EUR
"""


def known(field: OverrideField, value: str, source_value: str | None, *, entity: str = "NL01") -> pd.DataFrame:
    row = [entity, "A", str(field), value, source_value]
    return pd.DataFrame([row], columns=["entity", "customer_id", "field", "value", "source_value"])


def segments(of: Features) -> dict[str, str]:
    assigned = assign(of, SHIPPED)
    return dict(zip(of.frame["customer_id"], assigned.segments_frame()["segment"], strict=True))


def test_a_label_that_people_set_moves_the_customer(ledger: Ledger) -> None:
    book = ledger(TWO)
    assert segments(features(book, ON)) == {"A": "new", "B": "new"}
    negative = known(OverrideField.LABEL, "negative", "neutral")
    assert segments(features(book, ON, negative)) == {"A": "in_trouble", "B": "new"}


def test_what_if_counts_follow_it(ledger: Ledger) -> None:
    of = features(ledger(TWO), ON, known(OverrideField.LABEL, "negative", "neutral"))
    counts = {name: total.customers for name, total in compare(of, SHIPPED, SHIPPED).totals_after.items()}
    assert (counts["in_trouble"], counts["new"]) == (1, 1)


def test_it_lapses_when_the_source_says_something_else(ledger: Ledger) -> None:
    ledger(TWO)
    book = ledger("A is business NL nl a@example.org label positive", list_on=date(2026, 2, 9))
    of = features(book, ON, known(OverrideField.LABEL, "negative", "neutral"))
    assert of.frame["label"].tolist() == ["positive", "neutral"]


def test_language_is_replaced_and_an_address_is_none_of_the_features_business(ledger: Ledger) -> None:
    of = features(ledger(TWO), ON)
    assert with_overrides(of, known(OverrideField.LANGUAGE, "en", "nl")).frame["language"].tolist() == ["en", "nl"]
    assert with_overrides(of, known(OverrideField.EMAIL, "x@example.org", "a@example.org")).frame.equals(of.frame)


def test_the_same_number_in_another_company_is_another_customer(ledger: Ledger) -> None:
    of = features(ledger(TWO), ON, known(OverrideField.LABEL, "negative", "neutral", entity="BE01"))
    assert of.frame["label"].tolist() == ["neutral", "neutral"]


def test_nothing_said_by_the_source_is_something_to_stand_on() -> None:
    said = pd.DataFrame({"entity": ["NL01"], "customer_id": ["A"], "person": pd.Series([None], dtype="str")})
    assert overridden(said, known(OverrideField.PERSON, "Anna", None))["person"].tolist() == ["Anna"]
    assert overridden(said, known(OverrideField.PERSON, "Anna", "Bea"))["person"].isna().all()
