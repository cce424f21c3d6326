"""The customers behind a figure: who they are, what their habit is, what they owe; a click opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from core.behaviour.patterns.words import sentence
from dashboard import reads, tables
from dashboard.behaviour.reads import behaviour, segment_of
from dashboard.doors import go
from dashboard.empty import nothing
from dashboard.exports import export_menu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST_SHOWN = 500
MOST_ROWS = 12


def customers_behind(
    of: Edition,
    asked: Asked,
    rows: pd.DataFrame,
    extra: Mapping[str, Any],
    *,
    title: str,
    key: str,
    words: Words,
    on_close: Callable[[], None] | None = None,
) -> None:
    """Draw the customers of ``rows`` (customer_key and the columns of ``extra``) in that order; a click opens the customer.

    The first MOST_SHOWN are drawn, all of them can be taken away.
    """
    _ = words
    with st.container(border=True, gap="small", key=f"{key}_box"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(title, anchor=False, width="stretch")
            export_menu(
                lambda: _readable(of, asked, rows, extra, _).rename(
                    columns={name: column.get("label") or name for name, column in extra.items()}
                ),
                name="customers",
                words=_,
                key=key,
            )
            if on_close is not None:
                st.button(_("Close"), icon=":material/close:", type="tertiary", on_click=on_close, key=f"{key}_close")
        if rows.empty:
            nothing(_("Nobody here"), _("Switch a filter off, or choose another part of the figure."))
            return
        if len(rows) > MOST_SHOWN:
            st.caption(
                _(
                    "The first {shown} of {all} customers; the export has all of them.",
                    shown=_.number(MOST_SHOWN),
                    all=_.number(len(rows)),
                )
            )
        else:
            st.caption(_.count("{n} customer. Click it to open it.", "{n} customers. Click one to open it.", len(rows)))
        shown = rows.head(MOST_SHOWN)
        row = tables.table(
            _readable(of, asked, shown, extra, _),
            _columns(asked, extra, _),
            alt=title,
            key=f"{key}_table",
            most=MOST_ROWS,
        )
        if row is not None:
            go("customer", id=str(shown["customer_key"].iloc[row]))


def habits_of(of: Edition, asked: Asked, keys: np.ndarray, names: tuple[str, ...], words: Words) -> list[str]:
    """Return per key the patterns ``names`` that the customer has, in one line."""
    patterns = behaviour(of, asked.as_of).patterns
    told = patterns[patterns["pattern"].isin(names) & patterns["customer_key"].isin(keys)]
    lines: dict[int, list[str]] = {}
    for row in told.to_dict("records"):
        lines.setdefault(row["customer_key"], []).append(sentence(row, words))
    return [", ".join(lines.get(int(key), [])) for key in keys]


def _readable(of: Edition, asked: Asked, rows: pd.DataFrame, extra: Mapping[str, Any], words: Words) -> pd.DataFrame:
    """Return the rows with names, segments and what is owed in the currency asked, in units."""
    keys = rows["customer_key"].to_numpy(dtype=np.int64)
    known = reads.features(of, asked.as_of)
    place = np.minimum(np.searchsorted(known.keys, keys), max(len(known) - 1, 0))
    is_known = known.keys[place] == keys
    labels = reads.segment_labels(of)
    owed = {name: np.zeros(len(keys), dtype=np.int64) for name in ("open", "past_due")}
    if asked.currency in known.currencies:
        column = known.currencies.index(asked.currency)
        owed = {
            "open": np.where(is_known, known.balance_minor[place, column], 0),
            "past_due": np.where(is_known, known.past_due_minor[place, column], 0),
        }
    currency = pd.Series(np.full(len(keys), asked.currency), dtype="str")
    segments = segment_of(of, asked.as_of, keys)
    return pd.DataFrame(
        {
            "customer_key": keys,
            "name": known.frame["name"].to_numpy()[place],
            **{name: rows[name].to_numpy() for name in extra},
            "past_due": tables.in_units(pd.Series(owed["past_due"]), currency),
            "open": tables.in_units(pd.Series(owed["open"]), currency),
            "segment": [words(labels.get(str(name), str(name))) for name in segments],
            "customer_id": known.frame["customer_id"].to_numpy()[place],
        },
    )


def _columns(asked: Asked, extra: Mapping[str, Any], words: Words) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    return {
        "name": text(_("Customer"), width=210),
        **extra,
        "past_due": tables.money_column(_("Past due"), asked.currency, words, width=105),
        "open": tables.money_column(_("Balance"), asked.currency, words, width=105),
        "segment": text(_("Segment"), width=130),
        "customer_id": text(_("Number"), width=85),
    }
