"""Who a customer is: name, segment and why, balances, and the facts the source system holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from core.desk.customers import overrides
from core.metrics.customers import customer_contact_points, customer_disputes, customer_header, customer_list
from core.segments.overridden import overridden
from core.vocabulary import Label
from dashboard import reads, tables
from dashboard.empty import nothing
from dashboard.plain import plain
from dashboard.texts import CONTACTS, CUSTOMER_TYPE, LABELS

if TYPE_CHECKING:
    from datetime import date

    from dashboard.i18n import Words
    from dashboard.reads import Edition

LABEL_COLOURS = {Label.POSITIVE: "green", Label.NEUTRAL: "gray", Label.NEGATIVE: "red"}


def title(of: Edition, key: int, as_of: date, words: Words) -> dict[str, Any]:
    """Draw the name with what kind of customer it is, and return what the source says of it."""
    _ = words
    known = customer_header(reads.book(of), key)
    st.title(plain(known["name"]), anchor=False)
    kind, label = known["customer_type"], _label(known)
    badges = [f":blue-badge[{_(CUSTOMER_TYPE.get(kind, kind))}]"]
    if label is not Label.NEUTRAL:
        badges.append(f":{LABEL_COLOURS[label]}-badge[{_(LABELS[label])}]")
    if known["has_mandate"]:
        mandate = _("direct debit")
        badges.append(f":violet-badge[{mandate}]")
    where = " · ".join([plain(known["customer_id"]), plain(known["entity"]), words.country(known["country"])])
    st.markdown(f"{' '.join(badges)} :gray[{where}]")
    _segment(of, key, as_of, words)
    return known


def _label(known: dict[str, Any]) -> Label:
    """Return how the relation stands: what people here set, else what the source says."""
    entity, customer_id = known["entity"], known["customer_id"]
    changed = overrides(reads.application().desk, entity=entity, customer_id=customer_id)
    said = pd.DataFrame([{"entity": entity, "customer_id": customer_id, "label": known["label"]}])
    return Label(overridden(said, changed)["label"].iloc[0])


def _segment(of: Edition, key: int, as_of: date, words: Words) -> None:
    assigned = reads.assignment(of, as_of)
    try:
        place = int(assigned.features.positions(np.array([key], dtype=np.int64))[0])
    except KeyError:
        return
    label = assigned.policy.segments[int(assigned.codes[place])].label
    st.caption(
        words(
            "Segment {label}: {why}.",
            label=f"**{plain(words(label))}**",
            why=plain(words(assigned.reason(place, words.locale))),
        )
    )


def balances(of: Edition, key: int, as_of: date, words: Words) -> None:
    """Draw what is open and past due per currency, how old it is, and how the customer pays."""
    _ = words
    page = customer_list(reads.book(of), as_of, customer_key=key, only_open=False, segments=reads.segments(of, as_of))
    rows = page.rows.to_dict("records")
    with st.grid(4, min_column_width=200, gap="small"):
        for row in rows:
            currency = row["currency"] if isinstance(row["currency"], str) else "EUR"
            st.metric(_("Open balance"), _.money(row["open_minor"], currency), border=True)
            st.metric(_("Past due"), _.money(row["past_due_minor"], currency), border=True)
            if row["unallocated_minor"]:
                explained = _("Credit notes and payments not yet set against an invoice.")
                st.metric(_("Unallocated"), _.money(row["unallocated_minor"], currency), border=True, help=explained)
        st.metric(
            _("Oldest"),
            _("{n} days", n=_.number(max(row["oldest_days"] for row in rows))),
            border=True,
            help=_("Days past due of the oldest open invoice."),
        )
        late = rows[0]["mean_days_late"]
        st.metric(
            _("Pays after due date"),
            _("n/a") if pd.isna(late) else _("{n} days", n=_.number(late, 1)),
            border=True,
            help=_("Mean of the invoices paid in twelve months; negative is early."),
        )


def details(of: Edition, key: int, known: dict[str, Any], as_of: date, words: Words) -> None:
    """Draw the contact points, the disputes of the source system, and every other fact it holds."""
    _ = words
    left, right = st.columns(2, gap="small")
    with left:
        _contacts(of, key, words)
        _disputes(of, key, as_of, words)
    with right, st.container(border=True):
        st.header(_("As the source system says"), anchor=False)
        told = {
            _("Group"): known["group_id"],
            _("Language"): known["language"],
            _("Province"): known["province"],
            _("Sector"): known["sector"],
            _("Size"): known["size_class"],
            _("Customer since"): words.day(known["customer_since"]) if known["customer_since"] else None,
            _("Registration number"): known["registration_number"],
            _("VAT number"): known["vat_number"],
            _("Collector"): known["collector"],
            _("Account manager"): known["account_manager"],
            _("Credit limit"): _limit(known, words),
            _("External score"): known["external_score"],
        }
        known_facts = {name: plain(str(value)) for name, value in told.items() if value not in (None, "")}
        if known_facts:
            st.table(known_facts, border="horizontal")
        else:
            st.caption(_("Nothing more than the name."))


def _limit(known: dict[str, Any], words: Words) -> str | None:
    minor, currency = known["credit_limit_minor"], known["credit_limit_currency"]
    return None if minor is None or currency is None else words.money(minor, currency)


def _contacts(of: Edition, key: int, words: Words) -> None:
    _ = words
    points = customer_contact_points(reads.book(of), key)
    with st.container(border=True):
        st.header(_("Contact points"), anchor=False)
        if points.empty:
            st.caption(_("The ledger has no address at all: fill one in above, or in the source system."))
            return
        shown = points.assign(
            kind=[_(CONTACTS.get(kind, kind)) for kind in points["kind"]],
            use=[_("allowed") if allowed else _("not allowed") for allowed in points["is_allowed"]],
        )
        text = st.column_config.TextColumn
        columns = {
            "kind": text(_("Kind"), width=80),
            "address": text(_("Address"), width=220),
            "person": text(_("Person"), width=140),
            "role": text(_("Role"), width=100),
            "use": text(_("Use"), width=90),
        }
        tables.table(shown, columns, alt=_("Contact points"))


def _disputes(of: Edition, key: int, as_of: date, words: Words) -> None:
    _ = words
    found = customer_disputes(reads.book(of), key, as_of)
    if found.empty:
        nothing(
            _("No dispute in the ledger"),
            _("Disputes of the source system appear here; add your own as a hold."),
            icon=":material/gavel:",
        )
        return
    with st.container(border=True):
        st.header(_("Disputes in the ledger"), anchor=False)
        shown = found.assign(amount=tables.in_units(found["amount_minor"], found["currency"]))
        text = st.column_config.TextColumn
        columns = {
            "number": text(_("Invoice"), width=120),
            "opened_on": tables.day_column(_("Opened"), words, width=105),
            "closed_on": tables.day_column(_("Closed"), words, width=105),
            "amount": tables.money_column(_("Amount"), str(found["currency"].iloc[0]), words, width=100),
            "cause": text(_("Cause"), width=140),
        }
        tables.table(shown, columns, alt=_("Disputes"))
