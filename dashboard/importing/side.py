"""What a side file cannot say itself: whose words it holds, the scale of its scores, and whether it is a full list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.intake.fields import ImportKind
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary

    from core.intake.mapping import Mapping
    from dashboard.i18n import Words


def side_constants(mapping: Mapping, chosen: Dictionary[str, object], words: Words) -> dict[str, str]:
    """Ask for what holds for every row and no column says, and return it; what is left empty is not said."""
    _ = words
    told: dict[str, str] = {}
    with st.grid(3, min_column_width=220, gap="small"):
        if "source" not in chosen:
            given = st.text_input(
                _("Whose file is this"), mapping.constants.get("source", ""), max_chars=60, key="map_source",
                placeholder=_("bureau, insurer or system"),
                help=_("Files of one source replace each other; two sources stand side by side."),
            )  # fmt: skip
            told["source"] = given.strip()
        if mapping.kind is ImportKind.CREDIT and "score" in chosen:
            worst = st.text_input(
                _("Worst score of the scale"), mapping.constants.get("score_worst", "0"), key="map_worst"
            )
            best = st.text_input(
                _("Best score of the scale"), mapping.constants.get("score_best", "100"), key="map_best"
            )
            told |= {"score_worst": worst.strip(), "score_best": best.strip()}
        if mapping.kind is ImportKind.CREDIT and "rating" in chosen:
            scale = st.text_input(
                _("Ratings from best to worst"), mapping.constants.get("rating_scale", ""), key="map_scale",
                placeholder="AAA AA A BBB BB B",
            )  # fmt: skip
            told["rating_scale"] = scale.strip()
    return {name: text for name, text in told.items() if text}


def side_mode(default: ImportMode, words: Words) -> ImportMode:
    """Ask whether what the file does not name any more has ended."""
    _ = words
    is_full = st.checkbox(
        _("This is the full list of its source"),
        default is ImportMode.SNAPSHOT,
        key="side_mode",
        help=_("What the source said before and this file does not name has then ended. Off: it still holds."),
    )
    return ImportMode.SNAPSHOT if is_full else ImportMode.MOVEMENTS
