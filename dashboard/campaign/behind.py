"""The names behind one bar of the audience: who is in, or out for a reason, with how much and the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st
from sqlalchemy import select

from core.campaigns.plan import EXCLUDED, kept_customers, kept_items
from core.campaigns.states import get
from core.desk.campaign_tables import PreviewMessage
from core.money import precision
from core.strategy.account import evidence
from dashboard import reads, tables
from dashboard.doors import go
from dashboard.exports import export_menu
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.strategy.audience import Audience
    from dashboard.i18n import Words

IN = "in"


@dataclass(frozen=True, kw_only=True, eq=False)
class Names:
    """The items and customers of an audience, as ``Audience`` has them."""

    items: pd.DataFrame
    customers: pd.DataFrame


def found_names(found: Audience, words: Words) -> Names:
    """Return the names of an audience that was found just now, with the evidence in the reader's language."""
    return Names(items=found.items.assign(evidence=evidence(found, words)), customers=found.customers)


def kept_names(name: str) -> Names:
    """Return the names of campaign ``name`` as it was planned; who was left out by hand since is out for that."""
    with reads.application().desk.reading() as session:
        campaign = get(session, name)
        items, customers = kept_items(session, campaign), kept_customers(session, campaign)
        left_out = select(PreviewMessage.customer_key).where(
            PreviewMessage.campaign_id == campaign.id, PreviewMessage.is_excluded
        )
        keys = list(session.scalars(left_out))
    if not keys:
        return Names(items=items, customers=customers)
    is_out = items["is_in"] & items["customer_key"].isin(keys)
    left = customers["customer_key"].isin(keys)
    customers = customers.assign(reason=customers["reason"].mask(left, EXCLUDED))
    told = items.assign(
        is_in=items["is_in"] & ~is_out,
        reason=items["reason"].mask(is_out, EXCLUDED),
        # What was asked for is what the reconciliation counts as left out.
        balance_minor=items["balance_minor"].mask(is_out, items["asked_minor"]),
    )
    return Names(items=told, customers=customers)


def rows_behind(names: Names, code: str, currency: str, *, is_money: bool) -> pd.DataFrame:
    """Return one row per customer that is in (``code`` in) or out for reason ``code``, the largest amount first.

    With ``is_money`` everybody who has something out for it, and the amounts add up to the bar; else those whose first reason it is,
    and their number is the bar. Columns: customer_key, customer_id, name, segment, items (whole ones), minor (in ``currency``, parts
    of items too), step and evidence.
    """
    items = names.items
    is_in = items["is_in"].to_numpy(dtype=bool)
    chosen = is_in if code == IN else (items["reason"] == code).fillna(value=False).to_numpy(dtype=bool)
    minor = np.where(is_in, items["asked_minor"], items["balance_minor"])
    part = np.zeros(len(items), dtype=np.int64) if code == IN else _parts(items, code)
    touched = chosen | (part != 0)
    of_currency = (items["currency"] == currency).to_numpy(dtype=bool)
    rows = pd.DataFrame(
        {
            "customer_key": items["customer_key"].to_numpy()[touched],
            "items": chosen[touched].astype(np.int64),
            "minor": (np.where(chosen, minor, 0) + part)[touched] * of_currency[touched],
            "evidence": items["evidence"].where(items["reason"] == code).array[touched],
        },
    )
    summed = rows.groupby("customer_key").agg(
        items=("items", "sum"), minor=("minor", "sum"), evidence=("evidence", "first")
    )
    who = names.customers.set_index("customer_key")[["customer_id", "name", "segment", "step", "reason"]]
    told = summed.join(who).reset_index()
    if not is_money and code != IN:
        told = told[(told["reason"] == code).to_numpy(dtype=bool)]
    return told.sort_values("minor", ascending=False, kind="stable", ignore_index=True)


def _parts(items: pd.DataFrame, code: str) -> np.ndarray:
    """Return how much of each item that is in was set aside for ``code``."""
    found = np.zeros(len(items), dtype=np.int64)
    if "aside" not in items:  # kept by an earlier version
        return found
    told = items["aside"]
    for row in np.flatnonzero(told.notna().to_numpy(dtype=bool)).tolist():
        for each in str(told.iloc[row]).split(","):
            reason, _, minor = each.rpartition(" ")
            if reason == code:
                found[row] += int(minor)
    return found


def behind(
    names: Names,
    code: str,
    label: str,
    currency: str,
    words: Words,
    *,
    key: str,
    is_money: bool,
    on_close: Callable[[], None],
) -> None:
    """Draw the customers behind the bar ``code``; a click on one opens its page."""
    _ = words
    rows = rows_behind(names, code, currency, is_money=is_money)
    of = reads.edition()
    labels = {} if of is None else {each: _(said) for each, said in reads.segment_labels(of).items()}
    shown = rows.assign(
        amount=rows["minor"] / 10 ** precision(currency),
        segment=[labels.get(each, each) for each in rows["segment"]],
    )
    with st.container(border=True, gap="small", key=f"{key}_names"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(
                f"{plain(label)} · " + _.count("{n} customer", "{n} customers", len(rows)),
                anchor=False,
                width="stretch",
            )
            export_menu(
                lambda: shown.drop(columns=["customer_key", "minor", "reason"]),
                name="audience",
                words=words,
                key=f"{key}_names",
            )
            st.button(_("Close"), icon=":material/close:", type="tertiary", on_click=on_close, key=f"{key}_names_close")
        columns = {
            "name": st.column_config.TextColumn(_("Customer"), width=210),
            "amount": tables.money_column(_("Amount, {currency}", currency=currency), currency, words, width=120),
            "items": tables.number_column(_("Items"), words, width=70),
            "segment": st.column_config.TextColumn(_("Segment"), width=150),
            **(
                {"step": tables.number_column(_("Step"), words, width=65)}
                if code == IN
                else {"evidence": st.column_config.TextColumn(_("Why"), width=420)}
            ),
        }
        row = tables.table(shown, columns, alt=_("Customers behind the bar"), key=f"{key}_names_table", most=10)
    if row is not None:
        go("customer", id=str(rows["customer_key"].iloc[row]))
