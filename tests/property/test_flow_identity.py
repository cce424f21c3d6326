"""Flow: on any ledger and any two dates, what leaves a bucket and what enters it are the agings of those dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.metrics.buckets import AgedBy, Convention
from core.metrics.flow import CREDITED, NEW, PAID, REOPENED, flow, flow_items
from core.metrics.scope import Scope
from tests import oracle
from tests.ledger import Ledger
from tests.property.portfolios import FIRST, LAST, portfolios

if TYPE_CHECKING:
    from core.metrics.flow import Flow


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    return tmp_path_factory


days = st.integers(0, (LAST - FIRST).days + 60).map(lambda n: FIRST + timedelta(days=n))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    portfolio=portfolios(),
    from_on=days,
    length=st.integers(1, 120),
    by=st.sampled_from(AgedBy),
    convention=st.sampled_from(Convention),
)
def test_opening_plus_new_less_paid_and_credited_is_closing(
    shelf: pytest.TempPathFactory,
    *,
    portfolio: oracle.Portfolio,
    from_on: date,
    length: int,
    by: AgedBy,
    convention: Convention,
) -> None:
    """Per bucket: opening + new + moved in - moved out - paid - credited = closing, against the slow road at both ends."""
    book = Ledger(shelf.mktemp("book") / "book")(portfolio.text(), list_on=LAST)
    until_on = from_on + timedelta(days=length)
    flows = flow(book, from_on, until_on, by=by, convention=convention)
    for currency in ("EUR", "USD"):
        found = flows.get(currency)
        for day, is_opening in ((from_on, True), (until_on, False)):
            expected = _by_bucket(portfolio, day, currency, by, convention)
            if found is None:
                assert not expected, (day, currency)
                continue
            total = found.opening_minor if is_opening else found.closing_minor
            there = {bucket.key: total(bucket.key) for bucket in found.buckets}
            assert {key: minor for key, minor in there.items() if minor} == expected, (day, currency)
        if found is not None:
            _identity(found)
            for (origin, fate), cell in found.cells.items():
                page = flow_items(
                    book,
                    from_on,
                    until_on,
                    origin=origin,
                    fate=fate,
                    by=by,
                    convention=convention,
                    scope=Scope(currency=currency),
                )
                assert (len(page.rows), int(page.rows["moved_minor"].sum())) == (cell.count, cell.minor)


def _identity(found: Flow) -> None:
    for bucket in found.buckets:
        key = bucket.key
        out = sum(found.cell(key, other.key).minor for other in found.buckets if other != bucket)
        into = sum(found.cell(other.key, key).minor for other in found.buckets if other != bucket)
        closing = (
            found.opening_minor(key)
            + found.cell(NEW, key).minor
            + found.cell(REOPENED, key).minor
            + into
            - out
            - found.cell(key, PAID).minor
            - found.cell(key, CREDITED).minor
        )
        assert closing == found.closing_minor(key)


def _by_bucket(
    portfolio: oracle.Portfolio, day: date, currency: str, by: AgedBy, convention: Convention
) -> dict[str, int]:
    """Open invoices of a day by bucket, the slow way, with each convention's own words."""
    found: dict[str, int] = {}
    for one in oracle.open_on(portfolio, day):
        if one.is_credit or one.currency != currency:
            continue
        key = _bucket((day - (one.issued_on if by is AgedBy.ISSUE else one.due_on)).days, by, convention)
        found[key] = found.get(key, 0) + one.minor
    return {key: minor for key, minor in found.items() if minor}


def _bucket(age: int, by: AgedBy, convention: Convention) -> str:
    if convention is Convention.EDGE_IS_OLDER:
        keys = ("d0_29" if by is AgedBy.ISSUE else "d1_29", "d30_59", "d60_89", "d89_plus")
        young = age <= 29 if by is AgedBy.ISSUE else 1 <= age <= 29
        if young:
            return keys[0]
        if by is AgedBy.DUE and age < 1:
            return "current"
        return keys[1] if age <= 59 else keys[2] if age <= 89 else keys[3]
    first_late = 0 if convention is Convention.DUE_IS_LATE else 1
    if by is AgedBy.DUE and age < first_late:
        return "current"
    if age <= 30:
        return "d0_30" if by is AgedBy.ISSUE else f"d{first_late}_30"
    return "d31_60" if age <= 60 else "d61_90" if age <= 90 else "d90_plus"
