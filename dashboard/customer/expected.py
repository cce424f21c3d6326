"""When each open invoice is expected: one line each, and one click deeper how sure that is and why; nothing without evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.behaviour.prediction.backdrop import Backdrop, read_backdrop
from core.behaviour.prediction.predict import BY_MODEL, predict
from core.behaviour.prediction.reasons import reasons_of
from core.behaviour.prediction.store import load, serving_number
from dashboard import reads, tables
from dashboard.customer.reads import Who, account

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    from core.behaviour.prediction.model import Model
    from core.strategy.account import Account
    from dashboard.i18n import Words
    from dashboard.reads import Edition

FEWEST = 3  # payments of the customer's own: without a model, fewer are no evidence


def expectations(of: Edition, who: Who, found: Account, items: pd.DataFrame, words: Words) -> list[str] | None:
    """Return one line per row of ``items``; None when nothing can be said of any of them."""
    told = predictions(of, who, found)
    if told.empty:
        return None
    known = {int(row["item_key"]): line(row, words) for row in told.to_dict("records")}
    return [known.get(int(key), "") if not pd.isna(key) else "" for key in items["item_key"]]


def expected_board(of: Edition, who: Who, as_of: date, words: Words) -> None:
    """Draw the prediction of every open invoice: its day, the interval, how likely it is late, and the reasons."""
    _ = words
    told = predictions(of, who, account(of, who, as_of))
    if told.empty:
        return
    with st.container(border=True, gap="small", key="expected"):
        st.header(_("When each invoice is expected"), anchor=False)
        st.caption(source_line(told, words))
        shown = pd.DataFrame(
            {
                "number": told["number"],
                "balance": tables.in_units(told["balance_minor"], told["currency"]),
                "expected": told["median_on"],
                "low": told["low_on"],
                "high": told["high_on"],
                "paid_30": told["p_paid_30"],
                "late_30": told["p_late_30"],
                "why": ["; ".join(_(each.pattern, **each.values) for each in reasons_of(row)) for row in _rows(told)],
            }
        )
        share = st.column_config.NumberColumn
        columns = {
            "number": st.column_config.TextColumn(_("Number"), width=120),
            "balance": tables.money_column(_("Balance"), str(told["currency"].iloc[0]), words, width=100),
            "expected": tables.day_column(_("Expected"), words, width=105),
            "low": tables.day_column(_("Earliest"), words, width=105, help=_("One in ten comes before.")),
            "high": tables.day_column(_("Latest"), words, width=105, help=_("One in ten comes after.")),
            "paid_30": share(_("Paid in 30 days"), format="percent", width=110),
            "late_30": share(_("Over 30 days late"), format="percent", width=120),
        }
        columns["why"] = st.column_config.TextColumn(_("Why"), width=320)
        tables.table(shown, columns, alt=_("When each invoice is expected"))
        st.caption(_("For planning work, not for judging creditworthiness."))


def predictions(of: Edition, who: Who, found: Account) -> pd.DataFrame:
    """Return the predictions of a customer's open invoices for which there is evidence, as ``predict`` has them."""
    as_of = found.audience.candidates.as_of
    segment = found.assignment.segments_frame()
    name = str(segment["segment"].iloc[0]) if len(segment) else ""
    objecting = found.assignment.objecting
    return _predictions(of, who.key, as_of, name, objecting, serving_number(reads.application().desk), _account=found)


def line(row: Mapping[Hashable, Any], words: Words) -> str:
    """Return when an invoice is expected, as in "25 November, usually within 3 days of it"."""
    if pd.isna(row["median_on"]):
        return words("not within a year")
    day = words.day(row["median_on"].date())
    within = int(row["usually_within_days"])
    if within < 0 or pd.isna(row["high_on"]):
        return day
    return words.count("{day}, usually within {n} day of it", "{day}, usually within {n} days of it", within, day=day)


def source_line(told: pd.DataFrame, words: Words) -> str:
    """Return what the expected days come from, in one sentence."""
    _ = words
    row = told.iloc[0]
    if row["source"] == BY_MODEL:
        return _("By the model, trained on how all customers paid; the interval holds four in five.")
    habit = _("By the customer's own {n} payments; the interval holds four in five.", n=words.number(row["payments"]))
    return f"{habit} {_(row['why_baseline'])}." if row["why_baseline"] else habit


def _rows(told: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in told.to_dict("records")]


@st.cache_resource(show_spinner=False, max_entries=512)
def _predictions(  # noqa: PLR0917 - what the answer depends on
    of: Edition, key: int, as_of: date, segment: str, objecting: frozenset[int], served: int, *, _account: Account
) -> pd.DataFrame:
    model, backdrop = _model(served), _backdrop(of, as_of)
    segments = pd.DataFrame({"customer_key": [key], "segment": [segment]})
    told = predict(
        reads.book(of),
        model,
        as_of,
        segments=segments,
        customer_keys=[key],
        backdrop=backdrop,
        balances=_account.invoices,
        objecting=objecting,
    )
    is_told = (told["source"] == BY_MODEL) | (told["payments"] >= FEWEST)
    return told[is_told & (told["balance_minor"] > 0)].reset_index(drop=True)


@st.cache_resource(show_spinner=False, max_entries=4)
def _model(served: int) -> Model | None:
    if not served:
        return None
    app = reads.application()
    return load(app.desk, app.settings.models_folder)


@st.cache_resource(show_spinner=False, max_entries=4)
def _backdrop(of: Edition, as_of: date) -> Backdrop:
    return read_backdrop(reads.book(of), as_of)
