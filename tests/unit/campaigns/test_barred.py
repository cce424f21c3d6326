"""Nobody is in a campaign without a way: what addresses there are may be barred by the law or by a channel that is off."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.campaigns.plan import find_audience, plan
from core.campaigns.preview import write_preview
from core.campaigns.treating import treated
from core.desk import channel_changes, channel_terms
from core.strategy import mix_versions, strategy_versions
from core.strategy.account import account
from core.strategy.mix import Mix, Rung
from core.strategy.overrides import customer_key
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(1)

AS_OF = date(2026, 10, 31)
LEDGER = """
    A  is business NL nl mobile +31612345678 name "Bakker"
    A  INV1  issued 2026-09-10  due 2026-10-27  100.00 EUR
    B  is business NL nl mobile +31687654321 post "Plein 2, 3511 BB Utrecht" name "Wit"
    B  INV2  issued 2026-09-10  due 2026-10-27  900.00 EUR
    B  cash  2026-10-31  0.01 EUR
"""


def only(desk: Desk, *channels: ChannelName) -> None:
    mix = Mix(usual={Rung(ladder, 1): channels for ladder in ("business", "small_claims")})
    mix_versions.save(desk, mix, channel_terms.terms(desk), on=AS_OF, by="Els", comment="a test")


def told(desk: Desk, ledger: Ledger) -> dict[str, tuple[bool, str]]:
    found = find_audience(desk, ledger.store.open(None), as_of=AS_OF).customers
    return {row["customer_id"]: (row["is_in"], row["evidence"]) for row in found.to_dict("records")}


def test_a_channel_that_was_switched_off_leaves_its_customers_out_with_the_reason(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    only(desk, ChannelName.SMS, ChannelName.LETTER)
    assert {name: is_in for name, (is_in, _) in told(desk, ledger).items()} == {"A": True, "B": True}
    channel_changes.save_term(
        desk,
        ChannelName.SMS,
        cost_minor=9,
        daily_capacity=None,
        is_on=False,
        valid_from=AS_OF,
        by="Els",
        why="the provider stopped",
    )
    now = told(desk, ledger)
    assert now["A"] == (False, "no channel that is switched on and allowed leads to this customer")
    assert now["B"][0]
    how = treated(desk, find_audience(desk, book, as_of=AS_OF), strategy_versions.strategy_of(desk), name="any")
    assert how["channel"].tolist() == [ChannelName.LETTER]


def test_a_campaign_is_written_to_those_who_are_left(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    only(desk, ChannelName.SMS, ChannelName.LETTER)
    channel_changes.save_term(
        desk, ChannelName.SMS, cost_minor=9, daily_capacity=0, valid_from=AS_OF, by="Els", why="nobody there"
    )
    plan(desk, book, "october", as_of=AS_OF, by="Els")
    assert write_preview(desk, "october", by="Els") == 1


def test_the_page_of_the_customer_says_the_same(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    only(desk, ChannelName.SMS, ChannelName.LETTER)
    channel_changes.save_term(
        desk, ChannelName.SMS, cost_minor=9, daily_capacity=0, valid_from=AS_OF, by="Els", why="nobody there"
    )
    key = customer_key(book, "NL01", "A")
    assert key is not None
    found = account(desk, book, ("NL01", "A"), key, as_of=AS_OF).next_step
    assert found is not None
    assert found.reason is not None
    assert (found.reason.code, found.step) == ("unreachable", None)
