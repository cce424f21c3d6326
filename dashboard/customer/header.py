"""Who a customer is: name, segment and why, balances, and the facts the source system holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.errors import UnknownNameError
from core.metrics.customers import customer_contact_points, customer_disputes
from core.vocabulary import Label
from dashboard import reads, tables
from dashboard.customer.reads import Who, account, in_the_source
from dashboard.empty import nothing
from dashboard.plain import plain
from dashboard.texts import CONTACTS, CUSTOMER_TYPE, LABELS

if TYPE_CHECKING:
    from datetime import date

    from core.strategy.account import Account
    from dashboard.i18n import Words
    from dashboard.reads import Edition

LABEL_COLOURS = {Label.POSITIVE: "green", Label.NEUTRAL: "gray", Label.NEGATIVE: "red"}


def title(of: Edition, key: int, as_of: date, words: Words) -> tuple[Who, dict[str, Any], Account]:
    """Draw the name with what kind of customer it is and its segment; return who it is, what the source says, the account."""
    _ = words
    try:
        known = in_the_source(of, key)
    except UnknownNameError:
        nothing(_("No such customer"), _("Open one from the list of customers."), icon=":material/groups:")
        st.stop()
    who = Who(key=key, entity=known["entity"], customer_id=known["customer_id"])
    found = account(of, who, as_of)
    st.title(plain(known["name"]), anchor=False)
    kind, label = known["customer_type"], _label(found, known)
    badges = [f":blue-badge[{_(CUSTOMER_TYPE.get(kind, kind))}]"]
    if label is not Label.NEUTRAL:
        badges.append(f":{LABEL_COLOURS[label]}-badge[{_(LABELS[label])}]")
    if known["has_mandate"]:
        mandate = _("direct debit")
        badges.append(f":violet-badge[{mandate}]")
    where = " · ".join([plain(known["customer_id"]), plain(known["entity"]), words.country(known["country"])])
    st.markdown(f"{' '.join(badges)} :gray[{where}]")
    _segment(found, words)
    return who, known, found


def _label(found: Account, known: dict[str, Any]) -> Label:
    """Return how the relation stands: what people here set, else what the source says."""
    features = found.assignment.features
    return Label(features.frame["label"].iloc[0] if len(features) else known["label"])


def _segment(found: Account, words: Words) -> None:
    assigned = found.assignment
    if not len(assigned.features):
        return
    label = assigned.policy.segments[int(assigned.codes[0])].label
    st.caption(
        words(
            "Segment {label}: {why}.",
            label=f"**{plain(words(label))}**",
            why=plain(assigned.reason(0, words)),
        )
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
            _("Disputes of the source system appear here; note your own on the open items."),
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
