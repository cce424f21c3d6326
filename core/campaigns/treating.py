"""How each customer that is in is treated: channel, address and cost, kept with the audience, and the ways left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from core.campaigns.errors import ChannelClosedError, NoAddressError
from core.desk import customers
from core.desk.channel_terms import terms
from core.strategy import mix_versions
from core.strategy.addresses import KIND_OF, Reach
from core.strategy.mix_law import BARS
from core.strategy.mix_reach import WISH
from core.strategy.treatment import treat
from core.vocabulary import ChannelName, ContactKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    import pandas as pd

    from core.desk.engine import Desk
    from core.strategy.audience import Audience
    from core.strategy.strategy import Strategy

GOOD_FEWEST: Final = 6  # invoices paid in 24 months: with fewer, a good past is not proven
GOOD_MOST_LATE: Final = 0.1
_KEPT: Final = ["customer_key", "channel", "cost_minor", "is_overruled", "why_channel"]


def treated(
    desk: Desk, found: Audience, strategy: Strategy, *, name: str, tested: Mapping[int, ChannelName] | None = None
) -> pd.DataFrame:
    """Return the treatment of everybody who is in, as ``core.strategy.treatment.treat``, by the mix and terms in force."""
    return treat(found, mix_versions.active(desk).mix, strategy, terms(desk), campaign_name=name, tested=tested)


def kept_customers_of(
    desk: Desk, found: Audience, strategy: Strategy, *, name: str, tested: Mapping[int, ChannelName] | None = None
) -> pd.DataFrame:
    """Return the customers of ``found`` as a campaign keeps them.

    Beside the columns of ``Audience.customers``: channel, cost_minor, is_overruled and why_channel of those who are in, ``address``
    that of the channel, and for everybody label, is_good_payer and an address of each kind that is open (``to_email`` ...).
    """
    customers, candidates = found.customers, found.candidates
    how = treated(desk, found, strategy, name=name, tested=tested)
    positions = candidates.assignment.features.positions(customers["customer_key"].to_numpy())
    known = candidates.customers.iloc[positions]
    beside = customers.drop(columns="address").assign(
        label=known["label"].to_numpy(),
        is_good_payer=good_payers(known).to_numpy(),
        **open_ways(candidates.reach.iloc[positions].reset_index(drop=True)),
    )
    addressed = how[[*_KEPT, "address"]]
    kept = beside.merge(addressed, on="customer_key", how="left", validate="one_to_one")
    return kept.assign(cost_minor=kept["cost_minor"].fillna(0).astype("int64"))


def good_payers(features: pd.DataFrame) -> pd.Series[bool]:
    """Return of which customers of ``features`` the ledger proves that they always pay."""
    return (features["paid_invoices"] >= GOOD_FEWEST) & (features["late_share"] <= GOOD_MOST_LATE)


def open_ways(reach: pd.DataFrame) -> dict[str, pd.Series[str]]:
    """Return an address of each kind that is open (``to_email`` ...), null where none is, of ``reach_of``."""
    return {
        f"to_{kind}": reach[str(kind)].where(reach[f"{kind}_reach"] == str(Reach.OPEN)).astype("str")
        for kind in ContactKind
    }


def address_for(customer: Mapping[Hashable, Any], channel: ChannelName) -> str:
    """Return where a kept customer is reached by ``channel``; raise ``NoAddressError`` when nowhere."""
    for kind in KIND_OF[channel]:
        address = customer.get(f"to_{kind}")
        if isinstance(address, str) and address:
            return address
    raise NoAddressError(str(customer["customer_id"]), str(channel))


def require_open(
    desk: Desk, channel: ChannelName, who: tuple[str, str], *, message: str, customer_type: str, on: date
) -> None:
    """Raise ``ChannelClosedError`` when ``channel`` is off, or closed to the customer ``who`` by law or a provider's terms.

    What a person chooses by hand is held to the same bars as what the mix draws; the customer's noted wish is its consent.
    """
    noted = customers.overrides(desk, entity=who[0], customer_id=who[1])
    agreed = set(noted.loc[noted["field"] == WISH, "value"])
    for bar in BARS:
        is_lifted = bar.is_lifted_by_consent and channel in agreed
        if channel in bar.channels and bar.concerns(message, customer_type, on) and not is_lifted:
            wanted = "the customer did not agree to it" if bar.is_lifted_by_consent else "the law wants this in writing"
            raise ChannelClosedError(str(channel), f"{wanted} ({bar.source})")
    if not terms(desk).is_on(channel, on):
        raise ChannelClosedError(str(channel), "it is off, as the terms of the channels say")
