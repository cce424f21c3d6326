"""Scores of every customer: the latest a bureau gave, what it was before, and whether it fell."""

from __future__ import annotations

from typing import Final

import pandas as pd

from core.credit.bands import BANDS, with_bands
from core.credit.match import MatchedBy, matched

COLUMNS: Final = (
    "score",
    "score_worst",
    "score_best",
    "rating",
    "rating_scale",
    "scored_on",
    "credit_limit_minor",
    "currency",
    "failure_percent",
    "days_beyond_terms",
    "status",
    "legal_form",
    "registration_number",
    "vat_number",
    "country",
    "company_name",
    "their_number",
)
FELL_SHARE, SLIGHT_SHARE = 0.10, 0.05  # of the scale
# Words of registers for a firm that is ending or has ended.
TROUBLE: Final = (
    r"(?i)bankrupt|insolven|liquidat|dissol|receiver|administrat|out of business|ceased|failli|surseance|ontbonden|opgeheven|"
    r"uitgeschreven|wsnp|aufgel|gel.scht|redress|radi.e|^(?:out|oob|y)$"
)


def scored(facts: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return credit facts matched to customers, with ``band`` and ``level`` (0 worst to 1 best of the bureau's scale, NaN unknown)."""
    told = matched(with_bands(facts), customers)
    score, worst, best = (pd.to_numeric(told[name], errors="coerce") for name in ("score", "score_worst", "score_best"))
    return told.assign(level=(score - worst) / (best - worst))


def latest(scores: pd.DataFrame) -> pd.DataFrame:
    """Return one row per customer and source: what was said last, with that of before and whether it fell.

    ``band_before`` and ``level_before`` are those of the row before, by the day they are of; ``has_fallen`` says that the band
    is a worse one by a twentieth of the scale or more, or the score at least a tenth of the scale lower.
    """
    known = scores[scores["matched_by"] != MatchedBy.NOBODY]
    ordered = known.sort_values(["customer_key", "source", "said_on", "fact_id"], kind="stable")
    grouped = ordered.groupby(["customer_key", "source"], sort=False)
    before = ordered.assign(
        band_before=grouped["band"].shift(1),
        level_before=grouped["level"].shift(1),
        scored_before_on=grouped["said_on"].shift(1),
    )
    last = before.drop_duplicates(["customer_key", "source"], keep="last").reset_index(drop=True)
    place = {band: number for number, band in enumerate(BANDS)}
    worse = last["band"].map(place) > last["band_before"].map(place)
    lost = last["level_before"] - last["level"]
    # One point across the edge of a band is no news.
    worse &= lost.isna() | (lost >= SLIGHT_SHARE)
    lower = lost >= FELL_SHARE
    trouble = last["status"].fillna("").astype(str).str.contains(TROUBLE)
    return last.assign(has_fallen=(worse | lower).astype(bool), is_in_trouble=trouble)


def one_each(last: pd.DataFrame) -> pd.DataFrame:
    """Return one row per customer: of several bureaus the latest word, a worse band first where two are of one day."""
    place = last["band"].map({band: number for number, band in enumerate(BANDS)}).fillna(-1)
    ordered = last.assign(_place=place).sort_values(["customer_key", "said_on", "_place"], kind="stable")
    return ordered.drop_duplicates("customer_key", keep="last").drop(columns="_place").reset_index(drop=True)
