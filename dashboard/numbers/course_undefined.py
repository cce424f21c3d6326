"""Why a line of the course begins later than its chart: the reason that the figure itself gives at the first month-end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.registry import METRICS
from dashboard.numbers import reads as figures
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def undefined_until(of: Edition, asked: Asked, rows: pd.DataFrame, slugs: Sequence[str], words: Words) -> Iterator[str]:
    """Yield a line a figure of ``slugs`` that is undefined at the first month-end of ``rows``: until when, and why."""
    _ = words
    for slug in slugs:
        is_undefined = rows[slug].isna()
        if not is_undefined.iloc[0]:
            continue
        leading = rows[is_undefined.cummin()]
        first_on, last_on = (leading["month_end"].iloc[place].date() for place in (0, -1))
        told = figures.values(of, first_on, scope=asked.scope)[slug].get(asked.currency)
        if told is not None and told.why:
            figure = plain(_(METRICS[slug].label))
            yield _("{figure} up to {day}: {why}", figure=figure, day=_.day(last_on), why=plain(_(told.why)))
