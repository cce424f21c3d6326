"""Levers that answer while they are dragged: Python computes the tables, the browser looks them up.

``st.slider`` reports on release only, so counts that move under the hand, above the customers spread out, need this small
component.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
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
class Bars:
    """The customers under a slider: ``customers[j]`` between mark j and the next, ``movable`` of them move somewhere along it.

    ``is_upward``: the condition is true at and above the cut, else below it. ``note`` tells who is not drawn.
    """

    customers: Sequence[int]
    movable: Sequence[int]
    is_upward: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One slider: its marks, where it stands, and what each mark would give.

    ``counts`` and ``amounts`` have one row a mark and one column a segment; amounts are in whole currency units. ``moved`` says how
    many customers would be elsewhere than now. ``bars`` is None where no rule uses the threshold.
    """

    name: str
    label: str
    help: str
    marks: Sequence[float]
    shown: Sequence[str]
    at: int
    saved: int | None
    saved_shown: str
    counts: Sequence[Sequence[int]]
    amounts: Sequence[Sequence[int]]
    moved: Sequence[int]
    bars: Bars | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One segment as it is now."""

    label: str
    count: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Release:
    """A lever let go: which, where, and a mark of the moment that tells one release from another."""

    name: str
    value: float
    moment: int


def levers(
    levers: Sequence[Lever], segments: Sequence[Standing], *, taken: int, currency: str, words: Words, key: str
) -> None:
    """Show the levers; what was released stands in the session under ``key`` (see ``released``), up to ``taken`` it is in them."""
    _ = words
    _render(
        key=key,
        on_released_change=lambda: None,
        data={
            "locale": "nl-NL" if words.language == "nl" else "en-US",
            "currency": currency,
            "taken": taken,
            "shape": "|".join([words.language, *(lever.name for lever in levers), *(item.label for item in segments)]),
            "levers": [asdict(lever) for lever in levers],
            "segments": [asdict(item) for item in segments],
            "text": {
                "segment": _("Segment"),
                "now": _("Customers now"),
                "then": _("Then"),
                "change": _("Change"),
                "amountNow": _("Balance now"),
                "amountThen": _("Balance then"),
                "saved": _("Saved:"),
                "all": _("Everybody"),
                "moveOne": _("{n} customer moves", n="{n}"),
                "move": _("{n} customers move", n="{n}"),
                "nobody": _("Nobody moves"),
                "unused": _("No rule uses this threshold."),
                "between": _("{n} customers from {low} to {high}", n="{n}", low="{low}", high="{high}"),
                "movable": _("{n} of them move somewhere along this lever", n="{n}"),
            },
        },
    )


def released(key: str, taken: int) -> list[Release]:
    """Return the releases of the levers under ``key`` after the moment ``taken``, in their order."""
    state: Any = st.session_state.get(key)
    told = [
        Release(name=str(each["name"]), value=float(each["value"]), moment=int(each["moment"]))
        for each in (state.get("released") if state else None) or ()
    ]
    return sorted((each for each in told if each.moment > taken), key=lambda each: each.moment)
