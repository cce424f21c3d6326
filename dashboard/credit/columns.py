"""Columns that the credit lists share: euros from cents, bands, shares, and a click on a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import tables
from dashboard.doors import go
from dashboard.exports import export_menu

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.i18n import Words

SHOWN = 500


def in_euros(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with every column of cents in euros under its own name without ``_cents``, and shares in percent."""
    cents = [name for name in rows if str(name).endswith("_cents")]
    shares = {name: (rows[name] * 100).round() for name in ("own_use_share",) if name in rows}
    units = {str(name).removesuffix("_cents"): rows[name] / 100 for name in cents}
    return rows.assign(**units, **shares).drop(columns=cents)


def euros(label: str, words: Words, *, help: str | None = None, width: int = 115) -> Any:  # noqa: A002, ANN401  # Streamlit's own words
    """Return a column of euros."""
    return tables.money_column(label, "EUR", words, help=help, width=width)


def percent(label: str, *, help: str | None = None, width: int = 90) -> Any:  # noqa: A002, ANN401  # Streamlit's own words
    """Return a column of whole percentages."""
    return st.column_config.NumberColumn(label, format="%d%%", help=help, width=width)


def text(label: str, width: int) -> Any:  # noqa: ANN401  # Streamlit's own
    """Return a column of text."""
    return st.column_config.TextColumn(label, width=width)


def listing(rows: pd.DataFrame, columns: dict[str, Any], *, alt: str, key: str, words: Words) -> None:
    """Draw ``rows`` in ``columns``; a click opens the customer, and all of them can be taken away under the same heads."""
    shown = in_euros(rows)
    picked = tables.table(shown.head(SHOWN), columns, alt=alt, key=key)
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(rows) > SHOWN:
            st.caption(words("The first {n} of {total}.", n=words.number(SHOWN), total=words.number(len(rows))))
        heads = {name: str(column["label"]) for name, column in columns.items() if column.get("label")}
        whole = shown[["entity", "customer_id", *(name for name in columns if name not in {"entity", "customer_id"})]]
        export_menu(lambda: whole.rename(columns=heads), name=key, words=words, key=key)
    if picked is not None and int(rows["customer_key"].iloc[picked]) > 0:
        go("customer", id=str(int(rows["customer_key"].iloc[picked])))
