"""The treatment of everybody who is in: by which channel, to which address, at what cost, and why that one."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.strategy.audience import audience_of
from core.strategy.mix import Place
from core.strategy.mix_choose import TYPES, WHY, Asked, choose, paths
from core.strategy.mix_reach import CHANNELS, NONE, PLACE, addresses, ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from core.desk.channel_terms import Terms
    from core.strategy.audience import Audience
    from core.strategy.candidates import ChannelsAt
    from core.strategy.mix import Mix
    from core.strategy.strategy import Strategy
    from core.vocabulary import ChannelName

_OF_CUSTOMER: Final = ["customer_key", "entity", "customer_id", "segment", "ladder", "step"]


def treat(
    audience: Audience,
    mix: Mix,
    strategy: Strategy,
    terms: Terms,
    *,
    campaign_name: str,
    tested: Mapping[int, ChannelName] | None = None,
) -> pd.DataFrame:
    """Return the treatment of every customer of ``audience`` that is in, in its order.

    What the mix says is drawn by a hash of campaign and customer: the same draw whenever it is asked again. The law comes
    first, then a call that the step asks for, then the customer's own wish, then the draw, then the fall-backs of the step.
    ``tested`` has the channel that a test drew, by customer key: it takes the place of the mix's.

    Returns
    -------
    DataFrame
        customer_key, entity, customer_id, segment, ladder, step; ``drawn`` (the channel the mix said), ``channel`` (null when none
        leads to the customer), ``address``, ``cost_minor`` (euro cents), ``is_overruled`` and ``why_channel``: an English
        sentence without values, to be translated as it stands.
    """
    candidates = audience.candidates
    customers = audience.customers[audience.customers["is_in"]].reset_index(drop=True)
    places, place = places_of(customers)
    positions = candidates.assignment.features.positions(customers["customer_key"].to_numpy(dtype=np.int64))
    known = ways(candidates)
    found = choose(
        paths(places, mix, strategy, terms, candidates.as_of),
        Asked(
            place=place,
            draw=draws(campaign_name, customers["entity"], customers["customer_id"]),
            type=types_of(customers["customer_type"]),
            bits=known.bits[positions],
            kind_wished=known.kind_wished[positions],
            channel_wished=known.channel_wished[positions],
            is_called=customers["escalation"].notna().to_numpy(dtype=bool),
        ),
        tested=None if not tested else _places_in_channels(customers["customer_key"], tested),
    )
    costs = np.array([*(terms.cost_minor(each, candidates.as_of) for each in CHANNELS), 0], dtype=np.int64)
    names = np.array([*map(str, CHANNELS), None], dtype=object)
    return customers[_OF_CUSTOMER].assign(
        drawn=pd.Series(names[found.drawn], dtype="str"),
        channel=pd.Series(names[found.channel], dtype="str"),
        address=pd.Series(addresses(candidates, positions, found.channel), dtype="str"),
        cost_minor=costs[found.channel],
        is_overruled=found.channel != found.drawn,
        why_channel=pd.Series(np.array(WHY, dtype=object)[found.why], dtype="str"),
    )


def without_the_barred(found: Audience, how: pd.DataFrame) -> Audience:
    """Return ``found`` with whom no channel leads to left out: the law and the terms of channels bar what addresses there are.

    Who that is does not depend on the draw: the fall-backs of a step are tried after whatever was drawn.
    """
    lost = how.loc[how["channel"].isna(), "customer_key"].to_numpy(dtype=np.int64)
    if not len(lost):
        return found
    candidates = found.candidates
    barred = np.zeros(len(candidates.customers), dtype=bool)
    barred[candidates.assignment.features.positions(lost)] = True
    return audience_of(replace(candidates, barred=barred))


def reached_by(mix: Mix, strategy: Strategy) -> ChannelsAt:
    """Return the channels by which a step may reach a segment: what ``audience(channels=...)`` asks to tell who is unreachable."""

    def channels(segment: str, ladder: str, step: int) -> tuple[ChannelName, ...]:
        place = Place(segment, ladder, step)
        usual = mix.usual.get(place.rung, strategy.ladder(ladder).step(step).channels)
        cell = mix.cells.get(place)
        return usual if cell is None else tuple(dict.fromkeys((*cell.channels, *usual)))

    return channels


def _places_in_channels(keys: pd.Series[int], tested: Mapping[int, ChannelName]) -> NDArray[np.int8]:
    """Return the place in CHANNELS of the channel that a test drew for each customer, NONE for no test."""
    return np.array([PLACE[tested[key]] if key in tested else NONE for key in keys.tolist()], dtype=np.int8)


def draws(campaign_name: str, entities: Iterable[str], customer_ids: Iterable[str]) -> NDArray[np.float64]:
    """Return a number from 0 up to 1 for each customer: the same for the same campaign and customer, always and everywhere."""
    # The unit separator cannot occur in a name or an id, so no two customers share a text.
    texts = (f"{campaign_name}\x1f{entity}\x1f{each}" for entity, each in zip(entities, customer_ids, strict=True))
    digests = b"".join(blake2b(text.encode(), digest_size=8).digest() for text in texts)
    drawn: NDArray[np.float64] = (np.frombuffer(digests, dtype=">u8") >> np.uint64(11)) / float(1 << 53)
    return drawn


def types_of(customer_types: pd.Series[str]) -> NDArray[np.int8]:
    """Return the place of each customer type in TYPES."""
    places = customer_types.map({str(each): place for place, each in enumerate(TYPES)})
    return np.asarray(places, dtype=np.int8)


def places_of(customers: pd.DataFrame) -> tuple[list[Place], NDArray[np.int64]]:
    """Return the distinct places (segment, ladder, step) of ``customers``, and for each customer which of them is its own."""
    keys = customers[["segment", "ladder", "step"]]
    codes = keys.groupby(list(keys), sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
    firsts = keys.iloc[np.unique(codes, return_index=True)[1]]
    distinct = firsts.itertuples(index=False, name=None)
    return [Place(str(segment), str(ladder), int(step)) for segment, ladder, step in distinct], codes
