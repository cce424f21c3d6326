"""The list of customers: search, order and pages; a click opens the customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.desk.customers import overrides
from core.metrics.buckets import BUCKETS
from core.metrics.customers import customer_list
from core.segments.overridden import overridden
from dashboard import reads, tables
from dashboard.aging_table import bucket_label
from dashboard.doors import go
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.session import words
from dashboard.texts import CUSTOMER_TYPE, LABELS, later

if TYPE_CHECKING:
    import pandas as pd

    from core.metrics.buckets import Bucket
    from core.metrics.paging import Page
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

PAGE_ROWS = 25
AGES = {bucket.key: bucket for bucket in BUCKETS}
MOST_EXPORTED = 1_000_000
ORDERS: dict[str, tuple[str, bool]] = {
    "past_due": (later("Most past due first"), True),
    "open": (later("Largest balance first"), True),
    "oldest_days": (later("Longest late first"), True),
    "mean_days_late": (later("Slowest payers first"), True),
    "name": (later("By name"), False),
    "customer_id": (later("By number"), False),
}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What the list was asked for besides its scope."""

    search: str
    only_open: bool
    order: str
    oldest: Bucket | None


@st.fragment
def listing(of: Edition, asked: Asked) -> None:
    """Draw the tools and one page of the list; typing and paging rerun only this."""
    _ = words()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        search = st.text_input(
            _("Search"),
            key="customer_search",
            type="search",
            placeholder=_("Name, customer number, or a whole invoice number"),
            max_chars=120,
            width=320,
            persist_state="session",
            on_change=_first_page,
        )
        order = st.selectbox(
            _("Order"),
            list(ORDERS),
            format_func=lambda name: _(ORDERS[name][0]),
            key="customer_order",
            width=210,
            persist_state="session",
            on_change=_first_page,
        )
        oldest = st.selectbox(
            _("Oldest invoice"),
            [bucket.key for bucket in BUCKETS],
            index=None,
            format_func=lambda key: bucket_label(AGES[key], _),
            key="customer_oldest",
            placeholder=_("Any age"),
            width=150,
            persist_state="session",
            on_change=_first_page,
        )
        with_settled = st.toggle(_("Also with nothing open"), key="customer_settled", on_change=_first_page)
        wanted = Listing(
            search=search or "", only_open=not with_settled, order=order or "past_due", oldest=AGES.get(oldest or "")
        )
        export_menu(
            lambda: readable(_page(of, asked, wanted, size=MOST_EXPORTED, start=0).rows, of, _),
            name="customers",
            words=_,
            key="customers",
        )
    place = st.session_state.get("customer_page", 1)
    page = _page(of, asked, wanted, size=PAGE_ROWS, start=(place - 1) * PAGE_ROWS)
    if not page.total_rows:
        nothing(_("No customer fits"), _("Search for less, switch a filter off, or show customers with nothing open."))
        return
    st.caption(_.count("{n} customer. Click it to open it.", "{n} customers. Click one to open it.", page.total_rows))
    row = tables.table(
        readable(page.rows, of, _), columns(asked, _), alt=_("Customers"), key="customer_table", most=PAGE_ROWS
    )
    if page.total_rows > PAGE_ROWS:
        st.pagination(-(-page.total_rows // PAGE_ROWS), key="customer_page")
    if row is not None:
        go("customer", id=str(page.rows["customer_key"].iloc[row]))


def _first_page() -> None:
    st.session_state.pop("customer_page", None)


@st.cache_resource(show_spinner=False, max_entries=128)
def _page(of: Edition, asked: Asked, wanted: Listing, *, size: int, start: int) -> Page:
    page = customer_list(
        reads.book(of),
        asked.as_of,
        search=wanted.search,
        only_open=wanted.only_open,
        oldest=wanted.oldest,
        scope=asked.scope,
        segments=reads.segments(of, asked.as_of),
        sort=wanted.order,
        is_descending=ORDERS[wanted.order][1],
        page_size=size,
        page_start=start,
    )
    return replace(page, rows=overridden(page.rows, overrides(reads.application().desk)))


def readable(rows: pd.DataFrame, of: Edition, words: Words) -> pd.DataFrame:
    """Return customer rows with money in units and every code in words."""
    _ = words
    segments = reads.segment_labels(of)
    return rows.assign(
        segment=[_(segments.get(name, name)) for name in rows["segment"]],
        customer_type=[_(CUSTOMER_TYPE.get(kind, kind)) for kind in rows["customer_type"]],
        label=[_(LABELS.get(name, name)) for name in rows["label"]],
        country=[_.country(code) for code in rows["country"]],
        open=tables.in_units(rows["open_minor"], rows["currency"]),
        past_due=tables.in_units(rows["past_due_minor"], rows["currency"]),
        late_percent=100 * rows["past_due_share"],
        unallocated=tables.in_units(rows["unallocated_minor"], rows["currency"]),
    ).drop(columns=["open_minor", "past_due_minor", "unallocated_minor", "past_due_share"])


def columns(asked: Asked, words: Words) -> dict[str, Any]:
    """Return the columns of the list."""
    _ = words
    text = st.column_config.TextColumn
    return {
        "name": text(_("Customer"), width=230),
        "past_due": tables.money_column(_("Past due"), asked.currency, words, width=110),
        "open": tables.money_column(_("Balance"), asked.currency, words, width=110),
        "late_percent": st.column_config.ProgressColumn(
            _("Past-due share"), format="%d%%", min_value=0, max_value=100, width=120, color="auto-inverse"
        ),
        "oldest_days": tables.number_column(
            _("Oldest, days"), words, width=95, help=_("Days past due of the oldest open invoice.")
        ),
        "mean_days_late": st.column_config.NumberColumn(
            _("Pays after, days"),
            format="%.0f",
            width=110,
            help=_("Mean days after the due date, of invoices paid in twelve months."),
        ),
        "segment": text(_("Segment"), width=130),
        "customer_type": text(_("Type"), width=95),
        "country": text(_("Country"), width=105),
        "customer_id": text(_("Number"), width=90),
    }
