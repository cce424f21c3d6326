"""What a figure shows in a sentence or two: the words of its text alternative."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from dashboard.i18n import Words

MOST_NAMED = 3
TAG = re.compile(r"<[^>]+>")


def largest(parts: Sequence[tuple[str, float, str]], words: Words) -> str:
    """Return which of ``parts`` (name, size, size in words) are largest, by absolute size, and how many there are."""
    _ = words
    ranked = [each for each in sorted(parts, key=lambda each: -abs(each[1])) if each[1]]
    if not ranked:
        return _("There is nothing in it.")
    (first, _size, said), *others = ranked
    if not others:
        return _("Only {name}: {size}.", name=first, size=said)
    told = _("The largest is {name}: {size}.", name=first, size=said)
    named = "; ".join(f"{name}: {size}" for name, _size, size in others[: MOST_NAMED - 1])
    rest = len(others) - (MOST_NAMED - 1)
    if rest <= 0:
        return f"{told} " + _("Then {others}.", others=named)
    return f"{told} " + _.count("Then {others}; and {n} more.", "Then {others}; and {n} more.", rest, others=named)


def contacts(by_day: pd.DataFrame, labels: Mapping[str, str], words: Words) -> str:
    """Return the contacts of every channel over the days, as it would be and as it is, and the busiest day."""
    _ = words
    if by_day.empty:
        return _("There is nothing in it.")
    sums = by_day.groupby("channel", sort=False)[["contacts_was", "contacts_then"]].sum()
    told = "; ".join(
        _(
            "{channel}: {then}, now {was}",
            channel=labels.get(str(name), str(name)),
            then=_.number(row["contacts_then"]),
            was=_.number(row["contacts_was"]),
        )
        for name, row in sums.iterrows()
    )
    a_day = by_day.groupby("day")["contacts_then"].sum()
    busiest = _(
        "The busiest day is {day}, with {n}.",
        day=_.day(a_day.sort_values().index[-1].to_pydatetime().date()),
        n=_.number(float(a_day.max())),
    )
    return f"{told}. {busiest}"


def spoken(text: str) -> str:
    """Return a hover text as plain words on one line."""
    return html.unescape(TAG.sub("", text.replace("<br>", ", ")))
