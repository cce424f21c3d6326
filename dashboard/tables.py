"""Tables: column formats in the reader's language, and a click that says which row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.clock import LOCAL
from core.money import precision
from dashboard.i18n import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from dashboard.i18n import Words

ROW_PIXELS = 34
HEADER_PIXELS = 40


def money_column(label: str, currency: str, words: Words, *, help: str | None = None, width: int | None = None) -> Any:  # noqa: A002, ANN401  # Streamlit's own words
    """Return a column of decimals of ``currency``, whose sign the page's caption gives.

    English is always written with English marks; for other languages the browser knows them.
    """
    decimals = precision(currency)
    shown = f"%,.{decimals}f" if words.language == SOURCE_LANGUAGE else "localized"
    return st.column_config.NumberColumn(label, format=shown, help=help, width=width, step=10.0**-decimals)


def number_column(label: str, words: Words, *, help: str | None = None, width: int | None = None) -> Any:  # noqa: A002, ANN401  # Streamlit's own words
    """Return a column of whole numbers with thousands marks."""
    return st.column_config.NumberColumn(
        label,
        format="%,d" if words.language == SOURCE_LANGUAGE else "localized",
        help=help,
        width=width,
    )


def day_column(label: str, words: Words, *, help: str | None = None, width: int | None = None) -> Any:  # noqa: A002, ANN401  # Streamlit's own words
    """Return a column of dates, day first."""
    return st.column_config.DateColumn(
        label, format="DD MMM YYYY" if words.language == SOURCE_LANGUAGE else "DD-MM-YYYY", help=help, width=width
    )


def moment_column(
    label: str,
    words: Words,
    *,
    has_year: bool = True,
    has_seconds: bool = False,
    help: str | None = None,  # noqa: A002  # Streamlit's own word
    width: int | None = None,
) -> Any:  # noqa: ANN401  # Streamlit's own
    """Return a column of moments, day first; the browser knows month names in English only, so other languages read numbers."""
    is_source = words.language == SOURCE_LANGUAGE
    day = ("DD MMM YYYY" if has_year else "DD MMM") if is_source else ("DD-MM-YYYY" if has_year else "DD-MM")
    clock = "HH:mm:ss" if has_seconds else "HH:mm"
    return st.column_config.DatetimeColumn(label, format=f"{day}, {clock}", help=help, width=width)


def height(rows: int, *, most: int = 14) -> int:
    """Return the pixels that show ``rows`` rows without a scroll bar, up to ``most``."""
    return HEADER_PIXELS + ROW_PIXELS * max(1, min(rows, most))


def table(
    frame: pd.DataFrame,
    columns: dict[str, Any],
    *,
    alt: str,
    key: str | None = None,
    most: int = 14,
) -> int | None:
    """Show the ``columns`` of ``frame``; with a ``key``, return the position of the row that was clicked, else None.

    A cell is what people click; Streamlit's row selection needs its own column of boxes.
    """
    shared: dict[str, Any] = {
        "hide_index": True,
        "column_order": list(columns),
        "column_config": columns,
        "row_height": ROW_PIXELS,
        "height": height(len(frame), most=most),
        "alt": alt,
        "placeholder": "",
    }
    if key is None:
        st.dataframe(frame, **shared)
        return None
    event: Any = st.dataframe(frame, key=key, on_select="rerun", selection_mode="single-cell", **shared)
    cells = event.selection.cells
    return int(cells[0][0]) if cells and int(cells[0][0]) < len(frame) else None


def in_units(minor: pd.Series, currency: pd.Series) -> pd.Series:
    """Return minor units as units of each row's currency: floats for a column that a table formats and sorts."""
    return minor / currency.map(lambda code: 10 ** precision(code))


def local(moment: datetime | None) -> datetime | None:
    """Return a moment on the reader's clock, without its zone: a table would show the zone it is stored in."""
    return None if moment is None else moment.astimezone(LOCAL).replace(tzinfo=None)


def numbered(numbers: pd.Series, parts: pd.Series, words: Words) -> list[str]:
    """Return document numbers, with the part where a document is due in parts and this is a later one."""
    return [
        words("{number}, part {part}", number=number, part=part) if part > 1 else str(number)
        for number, part in zip(numbers, parts, strict=True)
    ]
