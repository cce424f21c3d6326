"""Roll and cure rates by bucket, and the provision matrix they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.metrics.buckets import BUCKETS
from core.metrics.rolling import CHAIN
from core.money import to_decimal
from dashboard import tables
from dashboard.exports import export_menu
from dashboard.i18n import SOURCE_LANGUAGE
from dashboard.kpi import said
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.metrics.metric import Value
    from dashboard.i18n import Words


# A column of numbers drops the decimals it does not show: what is shown is rounded first.
ROLL_DECIMALS = 1
RATE_DECIMALS = 2


def loss_tables(values: Mapping[str, Value], currency: str, lost_share: float, words: Words) -> None:
    """Draw both tables of one currency, each with the figure it adds up to, or with the reason why there is none."""
    left, right = st.columns(2, gap="small")
    with left.container(border=True, height="stretch"):
        _rolling(values.get("roll_rate"), values.get("cure_rate"), words)
    with right.container(border=True, height="stretch"):
        _provision(values.get("expected_loss"), currency, lost_share, words)


def _rolling(roll: Value | None, cure: Value | None, words: Words) -> None:
    _ = words
    st.header(_("Rolled on and cured in the last whole month"), anchor=False)
    if roll is None or cure is None or not (roll.parts or cure.parts):
        _say_why(roll, _)
        return
    rows = [
        {
            "bucket": _(bucket.label),
            "rolled": _percent(roll.parts.get(bucket.key)) if bucket.key in CHAIN else None,
            "cured": _percent(cure.parts.get(bucket.key)),
        }
        for bucket in BUCKETS
    ]
    tables.table(
        pd.DataFrame(rows),
        {
            "bucket": st.column_config.TextColumn(_("Age a month ago")),
            "rolled": _percent_column(_("Rolled on, %"), ROLL_DECIMALS, _),
            "cured": _percent_column(_("Settled, %"), ROLL_DECIMALS, _),
        },
        alt=_("Roll and cure rates"),
    )
    st.caption(_("Of each bucket's balance a month ago, same invoices: now in a later bucket, or no longer open."))
    if roll.value is None:
        _say_why(roll, _)


def _provision(loss: Value | None, currency: str, lost_share: float, words: Words) -> None:
    _ = words
    st.header(_("Provision matrix (IFRS 9)"), anchor=False)
    if loss is None or loss.value is None:
        _say_why(loss, _)
        return
    rows = []
    for bucket in BUCKETS:
        rate, minor = float(loss.parts[f"{bucket.key}_rate"]), int(loss.parts[f"{bucket.key}_minor"])
        balance = int(loss.parts.get(f"{bucket.key}_balance_minor", 0))
        rows.append(
            {
                "bucket": _(bucket.label),
                "balance": float(to_decimal(balance, currency)),
                "rate": rate * 100,
                "loss": float(to_decimal(minor, currency)),
            }
        )
    frame = pd.DataFrame(rows)
    tables.table(
        frame.round({"rate": RATE_DECIMALS}),
        {
            "bucket": st.column_config.TextColumn(_("Age")),
            "balance": tables.money_column(_("Balance"), currency, _),
            "rate": _percent_column(_("Loss rate, %"), RATE_DECIMALS, _),
            "loss": tables.money_column(_("Expected loss"), currency, _),
        },
        alt=_("Provision matrix"),
    )
    st.markdown(
        _("Expected loss: **{amount}**", amount=plain(said(loss.value, loss.unit, currency, words)))
        + "  \n"
        + _(
            "Loss rates are the roll rates of the last twelve whole months, chained to over 90 days, times {share} taken "
            "to be lost of that: an assumption, set in Settings.",
            share=plain(words.share(lost_share)),
        )
    )
    export_menu(lambda: frame, name="provision-matrix", words=_, key="provision")


def _say_why(value: Value | None, words: Words) -> None:
    """Say why there is no value."""
    _ = words
    why = None if value is None else value.why
    st.caption(plain(_(why)) if why else _("n/a"))


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, ROLL_DECIMALS)


def _percent_column(label: str, decimals: int, words: Words) -> Any:  # noqa: ANN401  # Streamlit's own column
    shown = f"%.{decimals}f" if words.language == SOURCE_LANGUAGE else "localized"
    return st.column_config.NumberColumn(label, format=shown, step=10.0**-decimals)
