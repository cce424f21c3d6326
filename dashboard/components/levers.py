"""Levers that answer while they are dragged: Python computes the tables, the browser looks them up.

``st.slider`` reports on release only, so a count that moves under the hand needs this small component.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

FOLDER = Path(__file__).parent
_render = st.components.v2.component(
    "saldo_levers",
    html="<div class='frame'></div>\n",
    css=(FOLDER / "levers.css").read_text(encoding="utf-8"),
    js=(FOLDER / "levers.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One slider: its marks, where it stands, and what each mark would give.

    ``counts`` and ``amounts`` have one row a mark and one column a segment; amounts are in whole currency units.
    """

    name: str
    label: str
    help: str
    shown: Sequence[str]
    at: int
    saved: int
    counts: Sequence[Sequence[int]]
    amounts: Sequence[Sequence[float]]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One segment as it is now."""

    label: str
    count: int
    amount: float


def levers(
    levers: Sequence[Lever], segments: Sequence[Standing], *, currency: str, words: Words, key: str
) -> dict[str, int]:
    """Show the levers and return the place of each after the last release, by name; empty before the first."""
    _ = words
    answer = _render(
        key=key,
        on_places_change=lambda: None,
        data={
            "locale": "nl-NL" if words.language == "nl" else "en-US",
            "currency": currency,
            "shape": "|".join([words.language, *(lever.name for lever in levers), *(item.label for item in segments)]),
            "levers": [_lever(lever) for lever in levers],
            "segments": [{"label": item.label, "count": item.count, "amount": item.amount} for item in segments],
            "text": {
                "segment": _("Segment"),
                "now": _("Customers now"),
                "then": _("Then"),
                "change": _("Change"),
                "amountNow": _("Balance now"),
                "amountThen": _("Balance then"),
                "saved": _("Saved:"),
            },
        },
    )
    return dict(answer.get("places") or {})


def _lever(lever: Lever) -> dict[str, Any]:
    return {
        "name": lever.name,
        "label": lever.label,
        "help": lever.help,
        "shown": list(lever.shown),
        "at": lever.at,
        "saved": lever.saved,
        "counts": [list(row) for row in lever.counts],
        "amounts": [list(row) for row in lever.amounts],
    }
