"""On any ledger, day, desk and choice: every open item is in exactly one of in or one reason, and the sums are the ledger's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.metrics.aging import aging
from core.segments.assign import summary
from core.strategy.choice import AudienceChoice
from core.strategy.fingerprint import IDENTITY, changed, quoted_now
from core.strategy.reasons import BY_CODE
from core.strategy.spread import before_in_group, spread
from core.strategy.strategy import LateEntry, MixedAges, Strategy
from core.strategy.strategy_shipped import SHIPPED
from core.strategy.tally import plan_summary, reconcile
from core.vocabulary import HoldKind
from tests.ledger import Ledger
from tests.property.portfolios import FIRST, LAST, portfolios
from tests.reminders import Team, early, strategy_of

if TYPE_CHECKING:
    from tests import oracle

CUSTOMERS = st.sampled_from(["C1", "C2", "C3"])
DAYS = st.integers(0, (LAST - FIRST).days + 60).map(lambda n: FIRST + timedelta(days=n))
HOLDS = st.fixed_dictionaries(
    {
        "entity": st.sampled_from(["NL01", "BE01"]),
        "customer_id": CUSTOMERS,
        "kind": st.sampled_from(HoldKind).map(str),
        "why": st.just("noted"),
    },
    optional={
        "number": st.sampled_from(["INV0", "INV1", "INV2", "CN0"]),
        "part_no": st.integers(1, 2),
        "until_on": DAYS,
        "amount_minor": st.integers(0, 100_000),
        "currency": st.sampled_from(["EUR", "USD"]),
    },
)
STEPS = st.fixed_dictionaries(
    {
        "entity": st.sampled_from(["NL01", "BE01"]),
        "customer_id": CUSTOMERS,
        "document_type": st.just("invoice"),
        "number": st.sampled_from(["INV0", "INV1", "INV2"]),
        "fiscal_year": st.just(2026),
        "part_no": st.integers(1, 2),
        "step": st.sampled_from([-1, 1, 2, 3, 4]),
        "done_on": DAYS,
    },
)
CHOICES = st.builds(
    AudienceChoice,
    segments=st.frozensets(st.sampled_from(["reliable", "in_trouble", "public_body"])),
    countries=st.frozensets(st.sampled_from(["NL", "BE"])),
    steps=st.frozensets(st.sampled_from([1, 2, 3])),
    excluded=st.frozensets(st.tuples(st.sampled_from(["NL01", "BE01"]), CUSTOMERS), max_size=1),
)
STRATEGIES = st.sampled_from(
    [
        SHIPPED,
        replace(SHIPPED, entry=LateEntry.HIGHEST, mixed=MixedAges.WHOLE),
        strategy_of(0, 1, 2),
        strategy_of(1, 30, 60, between=14, minimum={"EUR": 50_000}),
        early(),
    ]
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    return tmp_path_factory


# No shrinking: every try publishes a book.
@settings(
    max_examples=5,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    portfolio=portfolios(),
    as_ofs=st.lists(DAYS, min_size=3, max_size=3),
    holds=st.lists(HOLDS, max_size=4),
    steps=st.lists(STEPS, max_size=4),
    choice=CHOICES,
    strategy=STRATEGIES,
)
def test_every_open_item_is_in_or_out_for_one_reason(  # noqa: PLR0917 (hypothesis hands everything by name)
    shelf: pytest.TempPathFactory,
    portfolio: oracle.Portfolio,
    as_ofs: list[date],
    holds: list[dict[str, Any]],
    steps: list[dict[str, Any]],
    choice: AudienceChoice,
    strategy: Strategy,
) -> None:
    lines = portfolio.text().splitlines()
    lines[0] += " c1@example.org"  # the first customer can be reached, the others cannot
    book = Ledger(shelf.mktemp("book") / "book")("\n".join(lines), list_on=LAST)
    team = Team(book, strategy=strategy, holds=holds, steps=steps)
    for as_of in [*as_ofs, LAST]:
        planned = team.plan(str(as_of), choice)
        items, customers = planned.items, planned.customers
        assert (items["is_in"] == items["reason"].isna()).all()
        assert set(items["reason"].dropna()) <= set(BY_CODE)
        assert items["evidence"].notna().equals(~items["is_in"])
        assert ((items["asked_minor"] > 0) == items["is_in"]).all()
        assert (items.loc[items["is_in"], "asked_minor"] <= items.loc[items["is_in"], "balance_minor"]).all()
        assert ((customers["step"] != 0) == customers["is_in"]).all()
        # The tables add up, and to the ledger.
        assert reconcile(planned).is_complete
        aged = aging(book, as_of).groups.get("all", {})
        told = plan_summary(planned)["portfolio"]
        assert reconcile(planned).portfolio.amounts_minor == {
            currency: each.total.minor for currency, each in aged.items()
        }, told
        assert len(items) == sum(each.total.count for each in aged.values())
        # Segments add up to the same ledger.
        totals = planned.candidates.assignment.totals()
        for currency, each in aged.items():
            assert sum(total.balance_minor[currency] for total in totals.values()) == each.total.minor
        assert sum(int(str(each["customers"])) for each in summary(planned.candidates.assignment).values()) == len(
            planned.candidates.customers
        )
        # What a message would quote is what the same book says later of those items.
        quoted = items.loc[items["is_in"], [*IDENTITY, "currency", "due_on", "balance_minor"]]
        assert changed(quoted, quoted_now(book, quoted, as_of)).empty


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 50)), max_size=30), st.integers(0, 120))
def test_a_pool_is_spread_first_come_first_served(rows: list[tuple[int, int]], pool: int) -> None:
    groups, room = (
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.int64),
    )
    left = dict.fromkeys(range(5), pool)
    expected, before, seen = [], [], dict.fromkeys(range(5), 0)
    for group, space in rows:
        got = min(left[group], space)
        left[group] -= got
        expected.append(got)
        before.append(seen[group])
        seen[group] += space
    assert spread(np.full(len(rows), pool), groups, room).tolist() == expected
    assert before_in_group(groups, room).tolist() == before
