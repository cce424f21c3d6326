"""Scores of different bureaus on one scale: five bands, A the best fifth of a bureau's own scale and E the worst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

BANDS: Final = ("A", "B", "C", "D", "E")


def band_of_score(score: float, worst: float, best: float) -> str:
    """Return the band of ``score`` on a scale from ``worst`` to ``best`` (either may be the larger); empty outside it.

    Bands are fifths of the scale and no more than that: two bureaus' A need not mean the same chance of failure.

    >>> band_of_score(88, 0, 100), band_of_score(1, 4, 1), band_of_score(20, 0, 100)
    ('A', 'A', 'E')
    """
    if worst == best or not min(worst, best) <= score <= max(worst, best):
        return ""
    share = (score - worst) / (best - worst)
    return BANDS[min(int((1 - share) * len(BANDS) + 1e-9), len(BANDS) - 1)] if share > 0 else BANDS[-1]


def band_of_rating(rating: str, scale: Sequence[str]) -> str:
    """Return the band of a rating in letters on a ``scale`` from best to worst; empty when it is not on it (not rated)."""
    if rating not in scale:
        return ""
    return BANDS[scale.index(rating) * len(BANDS) // len(scale)]


def with_bands(facts: pd.DataFrame) -> pd.DataFrame:
    """Return credit facts with ``band``: by the score where its scale is told, else by the rating; empty when by neither."""
    columns = (facts.get(name, pd.Series([None] * len(facts), dtype=object)) for name in _NAMES)
    told = [_band(*row) for row in zip(*(column.to_numpy(dtype=object) for column in columns), strict=True)]
    return facts.assign(band=np.array(told, dtype=object))


_NAMES: Final = ("score", "score_worst", "score_best", "rating", "rating_scale")


def _band(score: Any, worst: Any, best: Any, rating: Any, scale: Any) -> str:  # noqa: ANN401 (cells of any kind)
    if _is_number(score) and _is_number(worst) and _is_number(best):
        return band_of_score(score, worst, best)
    if isinstance(rating, str) and isinstance(scale, str):
        return band_of_rating(rating.strip().upper(), scale.upper().split())
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and value == value  # noqa: PLR0124 (not NaN)
